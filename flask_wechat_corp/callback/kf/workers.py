"""Handles messages in order for each customer, the customers side by side."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from .progress import Progress, Reading

__all__ = ["Workers"]

logger = logging.getLogger("flask_wechat_corp.kf")

Row = dict[str, Any]

#: Customers of an account that are served at the same time.
SIDE_BY_SIDE = 16


class Workers:
    """The messages of one fetch that are not handled yet.

    :param handle: handles one message and returns whether it was new
    :param start: runs a function in another thread; raises when there is none
    :param pause: seconds after which :meth:`wait` returns
    """

    def __init__(
        self,
        handle: Callable[[Row], bool],
        start: Callable[[Callable[[], None]], None],
        *,
        pause: float,
    ) -> None:
        self._handle = handle
        self._start = start
        self._pause = pause
        self._changed = threading.Condition()
        self._queues: dict[str, deque[tuple[Row, Reading]]] = {}
        self._ready: deque[str] = deque()
        self._progress = Progress()
        self._threads = 0
        self._running = 0
        self.waiting = 0
        """Messages that are not handled yet."""
        self.handled = 0
        """Messages that were handled, without those that had been before."""

    def add(self, next_cursor: str, rows: list[tuple[str, Row]]) -> None:
        """Take over the messages of a page, each with its customer."""
        with self._changed:
            page = self._progress.add(next_cursor, len(rows))
            for customer, row in rows:
                if customer not in self._queues:
                    self._queues[customer] = deque()
                    self._ready.append(customer)
                self._queues[customer].append((row, page))
            self.waiting += len(rows)
            wanted = min(len(self._ready), SIDE_BY_SIDE - self._threads)
        for _ in range(wanted):
            if not self._start_thread():
                break

    def _start_thread(self) -> bool:
        with self._changed:
            self._threads += 1
        try:
            self._start(self._work)
        except Exception:  # noqa: BLE001 - each executor has errors of its own
            with self._changed:
                self._threads -= 1
            return False
        return True

    def wait(self) -> bool:
        """Wait a moment; return whether messages are left.

        When no other thread has begun with them (the executor is full, or has this thread only),
        one customer's are handled here.
        """
        with self._changed:
            if self.waiting:
                self._changed.wait(self._pause)
            if not self.waiting or self._running or not self._ready:
                return bool(self.waiting)
        self._work(once=True)
        return bool(self.waiting)

    def finish(self) -> None:
        """Wait until all messages are handled."""
        while self.wait():
            pass

    def done(self) -> str | None:
        """Return the cursor behind the pages that are done, ``None`` when it has not moved."""
        with self._changed:
            return self._progress.done()

    def _work(self, *, once: bool = False) -> None:
        """Handle one customer's messages after the other's until none is ready."""
        try:
            while (customer := self._next()) is not None:
                self._serve(customer)
                if once:
                    return
        finally:
            if not once:
                with self._changed:
                    self._threads -= 1

    def _next(self) -> str | None:
        with self._changed:
            if not self._ready:
                return None
            self._running += 1
            return self._ready.popleft()

    def _serve(self, customer: str) -> None:
        """Handle one message, and put the customer at the end when there are more."""
        with self._changed:
            row, page = self._queues[customer][0]
        new = False
        try:
            new = self._handle(row)
        except Exception:
            logger.exception("A customer's message could not be handled.")
        finally:
            with self._changed:
                self._queues[customer].popleft()
                if self._queues[customer]:
                    self._ready.append(customer)
                else:
                    del self._queues[customer]
                page.left -= 1
                self.waiting -= 1
                self.handled += new
                self._running -= 1
                if not self.waiting:
                    self._changed.notify_all()
