"""Customers' messages as Celery tasks, run in this process."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import KfMessage, WeChatAPI, WeChatCorp
from flask_wechat_corp.celery import KF_TASK, CeleryExecutor
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.kf_tasks import KfJob
from flask_wechat_corp.web.state import Corp
from flask_wechat_corp.web.task_runs import KF_RETRY_SECONDS, serve_customer
from tests.helpers.customers import NOW, Now, WeCom, event, numbers, text
from tests.helpers.executors import use_executor
from tests.helpers.support import CORP_ID
from tests.unit.test_celery import Task


@pytest.fixture
def executor(queue: Celery) -> CeleryExecutor:
    return CeleryExecutor(queue)


@pytest.fixture
def wx(app: Flask, executor: CeleryExecutor) -> WeChatCorp:
    wx = WeChatCorp(app, executor=executor)
    use_executor(wx, Now())
    wx._state_of(app).clock = lambda: NOW
    return wx


@pytest.fixture
def wecom(app: Flask, wx: WeChatCorp) -> WeCom:
    return WeCom(wx._state_of(app).api)


@pytest.fixture
def tasks(executor: CeleryExecutor, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of the tasks, which are not run."""
    tasks: list[dict[str, Any]] = []
    task = executor._registry.kf_task
    monkeypatch.setattr(task, "apply_async", lambda **options: tasks.append(options["kwargs"]))
    return tasks


def deliver(app: Flask, wecom: WeCom, *rows: dict[str, Any]) -> None:
    wecom.rows += rows
    client = CallbackClient(app, clock=lambda: NOW + next(numbers) % 100)
    assert client.event("kf_msg_or_event", Token="token", OpenKfId="kfA").status == 200


def job(**changes: Any) -> KfJob:
    usual = KfJob(
        __name__, CORP_ID, "wechat_corp", CORP_ID, CORP_ID, "kfA", "wmA", int(time.time())
    )
    return usual._replace(**changes)


def test_customers_are_answered_by_tasks(
    app: Flask, wx: WeChatCorp, wecom: WeCom, executor: CeleryExecutor
) -> None:
    @wx.kf.text
    def count(message: KfMessage) -> str:
        wx.kf.session["n"] = wx.kf.session.get("n", 0) + 1
        return f"{message.content} {wx.kf.session['n']}"

    wx.kf.event("enter_session")(lambda message: "welcome")  # also what Celery could not find
    deliver(app, wecom, event("enter_session"), text("a"), text("b"), text("c", "wmB"))
    assert wecom.texts == ["welcome", "a 1", "b 2", "c 1"]
    task = executor._registry.kf_task
    assert (task.name, task.acks_late, task.reject_on_worker_lost) == (KF_TASK, True, True)


def test_a_task_names_the_customer_and_holds_no_message(
    app: Flask, wx: WeChatCorp, wecom: WeCom, tasks: list[dict[str, Any]]
) -> None:
    wx.kf.text(lambda message: "answer")
    wx._state_of(app).store = Shared()
    deliver(app, wecom, text("secret"), text("secret too"), text("x", "wmB"))
    assert [one["customer"] for one in tasks] == ["wmA", "wmB"]
    assert tasks[0].items() >= {
        "app": app.name, "corp": CORP_ID, "name": "wechat_corp", "receive_id": CORP_ID,
        "corp_key": CORP_ID, "account": "kfA",
    }.items()  # fmt: skip
    assert "secret" not in json.dumps(tasks)
    assert wecom.sent == []


class Shared:
    """A store that is not in memory as far as anyone can see."""

    def __init__(self) -> None:
        store = MemoryStore()
        self.get, self.set, self.add = store.get, store.set, store.add
        self.delete, self.lock = store.delete, store.lock


def test_workers_need_a_store_that_they_can_read(
    app: Flask, wx: WeChatCorp, wecom: WeCom, queue: Celery, caplog: pytest.LogCaptureFixture
) -> None:
    queue.conf.task_always_eager = False
    wx.kf.text(lambda message: "answer")
    wecom.rows = [text()]
    deliver(app, wecom)
    assert "STORE must not be memory:// when wx.kf has a handler and the executor" in caplog.text
    queue.conf.task_always_eager = True
    deliver(app, wecom)  # the cursor has not moved
    assert wecom.texts == ["answer"]


