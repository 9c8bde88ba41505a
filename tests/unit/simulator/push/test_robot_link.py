"""The simulator's long connection against the command's own client, and what WeCom refuses."""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.client import connect

from flask_wechat_corp import (
    RobotMessage,
    TemplateCard,
    Thinking,
    UpdateTemplateCardReply,
)
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.web.long_connection import Displaced
from tests.helpers.linked_robot import LinkedRobot, until
from tests.helpers.streaming import paused_stream
from tests.helpers.support import AES_KEY, CORP_ID, TOKEN

CARD = {"card_type": "button_interaction", "task_id": "t1", "main_title": {"title": "?"}}
SECRET = "link-secret"


@pytest.fixture
def wecom() -> Iterator[Simulator]:
    options: dict[str, Any] = {
        "corp_id": CORP_ID, "secret": "simulated-secret", "agent_id": 7, "token": TOKEN,
        "aes_key": AES_KEY,
    }  # fmt: skip
    with Simulator(**options) as running:
        running.world.robots.add("helper", bot_id="aibX", secret=SECRET, title="小助手")
        yield running


def robot_of(wecom: Simulator, **settings: Any) -> LinkedRobot:
    ours = {"BOT_SECRET": SECRET, "LINK_URL": wecom.open_link(), "API_URL": wecom.url, **settings}
    return LinkedRobot(lambda: wecom.robot_chats.links.of("helper"), BOT_NAME="小助手", **ours)


def shown(wecom: Simulator) -> list[dict[str, Any]]:
    return [row for row in wecom.state()["messages"] if row["direction"] == "to_user"]


def test_an_answer_grows(wecom: Simulator) -> None:
    robot = robot_of(wecom)
    go = threading.Event()

    @robot.bot.text
    def answer(message: RobotMessage) -> Iterator[object]:
        yield Thinking("hm")
        yield f"{message.content}: one"
        go.wait(10)
        yield " two"

    with robot.running():
        first = wecom.push({"robot": "helper", "content": "hi", "chat": "g1", "wait": False})
        assert (first["ok"], first["stream"]["finished"]) == (True, False)
        until(lambda: shown(wecom)[0]["content"]["content"].endswith("one"))
        go.set()
        until(lambda: shown(wecom)[0]["content"]["finish"])
        assert shown(wecom)[0]["content"]["content"] == "<think>hm</think>hi: one two"
        go.set()
        whole = wecom.push({"robot": "helper", "content": "again"})
    assert whole["stream"]["finished"]
    assert whole["stream"]["texts"][-1] == "<think>hm</think>again: one two"
    assert SECRET not in json.dumps(wecom.state())


def test_events_cards_files_and_late_answers(wecom: Simulator) -> None:
    robot = robot_of(wecom)
    bot = robot.bot
    bot.event("enter_chat")(lambda message: "welcome")
    bot.text("card")(lambda message: TemplateCard(CARD))
    bot.event("template_card_event")(
        lambda message: UpdateTemplateCardReply({**CARD, "main_title": {"title": "done"}})
    )
    bot.text("nothing")(lambda message: None)

    @bot.file
    def received(message: RobotMessage) -> str:
        assert message.file is not None
        medium = message.file.download()
        message.reply_later().send(f"later {medium.filename}")
        return str(len(medium.content))

    with robot.running():
        event = {"robot": "helper", "type": "event"}
        welcome = wecom.push({**event, "event": "enter_chat"})
        assert welcome["reply"]["text"]["content"] == "welcome"
        card = wecom.push({"robot": "helper", "content": "card"})
        assert card["reply"]["msgtype"] == "template_card"
        pressed = wecom.push({**event, "event": "template_card_event", "task_id": "t1"})
        assert pressed["ok"], pressed["reason"]
        data = base64.b64encode(b"x" * 70).decode()
        file = wecom.push({"robot": "helper", "type": "file", "data": data, "filename": "a.txt"})
        assert file["stream"]["texts"] == ["70"]
        until(lambda: any(row["content"].get("markdown") for row in shown(wecom)))
    contents = [row["content"] for row in shown(wecom)]
    assert contents[1]["template_card"]["main_title"] == {"title": "done"}
    assert {"content": "later a.txt"} in [one.get("markdown") for one in contents]


def test_a_handler_that_answers_nothing(wecom: Simulator) -> None:
    robot = robot_of(wecom)
    robot.bot.text(lambda message: None)
    wecom.robot_chats.links.policy = type(wecom.robot_chats.links.policy)(time_limit=0.2)
    with robot.running():
        result = wecom.push({"robot": "helper", "content": "hi"})
    assert (result["ok"], result["reply"], result["stream"]) == (True, None, None)


def test_a_lost_connection_is_shown_and_the_answer_follows(wecom: Simulator) -> None:
    robot = robot_of(wecom)
    go = paused_stream(robot.bot, ["one"], [" two"])

    with robot.running():
        wecom.push({"robot": "helper", "content": "hi", "wait": False})
        link = wecom.robot_chats.links.of("helper")
        assert link is not None
        link.close()
        until(lambda: wecom.robot_chats.links.of("helper") not in (None, link))
        go.set()
        until(lambda: len(shown(wecom)) == 2)
    assert shown(wecom)[0]["reason"] == "the long connection was lost"
    assert shown(wecom)[1]["content"]["markdown"] == {"content": "one two"}


