"""The bot of ``tests.faults.bot``, used by the process that loads it, before any fork.

It has handled messages, deferred one, and called the API, so its connections are open and its
threads run.
"""

from __future__ import annotations

import os

from flask_wechat_corp import Message
from flask_wechat_corp.stores.leases import new_owner_id
from flask_wechat_corp.testing import CallbackClient
from tests.faults.bot import app, wx
from tests.scenarios.bot import note

__all__ = ["app"]


@wx.text("owner")
def owner(message: Message) -> str:
    """Return the process id and what tells this process's leases from those of all others."""
    return f"{os.getpid()} {new_owner_id.process}"


@wx.text("who")
def who(message: Message) -> str:
    """Ask the API for the sender; two processes on one connection get each other's answers."""
    return str(wx.api.get_user(message.from_user_name or "")["userid"])


@wx.text("soon", deferred=True)
def soon(message: Message) -> None:
    note("soon", message)


client = CallbackClient(app)
assert client.text("+1", user="before the fork").text == "1"
assert client.text("soon", user="before the fork").status == 200
with app.app_context():
    assert wx.api.get_user("before")["userid"] == "before"
