"""A robot in an app: the endpoint, the first answer, streams, endings."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from flask_wechat_corp import (
    Markdown,
    NewsReply,
    Replace,
    ReplyError,
    RobotMessage,
    StoreError,
    StreamReply,
    TemplateCard,
    Thinking,
    UpdateTemplateCardReply,
    WeChatRobot,
    open_store,
)
from flask_wechat_corp.testing import RobotClient
from flask_wechat_corp.web.robot_schedule import Schedule
from tests.helpers.streaming import paused_stream

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
CARD = {"card_type": "text_notice", "main_title": {"title": "卡"}}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def make(**settings: Any) -> tuple[Flask, WeChatRobot, RobotClient]:
    app = Flask(__name__)
    ours = {"TOKEN": "t", "ENCODING_AES_KEY": AES_KEY, "STORE": "memory://", **settings}
    app.config.update({f"WECHAT_ROBOT_{name}": value for name, value in ours.items()})
    app.secret_key = "test-only"
    bot = WeChatRobot(app)
    return app, bot, RobotClient(app)


def state_of(app: Flask) -> Any:
    return app.extensions["wechat_corp"]["wechat_robot"]


def timed(app: Flask, client: RobotClient) -> Clock:
    """Let the test decide what time it is, for the protocol and for the schedule."""
    clock, state = Clock(), state_of(app)
    state.clock = client._clock = clock
    state.schedule = Schedule(clock, threaded=False)
    return clock


def settled(condition: Callable[[], object]) -> None:
    """Wait for something that another thread does."""
    ends = threading.Event()
    for _ in range(1000):
        if condition():
            return
        ends.wait(0.005)
    raise AssertionError("it did not happen")


def test_the_url_check_and_a_text() -> None:
    _app, bot, client = make()

    @bot.text
    def answer(message: RobotMessage) -> str:
        assert bot.session == {}
        return f"收到 {message.content}"

    assert client.verify()
    received = client.text("你好")
    assert received.reply == {
        "msgtype": "stream",
        "stream": {"id": client.stream, "finish": True, "content": "收到 你好"},
    }
    assert client.refresh().text == "收到 你好"  # a poll that comes all the same


def test_a_generator_streams() -> None:
    _app, bot, client = make()
    go = paused_stream(bot, [Thinking("想"), "一"], ["二", Replace("三"), TemplateCard(CARD), PNG])

    first = client.text("?")
    assert (first.text, first.finished) == ("<think>想</think>一", False)
    go.set()
    last = client.until_finished()
    assert last.text == "<think>想</think>三"
    assert last.reply is not None
    assert last.reply["msgtype"] == "stream_with_template_card"
    assert last.card == CARD
    assert len(last.reply["stream"]["msg_item"]) == 1
    again = client.refresh()
    assert again.text == last.text
    assert again.card is None  # WeCom refuses a second card


def test_an_async_generator_streams_and_keeps_a_session() -> None:
    _app, bot, client = make()
    go = threading.Event()

    @bot.text
    async def answer(message: RobotMessage) -> AsyncIterator[str]:
        bot.session["n"] = bot.session.get("n", 0) + 1
        yield f"{bot.session['n']}"
        await asyncio.to_thread(go.wait, 5)
        bot.session["n"] += 10
        yield " done"

    assert not client.text("?").finished
    go.set()
    assert client.until_finished().text == "1 done"
    assert client.text("?").text.startswith("12")


@pytest.mark.parametrize("is_async", [False, True])
def test_two_quick_messages_of_one_user_stream_side_by_side(is_async: bool) -> None:
    _app, bot, client = make()
    both = threading.Barrier(2)

    if is_async:

        @bot.text
        async def answer(message: RobotMessage) -> AsyncIterator[str]:
            bot.session["last"] = message.content
            yield f"{message.content}:"
            await asyncio.to_thread(both.wait, 5)
            yield "end"

    else:

        @bot.text
        def answer_too(message: RobotMessage) -> Iterator[str]:
            bot.session["last"] = message.content
            yield f"{message.content}:"
            both.wait(5)
            yield "end"

    first = client.text("a")
    one = client.stream
    second = client.text("b")
    two = client.stream
    assert one != two
    settled(lambda: client.refresh(one).finished and client.refresh(two).finished)
    assert [client.refresh(each).text for each in (one, two)] == ["a:end", "b:end"]
    assert first.text == "a:"
    assert second.text.startswith("b:")


def test_a_poll_of_an_unknown_stream_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    _app, _bot, client = make(EXPIRED_TEXT="expired")
    assert client.refresh("nothing").reply == {
        "msgtype": "stream",
        "stream": {"id": "nothing", "finish": True, "content": "expired"},
    }
    assert "STORE" in caplog.text


def test_a_producer_that_dies_ends_with_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    app, bot, client = make(FAILURE_TEXT="failed")
    clock = timed(app, client)
    go = paused_stream(bot, ["so far"], [])

    client.text("?")
    state = state_of(app)
    state.store.delete(state.streams._key(client.stream or "", "alive"))  # as after kill -9
    for lease in list(_keeper()._leases):
        _keeper().drop(lease)
    assert not client.refresh().finished
    clock.now += 4.9
    assert client.refresh().text == "so far"
    clock.now += 0.2
    last = client.refresh()
    assert (last.text, last.finished) == ("so far\n\nfailed", True)
    go.set()


def _keeper() -> Any:
    from flask_wechat_corp.stores.renewal import lease_renewer

    return lease_renewer


@pytest.mark.parametrize("before", [True, False])
def test_a_generator_that_raises(before: bool, caplog: pytest.LogCaptureFixture) -> None:
    _app, bot, client = make(FAILURE_TEXT="failed")

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        if not before:
            yield "so far"
        raise ValueError("deep inside")

    client.text("?")
    last = client.until_finished()
    assert last.text == ("failed" if before else "so far\n\nfailed")
    assert "test_a_generator_that_raises" in caplog.text
    assert "deep inside" in caplog.text


def test_a_plain_handler_that_raises_is_no_500(caplog: pytest.LogCaptureFixture) -> None:
    _app, bot, client = make(FAILURE_TEXT="failed")
    calls = []

    @bot.default
    def answer(message: RobotMessage) -> str:
        calls.append(message.id)
        raise ValueError("deep inside")

    received = client.text("?", msgid="m1")
    assert (received.status, received.text, received.finished) == (200, "failed", True)
    assert client.text("?", msgid="m1").text == "failed"
    assert calls == ["m1"]
    assert client.enter_chat().body == b""
    assert "deep inside" in caplog.text


def test_a_slow_handler_becomes_a_stream() -> None:
    app, bot, client = make(REPLY_DEADLINE=0.05, PLACEHOLDER="…")
    state_of(app).first_piece = 0
    go = threading.Event()

    @bot.text
    def answer(message: RobotMessage) -> StreamReply:
        go.wait(5)
        return StreamReply("at last", images=[PNG], card=CARD, feedback="fb")

    assert client.text("?").text == "…"
    assert client.refresh().text == "…"
    go.set()
    last = client.until_finished()
    assert last.text == "at last"
    assert last.reply is not None
    assert last.reply["stream"]["feedback"] == {"id": "fb"}
    assert last.card == CARD


def test_a_repeat_in_mid_stream_gets_the_present_snapshot() -> None:
    _app, bot, client = make()
    go, calls = threading.Event(), []

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        calls.append(1)
        yield "one"
        yield " two"
        go.wait(5)

    client.text("?", msgid="m1")
    stream = client.stream
    settled(lambda: client.refresh(stream).text == "one two")
    again = client.text("?", msgid="m1")
    assert (again.text, again.finished, client.stream) == ("one two", False, stream)
    go.set()
    client.until_finished()
    assert client.text("?", msgid="m1").finished
    assert calls == [1]


def test_the_windows_end(caplog: pytest.LogCaptureFixture) -> None:
    app, bot, client = make(LATE_TEXT="later")
    clock = timed(app, client)
    go = paused_stream(bot, ["so far"], [", and the end"])

    client.text("?")
    clock.now += 329
    assert not client.refresh().finished
    clock.now += 1
    last = client.refresh()
    assert (last.text, last.finished) == ("so far\n\nlater", True)
    go.set()
    settled(lambda: client.later)
    assert client.later == [{"msgtype": "markdown", "markdown": {"content": "so far, and the end"}}]


def test_an_ending_that_no_poll_fetches_goes_by_response_url() -> None:
    app, bot, client = make(LATE_TEXT="later")
    clock = timed(app, client)
    go = paused_stream(bot, ["a"], ["b"])

    client.text("?")
    go.set()
    schedule = state_of(app).schedule
    settled(lambda: any("deliver_ending" in repr(task[2]) for task in schedule._tasks))
    clock.now += 5
    schedule.run_due()
    settled(lambda: client.later)
    assert client.later[0]["markdown"]["content"] == "ab"
    last = client.refresh()
    assert (last.text, last.finished) == ("later", True)


class Flaky:
    """A store that fails when told."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.down = False

    def __getattr__(self, name: str) -> Any:
        if self.down and name in ("get", "set", "add", "delete", "lock", "compare_and_set"):

            def fail(*_: object, **__: object) -> None:
                raise StoreError("down")

            return fail
        return getattr(self.store, name)


