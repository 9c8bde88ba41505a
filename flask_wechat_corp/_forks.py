"""Locks, threads and connections must not be carried from a process into its forked child."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

__all__ = ["Resettable", "reset_after_fork"]


class Resettable(Protocol):
    """An object that can begin anew."""

    def _reset(self) -> None:
        """Forget what belongs to the parent process."""


_alive: weakref.WeakSet[Resettable] = weakref.WeakSet()


def reset_after_fork(thing: Resettable) -> None:
    """Let ``thing`` begin anew in each child, before any other thread runs there."""
    _alive.add(thing)


def _reset_all() -> None:
    for thing in list(_alive):
        thing._reset()


if hasattr(os, "register_at_fork"):  # not where there is no fork
    os.register_at_fork(after_in_child=_reset_all)
