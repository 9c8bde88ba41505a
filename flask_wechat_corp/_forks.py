"""Locks, threads and connections must not be carried from a process into its forked child.

Python calls our hook in a child that ``os.fork()`` has made. Servers that fork in C (uWSGI without
``py-call-osafterfork``) do not run it, so the process id is also compared wherever something of
this kind is used.
"""

from __future__ import annotations

import os
import threading
import weakref
from os import getpid
from typing import Any, Protocol

__all__ = ["Resettable", "forked_since", "reset_after_fork", "reset_if_forked"]


class Resettable(Protocol):
    """An object that belongs to one process; it gets an attribute ``_pid``."""

    def _reset(self) -> None:
        """Forget what belongs to the parent process; the constructor may call it too."""


_alive: weakref.WeakSet[Resettable] = weakref.WeakSet()
#: One lock for each process id: that of the parent may be held by a thread that is not here.
_resetting: dict[int, threading.RLock] = {}


def reset_after_fork(thing: Resettable) -> None:
    """Reset ``thing`` in each child process, before any other thread runs there.

    Its methods must call :func:`reset_if_forked` before they use what belongs to one process.
    """
    setattr(thing, "_pid", getpid())  # noqa: B010 - not part of the protocol
    _alive.add(thing)


def reset_if_forked(thing: Any) -> None:
    """Reset ``thing`` if it comes from the parent process and Python's hook did not run.

    :param thing: a :class:`Resettable` that was given to :func:`reset_after_fork`
    """
    if thing._pid != getpid():  # some ten times a message, so it is kept short
        _reset(thing)


def forked_since(pid: int) -> bool:
    """Return whether this is another process than the one with this id.

    :param pid: what ``os.getpid()`` returned earlier
    """
    return pid != getpid()


def _reset(thing: Any) -> None:
    pid = getpid()
    with _resetting.setdefault(pid, threading.RLock()):
        if thing._pid != pid:
            thing._reset()
            thing._pid = pid


def _reset_all() -> None:
    for thing in list(_alive):
        _reset(thing)


if hasattr(os, "register_at_fork"):  # not where there is no fork
    os.register_at_fork(after_in_child=_reset_all)
