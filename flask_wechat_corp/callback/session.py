"""The session of a conversation: one per corp, agent and user, held by one message at a time."""

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
from ..stores.leases import Lease

__all__ = ["Backend", "Busy", "Conversation", "Session", "StoreBackend", "session_key"]

log = logging.getLogger("flask_wechat_corp.session")

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
PLAIN = frozenset({str, int, bool, type(None)})


class Busy(StoreTimeout):
    """Another message of the same conversation is being handled, for too long to wait."""


class Backend(Protocol):
    """Where sessions are kept: a text per key.

    ``lease`` is the hold on the conversation, ``None`` when the store's lock gives no lease.
    ``save`` returns ``False``, and does nothing, when it is lost.
    """

    def load(self, key: str) -> str | None:
        """Return the text, or ``None``."""

    def save(
        self, key: str, text: str | None, lifetime: float, lease: Lease | None, *, last: bool
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; forget it when it is ``None``.

        :param last: the lease may be given up in the same step
        """


def session_key(secret: bytes, corp: str, agent: object, user: str) -> str:
    """Return the storage key of a conversation; nobody without ``secret`` can guess it."""
    parts = json.dumps(["flask_wechat_corp session", corp, str(agent), user])
    return hmac.new(secret, parts.encode(), hashlib.sha256).hexdigest()


class Session(dict[str, Any]):
    """What is remembered between the messages of one user: a dict of JSON-plain values.

    Plain are ``None``, ``bool``, ``int``, finite ``float``, ``str``, and lists and dicts (with
    text keys) of these. Anything else raises :class:`TypeError` when it is set, or, deeper
    inside, when the session is saved. It is saved by itself at the end of the message.
    """

    #: The storage key; it says nothing about the user.
    id: str

    def __init__(self, key: str, values: dict[str, Any], write: Callable[[], None]) -> None:
        super().__init__(values)
        self.id = key
        self._write = write

    def save(self) -> None:
        """Save now; what is saved stays, even if the handler fails afterwards.

        :raises TypeError: naming the key of a value that is not plain
        :raises StoreError: when the store fails
        """
        self._write()

    def destroy(self) -> None:
        """Forget everything; the empty session can be used anew."""
        self.clear()
        self._write()

    def __setitem__(self, key: str, value: Any) -> None:
        check_plain(key, value)
        super().__setitem__(key, value)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the value; when there is none, set it first."""
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
        raise TypeError(f"a key of the session is text, not {type(key).__name__}")
    try:
        culprit = _not_plain(value)
    except RecursionError:
        culprit = "a structure that contains itself"
    if culprit:
        raise TypeError(f"session[{key!r}] must hold plain JSON values, not {culprit}")


def _not_plain(value: Any) -> str | None:
    kind = type(value)
    if kind in PLAIN or (kind is float and isfinite(value)):
        return None
    if kind is list:
        return next(filter(None, map(_not_plain, value)), None)
    if kind is dict:
        if any(type(key) is not str for key in value):
            return "a dict with keys that are not text"
        return next(filter(None, map(_not_plain, value.values())), None)
    return str(value) if kind is float else kind.__name__


class Conversation:
    """The session of one message: opened on first touch, then held until ``close``.

    :param lifetime: seconds for which a session is kept after its last change
    :param wait: seconds to wait for another message of the same conversation
    """

    def __init__(
        self, key: str, store: Store, backend: Backend, lifetime: float, *, wait: float = 4.5
    ) -> None:
        self._key = key
        self._store = store
        self._backend = backend
        self._lifetime = lifetime
        self._wait = wait
        self._lock: AbstractContextManager[object] | None = None
        self._session: Session | None = None
        self._lease: Lease | None = None
        self._saved: str | None = None
        self._waiting: str | None = None

    @property
    def opened(self) -> bool:
        """Whether the session was touched."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The session; the first touch takes hold of the conversation.

        :raises Busy: when another message holds it for too long
        :raises StoreError: when the store fails
        """
        return self._open()

    def _open(self) -> Session:
        if self._session is None:
            lock = self._store.lock("session|" + self._key, wait=self._wait)
            try:
                lease = lock.__enter__()
            except StoreTimeout:
                raise Busy("the conversation is held by another message") from None
            self._lock = lock
            try:
                self._lease = lease if isinstance(lease, Lease) else None
                self._saved = self._backend.load(self._key)
                values, self._waiting = _read(self._saved)
            except BaseException:
                self.close()
                raise
            self._session = Session(self._key, values, self.save)
        return self._session

    @property
    def waiting(self) -> str | None:
        """The name of the list that waits for an answer: one read, which holds nothing."""
        if self._session is None:
            return _read(self._backend.load(self._key))[1]
        return self._waiting

    @waiting.setter
    def waiting(self, name: str | None) -> None:
        self._open()
        self._waiting = name

    def save(self, *, last: bool = False) -> None:
        """Save what has changed; nothing when the session was not touched.

        A lease that was lost meanwhile (this process was paused for too long) is logged, and
        nothing is saved: somebody else has gone on with the conversation.

        :param last: ``close`` follows, so the store may let the next message in at once
        :raises TypeError: naming the key of a value that is not plain
        :raises StoreError: when the store fails
        """
        if self._session is None:
            return
        text = self._written()
        if text == self._saved:
            return
        if self._backend.save(self._key, text, self._lifetime, self._lease, last=last):
            self._saved = text
        else:
            log.error("a conversation was held for too long and lost; its session is not saved")

    def close(self) -> None:
        """Let the next message in. What was not saved is dropped."""
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
        log.error("a stored conversation cannot be read and begins anew")
        return {}, None


class StoreBackend:
    """Keeps sessions in the store itself, and checks the lease in the same step as it writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, key: str) -> str | None:
        """Return the text, or ``None``."""
        return self._store.get("session|" + key)

    def save(
        self, key: str, text: str | None, lifetime: float, lease: Lease | None, *, last: bool
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; forget it when it is ``None``."""
        row = "session|" + key
        if lease is not None:
            return (lease.set_last if last else lease.set)(row, text, lifetime)
        if text is None:
            self._store.delete(row)
        else:
            self._store.set(row, text, lifetime)
        return True
