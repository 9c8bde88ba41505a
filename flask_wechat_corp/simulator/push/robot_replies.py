"""Reads a robot's answer as WeCom does, and says why it would be refused.

Sources: developer.work.weixin.qq.com/document/path/101031 (replies), path/101033 (envelope).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import WeChatCorpError
from ...protocol.crypto import WXBizMsgCrypt
from ..world.records import Record

__all__ = ["Asked", "RobotVerdict", "check_robot_reply", "read_robot_reply"]

MAX_CONTENT = 20_480
"""UTF-8 bytes of a stream's content, and of a late message."""
MAX_IMAGES = 10
MAX_FEEDBACK = 256

#: What was asked → the kinds of reply that may answer it.
ALLOWED = {
    "message": ("stream", "template_card", "stream_with_template_card"),
    "refresh": ("stream", "stream_with_template_card"),
    "enter_chat": ("text", "template_card"),
    "template_card_event": ("update_template_card",),
}
#: The same over a long connection (document/path/101463).
ALLOWED_OVER_LINK = {**ALLOWED, "message": ("stream", "template_card", "markdown")}


@dataclass(frozen=True)
class Asked:
    """What the robot was asked."""

    what: str
    """``message``, ``refresh``, or the name of an event."""
    nonce: str = ""
    stream: str = ""
    """The stream of a refresh."""
    task_id: str = ""
    """The card of a card event."""
    card_shown: bool = False
    """Whether an earlier reply to the same message had a card."""
    over_link: bool = False
    """Whether it was asked over a long connection."""


@dataclass(frozen=True)
class RobotVerdict:
    """Whether WeCom takes the answer. ``reply`` is None for an empty one."""

    ok: bool
    reply: Record | None = None
    reason: str = ""


class _Refused(Exception):
    """Why an answer is refused, in words for the app's author."""


def read_robot_reply(crypt: WXBizMsgCrypt, body: bytes, asked: Asked) -> RobotVerdict:
    """Open and check an answer with status 200."""
    if body.strip() in (b"", b"success"):
        return RobotVerdict(True)
    try:
        reply = _open(crypt, body, asked.nonce)
        if reply:
            _check(reply, asked)
    except _Refused as refused:
        return RobotVerdict(False, reason=str(refused))
    return RobotVerdict(True, reply or None)


def check_robot_reply(reply: Record, asked: Asked) -> RobotVerdict:
    """Check an answer that came open, over a long connection."""
    try:
        _check(reply, asked)
        if asked.over_link and reply.get("stream", {}).get("msg_item"):
            raise _Refused("stream.msg_item is not allowed over a long connection")
    except _Refused as refused:
        return RobotVerdict(False, reason=str(refused))
    return RobotVerdict(True, reply)


def _open(crypt: WXBizMsgCrypt, body: bytes, nonce: str) -> Record:
    try:
        envelope = json.loads(body)
        sealed, signature = str(envelope["encrypt"]), str(envelope["msgsignature"])
        timestamp, theirs = str(envelope["timestamp"]), str(envelope["nonce"])
    except (ValueError, KeyError, TypeError):
        raise _Refused(
            "the answer is not JSON with encrypt, msgsignature, timestamp and nonce"
        ) from None
    if theirs != nonce:
        raise _Refused("the nonce of the answer is not that of the callback")
    try:
        crypt.verify(signature, timestamp, theirs, sealed)
        reply = json.loads(crypt.decrypt(sealed).message)
    except (WeChatCorpError, ValueError) as error:
        raise _Refused(f"the answer cannot be opened: {type(error).__name__}") from None
    if not isinstance(reply, dict):
        raise _Refused("the decrypted answer is not a JSON object")
    return reply


def _check(reply: Record, asked: Asked) -> None:
    kind = reply.get("msgtype", reply.get("response_type"))
    allowed = (ALLOWED_OVER_LINK if asked.over_link else ALLOWED).get(asked.what, ())
    if kind not in allowed:
        may = " or ".join(allowed) or "nothing"
        raise _Refused(f"{kind!r} cannot answer {asked.what}; allowed: {may}")
    if "stream" in str(kind):
        _check_stream(_object(reply, "stream"), asked)
    if kind in ("text", "markdown"):
        _text(_object(reply, kind), "content")
    if "template_card" in str(kind):
        _check_card(_object(reply, "template_card"), asked, str(kind))


def _check_stream(stream: Record, asked: Asked) -> None:
    if not _text(stream, "id"):
        raise _Refused("stream.id is missing")
    if asked.what == "refresh" and stream["id"] != asked.stream:
        raise _Refused("stream.id is not the id that was asked for")
    size = len(_text(stream, "content").encode())
    if size > MAX_CONTENT:
        raise _Refused(f"stream.content has {size} bytes, at most {MAX_CONTENT} are allowed")
    finish = stream.get("finish", False)
    if not isinstance(finish, bool):
        raise _Refused("stream.finish must be true or false")
    items = stream.get("msg_item", [])
    if items and not finish:
        raise _Refused("stream.msg_item is only allowed with finish: true")
    _check_images(items)
    if "feedback" in stream:
        identity = _text(_object(stream, "feedback"), "id")
        if len(identity.encode()) > MAX_FEEDBACK:
            raise _Refused(f"stream.feedback.id has more than {MAX_FEEDBACK} bytes")


def _check_images(items: Any) -> None:
    if not isinstance(items, list) or len(items) > MAX_IMAGES:
        raise _Refused(f"stream.msg_item must be a list of at most {MAX_IMAGES} images")
    for item in items:
        image = _object(item, "image") if isinstance(item, Mapping) else {}
        try:
            data = base64.b64decode(str(image.get("base64", "")), validate=True)
        except binascii.Error:
            data = b""
        if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            raise _Refused("an image of stream.msg_item is neither JPG nor PNG in base64")
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != image.get("md5"):
            raise _Refused("the md5 of an image of stream.msg_item is wrong")


def _check_card(card: Record, asked: Asked, kind: str) -> None:
    if not _text(card, "card_type"):
        raise _Refused("template_card.card_type is missing")
    if kind == "update_template_card" and card.get("task_id") != asked.task_id:
        raise _Refused("template_card.task_id is not that of the event")
    if asked.card_shown:
        raise _Refused("a card was sent before for this message; it may be sent once")
    if asked.what == "enter_chat" and "feedback" in card:
        raise _Refused("the card that answers enter_chat has no feedback")


def _object(around: Mapping[str, Any], name: str) -> Record:
    found = around.get(name)
    if not isinstance(found, dict):
        raise _Refused(f"{name} is missing or not an object")
    return found


def _text(around: Mapping[str, Any], name: str) -> str:
    found = around.get(name, "")
    if not isinstance(found, str):
        raise _Refused(f"{name} must be text")
    return found
