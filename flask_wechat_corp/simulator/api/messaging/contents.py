"""The content of a sent message, by msgtype (document/path/90236)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World

__all__ = ["TYPES", "check_content", "is_answerable"]

MAX_TEXT = 2_048
"""Bytes of a text or markdown; WeCom truncates longer ones."""


def check_content(world: World, msgtype: object, body: Mapping[str, Any]) -> Record:
    """Return the content of a message as a member would see it.

    :param msgtype: the body's ``msgtype``
    :param body: the whole body; the content is under the key named by ``msgtype``
    :raises SimulatedError: as WeCom does
    """
    if not isinstance(msgtype, str) or msgtype not in TYPES:
        raise SimulatedError(40008)
    content = body.get(msgtype)
    if not isinstance(content, dict):
        raise SimulatedError(44004 if msgtype in ("text", "markdown") else 40063)
    shown = dict(content)
    TYPES[msgtype](world, shown)
    return shown


def _text(world: World, content: Record) -> None:
    text = content.get("content")
    if not isinstance(text, str) or not text:
        raise SimulatedError(44004)
    data = text.encode()
    if len(data) > MAX_TEXT:
        content["content"] = data[:MAX_TEXT].decode("utf-8", "ignore")
        content["cut"] = True


def _file(kind: str) -> Callable[[World, Record], None]:
    def check(world: World, content: Record) -> None:
        _media(world, content.get("media_id"), kind)

    return check


def _media(world: World, media_id: object, kind: str) -> None:
    if not media_id:
        raise SimulatedError(41006)
    media = world.media.get(media_id)
    if media is None or media.type != kind:
        raise SimulatedError(40007)


def _textcard(world: World, content: Record) -> None:
    for name, missing in (("title", 41016), ("description", 41033), ("url", 41010)):
        if not isinstance(content.get(name), str) or not content[name]:
            raise SimulatedError(missing)
    if len(content["url"].encode()) > 2_048:
        raise SimulatedError(40039)
    content["title"] = content["title"][:128]
    content["description"] = content["description"][:512]


def _articles(content: Record) -> list[Record]:
    articles = content.get("articles")
    if not isinstance(articles, list) or not articles:
        raise SimulatedError(44003, "empty news data")
    if len(articles) > 8:
        raise SimulatedError(45008)
    for article in articles:
        if not isinstance(article, dict) or not article.get("title"):
            raise SimulatedError(41016)
    return articles


def _news(world: World, content: Record) -> None:
    for article in _articles(content):
        if not article.get("url") and not article.get("appid"):
            raise SimulatedError(41010, "url missing")


def _mpnews(world: World, content: Record) -> None:
    for article in _articles(content):
        _media(world, article.get("thumb_media_id"), "image")
        if not article.get("content"):
            raise SimulatedError(44004)


def _miniprogram_notice(world: World, content: Record) -> None:
    if not content.get("appid"):
        raise SimulatedError(90200, "appid missing")
    if not content.get("title"):
        raise SimulatedError(41016)
    items = content.get("content_item", [])
    if not isinstance(items, list) or len(items) > 10:
        raise SimulatedError(40035)


def _taskcard(world: World, content: Record) -> None:
    if not content.get("title"):
        raise SimulatedError(41016)
    if not content.get("task_id"):
        raise SimulatedError(42014)
    if not isinstance(content.get("btn"), list) or not 1 <= len(content["btn"]) <= 2:
        raise SimulatedError(40035)


CARD_TYPES = (
    "text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction",
)  # fmt: skip

INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")


def is_answerable(card: Mapping[str, Any]) -> bool:
    """Return whether a card can be changed, so that its sending returns a ``response_code``."""
    return card.get("card_type") in INTERACTIVE or bool(card.get("action_menu"))


def _template_card(world: World, content: Record) -> None:
    kind = content.get("card_type")
    if kind not in CARD_TYPES:
        raise SimulatedError(42031, "invalid template_card card_type")
    if kind in ("text_notice", "news_notice"):
        action = content.get("card_action")
        if not isinstance(action, dict) or action.get("type") not in (1, 2):
            raise SimulatedError(42045, "missing card_action")
    if is_answerable(content) and not content.get("task_id"):
        raise SimulatedError(42014, "invalid task_id")
    if kind == "button_interaction" and not content.get("button_list"):
        raise SimulatedError(40063)
    if kind == "vote_interaction" and not content.get("checkbox"):
        raise SimulatedError(40063)
    if kind == "multiple_interaction" and not content.get("select_list"):
        raise SimulatedError(40063)


TYPES: dict[str, Callable[[World, Record], None]] = {
    "text": _text,
    "image": _file("image"),
    "voice": _file("voice"),
    "video": _file("video"),
    "file": _file("file"),
    "textcard": _textcard,
    "news": _news,
    "mpnews": _mpnews,
    "markdown": _text,
    "miniprogram_notice": _miniprogram_notice,
    "interactive_taskcard": _taskcard,
    "template_card": _template_card,
}
"""The types that ``message/send`` accepts, and the function that checks each."""
