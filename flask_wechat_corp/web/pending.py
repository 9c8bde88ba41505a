"""Background work of one extension object that has not ended yet, so that tests can wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from .._forks import reset_after_fork, reset_if_forked

__all__ = ["PendingWork"]


class PendingWork:
    """Count the work that was given to the executor of this process."""

    def __init__(self) -> None:
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._when_idle: list[Callable[[], object]] = []

    def counted(self, function: Callable[..., Any]) -> Callable[..., None]:
        """Count a piece of work; return the function that runs it.

        When it is not accepted for running, call :meth:`end` instead.
        """

        def run(*args: Any) -> None:
            try:
                function(*args)
            finally:
                self.end()

        reset_if_forked(self)
        with self._changed:
            self._count += 1
        return run

    def end(self) -> None:
        """Count one piece of work less."""
        with self._changed:
            self._count -= 1
            idle = self._when_idle if self._count == 0 else []
            if idle:
                self._when_idle = []
            self._changed.notify_all()
        for function in idle:
            function()

    def wait(self, timeout: float) -> bool:
        """Wait until all work has ended; return whether that happened in time.

        :param timeout: seconds
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout)

    def when_idle(self, function: Callable[[], object]) -> None:
        """Call a function once when no work is pending, which may be now."""
        with self._changed:
            if self._count:
                self._when_idle.append(function)
                return
        function()