def test_the_store_is_down_in_mid_stream() -> None:
    flaky = Flaky(open_store("memory://"))
    app, bot, client = make(STORE=flaky)
    clock = timed(app, client)
    go = paused_stream(bot, ["a"], ["b"])

    assert client.text("?").text == "a"
    flaky.down = True
    assert client.refresh().body == b""  # never an end, never an empty text
    go.set()
    schedule = state_of(app).schedule
    settled(lambda: len(schedule._tasks) >= 1)
    flaky.down = False
    for _ in range(5):
        clock.now += 1
        schedule.run_due()
    assert client.refresh().text == "ab"


def test_the_store_is_down_at_the_first_message() -> None:
    flaky = Flaky(open_store("memory://"))
    app, bot, client = make(STORE=flaky)
    state_of(app).first_piece = 0
    flaky.down = True

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        yield "a"
        yield "b"

    received = client.text("?")
    assert (received.text, received.finished) == ("ab", True)


@pytest.mark.parametrize(("letters", "parts"), [(6826, 1), (6827, 2), (13652, 2), (13654, 3)])
def test_chinese_text_of_20480_bytes_and_more(
    letters: int, parts: int, caplog: pytest.LogCaptureFixture
) -> None:
    _app, bot, client = make()
    whole = "汉" * letters

    @bot.text
    def answer(message: RobotMessage) -> str:
        return whole

    received = client.text("?")
    assert received.finished
    assert len(received.text.encode()) <= 20480
    if parts == 1:
        assert received.text == whole
        assert client.later == []
        return
    settled(lambda: client.later)
    rest = client.later[0]["markdown"]["content"]
    assert len(rest.encode()) <= 20480
    if parts == 2:
        assert received.text + rest == whole
    else:
        assert "too long" in rest
        assert "too long" in caplog.text


