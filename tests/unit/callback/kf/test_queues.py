"""Customers' messages that other processes handle: order, repeats, workers that are killed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from flask_wechat_corp import WeChatCorpError
from flask_wechat_corp.callback.kf.fetcher import Fetcher
from flask_wechat_corp.callback.kf.queues import CustomerQueue
from flask_wechat_corp.stores import Store
from flask_wechat_corp.stores.memory import MemoryStore
from tests.unit.callback.kf.test_fetcher import ACCOUNT, NOW, Inbox, row


class Processes:
    """A web process that fetches and workers that serve, all with one store."""

    def __init__(self, store: Store, inbox: Inbox) -> None:
        self.store = store
        self.inbox = inbox
        self.tasks: list[str] = []
        self.refuses: Callable[[str], bool] = lambda customer: False

    def _submit(self, account: str, customer: str) -> None:
        assert account == ACCOUNT
        if self.refuses(customer):
            raise WeChatCorpError("The queue refused.")
        self.tasks.append(customer)

    def process(self) -> Fetcher:
        return Fetcher(self.store, self.inbox, "corp", clock=lambda: NOW, submit=self._submit)

    def fetch(self) -> int:
        return self.process().fetch(ACCOUNT)

    def work(self) -> None:
        while self.tasks:
            assert self.process().serve(ACCOUNT, self.tasks.pop(0))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox([row(n, f"wm{n % 2}") for n in range(6)], size=4)


@pytest.fixture
def processes(inbox: Inbox) -> Processes:
    return Processes(MemoryStore(), inbox)


def test_a_fetch_hands_over_and_moves_the_cursor(processes: Processes, inbox: Inbox) -> None:
    assert processes.fetch() == 6
    assert processes.tasks == ["wm0", "wm1", "wm0", "wm1"]  # one for a customer and a page
    assert inbox.handled == []
    processes.work()
    assert inbox.handled == ["m0", "m2", "m4", "m1", "m3", "m5"]  # all that waits of a customer
    inbox.calls.clear()
    assert processes.fetch() == 0
    assert inbox.calls == [(None, "6")]


def test_messages_that_were_handled_are_not_handed_over(processes: Processes, inbox: Inbox) -> None:
    processes.fetch()
    processes.work()
    assert processes.process().fetch(ACCOUNT, since=3600) == 0
    assert (processes.tasks, len(inbox.handled)) == ([], 6)


def test_a_page_that_comes_again_is_handled_once(processes: Processes, inbox: Inbox) -> None:
    processes.fetch()
    processes.process().fetch(ACCOUNT, since=3600)  # nothing was handled yet
    processes.work()
    assert sorted(inbox.handled) == [f"m{n}" for n in range(6)]


def test_the_cursor_stays_when_the_queue_refuses(processes: Processes, inbox: Inbox) -> None:
    processes.refuses = lambda customer: customer == "wm1"
    with pytest.raises(WeChatCorpError):
        processes.fetch()
    processes.refuses = lambda customer: False
    assert processes.fetch() == 6
    assert inbox.calls == [(None, None), (None, None), (None, "4")]
    processes.work()
    assert sorted(inbox.handled) == [f"m{n}" for n in range(6)]


def test_a_second_task_of_a_customer_does_not_overtake(processes: Processes, inbox: Inbox) -> None:
    """While a worker handles a customer's message, another worker must leave the next one."""
    inbox.rows = [row(0), row(1)]
    processes.fetch()
    answers = []

    def during(message: dict[str, Any]) -> None:
        answers.append(processes.process().serve(ACCOUNT, "wmA"))

    inbox.during = during
    assert processes.process().serve(ACCOUNT, "wmA")
    assert inbox.handled == ["m0", "m1"]
    assert answers == [False, False]


def test_what_comes_while_a_customer_is_served_is_served_too(
    processes: Processes, inbox: Inbox
) -> None:
    """The task of a later message finds the customer taken, so the first one must see it."""
    inbox.rows = [row(0)]
    processes.fetch()

    def during(message: dict[str, Any]) -> None:
        if message["msgid"] == "m0":
            inbox.rows.append(row(1))
            processes.fetch()

    inbox.during = during
    assert processes.process().serve(ACCOUNT, "wmA")
    assert inbox.handled == ["m0", "m1"]


