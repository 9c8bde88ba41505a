"""Customer service of two corps behind one resolver: nothing of one reaches the other."""

from __future__ import annotations

import logging
import pickle
from typing import Any

import pytest
from flask import Request

from flask_wechat_corp import Credentials, KfMessage, WeChatAPI, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.customers import NOW, Now, WeCom, numbers, text
from tests.helpers.executors import use_executor
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN, make_app

OWN = Credentials(TOKEN, AES_KEY, CORP_ID)
OTHER = Credentials("the-other-token", "b" * 43, "wwother")


class Corps:
    """An app that serves two corps, with a WeCom for each."""

    def __init__(self) -> None:
        self.app = make_app()
        self.wx = wx = WeChatCorp(self.app)
        use_executor(wx, Now())
        wx._state_of(self.app).clock = lambda: NOW
        self.asked: list[str] = []
        self.other_api: WeChatAPI | None = WeChatAPI("wwother", "secret", 7)
        self.own = WeCom(wx._state_of(self.app).api)
        self.other = WeCom(self.other_api)
        wx.credentials(self._credentials)
        wx.client_for(self._client)

    def _credentials(self, request: Request) -> list[Credentials]:
        return [OWN, OTHER]

    def _client(self, receive_id: str) -> WeChatAPI | None:
        self.asked.append(receive_id)
        return self.other_api

    def ring(self, credentials: Credentials) -> None:
        client = CallbackClient(
            self.app, credentials=credentials, clock=lambda: NOW + next(numbers) % 100
        )
        received = client.event("kf_msg_or_event", Token="token", OpenKfId="kfA")
        assert (received.status, received.body) == (200, b"")


@pytest.fixture
def corps() -> Corps:
    return Corps()


def on_text(corps: Corps, handler: Any) -> None:
    corps.wx.kf.text(handler)


def test_each_corp_is_fetched_and_answered_with_its_own_client(corps: Corps) -> None:
    on_text(corps, lambda message: f"{message.receive_id} {message.content}")
    corps.own.rows = [text("one", msgid="m")]
    corps.other.rows = [text("two", msgid="m"), text("three")]  # the ids are the same
    corps.ring(OTHER)
    assert corps.asked == ["wwother"]
    corps.ring(OWN)
    assert corps.own.texts == [f"{CORP_ID} one"]
    assert corps.other.texts == ["wwother two", "wwother three"]
    assert corps.asked == ["wwother"]  # never for our own
    corps.ring(OTHER)
    assert (corps.own.read, corps.other.read) == (1, 2)
    assert len(corps.other.sent) == 2  # the cursor is its own too


def test_the_sessions_of_two_corps_are_apart(corps: Corps) -> None:
    def count(message: KfMessage) -> str:
        session = corps.wx.kf.session
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    on_text(corps, count)
    corps.own.rows, corps.other.rows = [text(), text()], [text()]
    corps.ring(OWN)
    corps.ring(OTHER)
    assert (corps.own.texts, corps.other.texts) == (["1", "2"], ["1"])


def test_wx_api_is_the_corps_client_and_transfer_uses_it(corps: Corps) -> None:
    used: list[WeChatAPI] = []

    def human(message: KfMessage) -> None:
        used.append(corps.wx.api)
        message.transfer("human", text="wait")

    on_text(corps, human)
    corps.own.rows, corps.other.rows = [text()], [text()]
    corps.ring(OTHER)
    corps.ring(OWN)
    assert used == [corps.other_api, corps.wx._state_of(corps.app).api]
    assert corps.own.states == corps.other.states == [("kfA", "wmA", 2, None)]
    assert corps.own.sent == corps.other.sent == [("trans code", "wait")]


def test_a_corp_without_a_client_is_refused(corps: Corps, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    on_text(corps, lambda message: "answer")
    corps.own.rows = [text()]
    corps.other_api = None
    corps.ring(OTHER)
    assert (corps.own.read, corps.other.read) == (0, 0)
    assert "decorated with @wx.client_for. The next callback tries again." in caplog.text
    corps.ring(OWN)
    assert corps.own.texts == ["answer"]


def test_without_receive_ids_the_tokens_tell_two_corps_apart() -> None:
    app = make_app(RECEIVE_ID="")
    wx = WeChatCorp(app)
    use_executor(wx, Now())
    wx._state_of(app).clock = lambda: NOW
    wecom = WeCom(wx._state_of(app).api)
    first, second = Credentials(TOKEN, AES_KEY, ""), Credentials("token2", "c" * 43, "")
    wx.credentials(lambda request: [first, second])
    seen: list[Any] = []

    def count(message: KfMessage) -> None:
        session = wx.kf.session
        session["n"] = session.get("n", 0) + 1
        seen.append((message.corp_key, session["n"]))

    wx.kf.text(count)
    wecom.rows = [text(), text()]
    for credentials in (first, second):
        client = CallbackClient(app, credentials=credentials, clock=lambda: NOW)
        assert client.event("kf_msg_or_event", Token="t", OpenKfId="kfA").status == 200
    keys = [key for key, _ in seen]
    assert [number for _, number in seen] == [1, 2, 1, 2]
    assert keys[0] == keys[1] != keys[2] == keys[3]


def test_two_corps_are_fetched_at_the_same_time(corps: Corps) -> None:
    """A doorbell during the fetch of another corp's account of the same id has its own fetch."""

    def answer(message: KfMessage) -> str:
        if message.receive_id == "wwother":
            corps.ring(OWN)  # runs at once, inside of the other fetch
        return "answer"

    on_text(corps, answer)
    corps.own.rows, corps.other.rows = [text()], [text()]
    corps.ring(OTHER)
    assert (corps.own.texts, corps.other.texts) == (["answer"], ["answer"])


def test_a_message_keeps_its_corp_when_it_is_copied() -> None:
    message = KfMessage({"msgtype": "text"}, "", None, "token:x")
    again = pickle.loads(pickle.dumps(message))
    assert (again.receive_id, again.corp_key, again.json) == ("", "token:x", {"msgtype": "text"})
