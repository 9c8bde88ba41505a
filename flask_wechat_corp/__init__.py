"""The Flask extension for WeCom (企业微信)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .api import Family, Media, WeChatAPI
from .api.messaging.messages import undelivered
from .callback.entries import NEXT
from .callback.handler import Handler
from .callback.kf.message import KfMessage
from .callback.lists import List, Lists
from .callback.message import Message
from .callback.reply import (
    ImageReply,
    MusicReply,
    NewsReply,
    Reply,
    TextReply,
    TransferCustomerServiceReply,
    UpdateButtonReply,
    UpdateTaskCardReply,
    UpdateTemplateCardReply,
    VideoReply,
    VoiceReply,
)
from .callback.session import Session
from .callback.split import split_text
from .config import Credentials
from .content import (
    Article,
    File,
    Image,
    Markdown,
    MarkdownV2,
    MiniprogramNotice,
    MPArticle,
    MPNews,
    News,
    TaskCard,
    TemplateCard,
    Text,
    TextCard,
    Video,
    Voice,
)
from .errors import (
    AccessTokenError,
    BadMessage,
    CallbackError,
    ConfigError,
    DecryptError,
    InvalidReceiveId,
    InvalidSignature,
    IPNotAllowedError,
    RateLimitError,
    ReplyError,
    StaleCallback,
    StoreError,
    StoreTimeout,
    UndefinedListError,
    UndeliveredError,
    WeChatAPIError,
    WeChatCorpError,
    WeChatTransportError,
)
from .extension import WeChatCorp
from .protocol.crypto import Decrypted, PKCS7Encoder, WXBizMsgCrypt
from .stores import Store, open_store
from .web.login import Member

if TYPE_CHECKING:
    from .callback.robot.message import RobotMessage
    from .callback.robot.reply import Replace, StreamReply, Thinking
    from .robot import WeChatRobot

__all__ = [
    "NEXT",
    "AccessTokenError",
    "Article",
    "BadMessage",
    "CallbackError",
    "ConfigError",
    "Credentials",
    "DecryptError",
    "Decrypted",
    "Family",
    "File",
    "Handler",
    "IPNotAllowedError",
    "Image",
    "ImageReply",
    "InvalidReceiveId",
    "InvalidSignature",
    "KfMessage",
    "List",
    "Lists",
    "MPArticle",
    "MPNews",
    "Markdown",
    "MarkdownV2",
    "Media",
    "Member",
    "Message",
    "MiniprogramNotice",
    "MusicReply",
    "News",
    "NewsReply",
    "PKCS7Encoder",
    "RateLimitError",
    "Replace",
    "Reply",
    "ReplyError",
    "RobotMessage",
    "Session",
    "StaleCallback",
    "Store",
    "StoreError",
    "StoreTimeout",
    "StreamReply",
    "TaskCard",
    "TemplateCard",
    "Text",
    "TextCard",
    "TextReply",
    "Thinking",
    "TransferCustomerServiceReply",
    "UndefinedListError",
    "UndeliveredError",
    "UpdateButtonReply",
    "UpdateTaskCardReply",
    "UpdateTemplateCardReply",
    "Video",
    "VideoReply",
    "Voice",
    "VoiceReply",
    "WXBizMsgCrypt",
    "WeChatAPI",
    "WeChatAPIError",
    "WeChatCorp",
    "WeChatCorpError",
    "WeChatRobot",
    "WeChatTransportError",
    "open_store",
    "split_text",
    "undelivered",
]

if not TYPE_CHECKING:  # a type checker would take any name for an attribute
    #: what only applications with a smart robot use is loaded when it is asked for
    ROBOT = {
        "Replace": ".callback.robot.reply",
        "RobotMessage": ".callback.robot.message",
        "StreamReply": ".callback.robot.reply",
        "Thinking": ".callback.robot.reply",
        "WeChatRobot": ".robot",
    }

    def __getattr__(name: str) -> object:
        if name not in ROBOT:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(importlib.import_module(ROBOT[name], __name__), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *ROBOT})
