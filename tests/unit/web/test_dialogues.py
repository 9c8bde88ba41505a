"""Dialogues: ``wx.ask``, steps, cancel words, timeouts, and steps beside lists."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import NEXT, Handler, Message, StoreError
from flask_wechat_corp.callback.steps import RememberedStep, Waiting, read_row, written_row
from flask_wechat_corp.testing import CallbackClient, Received
from flask_wechat_corp.web.state import AppState
from tests.helpers.sent import Sent


class Clock:
    """The seconds that pass are added by the test, to the real time of the callback's age check."""

    def __init__(self, state: AppState) -> None:
        self.passed = 0.0
        clock = state.clock
        state.clock = lambda: clock() + self.passed
        state.config.__dict__["max_age"] = None


@pytest.fixture
def clock(state: AppState) -> Clock:
    return Clock(state)


@pytest.fixture
def repairs(wx: Handler) -> Handler:
    """A dialogue of three questions beside usual handlers."""

    @wx.text("报修")
    def start(message: Message) -> str:
        return wx.ask("什么问题？", then=describe, cancel=("取消", "Q"))

    @wx.step
    def describe(message: Message) -> Any:
        if message.content == "帮助":
            return NEXT
        if message.type != "text":
            return wx.ask("请用文字", then=describe)
        wx.session["problem"] = message.content
        return wx.ask("照片？", then=photo, timeout=60)

    @wx.step
    def photo(message: Message) -> Any:
        if message.type not in ("image", "location"):
            return wx.ask("请发照片或位置", then=photo)
        place = message.media_id or message.label
        return f"{wx.session.pop('problem')} {place}"

    wx.text("帮助")(lambda message: "help")
    wx.event("click")(lambda message: "clicked")
    wx.default(lambda message: f"usual {message.type}")
    return wx


def image(client: CallbackClient, media_id: str = "m1") -> Received:
    return client.send({"MsgType": "image", "MediaId": media_id, "PicUrl": "http://x/y"})


def location(client: CallbackClient, label: str) -> Received:
    return client.send(
        {"MsgType": "location", "Label": label, "Location_X": 1, "Location_Y": 2, "Scale": 3}
    )


@pytest.mark.usefixtures("repairs")
class TestDialogue:
    def test_question_after_question(self, client: CallbackClient) -> None:
        assert client.text("报修").text == "什么问题？"
        assert client.text("卡纸").text == "照片？"
        assert image(client).text == "卡纸 m1"
        assert image(client).text == "usual image"

    def test_an_answer_that_does_not_fit_is_asked_again(self, client: CallbackClient) -> None:
        client.text("报修")
        assert image(client).text == "请用文字"
        assert client.text("卡纸").text == "照片？"
        assert client.text("没有").text == "请发照片或位置"
        assert location(client, "三楼").text == "卡纸 三楼"

    def test_next_gives_the_message_away_and_keeps_the_step(self, client: CallbackClient) -> None:
        client.text("报修")
        assert client.text("帮助").text == "help"
        assert client.text("卡纸").text == "照片？"

    def test_events_leave_the_step_alone(self, client: CallbackClient) -> None:
        client.text("报修")
        assert client.event("click", key="K").text == "clicked"
        assert client.text("卡纸").text == "照片？"

    @pytest.mark.parametrize("word", ["取消", " 取消\n", "q", "Ｑ"])
    def test_cancel_words(self, client: CallbackClient, word: str) -> None:
        client.text("报修")
        assert client.text(word).text == "已取消"
        assert client.text("卡纸").text == "usual text"

    def test_an_answer_after_the_timeout_is_handled_as_usual(
        self, client: CallbackClient, clock: Clock
    ) -> None:
        client.text("报修")
        client.text("卡纸")
        clock.passed += 59
        assert client.text("没有").text == "请发照片或位置"  # asked again: 600 seconds from here
        clock.passed += 601
        assert image(client).text == "usual image"
        clock.passed -= 601
        assert image(client).text == "usual image"  # it was forgotten

    def test_conversations_do_not_mix(self, client: CallbackClient) -> None:
        client.text("报修", user="zhangsan")
        assert client.text("卡纸", user="lisi").text == "usual text"
        assert client.text("卡纸", user="zhangsan").text == "照片？"

    def test_messages_without_a_sender_have_no_step(self, client: CallbackClient) -> None:
        assert client.text("x", user="sys").text == "usual text"

    def test_a_row_of_version_1_is_still_read(
        self, client: CallbackClient, state: AppState, wx: Handler
    ) -> None:
        wx.lists.add("menu", [("{1}", "one")])
        wx.text("menu")(lambda message: wx.wait("menu"))
        wx.text("key")(lambda message: wx.session.id)
        client.text("menu")
        key = f"session|{client.text('key').text}"
        assert json.loads(state.store.get(key) or "") == [{}, "menu"]
        state.store.set(key, '[{"a":1},"menu"]', 60)
        assert client.text("1").text == "one"
        assert client.text("报修").text == "什么问题？"
        assert json.loads(state.store.get(key) or "")[:2] == [{"a": 1}, "menu"]

    def test_a_store_that_fails_costs_the_step_and_not_the_answer(
        self, client: CallbackClient, state: AppState, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.text("报修")

        def failing(key: str) -> str | None:
            raise StoreError

        state.store.get = failing  # type: ignore[method-assign]
        assert client.text("卡纸").text == "usual text"
        assert "without looking for its step" in caplog.text


def test_two_quick_answers_go_to_two_steps(wx: Handler, client: CallbackClient) -> None:
    inside, go = threading.Event(), threading.Event()

    @wx.step
    def first(message: Message) -> str:
        inside.set()
        assert go.wait(10)
        return wx.ask(f"first {message.content}", then=second)

    @wx.step
    def second(message: Message) -> str:
        return f"second {message.content}"

    wx.text("go")(lambda message: wx.ask("?", then=first))
    client.text("go")
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda word=word: answers.append(client.text(word).text))
        for word in ("a", "b")
    ]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    go.set()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["first a", "second b"]


