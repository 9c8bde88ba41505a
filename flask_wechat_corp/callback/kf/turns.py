"""Handlers run side by side, except for a message that may have ended its process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Turns"]

#: Seconds that a message waits for its turn. After that it is handled all the same: a handler that
#: does not end must not keep the other customers waiting.
TURN_SECONDS = 30.0


class Turns:
    """Lets messages be handled side by side, or one of them alone.

    When a process is killed, it is not known which of its messages was the cause. Each of them is
    handled alone afterwards, so that only the cause is counted again.

    :param wait: seconds that a message waits for its turn at most
    """

    def __init__(self, wait: float = TURN_SECONDS) -> None:
        self._wait = wait
        self._changed = threading.Condition()
        self._running = 0
        self._alone = 0

    @contextmanager
    def take(self, *, alone: bool) -> Iterator[None]:
        """Wait for a turn and hold it; with ``alone``, while no other message is being handled."""
        with self._changed:
            self._alone += alone
            try:
                if alone:
                    self._changed.wait_for(lambda: not self._running, self._wait)
                else:
                    self._changed.wait_for(lambda: not self._alone, self._wait)
            except BaseException:
                self._alone -= alone
                raise
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._alone -= alone
                self._changed.notify_all()
