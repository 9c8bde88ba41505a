"""The one event loop of a process in which async generators run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import TYPE_CHECKING, Any

from .._forks import reset_after_fork, reset_if_forked
from .background import ExecutorFull

if TYPE_CHECKING:
    import asyncio

__all__ = ["StreamLoop"]


class StreamLoop:
    """Runs coroutines in one daemon thread, which starts at the first use.

    A process that exits normally first finishes what runs.

    :param limit: coroutines at the same time
    """

    def __init__(self, limit: int = 1024) -> None:
        self._limit = limit
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._changed = threading.Condition()
        self._running: set[asyncio.Task[Any]] = set()
        self._active = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._drain: ThreadPoolExecutor | None = None

    def submit(self, make: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Run a coroutine that never raises.

        :raises ExecutorFull: when too many run
        """
        import asyncio  # on use: a tenth of the time that importing the package takes

        reset_if_forked(self)
        with self._changed:
            if self._active >= self._limit:
                raise ExecutorFull
            self._active += 1
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=self._loop.run_forever, name="flask-wechat-corp-loop", daemon=True
                ).start()
            if self._active == 1:
                # Python waits for this pool's thread at exit, and the thread for the streams.
                self._drain = self._drain or ThreadPoolExecutor(1, "flask-wechat-corp-drain")
                self._drain.submit(self._wait_until_idle)
            # Not in the caller's context: that one belongs to a request.
            self._loop.call_soon_threadsafe(self._start, make, context=Context())

    def _start(self, make: Callable[[], Coroutine[Any, Any, object]]) -> None:
        assert self._loop is not None  # noqa: S101 - this runs in it
        task = self._loop.create_task(make())
        self._running.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        with self._changed:
            self._active -= 1
            self._changed.notify_all()

    def _wait_until_idle(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._active == 0)