def test_what_comes_after_the_last_look_is_served_too(
    processes: Processes, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.rows = [row(0)]
    processes.fetch()
    worker = processes.process()
    serve, served = worker._serve, list[bool]()

    def then_one_more(account: str, queue: CustomerQueue) -> bool:
        done = serve(account, queue)
        if not served:  # the lock is still held
            inbox.rows.append(row(1))
            processes.fetch()
            assert not processes.process().serve(ACCOUNT, "wmA")
        served.append(done)
        return done

    monkeypatch.setattr(worker, "_serve", then_one_more)
    assert worker.serve(ACCOUNT, "wmA")
    assert inbox.handled == ["m0", "m1"]


class Killed(BaseException):
    pass


def test_a_message_that_kills_three_workers_is_given_up_and_the_next_one_handled(
    processes: Processes, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.rows = [row(0), row(1)]
    processes.fetch()

    def during(message: dict[str, Any]) -> None:
        if message["msgid"] == "m0":
            raise Killed

    inbox.during = during
    for _ in range(3):
        with pytest.raises(Killed):
            processes.process().serve(ACCOUNT, "wmA")
    assert processes.process().serve(ACCOUNT, "wmA")
    assert inbox.handled == ["m1"]
    assert caplog.text.count("is given up, because its process has ended 3 times") == 1


def test_a_message_that_another_worker_still_handles_stays(
    processes: Processes, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.rows = [row(0)]
    processes.fetch()
    worker = processes.process()
    worker.claims._deliveries._wait = 0.01
    elsewhere = processes.process().claims
    claim = elsewhere._deliveries.claim(elsewhere.key_of(ACCOUNT, row(0)))
    assert not worker.serve(ACCOUNT, "wmA")
    claim.forget()
    assert worker.serve(ACCOUNT, "wmA")
    assert inbox.handled == ["m0"]


def test_nothing_stays_in_the_store_but_the_notes_of_done_messages(
    processes: Processes, inbox: Inbox
) -> None:
    processes.fetch()
    queue = processes.process()._queue(ACCOUNT, "wm0")
    assert len(queue.rows()) == 3
    processes.work()
    assert processes.store.get(queue._key) is None


def test_half_of_a_surrogate_pair_can_wait(processes: Processes, inbox: Inbox) -> None:
    inbox.rows = [row(0) | {"text": {"content": "cut \ud83d"}}]
    seen: list[Any] = []
    inbox.during = seen.append
    processes.fetch()
    processes.work()
    assert seen == inbox.rows


@pytest.mark.parametrize("text", ["?", "{}", "[1]", '[{"msgtype": "text"}]', "3"])
def test_a_queue_that_cannot_be_read_is_dropped(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    store = MemoryStore()
    queue = CustomerQueue(store, "key", 60)
    store.set("key", text)
    assert queue.rows() == []
    queue.add([row(0)])
    assert queue.rows() == [row(0)]


def test_many_workers_and_many_fetches_keep_the_order(inbox: Inbox) -> None:
    inbox.rows = [row(n, f"wm{n % 3}") for n in range(30)]
    processes = Processes(MemoryStore(), inbox)
    shown = list(inbox.rows)
    inbox.rows = []
    lock = threading.Lock()

    def fetch() -> None:
        while shown:
            with lock:
                inbox.rows += [shown.pop(0) for _ in range(min(3, len(shown)))]
                processes.fetch()

    def work() -> None:
        while shown or processes.tasks:
            try:
                customer = processes.tasks.pop(0)
            except IndexError:
                continue
            if not processes.process().serve(ACCOUNT, customer):
                processes.tasks.append(customer)  # as Celery's retry

    threads = [threading.Thread(target=one) for one in (fetch, work, work, work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for customer in range(3):
        mine = [int(one[1:]) for one in inbox.handled if int(one[1:]) % 3 == customer]
        assert mine == list(range(customer, 30, 3))
