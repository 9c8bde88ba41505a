"""A robot whose streams Celery workers write: real web processes, a real worker, Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.servers import RedisServer
from tests.scenarios.robot_workers import RobotWorkers
from tests.scenarios.workers import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]

COMMAND = [
    sys.executable, "-m", "celery", "-A", "tests.scenarios.robot_bot:celery_app", "worker",
    "--concurrency", "2", "--without-gossip", "--without-mingle",
]  # fmt: skip


@pytest.fixture
def web(tmp_path: Path) -> Iterator[RobotWorkers]:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    server.start()
    broker = server.url.replace("/0", "/1")
    try:
        with RobotWorkers(tmp_path, BOT_STORE=server.url, BOT_CELERY=broker) as running:
            yield running
    finally:
        server.stop()


@pytest.fixture
def worker(web: RobotWorkers) -> Iterator[subprocess.Popen[bytes]]:
    with (web.folder / "celery").open("ab") as log:
        process = subprocess.Popen(
            COMMAND, cwd=ROOT, env=web.environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def first_piece(web: RobotWorkers, stream: str) -> str:
    """Poll until the worker shows something; the worker may only just have been started."""
    ends = time.monotonic() + 90
    while ":" not in (text := web.poll(stream).text):
        assert time.monotonic() < ends, (web.folder / "celery").read_text("utf-8")
        time.sleep(0.1)
    return text


@pytest.mark.parametrize("question", ["count", "count async"])
@pytest.mark.usefixtures("worker")
def test_the_worker_writes_and_the_web_processes_answer(web: RobotWorkers, question: str) -> None:
    first = web.ask(question)
    assert not first.finished
    begun = first.text if ":" in first.text else first_piece(web, first.stream)
    answers = web.poll_until_finished(first.stream)
    texts = [begun, *(one.text for one in answers)]
    for before, after in pairwise(texts):
        assert after.startswith(before)
    process, numbers = texts[-1].split(":")
    assert numbers.split() == [str(number) for number in range(30)]
    assert process not in {one.process for one in answers}  # it was no web process
    assert len(set(texts)) > 4
    assert web.ask("answered").text == "1"  # the session was saved there


@pytest.mark.parametrize("dies", ["a child", "the whole worker"])
def test_a_killed_worker_ends_the_stream_with_a_sentence(
    web: RobotWorkers, worker: subprocess.Popen[bytes], dies: str
) -> None:
    first = web.ask("count")
    text = first_piece(web, first.stream)
    if dies == "a child":
        os.kill(int(text.split(":")[0]), signal.SIGKILL)
    else:
        os.killpg(worker.pid, signal.SIGKILL)
    last = web.poll_until_finished(first.stream)[-1].text
    assert last.startswith(text)
    assert last.endswith("\n\nfailed")
    assert last.count(":") == 1  # it was not begun again
    if dies == "a child":  # the next child writes the next stream
        again = web.ask("count")
        first_piece(web, again.stream)
        assert web.poll_until_finished(again.stream)[-1].text.endswith(" 29")
        assert web.poll(first.stream).text == last
