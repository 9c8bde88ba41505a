"""What a robot's handler may return or yield, and the JSON of the passive replies.

Source: developer.work.weixin.qq.com/document/path/101031 (passive replies), path/101032 (cards).
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from ...content import Content, Markdown, TemplateCard, Text
from ...errors import ReplyError
from ..reply import UpdateTemplateCardReply
from ..returned import make_reply
from ..split import split_text
from .message import RobotMessage

__all__ = [
    "MAX_CONTENT_BYTES",
    "Image",
    "Replace",
    "RobotReply",
    "StreamReply",
    "Thinking",
    "content_parts",
    "finished",
    "fit",
    "make_robot_reply",
    "picture",
    "shown",
    "stream_json",
    "with_closing",
]

MAX_CONTENT_BYTES = 20_480
"""UTF-8 bytes of the content of a stream or of a late answer."""
MAX_IMAGES = 10
MAX_FEEDBACK_BYTES = 256
#: Bytes of a long answer that its thinking may take from the text.
MAX_THINKING_BYTES = 4_096

Image: TypeAlias = "bytes | str | os.PathLike[str]"
"""An image of an answer: its bytes, or the path of a file. JPG or PNG."""


@dataclass(frozen=True)
class Thinking:
    """A piece of what a model thinks; shown folded above the answer.

    :param text: appended to the thinking so far
    """

    text: str


@dataclass(frozen=True)
class Replace:
    """Replace the text that was shown so far; the thinking stays.

    :param text: the new text
    """

    text: str


@dataclass(frozen=True)
class StreamReply:
    """A whole answer of a robot: a text with images, a card, or both.

    :param text: in WeCom's Markdown (*markdown_v2*); of more than 20,480 bytes the rest follows in
        a second message
    :param images: at most 10 JPG or PNG files: bytes or paths
    :param card: a card below the text
    :param feedback: an id of yours, at most 256 bytes; shows thumbs up and down, and the event
        ``feedback_event`` brings it back
    """

    text: str = ""
    images: Sequence[Image] = field(default=(), repr=False)
    card: TemplateCard | Mapping[str, Any] | None = None
    feedback: str | None = None

    def fields(self) -> dict[str, object]:
        """Raise an error: only a robot has this kind of reply.

        :raises ReplyError: always
        """
        raise ReplyError("Only a WeChatRobot can answer with a StreamReply.")

    def to_message(self) -> dict[str, Any]:
        """Return the text as a Markdown message."""
        return Markdown(self.text).to_message()


RobotReply: TypeAlias = "StreamReply | TemplateCard | UpdateTemplateCardReply"
"""What an answer is made of once a handler has returned."""

_FORMS = "a string, Markdown, TemplateCard, StreamReply, UpdateTemplateCardReply or None"


def make_robot_reply(value: object, handler: str) -> RobotReply | None:
    """Turn what a handler returned into a robot's reply.

    :param handler: the handler's name, for the error
    :returns: ``None`` for an empty answer
    :raises ReplyError: when a robot cannot show it; the message names the handler
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return StreamReply(value)
    if isinstance(value, (StreamReply, TemplateCard, UpdateTemplateCardReply)):
        return value
    if isinstance(value, Mapping):
        kind, content = value.get("type"), value.get("content")
        if kind in ("text", "markdown") and isinstance(content, str):
            return StreamReply(content)
        if kind == "template_card" and isinstance(content, Mapping):
            return TemplateCard(content)
        if kind == "update_template_card":
            return make_robot_reply(make_reply(value, handler), handler)
    if isinstance(value, (Text, Markdown)) or getattr(value, "msgtype", "") == "markdown_v2":
        return StreamReply(str(getattr(value, "content", "")))
    what = value.msgtype if isinstance(value, Content) else type(value).__name__
    raise ReplyError(f"Handler {handler}: A robot cannot answer with {what}. Return {_FORMS}.")


def picture(image: Image) -> dict[str, str]:
    """Return an image as a stream carries it.

    :raises ReplyError: when it cannot be read, or is neither JPG nor PNG
    """
    try:
        data = image if isinstance(image, bytes) else Path(image).read_bytes()
    except OSError as error:
        raise ReplyError(f"An image cannot be read ({error.strerror}).") from None
    except TypeError:
        raise ReplyError("An image of an answer must be bytes or a path.") from None
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise ReplyError("An image of an answer must be a JPG or PNG file.")
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()  # the protocol's own choice
    return {"base64": base64.b64encode(data).decode(), "md5": digest}