def test_a_second_program_displaces_the_first(wecom: Simulator) -> None:
    first, second = robot_of(wecom), robot_of(wecom)
    first.bot.text(lambda message: "first")
    second.bot.text(lambda message: "second")
    with first.running():
        before = wecom.robot_chats.links.of("helper")
        with second.running():
            until(lambda: first.error)
            assert isinstance(first.error, Displaced)
            assert wecom.robot_chats.links.of("helper") is not before
            result = wecom.push({"robot": "helper", "content": "hi"})
            assert result["stream"]["texts"] == ["second"]


@pytest.mark.parametrize(
    "settings", [{"BOT_SECRET": "wrong"}, {"BOT_ID": "aibY"}], ids=["secret", "id"]
)
def test_bad_credentials(wecom: Simulator, settings: dict[str, str]) -> None:
    robot = robot_of(wecom, **settings)
    with robot.running():
        until(lambda: robot.error)
    assert "does not accept BOT_ID and BOT_SECRET" in str(robot.error)


def test_a_robot_without_a_connection_and_without_a_url(wecom: Simulator) -> None:
    with pytest.raises(ValueError, match="no callback URL and no long connection"):
        wecom.push({"robot": "helper", "content": "hi"})


def test_without_websockets_it_says_what_to_install(
    wecom: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "websockets.sync.server", None)
    with pytest.raises(RuntimeError, match=r"pip install 'flask-wechat-corp\[robot\]'"):
        wecom.open_link()


class Raw:
    """A client that says what it likes."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def say(self, cmd: str, body: Any = None, request: str = "r") -> int:
        self._socket.send(json.dumps({"cmd": cmd, "headers": {"req_id": request}, "body": body}))
        return int(self.read()["errcode"])

    def read(self) -> dict[str, Any]:
        frame = json.loads(self._socket.recv(10))
        assert isinstance(frame, dict)
        return frame


@contextmanager
def raw(wecom: Simulator) -> Iterator[Raw]:
    with connect(wecom.open_link(), proxy=None) as socket:
        yield Raw(socket)


def test_nothing_works_before_the_subscription(wecom: Simulator) -> None:
    with raw(wecom) as client:
        assert client.say("ping") == 0
        assert client.say("aibot_send_msg", {}) == 853000
        assert client.say("aibot_subscribe", {"bot_id": "aibX", "secret": SECRET}) == 0
        client._socket.send("[")
        assert client.read()["errcode"] == 40008
        assert client.say("aibot_upload_media_init", {}) == 40008


def test_what_is_refused(wecom: Simulator) -> None:
    results: list[dict[str, Any]] = []

    def push(spec: dict[str, Any]) -> threading.Thread:
        thread = threading.Thread(target=lambda: results.append(wecom.push(spec)))
        thread.start()
        return thread

    def stream(content: str, **more: Any) -> dict[str, Any]:
        return {"msgtype": "stream", "stream": {"id": "s", "content": content, **more}}

    with raw(wecom) as client:
        client.say("aibot_subscribe", {"bot_id": "aibX", "secret": SECRET})
        thread = push({"robot": "helper", "content": "hi", "wait": False})
        asked = client.read()
        request = asked["headers"]["req_id"]
        assert asked["cmd"] == "aibot_msg_callback"
        assert "response_url" not in asked["body"]
        respond = "aibot_respond_msg"
        assert client.say(respond, stream("a"), "another") == 846605
        assert client.say(respond, stream("a"), request) == 0
        thread.join()
        assert client.say(respond, stream("汉" * 7000), request) == 40008
        assert client.say(respond, {"msgtype": "text", "text": {"content": "x"}}, request) == 40008
        image = {"msgtype": "image", "image": {"base64": "", "md5": ""}}
        assert client.say(respond, stream("a", finish=True, msg_item=[image]), request) == 40008
        wecom.advance(400)
        assert client.say(respond, stream("b"), request) == 846608
        own = {"msgtype": "markdown", "markdown": {"content": "x"}}
        assert client.say("aibot_send_msg", {"chatid": "zhangsan", "chat_type": 1, **own}) == 0
        assert client.say("aibot_send_msg", {"chatid": "lisi", "chat_type": 1, **own}) == 93006
        assert client.say("aibot_send_msg", {"chatid": "zhangsan", "msgtype": "text"}) == 40008
        assert "expired" in shown(wecom)[0]["reason"]
    assert results[0]["stream"]["texts"][0] == "a"
    row, call = wecom.state()["deliveries"][0], wecom.state()["calls"][0]
    assert (row["way"], row["status"], row["ok"]) == ("link", None, False)
    assert json.loads(row["attempts"][0]["response"])["stream"]["content"] == "a"
    assert (call["path"], call["errcode"]) == ("aibot_send_msg", 0)
