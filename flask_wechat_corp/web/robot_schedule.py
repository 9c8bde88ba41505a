"""One thread of a process that does small things at their time: snapshots, late endings."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable

from .._clocks import monotonic
from .._forks import reset_after_fork, reset_if_forked

__all__ = ["Schedule"]

logger = logging.getLogger("flask_wechat_corp.robot")


class Schedule:
    """Calls functions at their time, in one daemon thread that starts at the first use.

    :param clock: returns seconds
    :param threaded: ``False``: the functions run when :meth:`run_due` is called, for tests
    """

    def __init__(self, clock: Callable[[], float] = monotonic, *, threaded: bool = True) -> None:
        self.clock = clock
        self._threaded = threaded
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._tasks: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, task: Callable[[], object]) -> None:
        """Call ``task`` in so many seconds. What it raises is logged."""
        reset_if_forked(self)
        with self._changed:
            entry = (self.clock() + seconds, next(self._numbers), task)
            heapq.heappush(self._tasks, entry)
            if self._threaded and self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="flask-wechat-corp-robot", daemon=True
                )
                self._thread.start()
            if self._tasks[0] is entry:
                self._changed.notify()

    def run_due(self) -> None:
        """Call everything whose time has come."""
        while (task := self._next(block=False)) is not None:
            _call(task)

    def _next(self, *, block: bool) -> Callable[[], object] | None:
        with self._changed:
            while True:
                wait = self._tasks[0][0] - self.clock() if self._tasks else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._tasks)[2]
                if not block:
                    return None
                self._changed.wait(wait)

    def _run(self) -> None:
        while True:
            task = self._next(block=True)
            if task is not None:
                _call(task)


def _call(task: Callable[[], object]) -> None:
    try:
        task()
    except Exception:
        logger.exception("A task in the background failed.")