def check_images(pictures: Sequence[Mapping[str, str]], max_bytes: int) -> None:
    """Check number and size of an answer's images together.

    :param max_bytes: all images together, before base64
    :raises ReplyError: when there are too many
    """
    if len(pictures) > MAX_IMAGES:
        raise ReplyError(f"An answer has at most {MAX_IMAGES} images, not {len(pictures)}.")
    size = sum(len(one["base64"]) * 3 // 4 for one in pictures)
    if size > max_bytes:
        raise ReplyError(
            f"The images of an answer have {size} bytes together, but at most {max_bytes} are sent"
            " (STREAM_IMAGE_BYTES), because WeCom rejects large answers and asks for them again and"
            " again. Make them smaller."
        )


def card_json(card: TemplateCard | Mapping[str, Any]) -> dict[str, Any]:
    """Return a card as the JSON of a robot's reply."""
    return dict(card.card if isinstance(card, TemplateCard) else card)


def check_feedback(feedback: str | None) -> str | None:
    """Check the length of a feedback id.

    :raises ReplyError: when it is too long
    """
    if feedback is not None and len(feedback.encode("utf-8", "replace")) > MAX_FEEDBACK_BYTES:
        raise ReplyError(f"The feedback id of an answer has at most {MAX_FEEDBACK_BYTES} bytes.")
    return feedback


# -- texts


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _head(text: str, max_bytes: int) -> str:
    """Return the first bytes of a text, never half a character."""
    return text.encode("utf-8", "replace")[: max(0, max_bytes)].decode("utf-8", "ignore")


def fit(text: str, closing: str, max_bytes: int = MAX_CONTENT_BYTES) -> str:
    """Put a closing sentence below a text; it takes its room from the text's end."""
    if not text or not closing:
        return _head(text or closing, max_bytes)
    closing = "\n\n" + closing
    return _head(text, max_bytes - _size(closing)) + closing


def _block(thinking: str, text: str) -> str:
    """Return the folded block; a long text leaves it less room."""
    if not thinking:
        return ""
    thinking = thinking.replace("</think>", "").replace("<think>", "")
    frame = "<think></think>"
    room = max(MAX_THINKING_BYTES, MAX_CONTENT_BYTES - _size(text)) - _size(frame)
    return f"<think>{_head(thinking, room)}</think>"


def shown(thinking: str, text: str, placeholder: str = "") -> str:
    """Return what a running stream shows."""
    if not thinking and not text:
        return placeholder
    return _head(_block(thinking, text) + text, MAX_CONTENT_BYTES)


def with_closing(thinking: str, text: str, closing: str) -> str:
    """Return what a stream shows when it ends with a sentence of ours."""
    return fit(_block(thinking, text) + text, closing)


def content_parts(thinking: str, text: str) -> tuple[str, list[str]]:
    """Return the content of the ending, and the pieces of the text that did not fit."""
    block = _block(thinking, text)
    if _size(block) + _size(text) <= MAX_CONTENT_BYTES:
        return block + text, []
    first, *rest = split_text(text, MAX_CONTENT_BYTES - _size(block))
    remainder = "".join(rest)
    return block + first, split_text(remainder, MAX_CONTENT_BYTES)


# -- JSON


def stream_json(
    id: str, content: str, *, finish: bool, feedback: str | None = None
) -> dict[str, Any]:
    """Return a stream reply."""
    stream: dict[str, Any] = {"id": id, "finish": finish, "content": content}
    if feedback:
        stream["feedback"] = {"id": feedback}
    return {"msgtype": "stream", "stream": stream}


def finished(
    id: str,
    content: str,
    pictures: Sequence[Mapping[str, str]] = (),
    card: Mapping[str, Any] | None = None,
    feedback: str | None = None,
) -> dict[str, Any]:
    """Return the last reply of a stream."""
    reply = stream_json(id, content, finish=True, feedback=feedback)
    if pictures:
        reply["stream"]["msg_item"] = [{"msgtype": "image", "image": dict(one)} for one in pictures]
    if card is not None:
        reply["msgtype"] = "stream_with_template_card"
        reply["template_card"] = dict(card)
    return reply


def update_json(reply: UpdateTemplateCardReply, message: RobotMessage) -> dict[str, Any]:
    """Return the update of a card: the answer to ``template_card_event``."""
    card = dict(reply.card)
    task_id = message.event_data.get("task_id")
    if task_id and "task_id" not in card:
        card["task_id"] = task_id  # WeCom wants that of the event
    update: dict[str, Any] = {"response_type": "update_template_card", "template_card": card}
    if reply.userids is not None:
        update["userids"] = list(reply.userids)
    return update
