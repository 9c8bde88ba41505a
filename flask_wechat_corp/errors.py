"""Every exception of this package, in one tree.

::

    WeChatCorpError
    ├── ConfigError               a setting is missing or malformed; raised by init_app()
    ├── ReplyError                a handler returned something that cannot be sent (500)
    ├── UndefinedListError        wx.wait() was called with an unknown list (500)
    ├── CallbackError             a callback was rejected; .status is the HTTP status
    │   ├── InvalidSignature      401  not signed with our token
    │   ├── InvalidReceiveId      401  meant for another corp
    │   ├── StaleCallback         401  signed too long ago, or in the future
    │   ├── DecryptError          400  bad base64, padding, length or text
    │   └── BadMessage            400  missing parameters, not XML, a DTD
    ├── StoreError                the shared store failed
    │   └── StoreTimeout          a lock could not be acquired in time; .holder
    ├── WeChatAPIError            WeCom answered with an errcode; .errcode .hint .answer
    │   ├── AccessTokenError      the access token was rejected twice, or could not be fetched
    │   ├── RateLimitError        called too often
    │   ├── UndeliveredError      some recipients do not get the message; .undelivered
    │   └── IPNotAllowedError     our IP address is not trusted (企业可信IP); .ip
    └── WeChatTransportError      no usable response: timeout, connection, not JSON, status

No message in this tree contains a secret, a token, a key, plaintext or a URL query, and every
exception survives pickling.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = [
    "AccessTokenError",
    "BadMessage",
    "CallbackError",
    "ConfigError",
    "DecryptError",
    "IPNotAllowedError",
    "InvalidReceiveId",
    "InvalidSignature",
    "RateLimitError",
    "ReplyError",
    "StaleCallback",
    "StoreError",
    "StoreTimeout",
    "UndefinedListError",
    "UndeliveredError",
    "WeChatAPIError",
    "WeChatCorpError",
    "WeChatTransportError",
]


class WeChatCorpError(Exception):
    """Root of all exceptions that this package raises."""


class ConfigError(WeChatCorpError, ValueError):
    """A setting is missing or malformed. The message names the key, never the value."""


class ReplyError(WeChatCorpError, ValueError):
    """A handler returned something that WeCom cannot show. The message names the handler."""


class UndefinedListError(WeChatCorpError, LookupError):
    """``wx.wait(name)`` or ``wx.lists.get(name)`` named a list that was never added."""


class CallbackError(WeChatCorpError):
    """A callback was refused. ``status`` is the HTTP status that answers it."""

    status = 400


class InvalidSignature(CallbackError):
    """The signature does not belong to this token and content."""

    status = 401


class InvalidReceiveId(CallbackError):
    """The callback is correctly sealed, but for another corp, suite or robot."""

    status = 401


class StaleCallback(CallbackError):
    """The signed timestamp is further from our clock than ``MAX_AGE`` seconds."""

    status = 401


class DecryptError(CallbackError):
    """The ciphertext is not base64, or its padding, length or text is broken."""


class BadMessage(CallbackError):
    """Parameters are missing, or the XML is malformed or carries a document type."""


class StoreError(WeChatCorpError):
    """The shared store could not be read or written."""


class StoreTimeout(StoreError, TimeoutError):
    """A lock could not be acquired within the time that the caller was ready to wait."""

    #: The name that the holder of the lock has given, ``""`` when it is not known.
    holder: str = ""


class WeChatAPIError(WeChatCorpError):
    """WeCom answered a call with an error code.

    :param errcode: WeCom's code, for example ``60111``
    :param errmsg: WeCom's own words, for people, not for programs
    :param path: the called path, without query, for example ``/cgi-bin/user/get``
    :param hint: what the code means and, where that is known, what to do; English; may be empty
    :param hint_zh: the same in Chinese
    :param answer: WeCom's whole JSON answer: a batch that failed in part says there what failed.
        It is in no text of this exception, since it may hold personal data
    """

    def __init__(
        self,
        errcode: int,
        errmsg: str,
        path: str,
        hint: str = "",
        *,
        hint_zh: str = "",
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(errcode, errmsg, path, hint)
        self.errcode = errcode
        self.errmsg = errmsg
        self.path = path
        self.hint = hint
        self.hint_zh = hint_zh
        self.answer: dict[str, Any] = dict(answer or {})

    def __str__(self) -> str:
        text = f"{self.path}: {self.errcode} {self.errmsg}"
        return f"{text} ({self.hint})" if self.hint else text


class AccessTokenError(WeChatAPIError):
    """The access token was refused again after one refresh, or none could be fetched."""


class RateLimitError(WeChatAPIError):
    """The interface was called more often than WeCom allows; wait before the next call."""


class IPNotAllowedError(WeChatAPIError):
    """The address this call came from is not among the app's trusted addresses (企业可信IP)."""

    @property
    def ip(self) -> str | None:
        """The address that WeCom saw, when its message tells, else ``None``."""
        found = re.search(r"from ip: ?([0-9a-fA-F.:]+)", self.errmsg)
        return found[1] if found else None


class UndeliveredError(WeChatAPIError):
    """A message was sent, but not to everybody; raised only when asked for.

    :param undelivered: ``"invaliduser"``, ``"invalidparty"``, ``"invalidtag"`` or
        ``"unlicenseduser"`` → the ids that do not get it
    """

    def __init__(
        self,
        errcode: int,
        errmsg: str,
        path: str,
        hint: str = "",
        undelivered: dict[str, list[str]] | None = None,
        *,
        hint_zh: str = "",
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(errcode, errmsg, path, hint, hint_zh=hint_zh, answer=answer)
        self.undelivered = undelivered or {}
        self.args = (errcode, errmsg, path, hint, self.undelivered)


class WeChatTransportError(WeChatCorpError):
    """No usable answer came: time-out, broken connection, bad status, or not JSON.

    :param path: the called path, without query
    :param reason: what happened, in a few words free of secrets
    :param status: the HTTP status, when there was an answer
    """

    #: What came in place of JSON, else empty. It is in no text of this exception, since it may
    #: hold personal data.
    body: bytes = b""

    def __init__(self, path: str, reason: str, status: int | None = None) -> None:
        super().__init__(path, reason, status)
        self.path = path
        self.reason = reason
        self.status = status

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"
