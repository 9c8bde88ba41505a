"""The work of one sender: in order, on a limited number of threads, and never lost."""

from __future__ import annotations

import dataclasses
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web import sender_queues
from flask_wechat_corp.web.background import BoundedPool
from flask_wechat_corp.web.sender_queues import ExecutorFull, SenderQueues
from tests.helpers.support import make_app


class Manual(Executor):
    """Keeps what it is given until the test runs it."""

    def __init__(self) -> None:
        self.given: list[Callable[[], Any]] = []
        self.full = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.full:
            raise RuntimeError("full")
        self.given.append(lambda: fn(*args, **kwargs))
        return Future()

    def run_all(self) -> None:
        while self.given:
            self.given.pop(0)()


def test_one_sender_takes_one_thread_and_keeps_the_order() -> None:
    executor, done = Manual(), list[str]()
    queues = SenderQueues(executor)
    for number in range(4):
        queues.submit("zhangsan", 1, done.append, f"z{number}")
    queues.submit("lisi", 1, done.append, "lisi")
    assert len(executor.given) == 2  # one for each sender
    executor.run_all()
    assert done == ["z0", "lisi", "z1", "z2", "z3"]
    assert queues._queues == {}


def test_work_without_a_sender_is_not_limited() -> None:
    executor = Manual()
    queues = SenderQueues(executor)
    for _ in range(3):
        queues.submit(None, 1, lambda: None)
    assert len(executor.given) == 3


def test_a_limit_of_four_lets_four_run() -> None:
    executor, done = Manual(), list[int]()
    queues = SenderQueues(executor)
    for number in range(6):
        queues.submit("zhangsan", 4, done.append, number)
    assert len(executor.given) == 4
    executor.run_all()
    assert done == list(range(6))


def test_waiting_work_counts_against_the_bound_of_the_pool() -> None:
    pool, go, done = BoundedPool(threads=2, waiting=1), threading.Event(), list[int]()
    queues = SenderQueues(pool)
    queues.submit("zhangsan", 1, go.wait, 10)
    queues.submit("zhangsan", 1, done.append, 1)
    queues.submit("zhangsan", 1, done.append, 2)
    with pytest.raises(ExecutorFull):
        queues.submit("zhangsan", 1, done.append, 3)
    with pytest.raises(ExecutorFull):
        queues.submit("lisi", 1, done.append, 4)
    go.set()
    pool.shutdown()
    assert done == [1, 2]
    assert pool._slots._value == 3


def test_waiting_work_is_bounded_with_an_executor_of_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender_queues, "FOREIGN_WAITING", 2)
    executor, done = Manual(), list[int]()
    queues = SenderQueues(executor)
    for number in range(3):
        queues.submit("zhangsan", 1, done.append, number)
    with pytest.raises(ExecutorFull):
        queues.submit("zhangsan", 1, done.append, 3)
    executor.run_all()
    for number in (4, 5, 6):  # the places are free again
        queues.submit("zhangsan", 1, done.append, number)
    executor.run_all()
    assert done == [0, 1, 2, 4, 5, 6]


def test_what_was_accepted_is_done_when_the_executor_takes_no_more() -> None:
    executor, done = Manual(), list[int]()
    queues = SenderQueues(executor)
    for number in range(3):
        queues.submit("zhangsan", 1, done.append, number)
    executor.full = True
    executor.run_all()
    assert done == [0, 1, 2]
    with pytest.raises(RuntimeError, match="full"):
        queues.submit("zhangsan", 1, done.append, 3)
    executor.full = False
    queues.submit("zhangsan", 1, done.append, 4)  # the failed one left nothing behind
    executor.run_all()
    assert done == [0, 1, 2, 4]


def test_work_that_raises_does_not_stop_the_senders_other_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    executor, done = Manual(), list[int]()
    queues = SenderQueues(executor)

    def fail() -> None:
        raise SystemExit

    queues.submit("zhangsan", 1, fail)
    queues.submit("zhangsan", 1, done.append, 1)
    executor.run_all()
    assert done == [1]
    assert "Work in the background failed." in caplog.text


