"""Cache what expires: access tokens and JS-API tickets, fetched once for all processes.

The rules, for any number of threads and processes that share a store:

- A value with more than :data:`MARGIN` seconds left is used as it is.
- In its last seconds one caller renews it; the others continue to use it.
- Without a usable value, one caller fetches it under the store's lock; the others wait and read it.
- A value that WeCom rejected is replaced only if it is still the stored one.

Source: developer.work.weixin.qq.com/document/path/91039 (access token), 90506 (tickets).
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..._forks import reset_after_fork, reset_if_forked
from ...errors import StoreTimeout, WeChatCorpError, WeChatTransportError
from ...stores import Store
from .encoding import Hidden

__all__ = ["MARGIN", "CachedToken", "TokenCache", "store_key", "token_in"]

#: seconds before a value expires at which it is renewed
MARGIN = 60.0
#: upper bound for a plausible expires_in, in seconds; WeCom sends 7200
MAX_TOKEN_LIFETIME = 10**8
#: seconds between two attempts of one process to renew a value that is still valid
RENEW_RETRY_INTERVAL = 10.0

logger = logging.getLogger("flask_wechat_corp.api")


class CachedToken(NamedTuple):
    """A value and the time (Unix seconds) at which it expires."""

    value: str
    expires_at: float

    def __repr__(self) -> str:
        return f"CachedToken(value='***', expires_at={self.expires_at})"


def token_in(answer: dict[str, Any], name: str, path: str, now: float) -> CachedToken:
    """Take a token or ticket out of WeCom's answer.

    It is removed from the answer, which the traceback of a later error would show.

    :param name: the key of the value
    :param now: Unix seconds
    :raises WeChatTransportError: when it is missing, or when ``expires_in`` is not plausible
    """
    value, seconds = answer.pop(name, None), answer.get("expires_in", 7200)
    value = Hidden(value) if isinstance(value, str) else None
    if isinstance(seconds, str):  # some gateways send a text
        try:
            seconds = float(seconds)
        except ValueError:
            seconds = math.nan
    if not value or not isinstance(seconds, (int, float)):
        raise WeChatTransportError(f"/cgi-bin/{path}", f"The response has no {name}.")
    if not abs(seconds) < MAX_TOKEN_LIFETIME:  # nor NaN
        raise WeChatTransportError(f"/cgi-bin/{path}", "The response has an invalid expires_in.")
    return CachedToken(value, now + seconds)


def store_key(kind: str, corpid: str, secret: str) -> str:
    """Return the key in the store for a corp and an application; it contains the secret's hash."""
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"wechat_corp:{kind}:{corpid}:{digest}"


