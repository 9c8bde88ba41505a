"""Customers' messages that workers in other processes handle, in order for each customer.

The messages of a customer wait in the store, and a task only names the customer. Whichever worker
takes the task handles what waits, one message after the other; several tasks of one customer
cannot overtake each other.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from ...stores import Store

__all__ = ["CustomerQueue", "HandedOver"]

logger = logging.getLogger("flask_wechat_corp.kf")

Row = dict[str, Any]


class CustomerQueue:
    """The messages of one customer that are not handled yet.

    :param key: the key in the store
    :param ttl: seconds for which messages are kept after the last one was added
    """

    def __init__(self, store: Store, key: str, ttl: float) -> None:
        self._store = store
        self._key = key
        self._ttl = ttl

    def rows(self) -> list[Row]:
        """Return what waits, in order.

        :raises StoreError: when the store fails
        """
        text = self._store.get(self._key)
        if text is None:
            return []
        try:
            found = json.loads(text)
            return [row for row in found if row["msgid"]]
        except (ValueError, TypeError, KeyError):
            logger.error("The waiting messages of a customer cannot be read. They are dropped.")
            self._store.delete(self._key)
            return []

    def add(self, rows: list[Row]) -> None:
        """Add messages at the end; those that wait already keep their place.

        :raises StoreError: when the store fails
        """
        with self._store.lock(self._key):
            waiting = self.rows()
            known = {row["msgid"] for row in waiting}
            self._write(waiting + [row for row in rows if row["msgid"] not in known])

    def remove(self, msgids: set[str]) -> None:
        """Remove messages that were handled.

        :raises StoreError: when the store fails
        """
        with self._store.lock(self._key):
            self._write([row for row in self.rows() if row["msgid"] not in msgids])

    def _write(self, rows: list[Row]) -> None:
        if rows:  # ASCII, because half of a surrogate pair has no UTF-8
            self._store.set(self._key, json.dumps(rows, separators=(",", ":")), self._ttl)
        else:
            self._store.delete(self._key)


class HandedOver:
    """Takes the place of :class:`~.workers.Workers` where other processes handle the messages.

    :param hand_over: gives a customer's messages to the other processes
    :param done: returns whether a message was handled before
    """

    waiting = 0

    def __init__(
        self, hand_over: Callable[[str, list[Row]], None], done: Callable[[Row], bool]
    ) -> None:
        self._hand_over = hand_over
        self._done = done
        self._cursor: str | None = None
        self.handled = 0
        """Messages that were handed over."""

    def add(self, next_cursor: str, rows: list[tuple[str, Row]]) -> None:
        """Hand the messages of a page over; the cursor moves when all of them are.

        :raises StoreError: when the store fails
        :raises WeChatCorpError: when the other processes cannot be reached
        """
        found: dict[str, list[Row]] = {}
        for customer, row in rows:
            if not self._done(row):
                found.setdefault(customer, []).append(row)
        for customer, new in found.items():
            self._hand_over(customer, new)
            self.handled += len(new)
        self._cursor = next_cursor

    def wait(self) -> bool:
        """Return ``False``: nothing is waited for."""
        return False

    def finish(self) -> None:
        """Do nothing: the others finish it."""

    def done(self) -> str | None:
        """Return the cursor behind the pages that were handed over, or ``None``."""
        cursor, self._cursor = self._cursor, None
        return cursor or None
