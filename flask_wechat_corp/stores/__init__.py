"""Shared state of an app's processes: tokens, deliveries, conversations, locks.

``open_store`` turns the ``STORE`` setting into an object; each back end is imported when it is
first asked for.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from ..errors import ConfigError

__all__ = ["Store", "open_store"]


@runtime_checkable
class Store(Protocol):
    """What a store does. Your own object works too when it has these five methods.

    Keys and values are text. A method that cannot do its work raises
    :class:`~flask_wechat_corp.StoreError`.
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

        :param ttl: seconds of the lease, renewed while the holder lives
        :param wait: seconds to wait for it, then :class:`~flask_wechat_corp.StoreTimeout`
        """


def open_store(spec: str | Store) -> Store:
    """Return the store that ``spec`` names.

    :param spec: ``memory://``, or an object with the methods of :class:`Store`
    :raises ConfigError: when ``spec`` is neither
    """
    if not isinstance(spec, str):
        if isinstance(spec, Store):
            return spec
        raise ConfigError("STORE must be a URL or an object with get, set, add, delete and lock")
    if spec == "memory://":
        from .memory import MemoryStore

        return MemoryStore()
    raise ConfigError("STORE must be memory://, sqlite:///path, redis://… or an object")
