"""The session of a conversation: one per corp, agent and user, locked by one message at a time."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from math import isfinite
from typing import Any, Protocol

from ..errors import StoreTimeout
from ..stores import Store
from ..stores.locks import HeldLock, own_lock

__all__ = [
    "Conversation",
    "ConversationBusy",
    "Session",
    "SessionBackend",
    "StoreSessions",
    "session_key",
]

logger = logging.getLogger("flask_wechat_corp.callback")

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
JSON_SCALARS = frozenset({str, int, bool, type(None)})


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


class Session(dict[str, Any]):
    """The values that are kept between the messages of one user: a dict of plain JSON values.

    Plain values are ``None``, ``bool``, ``int``, finite ``float``, ``str``, and lists and dicts
    (with text keys) of these. Any other value raises :class:`TypeError` when it is set or, when it
    is nested deeper, when the session is saved. The session is saved at the end of the message.
    """

    #: The storage key; it reveals nothing about the user.
    id: str

    def __init__(self, key: str, values: dict[str, Any], write: Callable[[], None]) -> None:
        super().__init__(values)
        self.id = key
        self._write = write

    def save(self) -> None:
        """Save now; the saved values stay, even if the handler fails afterwards.

        :raises TypeError: when a value is not plain; the message names its key
        :raises StoreError: when the store fails
        """
        self._write()

    def destroy(self) -> None:
        """Delete everything; the empty session can be used again."""
        self.clear()
        self._write()

    def __setitem__(self, key: str, value: Any) -> None:
        check_plain(key, value)
        super().__setitem__(key, value)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value; set it first when the key is missing."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set several values."""
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __ior__(self, other: Any) -> Session:  # type: ignore[override,misc]
        self.update(other)
        return self


def check_plain(key: object, value: Any) -> None:
    """Raise :class:`TypeError`, naming the key, unless key and value are plain JSON."""
    if type(key) is not str:
        raise TypeError(f"A session key must be a str, not {type(key).__name__}.")
    try:
        culprit = _not_plain(value)
    except RecursionError:
        culprit = "a structure that contains itself"
    if culprit:
        raise TypeError(f"session[{key!r}] must contain plain JSON values only, not {culprit}.")


def _not_plain(value: Any) -> str | None:
    kind = type(value)
    if kind in JSON_SCALARS or (kind is float and isfinite(value)):
        return None
    if kind is list:
        return next(filter(None, map(_not_plain, value)), None)
    if kind is dict:
        if any(type(key) is not str for key in value):
            return "a dict with keys that are not text"
        return next(filter(None, map(_not_plain, value.values())), None)
    return str(value) if kind is float else kind.__name__


class Conversation:
    """The session of one message: locked and read at its first use, released by ``close``.

    :param lifetime: seconds for which a session is kept after its last change
    :param wait: seconds to wait for another message of the same conversation
    """

    def __init__(
        self, key: str, store: Store, backend: SessionBackend, lifetime: float, *, wait: float
    ) -> None:
        self._key = key
        self._store = store
        self._backend = backend
        self._lifetime = lifetime
        self._wait = wait
        self._lock: AbstractContextManager[object] | None = None
        self._session: Session | None = None
        self._held: HeldLock | None = None
        self._saved: str | None = None
        self._waiting: str | None = None

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

    def _open(self) -> Session:
        if self._session is None:
            lock = self._store.lock("session|" + self._key, wait=self._wait)
            self._held = own_lock(self._store, lock)
            if self._held is not None:
                self._held.prefetch = True
            try:
                lock.__enter__()
            except StoreTimeout:
                raise ConversationBusy(
                    f"Another message of this conversation was still being handled after"
                    f" {self._wait:g} seconds."
                ) from None
            self._lock = lock
            try:
                self._saved = self._backend.load(self._key, self._held)
                values, self._waiting = _read(self._saved)
            except BaseException:
                self.close()
                raise
            self._session = Session(self._key, values, self.save)
        return self._session

    @property
    def waiting(self) -> str | None:
        """The name of the list that the user was shown: one read without a lock."""
        if self._session is None:
            return _read(self._backend.load(self._key))[1]
        return self._waiting

    @waiting.setter
    def waiting(self, name: str | None) -> None:
        self._open()
        self._waiting = name

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
        if not self._session and self._waiting is None:
            return None  # no orphan rows
        return encode([self._session, self._waiting])


def _read(text: str | None) -> tuple[dict[str, Any], str | None]:
    if text is None:
        return {}, None
    try:
        values, waiting = json.loads(text)
        return dict(values), waiting
    except (ValueError, TypeError):
        logger.error("A stored session cannot be read; the conversation starts with an empty one.")
        return {}, None


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
