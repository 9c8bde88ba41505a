"""The long connection against a server that speaks the other side."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from flask_wechat_corp import (
    ConfigError,
    RobotMessage,
    TemplateCard,
    Thinking,
    UpdateTemplateCardReply,
    open_store,
)
from flask_wechat_corp.web.long_connection import Displaced

from ...helpers.connect_proxy import ConnectProxy
from ...helpers.link_server import LinkServer
from ...helpers.linked_robot import LinkedRobot, until
from ...helpers.streaming import paused_stream
from ...helpers.support import free_port

CARD = {"card_type": "text_notice", "main_title": {"title": "x"}}


def robot_of(server: LinkServer, **settings: Any) -> LinkedRobot:
    ours = {"BOT_SECRET": server.secret, "LINK_URL": server.url, **settings}
    return LinkedRobot(FAILURE_TEXT="failed", LATE_TEXT="later", **ours)


@pytest.fixture
def server() -> Iterator[LinkServer]:
    with LinkServer() as running:
        yield running


def last(server: LinkServer, msgid: str) -> Callable[[], bool]:
    def finished() -> bool:
        frames = server.answers(msgid)
        stream = frames[-1]["body"].get("stream", {"finish": True}) if frames else {}
        return bool(stream.get("finish"))

    return finished


def test_no_route_is_registered(server: LinkServer) -> None:
    assert "/robot" not in [rule.rule for rule in robot_of(server).app.url_map.iter_rules()]


def test_a_stream_is_pushed(server: LinkServer) -> None:
    robot = robot_of(server)
    go = paused_stream(robot.bot, [Thinking("hm"), "one"], [" two"])

    with robot.running():
        msgid = server.text("?")
        server.until(lambda: server.answers(msgid))
        first = server.answers(msgid)[0]
        assert first["cmd"] == "aibot_respond_msg"
        assert first["body"]["stream"]["content"] == "<think>hm</think>one"
        go.set()
        server.until(last(server, msgid))
    contents = [frame["body"]["stream"]["content"] for frame in server.answers(msgid)]
    assert contents[-1] == "<think>hm</think>one two"
    assert len(contents) == len(set(contents))  # nothing twice
    assert server.own() == []


def test_events_cards_and_late_answers(server: LinkServer) -> None:
    robot = robot_of(server)
    robot.bot.event("enter_chat")(lambda message: "welcome")
    robot.bot.text("card")(lambda message: TemplateCard(CARD))
    robot.bot.event("template_card_event")(lambda message: UpdateTemplateCardReply(CARD))

    @robot.bot.text("later")
    def later(message: RobotMessage) -> str:
        message.reply_later().send("the end")
        return "wait"

    with robot.running():
        ids = [server.event("enter_chat"), server.event("template_card_event", task_id="t1")]
        ids += [server.text("card"), server.text("later", chattype="group", chatid="wrA")]
        server.until(lambda: all(map(server.answers, ids)) and server.own())
    commands = [server.answers(msgid)[0]["cmd"] for msgid in ids]
    assert commands == ["aibot_respond_welcome_msg", "aibot_respond_update_msg",
                        "aibot_respond_msg", "aibot_respond_msg"]  # fmt: skip
    assert server.answers(ids[1])[0]["body"]["template_card"]["task_id"] == "t1"
    assert server.own() == [
        {"chatid": "wrA", "chat_type": 2, "msgtype": "markdown", "markdown": {"content": "the end"}}
    ]


def test_a_running_answer_survives_a_disconnect(server: LinkServer) -> None:
    robot = robot_of(server)
    go = paused_stream(robot.bot, [Thinking("hm"), "one"], [" two"])

    with robot.running():
        msgid = server.text("?")
        server.until(lambda: server.answers(msgid))
        server.disconnect()
        server.until(lambda: server.subscribed == 2)
        go.set()
        server.until(server.own)
    assert server.own() == [
        {
            "chatid": "lisi",
            "chat_type": 1,
            "msgtype": "markdown",
            "markdown": {"content": "one two"},
        }
    ]


def test_heartbeats_and_a_dead_connection(server: LinkServer) -> None:
    robot = robot_of(server)
    robot.connection.heartbeat = 0.05
    with robot.running():
        server.until(lambda: server.pings >= 5)
        assert server.subscribed == 1
        server.answer_pings = False
        server.until(lambda: server.subscribed == 2)


def test_bad_credentials_end_it(server: LinkServer) -> None:
    robot = robot_of(server, BOT_SECRET="wrong-secret")
    with robot.running():
        until(lambda: robot.error)
    assert isinstance(robot.error, ConfigError)
    assert "wrong-secret" not in str(robot.error)


def test_a_foreign_connection_ends_it(server: LinkServer) -> None:
    robot = robot_of(server)
    with robot.running():
        server.event("disconnected_event")
        until(lambda: robot.error)
    assert isinstance(robot.error, Displaced)
    assert server.subscribed == 1  # it does not throw the other one out in turn


def test_a_second_process_waits_for_the_lock(server: LinkServer) -> None:
    store = open_store("memory://")
    first, second = robot_of(server, STORE=store), robot_of(server, STORE=store)
    with second.running():
        server.until(lambda: server.subscribed == 1)
        with first.running():
            until(lambda: first.said)
            assert first.said[0].startswith("Another process holds")
            assert server.subscribed == 1
            second.connection.stop()
            server.until(lambda: server.subscribed == 2)


def test_stopping_finishes_the_running_answers(server: LinkServer) -> None:
    robot = robot_of(server)
    go = paused_stream(robot.bot, ["one"], [" two"])

    with robot.running():
        msgid = server.text("?")
        server.until(lambda: server.answers(msgid))
        robot.connection.stop()
        go.set()
    assert server.answers(msgid)[-1]["body"]["stream"] == {
        **server.answers(msgid)[-1]["body"]["stream"], "finish": True, "content": "one two",
    }  # fmt: skip


@pytest.mark.parametrize("from_environment", [False, True])
def test_a_proxy(
    server: LinkServer, from_environment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    address = server.url.removeprefix("ws://").replace("127.0.0.1", "wecom.invalid")
    with ConnectProxy("wecom.invalid") as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        settings = {} if from_environment else {"PROXY": proxy.url}
        robot = robot_of(server, LINK_URL=f"ws://{address}", **settings)
        robot.bot.text(lambda message: "through")
        with robot.running():
            msgid = server.text("?")
            server.until(last(server, msgid))
        assert set(proxy.targets) == {address}


def test_an_empty_proxy_means_none(server: LinkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    robot = robot_of(server, PROXY="")
    with robot.running():
        server.until(lambda: server.subscribed == 1)


def test_a_socks_proxy_without_its_extra(
    server: LinkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ImportError("connecting through a SOCKS proxy requires python-socks")

    monkeypatch.setattr("websockets.sync.client.connect_socks_proxy", refuse)
    robot = robot_of(server, PROXY="socks5://user:hidden@127.0.0.1:1")
    with pytest.raises(ConfigError, match=r"robot,socks\]'\.$") as refused:
        robot.connection.run()
    assert "hidden" not in str(refused.value)


@pytest.mark.slow
def test_1000_messages_and_20_disconnects(server: LinkServer) -> None:
    """What has reached a handler is answered, by its request or by a message of our own."""
    robot = robot_of(server)
    handled: set[str] = set()

    @robot.bot.text(re.compile("plain .*"))
    def plain(message: RobotMessage) -> str:
        handled.add(f"answer to {message.id}.")
        return f"answer to {message.id}."

    @robot.bot.text
    async def stream(message: RobotMessage) -> AsyncIterator[str]:
        handled.add(f"answer to {message.id}.")
        yield "answer to "
        yield f"{message.id}."

    def answered() -> set[str]:
        texts = [frame["body"].get("stream", {}).get("content", "") for frame in server.frames]
        texts += [body.get("markdown", {}).get("content", "") for body in server.own()]
        return {text for text in texts if text.endswith(".")}

    with robot.running():
        for number in range(1000):
            server.text(f"{'plain' if number % 2 else 'stream'} {number}")
            if number % 50 == 25:
                server.disconnect()
        # What stood in a socket when it was dropped has not reached us; this one does.
        end = f"answer to {server.text('plain end')}."
        server.until(lambda: end in handled and answered() >= handled, 60)
        assert server.subscribed >= 20
    assert answered() == handled
    assert len(handled) > 500
