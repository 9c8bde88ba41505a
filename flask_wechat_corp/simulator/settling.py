"""Wait until a simulator and the application it serves have nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .wsgi_server import HTTPServer

__all__ = ["Wait", "background_work", "wait_until_settled"]

Wait = Callable[[float], bool]
"""Waits for one kind of work for some seconds; returns whether it has ended."""


def background_work(server: HTTPServer | None) -> list[Wait]:
    """Return what waits for the ends of responses and the deferred handlers of a served app.

    The simulator serves any WSGI app. Only one that uses this package has deferred handlers.
    """
    if server is None:
        return []
    states = getattr(server.app, "extensions", {}).get("wechat_corp", {})
    return [server.wait_until_closed, *(state.pending.wait for state in states.values())]


def wait_until_settled(waits: Sequence[Wait], remaining: Callable[[], float]) -> bool:
    """Wait for all of them until none has work, because one's work may cause that of another.

    :param remaining: returns the seconds that are left
    :returns: whether all work has ended in time
    """
    # Twice, because the work of the last may have caused some of the first meanwhile.
    while not (_have_ended(waits) and _have_ended(waits)):
        if not _have_ended(waits, remaining):
            return False
    return True


def _have_ended(waits: Sequence[Wait], seconds: Callable[[], float] = lambda: 0.0) -> bool:
    return all(wait(max(0.0, seconds())) for wait in waits)
