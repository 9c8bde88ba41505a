"""What a Celery task is given, and the count of its runs that did not come to an end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import StoreError
from ..stores import Store

__all__ = ["MAX_DEATHS", "Deaths", "Job"]

logger = logging.getLogger("flask_wechat_corp.deferred")

#: Runs of a task after which it is given up when each of them has ended its worker process.
MAX_DEATHS = 3


class Job(NamedTuple):
    """The arguments of a task: plain JSON values."""

    app: str
    """The name of the Flask app, which decides between apps of the same corp."""
    corp: str
    """The setting ``ID``."""
    name: str
    """The name of the extension object."""
    handler: str
    groups: dict[str, str | None]
    xml: str
    receive_id: str
    corp_key: str
    key: str
    """The key of the delivery."""
    submitted: int
    """Unix seconds."""

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> Job:
        """Read a task that another version of this package may have sent."""
        return cls(**{name: arguments[name] for name in cls._fields})


class Deaths:
    """Counts the runs of a task that did not come to an end."""

    def __init__(self, store: Store, key: str, remember: float) -> None:
        self._store = store
        self._key = "deaths|" + key
        self._remember = remember

    def may_run(self) -> bool:
        """Count this run as a death until it ends; return whether there were not too many."""
        try:
            before = self._store.get(self._key) or ""
            deaths = int(before) if before.isdecimal() else 0
            if deaths >= MAX_DEATHS:
                return False
            self._store.set(self._key, str(deaths + 1), self._remember)
        except StoreError:
            logger.warning("The store failed. The ends of a task's processes are not counted.")
        return True

    def forget(self) -> None:
        """Note that the run has ended, well or not."""
        try:
            self._store.delete(self._key)
        except StoreError:
            logger.warning("The store failed. The end of a task was not recorded.")
