"""Locks between threads and processes, made of leases."""

from __future__ import annotations

import logging
import random
import time
from contextlib import AbstractContextManager
from types import TracebackType

from .._clocks import monotonic
from ..errors import StoreError, StoreTimeout
from .key_value import ANYTHING, Anything, AtomicKeyValue
from .keyed_locks import KeyedLocks
from .leases import Lease, holder_of, kind_of, new_owner_id
from .renewal import lease_renewer

__all__ = ["HeldLock", "LockingStore", "StoreLock", "own_lock"]

logger = logging.getLogger("flask_wechat_corp.stores")

#: Mean seconds between two looks at a lock that another process holds, for each thread of this
#: process that waits: many waiting threads must not eat the time of those that work.
POLL_INTERVAL = 0.003


class HeldLock(AbstractContextManager["HeldLock"]):
    """What the ``lock`` method of the package's own stores returns; enter it to acquire it.

    :ivar store: the store that it belongs to
    :ivar key: the key as it was given to ``lock``
    :ivar holder: a name for people, for example the handler's; set it before entering
    :ivar prefetch: set to ``True`` before entering: the entry of the lock's own key is read in the
        round trip that acquires the lock
    """

    prefetch = False

    def __init__(self, store: object, key: str, wait: float, holder: str) -> None:
        self.store = store
        self.key = key
        self.holder = holder
        self._wait = wait

    def held(self) -> bool:
        """Return whether the lock has been held without a gap; asks no store."""
        raise NotImplementedError

    def reacquire(self) -> bool:
        """Acquire again a lock that ran out; return whether no other process has it now."""
        raise NotImplementedError

    def read(self, key: str) -> str | None:
        """Return the value of an entry; the first time, what :attr:`prefetch` has read.

        :raises StoreError: when the store fails
        """
        raise NotImplementedError

    def write(
        self,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        expected: str | Anything | None = ANYTHING,
        release: bool = False,
    ) -> bool:
        """Set an entry (``None``: delete it), in the same step in which the lock is checked.

        :param key: in a Redis cluster, the lock's own key only
        :param ttl: seconds for which the entry is kept, ``None``: for ever
        :param expected: the value that the entry had when it was read. With it, a lock that ran
            out (this process could not run) is good enough, if no other process holds the lock
            and the value has not changed
        :param release: release the lock in the same step
        :return: ``False`` when nothing was written
        :raises StoreError: when the store fails
        """
        raise NotImplementedError

    def _timed_out(self, holder: str | None) -> StoreTimeout:
        error = StoreTimeout(
            f"Could not acquire the lock '{kind_of(self.key)}' within {self._wait:g} seconds."
        )
        error.holder = holder or ""
        return error


def own_lock(store: object, lock: object) -> HeldLock | None:
    """Return the lock when it can read and write the entries of ``store``, otherwise ``None``.

    A user's object may hand out the lock of one of our stores and use other keys for its entries;
    it has methods of its own then.
    """
    if isinstance(lock, HeldLock):
        methods = (getattr(store, "get", None), getattr(store, "set", None))
        if all(getattr(method, "__self__", None) is lock.store for method in methods):
            return lock
    return None