def test_a_step_that_raises_stays(wx: Handler, client: CallbackClient) -> None:
    @wx.step
    def fragile(message: Message) -> str:
        wx.session["seen"] = True
        wx.ask("never remembered", then=other)
        return str(1 / int(message.content))

    @wx.step
    def other(message: Message) -> str:
        return "never"

    wx.text("go")(lambda message: wx.ask("?", then=fragile))
    client.text("go")
    assert client.text("0").status == 500
    assert client.text("2").text == "0.5"


def test_ask_takes_effect_when_it_is_called(wx: Handler, client: CallbackClient) -> None:
    @wx.step
    def step(message: Message) -> str:
        return f"step {message.content}"

    @wx.text("go")
    def go(message: Message) -> str:
        wx.ask("not shown", then=step)
        return "shown"

    assert client.text("go").text == "shown"
    assert client.text("a").text == "step a"


def test_before_hooks_and_error_handlers_may_ask(wx: Handler, client: CallbackClient) -> None:
    @wx.step
    def step(message: Message) -> str:
        return f"step {message.content}"

    wx.before_message(lambda m: wx.ask("hook?", then=step) if m.content == "hook" else None)
    wx.text("fail")(lambda message: 1 / 0)
    wx.errorhandler(lambda error, message: wx.ask("error?", then=step))
    for word in ("hook", "fail"):
        assert client.text(word).text == f"{'error' if word == 'fail' else word}?"
        assert client.text("a").text == "step a"


def test_defaults_of_an_object(wx: Handler, client: CallbackClient) -> None:
    @wx.step
    def step(message: Message) -> str:
        return f"step {message.content}"

    wx.cancel_words = ("stop",)
    wx.cancelled_reply = {"type": "image", "media_id": "m"}
    wx.text("go")(lambda message: wx.ask("?", then=step))
    wx.text("mine")(lambda message: wx.ask("?", then=step, cancel="halt", cancelled="as you like"))
    wx.text("none")(lambda message: wx.ask("?", then=step, cancel=()))
    client.text("go")
    reply = client.text("STOP").reply
    assert reply is not None
    assert reply["MsgType"] == "image"
    client.text("mine")
    assert client.text("halt").text == "as you like"
    client.text("mine")
    assert client.text("stop").text == "step stop"
    client.text("none")
    assert client.text("stop").text == "step stop"


class TestStepsAndLists:
    @pytest.fixture(autouse=True)
    def _handlers(self, wx: Handler) -> None:
        wx.lists.add("menu", [("{1} one", "item one"), ("{2} ask", lambda m: wx.ask("?", then=s))])

        @wx.step
        def s(message: Message) -> Any:
            if message.content == "list":
                return wx.wait("menu")
            if message.content == "nothing":
                return wx.nowait("nothing left")
            if message.content == "again":
                return wx.ask("again?", then=s)
            return f"step {message.content}"

        wx.text("menu")(lambda message: wx.wait("menu"))
        wx.text("ask")(lambda message: wx.ask("?", then=s))
        wx.default(lambda message: "usual")

    def test_a_step_goes_first_and_the_list_stays(self, client: CallbackClient) -> None:
        client.text("menu")
        assert client.text("2").text == "?"
        assert client.text("1").text == "step 1"
        assert client.text("1").text == "item one"

    def test_wait_inside_a_step_ends_the_dialogue(self, client: CallbackClient) -> None:
        client.text("ask")
        assert client.text("list").text == "1 one\n2 ask"
        assert client.text("1").text == "item one"

    def test_wait_outside_a_step_leaves_it(self, wx: Handler, client: CallbackClient) -> None:
        client.text("ask")
        wx.before_message(lambda m: wx.wait("menu") if m.content == "show" else None)
        assert client.text("show").text == "1 one\n2 ask"
        assert client.text("1").text == "step 1"
        assert client.text("1").text == "item one"

    def test_nowait_forgets_both(self, client: CallbackClient) -> None:
        client.text("menu")
        client.text("2")
        assert client.text("nothing").text == "nothing left"
        assert client.text("1").text == "usual"

    def test_ask_replaces_an_earlier_step(self, client: CallbackClient) -> None:
        client.text("ask")
        assert client.text("again").text == "again?"
        assert client.text("x").text == "step x"
        assert client.text("x").text == "usual"


