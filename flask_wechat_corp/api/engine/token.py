"""What WeCom lends for a while — access tokens, JS-API tickets — fetched once for everybody.

The rules, for any number of threads and processes that share a store:

- a value with more than :data:`MARGIN` seconds left is used as it is;
- in its last seconds one caller renews it while the others go on with the old one;
- without a usable value one caller fetches under the store's lock, the others wait and read;
- a value that WeCom refused is replaced only if it is still the stored one.

Source: developer.work.weixin.qq.com/document/path/91039 (access token), 90506 (tickets).
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import math
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...errors import StoreTimeout, WeChatCorpError
from ...stores import Store

__all__ = ["MARGIN", "Keeper", "Loan", "store_key"]

#: seconds before its end at which a value is renewed
MARGIN = 60.0
#: seconds between two attempts of one process to renew a value that is still good
PAUSE = 10.0

logger = logging.getLogger("flask_wechat_corp.api")


class Loan(NamedTuple):
    """A value and the time (Unix seconds) at which it ends."""

    value: str
    expires_at: float

    def __repr__(self) -> str:
        return f"Loan(value='***', expires_at={self.expires_at})"


def store_key(kind: str, corpid: str, secret: str) -> str:
    """Return the store's key of this corp's and app's value; the secret goes in as a hash."""
    digest = hashlib.sha256(secret.encode()).hexdigest()[:20]
    return f"wechat_corp:{kind}:{corpid}:{digest}"


class Keeper:
    """Keeps one value for all who share the store.

    :param field: the value's name in what is stored, ``"access_token"`` or ``"ticket"``
    :param key: the store's key, see :func:`store_key`
    :param fetch: asks WeCom for a new value
    :param clock: returns Unix seconds
    :param load: reads the value from where the user keeps it, instead of the store
    :param save: writes it there
    :param patience: seconds to wait for another caller's fetch
    :param on_fetch: told the end of every new value, in Unix seconds
    """

    def __init__(
        self,
        field: str,
        key: str,
        fetch: Callable[[], Loan],
        store: Store,
        clock: Callable[[], float],
        *,
        load: Callable[[], Mapping[str, Any] | None] | None = None,
        save: Callable[[dict[str, Any]], object] | None = None,
        patience: float = 20.0,
        on_fetch: Callable[[float], object] = lambda expires_at: None,
    ) -> None:
        self._field = field
        self._key = key
        self._fetch = fetch
        self._store = store
        self._clock = clock
        self._load = load
        self._save = save
        #: who reads and writes elsewhere has no use for a second copy here
        self._in_store = not (load and save)
        self._patience = patience
        self._on_fetch = on_fetch
        self._tried_at = -math.inf
        self._failures = 0
        self._failure: Exception | None = None
        self._local = threading.Lock()
        _keepers.add(self)

    def current(self) -> Loan:
        """Return a value that is good now, fetched if need be."""
        loan = self._read()
        if loan is None:
            return self._replace(None)
        now = self._clock()
        left = loan.expires_at - now
        if left > MARGIN:
            return loan
        if left <= 0:
            return self._replace(None)
        if 0 <= now - self._tried_at < PAUSE:
            return loan
        self._tried_at = now
        return self._renew_ahead(loan)

    def replace(self, refused: str) -> Loan:
        """Return another value than the one that WeCom refused, fetched if nobody has yet."""
        return self._replace(refused)

    def holds(self, value: str) -> bool:
        """Say whether ``value`` is the one that is kept now."""
        loan = self._read()
        return loan is not None and loan.value == value

    def _renew_ahead(self, loan: Loan) -> Loan:
        """Renew a value that is still good; when that cannot be done now, go on with it."""
        try:
            with self._store.lock(self._key + ":lock", wait=0):
                stored = self._read()
                if stored and stored.expires_at - self._clock() > MARGIN:
                    return stored
                return self._fetch_and_keep()
        except StoreTimeout:
            return loan  # somebody else is at it
        except WeChatCorpError as error:
            logger.warning("%s could not be renewed ahead: %s", self._field, type(error).__name__)
            return loan

    def _replace(self, refused: str | None) -> Loan:
        """Wait for this process's turn, then for this store's, then fetch unless it was done."""
        failures = self._failures
        if not self._local.acquire(timeout=self._patience):
            raise StoreTimeout(f"another thread's fetch of the {self._field} took too long")
        try:
            stored = self._usable(refused)
            if stored:
                return stored
            if self._failure and self._failures != failures:
                # the fetch that this thread waited for has failed: one failure answers for all
                raise copy.copy(self._failure)
            with self._store.lock(self._key + ":lock", wait=self._patience):
                stored = self._usable(refused)
                return stored or self._fetch_anew(refused)
        finally:
            self._local.release()

    def _fetch_anew(self, refused: str | None) -> Loan:
        if refused is not None and self._in_store:
            self._store.delete(self._key)  # nobody may read it again, even when the fetch fails
        try:
            return self._fetch_and_keep()
        except WeChatCorpError as error:
            self._failure = copy.copy(error)
            self._failures += 1
            raise

    def _usable(self, refused: str | None) -> Loan | None:
        now = self._clock()
        for loan in self._kept():
            if loan.value != refused and loan.expires_at > now:
                return loan
        return None

    def _fetch_and_keep(self) -> Loan:
        loan = self._fetch()
        plain = self.plain(loan)
        if self._save:
            self._save(dict(plain))
        if self._in_store:
            seconds = max(1.0, loan.expires_at - self._clock())
            self._store.set(self._key, json.dumps(plain), ttl=seconds)
        logger.info("a new %s was fetched", self._field)
        self._on_fetch(loan.expires_at)
        return loan

    def _read(self) -> Loan | None:
        """Return what is kept, or ``None`` when that is nothing or malformed."""
        return next(self._kept(), None)

    def _kept(self) -> Iterator[Loan]:
        """Yield what is kept: where the user keeps it, then in the store."""
        if self._load:
            loan = self._parse(self._load())
            if loan:
                yield loan
        if self._in_store:
            text = self._store.get(self._key)
            try:
                loan = self._parse(json.loads(text) if text else None)
            except ValueError:
                loan = None
            if loan:
                yield loan

    def _parse(self, kept: object) -> Loan | None:
        if not isinstance(kept, Mapping):
            return None
        value, expires_at = kept.get(self._field), kept.get("expires_at")
        if not isinstance(value, str) or not value:
            return None
        try:
            return Loan(value, float(expires_at))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None

    def plain(self, loan: Loan) -> dict[str, Any]:
        """Return the value as it is stored: ``{field: value, "expires_at": seconds}``."""
        return {self._field: loan.value, "expires_at": loan.expires_at}

    def after_fork(self) -> None:
        """Forget a lock that a thread of the parent process may have held."""
        self._local = threading.Lock()


_keepers: weakref.WeakSet[Keeper] = weakref.WeakSet()


def _after_fork() -> None:
    for keeper in _keepers:
        keeper.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_after_fork)
