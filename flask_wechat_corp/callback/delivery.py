"""Deliveries: WeCom repeats a message that was not answered in time; the handler runs once.

A delivery is claimed before its handler runs. The claim is a lease, so the claim of a killed
process expires within four seconds. When the handler has finished, the reply replaces the claim,
and every repeat gets the same reply::

    nothing ── claim ──► running:<owner> ── done ──► done:<reply> ── ttl ──► nothing
       ▲                      │
       └── forget, lease ends ┘
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from .._clocks import monotonic
from ..errors import StoreError
from ..stores import Store
from ..stores.leases import Lease, new_owner_id
from ..stores.renewal import lease_renewer

__all__ = ["CALLBACK_LOCK_WAIT", "Deliveries", "Delivery", "delivery_key"]

logger = logging.getLogger("flask_wechat_corp.callback")

RUNNING = "running:"
DONE = "done:"
IDENTITY = ("AgentID", "FromUserName", "CreateTime", "MsgId")
#: Seconds after which the claim of a killed process expires.
LEASE_SECONDS = 4.0
#: Seconds that a request waits for the first arrival of its message, or for another message of its
#: conversation. WeCom closes the connection after 5 seconds.
CALLBACK_LOCK_WAIT = 4.5


def delivery_key(corp: str, message: Mapping[str, Any], *agent: str) -> str:
    """Return the key of a delivery: corp, agent, sender, ``CreateTime`` and ``MsgId``, hashed.

    A message without a ``MsgId`` (an event) is identified by all its fields.

    :param corp: the verified corp (``Message.corp_key``): the fields are the sender's own words
    :param agent: what identifies the agent when the message has no ``AgentID``
    """
    if message.get("MsgId"):
        text = "\0".join(map(str, map(message.get, IDENTITY)))  # XML cannot carry a NUL
    else:
        text = _all_of(dict(message))
    text = "\0".join((corp, text, *agent))
    return "delivery|" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _all_of(fields: dict[str, Any]) -> str:
    try:
        return "\0".join(chain.from_iterable(sorted(fields.items())))
    except TypeError:  # an element with further elements
        return json.dumps(fields, sort_keys=True, default=str)


class Delivery:
    """One arrival of a message.

    When :attr:`ours` is true, run the handler, then call ``done`` or ``forget``. Otherwise
    :attr:`reply` is the answer, ``""`` for an empty one.
    """

    def __init__(self, lease: Lease | None, ttl: float, *, ours: bool, reply: str = "") -> None:
        self._lease = lease
        self._ttl = ttl
        self.ours = ours
        self.reply = reply

    def done(self, reply: str) -> None:
        """Keep the reply for repeats. Never raises, because the response must be sent anyway."""
        self._finish(DONE + reply)

    def forget(self) -> None:
        """Give the claim up, so that a repeat runs the handler again."""
        self._finish(None)

    def _finish(self, value: str | None) -> None:
        lease, self._lease = self._lease, None
        if lease is None:
            return
        lease_renewer.drop(lease)
        try:
            if not lease.release(value, self._ttl):
                logger.error(
                    "Lost the claim on a message because this process was paused for more than"
                    " %g seconds; its handler may have run twice.",
                    LEASE_SECONDS,
                )
        except StoreError:
            logger.warning("The store failed. Repeats of a message may run its handler again.")


class Deliveries:
    """The deliveries of one store.

    :param ttl: seconds for which a finished delivery is remembered; ``0`` switches this off
    :param wait: seconds that a repeat waits for the running handler of the first arrival
    :param pause: seconds between two looks at the store meanwhile
    """

    def __init__(
        self,
        store: Store,
        ttl: float,
        *,
        wait: float = CALLBACK_LOCK_WAIT,
        pause: float = 0.02,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._ttl = ttl
        self._wait = wait
        self._pause = pause
        self._clock = clock
        self._sleep = sleep

    def claim(self, key: str) -> Delivery:
        """Claim a delivery, or find (and wait for) the reply of an earlier arrival.

        Never raises: when the store fails, the message is handled, and its repeats are not
        recognised.
        """
        if not self._ttl:
            return Delivery(None, 0, ours=True)
        try:
            return self._claim(key)
        except StoreError:
            logger.warning("The store failed. A message is handled without looking for repeats.")
            return Delivery(None, 0, ours=True)

    def is_done(self, key: str) -> bool:
        """Return whether a delivery was handled; ``False`` when the store fails."""
        try:
            return (self._store.get(key) or "").startswith(DONE)
        except StoreError:
            return False

    def _claim(self, key: str) -> Delivery:
        value = RUNNING + new_owner_id()
        arrived = since = self._clock()
        while True:
            if self._store.add(key, value, LEASE_SECONDS):
                return Delivery(self._renewed(key, value, since), self._ttl, ours=True)
            while (found := self._store.get(key)) is not None:
                if found.startswith(DONE):
                    return Delivery(None, 0, ours=False, reply=found.removeprefix(DONE))
                if self._clock() - arrived >= self._wait:
                    return Delivery(None, 0, ours=False)
                self._sleep(self._pause)
            since = self._clock()
            if since - arrived >= self._wait:
                return Delivery(None, 0, ours=False)

    def _renewed(self, key: str, value: str, since: float) -> Lease:
        lease = Lease(self._store, key, value, LEASE_SECONDS, since=since, clock=self._clock)
        try:
            lease_renewer.keep(lease)
        except BaseException:
            lease.release()
            raise
        return lease
