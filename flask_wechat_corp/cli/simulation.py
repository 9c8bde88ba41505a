"""The simulation that runs for a folder: what ``--simulated`` needs to know of ``simulate``.

``simulate`` writes a file that only its user can read; the other commands read it. It lies in the
folder for temporary files, because the instance folder is not known before the app is loaded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from ..config import forced_settings
from .language import text
from .watching import tell_the_simulator

__all__ = [
    "NO_LINK",
    "SIMULATED",
    "announced",
    "complete_app",
    "complete_if_simulated",
    "use_simulation",
]

SIMULATED = "flask_wechat_corp.simulated"
"""The key in ``click.Context.meta`` that says whether the command runs with ``--simulated``."""

NO_LINK = "ws://127.0.0.1:0"
"""``LINK_URL`` of a simulation that takes no long connection, because websockets is missing."""

_secret_key: str | None = None


def complete_app(app: Flask, secret_key: str) -> Flask:
    """Give a simulated app what it lacks, and show which messages it does not handle."""
    if not app.secret_key:
        app.secret_key = secret_key
    logger = logging.getLogger("flask_wechat_corp")
    if not logger.isEnabledFor(logging.INFO):
        logger.setLevel(logging.INFO)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(" * %(message)s"))
        logger.addHandler(handler)
    tell_the_simulator(app)
    return app


def complete_if_simulated(app: Flask) -> Flask:
    """Complete an app that was loaded under ``--simulated``."""
    if _secret_key is not None and not app.secret_key:
        app.secret_key = _secret_key
    return app


@contextmanager
def announced(settings: Mapping[str, Any], secret_key: str) -> Iterator[None]:
    """Let other commands in this folder find the simulation."""
    path = _path()
    known = {"settings": dict(settings), "secret_key": secret_key, "key": secrets.token_hex(8)}
    new = path.with_name(f"{path.name}.{known['key']}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(known, file)
    new.replace(path)
    try:
        yield
    finally:
        if (_read(path) or {}).get("key") == known["key"]:  # not that of a later simulation
            path.unlink(missing_ok=True)


def use_simulation(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Force the settings of the running simulation for the rest of the command."""
    global _secret_key
    if not wanted or context.resilient_parsing:
        return
    known = _read(_path())
    if known is None or not _answers(str(known["settings"]["API_URL"])):
        raise click.ClickException(
            text(
                "No simulation runs for this folder. Start one here with: flask wechat-corp"
                " simulate",
                "这个目录下没有正在运行的模拟企业微信，请先在这里运行：flask wechat-corp simulate",
            )
        )
    _secret_key = known["secret_key"]
    context.meta[SIMULATED] = True
    context.with_resource(forced_settings(known["settings"]))
    context.call_on_close(_forget)


def _forget() -> None:
    global _secret_key
    _secret_key = None


def _path() -> Path:
    """Return the file's path.

    :raises click.ClickException: when another user owns the folder
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"wechat-corp-{user}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if hasattr(os, "getuid") and (status.st_uid != user or status.st_mode & 0o077):
        raise click.ClickException(
            text(
                f"The folder {folder} must belong to you and be closed to other users. Remove it.",
                f"目录 {folder} 必须属于你，且其他用户不可访问；请删除它。",
            )
        )
    return folder / f"{hashlib.sha256(os.getcwd().encode()).hexdigest()[:16]}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) and "settings" in known else None


def _answers(url: str) -> bool:
    # No proxy: the simulation runs on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/_sim/faults", timeout=5):
            return True
    except (OSError, ValueError):
        return False
