"""Greets people by their name, which it asks WeCom for."""

from __future__ import annotations

from flask import current_app

from flask_wechat_corp import Message, WeChatCorpError

from ..extensions import wx

HELP = """你可以试试：
· 你好
· 天气 北京
· 午饭
· 报修
· 问 明天开会吗
· 发送一个位置
· 点一下菜单"""


def name_of(message: Message) -> str:
    """Return the member's name as the contacts have it, or the user id when they cannot say."""
    userid = message.from_user_name or ""
    try:
        return str(wx.api.get_user(userid)["name"])
    except WeChatCorpError:
        current_app.logger.warning("the contacts did not answer; greeting by user id")
        return userid


@wx.event("subscribe")
def on_subscribe(message: Message) -> str:
    """Greet a member who sees the application for the first time."""
    return f"{name_of(message)}，欢迎你！\n{HELP}"


@wx.text("你好")
def on_hello(message: Message) -> str:
    """Answer a greeting."""
    return f"你好，{name_of(message)}！发送“帮助”看看我会什么。"


@wx.text("帮助")
@wx.event("click", key="HELP")
def on_help(message: Message) -> str:
    """Say what there is."""
    return HELP


@wx.text
def on_text(message: Message) -> str:
    """Answer every other text."""
    return f"收到：{message.content}"


@wx.default
def on_anything(message: Message) -> str | None:
    """Answer pictures, voices and the rest; keep quiet about events."""
    return None if message.type == "event" else f"收到一条 {message.type} 消息。"
