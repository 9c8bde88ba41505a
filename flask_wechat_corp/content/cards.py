"""Cards, and the notices of mini programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .basic import Content

__all__ = ["MiniprogramNotice", "TaskCard", "TemplateCard", "TextCard"]


@dataclass(eq=False, repr=False)
class TextCard(Content):
    """A title (128 bytes), a description (512 bytes) and a link.

    :param btntxt: the words of the link, at most four characters; ``""`` for WeCom's own (详情)
    """

    title: str
    description: str
    url: str
    btntxt: str = ""
    msgtype: ClassVar[str] = "textcard"

    def _body(self) -> dict[str, Any]:
        card = {"title": self.title, "description": self.description, "url": self.url}
        return {**card, "btntxt": self.btntxt} if self.btntxt else card


@dataclass(eq=False, repr=False)
class MiniprogramNotice(Content):
    """A notice of a mini program that belongs to the app.

    :param title: 4 to 12 characters
    :param content_item: key → value, at most ten pairs
    :param description: 4 to 12 characters
    :param page: the mini program's page; without one the notice leads nowhere
    :param emphasis_first_item: show the first pair large
    """

    appid: str
    title: str
    content_item: Mapping[str, str]
    description: str = ""
    page: str = ""
    emphasis_first_item: bool = False
    msgtype: ClassVar[str] = "miniprogram_notice"

    def _body(self) -> dict[str, Any]:
        items = [{"key": key, "value": value} for key, value in self.content_item.items()]
        body: dict[str, Any] = {"appid": self.appid, "title": self.title, "content_item": items}
        for name in ("description", "page", "emphasis_first_item"):
            value = getattr(self, name)
            if value:
                body[name] = value
        return body


@dataclass(eq=False, repr=False)
class TemplateCard(Content):
    """A card of one of WeCom's templates.

    :param card: as WeCom describes it: ``card_type`` (``text_notice``, ``news_notice``,
        ``button_interaction``, ``vote_interaction``, ``multiple_interaction``), ``main_title`` …
    """

    card: Mapping[str, Any]
    msgtype: ClassVar[str] = "template_card"

    def _body(self) -> dict[str, Any]:
        return dict(self.card)


@dataclass(eq=False, repr=False)
class TaskCard(Content):
    """A card with one or two buttons, of old; template cards do more.

    :param task_id: yours, unique in the app, at most 128 bytes
    :param btn: one or two of ``{"key": …, "name": …, "color": "red", "is_bold": True}``
    """

    title: str
    description: str
    task_id: str
    btn: Sequence[Mapping[str, Any]]
    url: str = ""
    msgtype: ClassVar[str] = "interactive_taskcard"

    def _body(self) -> dict[str, Any]:
        card = {"title": self.title, "description": self.description, "task_id": self.task_id}
        if self.url:
            card["url"] = self.url
        return {**card, "btn": [dict(button) for button in self.btn]}
