"""Signals: who is told what, once; who listens cannot harm a message or a call."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from blinker import NamedSignal
from flask import Flask, current_app

from flask_wechat_corp import (
    BadMessage,
    Credentials,
    InvalidSignature,
    Message,
    TextReply,
    WeChatAPIError,
    WeChatCorp,
    signals,
)
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, make_app

ALL = [
    signals.message_received,
    signals.reply_sent,
    signals.callback_rejected,
    signals.token_refreshed,
    signals.call_made,
]
STRANGER = Credentials("other-token", AES_KEY, CORP_ID)
Told = list[tuple[str, Flask, dict[str, Any]]]


def make_bot(**settings: Any) -> tuple[Flask, WeChatCorp]:
    app = make_app(**settings)
    return app, WeChatCorp(app)


@contextmanager
def listening(app: Flask) -> Iterator[Told]:
    """Collect what all signals tell of this app."""
    told: Told = []
    with ExitStack() as stack:
        for signal in ALL:

            def receive(sender: Flask, *, _name: str = signal.name, **facts: Any) -> None:
                told.append((_name.removeprefix("wechat-corp-"), sender, facts))

            stack.enter_context(signal.connected_to(receive, sender=app))
        yield told


def names(told: Told) -> list[str]:
    return [name for name, _, _ in told]


def test_a_message_and_its_reply_are_told_once() -> None:
    app, wx = make_bot()
    wx.text(lambda message: f"收到 {message.content}")
    client = CallbackClient(app)
    delivery = {"MsgType": "text", "Content": "hi", "MsgId": 5, "CreateTime": 1700000000}
    with listening(app) as told:
        assert client.send(delivery).text == "收到 hi"
        assert client.send(delivery).text == "收到 hi"  # WeCom repeats it: nothing new to tell
    assert names(told) == ["message-received", "reply-sent"]
    (_, sender, received), (_, _, sent) = told
    assert sender is app
    assert received["extension"] == sent["extension"] == "wechat_corp"
    assert received["message"].content == sent["message"].content == "hi"
    assert isinstance(sent["reply"], TextReply)
    assert (sent["reply"].content, sent["late"]) == ("收到 hi", False)


def test_an_empty_answer_is_no_reply() -> None:
    app, wx = make_bot()
    wx.text(lambda message: None)
    with listening(app) as told:
        CallbackClient(app).text("hi")
        CallbackClient(app).event("subscribe")  # nobody handles it; it was received all the same
    assert names(told) == ["message-received", "message-received"]


def test_a_message_whose_handler_fails_was_received() -> None:
    app, wx = make_bot()

    @wx.text
    def broken(message: Message) -> str:
        raise LookupError

    with listening(app) as told:
        assert CallbackClient(app).text("hi").status == 500
    assert names(told) == ["message-received"]


def test_a_refusal_is_told_with_its_reason_and_status() -> None:
    app, wx = make_bot()
    wx.text(lambda message: "never")
    stranger = CallbackClient(app, credentials=STRANGER)
    with listening(app) as told:
        assert stranger.text("hi").status == 401
        assert app.test_client().post("/wechat?msg_signature=x", data=b"<").status_code == 400
    assert names(told) == ["callback-rejected", "callback-rejected"]
    assert [facts["status"] for _, _, facts in told] == [401, 400]
    assert isinstance(told[0][2]["error"], InvalidSignature)
    assert isinstance(told[1][2]["error"], BadMessage)


class NoRoom(Executor):
    """An executor that takes no work."""

    def submit(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no room")


def test_a_callback_that_found_no_room_is_told_as_503() -> None:
    app, _ = make_bot()
    wx = WeChatCorp(name="busy", url="/busy", executor=NoRoom())
    wx.init_app(app)
    wx.text(deferred=True)(lambda message: "late")
    with listening(app) as told:
        assert CallbackClient(app, name="busy").text("hi").status == 503
    assert names(told) == ["message-received", "callback-rejected"]
    assert told[1][2]["status"] == 503


def wait_for(told: Told, name: str) -> dict[str, Any]:
    patience = threading.Event()
    for _ in range(1000):
        for found, _, facts in list(told):
            if found == name:
                return facts
        patience.wait(0.01)
    raise AssertionError(f"{name} was not told: {names(told)}")


@pytest.fixture
def wecom_options() -> dict[str, Any]:
    return {
        "corp_id": CORP_ID, "secret": SECRET, "agent_id": AGENT_ID, "token": TOKEN,
        "aes_key": AES_KEY,
    }  # fmt: skip


def test_a_deferred_reply_is_told_when_wecom_has_taken_it(wecom: Simulator) -> None:
    app, wx = make_bot(API_URL=wecom.url)
    wx.text(deferred=True)(lambda message: "later")
    with listening(app) as told:
        assert CallbackClient(app).text("hi", user="zhangsan").text == ""
        sent = wait_for(told, "reply-sent")
    assert (sent["reply"].content, sent["late"]) == ("later", True)
    assert sent["message"].content == "hi"
    # the token was fetched, the message sent, and only then was the reply told
    assert names(told) == [
        "message-received", "call-made", "token-refreshed", "call-made", "reply-sent",
    ]  # fmt: skip
    assert [facts["path"] for name, _, facts in told if name == "call-made"] == [
        "/cgi-bin/gettoken",
        "/cgi-bin/message/send",
    ]


def test_a_reply_before_its_deadline_is_not_late(wecom: Simulator) -> None:
    app, wx = make_bot(API_URL=wecom.url, REPLY_DEADLINE=4)
    wx.text(lambda message: "quick")
    with listening(app) as told:
        assert CallbackClient(app).text("hi", user="zhangsan").text == "quick"
        sent = wait_for(told, "reply-sent")
    assert (sent["reply"].content, sent["late"]) == ("quick", False)


def test_a_reply_after_its_deadline_is_late(wecom: Simulator) -> None:
    app, wx = make_bot(API_URL=wecom.url, REPLY_DEADLINE=0.05)
    answered = threading.Event()

    @wx.text
    def slow(message: Message) -> str:
        assert answered.wait(10)
        return "slow"

    with listening(app) as told:
        assert CallbackClient(app).text("hi", user="zhangsan").text == ""
        answered.set()
        sent = wait_for(told, "reply-sent")
    assert (sent["reply"].content, sent["late"]) == ("slow", True)


def test_calls_are_told_with_their_errcode_and_nothing_secret(wecom: Simulator) -> None:
    app, wx = make_bot(API_URL=wecom.url)
    with app.app_context(), listening(app) as told:
        wx.api.get_user("zhangsan")
        with pytest.raises(WeChatAPIError):
            wx.api.get_user("nobody")
        wx.api.get_js_config("https://example.com/")
        wx.api.get_js_config("https://example.com/", agent=True)
    calls = [facts for name, _, facts in told if name == "call-made"]
    assert [(one["method"], one["path"], one["errcode"]) for one in calls] == [
        ("GET", "/cgi-bin/gettoken", 0),
        ("GET", "/cgi-bin/user/get", 0),
        ("GET", "/cgi-bin/user/get", 60111),
        ("GET", "/cgi-bin/get_jsapi_ticket", 0),
        ("GET", "/cgi-bin/ticket/get", 0),
    ]
    assert all(one["seconds"] > 0 for one in calls)
    refreshed = [facts for name, _, facts in told if name == "token-refreshed"]
    assert [one["kind"] for one in refreshed] == ["access_token", "jsapi_ticket", "agent_ticket"]
    token = wx_token(app, wx)
    assert all(one["expires_at"] > 1700000000 for one in refreshed)
    assert token not in repr(told)
    assert SECRET not in repr(told)


def wx_token(app: Flask, wx: WeChatCorp) -> str:
    with app.app_context():
        return str(wx.api.get_latest_token()["access_token"])


def test_the_signals_of_two_extension_objects_are_told_apart() -> None:
    app, wx = make_bot()
    app.config.update({f"OTHER_{key}": value for key, value in (
        ("ID", CORP_ID), ("TOKEN", TOKEN), ("ENCODING_AES_KEY", AES_KEY), ("URL", "/other"),
        ("STORE", "memory://"),
    )})  # fmt: skip
    other = WeChatCorp(app, name="other", config_prefix="OTHER_")
    for one in (wx, other):
        one.text(lambda message: "ok")
    with listening(app) as told:
        CallbackClient(app, name="other").text("hi")
    assert [facts["extension"] for _, _, facts in told] == ["other", "other"]


@pytest.mark.parametrize("signal", ALL, ids=lambda signal: signal.name)
def test_a_receiver_that_fails_is_logged_and_harms_nothing(
    signal: NamedSignal, wecom: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    app, wx = make_bot(API_URL=wecom.url)

    @wx.text
    def on_text(message: Message) -> str:
        return str(wx.api.get_user("zhangsan")["userid"])

    def receive(sender: Flask, **facts: Any) -> None:
        raise RuntimeError("the receiver's own mistake")

    with signal.connected_to(receive, sender=app):
        assert CallbackClient(app).text("hi").text == "zhangsan"
        stranger = CallbackClient(app, credentials=STRANGER)
        assert stranger.text("hi").status == 401
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert logged
    assert all(signal.name in record.getMessage() for record in logged)


def test_a_receiver_may_be_async_and_sees_the_current_app() -> None:
    app, wx = make_bot()
    wx.text(lambda message: "ok")
    seen: list[Flask] = []

    async def receive(sender: Flask, **facts: Any) -> None:
        seen.append(current_app._get_current_object())  # type: ignore[attr-defined]

    with signals.message_received.connected_to(receive, sender=app):
        assert CallbackClient(app).text("hi").text == "ok"
    assert seen == [app]
