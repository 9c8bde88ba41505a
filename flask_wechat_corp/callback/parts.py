"""The parts of a reply that is too long for one message, and which of them can be passive."""

from __future__ import annotations

from ..content import Content, Markdown
from ..errors import ReplyError
from .entries import MAX_TEXT_BYTES
from .message import Message
from .reply import (
    Reply,
    TextReply,
    UpdateButtonReply,
    UpdateTaskCardReply,
    UpdateTemplateCardReply,
    is_reply,
)
from .split import split_text

__all__ = ["MAX_PARTS", "is_passive", "parts_of"]

MAX_PARTS = 20
"""Messages that one reply may become; WeCom delivers 30 a minute to a member, page 90236."""

#: Events that take any passive reply, page 90241.
_ANSWERED = frozenset(
    "subscribe unsubscribe enter_agent location click view view_miniprogram scancode_waitmsg"
    " template_card_menu_event".split()
)
#: Events that take one kind of passive reply.
_UPDATED: dict[str, tuple[type[Content], ...]] = {
    "template_card_event": (UpdateButtonReply, UpdateTemplateCardReply),
    "taskcard_click": (UpdateTaskCardReply,),
}


def parts_of(reply: Reply | Content, handler: str) -> tuple[Reply | Content, ...]:
    """Return the messages that a reply becomes: several for a long text, else the reply itself.

    :param handler: the handler's name, for the error
    :raises ReplyError: when it would be more than :data:`MAX_PARTS`
    """
    if not isinstance(reply, (TextReply, Markdown)) or not isinstance(reply.content, str):
        return (reply,)
    size = len(reply.content.encode("utf-8", "replace"))
    if size <= MAX_TEXT_BYTES:
        return (reply,)
    pieces: list[str] = []
    if size <= MAX_PARTS * MAX_TEXT_BYTES:
        pieces = split_text(reply.content, MAX_TEXT_BYTES)
    if not 0 < len(pieces) <= MAX_PARTS:
        raise ReplyError(
            f"Handler {handler}: A reply has at most {MAX_PARTS} parts of {MAX_TEXT_BYTES} bytes."
            f" This text has {size} bytes and needs more. Shorten it, or send a file."
        )
    kind = type(reply)
    return tuple(kind(piece) for piece in pieces)


def is_passive(message: Message, reply: Reply | Content) -> bool:
    """Whether WeCom shows this reply when it answers the callback of this message."""
    if not is_reply(reply):
        return False
    event = message.event_name
    if not event or event in _ANSWERED:
        return True
    return isinstance(reply, _UPDATED.get(event, ()))
