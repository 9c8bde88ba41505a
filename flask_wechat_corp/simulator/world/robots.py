"""The smart robots of a simulated company, their ``response_url`` and their sealed files."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .records import Record

__all__ = ["Address", "Robots"]

ADDRESS_SECONDS = 3600
"""Seconds in which a ``response_url`` takes its one message (document/path/101138)."""
FILE_SECONDS = 300
"""Seconds in which a received file can be downloaded (document/path/100719)."""
_MOST = 1_000


@dataclass
class Address:
    """What a ``response_url`` stands for."""

    robot: str
    user: str
    chat: str
    until: float
    used: bool = False
    later: Record | None = None
    """The message that was posted."""


class Robots:
    """Robots by name.

    :param clock: returns the current time
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.by_name: dict[str, Record] = {}
        self._addresses: OrderedDict[str, Address] = OrderedDict()
        self._files: OrderedDict[str, tuple[bytes, str, float]] = OrderedDict()

    def add(
        self,
        name: str,
        *,
        url: str | None = None,
        token: str = "",
        aes_key: str = "",
        title: str | None = None,
        bot_id: str | None = None,
        secret: str = "",
    ) -> Record:
        """Add a robot, or replace the one of this name; return its row.

        :param name: its name in ``/_sim/push``
        :param title: its name in chats
        :param secret: with ``bot_id`` what its long connection shows; empty: it may have none
        """
        robot = {
            "name": name,
            "title": title or name,
            "bot_id": bot_id or f"aib{name}",
            "url": url,
            "token": token,
            "aes_key": aes_key,
            "secret": secret,
        }
        self.by_name[name] = robot
        return robot

    def load(self, rows: Iterable[Record]) -> None:
        """Replace all robots by those of a saved world."""
        self.by_name = {}
        for row in rows:
            self.add(**row)

    def rows(self) -> list[Record]:
        """Return the robots as the page shows them: without token, key and secret."""
        hidden = ("token", "aes_key", "secret")
        return [
            {key: value for key, value in one.items() if key not in hidden}
            for one in self.by_name.values()
        ]

    def with_id(self, bot_id: str) -> Record | None:
        """Return the robot with this id, or ``None``."""
        return next((one for one in self.by_name.values() if one["bot_id"] == bot_id), None)

    def open_address(self, robot: str, user: str, chat: str) -> str:
        """Return the code of a new ``response_url``."""
        code = secrets.token_urlsafe(24)
        self._addresses[code] = Address(robot, user, chat, self._clock() + ADDRESS_SECONDS)
        while len(self._addresses) > _MOST:
            self._addresses.popitem(last=False)
        return code

    def address(self, code: str) -> Address | None:
        """Return what a code stands for; ``None`` when it is unknown or too old."""
        found = self._addresses.get(code)
        return found if found is not None and self._clock() < found.until else None

    def keep_file(self, sealed: bytes, filename: str) -> str:
        """Keep a sealed file for five minutes; return its key."""
        key = secrets.token_urlsafe(24)
        self._files[key] = (sealed, filename, self._clock() + FILE_SECONDS)
        while len(self._files) > _MOST:
            self._files.popitem(last=False)
        return key

    def file(self, key: str) -> tuple[bytes, str] | None:
        """Return a sealed file and its name; ``None`` when it is unknown or too old."""
        found = self._files.get(key)
        return found[:2] if found is not None and self._clock() < found[2] else None

    def clear(self) -> None:
        """Forget addresses and files."""
        self._addresses.clear()
        self._files.clear()
