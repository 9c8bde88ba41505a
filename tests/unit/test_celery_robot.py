"""A robot's handlers as Celery tasks: in the request when eager, and in a worker."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import RobotMessage, StoreError, Thinking, WeChatRobot
from flask_wechat_corp.celery import ROBOT_TASK, CeleryExecutor
from flask_wechat_corp.config import forced_settings
from flask_wechat_corp.stores.renewal import lease_renewer
from flask_wechat_corp.testing import RobotClient
from flask_wechat_corp.web.background import InProcessQueue
from flask_wechat_corp.web.robot_remote import RobotJob
from flask_wechat_corp.web.robot_schedule import Schedule
from flask_wechat_corp.web.task_runs import RETRY_SECONDS, run_handler

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
LONG = "汉" * 10_000  # 30,000 bytes: the second part goes by response_url

ran: list[str] = []
go = threading.Event()
before_death: list[Callable[[], object]] = []


@pytest.fixture(autouse=True)
def fresh() -> None:
    ran.clear()
    go.clear()


def stream(message: RobotMessage) -> Iterator[object]:
    ran.append(str(message.content))
    yield Thinking("hm")
    yield "one"
    yield " two"


async def stream_async(message: RobotMessage) -> AsyncIterator[str]:
    yield "one"
    yield " two"


def slow(message: RobotMessage) -> str:
    return "slow"


def long(message: RobotMessage) -> Iterator[str]:
    yield LONG


def waits(message: RobotMessage) -> Iterator[str]:
    yield "one"
    go.wait(10)
    yield " two"


def fails(message: RobotMessage) -> Iterator[str]:
    yield "one"
    raise ZeroDivisionError


def dies(message: RobotMessage) -> Iterator[str]:
    ran.append("dies")
    yield "one"
    before_death[0]()
    raise KeyboardInterrupt  # stands for what ends the process


class Setup:
    def __init__(self, *, eager: bool) -> None:
        self.celery = Celery("bot", broker="memory://", set_as_current=False)
        self.celery.conf.task_always_eager = eager
        self.executor = CeleryExecutor(self.celery)
        self.app = Flask(__name__)
        self.app.secret_key = "test-only"
        ours = {"TOKEN": "t", "ENCODING_AES_KEY": AES_KEY, "STORE": "memory://",
                "PLACEHOLDER": "wait", "FAILURE_TEXT": "failed", "LATE_TEXT": "late",
                "BUSY_TEXT": "busy"}  # fmt: skip
        self.app.config.update({f"WECHAT_ROBOT_{name}": value for name, value in ours.items()})
        self.bot = WeChatRobot(self.app, executor=self.executor)
        self.client = RobotClient(self.app)
        self.state: Any = self.app.extensions["wechat_corp"]["wechat_robot"]
        self.state.first_piece = 0.0  # no worker would come meanwhile
        self.registry = self.executor._registry
        self.sent: list[dict[str, Any]] = []

    def collect(self, monkeypatch: pytest.MonkeyPatch) -> Setup:
        """Keep what would go to the broker."""
        task = self.registry.robot_task
        monkeypatch.setattr(task, "apply_async", lambda **kw: self.sent.append(kw["kwargs"]))
        return self

    def work(self, task: Any = None) -> None:
        """Run the oldest task as a worker does."""
        job = RobotJob.from_arguments(json.loads(json.dumps(self.sent[0])))
        run_handler(task or Task(), self.registry, job)


class Task:
    class Retry(Exception):
        pass

    def __init__(self) -> None:
        self.request = SimpleNamespace(retries=0, is_eager=False)
        self.countdowns: list[int] = []

    def retry(self, *, countdown: int) -> Exception:
        self.countdowns.append(countdown)
        return self.Retry()


@pytest.fixture
def eager() -> Setup:
    return Setup(eager=True)


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Setup:
    return Setup(eager=False).collect(monkeypatch)


@pytest.mark.parametrize(
    ("handler", "options", "text"),
    [(stream, {}, "<think>hm</think>one two"), (stream_async, {}, "one two"),
     (slow, {"deferred": True}, "slow"), (fails, {}, "one\n\nfailed")],
)  # fmt: skip
def test_an_eager_task_answers_at_once(
    eager: Setup, handler: Callable[..., object], options: dict[str, Any], text: str
) -> None:
    eager.bot.text(**options)(handler)
    first = eager.client.text("hi")
    assert (first.text, first.finished) == (text, True)


def test_a_plain_handler_stays_here(remote: Setup) -> None:
    remote.bot.text(slow)
    assert remote.client.text("hi").text == "slow"
    assert remote.sent == []


@pytest.mark.parametrize("handler", [stream, stream_async])
def test_a_stream_is_produced_in_a_worker(remote: Setup, handler: Callable[..., object]) -> None:
    remote.bot.text(handler)
    first = remote.client.text("hi")
    assert (first.text, first.finished) == ("wait", False)
    assert ran == []
    assert remote.client.refresh().text == "wait"
    thread = threading.Thread(target=remote.work)
    thread.start()
    last = remote.client.until_finished()
    thread.join(20)
    assert not thread.is_alive()  # it has seen the poll that fetched the ending
    assert last.text.endswith("one two")
    assert remote.client.later == []


def test_the_arguments_are_plain_and_in_a_task_of_their_own(remote: Setup) -> None:
    remote.bot.text(stream)
    remote.client.text("hi", user="lisi")
    job = remote.sent[0]
    assert json.loads(json.dumps(job)) == job
    assert job.keys() == set(RobotJob._fields)
    assert job["handler"] == f"{__name__}.stream"
    assert job["message"]["text"] == {"content": "hi"}
    task = remote.registry.robot_task
    assert (task.name, task.acks_late, task.reject_on_worker_lost) == (ROBOT_TASK, True, True)


def test_an_ack_is_the_placeholder(remote: Setup) -> None:
    remote.bot.text(deferred=True, ack="one moment")(slow)
    assert remote.client.text("hi").text == "one moment"


def test_the_request_waits_a_moment_for_the_first_piece(
    remote: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is as fast as the first look: the response has its first piece."""
    remote.bot.text(waits)
    remote.state.first_piece = 30.0
    threads: list[threading.Thread] = []

    def start(**arguments: Any) -> None:
        remote.sent.append(arguments["kwargs"])
        threads.append(threading.Thread(target=remote.work))
        threads[0].start()

    monkeypatch.setattr(remote.registry.robot_task, "apply_async", start)
    first = remote.client.text("hi")
    assert (first.text, first.finished) == ("one", False)
    go.set()
    assert remote.client.until_finished().text == "one two"
    threads[0].join(20)


