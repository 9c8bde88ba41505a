"""The simulator's robots against a real app, and what WeCom refuses."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask, Response, request

from flask_wechat_corp import (
    RobotMessage,
    StreamReply,
    TemplateCard,
    Thinking,
    UpdateTemplateCardReply,
    WeChatRobot,
)
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import sealed_json
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.push.robot_replies import Asked, RobotVerdict, read_robot_reply
from flask_wechat_corp.simulator.push.robot_rows import MOST_EXCHANGES, RobotChat, RobotLog
from flask_wechat_corp.simulator.push.sender import Exchange
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN, serve

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
CARD = {"card_type": "button_interaction", "task_id": "t1", "main_title": {"title": "?"}}


@pytest.fixture
def wecom() -> Iterator[Simulator]:
    options: dict[str, Any] = {
        "corp_id": CORP_ID, "secret": "simulated-secret", "agent_id": 7, "token": TOKEN,
        "aes_key": AES_KEY,
    }  # fmt: skip
    with Simulator(**options) as running:
        running.robot_chats.interval = 0.02
        yield running


@pytest.fixture
def app(wecom: Simulator) -> Flask:
    app = Flask(__name__)
    app.secret_key = "test-only"
    app.config.update(
        WECHAT_ROBOT_TOKEN=TOKEN, WECHAT_ROBOT_ENCODING_AES_KEY=AES_KEY,
        WECHAT_ROBOT_API_URL=wecom.url, WECHAT_ROBOT_STORE="memory://",
        WECHAT_ROBOT_BOT_NAME="小助手",
    )  # fmt: skip
    return app


@pytest.fixture
def bot(app: Flask, wecom: Simulator) -> Iterator[WeChatRobot]:
    robot = WeChatRobot(app)
    with serve(app) as base:
        wecom.world.robots.add(
            "helper", url=f"{base}/robot", token=TOKEN, aes_key=AES_KEY, title="小助手"
        )
        yield robot


def rows(wecom: Simulator, direction: str) -> list[dict[str, Any]]:
    return [row for row in wecom.state()["messages"] if row["direction"] == direction]


def test_a_stream_is_polled_until_it_is_finished(bot: WeChatRobot, wecom: Simulator) -> None:
    go = threading.Event()

    @bot.text
    def answer(message: RobotMessage) -> Iterator[object]:
        yield Thinking("hm")
        yield f"{message.content}:"
        go.wait(0.3)
        yield " done"
        yield PNG
        yield TemplateCard(CARD)

    result = wecom.push({"robot": "helper", "from": "zhangsan", "content": "hi", "chat": "g1"})
    stream = result["stream"]
    assert (result["ok"], result["reason"], result["status"]) == (True, "", 200)
    assert stream["texts"][-1] == "<think>hm</think>hi: done"
    assert stream["finished"]
    assert stream["polls"] >= 1
    assert stream["later"] is None
    [shown] = rows(wecom, "to_user")
    assert shown["msgtype"] == "robot_stream"
    assert shown["content"]["card"] == CARD
    assert len(shown["content"]["msg_item"]) == 1
    [asked] = rows(wecom, "to_app")
    assert asked["content"] == {"Content": "@小助手 hi"}
    assert "response_code" not in json.dumps(wecom.state())
    assert AES_KEY not in json.dumps(wecom.state()["robots"])


def test_events_cards_files_and_late_answers(bot: WeChatRobot, wecom: Simulator) -> None:
    @bot.event("enter_chat")
    def welcome(message: RobotMessage) -> str:
        return "welcome"

    @bot.text("card")
    def card(message: RobotMessage) -> TemplateCard:
        return TemplateCard(CARD)

    @bot.event("template_card_event")
    def pressed(message: RobotMessage) -> UpdateTemplateCardReply:
        return UpdateTemplateCardReply({**CARD, "main_title": {"title": str(message.selected)}})

    @bot.file
    def received(message: RobotMessage) -> str:
        assert message.file is not None
        medium = message.file.download()
        message.reply_later().send(f"later {medium.filename}")
        return str(len(medium.content))

    event = {"robot": "helper", "type": "event"}
    assert wecom.push({**event, "event": "enter_chat"})["reply"]["text"]["content"] == "welcome"
    assert wecom.push({"robot": "helper", "content": "card"})["ok"]
    press = {"event": "template_card_event", "task_id": "t1", "event_key": "k"}
    assert wecom.push({**event, **press, "selected": {"q": ["a"]}})["ok"]
    updated = rows(wecom, "to_user")[-1]
    assert updated["status"] == "updated"
    assert updated["content"]["template_card"]["main_title"]["title"] == "{'q': ['a']}"
    data = base64.b64encode(b"hello").decode()
    file = {"robot": "helper", "type": "file", "data": data, "filename": "报告.txt"}
    result = wecom.push(file)
    assert result["stream"]["texts"] == ["5"]
    assert result["stream"]["later"]["markdown"]["content"] == "later 报告.txt"


def test_a_late_answer_is_taken_once_and_for_an_hour(wecom: Simulator) -> None:
    url = f"{wecom.url}/cgi-bin/aibot/response"
    markdown = {"msgtype": "markdown", "markdown": {"content": "x"}}
    card = {"msgtype": "template_card", "template_card": CARD}

    def post(code: str, body: dict[str, Any]) -> int:
        answer = requests.post(url, params={"response_code": code}, json=body, timeout=5)
        return int(answer.json()["errcode"])

    robots = wecom.world.robots
    code = robots.open_address("helper", "zhangsan", "")
    assert post(code, {"msgtype": "text", "text": {"content": "x"}}) == 40008
    assert [post(code, markdown), post(code, markdown), post("unknown", markdown)][0] == 0
    assert post(code, markdown) == 40058
    assert post(robots.open_address("helper", "zhangsan", "g1"), card) == 40058
    late = robots.open_address("helper", "zhangsan", "")
    wecom.advance(3601)
    assert post(late, markdown) == 40058


def test_a_file_ends_after_five_minutes(wecom: Simulator) -> None:
    key = wecom.world.robots.keep_file(b"sealed", "a.txt")
    url = f"{wecom.url}/robot-media/{key}"
    assert requests.get(url, timeout=5).content == b"sealed"
    wecom.advance(301)
    assert requests.get(url, timeout=5).status_code == 403


def test_a_stream_that_is_never_finished(wecom: Simulator) -> None:
    app, crypt = Flask(__name__), WXBizMsgCrypt(TOKEN, AES_KEY, "")

    @app.post("/robot")
    def forever() -> Response:
        reply = {"msgtype": "stream", "stream": {"id": "s", "finish": False, "content": "…"}}
        body = sealed_json(crypt, json.dumps(reply), 1, request.args["nonce"])
        wecom.advance(100)
        return Response(body)

    with serve(app) as base:
        wecom.world.robots.add("slow", url=f"{base}/robot", token=TOKEN, aes_key=AES_KEY)
        result = wecom.push({"robot": "slow", "content": "hi"})
    assert not result["stream"]["finished"]
    assert rows(wecom, "to_user")[-1]["reason"] == "the stream was not finished in time"


IMAGE = {
    "msgtype": "image",
    "image": {"base64": base64.b64encode(PNG).decode(), "md5": hashlib.md5(PNG).hexdigest()},
}


def stream(**fields: Any) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "", **fields}}


@pytest.mark.parametrize(
    ("what", "reply", "reason"),
    [
        ("message", {"msgtype": "text", "text": {"content": "x"}}, "cannot answer message"),
        ("feedback_event", stream(), "allowed: nothing"),
        ("enter_chat", stream(), "cannot answer enter_chat"),
        ("message", stream(id=""), "id is missing"),
        ("message", stream(content="汉" * 6827), "20481 bytes"),
        ("message", stream(finish=1), "true or false"),
        ("message", stream(finish=False, msg_item=[IMAGE]), "only allowed with finish"),
        ("message", stream(msg_item=[IMAGE] * 11), "at most 10"),
        ("message", stream(msg_item=[{"image": {"base64": "eA=="}}]), "neither JPG nor PNG"),
        ("message", stream(feedback={"id": "x" * 257}), "more than 256 bytes"),
        ("refresh", stream(id="other"), "not the id"),
        ("template_card_event", {"response_type": "update_template_card",
          "template_card": {**CARD, "task_id": "t2"}}, "not that of the event"),
        ("message", {"msgtype": "template_card", "template_card": {}}, "card_type"),
    ],
)  # fmt: skip
def test_what_wecom_refuses(what: str, reply: dict[str, Any], reason: str) -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")
    body = sealed_json(crypt, json.dumps(reply), 1, "n")
    verdict = read_robot_reply(crypt, body, Asked(what, "n", "s", "t1"))
    assert not verdict.ok
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<xml/>", "not JSON"), (b"{}", "not JSON"), (b"", ""), (b"success", "")],
)
def test_envelopes(body: bytes, reason: str) -> None:
    verdict = read_robot_reply(WXBizMsgCrypt(TOKEN, AES_KEY, ""), body, Asked("message", "n"))
    assert verdict.ok == (not reason)
    assert reason in verdict.reason


def test_the_nonce_is_that_of_the_callback() -> None:
    crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")
    body = sealed_json(crypt, json.dumps(stream()), 1, "other")
    assert "nonce" in read_robot_reply(crypt, body, Asked("message", "n")).reason


@pytest.mark.parametrize(
    ("spec", "words"),
    [({"robot": "nobody"}, "no robot"), ({"robot": "helper", "colour": 1}, "colour"),
     ({"robot": "helper", "type": "link"}, "type must be"), ({"robot": "helper"}, "content"),
     ({"robot": "helper", "type": "image"}, "data"),
     ({"robot": "helper", "type": "image", "chat": "g"}, "single chats only"),
     ({"robot": "helper", "type": "event", "event": "x"}, "event must be")],
)  # fmt: skip
def test_what_cannot_be_pushed(wecom: Simulator, spec: dict[str, Any], words: str) -> None:
    wecom.world.robots.add("helper", url="http://127.0.0.1:9/", token=TOKEN, aes_key=AES_KEY)
    with pytest.raises(ValueError, match=words):
        wecom.push(spec)


def test_robots_are_saved_with_the_world(wecom: Simulator, tmp_path: Any) -> None:
    wecom.world.robots.add("helper", url="http://127.0.0.1:9/", token=TOKEN, aes_key=AES_KEY)
    wecom.world.save(tmp_path / "world.json")
    loaded = type(wecom.world).load(tmp_path / "world.json")
    assert loaded.robots.by_name == wecom.world.robots.by_name
    assert StreamReply("x").text == "x"


# -- the log


def test_a_message_and_its_polls_are_one_row_of_the_log(bot: WeChatRobot, wecom: Simulator) -> None:
    go = threading.Event()

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        yield "one"
        go.wait(10)
        yield " two"

    result = wecom.push({"robot": "helper", "content": "hi", "wait": False})
    [row] = wecom.state()["deliveries"]
    assert (row["id"], row["ok"], row["status"]) == (result["delivery"], True, 200)
    assert (row["kind"], row["msgtype"], row["user"]) == ("push", "text", "zhangsan")
    assert (row["agentid"], row["fields"]) == ("robot:helper", {"Content": "hi"})
    assert json.loads(row["reply_xml"])["stream"]["content"] == "one"
    go.set()
    for _ in range(500):
        [row] = wecom.state()["deliveries"]
        if row["reply"]["stream"]["finish"]:
            break
        threading.Event().wait(0.02)
    assert row["reply"]["stream"]["content"] == "one two"
    assert row["polls"] >= 1
    assert 2 <= len(row["attempts"]) <= 3  # a poll that brought nothing new is not kept
    assert row["attempts"][0]["url"].startswith("POST http")
    [asked] = rows(wecom, "to_app")
    assert asked["delivery"] == row["id"]


def test_the_log_has_no_address_that_is_a_secret(bot: WeChatRobot, wecom: Simulator) -> None:
    @bot.image
    def received(message: RobotMessage) -> str:
        message.reply_later().send("later")
        return "ok"

    data = base64.b64encode(PNG).decode()
    wecom.push({"robot": "helper", "type": "image", "data": data})
    state = wecom.state()
    [row] = state["deliveries"]
    assert json.loads(row["xml"])["image"] == {"url": "…"}
    assert "response_code" not in json.dumps(state)
    assert "robot-media" not in json.dumps(state)
    [call] = state["calls"]
    assert (call["path"], call["errcode"]) == ("/cgi-bin/aibot/response", 0)
    assert json.loads(call["body"])["markdown"] == {"content": "later"}


def test_a_refused_answer_is_told_in_the_log(bot: WeChatRobot, wecom: Simulator) -> None:
    wecom.world.robots.by_name["helper"]["url"] += "/nowhere"
    wecom.push({"robot": "helper", "content": "hi"})
    [row] = wecom.state()["deliveries"]
    assert (row["ok"], row["status"], row["reason"]) == (False, 404, "HTTP status 404")


def test_the_log_keeps_the_first_changes_of_a_long_answer_and_the_last(wecom: Simulator) -> None:
    message = {
        "msgid": "m",
        "msgtype": "text",
        "from": {"userid": "lisi"},
        "text": {"content": "?"},
    }
    chat = RobotChat({"name": "helper"}, message)
    log = RobotLog(wecom.world, chat, {})
    for number in range(100):
        stream = {"msgtype": "stream", "stream": {"content": str(number)}}
        log.add(Exchange("POST", "", 200), RobotVerdict(True, stream), poll=number > 0)
    [row] = wecom.state()["deliveries"]
    assert len(row["attempts"]) == MOST_EXCHANGES
    assert row["polls"] == 99
    assert row["reply"]["stream"]["content"] == "99"
