"""Deferred handlers as Celery tasks, run in this process."""

from __future__ import annotations

import functools
import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.signals import worker_init
from flask import Flask

from flask_wechat_corp import Message, StoreError, WeChatCorp
from flask_wechat_corp.celery import TASK, CeleryExecutor
from flask_wechat_corp.config import forced_settings
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.web.background import InProcessQueue
from flask_wechat_corp.web.task_records import MAX_DEATHS, Job
from flask_wechat_corp.web.task_runs import RETRY_SECONDS, SENT, run_handler
from tests.helpers.support import CORP_ID, make_app


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
    task = executor._registry.task
    assert (task.name, task.acks_late, task.reject_on_worker_lost) == (TASK, True, True)


def test_its_arguments_are_plain(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    task = executor._registry.task
    monkeypatch.setattr(task, "apply_async", lambda **kw: given.append(kw["kwargs"]))
    wx.text(deferred=True)(answer)
    CallbackClient(app).text("hi")
    assert json.loads(json.dumps(given[0])) == given[0]
    assert given[0].items() >= {
        "app": app.name, "corp": CORP_ID, "name": "wechat_corp", "handler": f"{__name__}.answer",
        "groups": {},
    }.items()  # fmt: skip
    assert "<Content>" in given[0]["xml"]
    assert given[0].keys() == set(Job._fields)


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


class Task:
    """What a handler's run is given by Celery; it notes how it asks to be tried again."""

    class Retry(Exception):
        pass

    def __init__(self, *, retries: int = 0) -> None:
        self.request = SimpleNamespace(retries=retries, is_eager=False)
        self.countdowns: list[int] = []

    def retry(self, *, countdown: int) -> Exception:
        self.countdowns.append(countdown)
        return self.Retry()


def job(**changes: Any) -> Job:
    xml = "<xml><FromUserName>zhangsan</FromUserName><Content>hi</Content></xml>"
    usual = Job(
        __name__, CORP_ID, "wechat_corp", f"{__name__}.answer", {}, xml, CORP_ID, CORP_ID, "key",
        int(time.time()),
    )  # fmt: skip
    return usual._replace(**changes)


def test_a_task_that_comes_again_is_not_answered_again(
    app: Flask, wx: WeChatCorp, sent: list[Any], executor: CeleryExecutor
) -> None:
    wx.text(deferred=True)(answer)
    for _ in range(2):
        run_handler(Task(), executor._registry, job())
    assert len(sent) == 1


def test_a_task_that_runs_elsewhere_is_looked_at_later(
    app: Flask, wx: WeChatCorp, sent: list[Any], executor: CeleryExecutor,
) -> None:  # fmt: skip
    wx.text(deferred=True)(answer)
    wx._state_of(app).wait = 0.05
    wx._state_of(app).store.set("task|key", "running:elsewhere", 60)
    task = Task()
    with pytest.raises(Task.Retry):
        run_handler(task, executor._registry, job())
    assert sent == []
    assert task.countdowns == [RETRY_SECONDS]


def test_a_failing_task_is_logged_and_forgotten(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    wx.text(deferred=True)(fail)
    assert CallbackClient(app).text("hi", CreateTime=int(time.time())).status == 200
    assert f"{__name__}.fail" in caplog.text
    for _ in range(MAX_DEATHS + 2):  # a failure is not a death
        with pytest.raises(ZeroDivisionError):
            run_handler(Task(), executor._registry, job(handler=f"{__name__}.fail"))
    store = wx._state_of(app).store
    assert SENT not in str(store.get("task|key"))
    assert store.get("deaths|key") is None


def test_an_unknown_handler_is_retried_for_a_day(
    wx: WeChatCorp, executor: CeleryExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    registry = executor._registry
    now = 1_800_000_000.0
    registry.clock = lambda: now
    unknown = job(handler="os.system", submitted=int(now))
    seconds = []
    for retries in range(400):
        task = Task(retries=retries)
        try:
            run_handler(task, registry, unknown)
        except Task.Retry:
            seconds += task.countdowns
            now += task.countdowns[0]
        else:
            break
    assert seconds[:8] == [10, 20, 40, 80, 160, 320, 600, 600]
    assert 86400 <= sum(seconds) < 86400 + 600
    assert [r.levelname for r in caplog.records] == ["WARNING"] * len(seconds) + ["ERROR"]
    assert "has no deferred handler os.system. Import the module" in caplog.text
    assert "The message of the handler os.system is given up after a day." in caplog.text
    wx.text(deferred=True)(answer)


@pytest.mark.parametrize("changes", [{"name": "other"}, {"corp": "wwanother"}])
def test_an_unknown_object_or_corp_is_retried_too(
    wx: WeChatCorp, executor: CeleryExecutor, sent: list[Any], changes: dict[str, str]
) -> None:
    wx.text(deferred=True)(answer)
    with pytest.raises(Task.Retry):
        run_handler(Task(), executor._registry, job(**changes))
    assert sent == []


def test_an_unknown_handler_of_an_eager_task_is_an_error(
    wx: WeChatCorp, executor: CeleryExecutor
) -> None:
    task = Task()
    task.request.is_eager = True
    with pytest.raises(RuntimeError, match="no deferred handler"):
        run_handler(task, executor._registry, job())


def die(message: Message) -> str:
    raise KeyboardInterrupt  # stands for what ends the process


def test_a_task_that_ends_its_process_three_times_is_given_up(
    wx: WeChatCorp, executor: CeleryExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    wx.text(deferred=True)(die)
    poison = job(handler=f"{__name__}.die")
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_handler(Task(), executor._registry, poison)
    caplog.clear()
    run_handler(Task(), executor._registry, poison)
    run_handler(Task(), executor._registry, poison)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"{__name__}.die is given up" in caplog.text


def test_a_store_that_fails_does_not_stop_a_task(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, sent: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    wx.text(deferred=True)(answer)

    def away(*_: object, **__: object) -> None:
        raise StoreError("down")

    for method in ("get", "set", "add", "delete"):
        monkeypatch.setattr(wx._state_of(app).store, method, away)
    run_handler(Task(), executor._registry, job())
    assert len(sent) == 1


# -- several apps and executors on one Celery app


class Api:
    """A client that notes its name when it sends."""

    missing_to_send = None

    def __init__(self, ran: list[str], name: str) -> None:
        self._ran = ran
        self._name = name

    def send(self, to: object, message: object) -> dict[str, Any]:
        self._ran.append(self._name)
        return {"errcode": 0, "errmsg": "ok"}


def make_agent(queue: Celery, name: str, app: Flask) -> WeChatCorp:
    prefix = f"{name.upper()}_"
    settings = {k.removeprefix("WECHAT_CORP_"): v for k, v in app.config.items() if "CORP_" in k}
    app.config.update({prefix + key: value for key, value in settings.items()})
    return WeChatCorp(
        app, name=name, config_prefix=prefix, url=f"/{name}", executor=CeleryExecutor(queue)
    )


def test_several_executors_on_one_celery_app(queue: Celery, app: Flask) -> None:
    """Each agent has its own executor; the task runs in the agent's own context."""
    ran: list[str] = []
    agents = {name: make_agent(queue, name, app) for name in ("leave", "lunch")}
    for name, wx in agents.items():
        api = Api(ran, name)
        wx._state_of(app).api = api  # type: ignore[assignment]
        wx.text(deferred=True)(answer)
    for name in agents:
        assert CallbackClient(app, name).text("hi").status == 200
    assert ran == ["leave", "lunch"]


def test_each_flask_app_runs_its_own_tasks(queue: Celery) -> None:
    wx, apps, ran = WeChatCorp(executor=CeleryExecutor(queue)), {}, list[str]()
    for corp in ("wwfirst", "wwsecond"):
        app = make_app(ID=corp)
        wx.init_app(app)
        api = Api(ran, corp)
        wx._state_of(app).api = api  # type: ignore[assignment]
        apps[corp] = app
    wx.text(deferred=True)(answer)
    registry = vars(queue)["_flask_wechat_corp_registry"]
    for corp in ("wwfirst", "wwsecond", "wwfirst"):
        run_handler(Task(), registry, job(corp=corp, receive_id=corp, key=f"{corp}{len(ran)}"))
    assert ran == ["wwfirst", "wwsecond", "wwfirst"]


def test_apps_of_one_corp_are_told_apart_by_their_names(queue: Celery) -> None:
    wx, ran = WeChatCorp(executor=CeleryExecutor(queue)), list[str]()
    apps = []
    for name in ("shop", "office"):
        app = make_app()
        app.name = name
        wx.init_app(app)
        api = Api(ran, name)
        wx._state_of(app).api = api  # type: ignore[assignment]
        apps.append(app)
    wx.text(deferred=True)(answer)
    registry = vars(queue)["_flask_wechat_corp_registry"]
    for name in ("office", "shop"):
        run_handler(Task(), registry, job(app=name, key=name))
    with pytest.raises(Task.Retry):
        run_handler(Task(), registry, job(app="elsewhere"))
    assert ran == ["office", "shop"]


# -- a worker that starts


class Worker:
    def __init__(self, app: Celery) -> None:
        self.app = app


def test_a_worker_without_an_app_does_not_start(queue: Celery, app: Flask) -> None:
    wx = WeChatCorp(executor=CeleryExecutor(queue))
    worker = Worker(queue)
    with pytest.raises(SystemExit, match=r"no Flask app with a WeChatCorp.*Create the app in the"):
        worker_init.send(sender=worker)
    worker_init.send(sender=Worker(Celery("other", set_as_current=False)))
    wx.init_app(app)
    worker_init.send(sender=worker)


def test_a_worker_with_two_apps_that_cannot_be_told_apart_does_not_start(queue: Celery) -> None:
    wx = WeChatCorp(executor=CeleryExecutor(queue))
    apps = [make_app(), make_app()]
    for app in apps:
        wx.init_app(app)
    worker = Worker(queue)
    worker_init.send(sender=worker)  # the same settings: it does not matter which one is used
    apps[0].config["DATABASE"] = "another"
    with pytest.raises(SystemExit, match=r"two Flask apps named .* different settings"):
        worker_init.send(sender=worker)
    apps.pop(0)
    del app
    wx._apps.clear()
    worker_init.send(sender=worker)


def test_no_broker_is_touched_under_simulate(
    queue: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real worker would run the handler and answer a real member of the same id."""
    executor = CeleryExecutor(queue)
    touched: list[object] = []
    monkeypatch.setattr(executor._registry.task, "apply_async", lambda **kw: touched.append(kw))
    ran: list[str] = []
    app = make_app()
    with forced_settings({"STORE": "memory://"}):
        wx = WeChatCorp(app, executor=executor)
    api = Api(ran, "ran")
    wx._state_of(app).api = api  # type: ignore[assignment]
    wx.text(deferred=True)(answer)
    assert CallbackClient(app).text("hi").status == 200
    queue_of_the_app = wx._state_of(app).queue
    assert isinstance(queue_of_the_app, InProcessQueue)
    queue_of_the_app.executor.shutdown()
    assert ran == ["ran"]
    assert touched == []
    assert executor._registry._last == {}


def test_a_broker_that_is_away_is_a_503(
    app: Flask, wx: WeChatCorp, executor: CeleryExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OSError("amqp://user:password@host")

    monkeypatch.setattr(executor._registry.task, "apply_async", away)
    wx.text(deferred=True)(answer)
    assert CallbackClient(app).text("hi").status == 503
