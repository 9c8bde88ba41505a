"""From a handler's return value to a reply, or to a content that exists only as a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ..content import Article, Content, Image, News, Text, Video, Voice
from ..errors import ReplyError
from .entries import Next
from .reply import (
    ImageReply,
    MusicReply,
    NewsReply,
    Reply,
    TextReply,
    TransferCustomerServiceReply,
    UpdateButtonReply,
    UpdateTaskCardReply,
    UpdateTemplateCardReply,
    VideoReply,
    VoiceReply,
    is_reply,
)

__all__ = ["HandlerReturn", "make_reply"]

HandlerReturn: TypeAlias = (
    "str | Reply | Content | Mapping[str, Any] | Sequence[Article | Mapping[str, Any]] | Next"
    " | None"
)
"""What a handler may return, for type checkers: :func:`make_reply` knows what WeCom can show."""


def make_reply(value: object, handler: str) -> Reply | Content | None:
    """Turn what a handler returned into a reply.

    :param value: see the table "What a handler returns" in the documentation
    :param handler: the handler's name, for the error
    :returns: ``None`` for an empty answer; a content that is no reply object exists only as a
        message
    :raises ReplyError: when WeCom cannot show it; the message names the handler
    """
    try:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return TextReply(value)
        if isinstance(value, Mapping):
            return _from_mapping(value)
        if isinstance(value, (list, tuple)):
            return NewsReply([_article(one) for one in value])
        if is_reply(value):
            return value
        if isinstance(value, Content):
            return _as_reply(value)
        raise ReplyError(
            f"A reply cannot be made of {type(value).__name__}. Return a string, a dict with a"
            " type, a list of articles, a reply object, a content or None."
        )
    except ReplyError as error:
        raise ReplyError(f"Handler {handler}: {error}") from None


def _as_reply(content: Content) -> Reply | Content:
    """Return the reply object of the same kind; the content itself when there is none."""
    if isinstance(content, Text):
        return TextReply(content.content)
    if isinstance(content, Image):
        return ImageReply(content.media_id)
    if isinstance(content, Voice):
        return VoiceReply(content.media_id)
    if isinstance(content, Video):
        return VideoReply(content.media_id, content.title, content.description)
    if isinstance(content, News):
        return NewsReply(content.articles)
    return content


def _pick(mapping: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = mapping.get(name)
        if value is not None:
            return str(value)
    return ""


def _media_id(content: Any) -> str:
    if isinstance(content, str):
        return content
    media_id = _pick(content, "media_id", "mediaId") if isinstance(content, Mapping) else ""
    if not media_id:
        raise ReplyError("media_id is missing.")
    return media_id


def _article(value: Any) -> Article:
    if isinstance(value, Article):
        return value
    if not isinstance(value, Mapping):
        raise ReplyError(f"An article must be a dict or an Article, not {type(value).__name__}.")
    return Article(
        title=_pick(value, "title"),
        description=_pick(value, "description"),
        pic_url=_pick(value, "pic_url", "picurl", "picUrl", "pic"),
        url=_pick(value, "url"),
    )


def _video(content: Any) -> VideoReply:
    described = content if isinstance(content, Mapping) else {}
    return VideoReply(
        _media_id(content), _pick(described, "title"), _pick(described, "description")
    )


def _news(content: Any) -> NewsReply:
    if isinstance(content, Mapping):
        content = content.get("articles")
    if not isinstance(content, Sequence) or isinstance(content, str):
        raise ReplyError("The content of news must be a list of articles.")
    return NewsReply([_article(one) for one in content])


def _music(content: Any) -> MusicReply:
    if not isinstance(content, Mapping):
        raise ReplyError("The content of music must be a dict.")
    return MusicReply(
        title=_pick(content, "title"),
        description=_pick(content, "description"),
        music_url=_pick(content, *_MUSIC_URL),
        hq_music_url=_pick(content, "hq_music_url", "hqMusicUrl", "hqUrl"),
    )


def _text(content: Any) -> TextReply:
    if isinstance(content, Mapping):
        content = content.get("content")
    if not isinstance(content, str):
        raise ReplyError("The content of text must be a string.")
    return TextReply(content)


def _transfer(content: Any) -> TransferCustomerServiceReply:
    if isinstance(content, Mapping):
        content = _pick(content, "kf_account", "kfAccount")
    return TransferCustomerServiceReply(content or None)


def _replace_name(content: Any) -> str:
    if isinstance(content, Mapping):
        content = _pick(content, "replace_name", "replaceName", "ReplaceName")
    if not isinstance(content, str) or not content:
        raise ReplyError("replace_name is missing.")
    return content


def _card(content: Any) -> UpdateTemplateCardReply:
    if not isinstance(content, Mapping):
        raise ReplyError("The content of update_template_card must be a dict.")
    return UpdateTemplateCardReply(content)


_MUSIC_URL = ("music_url", "musicUrl", "url")

_KINDS: dict[str, Callable[[Any], Reply]] = {
    "text": _text,
    "image": lambda content: ImageReply(_media_id(content)),
    "voice": lambda content: VoiceReply(_media_id(content)),
    "video": _video,
    "news": _news,
    "music": _music,
    "transfer_customer_service": _transfer,
    "update_button": lambda content: UpdateButtonReply(_replace_name(content)),
    "update_taskcard": lambda content: UpdateTaskCardReply(_replace_name(content)),
    "update_template_card": _card,
}


def _from_mapping(value: Mapping[str, Any]) -> Reply | None:
    kind = value.get("type")
    if kind is None:
        if any(name in value for name in _MUSIC_URL):
            return _music(value)
        raise ReplyError("The dict has no type. Set it to one of " + ", ".join(_KINDS) + ".")
    make = _KINDS.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise ReplyError("The type of the dict must be one of " + ", ".join(_KINDS) + ".")
    content = value.get("content")
    if content is None:  # {"type": "image", "media_id": …} is as clear
        content = {name: inner for name, inner in value.items() if name != "type"}
    return None if kind == "text" and content == "" else make(content)
