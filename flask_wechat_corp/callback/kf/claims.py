"""Each customer's message is handled once, also when its process is killed meanwhile."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from ...errors import StoreError
from ...stores import Store
from ..delivery import Deliveries
from .turns import Turns

__all__ = ["REMEMBER_SECONDS", "Claims", "kf_key"]

logger = logging.getLogger("flask_wechat_corp.kf")

#: Seconds for which done messages are remembered: WeCom returns those of the last 3 days.
REMEMBER_SECONDS = 3 * 86400.0
#: How often a message may end the process of its handler.
TRIES = 3


def kf_key(corp: str, *parts: str) -> str:
    """Return a key in the store.

    :param corp: the verified corp and the name of the extension object
    """
    # Hashed: a store's key has no length or letters that WeCom could surprise it with.
    text = "\0".join((corp, *parts))
    return "kf|" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Claims:
    """The messages of a corp that are being handled or were.

    :param corp: as for :func:`kf_key`
    :param run: handles a message and sends the reply; does not raise
    :param turns: shared by all messages of this process
    """

    def __init__(
        self, store: Store, corp: str, run: Callable[[dict[str, Any]], None], turns: Turns
    ) -> None:
        self._store = store
        self._corp = corp
        self._run = run
        self.turns = turns
        self._deliveries = Deliveries(store, REMEMBER_SECONDS)

    def key_of(self, account: str, row: Mapping[str, Any]) -> str:
        """Return the key of a message's claim."""
        return kf_key(self._corp, "message", account, str(row["msgid"]))

    def is_done(self, account: str, row: Mapping[str, Any]) -> bool:
        """Return whether a message was handled."""
        return self._deliveries.is_done(self.key_of(account, row))

    def handle(self, account: str, row: dict[str, Any]) -> bool:
        """Handle a message unless it was handled before; return whether it was handled now."""
        key = self.key_of(account, row)
        delivery = self._deliveries.claim(key)
        if not delivery.ours:
            return False
        try:
            self._try(key, row)
        except BaseException:
            delivery.forget()
            raise
        delivery.done("")
        return True

    def _try(self, key: str, row: dict[str, Any]) -> None:
        """Handle a message unless it has ended its process too often."""
        tries = self.tries(key)
        if tries >= TRIES:
            logger.error(
                "A customer's message (msgid %s) is given up, because its process has ended %d"
                " times while it was being handled. Look for a lack of memory or a hard time"
                " limit.", row["msgid"], TRIES,
            )  # fmt: skip
            return
        with self.turns.take(alone=tries > 0):
            self.count(key, tries + 1)  # not earlier: another message may end the process first
            self._run(row)

    def tries(self, key: str) -> int:
        """Return how often a message has begun to be handled."""
        try:
            return int(self._store.get(key + "|tries") or 0)
        except (StoreError, ValueError):
            return 0

    def count(self, key: str, tries: int) -> None:
        """Note how often a message has begun to be handled."""
        try:
            self._store.set(key + "|tries", str(tries), REMEMBER_SECONDS)
        except StoreError:
            logger.warning("The store failed. A customer's message is handled without counting.")
