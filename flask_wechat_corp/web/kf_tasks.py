"""The task that has a worker handle what a customer wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .state import Corp

__all__ = ["KfJob"]


class KfJob(NamedTuple):
    """The arguments of a task: plain JSON values. The messages are in the store."""

    app: str
    """The name of the Flask app, which decides between apps of the same corp."""
    corp: str
    """The setting ``ID``."""
    name: str
    """The name of the extension object."""
    receive_id: str
    corp_key: str
    account: str
    """The ``open_kfid``."""
    customer: str
    """The ``external_userid``; empty for events without one."""
    submitted: int
    """Unix seconds."""

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> KfJob:
        """Read a task that another version of this package may have sent."""
        return cls(**{name: arguments[name] for name in cls._fields})

    @property
    def handler(self) -> str:
        """What the log calls the handler; which one it is, the worker finds out."""
        return "wx.kf"

    @property
    def verified(self) -> Corp:
        """The corp whose customer it is."""
        return Corp(self.receive_id, self.corp_key)
