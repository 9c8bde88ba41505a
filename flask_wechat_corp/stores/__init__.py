"""State that an app's processes share: tokens, deliveries, conversations, locks.

``open_store`` turns the ``STORE`` setting into an object; each back end is imported when it is
first used.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from ..errors import ConfigError, StoreError

__all__ = ["Store", "open_store"]


@runtime_checkable
class Store(Protocol):
    """What a store does. Your own object works too when it has these five methods.

    Keys and values are text. A method that fails raises :class:`~flask_wechat_corp.StoreError`.
    """

    def get(self, key: str) -> str | None:
        """Return the value, or ``None`` when there is none or it has expired."""

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value, for ``ttl`` seconds or for ever."""

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free; exactly one caller of many gets ``True``."""

    def delete(self, key: str) -> None:
        """Forget the key; a key that is not there is no error."""

    def lock(self, key: str, ttl: float = 4, wait: float = 4.5) -> AbstractContextManager[object]:
        """Hold ``key`` alone among all threads and processes of this store.

        The package's own stores also take ``holder=``, a name that ``StoreTimeout.holder`` and
        their method ``lock_holder(key)`` return.

        :param ttl: seconds of the lease, renewed while the process of the holder lives
        :param wait: seconds to wait for it, then :class:`~flask_wechat_corp.StoreTimeout`
        """


def is_store(candidate: object) -> bool:
    """Return whether an object has the methods of a store, its own or those of what it wraps.

    ``isinstance`` with a protocol does not see ``__getattr__`` since Python 3.12: it would reject
    a wrapper or a ``LocalProxy``.
    """
    methods = ("get", "set", "add", "delete", "lock")
    return all(callable(getattr(candidate, name, None)) for name in methods)


def open_store(spec: str | Store, folder: str = ".") -> Store:
    """Return the store that ``spec`` names.

    :param spec: ``memory://``, ``sqlite:///file`` (four slashes for an absolute path),
        ``redis://…``, ``rediss://…`` (either with ``?cluster=1``), ``unix://…``, or an object with
        the methods of :class:`Store`
    :param folder: where a relative SQLite path starts
    :raises ConfigError: when ``spec`` is none of these, when the SQLite file cannot be used, or
        when redis-py is missing. No Redis server is contacted yet
    """
    if not isinstance(spec, str):
        if is_store(spec):
            return spec
        raise ConfigError("STORE must be a URL or an object with get, set, add, delete and lock.")
    scheme, _, rest = spec.partition("://")
    if spec == "memory://":
        from .memory import MemoryStore

        return MemoryStore()
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        return _open_sqlite(os.path.join(folder, rest[1:]))
    if scheme in ("redis", "rediss", "unix"):
        return _open_redis(spec)
    raise ConfigError("STORE must be memory://, sqlite:///path, redis://… or an object.")


def _open_sqlite(path: str) -> Store:
    from .sqlite import SQLiteStore

    store = SQLiteStore(path)
    try:
        store.check()
    except StoreError as error:
        raise ConfigError(
            f"STORE must be a SQLite file in a folder that can be written to. {error}"
        ) from None
    return store


def _open_redis(url: str) -> Store:
    try:
        from .redis import RedisStore
    except ImportError:
        raise ConfigError(
            "STORE is a Redis URL, which needs redis-py: pip install flask-wechat-corp[redis]"
        ) from None
    try:
        return RedisStore(url)
    except ConfigError:
        raise
    except ValueError:  # its text may have the password
        raise ConfigError("STORE must be a URL that redis-py understands.") from None
