"""Leases: entries of a store with a short life whose value says which process holds them.

While its process lives, a lease is renewed (:mod:`.renewal`). When the process is killed, the
entry expires after at most ``ttl`` seconds. A process that was paused for longer finds another
value in its place and knows that it has lost the lease.
"""

from __future__ import annotations

import itertools
import logging
import os
import threading
from collections.abc import Callable, Sequence
from os import getpid
from typing import cast

from .._clocks import monotonic
from .._forks import reset_after_fork, reset_if_forked
from .key_value import ANYTHING, Anything, AtomicKeyValue, KeyValue, Renewal

__all__ = ["Lease", "compare_and_set", "holder_of", "kind_of", "new_owner_id", "renew_together"]

logger = logging.getLogger("flask_wechat_corp.stores")


class _OwnerIds:
    """Make ids that no other process makes: a random part for the process, and a number."""

    _pid: int
    """The process that the ids are made in, as far as it has been noticed."""

    def __init__(self) -> None:
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._process = os.urandom(8).hex()
        self._numbers = itertools.count()

    @property
    def process(self) -> str:
        """The part of the ids that tells this process from all others."""
        reset_if_forked(self)
        return self._process

    def __call__(self, holder: str = "") -> str:
        """Return a new id.

        :param holder: a name to be shown to people, for example the handler's
        """
        reset_if_forked(self)
        owner = f"{self._process}.{next(self._numbers)}"
        return f"{owner} {holder}" if holder else owner


#: Return a new value for a lease; it differs from the values of all other leases.
new_owner_id = _OwnerIds()


def holder_of(owner: str) -> str:
    """Return the name that was given to :data:`new_owner_id`, or ``""``."""
    return owner.partition(" ")[2]


def kind_of(key: str) -> str:
    """Return the part of a key that may be logged: no digest, no name of a user or corp."""
    key = key.removeprefix("lock|").partition("|")[0]
    return ":".join(key.split(":")[:2])


