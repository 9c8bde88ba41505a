"""``wx.kf`` in an app: doorbell, pipeline, replies, codes, states; WeCom's calls are recorded."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import (
    ConfigError,
    Handler,
    Image,
    KfMessage,
    WeChatAPIError,
    WeChatCorp,
    WeChatTransportError,
)
from flask_wechat_corp.signals import message_received, reply_sent
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.customers import NOW, Now, WeCom, event, numbers, text
from tests.helpers.executors import use_executor
from tests.helpers.support import make_app


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    wx = WeChatCorp(app)
    use_executor(wx, Now())
    app.extensions["wechat_corp"]["wechat_corp"].clock = lambda: NOW
    return wx


@pytest.fixture
def wecom(app: Flask, wx: WeChatCorp) -> WeCom:
    return WeCom(wx._state_of(app).api)


def ring(app: Flask, **fields: Any) -> tuple[int, bytes]:
    client = CallbackClient(app, clock=lambda: NOW + next(numbers) % 100)
    got = client.event("kf_msg_or_event", **{"Token": "token", "OpenKfId": "kfA", **fields})
    return got.status, got.body


def deliver(app: Flask, wecom: WeCom, *rows: dict[str, Any]) -> None:
    wecom.rows += rows
    assert ring(app) == (200, b"")


def test_a_text_is_answered(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    @wx.kf.text
    def echo(message: KfMessage) -> str:
        return f"{wx.kf.message.content} of {message.external_userid}"

    deliver(app, wecom, text("hi"), text("there", "wmB"))
    assert wecom.sent == [
        ("kfA", "wmA", {"msgtype": "text", "text": {"content": "hi of wmA"}}),
        ("kfA", "wmB", {"msgtype": "text", "text": {"content": "there of wmB"}}),
    ]
    assert len(set(wecom.ids)) == 2


def test_without_a_handler_nothing_changes_and_nothing_is_paid(
    app: Flask, wx: WeChatCorp, wecom: WeCom
) -> None:
    seen = []
    wx.default(lambda message: seen.append(message.event_name))
    assert ring(app) == (200, b"")
    assert (seen, wecom.read, wecom.asked) == (["kf_msg_or_event"], 0, 0)


def test_an_app_may_handle_the_doorbell_itself(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    wx.kf.text(lambda message: "never")
    seen = []
    wx.event("kf_msg_or_event")(lambda message: seen.append(message.open_kf_id))
    deliver(app, wecom, text())
    assert (seen, wecom.read) == (["kfA"], 0)


def test_a_bare_event_handler_does_not_get_the_doorbell(
    app: Flask, wx: WeChatCorp, wecom: WeCom
) -> None:
    wx.kf.text(lambda message: "answer")
    wx.event(lambda message: pytest.fail("not for members"))
    deliver(app, wecom, text())
    assert wecom.texts == ["answer"]


def test_a_full_executor_is_a_503_and_the_next_doorbell_works(
    app: Flask, wx: WeChatCorp, wecom: WeCom
) -> None:
    class Full:
        def submit(self, *arguments: Any) -> None:
            raise RuntimeError("full")

    wx.kf.text(lambda message: "answer")
    use_executor(wx, Full())
    wecom.rows.append(text())
    assert ring(app)[0] == 503
    use_executor(wx, Now())
    assert ring(app)[0] == 200
    assert wecom.texts == ["answer"]


def test_a_doorbell_without_an_account_is_logged(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "answer")
    assert ring(app, OpenKfId=None) == (200, b"")
    assert "has no OpenKfId" in caplog.text


def test_the_session_is_one_for_corp_account_and_customer(
    app: Flask, wx: WeChatCorp, wecom: WeCom
) -> None:
    @wx.kf.text
    def count(message: KfMessage) -> str:
        session = wx.kf.session
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    deliver(app, wecom, text(), text(), text(customer="wmB"), text(open_kfid="kfB"))
    assert sorted(wecom.texts) == ["1", "1", "1", "2"]


def test_lists_steps_hooks_and_next_work(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    wx.kf.lists.add("menu", [("{1} price", "1 yuan")])

    @wx.kf.text("menu")
    def menu(message: KfMessage) -> str:
        return wx.kf.wait("menu")

    @wx.kf.step
    def name(message: KfMessage) -> str:
        return f"hello {message.content}"

    @wx.kf.text("ask")
    def ask(message: KfMessage) -> str:
        return wx.kf.ask("your name?", name)

    @wx.kf.after_message
    def sign(message: KfMessage, reply: Any) -> Any:
        return f"{reply.content}!" if reply else reply

    wx.before_message(lambda message: pytest.fail("a hook of the agent"))
    deliver(app, wecom, text("menu"), text("1"), text("ask"), text("Li"))
    assert wecom.texts == ["1 price!", "1 yuan!", "your name?!", "hello Li!"]


def test_wx_session_belongs_to_members(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    errors = []

    @wx.kf.text
    def wrong(message: KfMessage) -> None:
        with pytest.raises(RuntimeError, match=r"WeChatCorp 'wechat_corp'.kf") as caught:
            _ = wx.session
        errors.append(caught.value)

    deliver(app, wecom, text())
    assert len(errors) == 1


def test_a_registry_serves_members_and_customers(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    shared = Handler()
    shared.text("who")(lambda message: f"you are {message.from_user_name}")
    wx.register(shared)
    wx.kf.register(shared)
    deliver(app, wecom, text("who"))
    assert wecom.texts == ["you are wmA"]
    client = CallbackClient(app, clock=lambda: NOW)
    assert client.text("who").text == "you are zhangsan"


def test_a_generator_is_joined(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    @wx.kf.text
    def pieces(message: KfMessage) -> Any:
        yield "a"
        yield "b"

    deliver(app, wecom, text())
    assert wecom.texts == ["ab"]


def test_a_handler_that_raises_is_logged_and_the_others_are_answered(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    @wx.kf.text
    def fails(message: KfMessage) -> str:
        if message.content == "bad":
            raise ValueError("broken")
        return "fine"

    deliver(app, wecom, text("bad"), text("good"))
    assert wecom.texts == ["fine"]
    assert "fails failed" in caplog.text
    deliver(app, wecom, text("good"))  # the failed one does not come again
    assert wecom.texts == ["fine", "fine"]


def test_the_error_handler_of_the_agent_replies(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    @wx.kf.text
    def fails(message: KfMessage) -> str:
        return str(1 / 0)

    wx.errorhandler(ZeroDivisionError)(lambda error, message: "sorry")
    deliver(app, wecom, text())
    assert wecom.texts == ["sorry"]


def test_too_long_a_text_is_an_error_before_anything_is_sent(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "x" * 2048 * 5 + "x")
    deliver(app, wecom, text())
    assert wecom.sent == []
    assert "needs 6 messages" in caplog.text


def test_a_long_text_is_sent_in_parts_and_ends_at_a_refusal(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "x" * 6000)
    wecom.answers = [None, WeChatAPIError(95001, "too many", "/cgi-bin/kf/send_msg", "the hint")]
    deliver(app, wecom, text())
    assert [len(one) for one in wecom.texts] == [2048]
    assert "Part 2 of 3 of the reply" in caplog.text
    assert "the hint" in caplog.text


def test_a_part_that_was_sent_before_is_not_sent_again(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "x" * 3000)
    wecom.answers = [WeChatAPIError(95033, "msgid used", "/cgi-bin/kf/send_msg")]
    deliver(app, wecom, text())
    assert [len(one) for one in wecom.texts] == [952]
    assert not caplog.records


def test_a_part_that_may_have_arrived_is_sent_again_with_the_same_id(
    app: Flask, wx: WeChatCorp, wecom: WeCom
) -> None:
    wx.kf.text(lambda message: "hi")
    wecom.answers = [WeChatTransportError("/cgi-bin/kf/send_msg", "time-out")]
    deliver(app, wecom, text())
    assert wecom.texts == ["hi"]
    assert len(wecom.ids) == 2
    assert len(set(wecom.ids)) == 1


def test_a_welcome_uses_its_code(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    wx.kf.event("enter_session")(lambda message: "welcome")
    deliver(app, wecom, event("enter_session", welcome_code="w"), event("enter_session"))
    part = {"msgtype": "text", "text": {"content": "welcome"}}
    assert wecom.sent == [("w", part), ("kfA", "wmA", part)]


def test_a_picture_cannot_be_sent_with_a_code(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    wx.kf.event("enter_session")(lambda message: Image("m"))
    deliver(app, wecom, event("enter_session", welcome_code="w"))
    assert wecom.sent == [("kfA", "wmA", {"msgtype": "image", "image": {"media_id": "m"}})]


def test_a_change_of_the_state_uses_its_code(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    wx.kf.event("session_status_change")(lambda message: f"now {message.change_type}")
    deliver(app, wecom, event("session_status_change", change_type=3, msg_code="c"))
    assert wecom.sent == [("c", {"msgtype": "text", "text": {"content": "now 3"}})]


def test_transfer(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    @wx.kf.text("人工")
    def human(message: KfMessage) -> None:
        message.transfer("human", text="请稍等")

    @wx.kf.text("李四")
    def lisi(message: KfMessage) -> str:
        message.transfer("human", servicer_userid="lisi")
        return "转给李四"

    deliver(app, wecom, text("人工"), text("李四"))
    assert wecom.states == [("kfA", "wmA", 2, None), ("kfA", "wmA", 3, "lisi")]
    assert wecom.sent == [
        ("trans code", "请稍等"),
        ("trans code", {"msgtype": "text", "text": {"content": "转给李四"}}),
    ]


@pytest.mark.parametrize("state", [2, 3])
def test_while_a_human_answers_only_those_who_ask_get_the_messages(
    app: Flask, wx: WeChatCorp, wecom: WeCom, state: int
) -> None:
    wx.kf.text(lambda message: "robot")
    seen = []
    wx.kf.text("note", while_human=True)(lambda message: seen.append(message.content))
    wecom.state = state
    deliver(app, wecom, text("hi"), text("note"))
    assert (wecom.sent, seen) == ([], ["note"])
    wecom.state = 1
    deliver(app, wecom, text("hi"))
    assert wecom.texts == ["robot"]


def test_servicers_messages_are_for_those_who_ask(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    seen = []
    wx.kf.text(lambda message: seen.append("customer"))
    wx.kf.on("text", origin="servicer")(lambda message: seen.append(message.servicer_userid))
    deliver(app, wecom, text(origin=5, servicer_userid="lisi"))
    assert (seen, wecom.asked) == (["lisi"], 0)


def test_a_message_that_was_not_delivered_is_logged(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.default(lambda message: "?")
    deliver(app, wecom, event("msg_send_fail", fail_type=4), event("msg_send_fail", fail_type=99))
    assert "older than 48 hours" in caplog.text
    assert "page 94670" in caplog.text
    assert wecom.sent == []


def test_a_state_that_cannot_be_asked_is_no_reason_to_be_silent(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*arguments: Any) -> Any:
        raise WeChatAPIError(45009, "too often", "/cgi-bin/kf/service_state/get")

    app.extensions["wechat_corp"]["wechat_corp"].api.get_kf_service_state = broken
    wx.kf.text(lambda message: "answer")
    deliver(app, wecom, text())
    assert wecom.texts == ["answer"]
    assert "state of a conversation is not known" in caplog.text


def test_a_page_that_is_not_json_is_skipped(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "answer")
    wecom.rows = [text("lost")]
    error = WeChatTransportError("/cgi-bin/kf/sync_msg", "The response is not JSON.", 200)
    error.body = b'{"next_cursor":"1","has_more":1,"msg_list":[{"text":{"content":"secret'
    wecom.pages = [error]
    wecom.rows.append(text("read"))
    assert ring(app)[0] == 200
    assert wecom.texts == ["answer"]
    assert "cannot be read (70 bytes). It is skipped." in caplog.text
    assert "secret" not in caplog.text


def test_a_page_without_a_cursor_is_tried_again_by_the_next_doorbell(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    wx.kf.text(lambda message: "answer")
    wecom.rows = [text()]
    wecom.pages = [WeChatTransportError("/cgi-bin/kf/sync_msg", "The response is not JSON.", 200)]
    assert ring(app)[0] == 200
    assert wecom.sent == []
    assert "The next callback tries again." in caplog.text
    assert ring(app)[0] == 200
    assert wecom.texts == ["answer"]


def test_signals(app: Flask, wx: WeChatCorp, wecom: WeCom) -> None:
    seen: list[str] = []
    wx.kf.text(lambda message: "answer")

    def received(sender: Any, message: Any, **facts: Any) -> None:
        seen.append(f"received {message.type}")

    def sent(sender: Any, reply: Any, late: bool, **facts: Any) -> None:
        seen.append(f"sent {reply.content} {late}")

    with message_received.connected_to(received), reply_sent.connected_to(sent):
        deliver(app, wecom, text())
    assert seen == ["received event", "received text", "sent answer True"]


def test_a_handler_without_a_secret_is_a_config_error() -> None:
    app = make_app(SECRET=None)
    wx = WeChatCorp(app)
    with pytest.raises(ConfigError, match="WECHAT_CORP_SECRET is missing"):
        wx.kf.text(lambda message: "answer")
    assert not wx.kf.active
    later = WeChatCorp()
    later.kf.text(lambda message: "answer")
    with pytest.raises(ConfigError, match="WECHAT_CORP_SECRET is missing"):
        later.init_app(make_app(SECRET=None))


def test_an_unhandled_text_is_logged(
    app: Flask, wx: WeChatCorp, wecom: WeCom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "flask_wechat_corp")
    wx.kf.image(lambda message: "picture")
    deliver(app, wecom, text("no one"))
    assert wecom.sent == []
    assert "no one" not in caplog.text
