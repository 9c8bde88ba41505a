"""Small promises of the callback's side: odd arguments, bodies that break off, no secret at all."""

from __future__ import annotations

import io
import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask, request

from flask_wechat_corp import (
    Credentials,
    Handler,
    Message,
    ReplyError,
    StoreError,
    TextReply,
    WeChatCorp,
)
from flask_wechat_corp.callback.delivery import CALLBACK_LOCK_WAIT, Deliveries
from flask_wechat_corp.callback.reply import make_reply
from flask_wechat_corp.callback.session import Session
from flask_wechat_corp.config import Config
from flask_wechat_corp.content import TaskCard
from flask_wechat_corp.protocol.xmlio import build
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.background import BoundedPool
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

SETTINGS = {
    "WECHAT_CORP_ID": CORP_ID, "WECHAT_CORP_TOKEN": TOKEN, "WECHAT_CORP_STORE": "memory://",
    "WECHAT_CORP_ENCODING_AES_KEY": AES_KEY, "WECHAT_CORP_AGENT_ID": AGENT_ID,
}  # fmt: skip


def make(**settings: Any) -> Flask:
    app = Flask(__name__)
    app.config.update(SETTINGS)
    app.config.update({f"WECHAT_CORP_{name}": value for name, value in settings.items()})
    return app


# -- messages, replies, handlers, sessions -----------------------------------------------------


def test_a_message_is_a_mapping_like_any_other() -> None:
    fields = {"MsgType": "text", "Content": "hi"}
    message = Message.from_dict(fields)
    assert len(message) == 2
    assert message == fields
    assert message == Message.from_dict(fields)
    assert message != {"MsgType": "text"}
    assert message != "text"
    with pytest.raises(AttributeError):
        _ = message._anything


def test_a_text_may_be_told_as_a_dict_and_music_must_be_one() -> None:
    text = make_reply({"type": "text", "content": {"content": "hi"}}, "on_text")
    assert text == TextReply("hi")
    with pytest.raises(ReplyError, match="the content of music is a dict"):
        make_reply({"type": "music", "content": "http://e.example/a.mp3"}, "on_text")


def test_an_old_card_may_lead_somewhere() -> None:
    card = TaskCard(
        "标题", "描述", "task1", [{"key": "ok", "name": "好"}], url="https://e.example/"
    )
    assert card.to_message()["interactive_taskcard"]["url"] == "https://e.example/"


def test_the_name_of_an_event_is_text() -> None:
    with pytest.raises(TypeError, match="the name of an event is a string"):
        Handler().event(7)  # type: ignore[call-overload]


def test_a_session_is_set_in_every_way_a_dict_is() -> None:
    session = Session("id", {"a": 1}, lambda: None)
    assert session.setdefault("a", 2) == 1
    assert session.setdefault("b", 2) == 2
    session.update({})
    session |= {"c": 3}
    session.update(d=4)
    assert session == {"a": 1, "b": 2, "c": 3, "d": 4}
    with pytest.raises(TypeError, match="e"):
        session |= {"e": object()}


def test_whole_numbers_of_the_environment_are_read() -> None:
    given = {"WECHAT_CORP_AGENT_ID": "1000007", "WECHAT_CORP_DEDUPE_TTL": "700"}
    config = Config.from_mapping({**SETTINGS, **given})
    assert (config.agent_id, config.dedupe_ttl) == (1000007, 700)


def test_other_values_become_text_in_xml() -> None:
    xml = build({"Day": date(2026, 11, 23), "None": None, "Many": [1, None]})
    assert xml == "<xml><Day><![CDATA[2026-11-23]]></Day><Many>1</Many></xml>"


def test_a_repeat_that_wakes_too_late_begins_nothing() -> None:
    store = MemoryStore()
    now = 0.0

    def oversleep(seconds: float) -> None:
        nonlocal now
        now += CALLBACK_LOCK_WAIT
        store.delete("k")  # the first one has failed meanwhile

    store.set("k", "running:elsewhere")
    deliveries = Deliveries(store, 600, clock=lambda: now, sleep=oversleep)
    late = deliveries.claim("k")
    assert (late.ours, late.reply) == (False, "")
    assert store.get("k") is None
    assert deliveries.claim("k").ours


# -- bodies ------------------------------------------------------------------------------------


class Broken(io.RawIOBase):
    """What a server hands over when the connection breaks while the body is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise ConnectionResetError


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("stream", [lambda: io.BytesIO(b"<xml>"), Broken])
def test_a_body_that_breaks_off_is_a_400(
    stream: Any, looked: bool, caplog: pytest.LogCaptureFixture
) -> None:
    app = make()
    WeChatCorp(app, handler=lambda message: None)
    if looked:

        @app.before_request
        def look() -> None:
            _ = request.stream  # as a hook does that measures bodies

    query = {"msg_signature": "0" * 40, "timestamp": "1", "nonce": "n"}
    environ = {"wsgi.input": stream(), "CONTENT_LENGTH": "500"}
    answer = app.test_client().post("/wechat", query_string=query, environ_overrides=environ)
    assert answer.status_code == 400
    assert "The request body ended before its Content-Length" in caplog.text


# -- what a test client sees -------------------------------------------------------------------


def test_a_refusal_is_shown_as_it_came() -> None:
    app = make()
    WeChatCorp(app, handler=lambda message: None)
    other = CallbackClient(app, credentials=Credentials("another", AES_KEY, CORP_ID))
    refused = other.text("hi")
    assert (refused.status, refused.reply) == (401, None)
    assert refused.text == refused.body.decode()
    assert refused.text != ""


def test_without_credentials_there_is_nothing_to_seal_with() -> None:
    app = make(TOKEN=None, ENCODING_AES_KEY=None, SECRET=SECRET)
    WeChatCorp(app)
    with pytest.raises(ValueError, match="Pass credentials="):
        CallbackClient(app)


# -- conversations and executors ---------------------------------------------------------------


def test_a_conversation_needs_some_secret() -> None:
    app = make(TOKEN=None, ENCODING_AES_KEY=None)
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
                raise StoreError("the store is away")
            return super().get(key)

    store = Flaky()
    app = make(STORE=store)
    wx = WeChatCorp(app)

    @wx.text
    def on_text(message: Message) -> str:
        with pytest.raises(StoreError):
            _ = wx.session
        store.down = False
        return str(len(wx.session))  # it need not wait for itself

    answer = CallbackClient(app).text("hi")
    assert (answer.status, answer.text) == (200, "0")


def test_a_full_pool_is_a_503_and_says_so_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = make(SECRET=SECRET)
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


def test_nobody_answers_in_time_what_nobody_handles() -> None:
    app = make(SECRET=SECRET, REPLY_DEADLINE=4.9)
    pool = BoundedPool(threads=1)
    wx = WeChatCorp(app, executor=pool)
    wx.image(lambda message: "never")
    answer = CallbackClient(app).text("hi")
    pool.shutdown()
    assert (answer.status, answer.body) == (200, b"")


def test_a_failure_after_the_deadline_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = make(SECRET=SECRET, REPLY_DEADLINE=0.05)
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
