"""Articles with pictures and links: by address (news), and kept by WeCom (mpnews)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .basic import Content, Value

__all__ = ["Article", "MPArticle", "MPNews", "News"]


@dataclass(eq=False, repr=False)
class Article(Value):
    """One entry of a news message: title (128 bytes), description (512 bytes), picture, link."""

    title: str = ""
    description: str = ""
    pic_url: str = ""
    url: str = ""


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class MPArticle(Value):
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


@dataclass(eq=False, repr=False)
class MPNews(Content):
    """One to eight articles that WeCom stores; unlike news they can be confidential."""

    articles: Sequence[MPArticle]
    msgtype: ClassVar[str] = "mpnews"

    def _body(self) -> dict[str, Any]:
        return {"articles": [dict(vars(article)) for article in self.articles]}
