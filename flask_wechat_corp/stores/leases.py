"""What a process holds for a while: leases, the thread that renews them, locks made of both.

A lease is an entry of the store with a short life. Its value says who holds it. While the
process lives, one daemon thread renews all its leases; when the process is killed nobody does,
and the entry is free again after at most ``ttl`` seconds. Whoever was paused for longer finds
another value (or none) in its place and knows that it has lost the lease.
"""

from __future__ import annotations

import atexit
import itertools
import logging
import os
import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from math import inf
from types import TracebackType
from typing import Protocol, cast

from .._forks import reset_after_fork
from ..errors import StoreError, StoreTimeout

__all__ = ["Gates", "Keeper", "Lease", "LockingStore", "StoreLock", "holder", "keeper", "swap"]

log = logging.getLogger("flask_wechat_corp.stores")

#: Mean seconds between two looks at a lock that another process holds, for each thread of this
#: process that looks: many waiting threads must not eat the time of those that work.
PAUSE = 0.003
#: Least seconds between two rounds of the thread that renews: a lease that is due at once, whatever
#: it does (its clock stands still), must not keep a processor busy.
REST = 0.005


class _Holders:
    """Names nobody else has: a random one of this process, and a number."""

    def __init__(self) -> None:
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self.process = os.urandom(8).hex()
        self._numbers = itertools.count()

    def __call__(self) -> str:
        return f"{self.process}.{next(self._numbers)}"


#: A new value for a lease: it says who holds it.
holder = _Holders()


class Entries(Protocol):
    """The part of a store that leases stand on."""

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str, ttl: float | None = None) -> None: ...
    def add(self, key: str, value: str, ttl: float) -> bool: ...
    def delete(self, key: str) -> None: ...


class SharedEntries(Entries, Protocol):
    """What SQLite and Redis can do in one step."""

    def set_guarded(
        self, guard: str, held: str, key: str, value: str | None, ttl: float | None = None
    ) -> bool: ...
    def set_and_release(
        self, guard: str, held: str, key: str, value: str | None, ttl: float | None = None
    ) -> bool: ...


def swap(store: Entries, key: str, old: str, new: str | None, ttl: float | None = None) -> bool:
    """Replace the value, or delete it when ``new`` is ``None``, only if it is still ``old``.

    The package's own stores do it in one step (their method ``swap``). For a user's object with
    the five methods only, it is a read and a write; a change between the two is not seen.
    """
    own = getattr(store, "swap", None)
    if own is not None:
        return bool(own(key, old, new, ttl))
    if store.get(key) != old:
        return False
    if new is None:
        store.delete(key)
    else:
        store.set(key, new, ttl)
    return True


