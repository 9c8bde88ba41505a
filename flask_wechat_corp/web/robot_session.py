"""The conversation of a robot's stream: what it asks takes effect at its end.

All async generators of a process share one thread. If one held its conversation while it waits for
a model, another message of the same user would stop that thread, and the first could never go on.
So an async generator's session is read without a lock. When it is saved, the lock is held for that
moment, and what was changed is put onto what is stored then: key by key, and lists that were
appended to item by item. Of two messages that change any other value at the same time the later one
stays.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from ..callback.session import Conversation
from ..callback.session_values import Session
from ..callback.steps import RememberedStep, Waiting, read_row, written_row

__all__ = ["OptimisticConversation", "StreamConversation"]

logger = logging.getLogger("flask_wechat_corp.robot")


class StreamConversation(Conversation):
    """The conversation of a generator: locked from its first touch to the next ``yield``."""

    _asked: Waiting | None = None

    def remember(self, waiting: Waiting) -> None:
        """Note what the stream asks; it takes effect at its end."""
        self._asked = waiting
        self.decided = True

    def give_way(self) -> None:
        """Save, and let other messages in, as :meth:`Session.release` does."""
        if self._session is not None:
            self._session.release()

    def end(self, step: RememberedStep | None) -> None:
        """Let take effect what the stream has asked; else its step has ended.

        :param step: the step that the message went to
        """
        if self._asked is not None:
            self.waiting = self._asked
        elif step is not None:
            self.hold()
            if self.waiting.step == step:
                self.waiting = self.waiting._replace(step=None)
        self.give_way()


class OptimisticConversation(StreamConversation):
    """The conversation of an async generator: locked only while it is saved."""

    def _open(self) -> Session:
        if self._session is None:
            self._saved = self._backend.load(self._key)
            values, self._waiting = read_row(self._saved)
            self._session = Session(self._key, values, self.save, self.release)
        return self._session

    def save(self, *, last: bool = False) -> None:
        """Save what was changed, key by key, onto what is stored now."""
        if self._session is None:
            return
        text = self._written()
        if text == self._saved:
            return
        with self._store.lock("session|" + self._key, wait=self._wait):
            now = self._backend.load(self._key)
            if now != self._saved:
                text = self._merged(now)
            self._backend.save(self._key, text, self._lifetime)
        self._saved = text

    def _merged(self, stored: str | None) -> str | None:
        assert self._session is not None  # noqa: S101 - save() has looked
        before, waited = read_row(self._saved)
        now, waiting = read_row(stored)
        for key in {*before, *self._session}:
            if _same(before, self._session, key):
                continue
            ours = self._session.get(key)
            if not _same(before, now, key):
                both = _appended(before.get(key), ours, now.get(key))
                if both is not None:
                    now[key] = both
                    continue
                logger.warning(
                    "Two messages of a conversation have changed the same value of its session at"
                    " the same time; the later one stays."
                )
            if key in self._session:
                now[key] = ours
            else:
                now.pop(key, None)
        return written_row(now, self._waiting if self._waiting != waited else waiting)


def _appended(before: Any, ours: Any, theirs: Any) -> list[Any] | None:
    """Join what two messages have appended to a list: the history of a chat, for example."""
    before = [] if before is None else before
    lists = [one for one in (before, ours, theirs) if isinstance(one, list)]
    if len(lists) == 3 and ours[: len(before)] == theirs[: len(before)] == before:
        return [*theirs, *ours[len(before) :]]
    return None


def _same(one: dict[str, Any], other: dict[str, Any], key: str) -> bool:
    if (key in one) != (key in other):
        return False
    return json.dumps(one.get(key), sort_keys=True) == json.dumps(other.get(key), sort_keys=True)
