"""Notices to the provider of a suite (``InfoType``), which WeCom wants answered with ``success``.

WeCom takes any other answer for an error message (page 97172). A notice has no sender, so no member
would read a reply.
"""

from __future__ import annotations

import logging

from ..callback.message import Message
from ..callback.reply import Reply
from ..content import Content
from .state import AppState

__all__ = ["NOTICE_ANSWER", "drop_reply", "is_notice"]

logger = logging.getLogger("flask_wechat_corp.callback")

NOTICE_ANSWER = b"success"
"""The body of the answer to a notice: plain text, not encrypted."""


def is_notice(message: Message) -> bool:
    """Return whether a message is a notice."""
    fields = message._fields
    return "MsgType" not in fields and bool(fields.get("InfoType"))


def drop_reply(state: AppState, message: Message, reply: Reply | Content, handler: str) -> bool:
    """Return whether a reply must not be sent, because the message is a notice.

    :param handler: the name of the function that made it, for the log
    """
    if not is_notice(message):
        return False
    if getattr(reply, "content", None) != NOTICE_ANSWER.decode():  # other libraries ask for that
        logger.warning(
            "%s: The reply of the handler %s is dropped, because a notice of a suite (InfoType) is"
            " answered with success.",
            state.name,
            handler,
        )
    return True
