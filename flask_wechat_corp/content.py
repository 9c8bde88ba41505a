"""What a message holds. The same objects answer a callback and travel through ``message/send``.

Each class knows its WeCom message type (``msgtype``) and gives the body of ``message/send`` with
``to_message()``. Source: developer.work.weixin.qq.com/document/path/90236 (sending messages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = [
    "Article",
    "Content",
    "File",
    "Image",
    "MPArticle",
    "MPNews",
    "Markdown",
    "MarkdownV2",
    "MiniprogramNotice",
    "News",
    "TaskCard",
    "TemplateCard",
    "Text",
    "TextCard",
    "Video",
    "Voice",
]


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
class Article:
    """One entry of a news message: title (128 bytes), description (512 bytes), picture, link."""

    title: str = ""
    description: str = ""
    pic_url: str = ""
    url: str = ""


@dataclass(frozen=True)
class News(Content):
    """One to eight articles with pictures and links.

    :param articles: :class:`Article` objects, or dicts with the keys ``title``, ``description``,
        ``url`` and ``pic_url`` (or ``picurl``)
    """

    articles: Sequence[Article | Mapping[str, Any]]
    msgtype: ClassVar[str] = "news"

    def _articles(self) -> list[Article]:
        return [_article(number, article) for number, article in enumerate(self.articles)]

    def _body(self) -> dict[str, Any]:
        return {
            "articles": [
                {
                    "title": article.title,
                    "description": article.description,
                    "url": article.url,
                    "picurl": article.pic_url,
                }
                for article in self._articles()
            ]
        }


def _article(number: int, article: object) -> Article:
    if isinstance(article, Article):
        return article
    if not isinstance(article, Mapping):
        raise TypeError(
            f"articles[{number}] must be an Article or a dict, not {type(article).__name__}."
        )
    keys = {"picurl": "pic_url", "picUrl": "pic_url", "pic": "pic_url"}
    known = ("title", "description", "url", "pic_url")
    given = {keys.get(key, key): value for key, value in article.items()}
    return Article(**{name: str(given.get(name) or "") for name in known})


@dataclass(frozen=True)
class File(Content):
    """An uploaded file of any kind."""

    media_id: str
    msgtype: ClassVar[str] = "file"

    def _body(self) -> dict[str, Any]:
        return {"media_id": self.media_id}


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class MPArticle:
    """One entry of an mpnews message, kept by WeCom itself.

    :param title: at most 128 bytes
    :param thumb_media_id: an uploaded image
    :param content: HTML, at most 666 kB
    :param author: at most 64 bytes
    :param content_source_url: where 阅读原文 leads
    :param digest: at most 512 bytes
    """

    title: str
    thumb_media_id: str
    content: str
    author: str = ""
    content_source_url: str = ""
    digest: str = ""


@dataclass(frozen=True)
class MPNews(Content):
    """One to eight articles that WeCom stores; unlike news they can be confidential."""

    articles: Sequence[MPArticle]
    msgtype: ClassVar[str] = "mpnews"

    def _body(self) -> dict[str, Any]:
        return {"articles": [dict(vars(article)) for article in self.articles]}


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class TemplateCard(Content):
    """A card of one of WeCom's templates.

    :param card: as WeCom describes it: ``card_type`` (``text_notice``, ``news_notice``,
        ``button_interaction``, ``vote_interaction``, ``multiple_interaction``), ``main_title`` …
    """

    card: Mapping[str, Any]
    msgtype: ClassVar[str] = "template_card"

    def _body(self) -> dict[str, Any]:
        return dict(self.card)


@dataclass(frozen=True)
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
