"""From a handler's return value to the messages of ``kf/send_msg``.

Source: developer.work.weixin.qq.com/document/path/94677.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...content import Content, File, Image, Text, Video, Voice
from ...errors import ReplyError
from ..entries import Next
from ..split import split_text

__all__ = ["KfContent", "KfReturn", "kf_parts", "make_kf_reply", "part_id"]

#: Messages for each message of the customer, page 94677.
MOST_MESSAGES = 5
MAX_TEXT_BYTES = 2048

TYPES = (
    "text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location",
    "ca_link", "business_card",
)  # fmt: skip


@dataclass(eq=False, repr=False)
class KfContent(Content):
    """A content that only customer service has: a link, a mini program, a menu, a location.

    :param kind: WeCom's ``msgtype``
    :param body: what is under that name in ``kf/send_msg``
    """

    kind: str
    body: Mapping[str, Any]

    @property
    def msgtype(self) -> str:  # type: ignore[override]  # each object has its own
        """WeCom's name of the kind."""
        return self.kind

    def _body(self) -> dict[str, Any]:
        return dict(self.body)


KfReturn: TypeAlias = (
    "str | Text | Image | Voice | Video | File | KfContent | Mapping[str, Any] | Next | None"
)
"""What a handler may return, for type checkers."""


def make_kf_reply(value: object, handler: str) -> Content | None:
    """Turn what a handler returned into a content.

    :param handler: the handler's name, for the error
    :returns: ``None`` when nothing is to be sent
    :raises ReplyError: when customer service cannot show it; the message names the handler
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, Mapping):
        return _from_mapping(value, handler)
    if isinstance(value, (Text, Image, Voice, Video, File, KfContent)):
        return value
    raise ReplyError(
        f"Handler {handler}: Customer service cannot send {type(value).__name__}. Return a string,"
        f" a Text, Image, Voice, Video or File, or a dict with one of these types:"
        f" {', '.join(TYPES)}."
    )


def _from_mapping(value: Mapping[str, Any], handler: str) -> Content | None:
    kind = value.get("msgtype", value.get("type"))
    if kind not in TYPES:
        raise ReplyError(
            f"Handler {handler}: The type of the dict must be one of {', '.join(TYPES)}."
        )
    body = value.get(kind, value.get("content"))
    if kind == "text" and isinstance(body, str):
        return Text(body) if body else None
    if isinstance(body, str) and kind in ("image", "voice", "video", "file"):
        body = {"media_id": body}
    if body is None:  # {"type": "image", "media_id": …} is as clear
        body = {name: one for name, one in value.items() if name not in ("type", "msgtype")}
    if not isinstance(body, Mapping):
        raise ReplyError(f"Handler {handler}: The content of {kind} must be a dict.")
    if kind == "text":
        content = body.get("content")
        if not isinstance(content, str):
            raise ReplyError(f"Handler {handler}: The content of a text must be a string.")
        return Text(content) if content else None
    if kind in ("image", "voice", "video", "file"):
        media_id = body.get("media_id", body.get("mediaId"))
        if not isinstance(media_id, str) or not media_id:
            raise ReplyError(f"Handler {handler}: media_id is missing.")
        body = {"media_id": media_id}
    return KfContent(kind, body)


def kf_parts(reply: Content, handler: str) -> list[dict[str, Any]]:
    """Return the messages of a reply as ``kf/send_msg`` takes them; a long text is split.

    :raises ReplyError: when there are more than 5, which is all that WeCom sends
    """
    if isinstance(reply, Text):
        pieces = split_text(reply.content, MAX_TEXT_BYTES)
        if len(pieces) > MOST_MESSAGES:
            raise ReplyError(
                f"Handler {handler}: The text needs {len(pieces)} messages, but a customer gets at"
                f" most {MOST_MESSAGES} for each message. Shorten it."
            )
        return [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]
    if isinstance(reply, (Image, Voice, Video, File)):  # a video has no title here
        return [{"msgtype": reply.msgtype, reply.msgtype: {"media_id": reply.media_id}}]
    return [reply.to_message()]


def part_id(message_id: str, number: int) -> str:
    """Return the ``msgid`` of a part: WeCom refuses it the second time, so it is sent once."""
    text = f"{message_id}\0{number}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
