"""The application's own tests, typed too."""

from __future__ import annotations

import pytest
from flask import Flask

from flask_wechat_corp import Message
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient, KfConversation, Received

from .bot import create_app, greet, on_text


@pytest.fixture
def app(wecom: Simulator) -> Flask:
    return create_app(wecom.settings())


def test_a_conversation(app: Flask, wecom: Simulator) -> None:
    client = CallbackClient(app)
    received: Received = client.text("你好", user="lisi")
    assert received.reply is not None
    assert received.reply["Content"] == received.text == "收到 你好——机器人"
    assert client.text("天气 北京").text == "北京：晴"
    assert client.send({"MsgType": "image", "MediaId": "m"}).status == 200
    assert client.send({"MsgType": "location", "Label": "家"}).status == 200
    assert client.event("change_contact", change_type="create_user").status == 200
    assert [client.text(word).text for word in ("请假", "1")] == ["今天？\n1 面\n2 饭", "选了 1"]
    with wecom.serving(app):
        pushed = wecom.push({"type": "text", "from": "lisi", "content": "帮助"})
    assert pushed["reply"]["Content"] == "天气 北京"


def test_a_customer(app: Flask) -> None:
    customer: KfConversation = CallbackClient(app).kf()
    assert customer.enter(scene="page").text == "欢迎，来自 page"
    assert customer.text("订单 7").texts == ["7 在路上"]
    assert customer.image().sent[0]["msgtype"] == "image"
    assert customer.text("人工").text == "请稍候"
    assert (customer.service_state, customer.servicer_userid) == (3, "lisi")


def test_calls(app: Flask) -> None:
    with app.app_context():
        assert greet("lisi") == "李四"
        assert greet("nobody").startswith("60111: ")


def test_a_page(app: Flask) -> None:
    assert app.test_client().get("/me/1").status_code == 302


def test_a_handler_is_a_function() -> None:
    text: str = on_text(Message.from_dict({"MsgType": "text", "Content": "hi"}))
    assert text == "收到 hi"
