"""A store inside one process: for tests, scripts and single-process servers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..errors import StoreTimeout

__all__ = ["MemoryStore"]


class MemoryStore:
    """Keeps everything in a dictionary of this process.

    :param clock: returns seconds; injected by tests
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rows: dict[str, tuple[str, float | None]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def _live(self, key: str) -> str | None:
        row = self._rows.get(key)
        if row is None:
            return None
        value, expires = row
        if expires is not None and expires <= self._clock():
            del self._rows[key]
            return None
        return value

    def get(self, key: str) -> str | None:
        """Return the value, or ``None``."""
        with self._guard:
            return self._live(key)

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value for ``ttl`` seconds or for ever."""
        with self._guard:
            self._rows[key] = (value, None if ttl is None else self._clock() + ttl)

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        with self._guard:
            if self._live(key) is not None:
                return False
            self._rows[key] = (value, self._clock() + ttl)
            return True

    def delete(self, key: str) -> None:
        """Forget the key."""
        with self._guard:
            self._rows.pop(key, None)

    @contextmanager
    def lock(self, key: str, ttl: float = 4, wait: float = 4.5) -> Iterator[None]:
        """Hold ``key`` alone among the threads of this process."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=wait):
            raise StoreTimeout("the lock was not had in time")
        try:
            yield
        finally:
            lock.release()
