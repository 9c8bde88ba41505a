"""A store in Redis, shared by any number of machines. Needs the extra ``redis``."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.cluster import RedisCluster
from redis.exceptions import AskError, NoScriptError, RedisClusterException
from redis.retry import Retry

from .._forks import reset_after_fork, reset_if_forked
from ..errors import ConfigError, StoreError
from .key_value import ANYTHING, Anything, Renewal
from .locks import LockingStore
from .redis_scripts import ACQUIRE, REMOVE, RENEW, REPLACE, WRITE_GUARDED, Script

__all__ = ["RedisStore"]

CLUSTER = re.compile(r"(?<=[?&])cluster=([^&]*)&?")
SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class RedisStore(LockingStore):
    """Keeps everything in one Redis database or cluster, under a prefix.

    Every method is one round trip; ``renew_leases`` is one for each node of a cluster. The
    commands used are GET, SET, DEL, EVAL and EVALSHA.

    :param url: what ``redis.Redis.from_url`` takes, with ``cluster=1`` in its query for a cluster;
        or a client of redis-py, with its own timeouts and retries, whatever ``decode_responses``
        is, for example ``Sentinel(…).master_for(…)``
    :param prefix: in front of every key
    :param timeout: seconds to wait for Redis, to connect and for each answer, before
        :class:`~flask_wechat_corp.StoreError`
    :raises ValueError: when redis-py does not understand the URL
    :raises ConfigError: when the URL cannot be that of a cluster
    """

    def __init__(
        self,
        url: str | redis.Redis | RedisCluster,
        *,
        prefix: str = "flask_wechat_corp:",
        timeout: float = 1.5,
    ) -> None:
        super().__init__()
        self._prefix = prefix
        self._timeout = timeout
        self._cluster_url: str | None = None
        self._made: redis.Redis | RedisCluster | None = None
        if isinstance(url, str):
            url, cluster = _split_url(url)
            if cluster:
                self._cluster_url = url  # its client asks the cluster when it is made: not yet
            else:
                self._made = redis.Redis.from_url(url, **self._options())
        else:
            self._made = url
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._making = threading.Lock()
        if self._cluster_url is not None:
            self._made = None  # its locks may have been held by another thread of the parent

    def _options(self) -> dict[str, Any]:
        return {
            "decode_responses": True,
            "socket_timeout": self._timeout,
            "socket_connect_timeout": self._timeout,
            # One repeat on a new connection: the kept one may have died with a restart of Redis.
            # A timeout is not repeated, the caller has waited long enough.
            "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        }

    @property
    def _client(self) -> Any:
        if self._cluster_url is None:
            return self._made  # redis-py compares the process id itself
        reset_if_forked(self)
        if self._made is not None:
            return self._made
        with self._making:
            if self._made is None:
                self._made = RedisCluster.from_url(self._cluster_url, **self._options())
            return self._made

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        client = self._made
        if client is None:
            return
        client.close()
        if self._cluster_url is not None:
            self._made = None
        elif isinstance(client, redis.Redis):
            client.connection_pool.disconnect()

    def get(self, key: str) -> str | None:
        """Return the value, or ``None``."""
        with _translated():
            return _text(self._client.get(self._name(key)))

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value for ``ttl`` seconds or for ever."""
        with _translated():
            self._client.set(self._name(key), value, px=None if ttl is None else _ms(ttl))

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        with _translated():
            return bool(self._client.set(self._name(key), value, px=_ms(ttl), nx=True))

    def delete(self, key: str) -> None:
        """Forget the key."""
        with _translated():
            self._client.delete(self._name(key))

    def compare_and_set(
        self, key: str, old: str, new: str | None, ttl: float | None = None
    ) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        if new is None:
            return bool(self._run(REMOVE, [key], [old]))
        return bool(self._run(REPLACE, [key], [old, new, "" if ttl is None else _ms(ttl)]))

    def acquire(self, guard: str, owner: str, ttl: float, key: str) -> tuple[bool, str | None]:
        """Add the entry ``guard`` if it is free, then read ``key``."""
        acquired, value = self._run(ACQUIRE, [guard, key], [owner, _ms(ttl)])
        return bool(acquired), _text(value)

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
        rule, wanted = "none", ""
        if expected is None:
            rule = "absent"
        elif expected is not ANYTHING:
            rule, wanted = "equal", expected
        arguments = [
            owner,
            "delete" if value is None else "set", value or "", "" if ttl is None else _ms(ttl),
            "release" if release else "", rule, wanted, "lapsed" if lapsed else "",
        ]  # fmt: skip
        return bool(self._run(WRITE_GUARDED, [guard, key], arguments))

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal | None]:
        """Renew leases, each given as key, value and seconds; acquire again what has expired."""
        outcomes: list[Renewal | None] = [None] * len(leases)
        failure: StoreError | None = None
        with _translated():
            by_node = self._by_node([key for key, _, _ in leases])
        for node, numbers in by_node:
            try:
                found = self._renew_on(node, [leases[number] for number in numbers])
            except StoreError as error:  # the other nodes are asked all the same
                failure = error
                continue
            for number, outcome in zip(numbers, found, strict=True):
                outcomes[number] = outcome
        if failure is not None and not any(outcomes):
            raise failure
        return outcomes

    def _by_node(self, keys: list[str]) -> list[tuple[redis.Redis, list[int]]]:
        """Return the client of each node, with the positions of the keys that it has."""
        client = self._client
        if not isinstance(client, RedisCluster):
            return [(client, list(range(len(keys))))]
        found: dict[str, tuple[redis.Redis, list[int]]] = {}
        for number, key in enumerate(keys):
            node = client.get_node_from_key(self._name(key))  # type: ignore[no-untyped-call]  # redis's
            if node.name not in found:  # not every version of redis can hash a node
                found[node.name] = client.get_redis_connection(node), []
            found[node.name][1].append(number)
        return list(found.values())

    def _renew_on(
        self, node: redis.Redis, leases: list[tuple[str, str, float]]
    ) -> list[Renewal | None]:
        pipeline = node.pipeline(transaction=False)
        for number, (key, value, ttl) in enumerate(leases):
            # The first one brings the script to the server, the others name it.
            run, script = (pipeline.evalsha, RENEW.sha) if number else (pipeline.eval, RENEW.text)
            run(script, 1, self._name(key), value, str(_ms(ttl)))
        with _translated():
            results: list[Any] = pipeline.execute(raise_on_error=False)
        outcomes: list[Renewal | None] = []
        for lease, result in zip(leases, results, strict=True):
            if isinstance(result, AskError) and node is not self._client:
                key, value, ttl = lease  # the slot has moved to another node
                result = self._run(RENEW, [key], [value, _ms(ttl)])
            elif isinstance(result, Exception):
                with _translated():
                    raise result
            outcomes.append(Renewal(int(result)))
        return outcomes

    def _run(self, script: Script, keys: list[str], arguments: list[str | int]) -> Any:
        names = [self._name(key) for key in keys]
        with _translated():
            try:
                return self._client.evalsha(script.sha, len(names), *names, *arguments)
            except NoScriptError:  # Redis has been restarted, or never saw it
                return self._client.eval(script.text, len(names), *names, *arguments)

    def _name(self, key: str) -> str:
        """Return the key in Redis. A lock is in the same cluster slot as the entry of its name.

        Redis hashes what is between braces, and otherwise the whole key.
        """
        name = self._prefix + key
        if not key.startswith("lock|") or "{" in name:
            return name
        return f"{self._prefix}lock|{{{self._prefix}{key.removeprefix('lock|')}}}"


