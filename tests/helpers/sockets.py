"""A connection of redis-py that counts what goes over it."""

from __future__ import annotations

import redis

__all__ = ["CountingConnection"]


class CountingConnection(redis.Connection):
    """Counts the requests that are written before an answer is read."""

    class Counter:
        round_trips = 0

    def __init__(self, *args: object, counter: CountingConnection.Counter, **kwargs: object):
        self._counter = counter
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def send_packed_command(self, command: object, check_health: bool = True) -> None:
        self._counter.round_trips += 1
        super().send_packed_command(command, check_health=check_health)  # type: ignore[no-untyped-call]
