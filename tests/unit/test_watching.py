"""What an app under ``simulate`` tells its simulator: dialogues, and the parts of long replies."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
from flask import Flask

from flask_wechat_corp import Markdown, WeChatCorp, WeChatRobot
from flask_wechat_corp.cli.watching import tell_the_simulator
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.world.records import part_of
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, TOKEN

LONG = "\n\n".join("一段话。" * 50 for _ in range(9))  # 600 bytes each


@pytest.fixture
def app(wecom: Simulator) -> Flask:
    app = Flask(__name__)
    app.config.update(wecom.settings(), SECRET_KEY="test-only")
    return app


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    wx = WeChatCorp(app)
    wx.lists.add("lunch", [("{1} 面", "面")])
    tell_the_simulator(app)
    return wx


def say(wecom: Simulator, text: str, user: str = "zhangsan") -> Any:
    return wecom.push({"type": "text", "from": user, "content": text})


def answers(wecom: Simulator) -> list[tuple[str, Any]]:
    rows = [row for row in wecom.state()["messages"] if row["direction"] == "to_user"]
    return [(row["via"], row["part"]) for row in rows]


def test_the_state_of_a_dialogue_is_in_the_state(
    wecom: Simulator, app: Flask, wx: WeChatCorp
) -> None:
    @wx.step
    def describe(message: Any) -> Any:
        return wx.wait("lunch")

    @wx.text("报修")
    def start(message: Any) -> Any:
        return wx.ask("哪里坏了？", then=describe)

    ours = {"agentid": 1000002, "user": "zhangsan"}
    with wecom.serving(app):
        say(wecom, "你好")
        assert wecom.state()["dialogues"] == []
        say(wecom, "报修")
        assert wecom.state()["dialogues"] == [
            {**ours, "step": f"{__name__}.{describe.__qualname__}", "list": None}
        ]
        say(wecom, "卡纸")
        assert wecom.state()["dialogues"] == [{**ours, "step": None, "list": "lunch"}]
        wecom.reset()
        assert wecom.state()["dialogues"] == []


def test_a_deferred_step_is_shown_when_it_ends(
    wecom: Simulator, app: Flask, wx: WeChatCorp
) -> None:
    may_end = threading.Event()

    @wx.step(deferred=True)
    def describe(message: Any) -> Any:
        assert may_end.wait(20)
        return "好了"

    @wx.text("报修")
    def start(message: Any) -> Any:
        return wx.ask("哪里坏了？", then=describe)

    with wecom.serving(app):
        say(wecom, "报修")
        say(wecom, "卡纸")
        assert wecom.state()["dialogues"][0]["step"].endswith("describe")
        may_end.set()
        assert wecom.settle()
        assert wecom.state()["dialogues"] == []


def test_a_change_is_an_event(wecom: Simulator) -> None:
    listener = wecom.world.events.subscribe()
    row = {"agentid": 7, "user": "lisi", "step": "bot.ask", "list": None}
    url = f"{wecom.url}/_sim/dialogue"
    for body in (row, row, {**row, "step": None}):
        assert requests.post(url, json=body, timeout=10).json() == {"ok": True}
    assert listener.get(10)[1:] == ("dialogue", row)  # type: ignore[index]  # it is not the end
    assert listener.get(10)[1:] == ("dialogue", {**row, "step": None})  # type: ignore[index]
    wecom.world.events.unsubscribe(listener)


@pytest.mark.parametrize(
    "change",
    [{"agentid": "7"}, {"agentid": True}, {"user": ""}, {"user": 5}, {"step": []}, {"list": 1}],
)
def test_a_malformed_report_is_refused(wecom: Simulator, change: dict[str, Any]) -> None:
    body = {"agentid": 7, "user": "lisi", "step": "bot.ask", "list": None, **change}
    answer = requests.post(f"{wecom.url}/_sim/dialogue", json=body, timeout=10)
    assert answer.status_code == 400
    assert "must be" in answer.json()["reason"]
    assert wecom.state()["dialogues"] == []


def test_the_parts_of_a_long_reply_are_numbered(
    wecom: Simulator, app: Flask, wx: WeChatCorp
) -> None:
    wx.text("短")(lambda message: "短")
    wx.text("长")(lambda message: LONG)
    wx.text("格式")(lambda message: Markdown(LONG))
    wx.text("慢", deferred=True)(lambda message: LONG)
    with wecom.serving(app):
        say(wecom, "短")
        assert answers(wecom) == [("reply", None)]
        for word, first in (("长", "reply"), ("格式", "send"), ("慢", "send")):
            wecom.reset()
            say(wecom, word)
            assert wecom.settle()
            assert answers(wecom) == [(first, [1, 3]), ("send", [2, 3]), ("send", [3, 3])], word


def test_a_repeated_delivery_shows_the_number_too(
    wecom: Simulator, app: Flask, wx: WeChatCorp
) -> None:
    wx.text(lambda message: LONG)
    with wecom.serving(app):
        wecom.add_fault({"callback": "double", "times": 1})
        say(wecom, "长")
        assert wecom.settle()
    assert ("reply", [1, 3]) in answers(wecom)


def test_an_app_answers_when_its_simulator_is_gone(app: Flask, wx: WeChatCorp) -> None:
    wx.text(lambda message: wx.wait("lunch"))
    state = wx._state_of(app)
    object.__setattr__(state.config, "api_url", "http://127.0.0.1:1")
    assert CallbackClient(app).text("hi").text == "1 面"


def test_what_has_no_sender_and_robots_are_left_alone(wecom: Simulator, app: Flask) -> None:
    wx = WeChatCorp(app)
    wx.event(lambda message: None)
    app.config.update(WECHAT_ROBOT_TOKEN=TOKEN, WECHAT_ROBOT_ENCODING_AES_KEY=AES_KEY)
    bot = WeChatRobot(app)
    tell_the_simulator(app)
    assert app.extensions["wechat_corp"][bot.name].watch is None
    client = CallbackClient(app)
    assert client.send({"MsgType": "event", "FromUserName": "sys", "Event": "x"}).status == 200
    assert wecom.state()["dialogues"] == []


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("2/3", [2, 3]),
        ("1/20", [1, 20]),
        (None, None),
        ("", None),
        ("3/2", None),
        ("0/3", None),
        ("-1/3", None),
        ("2", None),
        ("a/b", None),
        ("9999/9999", None),
    ],
)
def test_a_header_that_makes_no_sense_is_no_number(
    header: str | None, part: list[int] | None
) -> None:
    assert part_of(header) == part
