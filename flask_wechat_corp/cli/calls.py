"""``flask wechat-corp token``, ``send`` and ``menu``."""

from __future__ import annotations

import json
import time
from io import TextIOWrapper

import click

from .group import name_option, plain_errors, show, state_of, upload_with_bar, wechat_corp
from .language import text as in_language

__all__ = ["menu", "send", "token"]


@wechat_corp.command("token")
@name_option
@click.option("--show", "reveal", is_flag=True, help="Print the token itself; it is a secret.")
def token(name: str, reveal: bool) -> None:
    """Get the access token that all processes share, and say how long it lasts."""
    with plain_errors():
        kept = state_of(name).api.get_latest_token()
    if reveal:
        click.echo(kept["access_token"])
    else:
        left = kept["expires_at"] - time.time()
        click.echo(in_language(f"valid for {left:.0f} more seconds", f"还有 {left:.0f} 秒有效"))


@wechat_corp.command("send")
@click.argument("text", required=False)
@click.option("--user", multiple=True, help="A member's user id; again for more; @all for all.")
@click.option("--party", multiple=True, help="A department's id; again for more.")
@click.option("--tag", multiple=True, help="A tag's id; again for more.")
@click.option("--markdown", is_flag=True, help="The text is markdown.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False), help="Send a file.")
@name_option
def send(
    text: str | None,
    user: tuple[str, ...],
    party: tuple[str, ...],
    tag: tuple[str, ...],
    markdown: bool,
    path: str | None,
    name: str,
) -> None:
    """Send TEXT, or a file, to members, departments or tags."""
    if not (user or party or tag):
        raise click.UsageError(
            in_language(
                "Name a recipient with --user, --party or --tag.",
                "请用 --user、--party 或 --tag 指定接收人。",
            )
        )
    if (text is None) == (path is None):
        raise click.UsageError(
            in_language("Give either a text or --file.", "请给出文本或 --file，二选一。")
        )
    to = {"touser": list(user), "toparty": list(party), "totag": list(tag)}
    api = state_of(name).api
    with plain_errors():
        if path is not None:
            message = {"msgtype": "file", "file": {"media_id": upload_with_bar(api, path)}}
        else:
            kind = "markdown" if markdown else "text"
            message = {"msgtype": kind, kind: {"content": text}}
        show(api.send({key: value for key, value in to.items() if value}, message))


@wechat_corp.group("menu")
def menu() -> None:
    """Read, replace or delete the agent's menu."""


@menu.command("get")
@name_option
def menu_get(name: str) -> None:
    """Print the menu as JSON."""
    with plain_errors():
        show(state_of(name).api.get_menu())


@menu.command("set")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@name_option
def menu_set(file: TextIOWrapper, name: str) -> None:
    """Replace the menu by the JSON in FILE (- for standard input)."""
    try:
        wanted = json.load(file)
    except ValueError as error:
        raise click.ClickException(
            in_language(f"{file.name} is not JSON: {error}.", f"{file.name} 不是 JSON：{error}。")
        ) from None
    if not isinstance(wanted, dict) or "button" not in wanted:
        raise click.ClickException(
            in_language(
                'A menu is an object with the key "button", as `menu get` prints it.',
                '菜单是带有 "button" 键的对象，格式同 `menu get` 的输出。',
            )
        )
    with plain_errors():
        show(state_of(name).api.create_menu({"button": wanted["button"]}))


@menu.command("delete")
@click.confirmation_option(prompt="Delete the menu?")
@name_option
def menu_delete(name: str) -> None:
    """Delete the menu."""
    with plain_errors():
        show(state_of(name).api.remove_menu())
