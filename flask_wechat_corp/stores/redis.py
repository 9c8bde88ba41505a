"""A store in Redis, shared by any number of machines. Needs the extra ``redis``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ..errors import StoreError
from .key_value import ANYTHING, Anything, Renewal
from .locks import LockingStore

__all__ = ["RedisStore"]

# Each script returns 1 when it has done what it is for; RENEW returns a value of Renewal.
RENEW = """
local found = redis.call('GET', KEYS[1])
if found and found ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return found and 1 or 2
"""
REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
"""
REMOVE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""
# ARGV: owner, set or delete, value, ms, release, rule, expected value, lapsed
WRITE_GUARDED = """
local guard = redis.call('GET', KEYS[1])
if guard ~= ARGV[1] or ARGV[8] == 'lapsed' then
  if guard and guard ~= ARGV[1] then return 0 end
  local value = redis.call('GET', KEYS[2])
  local same = (ARGV[6] == 'absent' and not value) or (ARGV[6] == 'equal' and value == ARGV[7])
  if not same then return 0 end
end
if ARGV[2] == 'delete' then redis.call('DEL', KEYS[2])
elseif ARGV[4] == '' then redis.call('SET', KEYS[2], ARGV[3])
else redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4]) end
if ARGV[5] == 'release' and guard then redis.call('DEL', KEYS[1]) end
return 1
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
        self._replace = register(REPLACE)
        self._remove = register(REMOVE)
        self._write_guarded = register(WRITE_GUARDED)

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

    def compare_and_set(
        self, key: str, old: str, new: str | None, ttl: float | None = None
    ) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        keys = [self._prefix + key]
        with _translated():
            if new is None:
                return bool(self._remove(keys, [old]))
            return bool(self._replace(keys, [old, new, "" if ttl is None else _ms(ttl)]))

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal]:
        """Renew leases, each given as key, value and seconds; acquire again what has expired."""
        with _translated():
            pipeline = self._client.pipeline(transaction=False)
            for key, value, ttl in leases:
                pipeline.eval(RENEW, 1, self._prefix + key, value, _ms(ttl))
            return [Renewal(int(outcome)) for outcome in pipeline.execute()]

    def write_guarded(
        self,
        guard: str,
        owner: str,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        release: bool = False,
        expected: str | Anything | None = ANYTHING,
        lapsed: bool = False,
    ) -> bool:
        """Set the entry, or delete it when ``value`` is ``None``, if the guard allows it."""
        keys = [self._prefix + guard, self._prefix + key]
        rule = "absent" if expected is None else "equal"
        if expected is ANYTHING:
            rule, expected = "none", ""
        arguments = [
            owner,
            "delete" if value is None else "set", value or "", "" if ttl is None else _ms(ttl),
            "release" if release else "",
            rule, expected or "", "lapsed" if lapsed else "",
        ]  # fmt: skip
        with _translated():
            return bool(self._write_guarded(keys, arguments))


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn redis-py's errors into ours, without the address (it may hold a password)."""
    try:
        yield
    except (redis.RedisError, OSError) as error:
        raise StoreError(f"Redis failed: {type(error).__name__}") from None
