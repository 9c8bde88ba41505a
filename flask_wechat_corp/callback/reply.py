"""From a handler's return value to the reply's XML.

Every reply is a piece of content that knows two forms: ``fields()`` for the passive answer and
``to_message()`` for ``message/send``. Source: developer.work.weixin.qq.com/document/path/90241.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from ..content import Article, Content, Image, News, Text, Video, Voice
from ..errors import ReplyError
from ..protocol.xmlio import build

__all__ = [
    "HandlerReturn",
    "ImageReply",
    "MusicReply",
    "NewsReply",
    "Reply",
    "TextReply",
    "TransferCustomerServiceReply",
    "UpdateButtonReply",
    "UpdateTaskCardReply",
    "UpdateTemplateCardReply",
    "VideoReply",
    "VoiceReply",
    "make_reply",
    "reply_xml",
]

HandlerReturn: TypeAlias = (
    "str | Reply | Content | Mapping[str, Any] | Sequence[Article | Mapping[str, Any]] | None"
)
"""What a handler may return, for type checkers: :func:`make_reply` knows what WeCom can show."""

MAX_TEXT_BYTES = 2048
MAX_ARTICLES = 8


@runtime_checkable
class Reply(Protocol):
    """What a handler may return besides plain values."""

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply, ``MsgType`` first."""

    def to_message(self) -> dict[str, Any]:
        """Return the same content for ``message/send``.

        :raises ReplyError: where WeCom has no such message
        """


class TextReply(Text):
    """A text of at most 2,048 bytes; :func:`~flask_wechat_corp.split_text` cuts longer ones.

    :param content: the text
    """

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        if not isinstance(self.content, str):
            raise ReplyError(
                f"The content of a text must be a string, not {type(self.content).__name__}."
            )
        size = len(self.content.encode("utf-8", "replace"))
        if size > MAX_TEXT_BYTES:
            raise ReplyError(
                f"A text reply has at most {MAX_TEXT_BYTES} bytes, not {size}. Shorten it, or"
                " send the pieces of split_text()."
            )
        return {"MsgType": "text", "Content": self.content}


class ImageReply(Image):
    """An image that was uploaded before.

    :param media_id: from ``upload_image`` or a received message
    """

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": "image", "Image": {"MediaId": self.media_id}}


class VoiceReply(Voice):
    """A voice recording that was uploaded before.

    :param media_id: from ``upload_voice`` or a received message
    """

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": "voice", "Voice": {"MediaId": self.media_id}}


class VideoReply(Video):
    """A video that was uploaded before.

    :param media_id: from ``upload_video`` or a received message
    :param title: at most 64 bytes
    :param description: at most 512 bytes
    """

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        video = {"MediaId": self.media_id, "Title": self.title, "Description": self.description}
        return {"MsgType": "video", "Video": video}


class NewsReply(News):
    """One to eight articles with pictures and links.

    :param articles: :class:`~flask_wechat_corp.Article` objects
    """

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        count = len(self.articles)
        if not 1 <= count <= MAX_ARTICLES:
            raise ReplyError(f"A news reply has 1 to {MAX_ARTICLES} articles, not {count}.")
        items = [
            {
                "Title": article.title,
                "Description": article.description,
                "PicUrl": article.pic_url,
                "Url": article.url,
            }
            for article in self.articles
        ]
        return {"MsgType": "news", "ArticleCount": count, "Articles": {"item": items}}


class _PassiveOnly(Content):
    """Base of replies that exist only as the answer to a callback."""

    def to_message(self) -> dict[str, Any]:
        """Raise an error, because WeCom has no such message.

        :raises ReplyError: always
        """
        raise ReplyError(
            f"message/send has no type {self.msgtype}. It can only be the reply to a callback."
        )


