"""``CallbackClient.kf``: a customer for a user's own tests."""

from __future__ import annotations

import pytest
from flask import Flask

from flask_wechat_corp import KfMessage, WeChatCorp
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.executors import use_executor
from tests.helpers.support import make_app


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    wx = WeChatCorp(app)

    @wx.kf.text
    def echo(message: KfMessage) -> str:
        wx.kf.session["n"] = wx.kf.session.get("n", 0) + 1
        return f"{message.content} {wx.kf.session['n']} {message.menu_id}"

    @wx.kf.image
    def image(message: KfMessage) -> dict[str, str]:
        return {"type": "image", "media_id": message.media_id or ""}

    @wx.kf.event("enter_session")
    def enter(message: KfMessage) -> str:
        return f"welcome from {message.scene}"

    @wx.kf.text("人工")
    def human(message: KfMessage) -> None:
        message.transfer("human", servicer_userid="lisi", text="请稍等")

    return wx


def test_a_customer_writes(app: Flask, wx: WeChatCorp) -> None:
    customer, other = CallbackClient(app).kf(), CallbackClient(app).kf("wmB", "kfB")
    assert customer.text("hi").texts == ["hi 1 None"]
    assert customer.text("hi", menu_id="7").text == "hi 2 7"
    assert other.text("hi").text == "hi 1 None"
    assert customer.image("m").sent == [{"msgtype": "image", "image": {"media_id": "m"}}]
    assert customer.enter(scene="page").text == "welcome from page"
    assert customer.enter(welcome_code=None, scene="page").text == "welcome from page"


def test_a_human_takes_over(app: Flask, wx: WeChatCorp) -> None:
    customer = CallbackClient(app).kf()
    assert customer.text("人工").text == "请稍等"
    assert (customer.service_state, customer.servicer_userid) == (3, "lisi")
    assert customer.text("hi").sent == []
    customer.service_state = 1
    assert customer.text("hi").text.startswith("hi")


def test_a_second_client_begins_anew(app: Flask, wx: WeChatCorp) -> None:
    assert CallbackClient(app).kf().text("one").texts == ["one 1 None"]
    assert CallbackClient(app).kf().text("two").texts == ["two 2 None"]


def test_the_calls_are_the_apps_own_afterwards(app: Flask, wx: WeChatCorp) -> None:
    client = CallbackClient(app)
    client.kf().text("hi")
    assert client.settle()
    assert "_send" not in vars(app.extensions["wechat_corp"]["wechat_corp"].api)
    assert client._calls.responders == {}


def test_the_calls_are_listed_once(app: Flask, wx: WeChatCorp) -> None:
    client = CallbackClient(app)
    client.kf().text("hi")
    assert [call.path for call in client.sent] == [
        "kf/sync_msg", "kf/service_state/get", "kf/send_msg",
    ]  # fmt: skip
    assert client.sent[-1].body is not None
    assert client.sent[-1].body["touser"] == "wmA"
    assert client.sent[-1].text == "hi 1 None"


def test_a_call_can_be_refused(
    app: Flask, wx: WeChatCorp, caplog: pytest.LogCaptureFixture
) -> None:
    client = CallbackClient(app)
    customer = client.kf()
    client.answers["kf/send_msg"] = {"errcode": 95018, "errmsg": "send msg session status invalid"}
    assert customer.text("hi").sent == []
    assert "95018" in caplog.text
    client.answers.clear()
    assert customer.text("hi").texts == ["hi 2 None"]
    client.answers["kf/service_state/get"] = {"service_state": 3}
    assert customer.text("hi").sent == []


def test_other_calls_go_on_to_a_simulator(wecom: Simulator) -> None:
    app = make_app(**{key.removeprefix("WECHAT_CORP_"): v for key, v in wecom.settings().items()})
    wx = WeChatCorp(app)
    wx.kf.text(lambda message: str(wx.api.get_user("lisi")["name"]))
    assert CallbackClient(app).kf().text("who").text == "李四"


def test_a_doorbell_that_is_refused_is_an_assertion(app: Flask, wx: WeChatCorp) -> None:
    class Full:
        def submit(self, *arguments: object) -> None:
            raise RuntimeError

    use_executor(wx, Full())
    with pytest.raises(AssertionError, match="answered with 503"):
        CallbackClient(app).kf().text("hi")
