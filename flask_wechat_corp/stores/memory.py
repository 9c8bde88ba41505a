"""A store inside one process: for tests, scripts and single-process servers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from math import inf

from .._clocks import wall_clock
from .._forks import reset_after_fork, reset_if_forked
from .key_value import ANYTHING, Anything, Renewal
from .keyed_locks import KeyedLocks
from .leases import new_owner_id
from .locks import HeldLock

__all__ = ["MemoryLock", "MemoryStore"]


class MemoryStore:
    """Keeps everything in a dictionary of this process.

    After a fork parent and child each go on with their own copy.

    :param clock: returns seconds; injected by tests
    """

    #: Other machines do not see what is in here.
    local = True

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        self._clock = clock
        self._rows: dict[str, tuple[str, float]] = {}
        self._sweep_at = 1024
        self._threads = KeyedLocks()
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
        reset_if_forked(self)
        with self._guard:
            self._put(key, value, ttl, self._clock())

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        reset_if_forked(self)
        with self._guard:
            row, now = self._rows.get(key), self._clock()
            if row is not None and row[1] > now:
                return False
            self._put(key, value, ttl, now)
            return True

    def delete(self, key: str) -> None:
        """Forget the key."""
        reset_if_forked(self)
        with self._guard:
            self._rows.pop(key, None)

    def compare_and_set(
        self, key: str, old: str, new: str | None, ttl: float | None = None
    ) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        reset_if_forked(self)
        with self._guard:
            row, now = self._rows.get(key), self._clock()
            if row is None or row[0] != old or row[1] <= now:
                return False
            if new is None:
                del self._rows[key]
            else:
                self._put(key, new, ttl, now)
            return True

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal]:
        """Renew leases, each given as key, value and seconds; acquire again what has expired."""
        outcomes = []
        reset_if_forked(self)
        with self._guard:
            now = self._clock()
            for key, value, ttl in leases:
                found = self.get(key)
                if found is not None and found != value:
                    outcomes.append(Renewal.LOST)
                    continue
                outcomes.append(Renewal.REACQUIRED if found is None else Renewal.KEPT)
                self._put(key, value, ttl, now)
        return outcomes

    def lock(self, key: str, ttl: float = 4, wait: float = 4.5, *, holder: str = "") -> MemoryLock:
        """Hold ``key`` alone among the threads of this process; ``ttl`` has no meaning here.

        :param wait: seconds to wait
        :param holder: a name for :meth:`lock_holder`, for example the handler's
        :raises StoreTimeout: when it is not acquired in time; its ``holder`` is the name of the
            holder that was waited for
        """
        return MemoryLock(self, self._threads, key, wait, holder)

    def lock_holder(self, key: str) -> str | None:
        """Return the name that the holder of a lock has given, ``None`` when the lock is free."""
        return self._threads.holder(key)

    def _put(self, key: str, value: str, ttl: float | None, now: float) -> None:
        self._rows[key] = (value, inf if ttl is None else now + ttl)
        if len(self._rows) >= self._sweep_at:  # doubling keeps the cost of sweeping constant
            self._rows = {k: row for k, row in self._rows.items() if row[1] > now}
            self._sweep_at = max(1024, 2 * len(self._rows))


class MemoryLock(HeldLock):
    """A lock between the threads of one process. It cannot run out."""

    def __init__(
        self, store: MemoryStore, threads: KeyedLocks, key: str, wait: float, holder: str
    ) -> None:
        super().__init__(store, key, wait, holder)
        self._store = store
        self._threads = threads
        self._process = ""

    def __enter__(self) -> MemoryLock:
        if self._threads.acquire(self.key, self._wait, self.holder) is None:
            raise self._timed_out(self._threads.holder(self.key))
        self._process = new_owner_id.process
        return self

    def __exit__(self, *_: object) -> None:
        if self.held():
            self._process = ""
            self._threads.release(self.key)

    def held(self) -> bool:
        """Return whether this process holds the lock; a forked child does not."""
        return self._process is new_owner_id.process

    def reacquire(self) -> bool:
        """Return whether this process holds the lock."""
        return self.held()

    def read(self, key: str) -> str | None:
        """Return the value of an entry."""
        return self._store.get(key)

    def write(
        self,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        expected: str | Anything | None = ANYTHING,
        release: bool = False,
    ) -> bool:
        """Do as :meth:`HeldLock.write`."""
        if not self.held():
            return False
        if value is None:
            self._store.delete(key)
        else:
            self._store.set(key, value, ttl)
        if release:
            self.__exit__()
        return True