class TokenCache:
    """Cache one value for all processes that share the store.

    :param field: the key of the value in what is stored, ``"access_token"`` or ``"ticket"``
    :param key: the store's key, see :func:`store_key`
    :param fetch: asks WeCom for a new value
    :param clock: returns Unix seconds
    :param load: the user's function that reads the value, instead of the store
    :param save: the user's function that writes it
    :param lock_timeout: seconds to wait for another caller's fetch
    :param on_fetch: called with the expiry of every new value, in Unix seconds
    """

    def __init__(
        self,
        field: str,
        key: str,
        fetch: Callable[[], CachedToken],
        store: Store,
        clock: Callable[[], float],
        *,
        load: Callable[[], Mapping[str, Any] | None] | None = None,
        save: Callable[[dict[str, Any]], object] | None = None,
        lock_timeout: float = 20.0,
        on_fetch: Callable[[float], object] = lambda expires_at: None,
    ) -> None:
        self._field = field
        self._key = key
        self._fetch = fetch
        self._store = store
        self._clock = clock
        self._load = load
        self._save = save
        #: with both functions given, the store holds no copy
        self._in_store = not (load and save)
        self._lock_timeout = lock_timeout
        self._on_fetch = on_fetch
        self._tried_at = -math.inf
        self._failures = 0
        self._failure: Exception | None = None
        self._local = threading.Lock()
        reset_after_fork(self)

    @property
    def has_own_source(self) -> bool:
        """Whether the user's function returns the value."""
        return self._load is not None

    def current(self) -> CachedToken:
        """Return a valid value; fetch one if necessary."""
        token = self._read()
        if token is None:
            return self._fetch_once(None)
        now = self._clock()
        left = token.expires_at - now
        if left > MARGIN:
            return token
        if left <= 0:
            return self._fetch_once(None)
        if 0 <= now - self._tried_at < RENEW_RETRY_INTERVAL:
            return token
        self._tried_at = now
        return self._renew_early(token)

    def replace(self, refused: str) -> CachedToken:
        """Return another value than the rejected one, fetched unless another caller already did."""
        return self._fetch_once(refused)

    def is_current(self, value: str) -> bool:
        """Return whether ``value`` is the cached one."""
        token = self._read()
        return token is not None and token.value == value

    def _renew_early(self, token: CachedToken) -> CachedToken:
        """Renew a value that is still valid; return the old one when that fails."""
        try:
            with self._store.lock(self._key + ":lock", wait=0):
                stored = self._read()
                if stored and stored.expires_at - self._clock() > MARGIN:
                    return stored
                return self._fetch_and_save()
        except StoreTimeout:
            return token  # another caller is renewing it
        except WeChatCorpError as error:
            logger.warning(
                "Could not renew the %s before it expires (%s). It is still valid; the next attempt"
                " is in %.0f seconds.",
                self._field,
                type(error).__name__,
                RENEW_RETRY_INTERVAL,
            )
            return token

    def _fetch_once(self, refused: str | None) -> CachedToken:
        """Acquire the lock of this process, then the store's; fetch unless another caller did."""
        reset_if_forked(self)
        failures = self._failures
        if not self._local.acquire(timeout=self._lock_timeout):
            raise StoreTimeout(
                f"Another thread is still fetching the {self._field} after"
                f" {self._lock_timeout:g} seconds."
            )
        try:
            stored = self._usable(refused)
            if stored:
                return stored
            if self._failure and self._failures != failures:
                # The fetch that this thread waited for has failed. A second one would fail too.
                raise copy.copy(self._failure)
            with self._store.lock(self._key + ":lock", wait=self._lock_timeout):
                stored = self._usable(refused)
                return stored or self._fetch_under_lock(refused)
        finally:
            self._local.release()

    def _fetch_under_lock(self, refused: str | None) -> CachedToken:
        if refused is not None and self._in_store:
            # No process may read it again, even when the fetch fails.
            self._store.delete(self._key)
        try:
            return self._fetch_and_save()
        except WeChatCorpError as error:
            self._failure = copy.copy(error)
            self._failures += 1
            raise

    def _usable(self, refused: str | None) -> CachedToken | None:
        now = self._clock()
        for token in self._read_all():
            if token.value != refused and token.expires_at > now:
                return token
        return None

    def _fetch_and_save(self) -> CachedToken:
        token = self._fetch()
        if self._save:
            self._save(self.to_dict(token))
        if self._in_store:
            seconds = max(1.0, token.expires_at - self._clock())
            self._store.set(self._key, Hidden(json.dumps(self.to_dict(token))), ttl=seconds)
        logger.info("Fetched a new %s.", self._field)
        self._on_fetch(token.expires_at)
        return token

    def _read(self) -> CachedToken | None:
        """Return the cached value, or ``None`` when it is missing or malformed."""
        return next(self._read_all(), None)

    def _read_all(self) -> Iterator[CachedToken]:
        """Yield the cached values: the user's, then the store's."""
        if self._load:
            token = self._parse(self._load())
            if token:
                yield token
        if self._in_store:
            text = self._store.get(self._key)
            try:
                token = self._parse(json.loads(text) if text else None)
            except ValueError:
                token = None
            if token:
                yield token

    def _parse(self, saved: object) -> CachedToken | None:
        if not isinstance(saved, Mapping):
            return None
        value, expires_at = saved.get(self._field), saved.get("expires_at")
        if not isinstance(value, str) or not value:
            return None
        try:
            return CachedToken(Hidden(value), float(expires_at))  # type: ignore[arg-type]  # caught below
        except (TypeError, ValueError):
            return None

    def to_dict(self, token: CachedToken) -> dict[str, Any]:
        """Return the value as it is stored: ``{field: value, "expires_at": seconds}``."""
        return {self._field: str(token.value), "expires_at": token.expires_at}

    def _reset(self) -> None:
        """Replace a lock that a thread of the parent process may have held during the fork."""
        self._local = threading.Lock()
