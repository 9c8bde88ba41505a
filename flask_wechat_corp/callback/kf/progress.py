"""How far an account has been read: the row in the store, and the pages that are being handled."""

from __future__ import annotations

import json
import logging
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Place", "Progress", "Reading"]

logger = logging.getLogger("flask_wechat_corp.kf")


class Place(NamedTuple):
    """The stored row of an account."""

    cursor: str | None = None
    """Where the next page begins."""
    not_before: float | None = None
    """During the first fetch: older messages are skipped; seconds since the epoch."""
    bell: str | None = None
    """The last doorbell that a complete fetch has followed."""

    def text(self) -> str:
        """Return the row as it is stored."""
        return json.dumps(list(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str | None) -> Place:
        """Read a stored row; one that cannot be read counts as none, and is logged."""
        if text is None:
            return cls()
        try:
            cursor, not_before, bell = json.loads(text)
            return cls(cursor, not_before, bell)
        except (ValueError, TypeError):
            logger.error("The stored cursor of an account cannot be read; it begins again.")
            return cls()


@dataclass(eq=False, repr=False)
class Reading:
    """A page whose messages are being handled."""

    next_cursor: str
    left: int


class Progress:
    """Which pages are done: the cursor may only move past pages that are."""

    def __init__(self) -> None:
        self._pages: deque[Reading] = deque()

    def add(self, next_cursor: str, messages: int) -> Reading:
        """Remember a page that was read."""
        page = Reading(next_cursor, messages)
        self._pages.append(page)
        return page

    def done(self) -> str | None:
        """Return the cursor behind the pages that are done, ``None`` when it has not moved."""
        cursor = None
        while self._pages and not self._pages[0].left:
            cursor = self._pages.popleft().next_cursor
        return cursor or None
