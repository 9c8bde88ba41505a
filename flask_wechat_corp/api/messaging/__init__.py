"""The calls of the area 消息推送、素材: messages, application chats, group robots, media."""

from __future__ import annotations

from .aibot import AIBotReplies
from .appchat import AppChat
from .materials import Materials
from .media import MediaFiles
from .messages import Messages
from .webhook import Webhook

__all__ = ["Messaging"]


class Messaging(
    AIBotReplies,
    AppChat,
    Materials,
    MediaFiles,
    Messages,
    Webhook,
):
    """All calls of 消息推送、素材."""