@dataclass(frozen=True)
class MusicReply(_PassiveOnly):
    """A link to music. From the seed; WeCom itself shows nothing for it today."""

    title: str = ""
    description: str = ""
    music_url: str = ""
    hq_music_url: str = ""
    msgtype = "music"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        music = {
            "Title": self.title,
            "Description": self.description,
            "MusicUrl": self.music_url,
            "HQMusicUrl": self.hq_music_url,
        }
        return {"MsgType": "music", "Music": music}


@dataclass(frozen=True)
class TransferCustomerServiceReply(_PassiveOnly):
    """Hand the conversation to customer service. From the seed; WeCom ignores it today.

    :param kf_account: the service account, or ``None`` for any
    """

    kf_account: str | None = None
    msgtype = "transfer_customer_service"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        info = {"KfAccount": self.kf_account} if self.kf_account else None
        return {"MsgType": self.msgtype, "TransInfo": info}


@dataclass(frozen=True)
class UpdateButtonReply(_PassiveOnly):
    """Replace the text of the button that was pressed; answers ``template_card_event``.

    :param replace_name: the new text of the button
    """

    replace_name: str
    msgtype = "update_button"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": self.msgtype, "Button": {"ReplaceName": self.replace_name}}


@dataclass(frozen=True)
class UpdateTaskCardReply(_PassiveOnly):
    """Replace the text of a task card's button; answers ``taskcard_click`` of old cards.

    :param replace_name: the new text of the button
    """

    replace_name: str
    msgtype = "update_taskcard"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": self.msgtype, "TaskCard": {"ReplaceName": self.replace_name}}


@dataclass(frozen=True)
class UpdateTemplateCardReply(_PassiveOnly):
    """Replace the whole card; answers ``template_card_event``.

    :param card: the new card as ``message/send`` takes it (``card_type``, ``main_title`` …); the
        keys may also have the spelling of the XML (``CardType``)
    """

    card: Mapping[str, Any]
    msgtype = "update_template_card"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": self.msgtype, "TemplateCard": _camel(self.card)}


_TWO_WORDS = {
    "appid": "AppId",
    "checkbox": "CheckBox",
    "keyname": "KeyName",
    "pagepath": "PagePath",
    "userid": "UserId",
}
"""Keys of a card that are one word in ``message/send`` and two in the XML."""

_ONE_WORD = {("quote_area", "appid"): "Appid", ("image_text_area", "appid"): "Appid"}
"""Where page 90241 spells such a key as one word all the same: surrounding key, key."""


def _camel(value: Any, around: str = "") -> Any:
    """Give the keys of a card the spelling that the XML form has: ``icon_url`` -> ``IconUrl``."""
    if isinstance(value, Mapping):
        return {_spelling(key, around): _camel(inner, key) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_camel(inner, around) for inner in value]
    return value


def _spelling(key: str, around: str) -> str:
    known = _ONE_WORD.get((around, key)) or _TWO_WORDS.get(key)
    return known or "".join(word[:1].upper() + word[1:] for word in key.split("_"))


def make_reply(value: object, handler: str) -> Reply | None:
    """Turn what a handler returned into a reply.

    :param value: see the table "What a handler returns" in the documentation
    :param handler: the handler's name, for the error
    :returns: ``None`` for an empty answer
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
        if isinstance(value, Reply):
            return value
        raise ReplyError(
            f"A reply cannot be made of {type(value).__name__}. Return a string, a dict with a"
            " type, a list of articles, a reply object or None."
        )
    except ReplyError as error:
        raise ReplyError(f"Handler {handler}: {error}") from None


def reply_xml(reply: Reply, to_user: str, from_user: str, now: int, handler: str) -> str:
    """Return the plaintext XML of a passive reply.

    :param now: seconds since the epoch
    :raises ReplyError: when it breaks one of WeCom's limits; the message names the handler
    """
    try:
        fields = reply.fields()
    except ReplyError as error:
        raise ReplyError(f"Handler {handler}: {error}") from None
    head = {"ToUserName": to_user, "FromUserName": from_user, "CreateTime": now}
    return build({**head, **fields})


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
