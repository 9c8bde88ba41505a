"""A store inside one process: for tests, scripts and single-process servers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from .._forks import reset_after_fork
from ..errors import StoreTimeout
from .leases import Gates

__all__ = ["MemoryStore"]


class MemoryStore:
    """Keeps everything in a dictionary of this process.

    After a fork parent and child each go on with their own copy.

    :param clock: returns seconds; injected by tests
    """

    #: Other machines do not see what is in here.
    local = True

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rows: dict[str, tuple[str, float]] = {}
        self._sweep_at = 1024
        self._gates = Gates()
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._guard = threading.Lock()

    def get(self, key: str) -> str | None:
        """Return the value, or ``None``."""
        row = self._rows.get(key)
        return row[0] if row is not None and row[1] > self._clock() else None

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value for ``ttl`` seconds or for ever."""
        with self._guard:
            self._put(key, value, ttl)

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        with self._guard:
            row = self._rows.get(key)
            if row is not None and row[1] > self._clock():
                return False
            self._put(key, value, ttl)
            return True

    def delete(self, key: str) -> None:
        """Forget the key."""
        with self._guard:
            self._rows.pop(key, None)

    def swap(self, key: str, old: str, new: str | None, ttl: float | None = None) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        with self._guard:
            if self.get(key) != old:
                return False
            if new is None:
                del self._rows[key]
            else:
                self._put(key, new, ttl)
            return True

    @contextmanager
    def lock(self, key: str, ttl: float = 4, wait: float = 4.5) -> Iterator[None]:
        """Hold ``key`` alone among the threads of this process; ``ttl`` has no meaning here."""
        if self._gates.enter(key, wait) is None:
            raise StoreTimeout("the lock was not had in time")
        try:
            yield
        finally:
            self._gates.leave(key)

    def _put(self, key: str, value: str, ttl: float | None) -> None:
        self._rows[key] = (value, inf if ttl is None else self._clock() + ttl)
        if len(self._rows) >= self._sweep_at:  # doubling keeps the cost of sweeping constant
            now = self._clock()
            self._rows = {k: row for k, row in self._rows.items() if row[1] > now}
            self._sweep_at = max(1024, 2 * len(self._rows))
