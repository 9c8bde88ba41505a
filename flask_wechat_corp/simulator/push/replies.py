"""Decrypts and checks an app's response to a callback, as strictly as WeCom does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import CallbackError, InvalidReceiveId, InvalidSignature
from ...protocol.crypto import WXBizMsgCrypt
from ...protocol.xmlio import parse
from ..world.world import World

__all__ = ["MAX_TEXT_BYTES", "ReplyVerdict", "read_reply"]

MAX_TEXT_BYTES = 2_048
"""Bytes of a passive text (document/path/90241)."""

_ENVELOPE = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
_DAY = 86_400
_NOT_SHOWN = ("music", "transfer_customer_service", "event")

Fields = Mapping[str, Any]


@dataclass
class ReplyVerdict:
    """The result of checking a response.

    :param ok: whether WeCom would accept it
    :param reason: why it is rejected, or what is unusual about it
    """

    ok: bool
    reply: dict[str, Any] | None = None
    xml: str = ""
    reason: str = ""


class _Rejected(Exception):
    pass


def read_reply(crypt: WXBizMsgCrypt, body: bytes, pushed: Fields, world: World) -> ReplyVerdict:
    """Read the reply in a response with status 200; an empty body and ``success`` are no reply.

    :param crypt: the app's own token, key and receive id
    :param pushed: the fields of the callback
    """
    if not body or body.strip().lower() == b"success":
        return ReplyVerdict(True)
    xml = ""
    try:
        xml = _decrypt(crypt, body)
        reply = _parse(xml.encode(), "the reply")
        notes = (_check_common(reply, pushed, world), _check_type(reply, pushed, world))
    except _Rejected as rejected:
        return ReplyVerdict(False, xml=xml, reason=str(rejected))
    return ReplyVerdict(True, reply, xml, "; ".join(note for note in notes if note))


def _decrypt(crypt: WXBizMsgCrypt, body: bytes) -> str:
    outer = _parse(body, "the response")
    for name in _ENVELOPE:
        if not isinstance(outer.get(name), str) or not outer[name]:
            raise _Rejected(f"the response has no {name}, or several")
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", outer["TimeStamp"].strip()):
        raise _Rejected("TimeStamp must be seconds since 1970 (ten digits)")
    signed = (outer["TimeStamp"].strip(), outer["Nonce"], outer["Encrypt"])
    try:
        crypt.verify(outer["MsgSignature"], *signed)
        return crypt.decrypt(outer["Encrypt"]).message
    except InvalidSignature:
        raise _Rejected("MsgSignature does not match the response") from None
    except InvalidReceiveId:
        raise _Rejected("the reply is encrypted for another receive id") from None
    except CallbackError as error:
        raise _Rejected(f"Encrypt cannot be decrypted: {error}") from None


def _parse(text: bytes, what: str) -> dict[str, Any]:
    try:
        return parse(text)
    except CallbackError as error:
        raise _Rejected(f"{what} is not well-formed XML: {error}") from None


def _check_common(reply: Fields, pushed: Fields, world: World) -> str:
    if reply.get("ToUserName") != pushed["FromUserName"]:
        raise _Rejected("ToUserName must be the FromUserName of the message")
    if reply.get("FromUserName") != pushed["ToUserName"]:
        raise _Rejected("FromUserName must be the corp id")
    if not isinstance(reply.get("MsgType"), str) or not reply["MsgType"]:
        raise _Rejected("MsgType is missing")
    created = str(reply.get("CreateTime", "")).strip()
    if not re.fullmatch(r"[0-9]{1,15}", created):
        raise _Rejected("CreateTime must be a number")
    # Apps based on node-webot's library write milliseconds, and WeCom shows their replies.
    in_milliseconds = len(created) >= 13
    seconds = int(created) // 1000 if in_milliseconds else int(created)
    # The app uses real time, this world may be ahead of it: accept both.
    now = world.clock()
    if not now - world.clock.offset - _DAY < seconds < now + _DAY:
        raise _Rejected("CreateTime is more than a day away")
    return "CreateTime is in milliseconds, it must be in seconds" if in_milliseconds else ""


def _check_type(reply: Fields, pushed: Fields, world: World) -> str:
    kind = reply["MsgType"]
    if kind in _NOT_SHOWN:
        return f"WeCom documents no passive reply of type {kind}: the member sees nothing"
    if kind == "text":
        _check_text(reply.get("Content"))
    elif kind in ("image", "voice", "video"):
        _check_media(reply.get(kind.capitalize()), kind, world)
    elif kind == "news":
        _check_news(reply)
    elif kind in _UPDATES:
        _check_update(reply, pushed, kind)
    else:
        raise _Rejected(f"unknown MsgType {kind[:40]!r}")
    return ""


def _check_text(content: object) -> None:
    if not isinstance(content, str) or not content:
        raise _Rejected("Content is missing or empty")
    size = len(content.encode())
    if size > MAX_TEXT_BYTES:
        raise _Rejected(f"Content has {size} bytes, at most {MAX_TEXT_BYTES} are allowed")


def _check_media(element: object, kind: str, world: World) -> None:
    name = kind.capitalize()
    media_id = element.get("MediaId") if isinstance(element, Mapping) else None
    if not isinstance(media_id, str) or not media_id:
        raise _Rejected(f"{name}/MediaId is missing")
    media = world.media.get(media_id)
    if media is None:
        raise _Rejected(f"{name}/MediaId is unknown or expired: upload the file first")
    if media.type != kind:
        raise _Rejected(f"{name}/MediaId was uploaded as {media.type}")


def _check_news(reply: Fields) -> None:
    articles = reply.get("Articles")
    items = articles.get("item") if isinstance(articles, Mapping) else None
    rows = items if isinstance(items, list) else [items] if isinstance(items, Mapping) else []
    if not 1 <= len(rows) <= 8:
        raise _Rejected(f"Articles must contain 1 to 8 items, but has {len(rows)}")
    if str(reply.get("ArticleCount", "")).strip() != str(len(rows)):
        raise _Rejected("ArticleCount is not the number of items")
    for row in rows:
        if not isinstance(row, Mapping) or not row.get("Title"):
            raise _Rejected("an item of Articles has no Title")


#: reply type → (event that it answers, element, child that must be there)
_UPDATES = {
    "update_button": ("template_card_event", "Button", "ReplaceName"),
    "update_template_card": ("template_card_event", "TemplateCard", "CardType"),
    "update_taskcard": ("taskcard_click", "TaskCard", "ReplaceName"),
}


def _check_update(reply: Fields, pushed: Fields, kind: str) -> None:
    event, element, child = _UPDATES[kind]
    if pushed.get("Event") != event:
        raise _Rejected(f"{kind} may only reply to the event {event}")
    value = reply.get(element)
    if not isinstance(value, Mapping) or not value.get(child):
        raise _Rejected(f"{element}/{child} is missing")
