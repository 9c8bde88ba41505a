"""Send a 503 only after WeCom has closed the connection.

The manual's pages disagree about what WeCom repeats: page 90238 says that every status but 200 is
repeated, page 90930 that only a missing answer is. WeCom hangs up after 5 seconds. A 503 that
leaves later is a missing answer to both pages, so the message comes again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .._clocks import monotonic
from .._forks import reset_after_fork

__all__ = ["Hold", "hold"]

HOLD_SECONDS = 5.2
"""Seconds from a request's arrival to its 503."""
MAX_HELD = 8
"""Requests of one process that may wait at the same time; each of them occupies a thread."""


class Hold:
    """Waits with the 503s of one process.

    :param limit: requests that may wait at the same time; further ones do not wait
    :param seconds: from a request's arrival to its 503
    """

    def __init__(
        self,
        limit: int = MAX_HELD,
        seconds: float = HOLD_SECONDS,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self.clock = clock
        self._sleep = sleep
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._places = threading.BoundedSemaphore(self._limit)

    def wait(self, arrived: float) -> None:
        """Wait until a request is old enough, unless too many are waiting already.

        :param arrived: what :attr:`clock` returned when the request arrived
        """
        places = self._places
        left = arrived + self._seconds - self.clock()
        if left <= 0 or not places.acquire(blocking=False):
            return
        try:
            # Looked up now: gevent may have replaced it after this module was imported.
            (self._sleep or time.sleep)(left)
        finally:
            places.release()


hold = Hold()
"""The one of this process, for all of its apps."""
