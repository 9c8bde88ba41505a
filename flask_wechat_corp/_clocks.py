"""The two clocks: one for dates, one for waiting.

Both are objects of their own, so that they can be default arguments: ``time.time`` as a default
would be bound at import, where freezegun does not reach it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

__all__ = ["monotonic", "wall_clock"]


def wall_clock() -> float:
    """Return the seconds since the epoch; while a test has frozen the time, the frozen ones."""
    return time.time()


#: Return seconds that never go back, also while a test has frozen the time. Threads wait in real
#: time: a deadline on a clock that stands still would never pass. As a partial, because freezegun
#: replaces the function itself wherever a module has a name for it.
monotonic: Callable[[], float] = partial(time.monotonic)
