"""Texts and uploaded media, and the base of all contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, dataclass
from typing import Any, ClassVar

__all__ = ["Content", "File", "Image", "Markdown", "MarkdownV2", "Text", "Value", "Video", "Voice"]


class Value:
    """A small object that never changes: equal, hashed and shown by its fields.

    It does for all contents what ``dataclass(frozen=True)`` would generate for each of them. That
    was a tenth of the time that importing the package takes.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in vars(self):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        fields = (f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({', '.join(fields)})"


class Content(Value):
    """Base of everything that can be sent; ``msgtype`` is WeCom's name of the kind."""

    msgtype: ClassVar[str]

    def to_message(self) -> dict[str, Any]:
        """Return the message as ``message/send`` takes it, without receivers and agent."""
        return {"msgtype": self.msgtype, self.msgtype: self._body()}

    def _body(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class Image(Content):
    """An uploaded image."""

    media_id: str
    msgtype: ClassVar[str] = "image"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(eq=False, repr=False)
class Voice(Content):
    """An uploaded voice recording (AMR, at most 60 seconds)."""

    media_id: str
    msgtype: ClassVar[str] = "voice"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(eq=False, repr=False)
class Video(Content):
    """An uploaded video with a title (128 bytes) and a description (512 bytes)."""

    media_id: str
    title: str = ""
    description: str = ""
    msgtype: ClassVar[str] = "video"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id, "title": self.title, "description": self.description}


@dataclass(eq=False, repr=False)
class File(Content):
    """An uploaded file of any kind."""

    media_id: str
    msgtype: ClassVar[str] = "file"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(eq=False, repr=False)
class Markdown(Content):
    """Text in WeCom's subset of Markdown, at most 2,048 bytes; shown inside WeCom only."""

    content: str
    msgtype: ClassVar[str] = "markdown"

    def _body(self) -> dict[str, Any]:
        return {"content": self.content}


@dataclass(eq=False, repr=False)
class MarkdownV2(Content):
    """Text in the larger Markdown of group robots (tables, images, code), at most 4,096 bytes.

    For ``send_webhook`` only; it has no mentions and no font colours (WeCom page 91770).
    """

    content: str
    msgtype: ClassVar[str] = "markdown_v2"

    def _body(self) -> dict[str, Any]:
        return {"content": self.content}
