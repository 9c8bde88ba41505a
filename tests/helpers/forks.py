"""Fork as uWSGI does: in C, without Python's fork hooks."""

from __future__ import annotations

import ctypes
import sys
import time

__all__ = ["fork_without_hooks"]


def fork_without_hooks() -> int:
    """Return 0 in the child, which must end with ``os._exit``, and its process id in the parent.

    Without the hooks, a request of another thread for the interpreter's lock is still pending in
    the child, where that thread does not exist; the child would wait for it for ever. Threads make
    such a request after the switch interval, so a long one prevents it.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    time.sleep(0.02)  # lets threads in that were waiting with the short interval
    try:
        return int(ctypes.PyDLL(None).fork())  # PyDLL keeps the interpreter's lock
    finally:
        sys.setswitchinterval(interval)
