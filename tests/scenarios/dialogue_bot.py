"""A bot with a dialogue that several worker processes serve, before and after a deployment."""

from __future__ import annotations

import os

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
    SECRET_KEY="the bot's secret key",
)
wx = WeChatCorp(app)


@wx.text("report")
def report(message: Message) -> str:
    return wx.ask(f"what? {os.getpid()}", then=describe)


def describe(message: Message) -> str:
    wx.session["what"] = message.content
    return wx.ask(f"where? {os.getpid()}", then=locate)


if os.environ.get("BOT_RENAMED"):  # the next deployment gives the step another name
    describe.__qualname__ = "describe_the_problem"
wx.step(describe)


@wx.step
def locate(message: Message) -> str:
    return f"{wx.session.pop('what')} at {message.content}, {os.getpid()}"


@wx.text("quick")
def quick(message: Message) -> str:
    return "quick"


@wx.text
def other(message: Message) -> str:
    return f"other {os.getpid()}"