class StoreLock(HeldLock):
    """A lock between processes: a lease that is waited for."""

    def __init__(
        self,
        store: AtomicKeyValue,
        threads: KeyedLocks,
        key: str,
        ttl: float,
        wait: float,
        holder: str = "",
    ) -> None:
        super().__init__(store, key, wait, holder)
        self._store = store
        self._threads = threads
        self._guard = "lock|" + key
        self._ttl = ttl
        self._lease: Lease | None = None
        self._refused = False
        self._prefetched: str | Anything | None = ANYTHING

    def __enter__(self) -> StoreLock:
        deadline = monotonic() + self._wait
        waited = self._threads.acquire(self._guard, self._wait)
        if waited is None:
            raise self._timed_out(self._holder_now())
        try:
            self._lease = self._acquire(deadline, pause=waited > 0)
        except BaseException:
            self._threads.release(self._guard)
            raise
        finally:
            self._threads.waiters.discard(self)
        return self

    def _acquire(self, deadline: float, pause: bool) -> Lease:
        # A thread that waited for another one of its process pauses too, before its first try.
        # Otherwise this process would pass the lock around among its threads and starve others.
        value = new_owner_id(self.holder)
        while True:
            if pause:
                self._threads.waiters.add(self)
                mean = POLL_INTERVAL * len(self._threads.waiters)
                time.sleep(random.uniform(0.5, 1.5) * mean)  # noqa: S311 - it guards nothing
            since = monotonic()
            found = self._store.get(self._guard) if pause else None  # reading disturbs no one
            if found is None and self._add(value):
                lease = Lease(self._store, self._guard, value, self._ttl, since=since)
                return self._kept(lease)
            if since >= deadline:
                raise self._timed_out(holder_of(found or self._store.get(self._guard) or ""))
            pause = True

    def _add(self, value: str) -> bool:
        if not self.prefetch:
            return self._store.add(self._guard, value, self._ttl)
        acquired, self._prefetched = self._store.acquire(self._guard, value, self._ttl, self.key)
        return acquired

    def _kept(self, lease: Lease) -> Lease:
        try:
            lease_renewer.keep(lease)
        except BaseException:
            lease_renewer.drop(lease)
            lease.release()
            raise
        return lease

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lease, self._lease = self._lease, None
        if lease is None or not lease.of_this_process:
            return  # a forked child holds nothing
        lease_renewer.drop(lease)
        try:
            # A write that was refused has told the caller already.
            if lease.open and not lease.release() and not self._refused:
                logger.error(
                    "Lost the lock '%s': this process was paused for more than %g seconds and"
                    " another one acquired it.", kind_of(self.key), self._ttl,
                )  # fmt: skip
        except StoreError:
            logger.warning(
                "Could not release the lock '%s'; it expires within %g seconds.",
                kind_of(self.key), self._ttl,
            )  # fmt: skip
        finally:
            self._threads.release(self._guard)

    def held(self) -> bool:
        """Return whether the lock has been held without a gap; asks no store."""
        lease = self._lease
        return lease is not None and lease.held() and not lease.lapsed

    def reacquire(self) -> bool:
        """Acquire again a lock that ran out; return whether no other process has it now."""
        lease = self._lease
        if lease is None:
            return False
        lease.renew()
        return lease.held()

    def read(self, key: str) -> str | None:
        """Return the value of an entry; the first time, what was read with the lock."""
        if key == self.key and self._prefetched is not ANYTHING:
            value, self._prefetched = self._prefetched, ANYTHING
            return value
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
        lease = self._lease
        if lease is None:
            return False
        done = lease.write(key, value, ttl, expected=expected, release=release)
        self._refused = self._refused or not done
        return done

    def _holder_now(self) -> str | None:
        """Ask the store: a thread of this process may itself wait for another process."""
        try:
            return holder_of(self._store.get(self._guard) or "")
        except StoreError:
            return None


class LockingStore(AtomicKeyValue):
    """Gives a store shared between processes its ``lock``."""

    def __init__(self) -> None:
        self._threads = KeyedLocks()

    def lock(self, key: str, ttl: float = 4, wait: float = 4.5, *, holder: str = "") -> StoreLock:
        """Hold ``key`` alone among all threads and processes of this store.

        :param ttl: seconds of the lease, renewed each quarter of it while this process lives
        :param wait: seconds to wait
        :param holder: a name for :meth:`lock_holder`, for example the handler's
        :raises StoreTimeout: when it is not acquired in time; its ``holder`` is the name of the
            holder that was waited for
        :raises StoreError: when the store fails
        """
        return StoreLock(self, self._threads, key, ttl, wait, holder)

    def lock_holder(self, key: str) -> str | None:
        """Return the name that the holder of a lock has given, ``None`` when the lock is free.

        :raises StoreError: when the store fails
        """
        found = self.get("lock|" + key)
        return None if found is None else holder_of(found)

    def acquire(self, guard: str, owner: str, ttl: float, key: str) -> tuple[bool, str | None]:
        """Add the entry ``guard`` if it is free, then read ``key``."""
        acquired = self.add(guard, owner, ttl)
        return acquired, self.get(key) if acquired else None