def test_a_growing_chinese_text_is_cut_between_characters() -> None:
    app, bot, client = make()
    go = paused_stream(bot, ["a" + "字" * 7000], [])

    shown = client.text("?").text
    assert len(shown.encode()) <= 20480
    assert set(shown) == {"a", "字"}
    go.set()
    client.until_finished()
    settled(lambda: client.later or state_of(app))


def test_welcome_card_and_update() -> None:
    _app, bot, client = make()

    @bot.event("enter_chat")
    def welcome(message: RobotMessage) -> str:
        return "欢迎"

    @bot.text("card")
    def card(message: RobotMessage) -> TemplateCard:
        return TemplateCard(CARD)

    @bot.event("template_card_event", key="agree")
    def agree(message: RobotMessage) -> UpdateTemplateCardReply:
        return UpdateTemplateCardReply(CARD, userids=["lisi"])

    @bot.event("template_card_event")
    def other(message: RobotMessage) -> str:
        return str(message.selected)

    @bot.event("feedback_event")
    def feedback(message: RobotMessage) -> None:
        assert message.event_data["type"] == 2

    assert client.enter_chat().reply == {"msgtype": "text", "text": {"content": "欢迎"}}
    assert client.text("card").reply == {"msgtype": "template_card", "template_card": CARD}
    assert client.click("task-1", "agree").reply == {
        "response_type": "update_template_card",
        "template_card": {**CARD, "task_id": "task-1"},
        "userids": ["lisi"],
    }
    assert client.click("task-1", "no", selected={"q": ["1"]}).body == b""
    settled(lambda: client.later)
    assert client.later[0]["markdown"]["content"] == "{'q': ['1']}"
    assert client.feedback("fb", 2).body == b""


def test_what_a_robot_cannot_show(caplog: pytest.LogCaptureFixture) -> None:
    _app, bot, client = make(FAILURE_TEXT="failed")

    @bot.text
    def answer(message: RobotMessage) -> NewsReply:
        return NewsReply([])

    assert client.text("?").text == "failed"
    assert "A robot cannot answer with news" in caplog.text


def test_a_generator_for_an_event_is_a_type_error() -> None:
    _app, bot, _client = make()

    def answer(message: RobotMessage) -> Iterator[str]:
        yield ""

    with pytest.raises(TypeError, match="not answered with a stream"):
        bot.event("enter_chat")(answer)


