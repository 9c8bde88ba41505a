"""The time of a simulated world: real seconds plus what a test has skipped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["Clock"]


class Clock:
    """Tells the time, and can be moved forward.

    :param now: the real clock, in seconds since 1970
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self.offset = 0.0

    def __call__(self) -> float:
        """Return the seconds since 1970."""
        return self._now() + self.offset

    def advance(self, seconds: float) -> float:
        """Skip so many seconds; returns the new time. Tokens, media and codes grow older.

        :raises ValueError: when time should run backwards
        """
        if not 0 <= seconds < 100 * 365 * 86_400:
            raise ValueError("time moves forward only, by less than a century")
        with self._lock:
            self.offset += seconds
        return self()

    def reset(self) -> None:
        """Return to real time."""
        with self._lock:
            self.offset = 0.0