def test_a_killed_worker_is_noticed_and_the_task_does_not_run_again(
    remote: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    now = time.time()
    remote.state.clock = remote.client._clock = lambda: now
    remote.state.schedule = Schedule(lambda: now, threaded=False)
    remote.bot.text(dies)
    remote.client.text("hi")

    def write_the_snapshot() -> None:
        nonlocal now
        now += 1
        remote.state.schedule.run_due()

    before_death[:] = [write_the_snapshot]
    with pytest.raises(KeyboardInterrupt):
        remote.work()
    store, key = remote.state.store, f"robot|wechat_robot|{remote.client.stream}|alive"
    assert store.get(key) is not None
    for lease in list(lease_renewer._leases):  # a killed process renews nothing
        if lease.key == key:
            lease_renewer.drop(lease)
    store.delete(key)
    assert remote.client.refresh().finished is False
    now += 6
    last = remote.client.refresh()
    assert (last.text, last.finished) == ("one\n\nfailed", True)
    remote.work()  # Celery delivers the task again
    assert ran == ["dies"]
    assert remote.client.refresh().text == "one\n\nfailed"


def test_a_task_that_comes_twice_runs_once(remote: Setup) -> None:
    remote.bot.text(stream)
    remote.client.text("hi")
    remote.state.sleep = lambda _: remote.client.refresh()
    for _ in range(2):
        remote.work()
    assert ran == ["hi"]


def test_what_no_poll_fetches_goes_by_response_url(remote: Setup) -> None:
    remote.bot.text(stream)
    remote.client.text("hi")
    slept: list[float] = []
    remote.state.sleep = slept.append
    remote.work()
    assert sum(slept) == pytest.approx(5.0)
    assert remote.client.later == [{"msgtype": "markdown", "markdown": {"content": "one two"}}]


def test_the_rest_of_a_long_answer_follows(remote: Setup) -> None:
    remote.bot.text(long)
    remote.client.text("hi")
    shown: list[str] = []
    remote.state.sleep = lambda _: shown.append(remote.client.refresh().text)
    remote.work()
    later = remote.client.later[0]["markdown"]["content"]
    assert shown[0] + later == LONG


def test_the_window_ends_while_the_task_waits(remote: Setup) -> None:
    """Then the worker's whole answer goes by response_url; after an hour nothing runs."""
    now = time.time()
    remote.state.clock = remote.client._clock = lambda: now
    remote.bot.text(stream)
    remote.client.text("hi")
    now += 400
    last = remote.client.refresh()
    assert (last.text, last.finished) == ("late", True)
    remote.work()
    assert remote.client.later == [{"msgtype": "markdown", "markdown": {"content": "one two"}}]


def test_a_task_that_is_an_hour_old_does_not_run(
    remote: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    now = time.time()
    remote.state.clock = remote.client._clock = lambda: now
    remote.bot.text(stream)
    remote.client.text("hi")
    now += 3601
    remote.work()
    assert ran == []
    assert "more than an hour old" in caplog.text


def test_other_settings_in_the_worker_are_named(
    remote: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    remote.bot.text(stream)
    remote.client.text("hi")
    remote.sent[0]["stream"] = "0" * 32
    remote.work()
    assert ran == []
    assert "Give both the same WECHAT_ROBOT_ENCODING_AES_KEY." in caplog.text
    assert AES_KEY not in caplog.text


def test_a_broker_that_is_away_is_a_busy_answer(
    remote: Setup, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**_: object) -> None:
        raise OSError("amqp://user:password@host")

    monkeypatch.setattr(remote.registry.robot_task, "apply_async", away)
    remote.bot.text(stream)
    first = remote.client.text("hi")
    assert (first.text, first.finished) == ("busy", True)
    assert "The queue refused a message with OSError." in caplog.text
    assert "password" not in caplog.text
    assert remote.client.refresh().text == "busy"
    remote.state.schedule.run_due()
    assert remote.client.later == []


def test_a_broker_that_took_the_task_and_failed_answers_once(
    remote: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(**arguments: Any) -> None:
        remote.sent.append(arguments["kwargs"])
        raise OSError

    monkeypatch.setattr(remote.registry.robot_task, "apply_async", lost)
    remote.bot.text(stream)
    assert remote.client.text("hi").text == "busy"
    remote.work()
    assert ran == []


def test_the_store_is_down_at_the_first_message(
    remote: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a store there is no stream that a worker could write; it is answered here."""
    remote.bot.text(stream)
    remote.state.first_piece = 10.0

    def away(*_: object, **__: object) -> None:
        raise StoreError("down")

    for method in ("get", "set", "add", "delete"):
        monkeypatch.setattr(remote.state.store, method, away)
    first = remote.client.text("hi")
    assert (first.text, first.finished) == ("<think>hm</think>one two", True)
    assert remote.sent == []


def test_the_store_is_down_in_the_worker(remote: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.bot.text(stream)
    remote.client.text("hi")
    usual, failing = remote.state.store.set, True

    def sometimes(*arguments: Any, **options: Any) -> None:
        if failing:
            raise StoreError("down")
        usual(*arguments, **options)

    monkeypatch.setattr(remote.state.store, "set", sometimes)
    task = Task()
    with pytest.raises(Task.Retry):
        remote.work(task)
    assert task.countdowns == [RETRY_SECONDS]
    assert ran == []
    failing = False
    remote.state.sleep = lambda _: remote.client.refresh()
    remote.work()
    assert ran == ["hi"]


def test_a_worker_without_the_robot_tries_again(
    remote: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    remote.bot.text(stream)
    remote.client.text("hi")
    remote.sent[0]["name"] = "another"
    with pytest.raises(Task.Retry):
        remote.work()
    assert "no Flask app with a WeChatRobot named 'another'." in caplog.text


def test_what_a_worker_could_not_find_is_refused(remote: Setup) -> None:
    def closure(message: RobotMessage) -> Iterator[str]:
        yield "x"

    with pytest.raises(TypeError, match="Celery worker"):
        remote.bot.text(closure)


def test_an_item_of_a_list_stays_here(remote: Setup) -> None:
    """It has no name that a worker could look up."""
    remote.bot.lists.add("menu", [("{1} stream", stream)])
    remote.bot.text("menu")(lambda message: remote.bot.wait("menu") or "?")
    remote.client.text("menu")
    remote.state.first_piece = 10.0
    remote.client.text("1")
    assert remote.client.until_finished().text == "<think>hm</think>one two"
    assert remote.sent == []


def test_no_broker_is_touched_under_simulate(monkeypatch: pytest.MonkeyPatch) -> None:
    with forced_settings({"STORE": "memory://"}):
        setup = Setup(eager=False).collect(monkeypatch)
    setup.bot.text(stream)
    setup.state.first_piece = 10.0
    setup.client.text("hi")
    assert setup.client.until_finished().text == "<think>hm</think>one two"
    assert isinstance(setup.state.queue, InProcessQueue)
    assert setup.sent == []
    assert setup.registry._last == {}


def test_no_secret_in_a_log(remote: Setup, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    remote.bot.text(fails)
    remote.client.text("hi")
    remote.state.sleep = lambda _: remote.client.refresh()
    remote.work()
    url = remote.sent[0]["message"]["response_url"]
    assert url not in caplog.text
    assert url.partition("=")[2] not in caplog.text
