"""The reply objects and the XML of a passive reply.

Every reply is a piece of content that knows two forms: ``fields()`` for the passive answer and
``to_message()`` for ``message/send``. Source: developer.work.weixin.qq.com/document/path/90241.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard, runtime_checkable

from ..content import Content, Image, News, Text, Video, Voice
from ..errors import ReplyError
from ..protocol.xmlio import build
from .entries import MAX_TEXT_BYTES

__all__ = [
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
    "is_reply",
    "reply_xml",
]

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


def is_reply(value: object) -> TypeGuard[Reply]:
    """Return whether an object has the methods of a reply.

    ``isinstance`` with a protocol does the same, and took a tenth of a whole callback.
    """
    return hasattr(value, "fields") and hasattr(value, "to_message")


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
            for article in self._articles()
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


@dataclass(eq=False, repr=False)
class MusicReply(_PassiveOnly):
    """A link to music. WeCom shows nothing for it today."""

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


@dataclass(eq=False, repr=False)
class TransferCustomerServiceReply(_PassiveOnly):
    """Hand the conversation to customer service. WeCom ignores it today.

    :param kf_account: the service account, or ``None`` for any
    """

    kf_account: str | None = None
    msgtype = "transfer_customer_service"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        info = {"KfAccount": self.kf_account} if self.kf_account else None
        return {"MsgType": self.msgtype, "TransInfo": info}


@dataclass(eq=False, repr=False)
class UpdateButtonReply(_PassiveOnly):
    """Replace the text of the button that was pressed; answers ``template_card_event``.

    :param replace_name: the new text of the button
    """

    replace_name: str
    msgtype = "update_button"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": self.msgtype, "Button": {"ReplaceName": self.replace_name}}


@dataclass(eq=False, repr=False)
class UpdateTaskCardReply(_PassiveOnly):
    """Replace the text of a task card's button; answers ``taskcard_click`` of old cards.

    :param replace_name: the new text of the button
    """

    replace_name: str
    msgtype = "update_taskcard"

    def fields(self) -> dict[str, object]:
        """Return the elements of the passive reply."""
        return {"MsgType": self.msgtype, "TaskCard": {"ReplaceName": self.replace_name}}


@dataclass(eq=False, repr=False)
class UpdateTemplateCardReply(_PassiveOnly):
    """Replace the whole card; answers ``template_card_event``.

    :param card: the new card as ``message/send`` takes it (``card_type``, ``main_title`` …); the
        keys may also have the spelling of the XML (``CardType``)
    :param userids: only for a :class:`~flask_wechat_corp.WeChatRobot`: whose card is replaced;
        ``None`` for everybody's
    """

    card: Mapping[str, Any]
    userids: Sequence[str] | None = None
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
