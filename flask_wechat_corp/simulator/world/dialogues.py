"""What conversations wait for, as the app says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from .records import Record, keep_newest

__all__ = ["Dialogues"]

_MAX = 2_000


class Dialogues:
    """The step and the list that each conversation waits for.

    :param publish: called with the name of an event and a row that has changed
    """

    def __init__(self, publish: Callable[[str, Record], None]) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._rows: dict[str, Record] = {}

    def report(self, spec: Mapping[str, Any]) -> None:
        """Take what an app says about one conversation.

        :param spec: the fields of ``POST /_sim/dialogue``: ``agentid``, ``user``, ``step`` and
            ``list``
        :raises ValueError: if a field is malformed
        """
        agentid, user = spec.get("agentid"), spec.get("user")
        step, name = spec.get("step"), spec.get("list")
        if type(agentid) is not int or not isinstance(user, str) or not user:
            raise ValueError("agentid must be a number, and user the id of a member.")
        if not all(value is None or isinstance(value, str) for value in (step, name)):
            raise ValueError("step and list must be names or null.")
        row = {"agentid": agentid, "user": user, "step": step or None, "list": name or None}
        key = f"{agentid} {user}"
        with self._lock:
            old = self._rows.pop(key, {"step": None, "list": None})
            if row["step"] or row["list"]:
                self._rows[key] = row
                keep_newest(self._rows, _MAX)
        if (old["step"], old["list"]) != (row["step"], row["list"]):
            self._publish("dialogue", row)

    def rows(self) -> list[Record]:
        """Return the conversations that wait for something."""
        with self._lock:
            return list(self._rows.values())

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._rows.clear()
