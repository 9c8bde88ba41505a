"""A bot for customers that several processes serve; what it handles is noted in a file."""

from __future__ import annotations

import json
import os
import signal
import time

from flask_wechat_corp import KfMessage
from tests.scenarios import bot
from tests.scenarios.bot import app, wx

__all__ = ["app"]

if os.environ.get("BOT_CELERY"):
    celery_app = bot.celery_app


@wx.kf.text
def echo(message: KfMessage) -> str:
    line = json.dumps(["handled", os.getpid(), message.content]) + "\n"
    with open(os.path.join(os.environ["BOT_FOLDER"], "notes"), "a") as notes:
        notes.write(line)
    if message.content == "die":
        time.sleep(0.1)  # the messages of other customers have begun
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.5 if message.content == "slow" else 0.005)  # may be killed in the middle of this
    session = wx.kf.session
    session["seen"] = [*session.get("seen", []), message.content]
    return f"re {message.content}"
