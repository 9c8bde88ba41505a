"""Conversations in the app's server-side session store: the one file that knows Flask-Session.

It uses three methods that all of Flask-Session's back ends have had since 0.7, private as their
names are. The interface object is handed in; Flask-Session itself is never imported.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from ..callback.session import Backend
from ..errors import StoreError
from ..stores.leases import Lease

__all__ = ["SessionBridge", "bridge", "is_shared"]

METHODS = ("_retrieve_session_data", "_upsert_session", "_delete_session", "session_class")
#: Back ends that live on one machine; the others may be shared by several.
LOCAL = ("CacheLibSessionInterface", "FileSystemSessionInterface")
#: What our rows begin with. A cookie names the row ``key_prefix + cookie``, so we take one that
#: does not begin with the prefix. Where the prefix is empty, the key alone protects the row: it
#: is an HMAC, and nobody can guess it.
PREFIXES = ("wechat_corp:", "conversation:")
FIELD = "wechat_corp"


def bridge(
    interface: object, context: Callable[[], AbstractContextManager[object]]
) -> Backend | None:
    """Return a back end on top of this session interface, ``None`` when it is not Flask-Session's.

    :param interface: ``app.session_interface``
    :param context: ``app.app_context``
    """
    if all(hasattr(interface, name) for name in METHODS):
        return SessionBridge(interface, context)
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


class SessionBridge:
    """Keeps each conversation as a row of Flask-Session's store, which no cookie can name."""

    def __init__(
        self, interface: Any, context: Callable[[], AbstractContextManager[object]]
    ) -> None:
        self._interface = interface
        # Each access has an app context of its own. Flask-SQLAlchemy gives each context another
        # database session: so we read what is in the database, not what this request remembers
        # of it, and we commit nothing that a handler has left undone.
        self._context = context
        prefix = str(getattr(interface, "key_prefix", ""))
        free = [ours for ours in PREFIXES if not prefix or not ours.startswith(prefix)]
        self._prefix = free[0]

    def load(self, key: str) -> str | None:
        """Return the text, or ``None``."""
        values = self._call("_retrieve_session_data", self._prefix + key)
        text = values.get(FIELD) if values else None
        return text if isinstance(text, str) else None

    def save(
        self, key: str, text: str | None, lifetime: float, lease: Lease | None, *, last: bool
    ) -> bool:
        """Keep the text for ``lifetime`` seconds; forget it when it is ``None``."""
        if lease is not None and not lease.held():
            return False
        if text is None:
            self._call("_delete_session", self._prefix + key)
        else:
            row = self._interface.session_class({FIELD: text}, sid=key)
            self._call("_upsert_session", timedelta(seconds=lifetime), row, self._prefix + key)
        return True

    def _call(self, method: str, *args: object) -> Any:
        try:
            with self._context():
                return getattr(self._interface, method)(*args)
        except Exception as error:  # noqa: BLE001 - each back end has errors of its own
            raise StoreError(
                f"the session store failed: {type(error).__name__} in {method}"
            ) from None
