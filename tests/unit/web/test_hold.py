"""The 503 that leaves when WeCom has closed the connection; waiting is injected."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.config import CALLBACK_TIMEOUT, EXTENSION_KEY, NO_HOLD
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import signed_query
from flask_wechat_corp.protocol.xmlio import build
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.background import BoundedPool
from flask_wechat_corp.web.hold import HOLD_SECONDS, MAX_HELD, Hold, hold
from flask_wechat_corp.web.state import AppState
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN, make_app


class Waiting:
    """Sleeps that are noted and, when asked for, last until they are let go."""

    def __init__(self, *, block: bool = False) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self._go = threading.Event()
        if not block:
            self._go.set()
        self._more = threading.Condition()

    def __call__(self, seconds: float) -> None:
        with self._more:
            self.slept.append(seconds)
            self._more.notify_all()
        assert self._go.wait(10)

    def wait_for(self, count: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.slept) == count, 10)

    def end(self) -> None:
        self._go.set()


def test_it_lasts_until_wecom_has_hung_up() -> None:
    assert HOLD_SECONDS == 5.2 > CALLBACK_TIMEOUT
    waiting = Waiting()
    one = Hold(clock=lambda: waiting.now, sleep=waiting)
    one.wait(100.0)
    one.wait(95.5)
    one.wait(94.5)  # old enough already
    assert waiting.slept == pytest.approx([5.2, 0.7])


def test_at_most_eight_requests_wait() -> None:
    assert MAX_HELD == 8
    waiting = Waiting(block=True)
    one = Hold(clock=lambda: 0.0, sleep=waiting)
    threads = [threading.Thread(target=one.wait, args=(0.0,)) for _ in range(MAX_HELD)]
    for thread in threads:
        thread.start()
    waiting.wait_for(MAX_HELD)
    one.wait(0.0)  # returns at once
    assert len(waiting.slept) == MAX_HELD
    waiting.end()
    for thread in threads:
        thread.join(10)
    one.wait(0.0)
    assert len(waiting.slept) == MAX_HELD + 1, "the places are free again"


def test_a_place_is_given_back_when_the_wait_is_interrupted() -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    one = Hold(1, clock=lambda: 0.0, sleep=interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            one.wait(0.0)


def test_a_forked_child_has_all_places() -> None:
    waiting = Waiting()
    one = Hold(1, clock=lambda: 0.0, sleep=waiting)
    assert one._places.acquire(blocking=False)
    one.wait(0.0)
    one._reset()  # what _forks calls in the child
    one.wait(0.0)
    assert len(waiting.slept) == 1


# --- in the endpoint ------------------------------------------------------------------------------


@pytest.fixture
def app() -> Flask:
    app = make_app()
    wx = WeChatCorp(app, executor=BoundedPool(threads=0, waiting=0))

    @wx.text(deferred=True)
    def later(message: Message) -> str:
        return "late"

    return app


def state_of(app: Flask) -> AppState:
    state: AppState = app.extensions[EXTENSION_KEY][EXTENSION_KEY]
    return state


def post(app: Flask, **environ: Any) -> int:
    """Post a callback as WeCom does, without the test client's shortcut."""
    crypt, state = WXBizMsgCrypt(TOKEN, AES_KEY, CORP_ID), state_of(app)
    sealed = crypt.encrypt(build({"FromUserName": "zhangsan", "MsgType": "text", "Content": "x"}))
    response = app.test_client().post(
        "/wechat",
        query_string=signed_query(crypt, sealed, int(state.clock()), "1"),
        data=build({"Encrypt": sealed}),
        content_type="text/xml",
        environ_overrides=environ,
    )
    return response.status_code


def test_a_503_waits_and_the_delivery_is_forgotten_before(app: Flask) -> None:
    state = state_of(app)
    held: list[float] = []

    def repeat(seconds: float) -> None:
        held.append(seconds)
        if len(held) == 1:
            assert post(app) == 503, "the repeat waited for a claim that is not needed any more"

    state.hold = Hold(clock=lambda: 0.0, sleep=repeat)
    state.clock = lambda: 1_700_000_000  # so the second one is the same delivery
    assert post(app) == 503
    assert held == [HOLD_SECONDS] * 2


def test_other_statuses_do_not_wait(app: Flask) -> None:
    waiting = Waiting()
    state_of(app).hold = Hold(clock=lambda: 0.0, sleep=waiting)
    assert app.test_client().post("/wechat").status_code == 400
    assert CallbackClient(app).event("click").status == 200
    assert waiting.slept == []


def test_the_test_client_does_not_wait(app: Flask) -> None:
    waiting = Waiting()
    state_of(app).hold = Hold(clock=lambda: 0.0, sleep=waiting)
    assert CallbackClient(app).text("x").status == 503
    assert post(app, **{NO_HOLD: True}) == 503
    assert waiting.slept == []


def test_a_header_cannot_ask_for_no_wait(app: Flask) -> None:
    waiting = Waiting()
    state_of(app).hold = Hold(clock=lambda: 0.0, sleep=waiting)
    header = "HTTP_" + NO_HOLD.upper().replace(".", "_")
    assert post(app, **{header: "1"}) == 503
    assert waiting.slept == [HOLD_SECONDS]


def test_all_apps_of_a_process_share_the_places(app: Flask) -> None:
    other = make_app()
    WeChatCorp(other)
    assert state_of(app).hold is state_of(other).hold is hold
