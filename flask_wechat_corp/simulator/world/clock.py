"""The time of a simulated world: real time plus an offset."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Clock", "EventTimes", "midnight"]

_MAX_EVENTS = 500
_DAY = 86_400
_CHINA = 8 * 3600


def midnight(moment: int) -> int:
    """Return the midnight in China before a moment, both in Unix seconds."""
    return (moment + _CHINA) // _DAY * _DAY - _CHINA


class Clock:
    """Return the time; can be moved forward.

    :param now: the real clock, in seconds since 1970
    """

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        # Looked up at each call, so that freezegun's replacement counts.
        self._now = now or (lambda: time.time())
        self._lock = threading.Lock()
        self.offset = 0.0

    def __call__(self) -> float:
        """Return the seconds since 1970."""
        return self._now() + self.offset

    def advance(self, seconds: float) -> float:
        """Move the clock forward, so that tokens, media and codes age; return the new time.

        :param seconds: 0 or more, less than a century
        :raises ValueError: if ``seconds`` is out of that range
        """
        if not 0 <= seconds < 100 * 365 * 86_400:
            raise ValueError(
                "seconds must be 0 or more, and less than a century: the clock only moves forward."
            )
        with self._lock:
            self.offset += seconds
        return self()

    def reset(self) -> None:
        """Return to real time."""
        with self._lock:
            self.offset = 0.0


class EventTimes:
    """Chooses the ``CreateTime`` of events, so that two equal events never share one.

    Events have no id, and an app takes an equal event with the same time for a repeated delivery.
    People do not press a button twice within a second; tests do.

    :param clock: returns the current time
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._latest: dict[str, int] = {}

    def next(self, fields: Mapping[str, Any]) -> int:
        """Return the time of a new event: now, or one second after the last equal event."""
        key = json.dumps({**fields, "CreateTime": 0}, default=str)
        with self._lock:
            time = max(int(self._clock()), self._latest.pop(key, 0) + 1)
            self._latest[key] = time
            while len(self._latest) > _MAX_EVENTS:
                del self._latest[next(iter(self._latest))]
        return time
