"""What a message holds. The same objects answer a callback and travel through ``message/send``.

Each class knows its WeCom message type (``msgtype``) and gives the body of ``message/send`` with
``to_message()``. Source: developer.work.weixin.qq.com/document/path/90236 (sending messages).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = ["Article", "Content", "Image", "News", "Text", "Video", "Voice", "split_text"]


@dataclass(frozen=True)
class Content:
    """Base of everything that can be sent; ``msgtype`` is WeCom's name of the kind."""

    msgtype: ClassVar[str]

    def to_message(self) -> dict[str, Any]:
        """Return the message as ``message/send`` takes it, without receivers and agent."""
        return {"msgtype": self.msgtype, self.msgtype: self._body()}

    def _body(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Content):
    """Plain text; WeCom shows at most 2,048 bytes of it."""

    content: str
    msgtype: ClassVar[str] = "text"

    def _body(self) -> dict[str, Any]:
        return {"content": self.content}


@dataclass(frozen=True)
class Image(Content):
    """An uploaded image."""

    media_id: str
    msgtype: ClassVar[str] = "image"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(frozen=True)
class Voice(Content):
    """An uploaded voice recording (AMR, at most 60 seconds)."""

    media_id: str
    msgtype: ClassVar[str] = "voice"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(frozen=True)
class Video(Content):
    """An uploaded video with a title (128 bytes) and a description (512 bytes)."""

    media_id: str
    title: str = ""
    description: str = ""
    msgtype: ClassVar[str] = "video"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id, "title": self.title, "description": self.description}


@dataclass(frozen=True)
class Article:
    """One entry of a news message: title (128 bytes), description (512 bytes), picture, link."""

    title: str = ""
    description: str = ""
    pic_url: str = ""
    url: str = ""


@dataclass(frozen=True)
class News(Content):
    """One to eight articles with pictures and links."""

    articles: Sequence[Article]
    msgtype: ClassVar[str] = "news"

    def _body(self) -> dict[str, Any]:
        return {
            "articles": [
                {
                    "title": article.title,
                    "description": article.description,
                    "url": article.url,
                    "picurl": article.pic_url,
                }
                for article in self.articles
            ]
        }


def split_text(text: str, max_bytes: int = 2048) -> list[str]:
    """Cut ``text`` into pieces of at most ``max_bytes`` UTF-8 bytes, never inside a character.

    :param max_bytes: at least 4, so that every character fits
    :returns: the pieces in order; joined they are the text; an empty text gives no piece
    :raises ValueError: when ``max_bytes`` is under 4
    """
    if max_bytes < 4:
        raise ValueError("max_bytes must be at least 4, the longest UTF-8 character")
    data = text.encode()
    pieces = []
    start = 0
    while start < len(data):
        end = min(start + max_bytes, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end].decode())
        start = end
    return pieces
