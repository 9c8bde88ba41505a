"""The bounded pool for work outside of the request."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable

import pytest

from flask_wechat_corp import Message, UpdateButtonReply, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.background import BoundedPool, ExecutorFull
from tests.helpers.support import make_app


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.005)


# -- the pool


def test_the_pool_refuses_what_it_has_no_room_for() -> None:
    pool = BoundedPool(threads=1, waiting=1)
    go = threading.Event()
    first, second = pool.submit(go.wait, 10), pool.submit(lambda: "second")
    with pytest.raises(ExecutorFull):
        pool.submit(lambda: "third")
    go.set()
    assert first.result(10)
    assert second.result(10) == "second"
    wait_for(lambda: pool._slots._value == 2)
    assert pool.submit(lambda: "again").result(10) == "again"
    pool.shutdown()


def test_the_pool_drains_when_it_is_shut_down() -> None:
    pool = BoundedPool(threads=1)
    done: list[int] = []

    def slowly(number: int) -> None:
        time.sleep(0.02)
        done.append(number)

    for number in range(3):
        pool.submit(slowly, number)
    pool.shutdown()
    assert done == [0, 1, 2]
    with pytest.raises(RuntimeError):
        pool.submit(lambda: None)


@pytest.mark.own_process
def test_the_pool_survives_a_fork() -> None:
    pool = BoundedPool(threads=1, waiting=0)
    assert pool.submit(lambda: 1).result(10) == 1
    go = threading.Event()
    blocked = pool.submit(go.wait, 20)
    pid = os.fork()
    if pid == 0:
        try:
            code = 0 if pool.submit(lambda: 2).result(10) == 2 else 1
        except BaseException:  # noqa: BLE001 - the child must not return into pytest
            code = 2
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    go.set()
    assert blocked.result(10)
    pool.shutdown()


# -- deferred handlers and deadlines


def test_a_full_pool_is_a_503_and_says_so_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    pool = BoundedPool(threads=1, waiting=0)
    wx = WeChatCorp(app, executor=pool)
    wx.text(deferred=True)(lambda message: None)
    go = threading.Event()
    busy = pool.submit(go.wait, 10)
    assert CallbackClient(app).text("hi").status == 503
    assert "The executor is full. A message is rejected with 503." in caplog.text
    go.set()
    assert busy.result(10)
    pool.shutdown()


def test_a_pool_that_never_worked_can_be_shut_down() -> None:
    BoundedPool().shutdown()


def test_no_handler_under_a_deadline_is_an_empty_200() -> None:
    app = make_app(REPLY_DEADLINE=4.9)
    pool = BoundedPool(threads=1)
    wx = WeChatCorp(app, executor=pool)
    wx.image(lambda message: "never")
    answer = CallbackClient(app).text("hi")
    pool.shutdown()
    assert (answer.status, answer.body) == (200, b"")


def test_a_failure_after_the_deadline_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(REPLY_DEADLINE=0.05)
    pool = BoundedPool(threads=1, waiting=0)
    wx = WeChatCorp(app, executor=pool)
    go = threading.Event()

    @wx.text
    def on_text(message: Message) -> str:
        go.wait(10)
        raise LookupError("too late")

    answer = CallbackClient(app).text("hi")
    assert (answer.status, answer.body) == (200, b"")
    go.set()
    pool.shutdown()
    assert "on_text failed after its deadline" in caplog.text


def test_a_late_reply_that_cannot_be_sent_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make_app(REPLY_DEADLINE=0.05)
    pool = BoundedPool(threads=1, waiting=0)
    wx = WeChatCorp(app, executor=pool)
    go = threading.Event()

    @wx.text
    def on_text(message: Message) -> UpdateButtonReply:
        go.wait(10)
        return UpdateButtonReply("message/send has no such type")

    answer = CallbackClient(app).text("hi")
    assert (answer.status, answer.body) == (200, b"")
    go.set()
    pool.shutdown()
    assert "The late reply of the handler" in caplog.text
    assert "on_text failed" in caplog.text


def test_a_result_and_the_deadline_decide_atomically() -> None:
    """Whatever comes first, the reply leaves exactly once: in the response or by message/send."""
    app = make_app(REPLY_DEADLINE=0.01)
    pool = BoundedPool(threads=4)
    wx = WeChatCorp(app, executor=pool)
    sent: list[str] = []
    wx._state_of(app).api = Api(sent)  # type: ignore[assignment]
    wait = itertools.cycle([0.0, 0.008, 0.0095, 0.01, 0.0105, 0.012]).__next__

    @wx.text
    def on_text(message: Message) -> str:
        threading.Event().wait(wait())
        return str(message.content)

    client = CallbackClient(app)
    passive = {str(number) for number in range(60) if client.text(str(number)).body}
    pool.shutdown()
    assert len(sent) == len(set(sent))
    assert passive.isdisjoint(sent)
    assert passive.union(sent) == {str(number) for number in range(60)}


class Api:
    missing_to_send = None

    def __init__(self, sent: list[str]) -> None:
        self._sent = sent

    def send(self, to: object, message: dict[str, dict[str, str]]) -> None:
        self._sent.append(message["text"]["content"])
