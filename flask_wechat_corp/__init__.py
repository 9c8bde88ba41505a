"""The Flask extension for WeCom (企业微信)."""

from .api import Family, Media, WeChatAPI
from .callback.handler import Handler
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
from .config import Credentials
from .content import Article, split_text
from .crypto import Decrypted, PKCS7Encoder, WXBizMsgCrypt
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
    WeChatAPIError,
    WeChatCorpError,
    WeChatTransportError,
)
from .extension import WeChatCorp
from .stores import Store, open_store

__all__ = [
    "AccessTokenError",
    "Article",
    "BadMessage",
    "CallbackError",
    "ConfigError",
    "Credentials",
    "DecryptError",
    "Decrypted",
    "Family",
    "Handler",
    "IPNotAllowedError",
    "ImageReply",
    "InvalidReceiveId",
    "InvalidSignature",
    "Media",
    "Message",
    "MusicReply",
    "NewsReply",
    "PKCS7Encoder",
    "RateLimitError",
    "Reply",
    "ReplyError",
    "StaleCallback",
    "Store",
    "StoreError",
    "StoreTimeout",
    "TextReply",
    "TransferCustomerServiceReply",
    "UndefinedListError",
    "UpdateButtonReply",
    "UpdateTaskCardReply",
    "UpdateTemplateCardReply",
    "VideoReply",
    "VoiceReply",
    "WXBizMsgCrypt",
    "WeChatAPI",
    "WeChatAPIError",
    "WeChatCorp",
    "WeChatCorpError",
    "WeChatTransportError",
    "open_store",
    "split_text",
]