def test_a_group_with_a_mention() -> None:
    _app, bot, client = make(BOT_NAME="小助手, 助手")
    seen = []

    @bot.text("帮助")
    def usage(message: RobotMessage) -> str:
        seen.append(message.chat_id)
        return "用法"

    assert client.text("@小助手 帮助", chat="g1").text == "用法"
    assert client.text("@助手\u2005帮助", chat="g1").text == "用法"
    assert client.text("@小助手 帮助").body == b""  # in a single chat it is text
    assert client.text("@小助手们 帮助", chat="g1").body == b""
    assert seen == ["g1", "g1"]


def test_media_are_downloaded_and_decrypted() -> None:
    _app, bot, client = make()

    @bot.image
    @bot.file
    def medium(message: RobotMessage) -> str:
        got = (message.images[0] if message.images else message.file).download()  # type: ignore[union-attr]
        return f"{got.filename} {got.content_type} {len(got.content)}"

    @bot.mixed
    def mixed(message: RobotMessage) -> str:
        return f"{message.content} {[len(one.download().content) for one in message.images]}"

    assert client.image(PNG).text == " image/png 32"
    assert client.file(b"%PDF-1", "报告.pdf").text == "报告.pdf application/pdf 6"
    assert client.mixed("看", PNG, PNG).text == "看 [32, 32]"


def test_reply_later_is_for_one_message() -> None:
    app, bot, client = make()
    dumped = []

    @bot.text
    def answer(message: RobotMessage) -> str:
        later = message.reply_later()
        dumped.append(later.dump())
        with pytest.raises(ReplyError, match="has been used"):
            message.reply_later()
        assert "wecom.test" not in repr(later) + repr(message)
        return "wait"

    assert client.text("?").text == "wait"
    with app.app_context():
        later = bot.later(dumped[0])
        later.send(Markdown("**done**"))
        with pytest.raises(ReplyError, match="sent before"):
            bot.later(dumped[0]).send("again")
    assert client.later == [{"msgtype": "markdown", "markdown": {"content": "**done**"}}]


def test_a_full_pool_says_so(caplog: pytest.LogCaptureFixture) -> None:
    from flask_wechat_corp.web.background import BoundedPool, ExecutorFull

    class Full(BoundedPool):
        def submit(self, *_: Any, **__: Any) -> Any:
            raise ExecutorFull

    app, bot, client = make(BUSY_TEXT="busy")
    state_of(app).pool = Full()

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        yield ""

    received = client.text("?")
    assert (received.status, received.text, received.finished) == (200, "busy", True)
    assert "too many" in caplog.text


def test_many_waiting_requests_do_not_wait_longer() -> None:
    app, bot, client = make()
    for _ in range(8):
        assert state_of(app).waiting.acquire(blocking=False)
    go = paused_stream(bot, [], ["a"])

    assert not client.text("?").finished  # the handler has not said a word yet
    go.set()
    assert client.until_finished().text == "a"


@pytest.mark.parametrize(
    ("plain", "status"),
    [("[]", 400), ("{", 400), ('{"a":1,"a":2}', 400), ("<xml/>", 400), ('{"msgtype":"text"}', 200),
     ('{"msgtype":"event","event":7}', 200), ("[" * 100_000, 400), ('{"msgtype":"stream"}', 200),
     ('{"msgtype":"text","text":{"content":"\\ud800\x01"}}', 200)],
)  # fmt: skip
def test_malformed_plaintexts(plain: str, status: int) -> None:
    _app, bot, client = make()

    @bot.text
    def answer(message: RobotMessage) -> str | None:
        return message.content

    assert client.post_text(plain).status == status


def test_another_robots_callback_is_a_401() -> None:
    _app, _bot, client = make(BOT_ID="aibX")
    client._bot_id = "aibY"
    assert client.text("?").status == 401


def test_an_xml_callback_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app, _bot, _client = make()
    query = "?msg_signature=a&timestamp=1&nonce=2"
    response = app.test_client().post(f"/robot{query}", data=b"<xml></xml>")
    assert response.status_code == 400
    assert "WeChatCorp" in caplog.text


def test_no_secret_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _app, bot, client = make()

    @bot.default
    def answer(message: RobotMessage) -> str:
        raise ValueError(f"{message!r} {message.images!r} {message.quote!r}")

    client.image(PNG, quote={"msgtype": "image", "image": {"url": "https://media.test/secret"}})
    assert "media.test" not in caplog.text
    assert "wecom.test" not in caplog.text
    assert json.dumps(AES_KEY) not in caplog.text