def test_a_list_may_have_a_timeout(wx: Handler, client: CallbackClient, clock: Clock) -> None:
    wx.lists.add("menu", [("{1}", "one")])
    wx.text("short")(lambda message: wx.wait("menu", timeout=30))
    wx.default(lambda message: "usual")
    client.text("short")
    clock.passed = 29
    assert client.text("1").text == "one"
    clock.passed = 30
    assert client.text("1").text == "usual"
    clock.passed = 0
    assert client.text("1").text == "usual"  # it was forgotten


@pytest.mark.parametrize(
    ("timeout", "error"),
    [(0, ValueError), (-1, ValueError), (float("nan"), ValueError), (True, TypeError)],
)
def test_timeouts_that_are_none(
    app: Flask, wx: Handler, client: CallbackClient, timeout: Any, error: type[Exception]
) -> None:
    app.testing = True
    wx.lists.add("menu", [("{1}", "one")])

    @wx.step
    def step(message: Message) -> str:
        return ""

    wx.text("ask")(lambda message: wx.ask("?", then=step, timeout=timeout))
    wx.text("wait")(lambda message: wx.wait("menu", timeout=timeout))
    for word in ("ask", "wait"):
        with pytest.raises(error, match=r"timeout="):
            client.text(word)


def test_a_step_without_a_timeout_stays(wx: Handler, client: CallbackClient, clock: Clock) -> None:
    @wx.step
    def step(message: Message) -> str:
        return "step"

    wx.text("go")(lambda message: wx.ask("?", then=step, timeout=None))
    client.text("go")
    clock.passed = 80000
    assert client.text("a").text == "step"


