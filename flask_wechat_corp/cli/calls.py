"""``flask wechat-corp token``, ``send`` and ``menu``."""

from __future__ import annotations

import json
import time
from io import TextIOWrapper

import click
from flask.cli import with_appcontext

from .group import name_option, show, state_of, told, upload_with_bar, wechat_corp

__all__ = ["menu", "send", "token"]


@wechat_corp.command("token")
@name_option
@click.option("--show", "reveal", is_flag=True, help="Print the token itself; it is a secret.")
@with_appcontext
def token(name: str, reveal: bool) -> None:
    """Get the access token that all processes share, and say how long it lasts."""
    with told():
        kept = state_of(name).api.get_latest_token()
    if reveal:
        click.echo(kept["access_token"])
    else:
        click.echo(f"good for {kept['expires_at'] - time.time():.0f} more seconds")


@wechat_corp.command("send")
@click.argument("text", required=False)
@click.option("--user", multiple=True, help="A member's user id; again for more; @all for all.")
@click.option("--party", multiple=True, help="A department's id; again for more.")
@click.option("--tag", multiple=True, help="A tag's id; again for more.")
@click.option("--markdown", is_flag=True, help="The text is markdown.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False), help="Send a file.")
@name_option
@with_appcontext
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
        raise click.UsageError("say to whom: --user, --party or --tag")
    if (text is None) == (path is None):
        raise click.UsageError("give a text or --file, one of them")
    to = {"touser": list(user), "toparty": list(party), "totag": list(tag)}
    api = state_of(name).api
    with told():
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
@with_appcontext
def menu_get(name: str) -> None:
    """Print the menu as JSON."""
    with told():
        show(state_of(name).api.get_menu())


@menu.command("set")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@name_option
@with_appcontext
def menu_set(file: TextIOWrapper, name: str) -> None:
    """Replace the menu by the JSON in FILE (- for standard input)."""
    try:
        wanted = json.load(file)
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not JSON: {error}") from None
    if not isinstance(wanted, dict) or "button" not in wanted:
        raise click.ClickException('a menu is an object with "button", as `menu get` prints it')
    with told():
        show(state_of(name).api.create_menu({"button": wanted["button"]}))


@menu.command("delete")
@click.confirmation_option(prompt="Delete the menu?")
@name_option
@with_appcontext
def menu_delete(name: str) -> None:
    """Delete the menu."""
    with told():
        show(state_of(name).api.remove_menu())