def test_a_shutdown_finishes_the_waiting_work() -> None:
    for pool in (BoundedPool(threads=1), ThreadPoolExecutor(1)):
        queues, go, done = SenderQueues(pool), threading.Event(), list[int]()
        queues.submit("zhangsan", 1, go.wait, 10)
        for number in range(3):
            queues.submit("zhangsan", 1, done.append, number)
        go.set()
        pool.shutdown()
        assert done == [0, 1, 2]


@pytest.mark.own_process
def test_a_child_process_does_not_wait_for_its_parents_work() -> None:
    executor = Manual()
    queues = SenderQueues(executor)
    queues.submit("zhangsan", 1, lambda: None)
    pid = os.fork()
    if pid == 0:
        executor.given.clear()
        queues.submit("zhangsan", 1, lambda: None)
        os._exit(0 if len(executor.given) == 1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


# -- in an application


class Api:
    """A client that notes what is sent."""

    missing_to_send = None

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, to: dict[str, str], message: dict[str, dict[str, str]]) -> dict[str, Any]:
        self.sent.append((to["touser"], message["text"]["content"]))
        return {"errcode": 0, "errmsg": "ok"}


def make_bot(pool: Executor, **settings: Any) -> tuple[WeChatCorp, CallbackClient, Api]:
    app, api = make_app(**settings), Api()
    wx = WeChatCorp(app, executor=pool)
    wx._state_of(app).api = api  # type: ignore[assignment]
    return wx, CallbackClient(app), api


def test_one_member_does_not_keep_the_others_waiting() -> None:
    """With as many slow messages of one member as threads, another's is handled at once."""
    pool, go, answered = BoundedPool(threads=3, waiting=300), threading.Event(), threading.Event()
    wx, client, api = make_bot(pool)

    @wx.text(deferred=True)
    def on_text(message: Message) -> str:
        if message.from_user_name == "zhangsan":
            assert go.wait(10)
        else:
            answered.set()
        return str(message.content)

    for number in range(40):
        assert client.text(str(number), user="zhangsan").status == 200
    client.text("hi", user="lisi")
    assert answered.wait(10)
    go.set()
    pool.shutdown()
    assert [text for user, text in api.sent if user == "zhangsan"] == [str(n) for n in range(40)]
    assert ("lisi", "hi") in api.sent


def test_events_of_the_system_run_side_by_side() -> None:
    pool, together = BoundedPool(threads=2), threading.Barrier(2)
    wx, client, _ = make_bot(pool)

    @wx.event("change_contact", deferred=True)
    def on_change(message: Message) -> None:
        together.wait(10)

    for _ in range(2):
        client.event("change_contact", user="sys", UserID="a")
        client.event("change_contact", user="sys", UserID="b")
    pool.shutdown()
    assert not together.broken


def test_under_a_deadline_one_member_has_four_threads() -> None:
    pool, go = BoundedPool(threads=6, waiting=100), threading.Event()
    wx, client, api = make_bot(pool, REPLY_DEADLINE=0.05)
    app = next(iter(wx._apps))
    running, most, lock = 0, 0, threading.Lock()

    @wx.text
    def on_text(message: Message) -> str:
        nonlocal running, most
        if message.from_user_name != "zhangsan":
            return "at once"
        with lock:
            running += 1
            most = max(most, running)
        assert go.wait(10)
        with lock:
            running -= 1
        return str(message.content)

    for number in range(8):
        assert client.text(str(number), user="zhangsan").body == b""
    patience = dataclasses.replace(wx._state_of(app).config, reply_deadline=4.9)
    wx._state_of(app).config = patience
    assert client.text("hi", user="lisi").text == "at once"
    go.set()
    pool.shutdown()
    assert most == 4
    assert sorted(text for _, text in api.sent) == [str(number) for number in range(8)]
