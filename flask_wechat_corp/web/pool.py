"""The pool of threads that runs handlers in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from .._forks import reset_after_fork, reset_if_forked
from .sender_queues import ExecutorFull

__all__ = ["BoundedPool"]


class BoundedPool(Executor):
    """A thread pool that refuses work when its queue is full.

    Each process starts its threads at the first use, so the pool survives a fork. Accepted work is
    finished when the process exits normally, and lost when it is killed.

    :param threads: handlers that run at the same time
    :param waiting: further handlers that may wait for a thread
    """

    def __init__(self, threads: int = 32, waiting: int = 256) -> None:
        self._threads = threads
        self._waiting = waiting
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._slots = threading.BoundedSemaphore(self._threads + self._waiting)
        self._pool: ThreadPoolExecutor | None = None
        self._starting = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` in a thread.

        :raises ExecutorFull: when all threads are busy and the queue is full
        """
        give_back = self.reserve()
        try:
            future = self.submit_reserved(fn, *args, **kwargs)
        except BaseException:
            give_back()
            raise
        future.add_done_callback(lambda _: give_back())
        return future

    def reserve(self) -> Callable[[], None]:
        """Take a thread's or a waiting one's place; return the function that gives it back.

        :raises ExecutorFull: when all threads are busy and the queue is full
        """
        reset_if_forked(self)
        slots = self._slots
        if not slots.acquire(blocking=False):
            raise ExecutorFull
        return slots.release

    def submit_reserved(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` in a thread, in a place that was taken with :meth:`reserve`."""
        return self._started().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Accept no more work, and wait for what was accepted."""
        reset_if_forked(self)
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _started(self) -> ThreadPoolExecutor:
        with self._starting:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, "flask-wechat-corp-handler")
            return self._pool
