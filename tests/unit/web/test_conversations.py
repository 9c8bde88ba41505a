"""Sessions, lists, repeats and slow handlers through the callback endpoint."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cachelib.file import FileSystemCache
from flask import Flask, current_app, has_request_context, session
from flask_session import Session

from flask_wechat_corp import (
    ImageReply,
    Message,
    Store,
    StoreError,
    StoreTimeout,
    UndefinedListError,
    UpdateButtonReply,
    WeChatCorp,
    open_store,
)
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.runner import MessageContext
from tests.helpers.support import AGENT_ID, CORP_ID


class Sent:
    """What was given to ``message/send``, in place of the network."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._more = threading.Condition()

    def __call__(self, to: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
        with self._more:
            self.calls.append((to, message))
            self._more.notify_all()
        return {"errcode": 0}

    def wait(self, count: int = 1) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.calls) >= count, 10), "nothing was sent"


@pytest.fixture
def sent(app: Flask, wx: WeChatCorp, monkeypatch: pytest.MonkeyPatch) -> Sent:
    sent = Sent()
    monkeypatch.setattr(type(wx._state_of(app).api), "send", lambda _, to, m: sent(to, m))
    return sent


def count(wx: WeChatCorp) -> Callable[[Message], str]:
    def handler(message: Message) -> str:
        wx.session["count"] = wx.session.get("count", 0) + 1
        return str(wx.session["count"])

    return handler


# -- sessions


def test_a_session_lasts_over_messages(wx: WeChatCorp, client: CallbackClient) -> None:
    wx.text(count(wx))
    assert [client.text("x").text for _ in range(3)] == ["1", "2", "3"]
    assert client.text("x", user="lisi").text == "1"


def test_a_session_belongs_to_one_agent(wx: WeChatCorp, client: CallbackClient) -> None:
    wx.text(count(wx))
    assert client.text("x").text == "1"
    assert client.text("x", AgentID=7).text == "1"
    assert client.text("x").text == "2"


def test_two_extension_objects_do_not_mix(app: Flask, wx: WeChatCorp) -> None:
    second = WeChatCorp(app, name="second", url="/second")

    @wx.text
    def confused(message: Message) -> str:
        return second.session.id

    app.testing = True
    with pytest.raises(RuntimeError, match="while a message is being handled"):
        CallbackClient(app).text("x")


def test_async_handlers_have_the_session_too(wx: WeChatCorp, client: CallbackClient) -> None:
    @wx.text
    async def handler(message: Message) -> str:
        await asyncio.sleep(0)
        wx.session["n"] = wx.session.get("n", 0) + 1
        return str(wx.session["n"])

    assert [client.text("x").text for _ in range(2)] == ["1", "2"]


def test_outside_a_message_there_is_no_session(app: Flask, wx: WeChatCorp) -> None:
    with (
        app.test_request_context(),
        pytest.raises(RuntimeError, match="while a message is being handled"),
    ):
        _ = wx.session
    with pytest.raises(RuntimeError):
        _ = wx.session


def test_what_a_failing_handler_changed_is_dropped(app: Flask, wx: WeChatCorp) -> None:
    @wx.text("fail")
    def fail(message: Message) -> None:
        wx.session["a"] = "dropped"
        raise ZeroDivisionError

    @wx.text("save")
    def save(message: Message) -> None:
        wx.session["a"] = "saved"
        wx.session.save()
        raise ZeroDivisionError

    @wx.text("bad reply")
    def bad_reply(message: Message) -> Any:
        wx.session["a"] = "dropped"
        return [{"title": "x"}] * 9

    @wx.text
    def show(message: Message) -> str:
        return str(wx.session.get("a", "nothing"))

    client = CallbackClient(app)
    assert client.text("fail").status == 500
    assert client.text("bad reply").status == 500
    assert client.text("show").text == "nothing"
    assert client.text("save").status == 500
    assert client.text("show").text == "saved"


def test_what_is_not_plain_is_a_500_that_names_the_key(
    app: Flask, wx: WeChatCorp, caplog: pytest.LogCaptureFixture
) -> None:
    @wx.text
    def handler(message: Message) -> str:
        wx.session["cart"] = []
        wx.session["cart"].append(object())
        return "ok"

    assert CallbackClient(app).text("x").status == 500
    assert "session['cart']" in caplog.text


def test_no_cookie_and_no_browser_session(wx: WeChatCorp, app: Flask) -> None:
    @wx.text
    def handler(message: Message) -> str:
        session["browser"] = "never kept"
        wx.session["n"] = 1
        return "ok"

    answers: list[Any] = []
    app.after_request(lambda response: answers.append(response) or response)  # type: ignore[func-returns-value]
    assert CallbackClient(app).text("x").text == "ok"
    assert "Set-Cookie" not in answers[0].headers


