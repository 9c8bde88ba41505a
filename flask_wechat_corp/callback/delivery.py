"""Deliveries: WeCom repeats a message that was not answered in time; the handler runs once.

A delivery is claimed before its handler runs. The claim is a lease, so that of a killed process
ends by itself within four seconds. The finished reply takes the claim's place and is given again
to every repeat::

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
from typing import Any

from ..errors import StoreError
from ..stores import Store
from ..stores.leases import Lease, holder, keeper

__all__ = ["Deliveries", "Delivery", "delivery_key"]

log = logging.getLogger("flask_wechat_corp.delivery")

RUNNING = "running:"
DONE = "done:"
IDENTITY = ("ToUserName", "AgentID", "FromUserName", "CreateTime", "MsgId")
#: Seconds for which a claim outlives its process, and a repeat waits for a running first one.
LEASE = 4.0
WAIT = 4.5


def delivery_key(message: Mapping[str, Any], *agent: str) -> str:
    """Return what a delivery is known by: corp, agent, sender, ``CreateTime`` and ``MsgId``.

    What has no ``MsgId`` (events) is known by all its fields.

    :param agent: what tells the agent, when the message does not
    """
    if message.get("MsgId"):
        text = "\0".join(map(str, map(message.get, IDENTITY)))  # XML cannot carry a NUL
    else:
        text = json.dumps(dict(message), sort_keys=True, default=str)
    text = "\0".join((text, *agent))
    return "delivery|" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Delivery:
    """One arrival of a message.

    When :attr:`ours` is true, the handler is to be run, then ``done`` or ``forget`` called.
    Otherwise :attr:`reply` is the answer, ``""`` for an empty one.
    """

    def __init__(self, lease: Lease | None, ttl: float, *, ours: bool, reply: str = "") -> None:
        self._lease = lease
        self._ttl = ttl
        self.ours = ours
        self.reply = reply

    def done(self, reply: str) -> None:
        """Keep the reply for the repeats. Never raises: the answer must leave all the same."""
        self._finish(DONE + reply)

    def forget(self) -> None:
        """Let a repeat run the handler again."""
        self._finish(None)

    def _finish(self, value: str | None) -> None:
        lease, self._lease = self._lease, None
        if lease is None:
            return
        keeper.drop(lease)
        try:
            if not lease.finish(value, self._ttl):
                log.warning("a delivery was held for too long and lost; it may have run twice")
        except StoreError:
            log.warning("the store failed; repeats of a delivery may run its handler again")


class Deliveries:
    """The deliveries of one store.

    :param ttl: seconds for which a finished delivery is remembered; ``0`` switches this off
    """

    def __init__(
        self,
        store: Store,
        ttl: float,
        *,
        pause: float = 0.02,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._ttl = ttl
        self._pause = pause
        self._clock = clock
        self._sleep = sleep

    def claim(self, key: str) -> Delivery:
        """Claim a delivery, or find (and wait for) the reply of an earlier arrival.

        Never raises: when the store is down, the message is handled and its repeats are not
        recognised.
        """
        if not self._ttl:
            return Delivery(None, 0, ours=True)
        try:
            return self._claim(key)
        except StoreError:
            log.warning("the store failed; a delivery is handled without looking for repeats")
            return Delivery(None, 0, ours=True)

    def _claim(self, key: str) -> Delivery:
        value = RUNNING + holder()
        arrived = since = self._clock()
        while True:
            if self._store.add(key, value, LEASE):
                return Delivery(self._kept(key, value, since), self._ttl, ours=True)
            while (found := self._store.get(key)) is not None:
                if found.startswith(DONE):
                    return Delivery(None, 0, ours=False, reply=found.removeprefix(DONE))
                if self._clock() - arrived >= WAIT:
                    return Delivery(None, 0, ours=False)
                self._sleep(self._pause)
            since = self._clock()
            if since - arrived >= WAIT:
                return Delivery(None, 0, ours=False)

    def _kept(self, key: str, value: str, since: float) -> Lease:
        lease = Lease(self._store, key, value, LEASE, since=since, retake=True, clock=self._clock)
        keeper.keep(lease)
        return lease
