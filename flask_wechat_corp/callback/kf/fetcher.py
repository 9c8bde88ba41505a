"""Fetches what customers wrote: one fetcher for an account, one message at a time for a customer.

A doorbell only says that there is something to fetch. Each leaves a new value in the store, so the
process that is fetching sees the doorbells of the others; a process that waits for it finds in the
account's row that nothing is left to do. The cursor moves past a page when all of its messages
were handled; messages of a page that is read again are recognised by their ``msgid``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..._clocks import wall_clock
from ...errors import StoreTimeout, WeChatAPIError
from ...stores import Store
from ...stores.locks import HeldLock, own_lock
from .claims import REMEMBER_SECONDS, Claims, kf_key
from .pages import Page
from .progress import Place
from .queues import CustomerQueue, HandedOver
from .turns import Turns
from .workers import Workers

__all__ = ["FIRST_SECONDS", "Fetcher", "Inbox", "ring"]

logger = logging.getLogger("flask_wechat_corp.kf")

#: Without a stored cursor only messages younger than this are handled, in seconds.
FIRST_SECONDS = 600.0
#: How long a process waits for the one that is fetching, in seconds.
LOCK_WAIT = 300.0
#: Messages that may wait in memory before the next page is read.
MOST_WAITING = 2000
#: The doorbell's token is older than 10 minutes.
TOKEN_EXPIRED = 95007


class Inbox(Protocol):
    """The calls that a fetcher needs."""

    def page(self, account: str, token: str | None, cursor: str | None) -> Page:
        """Return a page of ``kf/sync_msg``; what cannot be read is logged there.

        :raises WeChatAPIError: when WeCom refuses
        :raises WeChatTransportError: when there is no answer, or no cursor in it
        """

    def handle(self, row: dict[str, Any]) -> None:
        """Handle a message and send the reply. Must not raise."""

    def start(self, work: Callable[[], None]) -> None:
        """Run ``work`` in another thread; raise when there is none."""


def ring(store: Store, corp: str, account: str, bell: str) -> None:
    """Leave a doorbell for whichever process fetches next.

    :param corp: as for :class:`Fetcher`
    :param bell: the token of the callback, a space, and something that is never used again
    :raises StoreError: when the store fails
    """
    store.set(kf_key(corp, "bell", account), bell, REMEMBER_SECONDS)


class Fetcher:
    """Fetches and handles the messages of a corp's accounts.

    :param corp: the verified corp and the name of the extension object, for the keys in the store
    :param clock: returns seconds since the epoch
    :param pause: seconds between two looks for doorbells of other processes
    :param lock_wait: seconds to wait for the process that is fetching
    :param turns: shared by the fetchers of this process
    :param submit: given account and customer, has another process call :meth:`serve`; without it
        messages are handled in this process
    """

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        corp: str,
        *,
        clock: Callable[[], float] = wall_clock,
        pause: float = 0.2,
        lock_wait: float = LOCK_WAIT,
        turns: Turns | None = None,
        submit: Callable[[str, str], None] | None = None,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._corp = corp
        self._clock = clock
        self.pause = pause
        self._lock_wait = lock_wait
        self.submit = submit
        self.claims = Claims(store, corp, inbox.handle, turns or Turns())

    def _key(self, *parts: str) -> str:
        return kf_key(self._corp, *parts)

    def fetch(self, account: str, *, since: float | None = None) -> int:
        """Fetch and handle until there is no more; return how many messages were handled.

        :param since: begin with the messages of the last so many seconds, whatever was handled
            before; done messages are still skipped
        :raises StoreError: when the store fails
        :raises WeChatAPIError: when WeCom refuses
        :raises WeChatTransportError: when there is no usable answer
        """
        key = self._key("account", account)
        lock = self._store.lock(key, wait=self._lock_wait)
        with lock:
            held = own_lock(self._store, lock)
            return _Run(self, account, key, held).run(since)

    # -- other processes

    def _queue(self, account: str, customer: str) -> CustomerQueue:
        key = self._key("customer", account, customer)
        return CustomerQueue(self._store, key, REMEMBER_SECONDS)

    def hand_over(self, account: str, customer: str, rows: list[dict[str, Any]]) -> None:
        """Have messages of a customer handled by another process."""
        self._queue(account, customer).add(rows)
        assert self.submit is not None  # noqa: S101 - else they are handled here
        self.submit(account, customer)

    def serve(self, account: str, customer: str, *, wait: float = 0) -> bool:
        """Handle what waits of a customer, in order; return whether all is handled.

        :param wait: seconds to wait for another process that is serving the customer
        :returns: ``False`` when that process is still at work; it may be killed, so ask again
        :raises StoreError: when the store fails
        """
        queue = self._queue(account, customer)
        serving = self._key("serving", account, customer)
        # Looked at again after the lock is released: until then, the task of a message that was
        # added meanwhile has found the customer taken.
        while queue.rows():
            try:
                with self._store.lock(serving, wait=wait):
                    if not self._serve(account, queue):
                        return False
            except StoreTimeout:
                return False
        return True

    def _serve(self, account: str, queue: CustomerQueue) -> bool:
        while rows := queue.rows():
            for row in rows:
                if not self.claims.handle(account, row) and not self.claims.is_done(account, row):
                    return False  # a process that has lost the customer is still handling it
            queue.remove({row["msgid"] for row in rows})
        return True


class _Run:
    """One fetch, while the account's lock is held."""

    def __init__(self, fetcher: Fetcher, account: str, key: str, held: HeldLock | None) -> None:
        self._fetcher = fetcher
        self._account = account
        self._key = key
        self._held = held
        self._place = Place()
        self._skipped = 0
        self._workers: Workers | HandedOver
        if fetcher.submit is None:
            self._workers = Workers(self._handle, fetcher._inbox.start, pause=fetcher.pause)
        else:
            self._workers = HandedOver(self._hand_over, self._is_done)

    def run(self, since: float | None) -> int:
        fetcher = self._fetcher
        self._place = place = Place.read(fetcher._store.get(self._key))
        if since is None and place.bell is not None and place.bell == self._bell():
            return 0  # another process has fetched since this doorbell
        if since is not None or place.cursor is None:
            seconds = FIRST_SECONDS if since is None else since
            self._place = Place(None, fetcher._clock() - seconds, None)
        try:
            bell = self._read_all()
        finally:
            self._workers.finish()
            self._save()
        self._store_place(self._place._replace(not_before=None, bell=bell))
        if self._skipped:
            logger.info(
                "%d older messages of customers are not handled. To handle them run flask"
                " wechat-corp kf sync --since 2h.", self._skipped,
            )  # fmt: skip
        return self._workers.handled

    def _bell(self) -> str | None:
        return self._fetcher._store.get(self._fetcher._key("bell", self._account))

    def _read_all(self) -> str | None:
        """Read pages until there is no more and no doorbell came meanwhile; return the last one."""
        cursor = self._place.cursor
        while True:
            bell = self._bell()
            token = (bell or "").partition(" ")[0] or None
            cursor = self._read_pages(token, cursor)
            while self._workers.wait():
                self._save()
                if self._bell() != bell:
                    break
            if self._bell() == bell:
                return bell

    def _read_pages(self, token: str | None, cursor: str | None) -> str | None:
        """Read to the last page; return the cursor behind it."""
        while True:
            try:
                page = self._fetcher._inbox.page(self._account, token, cursor)
            except WeChatAPIError as error:
                if error.errcode != TOKEN_EXPIRED or token is None:
                    raise
                token = None
                continue
            self._workers.add(page.next_cursor or cursor or "", self._wanted(page.rows))
            self._save()
            moved = page.next_cursor not in ("", cursor)
            cursor = page.next_cursor or cursor
            if not page.more or not moved:
                return cursor
            while self._workers.waiting > MOST_WAITING and self._workers.wait():
                self._save()

    def _wanted(self, rows: list[Any]) -> list[tuple[str, dict[str, Any]]]:
        """Return the messages to handle, each with its customer."""
        found = []
        for row in rows:
            if not isinstance(row, dict) or not row.get("msgid"):
                logger.error("A customer's message has no msgid. It is skipped.")
                continue
            sent = row.get("send_time")
            oldest = self._place.not_before
            if oldest is not None and isinstance(sent, (int, float)) and sent < oldest:
                self._skipped += 1
                continue
            found.append((_customer(row), row))
        return found

    def _handle(self, row: dict[str, Any]) -> bool:
        return self._fetcher.claims.handle(self._account, row)

    def _hand_over(self, customer: str, rows: list[dict[str, Any]]) -> None:
        self._fetcher.hand_over(self._account, customer, rows)

    def _is_done(self, row: dict[str, Any]) -> bool:
        return self._fetcher.claims.is_done(self._account, row)

    def _save(self) -> None:
        """Store the cursor behind the pages that are done."""
        cursor = self._workers.done()
        if cursor is not None and cursor != self._place.cursor:
            self._place = self._place._replace(cursor=cursor)
            self._store_place(self._place)

    def _store_place(self, place: Place) -> None:
        if self._held is None:
            self._fetcher._store.set(self._key, place.text())
        elif not self._held.write(self._key, place.text()):
            logger.error(
                "Lost the lock of an account because this process was paused for too long; its"
                " cursor is not saved."
            )


def _customer(row: Mapping[str, Any]) -> str:
    """Return the customer whose messages must stay in order; of an event without one, ``""``."""
    event = row.get("event")
    inner = event.get("external_userid") if isinstance(event, Mapping) else None
    return str(row.get("external_userid") or inner or "")
