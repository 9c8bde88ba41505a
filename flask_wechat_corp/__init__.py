"""The Flask extension for WeCom (企业微信)."""

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
from .stores import Store, open_store

__all__ = [
    "AccessTokenError",
    "Article",
    "BadMessage",
    "CallbackError",
    "ConfigError",
    "DecryptError",
    "Decrypted",
    "IPNotAllowedError",
    "InvalidReceiveId",
    "InvalidSignature",
    "PKCS7Encoder",
    "RateLimitError",
    "ReplyError",
    "StaleCallback",
    "Store",
    "StoreError",
    "StoreTimeout",
    "UndefinedListError",
    "WXBizMsgCrypt",
    "WeChatAPIError",
    "WeChatCorpError",
    "WeChatTransportError",
    "open_store",
    "split_text",
]
