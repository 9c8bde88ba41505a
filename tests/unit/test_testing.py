"""``CallbackClient``: what it shows of an answer, and what it needs."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import Credentials, TemplateCard, WeChatAPIError, WeChatCorp
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient, settle
from flask_wechat_corp.web.background import BoundedPool
from tests.helpers.support import AES_KEY, CORP_ID, make_app


def test_a_rejection_is_shown_as_it_came() -> None:
    app = make_app()
    WeChatCorp(app, handler=lambda message: None)
    other = CallbackClient(app, credentials=Credentials("another", AES_KEY, CORP_ID))
    rejected = other.text("hi")
    assert (rejected.status, rejected.reply) == (401, None)
    assert rejected.text == rejected.body.decode()
    assert rejected.text != ""


def test_without_credentials_there_is_nothing_to_encrypt_with() -> None:
    app = make_app(TOKEN=None, ENCODING_AES_KEY=None)
    WeChatCorp(app)
    with pytest.raises(ValueError, match="Pass credentials="):
        CallbackClient(app)


class TestCalls:
    """API calls while a method of the client runs."""

    def test_they_are_listed_and_answered_without_a_network(self) -> None:
        app = make_app(API_URL="https://wecom.invalid")
        wx = WeChatCorp(app)

        @wx.text
        def on_text(message: Any) -> str:
            return f"{wx.api.get_user(message.from_user_name)['name']}"

        client = CallbackClient(app)
        client.answers["user/get"] = {"name": "张三"}
        assert client.text("hi").text == "张三"
        (call,) = client.sent
        assert (call.method, call.path, call.query) == ("GET", "user/get", {"userid": "zhangsan"})
        assert "_send" not in vars(app.extensions["wechat_corp"]["wechat_corp"].api)

    def test_an_error_code_is_an_error_of_wecom(self) -> None:
        app = make_app(API_URL="https://wecom.invalid")
        wx = WeChatCorp(app)

        @wx.text
        def on_text(message: Any) -> str:
            try:
                wx.api.get_user("nobody")
            except WeChatAPIError as error:
                return str(error.errcode)
            return "no error"

        client = CallbackClient(app)
        client.answers["user/get"] = {"errcode": 60111, "errmsg": "userid not found"}
        assert client.text("hi").text == "60111"

    def test_a_download_and_an_upload_are_answered(self) -> None:
        app = make_app(API_URL="https://wecom.invalid")
        wx = WeChatCorp(app)

        @wx.image
        def on_image(message: Any) -> str:
            data = wx.api.get_media(message.media_id).content
            return f"{len(data)} {wx.api.upload_media(data, 'file', filename='a.txt')['media_id']}"

        client = CallbackClient(app)
        client.answers["media/get"] = b"12345678"
        received = client.send({"MsgType": "image", "MediaId": "m"})
        assert received.text == "8 test-media"
        assert [call.path for call in client.sent] == ["media/get", "media/upload"]

    def test_a_deferred_handler_is_listed_too_and_settled(self) -> None:
        app = make_app(API_URL="https://wecom.invalid")
        wx = WeChatCorp(app)
        may_go = threading.Event()

        @wx.text(deferred=True)
        def on_text(message: Any) -> str:
            assert may_go.wait(10)
            return "好了"

        client = CallbackClient(app)
        assert client.text("hi").body == b""
        assert not settle(app, 0)
        assert client.sent == []
        may_go.set()
        assert settle(app)
        assert [call.text for call in client.sent] == ["好了"]
        assert "_send" not in vars(app.extensions["wechat_corp"]["wechat_corp"].api)

    def test_a_simulator_answers_itself(self, wecom: Simulator) -> None:
        app = Flask(__name__)
        app.config.update(wecom.settings())
        wx = WeChatCorp(app)

        @wx.text
        def on_text(message: Any) -> str:
            return str(wx.api.get_user("lisi")["name"])

        app.config.update(SECRET_KEY="test-only")
        client = CallbackClient(app)
        assert client.text("hi").text == "李四"
        assert [call.path for call in client.sent][-1] == "user/get"

    def test_work_that_the_executor_refuses_is_not_waited_for(self) -> None:
        app = make_app()
        pool = BoundedPool(1, 0)
        pool.shutdown()
        pool._started().shutdown()
        wx = WeChatCorp(app, executor=pool)

        @wx.text(deferred=True)
        def on_text(message: Any) -> str:
            return "hi"

        assert CallbackClient(app).text("hi").status == 503
        assert settle(app, 0)


class TestConversation:
    @pytest.fixture
    def client(self) -> CallbackClient:
        app = make_app(API_URL="https://wecom.invalid")
        wx = WeChatCorp(app)

        @wx.text("报修")
        def on_report(message: Any) -> str:
            return wx.ask("是什么问题？", then=describe)

        @wx.step
        def describe(message: Any) -> str:
            button = {"text": "接单", "key": "take"}
            kind, title = "button_interaction", {"title": "新报修"}
            card = {"card_type": kind, "main_title": title, "task_id": "t1"}
            wx.api.send("lisi", TemplateCard({**card, "button_list": [button]}))
            return f"已登记：{message.content}"

        @wx.event("template_card_event", key="take")
        def on_take(message: Any) -> None:
            wx.api.send("zhangsan", f"{message.from_user_name} 接了 {message.task_id}")

        @wx.text("长")
        def on_long(message: Any) -> str:
            return "一" * 600 + "\n\n" + "二" * 600

        @wx.event("click", key="HELP")
        def on_help(message: Any) -> str:
            return "帮助"

        @wx.text("慢", deferred=True, ack="稍等")
        def on_slow(message: Any) -> str:
            return "好了"

        return CallbackClient(app)

    def test_two_members_and_a_card(self, client: CallbackClient) -> None:
        reporter = client.conversation("zhangsan")
        reporter.say("报修").expect("是什么问题？").say("卡纸").expect(re.compile("卡纸$"))
        helper = client.conversation("lisi")  # the card came before
        helper.expect("新报修").press("take").expect(None)
        reporter.expect("lisi 接了 t1").expect(None)

    def test_the_menu_and_a_late_answer(self, client: CallbackClient) -> None:
        talk = client.conversation()
        talk.press("HELP").expect("帮助").say("慢").expect("稍等").expect("好了").expect(None)
        assert talk.received is not None

    def test_a_long_answer_comes_in_its_parts(self, client: CallbackClient) -> None:
        talk = client.conversation().say("长")
        talk.expect(re.compile("^一+\\s*$")).expect(re.compile("^二+$")).expect(None)

    @pytest.mark.parametrize(
        ("expected", "words"),
        [
            ("something else", "Expected 'something else', but got '帮助'"),
            (re.compile("else"), "Expected a text that contains 'else', but got '帮助'"),
            (None, "Expected no message, but got '帮助'"),
        ],
    )
    def test_it_says_what_came_instead(
        self, client: CallbackClient, expected: Any, words: str
    ) -> None:
        with pytest.raises(AssertionError, match=words):
            client.conversation().press("HELP").expect(expected)
        with pytest.raises(AssertionError, match="there is no further message"):
            client.conversation().expect("hi")

    def test_a_failing_application_is_an_assertion_error(self) -> None:
        app = make_app()
        wx = WeChatCorp(app)

        @wx.text
        def on_text(message: Any) -> str:
            raise LookupError

        with pytest.raises(AssertionError, match="HTTP status 500"):
            CallbackClient(app).conversation().say("hi")
