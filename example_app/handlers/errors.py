"""What a member reads when a handler fails; the log has the traceback."""

from __future__ import annotations

from flask_wechat_corp import Message

from ..extensions import wx


@wx.errorhandler
def on_error(error: Exception, message: Message) -> str | None:
    """Answer members with one sentence, and events with nothing."""
    return None if message.type == "event" else "抱歉，出错了，请稍后再试。"