class Lease:
    """One held entry.

    :param since: the clock's time *before* the entry was added
    :param retake: when the entry vanished (a store restarted empty) and nobody else has it,
        take it again instead of giving up; right for a claim, wrong for a lock, which somebody
        may have had in between
    """

    __slots__ = (
        "_clock", "_lost", "_mutex", "_open", "_process", "_retake", "_store",
        "_until", "due", "key", "ttl", "value",
    )  # fmt: skip

    def __init__(
        self,
        store: Entries,
        key: str,
        value: str,
        ttl: float,
        *,
        since: float,
        retake: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._retake = retake
        self._mutex = threading.Lock()
        self._process = holder.process
        self._open = True
        self._lost = False
        self._until = since + ttl
        self.key = key
        self.value = value
        self.ttl = ttl
        self.due = since + ttl / 4

    def held(self) -> bool:
        """Whether the lease is still ours, by what this process knows; asks no store."""
        ours = self._open and self._process is holder.process  # a forked child holds nothing
        return ours and not self._lost and self._clock() < self._until

    def renew(self) -> None:
        """Prolong the lease, or note (and log, once) that it is lost. Never raises."""
        with self._mutex:
            now = self._clock()
            self.due = now + self.ttl / 4
            if not self._open or self._lost:
                return
            try:
                kept = swap(self._store, self.key, self.value, self.value, self.ttl)
                if not kept and self._retake:
                    kept = self._store.add(self.key, self.value, self.ttl)
            except StoreError:
                log.warning("the store failed while the lease %s was renewed", self.key)
                return  # perhaps the next time; the lease ends by itself meanwhile
            if kept:
                self._until = now + self.ttl
            else:
                self._lost = True
                log.warning("the lease %s was lost to somebody else", self.key)

    def finish(self, new: str | None = None, ttl: float | None = None) -> bool:
        """Give the lease up: put ``new`` in its place, or delete it.

        :return: ``False`` when the lease was not ours any more; then nothing is changed
        :raises StoreError: when the store fails; the entry then ends by itself
        """
        if self._process is not holder.process:
            return False
        with self._mutex:
            self._open = False
            return swap(self._store, self.key, self.value, new, ttl)

    @property
    def open(self) -> bool:
        """Whether nobody has given the lease up yet."""
        return self._open

    def set_last(self, key: str, value: str | None, ttl: float | None = None) -> bool:
        """Do as :meth:`set`, and give the lease up in the same step."""
        store = cast("SharedEntries", self._store)
        with self._mutex:
            self._open = False
            return store.set_and_release(self.key, self.value, key, value, ttl)

    def set(self, key: str, value: str | None, ttl: float | None = None) -> bool:
        """Set (or delete, with ``None``) another entry in one step with the check of the lease.

        Only for leases of :class:`StoreLock`.
        """
        store = cast("SharedEntries", self._store)
        return self._open and store.set_guarded(self.key, self.value, key, value, ttl)


class Keeper:
    """Renews the leases of one process in one daemon thread, started when first needed.

    After a fork the child starts with no leases and, when it needs one, a thread of its own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._leases: dict[Lease, None] = {}
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._next = inf
        self._stopped = False

    def keep(self, lease: Lease) -> None:
        """Renew this lease until it is dropped."""
        self._leases[lease] = None
        if self._thread is None:
            self._start()
        elif lease.due < self._next:
            self._wake.set()  # it would sleep too long; not so for leases of the usual length

    def drop(self, lease: Lease) -> None:
        """Renew this lease no longer."""
        self._leases.pop(lease, None)

    def stop(self) -> None:
        """End the thread; called at exit, so that it does not outlive the interpreter."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(
                    target=self._run, name="flask-wechat-corp-leases", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        while not self._stopped:
            self._next = inf  # whoever comes from here on and is not in the list wakes us again
            leases = list(self._leases)
            now = self._clock()
            for lease in leases:
                if lease.due <= now:
                    lease.renew()
            self._next = min([now + 1, *(lease.due for lease in leases)])
            self._wake.wait(max(REST, self._next - self._clock()))
            self._wake.clear()


#: The process's only keeper.
keeper = Keeper()
atexit.register(keeper.stop)


class Gates:
    """Exclusion between the threads of one process, by key; forgets the keys nobody uses."""

    def __init__(self) -> None:
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self.looking: set[object] = set()
        self._guard = threading.Lock()
        self._gates: dict[str, tuple[threading.Lock, list[None]]] = {}

    def enter(self, key: str, wait: float) -> bool | None:
        """Enter within ``wait`` seconds: ``True``; ``False`` when others had to be waited for.

        ``None`` when it was not had in time.
        """
        with self._guard:
            gate, users = self._gates.setdefault(key, (threading.Lock(), []))
            users.append(None)
        if gate.acquire(blocking=False):
            return True
        if gate.acquire(timeout=max(0.0, wait)):
            return False
        self._forget(key)
        return None

    def leave(self, key: str) -> None:
        """Let the next one in."""
        if key in self._gates:  # not so in a child that was forked while it was held
            self._gates[key][0].release()
            self._forget(key)

    def _forget(self, key: str) -> None:
        with self._guard:
            users = self._gates[key][1]
            users.pop()
            if not users:
                del self._gates[key]


class StoreLock(AbstractContextManager["Lease"]):
    """A lock between processes: a lease that is waited for."""

    def __init__(self, store: Entries, gates: Gates, key: str, ttl: float, wait: float) -> None:
        self._store = store
        self._gates = gates
        self._key = "lock|" + key
        self._ttl = ttl
        self._wait = wait

    def __enter__(self) -> Lease:
        deadline = time.monotonic() + self._wait
        entered = self._gates.enter(self._key, self._wait)
        if entered is None:
            raise StoreTimeout("the lock was not had in time")
        try:
            self._lease = self._acquire(deadline, pause=not entered)
        except BaseException:
            self._gates.leave(self._key)
            raise
        finally:
            self._gates.looking.discard(self)
        keeper.keep(self._lease)
        return self._lease

    def _acquire(self, deadline: float, pause: bool) -> Lease:
        # A thread that waited for another one of its process pauses too, before its first try.
        # Else this process would pass the lock around among its threads and starve the others.
        value = holder()
        while True:
            if pause:
                self._gates.looking.add(self)
                mean = PAUSE * len(self._gates.looking)
                time.sleep(random.uniform(0.5, 1.5) * mean)  # noqa: S311 - it guards nothing
            since = time.monotonic()
            free = not pause or self._store.get(self._key) is None  # reading disturbs nobody
            if free and self._store.add(self._key, value, self._ttl):
                return Lease(self._store, self._key, value, self._ttl, since=since)
            if since >= deadline:
                raise StoreTimeout("the lock was not had in time")
            pause = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        keeper.drop(self._lease)
        try:
            if self._lease.open and not self._lease.finish():
                log.warning("the lock %s had been lost before it was released", self._key)
        except StoreError:
            log.warning("the lock %s could not be released; it ends by itself", self._key)
        finally:
            self._gates.leave(self._key)


class LockingStore:
    """Gives a store shared between processes its ``lock``."""

    def __init__(self) -> None:
        self._gates = Gates()

    def lock(
        self: _Lockable, key: str, ttl: float = 4, wait: float = 4.5
    ) -> AbstractContextManager[Lease]:
        """Hold ``key`` alone among all threads and processes of this store.

        :param ttl: seconds of the lease, renewed each quarter of it while this process lives
        :param wait: seconds to wait
        :raises StoreTimeout: when it is not had in time
        :raises StoreError: when the store fails
        """
        return StoreLock(self, self._gates, key, ttl, wait)


class _Lockable(Entries, Protocol):
    _gates: Gates