def test_a_step_that_was_renamed_in_a_deployment(
    app: Flask, wx: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    @wx.step
    def old_name(message: Message) -> str:
        return "never"

    @wx.step
    def new_name(message: Message) -> str:
        return "new"

    wx.text("go")(lambda message: wx.ask("?", then=old_name))
    wx.default(lambda message: "usual")
    client = CallbackClient(app)
    client.text("go")
    (name,) = (one for one in wx.steps if one.endswith("old_name"))
    del wx.steps[name]  # as the next deployment would have it
    assert client.text("a").text == "usual"
    (record,) = (one for one in caplog.records if one.levelname == "WARNING")
    assert "old_name" in record.getMessage()
    caplog.clear()
    assert client.text("a").text == "usual"
    assert not [one for one in caplog.records if one.levelname == "WARNING"]


class TestRegistering:
    def test_what_is_no_step(self, wx: Handler) -> None:
        with pytest.raises(TypeError, match="function with a name"):
            wx.step(lambda message: "")
        with pytest.raises(TypeError, match="must accept"):
            wx.step(sorted_nothing)
        with pytest.raises(TypeError, match="must be a function"):
            wx.step("name")  # type: ignore[call-overload]

    def test_two_steps_of_one_name(self, wx: Handler) -> None:
        def make() -> Any:
            def step(message: Message) -> str:
                return ""

            return step

        first = wx.step(make())
        assert wx.step(first) is first  # the same function again is no second step
        with pytest.raises(TypeError, match=r"Two steps are named .*step"):
            wx.step(make())
        registry = Handler()
        registry.step(make())
        with pytest.raises(TypeError, match="Two steps are named"):
            wx.include(registry)

    def test_then_must_be_a_step_of_this_object(
        self, app: Flask, wx: Handler, client: CallbackClient
    ) -> None:
        app.testing = True
        foreign = Handler()

        @foreign.step
        def step(message: Message) -> str:
            return ""

        wx.text(lambda message: wx.ask("?", then=step))
        wx.image(lambda message: wx.ask("?", then="name"))  # type: ignore[arg-type]
        sends: list[Callable[[], Received]] = [lambda: client.text("a"), lambda: image(client)]
        for send in sends:
            with pytest.raises(ValueError, match=r"is not a step of this object. Decorate"):
                send()
        wx.include(foreign)
        assert client.text("a").text == "?"

    def test_a_registry_has_steps_and_lists(self, wx: Handler, client: CallbackClient) -> None:
        registry = Handler()
        wx.include(registry)
        registry.lists.add("menu", [("{1}", "one")])

        @registry.step
        def step(message: Message) -> str:
            return registry.wait("menu")

        registry.text("go")(lambda message: registry.ask("?", then=step))
        assert client.text("go").text == "?"
        assert client.text("a").text == "1"
        assert client.text("1").text == "one"
        registry.lists.clear()
        assert "menu" not in wx.lists

    def test_words_that_are_no_words(self, app: Flask, wx: Handler, client: CallbackClient) -> None:
        app.testing = True

        @wx.step
        def step(message: Message) -> str:
            return ""

        wx.text("a")(lambda m: wx.ask("?", then=step, cancel=[1]))  # type: ignore[list-item]
        wx.text("b")(lambda m: wx.ask("?", then=step, cancelled=1))  # type: ignore[arg-type]
        for word in "ab":
            with pytest.raises(TypeError, match="cancel"):
                client.text(word)


def sorted_nothing() -> None:
    """Not a step: it takes no message."""


class TestDeferredSteps:
    def test_it_runs_in_the_background_and_ends_the_dialogue(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        @wx.step(deferred=True)
        def slow(message: Message) -> Any:
            if message.content == "more":
                return wx.ask("more?", then=slow)
            return NEXT if message.content == "next" else f"slow {message.content}"

        wx.text("go")(lambda message: wx.ask("?", then=slow))
        wx.default(lambda message: "usual")
        client.text("go")
        for number, (word, answer) in enumerate(
            [("more", "more?"), ("next", "usual"), ("a", "slow a")], 1
        ):
            assert client.text(word).body == b""
            sent.wait(number)
            assert sent.texts[-1] == answer
        assert client.text("a").text == "usual"

    def test_a_step_in_the_background_is_not_too_late(
        self, wx: Handler, client: CallbackClient, sent: Sent, clock: Clock, state: AppState
    ) -> None:
        @wx.step(deferred=True)
        def slow(message: Message) -> str:
            return "slow"

        wx.text("go")(lambda message: wx.ask("?", then=slow, timeout=60))
        client.text("go")
        submit = state.queue.submit

        def later(*args: Any) -> None:
            clock.passed = 61
            submit(*args)

        state.queue.submit = later  # type: ignore[method-assign, assignment]
        client.text("a")
        sent.wait()
        assert sent.texts == ["slow"]

    def test_the_second_of_two_quick_answers_goes_to_the_next_step(
        self, wx: Handler, client: CallbackClient, sent: Sent
    ) -> None:
        inside, go = threading.Event(), threading.Event()

        @wx.step(deferred=True)
        def first(message: Message) -> str:
            inside.set()
            assert go.wait(10)
            return wx.ask(f"first {message.content}", then=second)

        @wx.step
        def second(message: Message) -> str:
            return f"second {message.content}"

        @wx.before_message
        def release(message: Message) -> None:
            if message.content == "b":
                go.set()

        wx.text("go")(lambda message: wx.ask("?", then=first))
        client.text("go")
        client.text("a")
        assert inside.wait(10)
        assert client.text("b").text == "second b"
        sent.wait()
        assert sent.texts == ["first a"]


@pytest.mark.parametrize(
    "waiting",
    [
        Waiting(),
        Waiting("menu"),
        Waiting("menu", 12.5),
        Waiting(None, None, RememberedStep("a.b", 7.0, ("q",), "bye")),
        Waiting("menu", None, RememberedStep("a.b")),
    ],
)
def test_rows_are_read_as_they_were_written(waiting: Waiting) -> None:
    assert read_row(written_row({"a": [1]}, waiting)) == ({"a": [1]}, waiting)


@pytest.mark.parametrize(
    "row", ["[{},null,7]", '[{},null,{"step":7}]', '[{},null,{"step":["a"]}]', "[]", "[{}]"]
)
def test_a_broken_row_begins_anew(row: str, caplog: pytest.LogCaptureFixture) -> None:
    assert read_row(row) == ({}, Waiting())
    assert "cannot be read" in caplog.text


def test_messages_cost_nothing_without_steps(
    wx: Handler, client: CallbackClient, state: AppState, caplog: pytest.LogCaptureFixture
) -> None:
    reads: list[str] = []
    get = state.store.get

    def counted(key: str) -> str | None:
        reads.append(key)
        return get(key)

    state.store.get = counted  # type: ignore[method-assign]
    wx.default(lambda message: "usual")
    image(client)
    assert not [key for key in reads if key.startswith("session|")]

    @wx.step
    def step(message: Message) -> str:
        return ""

    with caplog.at_level(logging.DEBUG):
        image(client)
        client.event("click", key="K")
    assert len([key for key in reads if key.startswith("session|")]) == 1
