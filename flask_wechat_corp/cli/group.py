"""The command group, and what its commands share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from ..errors import WeChatCorpError
from ..extension import KEY
from ..web.state import AppState

__all__ = ["name_option", "show", "state_of", "told", "upload_with_bar", "wechat_corp"]

wechat_corp = AppGroup("wechat-corp", help="WeCom: check, call and simulate.")


def state_of(name: str) -> AppState:
    """Return the state of an extension object of the current app, or end with what to do."""
    states: dict[str, AppState] = current_app.extensions.get(KEY, {})
    if name not in states:
        known = ", ".join(states) or "none; did you forget wx.init_app(app)?"
        raise click.ClickException(f"no WeChatCorp named {name!r} in this app (there are: {known})")
    return states[name]


name_option = click.option(
    "--name", default=KEY, show_default=True, help="Which WeChatCorp object of the app."
)


@contextmanager
def told() -> Iterator[None]:
    """End the command with an error's own words: a refusal, or a limit that the call knows."""
    try:
        yield
    except (WeChatCorpError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def show(answer: Mapping[str, Any]) -> None:
    """Print an answer of WeCom."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def upload_with_bar(api: Any, path: str) -> str:
    """Upload a file with a progress bar and return its media id."""
    with click.progressbar(length=1, label="upload") as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return str(api.upload_media(path, "file", progress=progress)["media_id"])