def test_a_busy_conversation_is_a_503_and_can_come_again(app: Flask, wx: WeChatCorp) -> None:
    wx._state_of(app).wait = 0.1
    wx.text(count(wx))
    client = CallbackClient(app)
    assert client.text("x").text == "1"
    with app.app_context():
        state = wx._state_of(app)
        message = Message.from_dict({"FromUserName": "zhangsan", "AgentID": AGENT_ID}, CORP_ID)
        conversation = MessageContext(state, message, 1).conversation
        assert conversation.session == {"count": 1}
        again: dict[str, Any] = {"MsgId": 77, "CreateTime": int(time.time())}
        assert client.text("x", **again).status == 503
        assert client.text("x", user="lisi").text == "1"
        conversation.close()
    assert client.text("x", **again).text == "2"


def test_a_store_that_times_out_elsewhere_is_the_handlers_own_error(
    app: Flask, wx: WeChatCorp
) -> None:
    @wx.text
    def handler(message: Message) -> str:
        raise StoreTimeout("some other lock")

    assert CallbackClient(app).text("x").status == 500


def test_sessions_live_in_flask_session_when_it_comes_later(
    app: Flask, wx: WeChatCorp, tmp_path: Path
) -> None:
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(str(tmp_path), 0))
    Session(app)
    wx.text(count(wx))
    client = CallbackClient(app)
    before = len(list(tmp_path.iterdir()))
    assert [client.text("x").text for _ in range(2)] == ["1", "2"]
    assert len(list(tmp_path.iterdir())) == before + 1  # one conversation, no orphans


def test_a_shared_session_store_with_a_local_store_warns(app: Flask) -> None:
    class RedisSessionInterface:
        session_class = dict
        _retrieve_session_data = _upsert_session = _delete_session = None

    app.session_interface = RedisSessionInterface()  # type: ignore[assignment]
    with pytest.warns(RuntimeWarning, match="STORE=redis"):
        WeChatCorp(app)


# -- lists


@pytest.fixture
def menu(wx: WeChatCorp) -> WeChatCorp:
    def order(message: Message) -> str:
        wx.session["ordered"] = True
        return "ordered"

    wx.lists.add(
        "view",
        [
            ("回复{a}查看我的性别", "robot"),
            ("回复{b}或{c}下单", order),
            ("回复{q}退出", lambda message: wx.nowait("bye")),
        ],
    )

    @wx.text("menu")
    def show(message: Message) -> str:
        return wx.wait("view")

    @wx.text
    def other(message: Message) -> str:
        return f"other {message.content}"

    return wx


def test_a_list_is_answered_until_it_is_ended(menu: WeChatCorp, client: CallbackClient) -> None:
    assert client.text("a").text == "other a"
    assert client.text("menu").text == "回复a查看我的性别\n回复b或c下单\n回复q退出"
    assert client.text("a").text == "robot"
    assert client.text(" c\n").text == "ordered"
    assert client.text("zzz").text == "other zzz"  # and the list stays
    assert client.text("b").text == "ordered"
    assert client.text("a", user="lisi").text == "other a"
    assert client.text("q").text == "bye"
    assert client.text("a").text == "other a"


def test_an_unknown_list_is_a_500(app: Flask, wx: WeChatCorp) -> None:
    caught: list[Exception] = []

    @wx.text
    def handler(message: Message) -> str:
        try:
            return wx.wait("nothing")
        except UndefinedListError as error:
            caught.append(error)
            raise

    assert CallbackClient(app).text("x").status == 500
    assert caught


def test_a_list_that_is_gone_is_forgotten(
    menu: WeChatCorp, client: CallbackClient, app: Flask
) -> None:
    client.text("menu")
    menu.lists.clear()
    menu.lists.add("another", [("{a}", "another")])
    assert client.text("a").text == "other a"
    menu.lists.add("view", [("{a}", "view again")])
    assert client.text("a").text == "other a"


def test_other_types_do_not_ask_the_list(menu: WeChatCorp, client: CallbackClient) -> None:
    client.text("menu")
    assert client.event("click", key="a").reply is None


# -- what is asked of the store


class Counting:
    def __init__(self) -> None:
        self.inner = open_store("memory://")
        self.calls: list[str] = []
        self.broken = False

    def __getattr__(self, name: str) -> Any:
        def call(key: str, *args: Any, **kwargs: Any) -> Any:
            self.calls.append(f"{name} {key.split('|')[0]}")
            if self.broken:
                raise StoreError("down")
            return getattr(self.inner, name)(key, *args, **kwargs)

        return call