def _split_url(url: str) -> tuple[str, bool]:
    """Take ``cluster`` out of the query of an address."""
    asked = CLUSTER.findall(url)
    if not asked:
        return url, False
    url = CLUSTER.sub("", url).rstrip("?&")
    cluster = SWITCH.get(asked[-1].lower())
    if cluster is None:
        raise ConfigError("STORE must have cluster=1 or cluster=0 in the query of its URL.")
    if cluster:
        given: dict[str, Any] = redis.connection.parse_url(url)  # type: ignore[no-untyped-call]  # redis's
        if "path" in given or given.get("db", 0) != 0:
            raise ConfigError(
                "STORE must be redis://host:port/0?cluster=1 or rediss://…: a Redis cluster has"
                " no Unix socket and only database 0."
            )
    return url, cluster


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _text(value: Any) -> str | None:
    """Return a value as text; a client that was handed in may give bytes."""
    return value.decode() if isinstance(value, bytes) else value


@contextmanager
def _translated() -> Iterator[None]:
    """Turn redis-py's errors into ours, without the address (it may hold a password)."""
    try:
        yield
    except RedisClusterException as error:
        raise StoreError(
            f"Redis failed: {type(error).__name__}. STORE has cluster=1 in its URL; is the server"
            " a cluster, and can each of its nodes be reached?"
        ) from None
    except (redis.RedisError, OSError) as error:
        # The cluster client follows both; of the versions of redis some have classes for them.
        if isinstance(error, AskError) or str(error).startswith(("MOVED ", "ASK ")):
            raise StoreError(
                f"Redis failed: {type(error).__name__}. The server is a node of a cluster; add"
                " cluster=1 to the URL in STORE (redis://host:port/0?cluster=1)."
            ) from None
        raise StoreError(f"Redis failed: {type(error).__name__}.") from None
