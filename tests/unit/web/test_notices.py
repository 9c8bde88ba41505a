"""Notices to the provider of a suite: every answer is ``success``, whatever a handler does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import Credentials, Message, TextReply, WeChatCorp
from flask_wechat_corp.testing import CallbackClient, Received, settle
from tests.helpers.support import AES_KEY, TOKEN, make_app

SUITE = Credentials(TOKEN, AES_KEY, "ww_suite")


@pytest.fixture
def app() -> Flask:
    return make_app(RECEIVE_ID="ww_suite")


def notice(app: Flask, name: str = "create_auth", **fields: object) -> Received:
    client = CallbackClient(app)
    asked = {"InfoType": name, "SuiteId": "ww_suite", "TimeStamp": 1, **fields}
    nothing = {"FromUserName": None, "AgentID": None, "CreateTime": None}
    return client.send({**asked, **nothing})


def documented() -> list[str]:
    path = Path(__file__).parents[2] / "data" / "callbacks.json"
    events = json.loads(path.read_text("utf-8"))["events"]
    return sorted({one["event"] for one in events if one["key"] == "InfoType"})


def test_every_documented_notice_is_answered_with_success(app: Flask, wx: WeChatCorp) -> None:
    names = documented()
    assert len(names) > 10
    seen: list[str] = []

    @wx.event
    def on_notice(message: Message) -> str:
        seen.append(message.event_name)
        return "success"

    assert {notice(app, name).body for name in names} == {b"success"}
    assert seen == names


@pytest.mark.parametrize(
    "returned",
    ["success", None, "", "thanks", TextReply("thanks"), {"type": "text", "content": "thanks"}],
    ids=repr,
)
def test_it_is_success_whatever_a_handler_returns(
    app: Flask, wx: WeChatCorp, returned: Any, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    @wx.event("create_auth")
    def authorize(message: Message) -> Any:
        seen.append(message.event_name)
        return returned

    received = notice(app, AuthCode="code")
    assert (received.status, received.body, received.reply) == (200, b"success", None)
    assert seen == ["create_auth"]
    dropped = "thanks" in repr(returned)
    assert ("is dropped" in caplog.text) == dropped
    assert "thanks" not in caplog.text


def test_a_notice_that_nothing_handles_is_success(app: Flask, wx: WeChatCorp) -> None:
    assert notice(app, "suite_ticket", SuiteTicket="t").body == b"success"


def test_a_repeat_is_success_and_runs_nothing(app: Flask, wx: WeChatCorp) -> None:
    seen: list[str] = []
    wx.event("suite_ticket")(lambda message: seen.append("ran"))
    assert [notice(app, "suite_ticket", SuiteTicket="t").body for _ in range(3)] == [b"success"] * 3
    assert seen == ["ran"]


@pytest.mark.parametrize("ack", [None, "one moment"])
def test_a_deferred_handler_runs_and_its_reply_is_dropped(
    app: Flask, wx: WeChatCorp, ack: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    @wx.event("create_auth", deferred=True, ack=ack)
    def authorize(message: Message) -> str:
        seen.append("ran")
        return "done"

    assert notice(app).body == b"success"
    assert settle(app)
    assert seen == ["ran"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_under_a_deadline() -> None:
    app = make_app(RECEIVE_ID="ww_suite", REPLY_DEADLINE=4)
    wx = WeChatCorp(app)
    wx.event(lambda message: "done")
    assert notice(app).body == b"success"


def test_a_hook_and_an_error_handler(app: Flask, wx: WeChatCorp) -> None:
    @wx.event("change_auth")
    def fail(message: Message) -> str:
        raise KeyError

    @wx.before_message
    def first(message: Message) -> str | None:
        return "not you" if message.event_name == "cancel_auth" else None

    wx.errorhandler(KeyError)(lambda error, message: "sorry")
    assert [notice(app, name).body for name in ("cancel_auth", "change_auth")] == [b"success"] * 2


def test_a_handler_that_fails_is_a_500(app: Flask, wx: WeChatCorp) -> None:
    """WeCom is to take it for an error."""
    runs: list[int] = []

    @wx.event
    def fail(message: Message) -> str:
        runs.append(1)
        raise KeyError

    assert [notice(app).status for _ in range(2)] == [500, 500]
    assert len(runs) == 2


@pytest.mark.parametrize(
    "xml",
    [
        "<xml><MsgType>text</MsgType><InfoType>create_auth</InfoType></xml>",
        "<xml><MsgType>event</MsgType><Event>create_auth</Event></xml>",
        "<xml><InfoType/><Event>create_auth</Event></xml>",
    ],
)
def test_other_messages_are_answered_as_ever(app: Flask, wx: WeChatCorp, xml: str) -> None:
    assert CallbackClient(app).post_xml(xml).body == b""
    wx.default(lambda message: "hello")
    other = xml.replace("<xml>", "<xml><CreateTime>2</CreateTime>")
    assert CallbackClient(app).post_xml(other).text == "hello"
