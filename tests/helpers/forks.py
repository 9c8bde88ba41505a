"""Fork as uWSGI does: in C, without Python's fork hooks."""

from __future__ import annotations

import ctypes

__all__ = ["fork_without_hooks"]


def fork_without_hooks() -> int:
    """Return 0 in the child, which must end with ``os._exit``, and its process id in the parent."""
    return int(ctypes.PyDLL(None).fork())  # PyDLL keeps the interpreter's lock
