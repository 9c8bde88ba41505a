"""Locks between the threads of one process, one for each key."""

from __future__ import annotations

import threading

from .._clocks import monotonic
from .._forks import reset_after_fork, reset_if_forked

__all__ = ["KeyedLocks"]


class _KeyedLock:
    __slots__ = ("holder", "lock", "users")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.holder = ""


class KeyedLocks:
    """Exclusion between the threads of one process, by key; unused keys take no memory."""

    def __init__(self) -> None:
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self.waiters: set[object] = set()
        self._guard = threading.Lock()
        self._locks: dict[str, _KeyedLock] = {}

    def acquire(self, key: str, wait: float, holder: str = "") -> float | None:
        """Acquire the lock of this key.

        :param wait: seconds to wait
        :param holder: a name that :meth:`holder` returns meanwhile
        :return: the seconds that were waited (0 when it was free at once), ``None`` when it was
            not acquired in time
        """
        reset_if_forked(self)
        with self._guard:
            found = self._locks.get(key)
            if found is None:
                found = self._locks[key] = _KeyedLock()
            found.users += 1
        waited: float | None = 0.0
        if not found.lock.acquire(blocking=False):
            began = monotonic()
            acquired = found.lock.acquire(timeout=max(0.0, wait))
            waited = monotonic() - began if acquired else None
        if waited is None:
            self._forget(key, found)
        else:
            found.holder = holder
        return waited

    def release(self, key: str) -> None:
        """Let the next thread have the lock."""
        found = self._locks.get(key)
        if found is not None:  # a child that was forked while it was held has no entry
            found.lock.release()
            self._forget(key, found)

    def holder(self, key: str) -> str | None:
        """Return the name given by the holder, ``None`` when the lock is free."""
        found = self._locks.get(key)
        return found.holder if found is not None and found.lock.locked() else None

    def _forget(self, key: str, found: _KeyedLock) -> None:
        with self._guard:
            found.users -= 1
            if not found.users:
                self._locks.pop(key, None)
