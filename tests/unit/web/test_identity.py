"""Whose message it is: one corp never reads, writes or speaks for another."""

from __future__ import annotations

import copy
import logging
import pickle
import queue
import threading
from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import BadMessage, Credentials, Message, ReplyError, WeChatAPI, WeChatCorp
from flask_wechat_corp.celery import CeleryExecutor
from flask_wechat_corp.config import EXTENSION_KEY
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.xmlio import build
from flask_wechat_corp.testing import CallbackClient, Received
from flask_wechat_corp.web.background import run_deferred
from flask_wechat_corp.web.identity import key_of_conversation, key_of_delivery
from flask_wechat_corp.web.state import AppState
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, TOKEN, make_app

OURS = Credentials(TOKEN, AES_KEY, CORP_ID)
EVIL = Credentials("evil-token", "evil" + AES_KEY[4:], "wwevil")
SAMPLE = {"FromUserName": "zhangsan", "CreateTime": 1, "MsgType": "text", "MsgId": 1, "AgentID": 1}


class Calls:
    """What was given to ``message/send``, by the agent id of the client."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[int | None, Any, Any]] = []
        self._more = threading.Condition()

        def send(api: WeChatAPI, to: Any, message: Any) -> dict[str, Any]:
            with self._more:
                self.calls.append((api.agentid, to, message["text"]["content"]))
                self._more.notify_all()
            return {"errcode": 0}

        monkeypatch.setattr(WeChatAPI, "send", send)

    def wait(self) -> list[tuple[int | None, Any, Any]]:
        with self._more:
            assert self._more.wait_for(lambda: self.calls, 10), "nothing was sent"
            return self.calls


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(monkeypatch)


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    wx = WeChatCorp(app)
    wx.credentials(lambda request: [OURS, EVIL])
    return wx


@pytest.fixture
def ours(app: Flask, wx: WeChatCorp) -> CallbackClient:
    return CallbackClient(app, credentials=OURS)


@pytest.fixture
def evil(app: Flask, wx: WeChatCorp) -> CallbackClient:
    return CallbackClient(app, credentials=EVIL)


def state_of(app: Flask) -> AppState:
    state: AppState = app.extensions[EXTENSION_KEY][EXTENSION_KEY]
    return state


# --- the receive id -------------------------------------------------------------------------------


def test_a_handler_sees_the_receive_id_that_was_verified(
    wx: WeChatCorp, ours: CallbackClient, evil: CallbackClient
) -> None:
    wx.text(lambda message: message.receive_id)
    assert ours.text("x").text == CORP_ID
    assert evil.text("x").text == "wwevil"


def test_two_corps_do_not_share_a_conversation(
    wx: WeChatCorp, ours: CallbackClient, evil: CallbackClient
) -> None:
    @wx.text
    def remember(message: Message) -> str:
        before = wx.session.get("said", "nothing")
        wx.session["said"] = message.content
        return str(before)

    ours.text("the takeover is on Friday")
    assert evil.text("x").text == "nothing"
    assert evil.send({"MsgType": "text", "Content": "x", "ToUserName": None}).text == "x"
    assert ours.text("y").text == "the takeover is on Friday"


def test_a_corp_cannot_claim_the_delivery_of_another(
    wx: WeChatCorp, ours: CallbackClient, evil: CallbackClient
) -> None:
    wx.text(lambda message: f"to {message.receive_id}")
    same: dict[str, Any] = {"MsgId": 7, "CreateTime": evil._clock(), "ToUserName": None}
    assert evil.text("x", **same).text == "to wwevil"
    assert ours.text("x", **same).text == f"to {CORP_ID}"


@pytest.mark.parametrize("receiver", [CORP_ID, "", "WWEVIL", {"Deep": "wwevil"}])
def test_a_message_that_names_another_receiver_is_refused(
    wx: WeChatCorp, evil: CallbackClient, caplog: pytest.LogCaptureFixture, receiver: object
) -> None:
    wx.default(lambda message: pytest.fail("a forged message was handled"))
    assert evil.text("x", ToUserName=receiver).status == 401
    assert "ToUserName" in caplog.text


def test_a_suite_notice_without_a_receiver_is_handled(wx: WeChatCorp, evil: CallbackClient) -> None:
    seen: list[str] = []
    wx.event("suite_ticket")(lambda message: seen.append(message.receive_id))
    assert evil.post_xml("<xml><InfoType>suite_ticket</InfoType></xml>").status == 200
    assert seen == ["wwevil"]


def test_a_reply_is_no_callback(app: Flask, wx: WeChatCorp, ours: CallbackClient) -> None:
    handled: list[str] = []

    @wx.default
    def parrot(message: Message) -> str:
        handled.append(message.sender)
        return "again"

    reply = ours.text("x").reply
    assert reply is not None
    assert ours.post_xml(reply.xml).status == 401
    assert handled == ["zhangsan"]


def test_without_a_receive_id_the_token_tells_two_callbacks_apart() -> None:
    crypts = [WXBizMsgCrypt(token, AES_KEY, "") for token in ("one", "two")]
    one, two = (Message.from_xml(build(SAMPLE), corp_key=crypt.corp_key) for crypt in crypts)
    app = make_app()
    WeChatCorp(app)
    state = state_of(app)
    assert key_of_delivery(state, one) != key_of_delivery(state, two)
    assert key_of_conversation(state, one) != key_of_conversation(state, two)
    assert one.receive_id == ""
    assert "one" not in one.corp_key


def test_the_endpoint_uses_the_token_where_there_is_no_receive_id(app: Flask) -> None:
    wx = WeChatCorp(app)
    robots = [Credentials(token, AES_KEY, "") for token in ("one", "two")]
    wx.credentials(lambda request: robots)

    @wx.text
    def count(message: Message) -> str:
        wx.session["count"] = wx.session.get("count", 0) + 1
        return str(wx.session["count"])

    one, two = (CallbackClient(app, credentials=robot) for robot in robots)
    assert [one.text("x").text, one.text("x").text, two.text("x").text] == ["1", "2", "1"]


def test_copies_of_a_message_keep_its_corp() -> None:
    message = Message.from_xml(build(SAMPLE), "ww1", corp_key="token:x")
    for other in (pickle.loads(pickle.dumps(message)), copy.deepcopy(message)):
        assert (other.receive_id, other.corp_key) == ("ww1", "token:x")


# --- the sender -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["@all", "@ALL", " @All ", "zhangsan|lisi", "|"])
def test_a_sender_who_would_be_several_members_is_refused(
    wx: WeChatCorp, ours: CallbackClient, sender: str
) -> None:
    wx.default(lambda message: pytest.fail("it was handled"))
    assert ours.text("x", user=sender).status == 400


@pytest.mark.parametrize(
    "sender", [None, "", "  ", {"UserId": "zhangsan"}], ids=["none", "empty", "blank", "nested"]
)
def test_a_message_without_a_sender_has_no_session(
    app: Flask, wx: WeChatCorp, ours: CallbackClient, sender: object
) -> None:
    errors: list[str] = []

    @wx.default
    def handler(message: Message) -> str:
        try:
            wx.session["x"] = 1
        except RuntimeError as error:
            errors.append(str(error))
        return "answered"

    fields = {"MsgType": "text", "Content": "x", "FromUserName": sender}
    assert ours.send(fields).text == "answered"
    assert "FromUserName" in errors[0]


def test_lists_do_not_stop_a_text_without_a_sender(wx: WeChatCorp, ours: CallbackClient) -> None:
    wx.lists.add("menu", [("one", "first")])
    wx.text(lambda message: "answered")
    fields = {"MsgType": "text", "Content": "1", "FromUserName": None}
    assert ours.send(fields).text == "answered"


def test_a_message_without_a_sender_gets_no_late_reply(
    app: Flask, wx: WeChatCorp, calls: Calls
) -> None:
    wx.text(deferred=True)(lambda message: "late")
    message = Message.from_dict({"MsgType": "text", "Content": "x"}, CORP_ID)
    match = wx.match(message)
    assert match is not None
    with app.app_context(), pytest.raises(ReplyError, match="no sender"):
        run_deferred(state_of(app), message, match)
    assert calls.calls == []


# --- repeated elements ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["FromUserName", "Content", "MsgType", "AgentID", "MsgId", "Event"]
)
def test_a_field_that_comes_once_is_refused_twice(
    wx: WeChatCorp, ours: CallbackClient, name: str
) -> None:
    wx.default(lambda message: pytest.fail("it was handled"))
    more = f"<MsgType>text</MsgType><{name}>a</{name}><{name}>b</{name}>"
    assert ours.post_xml(f"<xml>{more}</xml>").status == 400


def test_documented_lists_and_unknown_fields_may_come_twice() -> None:
    head = {"MsgType": "event", "Event": "template_card_event"}
    twice = Message.from_dict({**head, "Whatever": ["1", "2"]})
    assert twice["Whatever"] == ["1", "2"]
    photos = {"MsgType": "event", "Event": "pic_weixin", "SendPicsInfo": {"PicList": [{}, {}]}}
    assert Message.from_dict(photos).type == "event"
    with pytest.raises(BadMessage, match="CardType"):
        Message.from_dict({**head, "CardType": ["1", "2"]})


# --- the agent ------------------------------------------------------------------------------------


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [text for text in caplog.messages if "AGENT_ID" in text]


def test_another_agent_is_warned_about_once(
    wx: WeChatCorp, ours: CallbackClient, caplog: pytest.LogCaptureFixture
) -> None:
    ours.text("x", AgentID=AGENT_ID)
    ours.text("x", AgentID=None)
    assert warnings_of(caplog) == []
    for _ in range(2):
        ours.text("x", AgentID=3)
    assert len(warnings_of(caplog)) == 1


def test_the_agents_of_other_corps_are_not_warned_about(
    wx: WeChatCorp, evil: CallbackClient, caplog: pytest.LogCaptureFixture
) -> None:
    evil.text("x", AgentID=3)
    assert warnings_of(caplog) == []


def test_two_apps_without_agent_id_both_handle_an_event_of_the_contacts() -> None:
    keys = set()
    for token in ("one", "two"):
        app = make_app(TOKEN=token, AGENT_ID=None)
        WeChatCorp(app)
        event = Message.from_dict({"MsgType": "event", "Event": "change_contact"}, CORP_ID)
        keys.add(key_of_delivery(state_of(app), event))
    assert len(keys) == 2


def test_an_empty_agent_counts_as_our_own(app: Flask, wx: WeChatCorp) -> None:
    empty, ours = (
        Message.from_dict({**SAMPLE, "AgentID": agent}, CORP_ID) for agent in ("", AGENT_ID)
    )
    state = state_of(app)
    assert [str(part) for part in key_of_conversation(state, empty)] == [
        str(part) for part in key_of_conversation(state, ours)
    ]


# --- late replies ---------------------------------------------------------------------------------


def of_evil(wx: WeChatCorp, *clients: WeChatAPI | None) -> list[str]:
    asked: list[str] = []

    @wx.client_for
    def client_for(receive_id: str) -> WeChatAPI | None:
        asked.append(receive_id)
        return clients[0]

    return asked


def test_a_late_reply_leaves_through_the_client_of_its_corp(
    wx: WeChatCorp, ours: CallbackClient, evil: CallbackClient, calls: Calls
) -> None:
    asked = of_evil(wx, WeChatAPI("wwevil", "secret", 7, store="memory://"))
    seen: list[int | None] = []

    @wx.text(deferred=True)
    def handler(message: Message) -> str:
        seen.append(wx.api.agentid)
        seen.append(wx.api.agentid)
        return "late"

    evil.text("x")
    assert calls.wait() == [(7, {"touser": "zhangsan"}, "late")]
    assert (asked, seen) == (["wwevil"], [7, 7])
    calls.calls.clear()
    ours.text("x")
    assert calls.wait() == [(AGENT_ID, {"touser": "zhangsan"}, "late")]
    assert asked == ["wwevil"], "it is asked for other corps only"


@pytest.mark.parametrize("resolver", [True, False])
def test_without_a_client_a_late_reply_is_refused(
    app: Flask, wx: WeChatCorp, calls: Calls, caplog: pytest.LogCaptureFixture, resolver: bool
) -> None:
    if resolver:
        of_evil(wx, None)
    wx.text(deferred=True)(lambda message: "the figures of another company")
    message = Message.from_dict({**SAMPLE, "Content": "x"}, "wwevil")
    match = wx.match(message)
    assert match is not None
    with app.app_context(), pytest.raises(ReplyError, match=r"lambda.*@wx\.client_for"):
        run_deferred(state_of(app), message, match)
    assert calls.calls == []


def test_a_refused_late_reply_is_an_error_in_the_log(
    wx: WeChatCorp, evil: CallbackClient, calls: Calls
) -> None:
    logged: queue.Queue[str] = queue.Queue()
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: logged.put(handler.format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("flask_wechat_corp.deferred")
    logger.addHandler(handler)
    try:
        wx.text(deferred=True)(lambda message: "late")
        evil.text("x")
        assert "@wx.client_for" in logged.get(timeout=10)
    finally:
        logger.removeHandler(handler)
    assert calls.calls == []


def test_a_deadline_asks_for_the_client_too(calls: Calls) -> None:
    app = make_app(REPLY_DEADLINE=0.05)
    wx = WeChatCorp(app)
    wx.credentials(lambda request: EVIL)
    of_evil(wx, WeChatAPI("wwevil", "secret", 7, store="memory://"))
    slow = threading.Event()

    @wx.text
    def handler(message: Message) -> str:
        slow.wait(10)
        return "late"

    assert CallbackClient(app, credentials=EVIL).text("x").body == b""
    slow.set()
    assert calls.wait() == [(7, {"touser": "zhangsan"}, "late")]


def answer(message: Message) -> str:
    return f"{message.receive_id}, late"


def test_a_celery_worker_asks_for_the_client_too(calls: Calls) -> None:
    celery_app = Celery("bot", broker="memory://", set_as_current=False)
    celery_app.conf.task_always_eager = True
    app = make_app()
    wx = WeChatCorp(app, executor=CeleryExecutor(celery_app))
    wx.credentials(lambda request: EVIL)
    of_evil(wx, WeChatAPI("wwevil", "secret", 7, store="memory://"))
    wx.text(deferred=True)(answer)
    CallbackClient(app, credentials=EVIL).text("x")
    assert calls.wait() == [(7, {"touser": "zhangsan"}, "wwevil, late")]
    celery_app.close()


def test_the_client_of_a_corp_that_is_not_known(wx: WeChatCorp, evil: CallbackClient) -> None:
    of_evil(wx, None)
    errors: list[str] = []

    @wx.text
    def handler(message: Message) -> None:
        try:
            wx.api.post("user/delete")
        except RuntimeError as error:
            errors.append(str(error))

    assert answered(evil.text("x"))
    assert "client_for" in errors[0]


def test_the_client_outside_of_a_message_is_the_configured_one(app: Flask, wx: WeChatCorp) -> None:
    of_evil(wx, None)
    with app.app_context():
        assert wx.api.agentid == AGENT_ID


def answered(received: Received) -> bool:
    return received.status == 200
