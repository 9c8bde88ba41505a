"""The one pipeline: choose, call, reply, save; in a request and in the background."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from cachelib.file import FileSystemCache
from flask import Flask
from flask_session import Session

from flask_wechat_corp import (
    Credentials,
    ImageReply,
    Message,
    ReplyError,
    StoreError,
    StoreTimeout,
    TextReply,
    WeChatCorp,
)
from flask_wechat_corp.callback.current import message_in_hand
from flask_wechat_corp.callback.session import StoreSessions
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.flask_session import FlaskSessionBackend
from flask_wechat_corp.web.outcome import Outcome
from flask_wechat_corp.web.runner import (
    MessageContext,
)
from flask_wechat_corp.web.sessions import session_backend
from flask_wechat_corp.web.state import AppState
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN, make_app

TEXT = Message.from_dict(
    {
        "ToUserName": CORP_ID, "FromUserName": "zhangsan", "CreateTime": 1, "MsgType": "text",
        "Content": "hi", "MsgId": 1,
    }, receive_id=CORP_ID)  # fmt: skip


@pytest.fixture
def state(app: Flask, wx: WeChatCorp) -> AppState:
    state: AppState = app.extensions["wechat_corp"]["wechat_corp"]
    state.clock = lambda: 1_700_000_000.9
    return state


def run(app: Flask, state: AppState, message: Message = TEXT) -> Outcome:
    with app.app_context():
        return MessageContext(state, message, 1).run()


def test_the_outcome_has_the_reply_and_its_xml(app: Flask, wx: WeChatCorp, state: AppState) -> None:
    wx.text(lambda message: f"got {message.content}")
    outcome = run(app, state)
    assert outcome.reply == TextReply("got hi")
    assert outcome.deferred is None
    assert outcome.xml is not None
    assert Message.from_xml(outcome.xml) == {
        "ToUserName": "zhangsan", "FromUserName": CORP_ID, "CreateTime": "1700000000",
        "MsgType": "text", "Content": "got hi",
    }  # fmt: skip


@pytest.mark.parametrize("returned", [None, ""])
def test_an_empty_answer(app: Flask, wx: WeChatCorp, state: AppState, returned: Any) -> None:
    wx.text(lambda message: returned)
    assert run(app, state) == Outcome()


def test_no_handler_is_an_empty_outcome(app: Flask, wx: WeChatCorp, state: AppState) -> None:
    wx.image(lambda message: "never")
    assert run(app, state) == Outcome()


def test_a_deferred_handler_is_returned_and_not_called(
    app: Flask, wx: WeChatCorp, state: AppState
) -> None:
    ran: list[Message] = []
    wx.text(deferred=True)(lambda message: ran.append(message) or "x" * 3000)  # type: ignore[func-returns-value]
    outcome = run(app, state)
    assert outcome.deferred is not None
    assert (outcome.reply, outcome.xml, ran) == (None, None, [])
    with app.app_context():
        late = MessageContext(state, TEXT, 1).run(outcome.deferred)
    assert ran == [TEXT]
    assert late.reply == TextReply("x" * 3000)
    assert late.xml is None
    assert late.late == (TextReply("x" * 2048), TextReply("x" * 952))


def test_a_passive_reply_has_the_first_part(app: Flask, wx: WeChatCorp, state: AppState) -> None:
    wx.text(lambda message: "x" * 3000)
    outcome = run(app, state)
    assert outcome.xml is not None
    assert Message.from_xml(outcome.xml)["Content"] == "x" * 2048
    assert outcome.late == (TextReply("x" * 952),)


def test_a_passive_reply_keeps_the_other_limits(
    app: Flask, wx: WeChatCorp, state: AppState
) -> None:
    wx.text(lambda message: [{"title": "x"}] * 9)
    with pytest.raises(ReplyError, match="<lambda>"):
        run(app, state)


def test_nested_names_give_empty_names(app: Flask, wx: WeChatCorp, state: AppState) -> None:
    wx.text(lambda message: ImageReply("m"))
    xml = "<xml><FromUserName><a>1</a></FromUserName><MsgType>text</MsgType></xml>"
    outcome = run(app, state, Message.from_xml(xml))
    assert outcome.xml is not None
    reply = Message.from_xml(outcome.xml)
    assert (reply["ToUserName"], reply["FromUserName"]) == ("", "")


def test_the_context_is_current_while_the_handler_runs(
    app: Flask, wx: WeChatCorp, state: AppState
) -> None:
    seen: list[Any] = []

    @wx.text
    def on_text(message: Message) -> None:
        seen.append(message_in_hand.get())

    run(app, state)
    assert seen[0].message is TEXT
    assert seen[0].handler.endswith("on_text")
    with pytest.raises(RuntimeError, match="only be used while a message is being handled"):
        wx.message  # noqa: B018


def test_the_session_is_saved_and_the_lock_released(
    app: Flask, wx: WeChatCorp, state: AppState
) -> None:
    @wx.text
    def on_text(message: Message) -> str:
        wx.session["n"] = wx.session.get("n", 0) + 1
        if wx.session["n"] == 2:
            raise ZeroDivisionError
        return str(wx.session["n"])

    assert run(app, state).reply == TextReply("1")
    for _ in range(2):  # what the failed handler changed is dropped
        with pytest.raises(ZeroDivisionError):
            run(app, state)


def test_the_waiting_time_is_that_of_the_context(
    app: Flask, wx: WeChatCorp, state: AppState
) -> None:
    wx.text(lambda message: str(len(wx.session)))
    with app.app_context():
        other = MessageContext(state, TEXT, 1)
        _ = other.session
        with pytest.raises(StoreTimeout, match=r"after 0\.05 seconds"):
            MessageContext(state, TEXT, 0.05).run()
        other.conversation.close()


# -- where sessions are kept


def test_the_backend_is_chosen_once(app: Flask, state: AppState) -> None:
    with app.app_context():
        first = session_backend(state)
        assert isinstance(first, StoreSessions)
        assert session_backend(state) is first


def test_flask_session_may_come_before_the_first_message(
    app: Flask, state: AppState, tmp_path: Path
) -> None:
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(str(tmp_path), 0))
    Session(app)
    with app.app_context():
        assert isinstance(session_backend(state), FlaskSessionBackend)


def test_a_session_needs_a_secret() -> None:
    app = make_app(TOKEN=None, ENCODING_AES_KEY=None, SECRET=None)
    app.secret_key = None
    own = Credentials(TOKEN, AES_KEY, CORP_ID)
    wx = WeChatCorp()
    wx.credentials(lambda request: own)
    wx.text(lambda message: str(len(wx.session)))
    wx.init_app(app)
    app.testing = True
    with pytest.raises(RuntimeError, match="Set the app's SECRET_KEY"):
        CallbackClient(app, credentials=own).text("hi")
    app.secret_key = "now there is one"
    assert CallbackClient(app, credentials=own).text("hi").text == "0"


def test_a_session_that_could_not_be_loaded_can_be_asked_for_again() -> None:
    class Flaky(MemoryStore):
        down = True

        def get(self, key: str) -> str | None:
            if self.down and key.startswith("session|"):
                raise StoreError("The store is down.")
            return super().get(key)

    store = Flaky()
    app = make_app(STORE=store)
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Message) -> str:
        with pytest.raises(StoreError):
            _ = wx.session
        store.down = False
        return str(len(wx.session))  # it need not wait for itself

    answer = CallbackClient(app).text("hi")
    assert (answer.status, answer.text) == (200, "0")


# -- lists


@pytest.mark.parametrize(("typed", "answer"), [("a", "fixed"), ("b", "called b"), ("c", "other")])
def test_the_list_is_asked_before_the_handlers(
    app: Flask, wx: WeChatCorp, typed: str, answer: str
) -> None:
    wx.lists.add("menu", [("{a}", "fixed"), ("{b}", lambda message: f"called {message.content}")])
    wx.text("menu")(lambda message: wx.wait("menu"))
    wx.text(lambda message: "other")
    client = CallbackClient(app)
    assert client.text("menu").text == "a\nb"
    assert client.text(typed).text == answer


def test_a_list_that_is_gone_is_logged_and_forgotten(
    app: Flask, wx: WeChatCorp, caplog: pytest.LogCaptureFixture
) -> None:
    wx.lists.add("menu", [("{a}", "fixed")])
    wx.lists.add("other", [("{z}", "z")])
    wx.text("menu")(lambda message: wx.wait("menu"))
    wx.text(lambda message: "other")
    client = CallbackClient(app)
    client.text("menu")
    wx.lists._lists.pop("menu")
    with caplog.at_level(logging.INFO, "flask_wechat_corp.callback"):
        assert client.text("a").text == "other"
    assert "not registered any more" in caplog.text
