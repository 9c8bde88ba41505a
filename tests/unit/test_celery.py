"""Deferred handlers as Celery tasks, run in this process."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.celery import SENT, TASK, CeleryExecutor
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import make_app


def answer(message: Message) -> str:
    return f"later {message.content}"


def fail(message: Message) -> str:
    raise ZeroDivisionError


class Bot:
    def method(self, message: Message) -> str:
        return "method"

    def __call__(self, message: Message) -> str:
        return "instance"


@pytest.fixture
def queue() -> Iterator[Celery]:
    celery_app = Celery("bot", broker="memory://", set_as_current=False)
    celery_app.conf.task_always_eager = True
    yield celery_app
    celery_app.close()


@pytest.fixture
def app() -> Flask:
    return make_app()


@pytest.fixture
def executor(queue: Celery) -> CeleryExecutor:
    return CeleryExecutor(queue)


@pytest.fixture
def wx(app: Flask, executor: CeleryExecutor) -> WeChatCorp:
    return WeChatCorp(app, executor=executor)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, wx: WeChatCorp, app: Flask) -> list[Any]:
    sent: list[Any] = []
    monkeypatch.setattr(
        type(wx._state_of(app).api), "send", lambda _, to, message: sent.append((to, message))
    )
    return sent


def test_a_deferred_handler_becomes_one_task(
    app: Flask, wx: WeChatCorp, sent: list[Any], executor: CeleryExecutor
) -> None:
    wx.text(deferred=True)(answer)
    received = CallbackClient(app).text("hi")
    assert (received.status, received.body) == (200, b"")
    expected = {"msgtype": "text", "text": {"content": "later hi"}}
    assert sent == [({"touser": "zhangsan"}, expected)]
    task = executor._task
    assert (task.name, task.acks_late, task.reject_on_worker_lost) == (TASK, True, True)


def test_its_arguments_are_plain(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(executor._task, "apply_async", lambda **kw: given.append(kw["args"]))
    wx.text(deferred=True)(answer)
    CallbackClient(app).text("hi")
    name, handler, words, xml, key = given[0]
    assert (name, handler, words) == ("wechat_corp", f"{__name__}.answer", {})
    assert "<Content>" in xml
    assert isinstance(key, str)


@pytest.mark.parametrize("on_extension", [True, False])
def test_what_a_worker_could_not_find_is_refused(wx: WeChatCorp, on_extension: bool) -> None:
    def closure(message: Message) -> str:
        return "x"

    for handler in (closure, lambda message: "x", functools.partial(answer), Bot()):
        with pytest.raises(TypeError, match="Celery worker"):
            wx.text(deferred=True)(handler)
        wx.text(handler)  # not deferred, so it stays here
    main = functools.wraps(answer)(lambda message: "x")
    main.__module__ = "__main__"
    with pytest.raises(TypeError, match="Celery worker"):
        wx.text(deferred=True)(main)


def test_two_handlers_of_one_name_are_refused(wx: WeChatCorp) -> None:
    wx.text(deferred=True)(answer)
    wx.image(deferred=True)(answer)
    twin = functools.wraps(answer)(lambda message: "x")
    with pytest.raises(TypeError, match="Two deferred handlers"):
        wx.voice(deferred=True)(twin)


def test_a_task_that_comes_again_is_not_answered_again(
    app: Flask, wx: WeChatCorp, sent: list[Any], executor: CeleryExecutor
) -> None:
    wx.text(deferred=True)(answer)
    xml = "<xml><FromUserName>zhangsan</FromUserName><Content>hi</Content></xml>"
    arguments: tuple[Any, ...] = ("wechat_corp", f"{__name__}.answer", {}, xml, "key")
    for _ in range(2):
        executor._run(SimpleNamespace(), *arguments)
    assert len(sent) == 1


def test_a_task_that_runs_elsewhere_is_looked_at_later(
    app: Flask, wx: WeChatCorp, sent: list[Any], executor: CeleryExecutor,
) -> None:  # fmt: skip
    wx.text(deferred=True)(answer)
    wx._state_of(app).wait = 0.05
    with app.app_context():
        wx._state.store.set("task|key", "running:elsewhere", 60)

    class Again(Exception):
        pass

    def retry(*, countdown: int) -> Exception:
        assert countdown > 0
        return Again()

    with pytest.raises(Again):
        executor._run(
            SimpleNamespace(retry=retry), "wechat_corp", f"{__name__}.answer", {}, "<xml/>", "key"
        )
    assert sent == []


def test_a_failing_task_is_logged_and_forgotten(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    wx.text(deferred=True)(fail)
    assert CallbackClient(app).text("hi", CreateTime=int(time.time())).status == 200
    assert f"{__name__}.fail" in caplog.text
    arguments: tuple[Any, ...] = (
        "wechat_corp",
        f"{__name__}.fail",
        {},
        "<xml><a>1</a></xml>",
        "key",
    )
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            executor._run(SimpleNamespace(), *arguments)
    assert SENT not in str(wx._state_of(app).store.get("task|key"))


def test_what_this_worker_does_not_know(wx: WeChatCorp, executor: CeleryExecutor) -> None:
    with pytest.raises(RuntimeError, match="has no app"):
        executor._run(SimpleNamespace(), "other", "x.y", {}, "<xml/>", "key")
    with pytest.raises(RuntimeError, match=r"no deferred handler os\.system"):
        executor._run(SimpleNamespace(), "wechat_corp", "os.system", {}, "<xml/>", "key")


def test_a_broker_that_is_away_is_a_503(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OSError("amqp://user:password@host")

    monkeypatch.setattr(executor._task, "apply_async", away)
    wx.text(deferred=True)(answer)
    assert CallbackClient(app).text("hi").status == 503