@pytest.fixture
def counted(app: Flask) -> tuple[Counting, WeChatCorp]:
    store = Counting()
    app.config["WECHAT_CORP_STORE"] = store
    return store, WeChatCorp(app)


def test_a_message_without_a_session_pays_for_none(
    app: Flask, counted: tuple[Counting, WeChatCorp]
) -> None:
    store, wx = counted
    wx.text(lambda message: "hi")
    client = CallbackClient(app)
    client.text("x")
    assert store.calls == ["add delivery", "compare_and_set delivery"]
    store.calls.clear()
    wx.lists.add("view", [("{a}", "x")])
    client.text("x")
    assert store.calls == ["add delivery", "get session", "compare_and_set delivery"]
    store.calls.clear()
    client.event("click")
    assert store.calls == ["add delivery", "compare_and_set delivery"]


def test_without_the_store_messages_are_answered(
    app: Flask, counted: tuple[Counting, WeChatCorp], caplog: pytest.LogCaptureFixture
) -> None:
    store, wx = counted
    wx.lists.add("view", [("{a}", "x")])
    wx.text("plain")(lambda message: "hi")
    wx.text(count(wx))
    client = CallbackClient(app)
    store.broken = True
    assert client.text("plain").text == "hi"
    assert client.text("session").status == 500
    store.broken = False
    assert client.text("session").text == "1"


# -- repeats


def test_a_repeat_gets_the_same_reply_and_runs_nothing(
    wx: WeChatCorp, client: CallbackClient
) -> None:
    wx.text(count(wx))
    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    first, second = client.text("x", **again), client.text("x", **again)
    assert first.text == second.text == "1"
    assert first.reply == second.reply
    assert first.body != second.body  # sealed anew
    assert client.text("x", MsgId=1235).text == "2"


def test_a_repeat_of_an_empty_answer_is_empty(wx: WeChatCorp, client: CallbackClient) -> None:
    runs: list[str] = []
    wx.event("enter_agent")(lambda message: runs.append("x"))
    event = {"MsgType": "event", "Event": "enter_agent", "CreateTime": int(time.time())}
    for _ in range(2):
        received = client.send(event)
        assert (received.status, received.body) == (200, b"")
    assert runs == ["x"]


def test_a_failed_one_runs_again(app: Flask, wx: WeChatCorp) -> None:
    runs: list[str] = []

    @wx.text
    def handler(message: Message) -> str:
        runs.append("x")
        if len(runs) == 1:
            raise ZeroDivisionError
        return "fine"

    client = CallbackClient(app)
    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    assert client.text("x", **again).status == 500
    assert client.text("x", **again).text == "fine"


def test_a_repeat_of_a_running_one_waits_for_it(app: Flask, wx: WeChatCorp) -> None:
    running, go = threading.Event(), threading.Event()
    runs: list[str] = []

    @wx.text
    def handler(message: Message) -> str:
        runs.append("x")
        running.set()
        assert go.wait(10)
        return "done"

    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(CallbackClient(app).text, "x", **again)
        assert running.wait(10)
        rest = [pool.submit(CallbackClient(app).text, "x", **again) for _ in range(7)]
        go.set()
        assert {one.result(10).text for one in [first, *rest]} == {"done"}
    assert runs == ["x"]


# -- deferred


def test_a_deferred_handler_answers_later(
    app: Flask, wx: WeChatCorp, client: CallbackClient, sent: Sent
) -> None:
    go = threading.Event()
    seen: dict[str, Any] = {}

    @wx.text(deferred=True)
    def slow(message: Message) -> str:
        assert go.wait(10)
        seen["request"] = has_request_context()
        seen["app"] = current_app.name
        seen["corp"] = wx.api.corpid
        wx.session["n"] = wx.session.get("n", 0) + 1
        return f"{message.content} {wx.session['n']}"

    for number in range(2):
        received = client.text(f"question{number}")
        assert (received.status, received.body) == (200, b"")
    go.set()
    sent.wait(2)
    assert {to["touser"] for to, _ in sent.calls} == {"zhangsan"}
    assert sorted(message["text"]["content"][-1] for _, message in sent.calls) == ["1", "2"]
    assert seen == {"request": False, "app": app.name, "corp": CORP_ID}


