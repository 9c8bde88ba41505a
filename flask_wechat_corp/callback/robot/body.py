"""What a robot's message and a quoted one have in common: texts, images, files.

Source: developer.work.weixin.qq.com/document/path/100719 (messages).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from ..json_message import mapping_of, text_of

__all__ = ["Body", "Quote", "RobotMedia", "Services", "served"]

DOWNLOAD_LIMIT = 100 * 1024 * 1024
"""Bytes of a received file; WeCom's own limit (page 100719)."""


class Services(Protocol):
    """What a message needs of the robot that received it."""

    def download(self, url: str, aes_key: str | None, max_bytes: int) -> Any:
        """Return the decrypted :class:`~flask_wechat_corp.Media`."""

    def reply_later(self, message: Any) -> Any:
        """Claim the message's ``response_url``."""


class RobotMedia:
    """An image, a file or a video of a message. Its address is good for five minutes."""

    __slots__ = ("_fields", "_services")

    def __init__(self, fields: Mapping[str, Any], services: Services | None) -> None:
        self._fields = fields
        self._services = services

    def __repr__(self) -> str:
        return "<RobotMedia>"  # the address lets its holder read the file

    def download(self, max_bytes: int = DOWNLOAD_LIMIT) -> Any:
        """Download and decrypt it. Call this in the handler: the address ends after 5 minutes.

        :param max_bytes: refuse more than this many bytes
        :returns: a :class:`~flask_wechat_corp.Media` whose content is in memory
        :raises WeChatTransportError: when it cannot be downloaded, or has more bytes
        :raises DecryptError: when its key does not fit
        """
        url = text_of(self._fields.get("url")) or text_of(self._fields.get("pic_url"))
        key = text_of(self._fields.get("aeskey")) or None
        return served(self._services).download(url, key, max_bytes)


class Body:
    """What a message and a quoted message have in common: ``msgtype`` and what it holds."""

    __slots__ = ()

    _fields: dict[str, Any]
    _services: Services | None

    @property
    def images(self) -> list[RobotMedia]:
        """The images: one of an image, any number of a text with pictures (``mixed``)."""
        found = [self._fields.get("image"), *(item.get("image") for item in self._items())]
        return [RobotMedia(one, self._services) for one in found if isinstance(one, Mapping)]

    @property
    def file(self) -> RobotMedia | None:
        """The file, or ``None``."""
        return self._medium("file")

    @property
    def video(self) -> RobotMedia | None:
        """The video, or ``None``."""
        return self._medium("video")

    def _medium(self, name: str) -> RobotMedia | None:
        found = self._fields.get(name)
        return RobotMedia(found, self._services) if isinstance(found, Mapping) else None

    def _items(self) -> list[Mapping[str, Any]]:
        items = mapping_of(self._fields.get("mixed")).get("msg_item")
        if isinstance(items, str):  # seen once
            try:
                items = json.loads(items)
            except (ValueError, RecursionError):
                return []
        return [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []

    def _raw_content(self) -> str | None:
        kind = self._fields.get("msgtype")
        if kind == "mixed":
            texts = [_content(item.get("text")) for item in self._items()]
            return "\n".join(text for text in texts if text is not None)
        return _content(self._fields.get(kind)) if isinstance(kind, str) else None


class Quote(Body):
    """The message that this one quotes; it may be the robot's own."""

    __slots__ = ("_fields", "_services")

    def __init__(self, fields: dict[str, Any], services: Services | None = None) -> None:
        self._fields = fields
        self._services = services

    def __repr__(self) -> str:
        return f"<Quote {self.type}>"

    @property
    def type(self) -> str | None:
        """The ``msgtype``."""
        return text_of(self._fields.get("msgtype")) or None

    @property
    def content(self) -> str | None:
        """The text of a text, a mixed message or a transcribed voice, else ``None``."""
        return self._raw_content()

    @property
    def json(self) -> dict[str, Any]:
        """The quoted message as it came."""
        return self._fields


def served(services: Services | None) -> Services:
    """Return what serves a message.

    :raises RuntimeError: when no robot has received it
    """
    if services is None:
        raise RuntimeError("This message was built by hand: no robot has received it.")
    return services


def _content(value: Any) -> str | None:
    content = mapping_of(value).get("content")
    return content if isinstance(content, str) else None
