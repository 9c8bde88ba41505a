"""Wait for the background work of an application."""

from __future__ import annotations

from flask import Flask

from .._clocks import monotonic
from ..config import EXTENSION_KEY
from ..web.state import AppState

__all__ = ["settle"]


def settle(app: Flask, timeout: float = 30.0) -> bool:
    """Wait until no handler runs in the background; return whether that happened in time.

    It waits for deferred handlers, for handlers after ``REPLY_DEADLINE``, and until their replies
    are sent. It sees the work of this process only, not that of a Celery worker.

    :param timeout: seconds to wait
    """
    end = monotonic() + timeout
    states: dict[str, AppState] = app.extensions.get(EXTENSION_KEY, {})
    return all(state.pending.wait(max(0.0, end - monotonic())) for state in list(states.values()))