def test_a_deferred_handler_may_have_nothing_to_say(
    wx: WeChatCorp, client: CallbackClient, sent: Sent
) -> None:
    done = threading.Event()
    wx.image(deferred=True)(lambda message: done.set())
    wx.voice(deferred=True)(lambda message: ImageReply("media"))
    client.send({"MsgType": "image", "MediaId": "x"})
    assert done.wait(10)
    client.send({"MsgType": "voice", "MediaId": "x"})
    sent.wait()
    assert [message["msgtype"] for _, message in sent.calls] == ["image"]


@pytest.mark.parametrize("returned", [ZeroDivisionError("x"), object(), UpdateButtonReply("x")])
def test_a_deferred_handler_that_fails_is_logged_by_name(
    wx: WeChatCorp,
    client: CallbackClient,
    sent: Sent,
    returned: object,
) -> None:
    logged: queue.Queue[str] = queue.Queue()

    class Notice(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.put(record.getMessage())

    @wx.text(deferred=True)
    def unlucky(message: Message) -> Any:
        if isinstance(returned, Exception):
            raise returned
        return returned

    notice = Notice(logging.ERROR)
    logging.getLogger("flask_wechat_corp.deferred").addHandler(notice)
    try:
        assert client.text("x").status == 200
        assert "unlucky" in logged.get(timeout=10)
    finally:
        logging.getLogger("flask_wechat_corp.deferred").removeHandler(notice)
    assert sent.calls == []


class Refusing(Executor):
    def __init__(self) -> None:
        self.refuse = True

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.refuse:
            raise RuntimeError("no")
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize("deadline", [None, 1])
def test_a_full_executor_is_a_503_and_the_delivery_can_come_again(
    app: Flask, deadline: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["WECHAT_CORP_REPLY_DEADLINE"] = deadline
    executor = Refusing()
    wx = WeChatCorp(app, executor=executor)
    runs: list[str] = []
    wx.text(deferred=deadline is None)(lambda message: runs.append("x"))
    client = CallbackClient(app)
    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    assert client.text("x", **again).status == 503
    executor.refuse = False
    assert client.text("x", **again).status == 200
    assert runs == ["x"]


# -- REPLY_DEADLINE


@pytest.fixture
def hurried(app: Flask) -> WeChatCorp:
    app.config["WECHAT_CORP_REPLY_DEADLINE"] = 0.2
    return WeChatCorp(app)


def test_in_time_the_reply_is_passive(
    app: Flask, hurried: WeChatCorp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent()
    monkeypatch.setattr(type(hurried._state_of(app).api), "send", lambda _, *a: sent(*a))
    hurried.text(count(hurried))
    client = CallbackClient(app)
    assert [client.text("x").text for _ in range(2)] == ["1", "2"]
    assert sent.calls == []


def test_late_the_reply_is_sent(
    app: Flask, hurried: WeChatCorp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent()
    monkeypatch.setattr(type(hurried._state_of(app).api), "send", lambda _, *a: sent(*a))
    go = threading.Event()

    @hurried.text
    def slow(message: Message) -> str:
        assert not has_request_context()
        assert go.wait(10)
        hurried.session["n"] = 1
        return "late"

    client = CallbackClient(app)
    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    for _ in range(2):
        received = client.text("x", **again)
        assert (received.status, received.body) == (200, b"")
    go.set()
    sent.wait()
    assert sent.calls == [
        ({"touser": "zhangsan"}, {"msgtype": "text", "text": {"content": "late"}})
    ]


def test_a_handler_that_fails_in_time_is_a_500(app: Flask, hurried: WeChatCorp) -> None:
    @hurried.text
    def fail(message: Message) -> str:
        raise ZeroDivisionError

    assert CallbackClient(app).text("x").status == 500


def test_a_deferred_handler_under_a_deadline(
    app: Flask, hurried: WeChatCorp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent()
    monkeypatch.setattr(type(hurried._state_of(app).api), "send", lambda _, *a: sent(*a))
    hurried.text(deferred=True)(lambda message: "later")
    received = CallbackClient(app).text("x")
    assert (received.status, received.body) == (200, b"")
    sent.wait()


def test_a_user_store_is_enough(app: Flask) -> None:
    inner = open_store("memory://")

    class Five:
        get, set, add, delete, lock = (
            inner.get, inner.set, inner.add, inner.delete, inner.lock,
        )  # fmt: skip

    store: Store = Five()
    app.config["WECHAT_CORP_STORE"] = store
    wx = WeChatCorp(app)
    wx.text(count(wx))
    client = CallbackClient(app)
    again: dict[str, Any] = {"MsgId": 1234, "CreateTime": int(time.time())}
    assert [client.text("x", **again).text for _ in range(2)] == ["1", "1"]
    assert client.text("x").text == "2"
