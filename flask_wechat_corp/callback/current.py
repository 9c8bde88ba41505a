"""The message that is being handled in this context."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol

from .session import Conversation, Session
from .steps import RememberedStep
from .table import Table

__all__ = ["MessageInHand", "current_message", "message_in_hand"]


class MessageInHand(Protocol):
    """A message that is being handled."""

    message: Any
    handler: str
    """The name of the function that runs, for the log."""
    step: RememberedStep | None
    """The step that the message goes to."""

    @property
    def handlers(self) -> Table:
        """The extension object that handles it."""

    @property
    def conversation(self) -> Conversation:
        """The conversation of the message's sender.

        :raises RuntimeError: when the message has no sender
        """

    @property
    def session(self) -> Session:
        """The session of the conversation; the first use acquires its lock."""

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""


message_in_hand: ContextVar[MessageInHand | None] = ContextVar(
    "flask_wechat_corp_message", default=None
)


def current_message(handler: Table) -> MessageInHand:
    """Return the message that is being handled.

    :param handler: on an extension object the message must be its own
    :raises RuntimeError: outside of a message, or in a message of another object
    """
    found = message_in_hand.get()
    if found is None:
        raise RuntimeError(
            "wx.message, wx.session, wx.wait(), wx.nowait() and wx.ask() can only be used while a"
            " message is being handled."
        )
    if handler.label and found.handlers is not handler:
        raise RuntimeError(
            f"The session and the message of {handler.label} can only be used while a message is"
            f" being handled by it. This message belongs to {found.handlers.label}."
        )
    return found
