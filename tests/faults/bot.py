"""A bot whose processes end where a test says, and whose handlers wait until a test lets them go.

The settings are those of ``tests.scenarios.bot``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from flask import Flask, Response

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.stores.redis import RedisStore
from flask_wechat_corp.stores.sqlite import SQLiteStore
from tests.scenarios.bot import app as ordinary
from tests.scenarios.bot import note

FOLDER = Path(os.environ["BOT_FOLDER"])
OURS = ("flask_wechat_corp/web/endpoint.py", "flask_wechat_corp/web/background.py")


def reach(stage: str) -> None:
    """End this process as a failing machine would, when a file of this name asks for it; once."""
    try:
        (FOLDER / stage).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def mortal(kind: type[Any]) -> type[Any]:
    """Return this store with stages at which its process may end."""

    class Mortal(kind):  # type: ignore[misc]  # the kind is known at run time only
        def add(self, key: str, value: str, ttl: float) -> bool:
            claim = key.startswith("delivery|")
            if claim:
                reach("before the claim")
            added: bool = super().add(key, value, ttl)
            if claim:
                reach("after the claim")
            return added

        def compare_and_set(
            self, key: str, old: str, new: str | None, ttl: float | None = None
        ) -> bool:
            if key.startswith("delivery|") and new is not None and new != old:
                reach("before the reply is kept")
            replaced: bool = super().compare_and_set(key, old, new, ttl)
            return replaced

    return Mortal


def open_mortal_store(url: str) -> Any:
    if url.startswith("redis:"):
        return mortal(RedisStore)(url)
    return mortal(SQLiteStore)(str(FOLDER / "wechat_corp.sqlite"))


app = Flask(__name__, instance_path=str(FOLDER))
app.config.update(
    ordinary.config, WECHAT_CORP_STORE=open_mortal_store(os.environ.get("BOT_STORE", ""))
)
wx = WeChatCorp(app)


@app.after_request
def before_it_leaves(response: Response) -> Response:
    reach("before the answer leaves")
    return response


def wait_to_go(message: Message) -> None:
    """Wait until the test lets this message go on."""
    deadline = time.monotonic() + 60
    while not (FOLDER / f"go {message.id}").exists():
        assert time.monotonic() < deadline, "nobody let it go"
        time.sleep(0.01)


@wx.text("quick")
def quick(message: Message) -> str:
    return "quick"


@wx.text("+1")
def add_one(message: Message) -> str:
    note("start", message)
    reach("session untouched")
    wx.session["count"] = wx.session.get("count", 0) + 1
    reach("session changed")
    return str(wx.session["count"])


@wx.text("count")
def count(message: Message) -> str:
    return str(wx.session.get("count", 0))


@wx.text("hold")
def hold(message: Message) -> str:
    note("start", message)
    wait_to_go(message)
    note("end", message)
    return "held"


@wx.text("hold +1")
def hold_and_add_one(message: Message) -> str:
    wx.session["count"] = wx.session.get("count", 0) + 1
    hold(message)
    return str(wx.session["count"])


@wx.text("later", deferred=True)
def later(message: Message) -> None:
    hold(message)


@wx.text("send")
def send(message: Message) -> str:
    wx.api.send({"touser": "zhangsan"}, {"msgtype": "text", "text": {"content": "sent"}})
    return "sent"


@wx.text("pid")
def pid(message: Message) -> str:
    return str(os.getpid())


@wx.text("inside")
def inside(message: Message) -> str:
    """Return how many other threads of this process are in the middle of a message."""
    stacks = [
        traceback.walk_stack(frame)
        for thread, frame in sys._current_frames().items()
        if thread != threading.get_ident()
    ]
    busy = [any(frame.f_code.co_filename.endswith(OURS) for frame, _ in stack) for stack in stacks]
    return str(sum(busy))
