"""The fetcher: cursor, order, done messages, the first fetch, tries, doorbells."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError, WeChatTransportError
from flask_wechat_corp.callback.kf.fetcher import Fetcher, ring
from flask_wechat_corp.callback.kf.pages import Page
from flask_wechat_corp.callback.kf.workers import Workers
from flask_wechat_corp.stores.memory import MemoryStore

NOW = 1_700_000_000.0
ACCOUNT = "kfA"


def row(number: int, customer: str = "wmA", age: float = 0) -> dict[str, Any]:
    return {
        "msgid": f"m{number}", "open_kfid": ACCOUNT, "external_userid": customer, "origin": 3,
        "send_time": int(NOW - age), "msgtype": "text", "text": {"content": str(number)},
    }  # fmt: skip


class Inbox:
    """WeCom's side: rows, pages of ``size``, and a cursor that is a number.

    :param threads: whether ``start`` gives threads; without, the fetcher handles alone
    """

    def __init__(self, rows: list[Any], size: int = 2, threads: bool = False) -> None:
        self.rows = rows
        self.size = size
        self.threads = threads
        self.calls: list[tuple[str | None, str | None]] = []
        self.handled: list[str] = []
        self.errors: list[Exception | None] = []
        self.during: Callable[[dict[str, Any]], None] = lambda row: None
        self.on_page: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def page(self, account: str, token: str | None, cursor: str | None) -> Page:
        assert account == ACCOUNT
        self.calls.append((token, cursor))
        self.on_page()
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        start = int(cursor or 0)
        end = min(start + self.size, len(self.rows))
        return Page(self.rows[start:end], str(end), end < len(self.rows))

    def handle(self, row: dict[str, Any]) -> None:
        self.during(row)
        with self._lock:
            self.handled.append(row["msgid"])

    def start(self, work: Callable[[], None]) -> None:
        if not self.threads:
            raise RuntimeError("full")
        threading.Thread(target=work, daemon=True).start()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def fetcher(store: MemoryStore, inbox: Inbox, clock: Callable[[], float] = lambda: NOW) -> Fetcher:
    return Fetcher(store, inbox, "corp", clock=clock, pause=0.005)


def test_page_after_page_until_there_is_no_more(store: MemoryStore) -> None:
    inbox = Inbox([row(n) for n in range(5)])
    assert fetcher(store, inbox).fetch(ACCOUNT) == 5
    assert inbox.handled == ["m0", "m1", "m2", "m3", "m4"]
    assert [cursor for _, cursor in inbox.calls] == [None, "2", "4"]


def test_a_restart_goes_on_at_the_cursor(store: MemoryStore) -> None:
    inbox = Inbox([row(n) for n in range(3)])
    fetcher(store, inbox).fetch(ACCOUNT)
    inbox.rows += [row(3)]
    inbox.calls.clear()
    assert fetcher(store, inbox).fetch(ACCOUNT) == 1
    assert inbox.calls == [(None, "3")]
    assert inbox.handled[-1] == "m3"


def test_an_empty_page_with_more_is_not_the_end(store: MemoryStore) -> None:
    inbox = Inbox([row(0)])
    pages = [Page([], "a", True), Page([row(0)], "b", False)]
    inbox.page = lambda account, token, cursor: pages.pop(0)  # type: ignore[method-assign]
    assert fetcher(store, inbox).fetch(ACCOUNT) == 1


def test_a_cursor_that_does_not_move_ends_the_fetch(store: MemoryStore) -> None:
    inbox = Inbox([])
    inbox.page = lambda account, token, cursor: Page([], "a", True)  # type: ignore[method-assign]
    assert fetcher(store, inbox).fetch(ACCOUNT) == 0


def test_in_order_for_each_customer_and_side_by_side(store: MemoryStore) -> None:
    inbox = Inbox([row(n, f"wm{n % 2}") for n in range(20)], size=7, threads=True)
    reached = threading.Event()

    def during(row: dict[str, Any]) -> None:
        if row["msgid"] == "m0":  # the other customer's last message does not wait for this one
            assert reached.wait(10)
        if row["msgid"] == "m19":
            reached.set()

    inbox.during = during
    fetcher(store, inbox).fetch(ACCOUNT)
    for customer in range(2):
        mine = [int(one[1:]) for one in inbox.handled if int(one[1:]) % 2 == customer]
        assert mine == sorted(mine)
        assert len(mine) == 10


def test_the_cursor_stays_before_a_message_that_is_not_handled(store: MemoryStore) -> None:
    inbox = Inbox([row(n, f"wm{n}") for n in range(4)], threads=True)
    third = threading.Event()
    seen = fetcher(store, inbox)
    kept: list[Any] = []

    def during(row: dict[str, Any]) -> None:
        if row["msgid"] == "m0":
            assert third.wait(10)
            kept.append(store.get(seen._key("account", ACCOUNT)))
        if row["msgid"] == "m3":
            third.set()

    inbox.during = during
    seen.fetch(ACCOUNT)
    assert kept == [None]
    cursor = json.loads(store.get(seen._key("account", ACCOUNT)) or "")[0]
    assert cursor == "4"


def test_done_messages_are_skipped_when_pages_come_again(store: MemoryStore) -> None:
    inbox = Inbox([row(n) for n in range(3)])
    fetcher(store, inbox).fetch(ACCOUNT)
    assert fetcher(store, inbox).fetch(ACCOUNT, since=3600) == 0
    assert inbox.handled == ["m0", "m1", "m2"]


def test_the_first_fetch_handles_only_young_messages(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    inbox = Inbox([row(0, age=7000), row(1, age=601), row(2, age=600), row(3)])
    assert fetcher(store, inbox).fetch(ACCOUNT) == 2
    assert inbox.handled == ["m2", "m3"]
    assert "2 older messages of customers are not handled" in caplog.text
    assert fetcher(store, inbox).fetch(ACCOUNT, since=7200) == 2
    assert inbox.handled == ["m2", "m3", "m0", "m1"]


def test_a_first_fetch_that_broke_off_still_skips_old_messages(store: MemoryStore) -> None:
    inbox = Inbox([row(0), row(1), row(2, age=7000), row(3)])
    inbox.errors = [None, WeChatTransportError("/cgi-bin/kf/sync_msg", "broken")]
    with pytest.raises(WeChatTransportError):
        fetcher(store, inbox).fetch(ACCOUNT)
    assert fetcher(store, inbox, lambda: NOW + 5).fetch(ACCOUNT) == 1
    assert inbox.handled == ["m0", "m1", "m3"]
    inbox.rows.append(row(4, age=7000))  # after the first fetch the age does not count any more
    assert fetcher(store, inbox).fetch(ACCOUNT) == 1


def test_a_doorbell_that_was_followed_costs_no_call(store: MemoryStore) -> None:
    inbox = Inbox([row(0)])
    one = fetcher(store, inbox)
    ring(store, "corp", ACCOUNT, "token x")
    one.fetch(ACCOUNT)
    assert inbox.calls == [("token", None)]
    assert fetcher(store, inbox).fetch(ACCOUNT) == 0
    assert len(inbox.calls) == 1
    ring(store, "corp", ACCOUNT, "token y")
    one.fetch(ACCOUNT)
    assert inbox.calls[1:] == [("token", "1")]


def test_a_doorbell_during_the_fetch_is_followed(store: MemoryStore) -> None:
    inbox = Inbox([row(0)])
    one = fetcher(store, inbox)

    def during(message: dict[str, Any]) -> None:
        if message["msgid"] == "m0":
            inbox.rows.append(row(1))
            ring(store, "corp", ACCOUNT, "second x")

    inbox.during = during
    ring(store, "corp", ACCOUNT, "first x")
    assert one.fetch(ACCOUNT) == 2
    assert inbox.calls == [("first", None), ("second", "1")]


def test_a_failed_fetch_does_not_count_as_having_followed_the_doorbell(store: MemoryStore) -> None:
    inbox = Inbox([row(0)])
    inbox.errors = [WeChatTransportError("/cgi-bin/kf/sync_msg", "broken")]
    one = fetcher(store, inbox)
    ring(store, "corp", ACCOUNT, "token x")
    with pytest.raises(WeChatTransportError):
        one.fetch(ACCOUNT)
    assert one.fetch(ACCOUNT) == 1


def test_an_expired_token_is_left_out(store: MemoryStore) -> None:
    inbox = Inbox([row(0)])
    inbox.errors = [WeChatAPIError(95007, "invalid msg token", "/cgi-bin/kf/sync_msg")]
    one = fetcher(store, inbox)
    ring(store, "corp", ACCOUNT, "old x")
    assert one.fetch(ACCOUNT) == 1
    assert inbox.calls == [("old", None), (None, None)]


def test_what_was_read_is_handled_when_a_later_page_fails(store: MemoryStore) -> None:
    inbox = Inbox([row(n) for n in range(4)])
    inbox.errors = [None, WeChatAPIError(45009, "too often", "/cgi-bin/kf/sync_msg")]
    with pytest.raises(WeChatAPIError):
        fetcher(store, inbox).fetch(ACCOUNT)
    assert inbox.handled == ["m0", "m1"]
    fetcher(store, inbox).fetch(ACCOUNT)
    assert inbox.calls[2:] == [(None, "2")]


def test_a_message_that_ends_its_process_three_times_is_given_up(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    class Killed(BaseException):
        pass

    inbox = Inbox([])

    def killed(message: dict[str, Any]) -> None:
        raise Killed

    inbox.during = killed
    one = fetcher(store, inbox)
    for _ in range(3):
        with pytest.raises(Killed):
            one.claims.handle(ACCOUNT, row(0))
    assert "given up" not in caplog.text
    assert one.claims.handle(ACCOUNT, row(0))
    assert "A customer's message (msgid m0) is given up" in caplog.text
    assert not one.claims.handle(ACCOUNT, row(0))


def test_a_message_that_was_tried_before_is_handled_alone(store: MemoryStore) -> None:
    inbox = Inbox([row(0, "wmA"), row(1, "wmB"), row(2, "wmC")], size=3, threads=True)
    one = fetcher(store, inbox)
    for number in (0, 1):  # both were being handled when a process was killed
        one.claims.count(one._key("message", ACCOUNT, f"m{number}"), 1)
    running: list[str] = []
    beside: list[list[str]] = []

    def during(message: dict[str, Any]) -> None:
        running.append(message["msgid"])
        time.sleep(0.02)  # long enough to meet the others, if they were not kept apart
        beside.append(list(running))
        running.remove(message["msgid"])

    inbox.during = during
    assert one.fetch(ACCOUNT) == 3
    assert sorted(beside) == [["m0"], ["m1"], ["m2"]]


def test_a_message_that_waits_for_its_turn_is_not_counted(store: MemoryStore) -> None:
    class Killed(BaseException):
        pass

    inbox = Inbox([])
    one = fetcher(store, inbox)
    keys = [one._key("message", ACCOUNT, f"m{number}") for number in (0, 1)]
    for key in keys:
        one.claims.count(key, 1)
    waits = threading.Thread(target=one.claims.handle, args=(ACCOUNT, row(1)), daemon=True)

    def killed(message: dict[str, Any]) -> None:
        if message["msgid"] == "m0":
            waits.start()
            while one.claims.turns._alone < 2:
                time.sleep(0.001)
            assert [one.claims.tries(key) for key in keys] == [2, 1]
            raise Killed

    inbox.during = killed
    with pytest.raises(Killed):
        one.claims.handle(ACCOUNT, row(0))
    waits.join(30)
    assert inbox.handled == ["m1"]


def test_rows_without_an_id_are_skipped(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox(["?", {"msgtype": "text"}, row(0)], size=3)
    assert fetcher(store, inbox).fetch(ACCOUNT) == 1
    assert caplog.text.count("has no msgid") == 2


def test_a_row_in_the_store_that_cannot_be_read(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox([row(0)])
    one = fetcher(store, inbox)
    store.set(one._key("account", ACCOUNT), "?")
    assert one.fetch(ACCOUNT) == 1
    assert "cannot be read" in caplog.text


def test_two_fetchers_of_an_account_do_not_handle_a_message_twice(store: MemoryStore) -> None:
    inbox = Inbox([row(n, f"wm{n % 5}") for n in range(50)], size=10, threads=True)
    threads = [
        threading.Thread(target=fetcher(store, inbox).fetch, args=(ACCOUNT,)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(inbox.handled) == sorted(f"m{n}" for n in range(50))


def test_accounts_and_corps_have_rows_of_their_own(store: MemoryStore) -> None:
    inbox = Inbox([])
    one, other = Fetcher(store, inbox, "corp"), Fetcher(store, inbox, "corp2")
    keys = {one._key("account", "a"), one._key("account", "b"), other._key("account", "a")}
    assert len(keys) == 3


def test_an_error_of_the_handling_is_logged_and_the_next_message_handled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def handle(row: dict[str, Any]) -> bool:
        if row["n"] == 0:
            raise ValueError
        return True

    def start(work: Callable[[], None]) -> None:
        raise RuntimeError

    workers = Workers(handle, start, pause=0.001)
    workers.add("next", [("wmA", {"n": 0}), ("wmA", {"n": 1})])
    assert workers.done() is None
    workers.finish()
    assert (workers.handled, workers.done()) == (1, "next")
    assert "could not be handled" in caplog.text
