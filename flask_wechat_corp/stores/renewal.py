"""The thread that renews this process's leases."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from math import inf

from .._clocks import monotonic
from .._forks import reset_after_fork, reset_if_forked
from ..errors import StoreError
from .leases import Lease, renew_together

__all__ = ["MIN_RENEW_INTERVAL", "LeaseRenewer", "lease_renewer"]

logger = logging.getLogger("flask_wechat_corp.stores")

#: Minimum seconds between two rounds, so that a stopped clock cannot cause a busy loop.
MIN_RENEW_INTERVAL = 0.005
#: A round also renews what is due within this part of its ``ttl``: fewer round trips.
AHEAD = 1 / 16
#: A round that takes more seconds is logged: the leases of four seconds come close to their end.
SLOW_ROUND = 1.0


class LeaseRenewer:
    """Renews the leases of one process in one daemon thread.

    The thread is started with the first lease, and again when it has died. After a fork the child
    starts with no leases and, when it needs one, a thread of its own.

    :param clock: returns seconds that never go back
    """

    _pid: int

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
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
        """Renew this lease until it is dropped.

        :raises StoreError: when the thread cannot be started; then the lease is not kept
        """
        if self._pid != lease.pid:
            reset_if_forked(self)
        self._leases[lease] = None
        if lease.renew_at < self._next:  # not so for leases of the usual length
            self._wake_thread(lease)

    def _wake_thread(self, lease: Lease) -> None:
        """Wake the thread, which would sleep too long; start it when there is none."""
        thread = self._thread
        if thread is None or not thread.is_alive():
            self._start(lease)
        else:
            self._wake.set()

    def drop(self, lease: Lease) -> None:
        """Stop renewing this lease."""
        self._leases.pop(lease, None)

    def stop(self) -> None:
        """End the thread; called at exit, so that it does not outlive the interpreter."""
        reset_if_forked(self)
        self._stopped = True
        self._wake.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=2)

    def _start(self, lease: Lease) -> None:
        with self._starting:
            if self._stopped or (self._thread is not None and self._thread.is_alive()):
                return
            thread = threading.Thread(
                target=self._run, name="flask-wechat-corp-leases", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:  # the system allows no more threads
                self.drop(lease)
                raise StoreError(f"Could not start the thread for leases: {error}.") from None
            self._thread = thread

    def _run(self) -> None:
        try:
            while not self._stopped:
                self._next = inf  # a lease that comes from here on and is not in the list wakes us
                try:
                    self._next = self._renew_due()
                except Exception:
                    logger.exception("Renewing leases failed; it will be tried again.")
                    self._next = self._clock() + 1
                self._wake.wait(max(MIN_RENEW_INTERVAL, self._next - self._clock()))
                self._wake.clear()
        finally:
            self._next = inf  # the next lease starts another thread

    def _renew_due(self) -> float:
        """Renew what is due, in one round trip for each store; return when to look again."""
        leases = list(self._leases)
        began = self._clock()
        due: dict[int, list[Lease]] = {}
        for lease in leases:
            if lease.renew_at <= began + lease.ttl * AHEAD:
                due.setdefault(id(lease.store), []).append(lease)
        for of_one_store in due.values():
            if min(lease.renew_at for lease in of_one_store) <= began:
                renew_together(of_one_store[0].store, of_one_store)
        now = self._clock()
        if now - began > SLOW_ROUND:
            logger.warning(
                "Renewing %d leases took %.1f seconds; leases that are renewed too late are lost.",
                sum(map(len, due.values())), now - began,
            )  # fmt: skip
        return min([now + 1, *(lease.renew_at for lease in leases)])


#: The renewer of this process.
lease_renewer = LeaseRenewer()
atexit.register(lease_renewer.stop)