def test_a_broker_that_is_away_leaves_the_messages_at_wecom(
    app: Flask, wx: WeChatCorp, wecom: WeCom, executor: CeleryExecutor,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def away(**_: object) -> None:
        raise OSError("amqp://user:password@host")

    wx.kf.text(lambda message: f"re {message.content}")
    with monkeypatch.context() as patch:
        patch.setattr(executor._registry.kf_task, "apply_async", away)
        deliver(app, wecom, text("a"))
    assert "The queue refused the messages of a customer with OSError." in caplog.text
    assert "password" not in caplog.text
    deliver(app, wecom, text("b"))
    assert wecom.texts == ["re a", "re b"]


@pytest.mark.parametrize("changes", [{"name": "other"}, {"corp": "wwanother"}])
def test_a_worker_without_the_app_tries_again(
    wx: WeChatCorp, executor: CeleryExecutor, changes: dict[str, str]
) -> None:
    wx.kf.text(lambda message: "answer")
    task = Task()
    with pytest.raises(Task.Retry):
        serve_customer(task, executor._registry, job(**changes))
    assert task.countdowns == [10]


def test_a_worker_without_a_handler_tries_again_for_a_day(
    wx: WeChatCorp, executor: CeleryExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Task.Retry):
        serve_customer(Task(retries=3), executor._registry, job())
    assert "This Celery worker has no handler on wx.kf. Import the module" in caplog.text
    serve_customer(Task(), executor._registry, job(submitted=int(time.time()) - 86401))
    assert "The message of the handler wx.kf is given up after a day." in caplog.text


def test_a_customer_that_another_worker_serves_is_looked_at_later(
    app: Flask, wx: WeChatCorp, wecom: WeCom, executor: CeleryExecutor,
    tasks: list[dict[str, Any]],
) -> None:  # fmt: skip
    wx.kf.text(lambda message: "answer")
    wx._state_of(app).store = Shared()
    deliver(app, wecom, text())
    service: Any = wx._state_of(app).kf
    serving = service.fetcher()._key("serving", "kfA", "wmA")
    task = Task()
    with wx._state_of(app).store.lock(serving), pytest.raises(Task.Retry):
        serve_customer(task, executor._registry, KfJob.from_arguments(tasks[0]))
    assert (task.countdowns, wecom.sent) == ([KF_RETRY_SECONDS], [])
    serve_customer(Task(), executor._registry, KfJob.from_arguments(tasks[0]))
    assert wecom.texts == ["answer"]


def test_a_handler_that_raises_is_logged_and_not_repeated(
    app: Flask, wx: WeChatCorp, wecom: WeCom, executor: CeleryExecutor,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    @wx.kf.text
    def fails(message: KfMessage) -> str:
        if message.content == "bad":
            raise ZeroDivisionError
        return "fine"

    deliver(app, wecom, text("bad"), text("good"))
    assert wecom.texts == ["fine"]
    assert "fails failed" in caplog.text
    serve_customer(Task(), executor._registry, job())
    assert wecom.texts == ["fine"]


def test_the_client_of_another_corp_is_asked_for_in_the_worker(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, tasks: list[dict[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.WARNING)
    other = WeChatAPI("wwother", "secret", 7)
    wecom = WeCom(other)
    wx._state_of(app).store = Shared()
    wx.kf.text(lambda message: f"{message.receive_id} {wx.api is other}")
    wx.client_for(lambda receive_id: other if receive_id == "wwother" else None)
    wecom.rows = [text()]
    corp = Corp("wwother", "wwother")
    service: Any = wx._state_of(app).kf
    with app.app_context():
        service.fetcher(corp).fetch("kfA")
    assert (tasks[0]["corp"], tasks[0]["receive_id"]) == (CORP_ID, "wwother")
    wx.client_for(lambda receive_id: None)
    with pytest.raises(Task.Retry):
        serve_customer(Task(), executor._registry, KfJob.from_arguments(tasks[0]))
    assert "decorated with @wx.client_for. The task is tried again in 10 seconds." in caplog.text
    wx.client_for(lambda receive_id: other)
    serve_customer(Task(), executor._registry, KfJob.from_arguments(tasks[0]))
    assert wecom.texts == ["wwother True"]
