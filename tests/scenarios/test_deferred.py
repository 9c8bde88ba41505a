"""Slow handlers in real processes: the in-process pool, the deadline, Celery workers that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.servers import RedisServer
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN
from tests.scenarios.workers import ROOT, Workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ids = count(7 * 10**15)


@pytest.fixture
def wecom() -> Iterator[Simulator]:
    options: dict[str, Any] = {
        "corp_id": CORP_ID, "secret": SECRET, "agent_id": AGENT_ID, "token": TOKEN,
        "aes_key": AES_KEY,
    }  # fmt: skip
    with Simulator(**options) as running:
        yield running


def sent(wecom: Simulator) -> list[str]:
    """The texts that came through ``message/send``."""
    return [
        str(message["content"]["content"])
        for message in wecom.state()["messages"]
        if message["msgtype"] == "text"
    ]


def wait_for_sent(wecom: Simulator, start: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not any(text.startswith(start) for text in sent(wecom)):
        assert time.monotonic() < deadline, f"{start!r} was not sent"
        time.sleep(0.05)


def test_a_deferred_handler_is_answered_at_once(tmp_path: Path, wecom: Simulator) -> None:
    with Workers(tmp_path, BOT_API_URL=wecom.url) as workers:
        took = []
        for _ in range(5):
            msg_id = next(ids)
            got = workers.send("later", msg_id=msg_id)
            assert (got.status, got.text) == (200, "")
            took.append(got.seconds)
        assert sorted(took)[2] < 0.1, took
        wait_for_sent(wecom, f"later {msg_id}")


def test_a_late_handler_is_answered_at_its_deadline(tmp_path: Path, wecom: Simulator) -> None:
    with Workers(tmp_path, BOT_API_URL=wecom.url, BOT_REPLY_DEADLINE="1") as workers:
        got = workers.send("three")
        assert (got.status, got.text) == (200, "")
        assert 0.9 < got.seconds < 2.5
        assert workers.send("quick").text == "quick"
        wait_for_sent(wecom, "three")


def test_the_pool_is_drained_at_exit(tmp_path: Path, wecom: Simulator) -> None:
    msg_id = next(ids)
    with Workers(tmp_path, BOT_API_URL=wecom.url) as workers:
        workers.send("later", msg_id=msg_id)
        workers.wait_for_note("start", msg_id)
    assert [what for what, _ in workers.notes(msg_id)] == ["start", "end"]
    assert sent(wecom) == [f"later {msg_id}"]


class CeleryWorker:
    application = "tests.scenarios.bot:celery_app"

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._log = (folder / "celery").open("ab")
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", self.application, "worker",
                "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO",
            ],
            cwd=ROOT, env=environment, stdout=self._log, stderr=self._log, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """End the worker and its children as a failing machine would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)
        self._log.close()

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
        self._log.close()


@pytest.mark.redis
@pytest.mark.parametrize("dies", ["a child", "the whole worker"])
def test_a_killed_celery_worker_loses_nothing(tmp_path: Path, wecom: Simulator, dies: str) -> None:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    server.start()
    environment = {
        "BOT_API_URL": wecom.url,
        "BOT_STORE": server.url,
        "BOT_CELERY": server.url.replace("/0", "/1"),
    }
    with Workers(tmp_path, **environment) as workers:
        celery = CeleryWorker(workers.environment, tmp_path)
        try:
            msg_id = next(ids)
            got = workers.send("later", msg_id=msg_id)
            assert (got.status, got.text) == (200, "")
            pid = workers.wait_for_note("start", msg_id, 60)
            if dies == "a child":
                os.kill(pid, signal.SIGKILL)
            else:
                celery.kill()
                time.sleep(5)  # Celery gives back what is older than the visibility time-out (4 s)
                celery = CeleryWorker(workers.environment, tmp_path)
            wait_for_sent(wecom, f"later {msg_id}")
            assert [what for what, _ in workers.notes(msg_id)] == ["start", "start", "end"]
            time.sleep(6)  # longer than the visibility time-out: would it come once more?
            assert sent(wecom) == [f"later {msg_id}"]
        finally:
            celery.stop()
            server.stop()
