"""The wall clock moved by hours while deliveries, leases and tokens are in use.

Promised: waiting is measured by the monotonic clock. A clock set back keeps what is remembered for
longer; one set forward ends it early, so that a handler may run again, and whoever lost its
conversation by that does not save it and says so. Redis measures by its own clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from flask_wechat_corp import Message, StoreTimeout, WeChatAPI, WeChatCorp
from flask_wechat_corp.stores.sqlite import SQLiteStore
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.support import CORP_ID, SECRET, make_app

HOURS = 3 * 3600.0
ids = count(15 * 10**15)


class Clock:
    """The time of day, and what it was moved by."""

    def __init__(self) -> None:
        self.moved = 0.0
        self._real = time.time

    def __call__(self) -> float:
        return self._real() + self.moved


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SQLiteStore]:
    store = SQLiteStore(str(tmp_path / "store.sqlite"), clock=clock)
    yield store
    store.close()


@pytest.fixture
def app(store: SQLiteStore, clock: Clock) -> Flask:
    app = make_app(STORE=store)
    WeChatCorp(app)
    app.extensions["wechat_corp"]["wechat_corp"].clock = clock
    return app


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    extension: WeChatCorp = app.extensions["wechat_corp"]["wechat_corp"].handlers
    return extension


@pytest.fixture
def send(app: Flask, clock: Clock) -> Callable[[int], tuple[int, str]]:
    """Send a delivery, signed by the clock as it is now: WeCom's is the right one."""

    def sending(msg_id: int) -> tuple[int, str]:
        client = CallbackClient(app, clock=clock)
        got = client.text("hi", CreateTime=1_700_000_000, MsgId=msg_id)
        return got.status, got.text

    return sending


Send = Callable[[int], tuple[int, str]]


@pytest.mark.parametrize(("moved", "runs"), [(-HOURS, 1), (HOURS, 2)])
def test_between_an_answer_and_its_repeat(
    wx: WeChatCorp, send: Send, clock: Clock, moved: float, runs: int
) -> None:
    """Forward beyond ``DEDUPE_TTL`` the answer is forgotten, and the handler runs again."""
    seen: list[Message] = []

    @wx.text
    def handler(message: Message) -> str:
        seen.append(message)
        return str(len(seen))

    msg_id = next(ids)
    assert send(msg_id) == (200, "1")
    clock.moved = moved
    assert send(msg_id) == (200, str(runs))
    assert len(seen) == runs


@pytest.fixture
def held(wx: WeChatCorp) -> Iterator[tuple[threading.Event, threading.Event, list[int]]]:
    """A handler that counts in its conversation, and waits in the middle the first time."""
    running, go, runs = threading.Event(), threading.Event(), []

    @wx.text
    def handler(message: Message) -> str:
        wx.session["count"] = wx.session.get("count", 0) + 1
        runs.append(1)
        running.set()
        if len(runs) == 1:
            assert go.wait(30)
        return str(wx.session["count"])

    yield running, go, runs
    go.set()


Held = tuple[threading.Event, threading.Event, list[int]]


def test_set_back_while_a_handler_runs(held: Held, send: Send, clock: Clock) -> None:
    """Its repeat waits for it, and the conversation goes on."""
    running, go, runs = held
    msg_id = next(ids)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(send, msg_id)
        assert running.wait(10)
        clock.moved = -HOURS
        repeat = pool.submit(send, msg_id)
        go.set()
        assert [first.result(20), repeat.result(20)] == [(200, "1")] * 2
    assert len(runs) == 1
    assert send(next(ids)) == (200, "2")


def test_set_forward_while_a_handler_runs(
    held: Held, send: Send, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Its leases seem to have expired, so a repeat may run the handler too.

    Each change is saved as long as the other run has not acquired the conversation meanwhile.
    """
    running, go, runs = held
    msg_id = next(ids)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(send, msg_id)
        assert running.wait(10)
        clock.moved = HOURS
        repeat = pool.submit(send, msg_id)
        go.set()
        texts = [(200, "1"), (200, "2")]
        assert first.result(20) == (200, "1")
        assert repeat.result(20) in texts
    assert len(runs) <= 2
    counted = int(repeat.result()[1])
    if len(runs) > counted:
        assert "its session is not saved" in caplog.text
    if len(runs) == 2:
        assert "its handler may have run twice" in caplog.text
    assert send(next(ids)) == (200, str(counted + 1))


def test_what_a_dead_process_held_when_the_clock_was_set_back(
    store: SQLiteStore, clock: Clock
) -> None:
    """The limit of the promise: it is free when the clock comes to where it was, not before."""
    clock.moved = HOURS
    assert store.add("lock|conversation", "a process that was killed", 4)
    clock.moved = 0
    with pytest.raises(StoreTimeout), store.lock("conversation", wait=0):
        pass
    clock.moved = HOURS + 4
    with store.lock("conversation", wait=0):
        pass


@pytest.mark.parametrize("moved", [-HOURS, HOURS])
def test_waiting_does_not_look_at_the_wall_clock(
    store: SQLiteStore, clock: Clock, moved: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", clock)
    waiting = threading.Event()

    def wait() -> str:
        waiting.set()
        try:
            with store.lock("conversation", wait=0.5):
                return "had"
        except StoreTimeout:
            return "in time"

    with store.lock("conversation"), ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(wait)
        assert waiting.wait(10)
        clock.moved = moved
        assert outcome.result(20) == "in time"


@pytest.mark.parametrize("moved", [-HOURS, HOURS])
def test_between_the_fetch_of_a_token_and_its_use(
    store: SQLiteStore, clock: Clock, moved: float
) -> None:
    """Forward, it is fetched anew. Back, it is used until WeCom refuses it, then replaced once."""
    with ApiServer() as server:
        server.on("user/get", OK)
        api = WeChatAPI(
            CORP_ID, SECRET, api_url=server.url, store=store, clock=clock, timeout=(5, 5)
        )
        assert api.get_user("zhangsan") == OK
        server.kill_token()  # the two hours are over
        clock.moved = moved
        for _ in range(2):
            assert api.get_user("zhangsan") == OK
        assert len(server.fetched) == 2
        assert len(server.seen) == (4 if moved < 0 else 3)
        api.http.close()
