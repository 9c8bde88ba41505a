"""Texts and uploaded media, and the base of all contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = ["Content", "File", "Image", "Markdown", "MarkdownV2", "Text", "Video", "Voice"]


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
    """Plain text; WeCom shows at most 2,048 bytes of it.

    :param mentioned_list: userids to mention with @, ``"@all"`` for everyone; in group chats
        (``send_appchat``) and group robots (``send_webhook``) only
    :param mentioned_mobile_list: the same by mobile number; group robots only
    """

    content: str
    mentioned_list: Sequence[str] = ()
    mentioned_mobile_list: Sequence[str] = ()
    msgtype: ClassVar[str] = "text"

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"content": self.content}
        if self.mentioned_list:
            body["mentioned_list"] = list(self.mentioned_list)
        if self.mentioned_mobile_list:
            body["mentioned_mobile_list"] = list(self.mentioned_mobile_list)
        return body


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
class File(Content):
    """An uploaded file of any kind."""

    media_id: str
    msgtype: ClassVar[str] = "file"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(frozen=True)
class Markdown(Content):
    """Text in WeCom's subset of Markdown, at most 2,048 bytes; shown inside WeCom only."""

    content: str
    msgtype: ClassVar[str] = "markdown"

    def _body(self) -> dict[str, Any]:
        return {"content": self.content}


@dataclass(frozen=True)
class MarkdownV2(Content):
    """Text in the larger Markdown of group robots (tables, images, code), at most 4,096 bytes.

    For ``send_webhook`` only; it has no mentions and no font colours (WeCom page 91770).
    """

    content: str
    msgtype: ClassVar[str] = "markdown_v2"

    def _body(self) -> dict[str, Any]:
        return {"content": self.content}
