"""Hooks, error handlers, NEXT, dialogues, lists and sessions of a robot."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from flask_wechat_corp import NEXT, Handler, RobotMessage, StreamReply, WeChatRobot
from flask_wechat_corp.testing import RobotClient

from .test_robot import make, settled

Robot = tuple[WeChatRobot, RobotClient]


@pytest.fixture
def robot() -> Robot:
    _, bot, client = make(FAILURE_TEXT="failed", PLACEHOLDER="…")
    return bot, client


def test_hooks(robot: Robot) -> None:
    bot, client = robot

    @bot.before_message
    def blocked(message: RobotMessage) -> str | None:
        bot.session["seen"] = bot.session.get("seen", 0) + 1
        return "blocked" if message.content == "bad" else None

    @bot.after_message
    def sign(message: RobotMessage, reply: object) -> object:
        assert isinstance(reply, StreamReply)
        return StreamReply(f"{reply.text} -- bot")

    @bot.text("stream")
    def stream(message: RobotMessage) -> Iterator[str]:
        yield f"seen {bot.session['seen']}"

    bot.text(lambda message: "plain")
    assert client.text("bad").text == "blocked -- bot"
    assert client.text("x").text == "plain -- bot"
    assert client.text("stream").text == "seen 3"  # not for streams


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_an_error_handlers_reply_takes_the_place_of_the_sentence(
    robot: Robot, is_async: bool, before: bool, caplog: pytest.LogCaptureFixture
) -> None:
    bot, client = robot

    @bot.errorhandler(ValueError)
    def explain(error: Exception, message: RobotMessage) -> str:
        bot.session["errors"] = [*bot.session.get("errors", []), str(error)]
        return f"sorry: {error}"

    if is_async:

        @bot.text
        async def answer(message: RobotMessage) -> AsyncIterator[str]:
            if before:
                yield "so far"
            raise ValueError("no")

    else:

        @bot.text
        def answer_too(message: RobotMessage) -> Iterator[str]:
            if before:
                yield "so far"
            raise ValueError("no")

    client.text("?")
    assert client.until_finished().text == ("so far\n\nsorry: no" if before else "sorry: no")
    assert caplog.text.count("ValueError: no") == 1


def test_an_error_handler_that_fails_itself(robot: Robot, caplog: pytest.LogCaptureFixture) -> None:
    bot, client = robot

    @bot.errorhandler
    def explain(error: Exception, message: RobotMessage) -> str:
        raise KeyError("deeper")

    @bot.text("plain")
    def plain(message: RobotMessage) -> str:
        raise ValueError("no")

    @bot.text
    def stream(message: RobotMessage) -> Iterator[str]:
        yield "a"
        raise ValueError("no")

    assert client.text("plain").text == "failed"
    client.text("?")
    assert client.until_finished().text == "a\n\nfailed"
    assert "deeper" in caplog.text
    assert "ValueError: no" in caplog.text


def test_next(robot: Robot, caplog: pytest.LogCaptureFixture) -> None:
    bot, client = robot

    @bot.text("a")
    def decline(message: RobotMessage) -> Any:
        return NEXT

    @bot.text("b")
    def stream_next(message: RobotMessage) -> Iterator[Any]:
        yield NEXT

    @bot.text
    def stream(message: RobotMessage) -> Iterator[str]:
        yield "the next one"

    client.text("a")
    assert client.until_finished().text == "the next one"
    client.text("b")
    assert client.until_finished().text == "failed"
    assert "cannot return or yield NEXT" in caplog.text


@pytest.mark.parametrize("is_async", [False, True])
def test_a_dialogue_of_generators(robot: Robot, is_async: bool) -> None:
    bot, client = robot
    go = threading.Event()

    @bot.step
    def name(message: RobotMessage) -> Iterator[str]:
        yield f"Hello {message.content}"

    if is_async:

        @bot.text("start")
        async def start(message: RobotMessage) -> AsyncIterator[str]:
            yield bot.ask("Your name?", then=name)
            go.wait(5)
            yield "!"

    else:

        @bot.text("start")
        def start_too(message: RobotMessage) -> Iterator[str]:
            yield bot.ask("Your name?", then=name)
            go.wait(5)
            yield "!"

    @bot.text
    def other(message: RobotMessage) -> str:
        return "other"

    client.text("start")
    stream = client.stream
    if not is_async:  # the loop of the async one is held up by the wait above
        assert client.text("too early").text == "other"
    go.set()
    settled(lambda: client.refresh(stream).text == "Your name?!")
    client.text("Lisi")
    assert client.until_finished().text == "Hello Lisi"
    assert client.text("again").text == "other"


def test_a_list(robot: Robot) -> None:
    bot, client = robot

    def first(message: RobotMessage) -> Iterator[str]:
        yield "streamed one"

    bot.lists.add("menu", [("{1} first", first), ("{2} second", "two")])
    bot.text("menu")(lambda message: bot.wait("menu"))
    assert client.text("menu").text == "1 first\n2 second"
    client.text("1")
    assert client.until_finished().text == "streamed one"
    assert client.text("2").text == "two"


def test_each_yield_releases_the_session(robot: Robot, caplog: pytest.LogCaptureFixture) -> None:
    bot, client = robot

    @bot.text("count")
    def count(message: RobotMessage) -> Iterator[str]:
        session = bot.session
        session["n"] = 1
        yield "a"
        assert bot.session["n"] == 1
        session["n"] = 2

    @bot.text
    def plain(message: RobotMessage) -> str:
        return str(dict(bot.session))

    client.text("count")
    assert client.until_finished().text == "a\n\nfailed"
    assert "This session was released" in caplog.text
    assert client.text("?").text == "{'n': 1}"


def test_ack_is_the_placeholder(robot: Robot) -> None:
    bot, client = robot
    go = threading.Event()

    @bot.text(deferred=True, ack="one moment")
    def slow(message: RobotMessage) -> str:
        go.wait(5)
        return "done"

    assert client.text("?").text == "one moment"
    go.set()
    assert client.until_finished().text == "done"


def test_conversations_are_of_chat_and_user(robot: Robot) -> None:
    bot, client = robot

    @bot.text
    def count(message: RobotMessage) -> str:
        bot.session["n"] = bot.session.get("n", 0) + 1
        return f"{bot.session['n']} {bot.message.content}"

    assert [client.text("x", user).text for user in ("a", "a", "b")] == ["1 x", "2 x", "1 x"]
    assert [client.text("x", "a", chat).text for chat in ("g", "g", "h")] == ["1 x", "2 x", "1 x"]


def test_a_shared_registry(robot: Robot) -> None:
    bot, client = robot
    hr = Handler()

    @hr.text("hi")
    def hi(message: Any) -> str:
        hr.session["hi"] = True
        return f"hi {message.content}"

    @hr.event("enter_chat")
    def welcome(message: Any) -> str:
        return "welcome"

    bot.register(hr)
    assert client.text(" hi ").text == "hi  hi "
    assert client.enter_chat().text == "welcome"
