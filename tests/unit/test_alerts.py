"""Log records as messages."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from flask_wechat_corp import StoreError, WeChatAPI, open_store
from flask_wechat_corp.alerts import WeComHandler
from flask_wechat_corp.simulator import Simulator


class Api(WeChatAPI):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__("ww1", "a-secret-of-the-test", 7)
        self.sent: list[tuple[Any, str]] = []
        self.may_send = threading.Event()
        self.may_send.set()
        self.error: Exception | None = None

    def _keep(self, to: Any, message: Any) -> dict[str, Any]:
        assert self.may_send.wait(10)
        logging.getLogger("urllib3").error("a log line of the sending itself")
        if self.error:
            raise self.error
        self.sent.append((to, message.content))
        return {}

    def send(self, to: Any, message: Any, **options: Any) -> dict[str, Any]:
        return self._keep(to, message)

    def send_webhook(self, key: str, message: Any, **options: Any) -> dict[str, Any]:
        return self._keep(key, message)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("urllib3")  # also what the sending logs to
    before, logger.propagate = list(logger.handlers), False
    yield logger
    logger.handlers, logger.propagate = before, True


def added(log: logging.Logger, *args: Any, **options: Any) -> WeComHandler:
    handler = WeComHandler(*args, **options)
    log.addHandler(handler)
    return handler


def test_errors_are_sent_and_warnings_are_not(api: Api, log: logging.Logger) -> None:
    handler = added(log, api, to="zhangsan")
    log.warning("a warning")
    try:
        raise LookupError("lost")
    except LookupError:
        log.exception("It failed: %s", 7)
    handler.flush()
    ((to, text),) = api.sent
    assert to == "zhangsan"
    assert text.startswith("It failed: 7\nTraceback")
    assert text.endswith("LookupError: lost")


@pytest.mark.parametrize(
    "webhook", ["robot-key", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=robot-key"]
)
def test_a_group_robot_gets_them(api: Api, log: logging.Logger, webhook: str) -> None:
    handler = added(log, api, webhook=webhook)
    log.error("down")
    handler.flush()
    assert api.sent == [("robot-key", "down")]
    assert "robot-key" not in repr(handler)


def test_logging_does_not_wait(api: Api, log: logging.Logger) -> None:
    api.may_send.clear()
    handler = added(log, api, to="zhangsan")
    log.error("first")
    log.error("second")
    assert api.sent == []
    api.may_send.set()
    handler.flush()
    assert [text for _, text in api.sent] == ["first", "second"]


def test_all_processes_together_send_no_more_than_allowed(log: logging.Logger) -> None:
    store = open_store("memory://")
    clients = [Api(), Api()]
    now = 1000.0
    handlers = [added(log, api, webhook="k", store=store, clock=lambda: now) for api in clients]
    for number in range(15):
        log.error("number %d", number)
        for handler in handlers:
            handler.flush()
    assert sum(len(api.sent) for api in clients) == 20


def test_one_process_counts_and_tells_what_it_left_out(log: logging.Logger) -> None:
    class NoStore:
        def add(self, key: str, value: str, ttl: float) -> bool:
            raise StoreError("The store is not there.")

        get = set = delete = lock = add

    api, times = Api(), [0.0]
    handler = added(log, api, to="a", store=NoStore(), per_minute=2, clock=lambda: times[0])
    for number in range(5):
        log.error("number %d", number)
    handler.flush()
    assert [text for _, text in api.sent] == ["number 0", "number 1"]
    times[0] = 60.0
    log.error("later")
    handler.flush()
    assert api.sent[2][1].startswith("later\n（另有 3 条日志未发送")


def test_a_failure_is_reported_and_the_next_one_is_sent(
    api: Api, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = added(log, api, to="a")
    api.error = LookupError("no network")
    log.error("first")
    handler.flush()
    api.error = None
    log.error("second")
    handler.flush()
    assert [text for _, text in api.sent] == ["second"]
    assert "A message was not sent: no network" in capsys.readouterr().err


def test_a_long_record_is_cut_between_characters(api: Api, log: logging.Logger) -> None:
    handler = added(log, api, to="a")
    log.error("长" * 1000)
    handler.flush()
    text = api.sent[0][1]
    assert len(text.encode()) <= 2048
    assert text == "长" * (len(text) - 1) + "…"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either to= or webhook="),
        ({"to": "a", "webhook": "k"}, "either to= or webhook="),
        ({"to": "a"}, "needs api="),
        ({"webhook": "https://example.com/"}, "webhook= must be the key"),
        ({"webhook": "k", "per_minute": 0}, "per_minute= must be at least 1"),
    ],
)
def test_it_says_what_is_wrong(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        WeComHandler(**options)


def test_it_arrives_at_wecom(wecom: Simulator, log: logging.Logger) -> None:
    world = wecom.world
    api = WeChatAPI(world.corp_id, world.secret, world.agent_id, api_url=wecom.url)
    handler = added(log, api, to="lisi")
    log.error("磁盘满了")
    handler.flush()
    assert [row["content"]["content"] for row in world.messages.rows()] == ["磁盘满了"]
