"""The methods of a simulator that the control plane calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..api.gateway import Gateway
from ..faults import Faults
from ..push.robots import RobotChats
from ..world.world import Record, World

__all__ = ["ControlledSimulator"]


class ControlledSimulator(Protocol):
    """What :class:`~flask_wechat_corp.simulator.Simulator` offers to its HTTP routes.

    The routes cannot import that class, because it creates them.
    """

    @property
    def world(self) -> World:
        """The simulated company."""

    @property
    def faults(self) -> Faults:
        """The planned faults."""

    @property
    def robot_chats(self) -> RobotChats:
        """What members and robots say to each other."""

    @property
    def gateway(self) -> Gateway:
        """The server API."""

    def state_text(self, last: int | None = None) -> str:
        """Return the state as JSON."""

    def info(self) -> Record:
        """Return the time, the addresses and the limits."""

    def reset(self) -> None:
        """Restore the initial world."""

    def advance(self, seconds: float) -> float:
        """Move the clock forward."""

    def add_fault(self, spec: Mapping[str, Any]) -> Record:
        """Plan a fault."""

    def clear_faults(self, id: int | None = None) -> bool:
        """Remove one fault, or all."""

    def verify(self) -> Record:
        """Verify the callback URL."""

    def push(self, spec: Mapping[str, Any]) -> Record:
        """Push a callback."""

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait until no callback is queued and no handler runs in the background."""
