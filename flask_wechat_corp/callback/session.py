"""The session of a conversation: one per corp, agent and user, locked by one message at a time."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from ..errors import StoreTimeout
from ..stores import Store
from ..stores.locks import HeldLock, own_lock
from .session_values import Session, check_plain
from .steps import NOTHING, Waiting, read_row, written_row

__all__ = [
    "Conversation",
    "ConversationBusy",
    "Session",
    "SessionBackend",
    "StoreSessions",
    "session_key",
]

logger = logging.getLogger("flask_wechat_corp.callback")


class ConversationBusy(StoreTimeout):
    """Another message holds the conversation's lock for longer than this one may wait."""


class SessionBackend(Protocol):
    """Where sessions are kept: a text per key.

    ``lock`` is the held lock of the conversation, ``None`` when a user's own store gives none
    that can write. ``save`` returns ``False``, and does nothing, when it is lost.
    """

    def load(self, key: str, lock: HeldLock | None = None) -> str | None:
        """Return the text, or ``None``."""

    def save(
        self,
        key: str,
        text: str | None,
        lifetime: float,
        lock: HeldLock | None = None,
        *,
        was: str | None = None,
        last: bool = False,
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; delete it when it is ``None``.

        :param was: the text that was loaded or saved last
        :param last: the lock may be released in the same step
        """


def session_key(secret: bytes, corp: str, agent: object, user: str) -> str:
    """Return the storage key of a conversation; it cannot be guessed without ``secret``."""
    parts = json.dumps(["flask_wechat_corp session", corp, str(agent), user])
    return hmac.new(secret, parts.encode(), hashlib.sha256).hexdigest()


class Conversation:
    """The session of one message: locked and read at its first use, released by ``close``.

    :param lifetime: seconds for which a session is kept after its last change
    :param wait: seconds to wait for another message of the same conversation
    :param holder: returns the name of the handler, for the log of a message that waits
    """

    def __init__(
        self,
        key: str,
        store: Store,
        backend: SessionBackend,
        lifetime: float,
        *,
        wait: float,
        holder: Callable[[], str] = str,
    ) -> None:
        self._key = key
        self._store = store
        self._backend = backend
        self._lifetime = lifetime
        self._wait = wait
        self._holder = holder
        self._lock: AbstractContextManager[object] | None = None
        self._session: Session | None = None
        self._held: HeldLock | None = None
        self._saved: str | None = None
        self._waiting = NOTHING
        self.in_step = False
        """Whether a step is being run."""
        self.decided = False
        """Whether a handler of this message has set what the conversation waits for."""

    @property
    def opened(self) -> bool:
        """Whether the session was used."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The session; the first use acquires the conversation's lock.

        :raises ConversationBusy: when another message holds the lock for too long
        :raises StoreError: when the store fails
        """
        return self._open()

    def hold(self) -> None:
        """Acquire the conversation's lock, unless this message has it, and read what is stored.

        :raises ConversationBusy: when another message holds the lock for too long
        :raises StoreError: when the store fails
        """
        self._open()

    def _open(self) -> Session:
        if self._session is None:
            lock = self._store.lock("session|" + self._key, wait=self._wait)
            self._held = own_lock(self._store, lock)
            if self._held is not None:
                self._held.prefetch = True
            if hasattr(lock, "holder"):  # a lock of our own stores
                lock.holder = self._holder()
            try:
                lock.__enter__()
            except StoreTimeout as error:
                raise ConversationBusy(self._busy(error)) from None
            self._lock = lock
            try:
                self._saved = self._backend.load(self._key, self._held)
                values, self._waiting = read_row(self._saved)
            except BaseException:
                self.close()
                raise
            self._session = Session(self._key, values, self.save, self.release)
        return self._session

    def _busy(self, error: StoreTimeout) -> str:
        holder = getattr(error, "holder", "")
        held = f" It is held by the handler {holder}." if holder else ""
        return (
            f"Another message of this conversation was still being handled after {self._wait:g}"
            f" seconds.{held}"
        )

    @property
    def waiting(self) -> Waiting:
        """What the conversation waits for: one read without a lock, unless it is held."""
        if self._session is None:
            return read_row(self._backend.load(self._key))[1]
        return self._waiting

    @waiting.setter
    def waiting(self, waiting: Waiting) -> None:
        self._open()
        self._waiting = waiting

    def remember(self, waiting: Waiting) -> None:
        """Set what the conversation waits for; the end of a step then leaves it as it is."""
        self.waiting = waiting
        self.decided = True

    def save(self, *, last: bool = False) -> None:
        """Save the session if it was used and has changed.

        When the lease was lost meanwhile (this process was paused for too long), this is logged and
        nothing is saved, because another message may have continued the conversation.

        :param last: ``close`` follows, so the store may release the lock in the same step
        :raises TypeError: when a value is not plain; the message names its key
        :raises StoreError: when the store fails
        """
        if self._session is None:
            return
        text = self._written()
        if text == self._saved:
            return
        if self._backend.save(
            self._key, text, self._lifetime, self._held, was=self._saved, last=last
        ):
            self._saved = text
        else:
            logger.error(
                "Lost the lock of a conversation because this process was paused for too long; the"
                " session is not saved."
            )

    def release(self) -> None:
        """Save, and let the next message in; the next use acquires the lock and reads again.

        :raises TypeError: when a value is not plain; the message names its key
        :raises StoreError: when the store fails
        """
        self.save(last=True)
        self.close()

    def close(self) -> None:
        """Release the lock. Changes that were not saved are dropped."""
        self._session = None
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.__exit__(None, None, None)

    def _written(self) -> str | None:
        assert self._session is not None  # noqa: S101 - only save() calls this
        for key, value in self._session.items():
            check_plain(key, value)
        return written_row(self._session, self._waiting)


class StoreSessions:
    """Keeps sessions in the store itself, and checks the lease in the same step as it writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, key: str, lock: HeldLock | None = None) -> str | None:
        """Return the text, or ``None``."""
        row = "session|" + key
        return self._store.get(row) if lock is None else lock.read(row)

    def save(
        self,
        key: str,
        text: str | None,
        lifetime: float,
        lock: HeldLock | None = None,
        *,
        was: str | None = None,
        last: bool = False,
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; delete it when it is ``None``."""
        row = "session|" + key
        if lock is not None:
            return lock.write(row, text, lifetime, expected=was, release=last)
        if text is None:
            self._store.delete(row)
        else:
            self._store.set(row, text, lifetime)
        return True
