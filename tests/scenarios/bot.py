"""The bot that several worker processes serve; what its handlers do is noted in a file."""

from __future__ import annotations

import json
import os
import time

from flask import Flask

from flask_wechat_corp import Message, WeChatCorp
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

app = Flask(__name__, instance_path=os.environ["BOT_FOLDER"])
app.config.update(
    WECHAT_CORP_ID=CORP_ID,
    WECHAT_CORP_SECRET=SECRET,
    WECHAT_CORP_AGENT_ID=AGENT_ID,
    WECHAT_CORP_TOKEN=TOKEN,
    WECHAT_CORP_ENCODING_AES_KEY=AES_KEY,
    WECHAT_CORP_STORE=os.environ.get("BOT_STORE") or None,
    WECHAT_CORP_API_URL=os.environ.get("BOT_API_URL") or None,
    WECHAT_CORP_REPLY_DEADLINE=os.environ.get("BOT_REPLY_DEADLINE") or None,
    SECRET_KEY="the bot's secret key",
)

if os.environ.get("BOT_CELERY"):
    from celery import Celery

    from flask_wechat_corp.celery import CeleryExecutor

    celery_app = Celery("bot", broker=os.environ["BOT_CELERY"])
    celery_app.conf.update(
        broker_transport_options={"visibility_timeout": 4},
        broker_connection_retry_on_startup=True,
        worker_prefetch_multiplier=1,
    )
    wx = WeChatCorp(app, executor=CeleryExecutor(celery_app))
else:
    wx = WeChatCorp(app)


def note(what: str, message: Message) -> None:
    line = json.dumps([what, os.getpid(), message.get("MsgId"), time.time()])
    with open(os.path.join(os.environ["BOT_FOLDER"], "notes"), "a") as notes:
        notes.write(line + "\n")


@wx.text("+1")
def add_one(message: Message) -> str:
    wx.session["count"] = wx.session.get("count", 0) + 1
    return str(wx.session["count"])


@wx.text("count")
def count(message: Message) -> str:
    return str(wx.session.get("count", 0))


@wx.text("work")
def work(message: Message) -> str:
    """Take a second and a half, and one step in the conversation."""
    wx.session["count"] = wx.session.get("count", 0) + 1
    note("start", message)
    time.sleep(1.5)
    note("end", message)
    return f"worked {wx.session['count']}"


@wx.text("slow")
def slow(message: Message) -> str:
    note("start", message)
    time.sleep(6)
    return "slow"


@wx.text("three")
def three(message: Message) -> str:
    time.sleep(3)
    return f"three {os.getpid()}"


@wx.text("later", deferred=True)
def later(message: Message) -> str:
    note("start", message)
    time.sleep(3)
    note("end", message)
    return f"later {message.id}"


@wx.text("quick")
def quick(message: Message) -> str:
    return "quick"


wx.lists.add(
    "menu",
    [
        ("{a} for one", lambda message: f"one by {os.getpid()}"),
        ("{q} to leave", lambda message: wx.nowait("left")),
    ],
)


@wx.text("menu")
def menu(message: Message) -> str:
    note("menu", message)
    return wx.wait("menu")


@wx.text
def other(message: Message) -> str:
    return f"other by {os.getpid()}"
