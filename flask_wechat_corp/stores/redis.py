"""A store in Redis, shared by any number of machines. Needs the extra ``redis``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ..errors import StoreError
from .leases import LockingStore

__all__ = ["RedisStore"]

RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
"""
REMOVE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
"""
SET_GUARDED = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[2], ARGV[2])
else redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
return 1
"""
DELETE_GUARDED = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
return 1
"""
SET_AND_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[4] == '' then redis.call('DEL', KEYS[2])
elseif ARGV[3] == '' then redis.call('SET', KEYS[2], ARGV[2])
else redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
return redis.call('DEL', KEYS[1])
"""


class RedisStore(LockingStore):
    """Keeps everything in one Redis database, under a prefix. Every method is one round trip.

    :param url: what ``redis.Redis.from_url`` takes
    :param prefix: in front of every key
    :param timeout: seconds to wait for Redis, to connect and for each answer, before
        :class:`~flask_wechat_corp.StoreError`
    """

    def __init__(
        self, url: str, *, prefix: str = "flask_wechat_corp:", timeout: float = 1.5
    ) -> None:
        super().__init__()
        # One repeat on a new connection: the kept one may have died with a restart of Redis.
        # A time-out is not repeated, the caller has waited long enough.
        retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        self._client: redis.Redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=retry,
        )
        self._prefix = prefix
        register: Callable[[str], Any] = self._client.register_script
        self._renew = register(RENEW)
        self._replace = register(REPLACE)
        self._remove = register(REMOVE)
        self._set_guarded = register(SET_GUARDED)
        self._delete_guarded = register(DELETE_GUARDED)
        self._set_and_release = register(SET_AND_RELEASE)

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        self._client.close()
        self._client.connection_pool.disconnect()

    def get(self, key: str) -> str | None:
        """Return the value, or ``None``."""
        with _translated():
            value: str | None = self._client.get(self._prefix + key)  # type: ignore[assignment]
        return value

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value for ``ttl`` seconds or for ever."""
        with _translated():
            self._client.set(self._prefix + key, value, px=None if ttl is None else _ms(ttl))

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        with _translated():
            return bool(self._client.set(self._prefix + key, value, px=_ms(ttl), nx=True))

    def delete(self, key: str) -> None:
        """Forget the key."""
        with _translated():
            self._client.delete(self._prefix + key)

    def swap(self, key: str, old: str, new: str | None, ttl: float | None = None) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        keys = [self._prefix + key]
        with _translated():
            if new is None:
                return bool(self._remove(keys, [old]))
            if new == old and ttl is not None:
                return bool(self._renew(keys, [old, _ms(ttl)]))
            return bool(self._replace(keys, [old, new, "" if ttl is None else _ms(ttl)]))

    def set_guarded(
        self, guard: str, held: str, key: str, value: str | None, ttl: float | None = None
    ) -> bool:
        """Set (``None``: delete) the value only if the entry ``guard`` still is ``held``."""
        keys = [self._prefix + guard, self._prefix + key]
        with _translated():
            if value is None:
                return bool(self._delete_guarded(keys, [held]))
            return bool(self._set_guarded(keys, [held, value, "" if ttl is None else _ms(ttl)]))

    def set_and_release(
        self, guard: str, held: str, key: str, value: str | None, ttl: float | None = None
    ) -> bool:
        """Do as :meth:`set_guarded`, and delete ``guard`` too, in the same step."""
        keys = [self._prefix + guard, self._prefix + key]
        keep = ("", "") if value is None else (value, "keep")
        with _translated():
            return bool(
                self._set_and_release(
                    keys, [held, keep[0], "" if ttl is None else _ms(ttl), keep[1]]
                )
            )


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn redis-py's errors into ours, without the address (it may hold a password)."""
    try:
        yield
    except (redis.RedisError, OSError) as error:
        raise StoreError(f"Redis failed: {type(error).__name__}") from None
