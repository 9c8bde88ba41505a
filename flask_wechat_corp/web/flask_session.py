"""Conversations in the app's server-side session store; only this module knows Flask-Session.

It uses three methods that all of Flask-Session's back ends have had since 0.7, although their names
are private. The interface object is an argument; Flask-Session itself is never imported.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Flask

from ..callback.session import SessionBackend
from ..errors import StoreError
from ..stores.locks import HeldLock
from .state import AppState

__all__ = [
    "FlaskSessionBackend",
    "flask_session_backend",
    "is_shared",
    "warn_about_sessions",
]

METHODS = ("_retrieve_session_data", "_upsert_session", "_delete_session", "session_class")
#: Back ends that live on one machine; the others may be shared by several.
LOCAL = ("CacheLibSessionInterface", "FileSystemSessionInterface")
#: The prefixes of our rows. A cookie names the row ``key_prefix + cookie``, so we use one that does
#: not start with the app's prefix. Where that is empty, the key alone protects the row: it is an
#: HMAC and cannot be guessed.
PREFIXES = ("wechat_corp:", "conversation:")
FIELD = "wechat_corp"


def flask_session_backend(
    interface: object, context: Callable[[], AbstractContextManager[object]]
) -> SessionBackend | None:
    """Return a back end on top of this session interface, ``None`` when it is not Flask-Session's.

    :param interface: ``app.session_interface``
    :param context: ``app.app_context``
    """
    if all(hasattr(interface, name) for name in METHODS):
        return FlaskSessionBackend(interface, context)
    return None


def is_shared(interface: object, database: object = None) -> bool:
    """Whether several machines may share this session interface's store.

    :param database: the setting ``SQLALCHEMY_DATABASE_URI``
    """
    if not all(hasattr(interface, name) for name in METHODS):
        return False
    name = type(interface).__name__
    if name.startswith("SqlAlchemy") and str(database or "").startswith("sqlite"):
        return False
    return name not in LOCAL


def warn_about_sessions(state: AppState, app: Flask) -> None:
    """Warn once about a session interface that does not fit ``STORE``, or that loses sessions."""
    if state.warned_about_sessions:
        return
    problems = list(_problems(state, app))
    state.warned_about_sessions = bool(problems)
    for problem in problems:
        warnings.warn(f"{state.name}: {problem}", RuntimeWarning, stacklevel=4)


def _problems(state: AppState, app: Flask) -> Iterator[str]:
    interface = app.session_interface
    if not all(hasattr(interface, name) for name in METHODS):
        return
    database = app.config.get("SQLALCHEMY_DATABASE_URI")
    if getattr(state.store, "local", False) and is_shared(interface, database):
        yield (
            "The app's sessions are in a shared store, but STORE is on this machine only. With"
            " several machines set STORE=redis://…"
        )
    limit = _limit_of(interface)
    if limit:
        yield (
            f"Flask-Session's cache keeps {limit:,} sessions and removes others, also"
            " conversations (wx.session). Visitors of the app's pages can cause that without a"
            " login. Create the cache with a threshold above the number of visitors (for"
            " FileSystemCache 0 means no limit), or keep sessions in Redis or in a database."
        )
    unreadable = _unreadable(interface)
    if unreadable:
        yield unreadable


def _limit_of(interface: object) -> int:
    """Return how many sessions a cache of cachelib keeps; 0 when it does not count them."""
    limit = getattr(getattr(interface, "cache", None), "_threshold", 0)
    return limit if isinstance(limit, int) else 0


def _unreadable(interface: object) -> str:
    """Return what is wrong when Flask-Session could not read what it has stored, else ``""``."""
    pool = getattr(getattr(interface, "client", None), "connection_pool", None)
    serializer = getattr(interface, "serializer", None)
    if serializer is None or not getattr(pool, "connection_kwargs", {}).get("decode_responses"):
        return ""
    try:
        serializer.encode({FIELD: ""}).decode()
    except UnicodeDecodeError:
        return (
            "Flask-Session cannot read the sessions that it stores, because SESSION_REDIS is a"
            " client with decode_responses=True. Give it a client without decode_responses, or set"
            ' SESSION_SERIALIZATION_FORMAT = "json".'
        )
    return ""


class FlaskSessionBackend:
    """Keeps each conversation as a row of Flask-Session's store, which no cookie can name."""

    def __init__(
        self, interface: Any, context: Callable[[], AbstractContextManager[object]]
    ) -> None:
        self._interface = interface
        # Each access gets an app context of its own. Flask-SQLAlchemy gives each context another
        # database session, so we read the database and not what this request has cached of it,
        # and we do not commit what a handler has not committed.
        self._context = context
        prefix = str(getattr(interface, "key_prefix", ""))
        free = [ours for ours in PREFIXES if not prefix or not ours.startswith(prefix)]
        self._prefix = free[0]
        self._unreadable = _unreadable(interface)

    def load(self, key: str, lock: HeldLock | None = None) -> str | None:
        """Return the text, or ``None``."""
        values = self._call("_retrieve_session_data", self._prefix + key)
        text = values.get(FIELD) if values else None
        return text if isinstance(text, str) else None

    def save(
        self,
        key: str,
        text: str | None,
        lifetime: float,
        lock: HeldLock | None = None,
        *,
        was: str | None = None,
        last: bool = False,
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; delete it when it is ``None``."""
        # A lock that this process could not renew costs nothing as long as no other message has
        # acquired it or changed the session.
        if lock is not None and not lock.held() and not self._unchanged(key, lock, was):
            return False
        if text is None:
            self._call("_delete_session", self._prefix + key)
        else:
            row = self._interface.session_class({FIELD: text}, sid=key)
            self._call("_upsert_session", timedelta(seconds=lifetime), row, self._prefix + key)
        return True

    def _unchanged(self, key: str, lock: HeldLock, was: str | None) -> bool:
        return lock.reacquire() and self.load(key) == was

    def _call(self, method: str, *args: object) -> Any:
        if self._unreadable:  # known before anything is stored that could never be read
            raise StoreError(self._unreadable)
        try:
            with self._context():
                return getattr(self._interface, method)(*args)
        except Exception as error:  # noqa: BLE001 - each back end has errors of its own
            raise StoreError(
                f"Flask-Session's store failed with {type(error).__name__} in {method}."
            ) from None
