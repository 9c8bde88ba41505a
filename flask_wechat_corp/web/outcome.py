"""The result of handling a message."""

from __future__ import annotations

import threading
from typing import NamedTuple

from ..api import WeChatAPI
from ..callback.entries import Match
from ..callback.reply import Reply
from ..content import Content

__all__ = ["NOTHING", "Outcome"]


class Outcome(NamedTuple):
    """The result of handling a message."""

    reply: Reply | Content | None = None
    """The reply; ``None`` for an empty answer."""
    xml: str | None = None
    """The plaintext of the passive reply or of ``ack=``; ``None`` for an empty answer."""
    deferred: Match | None = None
    """The deferred handler that the caller must submit; it was not run."""
    ack_sent: threading.Event | None = None
    """Set when the text of ``ack=`` has been handed to the server; the deferred handler waits."""
    parts: tuple[Reply | Content, ...] = ()
    """The messages that the reply becomes; the first one is the passive reply if there is one."""
    handler: str = ""
    """The name of the function that made the reply, for the log."""
    client: WeChatAPI | None = None
    """The client of the message's corp, when there are late parts."""

    @property
    def late(self) -> tuple[Reply | Content, ...]:
        """The parts that must be sent with ``message/send``, after the response if there is one."""
        return self.parts if self.xml is None else self.parts[1:]

    def without_answer(self) -> Outcome:
        """Return this outcome for a callback that was answered already: all parts are late."""
        return self._replace(xml=None)


NOTHING = Outcome()
"""An empty answer, and nothing to send later."""
