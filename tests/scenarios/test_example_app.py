"""The example application, as its README tells: whole conversations, over the simulated WeCom."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient, Conversation, RobotClient
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    for module in [name for name in sys.modules if name.split(".")[0] == "example_app"]:
        monkeypatch.delitem(sys.modules, module)  # a fresh extension object for each test
    with Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    ) as sim:
        for name, value in {
            "ID": CORP_ID,
            "SECRET": SECRET,
            "AGENT_ID": str(AGENT_ID),
            "TOKEN": TOKEN,
            "ENCODING_AES_KEY": AES_KEY,
            "API_URL": sim.url,
            "STORE": "memory://",
        }.items():
            monkeypatch.setenv(f"FLASK_WECHAT_CORP_{name}", value)
        app = importlib.import_module("example_app").create_app()
        app.config["simulator"] = sim
        yield app


def test_it_greets_by_name_with_a_call_to_the_contacts(app: Flask) -> None:
    client = CallbackClient(app)
    assert client.text("你好").text == "你好，张三！发送“帮助”看看我会什么。"
    assert client.event("subscribe").text.startswith("张三，欢迎你！\n")
    paths = [row["path"] for row in app.config["simulator"].world.calls.rows()]
    assert paths == [f"/cgi-bin/{path}" for path in ("gettoken", "user/get", "user/get")]


def test_it_greets_by_user_id_when_the_contacts_do_not_answer(app: Flask) -> None:
    app.config["simulator"].faults.add(path="user/get", errcode=60011)
    assert CallbackClient(app).text("你好").text.startswith("你好，zhangsan！")


def test_the_other_topics(app: Flask) -> None:
    client = CallbackClient(app)
    assert client.text("天气 北京").text.startswith("北京：")
    assert client.text("天气").text == "收到：天气"
    place = {"MsgType": "location", "Location_X": "23.1", "Location_Y": "113.3", "Label": "广州塔"}
    reply = client.send(place).reply
    assert reply is not None
    assert reply["Articles"]["item"][0]["Title"] == "广州塔"
    assert client.event("click", key="HELP").text == client.text("帮助").text
    assert client.send({"MsgType": "image"}).text == "收到一条 image 消息。"
    assert client.event("LOCATION").body == b""


def test_every_button_of_the_simulated_menu_is_answered(app: Flask) -> None:
    sim = app.config["simulator"]
    client = CallbackClient(app)
    menu = sim.world.menus[AGENT_ID]
    buttons = [
        button
        for top in menu["button"]
        for button in top.get("sub_button") or [top]
        if button["type"] != "view"
    ]
    more: dict[str, dict[str, Any]] = {
        "scancode_waitmsg": {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "42"}},
        "location_select": {"SendLocationInfo": {"Location_X": "1.5", "Label": "家"}},
        "pic_sysphoto": {"SendPicsInfo": {"Count": 2, "PicList": {"item": {"PicMd5Sum": "a"}}}},
    }
    for button in buttons:
        kind = button["type"]
        answer = client.event(kind, button["key"], **more.get(kind, {}))
        assert answer.text, button
    assert len(buttons) == 5


def test_lunch_is_a_list_that_remembers(app: Flask) -> None:
    client = CallbackClient(app)
    menu = "今天中午吃什么？\n1 牛肉面\n2 鱼香肉丝盖饭\n0 不吃了\n? 有什么忌口"
    assert client.text("午饭").text == menu
    assert client.text("?").text == "都不辣，都含麸质。"
    assert client.text("谢谢").text == "收到：谢谢"
    assert client.text("1", user="lisi").text == "收到：1"
    assert client.text("2").text == "好的，给你订了鱼香肉丝盖饭。"
    assert client.text("2").text == "收到：2"
    assert client.text("午饭").text == f"已经订了鱼香肉丝盖饭，可以改：\n{menu}"
    assert client.text("0").text == "好的，今天不订。"
    assert client.text("午饭").text == menu


def test_the_robot_streams(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = importlib.import_module("example_app.handlers.helper")
    monkeypatch.setattr(helper, "PAUSE", 0)
    monkeypatch.setenv("FLASK_WECHAT_ROBOT_TOKEN", TOKEN)
    monkeypatch.setenv("FLASK_WECHAT_ROBOT_ENCODING_AES_KEY", AES_KEY)
    client = RobotClient(importlib.import_module("example_app").create_app())
    assert client.enter_chat().text == "你好！直接提问即可。"
    for number in (1, 2):
        client.text("天气")
        text = client.until_finished().text
        assert text.startswith(f"<think>想一想…</think>这是第 {number} 个问题：**天气**")
    assert client.image(b"").text == "我只懂文字和语音。"


def report(app: Flask, *answers: str) -> Conversation:
    member = CallbackClient(app).conversation("zhangsan")
    member.say("报修").expect(re.compile("^哪一类问题"))
    for said in answers:
        member.say(said)
    return member


def test_a_fault_reaches_the_person_on_call_who_takes_it(app: Flask) -> None:
    world = app.config["simulator"].world
    photo = world.media.add("image", "a.png", "image/png", b"a picture")
    member = report(app)
    member.say("１").expect("请描述问题。").say("卡纸").expect("请发一张照片，没有就回复“无”。")
    member.send("image", MediaId=photo.media_id)
    member.expect("电脑：卡纸（有照片）\n回复“是”提交。").say("是")
    member.expect(re.compile("^已提交，编号 repair-"))
    card, image = (row for row in world.messages.rows() if row["via"] == "send")
    assert card["users"] == image["users"] == ["lisi"]
    assert image["content"]["media_id"] == photo.media_id
    number = card["content"]["task_id"]
    client = CallbackClient(app)
    for _ in range(2):
        reply = client.event("template_card_event", "REPAIR_TAKE", "lisi", TaskId=number).reply
        assert reply is not None
        assert reply["TemplateCard"]["ReplaceText"] == "lisi 处理中"
    told = [row for row in world.messages.rows() if row["users"] == ["zhangsan"]]
    assert [row["content"]["content"] for row in told] == [f"lisi 正在处理 {number}。"]
    old = client.event("template_card_event", "REPAIR_TAKE", "lisi", TaskId="repair-0")
    assert old.body == b""


def test_answers_that_do_not_fit_are_asked_again(app: Flask) -> None:
    member = report(app)
    member.say("9").expect(re.compile("^请回复数字")).say("2").expect("请描述问题。")
    member.send("image", MediaId="m").expect("请用文字描述问题。").say("断网")
    member.expect("请发一张照片，没有就回复“无”。").say("没有").expect("请发一张照片，或回复“无”。")
    member.say("无").expect("网络：断网（无照片）\n回复“是”提交。").say("好")
    member.expect("回复“是”提交，或“取消”。").say("算了").expect("好的，不报修了。")
    member.say("是").expect("收到：是")
    assert app.config["simulator"].world.messages.rows() == []


def test_a_slow_answer_is_sent(app: Flask) -> None:
    app.extensions["model"] = lambda question: iter(["答：", question])
    member = CallbackClient(app).conversation("zhangsan")
    member.say("问 开会吗").expect("让我想想……").expect("答：开会吗").expect(None)
    del app.extensions["model"]
    member.say("问 开会吗").expect("让我想想……").expect(re.compile("^关于“开会吗”"))


def test_an_error_is_one_sentence(app: Flask) -> None:
    app.config["simulator"].faults.add(path="message/send", errcode=40001)
    app.config["simulator"].faults.add(path="gettoken", errcode=40001)
    received = report(app, "1", "卡纸", "无", "是").received
    assert received is not None
    assert received.text == "抱歉，出错了，请稍后再试。"
