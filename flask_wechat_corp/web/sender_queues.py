"""Background work of one sender: in order, and on a limited number of the executor's threads."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from typing import Any, Protocol, runtime_checkable

from .._forks import reset_after_fork, reset_if_forked

__all__ = ["ExecutorFull", "Reserving", "SenderQueues"]

logger = logging.getLogger("flask_wechat_corp.deferred")

#: Jobs that may wait for their sender's turn when the executor is the user's own, whose bound we
#: cannot see.
FOREIGN_WAITING = 256


class ExecutorFull(Exception):
    """The executor or the queue accepts no more work at the moment."""


@runtime_checkable
class Reserving(Protocol):
    """An executor that can count work before it has a thread for it."""

    def reserve(self) -> Callable[[], None]:
        """Take one of the places; return the function that gives it back.

        :raises ExecutorFull: when there is none
        """

    def submit_reserved(self, fn: Callable[..., Any], /, *args: Any) -> object:
        """Run ``fn`` in a thread; its place is already taken."""


class _Job:
    """Work of one sender, and the place that it takes until it has run."""

    def __init__(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._fn = fn
        self._args = args
        self.give_back: Callable[[], None] = lambda: None

    def run(self) -> None:
        try:
            self._fn(*self._args)
        except BaseException:
            logger.exception("Work in the background failed.")
        finally:
            self.give_back()


class _Queue:
    """The work of one sender."""

    def __init__(self) -> None:
        self.running = 0
        self.waiting: deque[_Job] = deque()


class SenderQueues:
    """Give the work of each sender to an executor, a limited number at a time.

    Work beyond the limit waits here and not in a thread, so one sender cannot keep the others
    waiting. It starts in the order of arrival. When one job ends, the next one is submitted again
    and waits its turn behind the other senders' work.

    :param executor: runs the work. Waiting work counts against its bound if it is a
        :class:`Reserving` one, else against :data:`FOREIGN_WAITING`
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._reserving = executor if isinstance(executor, Reserving) else None
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[Hashable, _Queue] = {}
        self._places = threading.BoundedSemaphore(FOREIGN_WAITING)

    def submit(self, key: Hashable, limit: int, fn: Callable[..., Any], /, *args: Any) -> None:
        """Run ``fn``, now or when the sender's earlier work has ended.

        :param key: the sender; ``None`` for work that is not limited
        :param limit: how many threads work with this key may have
        :raises ExecutorFull: when all places are taken
        """
        reset_if_forked(self)
        job = _Job(fn, args)
        if self._reserving is not None:
            job.give_back = self._reserving.reserve()
        try:
            if key is None or self._take_thread(key, limit, job):
                self._start(key, job)
        except BaseException:
            job.give_back()
            raise

    def _take_thread(self, key: Hashable, limit: int, job: _Job) -> bool:
        """Count the job as running, or let it wait; return whether it may start."""
        with self._lock:
            queue = self._queues.setdefault(key, _Queue())
            if queue.running < limit:
                queue.running += 1
                return True
            if self._reserving is None:
                if not self._places.acquire(blocking=False):
                    raise ExecutorFull
                job.give_back = self._places.release
            queue.waiting.append(job)
            return False

    def _start(self, key: Hashable, job: _Job) -> None:
        try:
            self._hand_over(key, job)
        except BaseException:
            self._continue(key)
            raise

    def _hand_over(self, key: Hashable, job: _Job) -> None:
        if self._reserving is not None:
            self._reserving.submit_reserved(self._run, key, job)
        else:
            self._executor.submit(self._run, key, job)

    def _run(self, key: Hashable, job: _Job) -> None:
        job.run()
        self._continue(key)

    def _continue(self, key: Hashable) -> None:
        """Start the sender's next job after one has ended."""
        while (job := self._next(key)) is not None:
            try:
                self._hand_over(key, job)
                return
            except Exception:  # noqa: BLE001 - each executor has errors of its own
                # It takes no more work, because it is full or is being shut down. What was
                # accepted must be done, so this thread does it.
                job.run()

    def _next(self, key: Hashable) -> _Job | None:
        if key is None:
            return None
        with self._lock:
            queue = self._queues[key]
            if queue.waiting:
                return queue.waiting.popleft()
            queue.running -= 1
            if not queue.running:
                del self._queues[key]
            return None
