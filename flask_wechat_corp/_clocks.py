"""The two clocks: one for dates, one for waiting.

Both are functions of their own, so that they can be default arguments: ``time.time`` as a default
would be bound at import, where freezegun does not reach it.
"""

from __future__ import annotations

import time

__all__ = ["monotonic", "wall_clock"]


class _Real:
    # In a class, because freezegun also replaces the functions that are names of a module.
    monotonic = staticmethod(time.monotonic)


def wall_clock() -> float:
    """Return the seconds since the epoch; while a test has frozen the time, the frozen ones."""
    return time.time()


def monotonic() -> float:
    """Return seconds that never go back, also while a test has frozen the time.

    Threads wait in real time: a deadline on a clock that stands still would never pass.
    """
    return _Real.monotonic()
