"""The command group, and what its commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo

from ..config import EXTENSION_KEY
from ..errors import WeChatAPIError, WeChatCorpError
from ..web.state import AppState
from .language import text
from .simulation import SIMULATED, complete_if_simulated, use_simulation

__all__ = [
    "load_app",
    "name_option",
    "plain_errors",
    "show",
    "state_of",
    "upload_with_bar",
    "wechat_corp",
]


class _Group(AppGroup):
    """Flask's group, whose commands load the app themselves.

    Flask loads it before a command runs, and a setting that is missing or malformed would end the
    command with a traceback.
    """

    def command(  # type: ignore[override]  # as in Flask, whose signature this is
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        wanted = kwargs.pop("with_appcontext", True)
        decorate = super().command(*args, with_appcontext=False, **kwargs)
        return lambda function: decorate(_with_app(function) if wanted else function)

    def group(  # type: ignore[override]  # as in Flask, whose signature this is
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Group]:
        return super().group(*args, **{"cls": _Group, **kwargs})


class _TopGroup(_Group):
    """``flask wechat-corp``; with ``--simulated`` the app's own commands are found here too."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        if command is not None or not ctx.meta.get(SIMULATED):
            return command
        load_app(ctx)
        return current_app.cli.get_command(ctx, cmd_name)


def _with_app(function: Callable[..., Any]) -> Callable[..., Any]:
    @click.pass_context
    def run(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        load_app(context)
        return context.invoke(function, *args, **kwargs)

    return update_wrapper(run, function)


def load_app(context: click.Context) -> None:
    """Load the app and enter its context for the rest of the command.

    :raises click.ClickException: with the error's own words, when a setting is missing or malformed
    """
    if not current_app:
        with plain_errors():
            app = complete_if_simulated(context.ensure_object(ScriptInfo).load_app())
        context.with_resource(app.app_context())


wechat_corp = _TopGroup(
    "wechat-corp",
    help="WeCom: check, call and simulate.",
    params=[
        click.Option(
            ["--simulated"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=use_simulation,
            help="Reach the company that 'simulate' runs in this folder; also for the app's own"
            " commands.",
        )
    ],
)


def state_of(name: str) -> AppState:
    """Return the state of an extension object of the current app, or end with what to do."""
    states: dict[str, AppState] = current_app.extensions.get(EXTENSION_KEY, {})
    if name in states:
        return states[name]
    if not states:
        raise click.ClickException(
            text(
                "This app has no WeChatCorp object. Did you forget wx.init_app(app)?",
                "这个应用里没有 WeChatCorp 对象。是不是忘了调用 wx.init_app(app)?",
            )
        )
    known = ", ".join(states)
    raise click.ClickException(
        text(
            f"No WeChatCorp is named {name!r} in this app. Its names are: {known}.",
            f"这个应用里没有名为 {name!r} 的 WeChatCorp，已有的名字：{known}。",
        )
    )


name_option = click.option(
    "--name", default=EXTENSION_KEY, show_default=True, help="Which WeChatCorp object of the app."
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """End the command with the error's own words, not with a traceback."""
    try:
        yield
    except (WeChatCorpError, ValueError) as error:
        raise click.ClickException(text(str(error), _in_chinese(error))) from None


def _in_chinese(error: Exception) -> str:
    """Return the error's words with its hint in Chinese, where it has one."""
    if not isinstance(error, WeChatAPIError) or not error.hint_zh:
        return str(error)
    return f"{error.path}: {error.errcode} {error.errmsg}（{error.hint_zh}）"


def show(answer: Mapping[str, Any]) -> None:
    """Print an answer of WeCom."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def upload_with_bar(api: Any, path: str) -> str:
    """Upload a file with a progress bar and return its media id."""
    with click.progressbar(length=1, label=text("upload", "上传")) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return str(api.upload_media(path, "file", progress=progress)["media_id"])