def compare_and_set(
    store: KeyValue, key: str, old: str, new: str | None, ttl: float | None = None
) -> bool:
    """Replace the value, or delete it when ``new`` is ``None``, only if it is still ``old``.

    The package's own stores do it in one step. For a user's object with the five methods only,
    it is a read and a write; a change between the two is not seen.
    """
    own = getattr(store, "compare_and_set", None)
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
    """One entry that this process holds.

    :param value: what :data:`new_owner_id` returned, or a text with it
    :param ttl: seconds
    :param since: the clock's time *before* the entry was added
    :param clock: returns seconds that never go back
    """

    __slots__ = (
        "_clock", "_mutex", "_open", "_until",
        "key", "lapsed", "lost", "pid", "renew_at", "store", "ttl", "value",
    )  # fmt: skip

    def __init__(
        self,
        store: KeyValue,
        key: str,
        value: str,
        ttl: float,
        *,
        since: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._clock = clock
        # Held during a renewal, a write and the release: otherwise a renewal that is under way
        # could add the entry again right after it was released.
        self._mutex = threading.Lock()
        self._open = True
        self._until = since + ttl
        self.store = store
        self.key = key
        self.value = value
        self.ttl = ttl
        self.renew_at = since + ttl / 4
        #: The process that acquired it: the id in ``value`` was made just before.
        self.pid = new_owner_id._pid
        #: Another process was found to have it.
        self.lost = False
        #: It had expired and was acquired again; another process may have had it in between.
        self.lapsed = False

    @property
    def of_this_process(self) -> bool:
        """Whether this process acquired it, and not its parent before a fork."""
        return self.pid == getpid()

    @property
    def open(self) -> bool:
        """Whether this process has acquired the lease and not released it yet."""
        return self._open and self.of_this_process

    def held(self) -> bool:
        """Return whether the lease is still ours, as far as this process knows; asks no store."""
        return self.open and not self.lost and self._clock() < self._until

    def renew(self) -> None:
        """Renew this lease alone. Never raises; a lost lease is logged once."""
        if not self.open:
            return
        # A renewal by the thread may be under way. Its outcome counts, so it is waited for.
        with self._mutex:
            _renew(self.store, [self])

    def release(self, replace_with: str | None = None, ttl: float | None = None) -> bool:
        """Delete the entry, or put ``replace_with`` in its place.

        A lease that has expired counts as ours as long as no other process has acquired it.

        :param ttl: seconds for which ``replace_with`` is kept
        :return: ``False`` when another process has the entry; then nothing is changed
        :raises StoreError: when the store fails; the entry then expires by itself
        """
        if not self.of_this_process:
            return False
        with self._mutex:
            self._open = False
            if compare_and_set(self.store, self.key, self.value, replace_with, ttl):
                return True
            if replace_with is None:
                return self.store.get(self.key) is None
            # A claim's replacement has a lifetime; without one, the lease's own is used.
            return self.store.add(self.key, replace_with, self.ttl if ttl is None else ttl)

    def write(
        self,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        expected: str | Anything | None = ANYTHING,
        release: bool = False,
    ) -> bool:
        """Set another entry (``None``: delete it) in one step with the check of this lease.

        :param expected: the value that the entry had when it was read. With it a lease that has
            expired is good enough, if no other process has it and the value has not changed
        :param release: release the lease in the same step
        :return: ``False`` when nothing was written
        :raises StoreError: when the store fails
        """
        if not self.open:
            return False
        # A renewal may be under way that acquires an expired lease again. Until its outcome is
        # known, the guard looks as if it had been ours without a gap.
        with self._mutex:
            if not self.open or (self.lapsed and expected is ANYTHING):
                return False
            if release:
                self._open = False
            store = cast("AtomicKeyValue", self.store)
            done = store.write_guarded(
                self.key, self.value, key, value, ttl,
                expected=expected, lapsed=self.lapsed, release=release,
            )  # fmt: skip
            if release:
                self._open = not done
            return done

    def _renewed(self, outcome: Renewal | None, now: float) -> None:
        """Note the outcome of a renewal that began at ``now``."""
        if outcome is None:
            return
        if outcome is Renewal.LOST:
            self.lost = True
            logger.warning("The lease %s was lost to another process.", kind_of(self.key))
            return
        self._until = now + self.ttl
        if outcome is Renewal.REACQUIRED:
            self.lapsed = True


def renew_together(store: KeyValue, leases: Sequence[Lease]) -> None:
    """Renew the leases of one store, in one round trip where the store can. Never raises.

    Leases that are being written under, released or renewed are left out.
    """
    chosen = [lease for lease in leases if lease._mutex.acquire(blocking=False)]
    try:
        _renew(store, chosen)
    finally:
        for lease in chosen:
            lease._mutex.release()


def _renew(store: KeyValue, leases: Sequence[Lease]) -> None:
    """Renew leases whose mutexes are held."""
    wanted = [lease for lease in leases if lease.open and not lease.lost]
    if not wanted:
        return
    times = [lease._clock() for lease in wanted]
    for lease, now in zip(wanted, times, strict=True):
        lease.renew_at = now + lease.ttl / 4
    outcomes = _ask(store, [(lease.key, lease.value, lease.ttl) for lease in wanted])
    for lease, now, outcome in zip(wanted, times, outcomes, strict=True):
        lease._renewed(outcome, now)


def _ask(store: KeyValue, wanted: list[tuple[str, str, float]]) -> Sequence[Renewal | None]:
    together = getattr(store, "renew_leases", None)
    try:
        if together is not None:
            outcomes: Sequence[Renewal | None] = together(wanted)
        else:
            outcomes = [_renew_one(store, *one) for one in wanted]
    except Exception as error:  # noqa: BLE001 - a user's object has errors of its own
        # The leases last until their ttl is over, so the next round may still be in time.
        logger.warning(
            "The store failed (%s) while %d leases were renewed; they will be tried again.",
            type(error).__name__, len(wanted),
        )  # fmt: skip
        return [None] * len(wanted)
    return outcomes


def _renew_one(store: KeyValue, key: str, value: str, ttl: float) -> Renewal | None:
    if compare_and_set(store, key, value, value, ttl):
        return Renewal.KEPT
    return Renewal.REACQUIRED if store.add(key, value, ttl) else Renewal.LOST
