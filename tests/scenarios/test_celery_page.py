"""The page about Celery, run as it is written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.documents import ROOT, blocks_of
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

PAGE = ROOT / "docs/deploy/celery.rst"

PUSH = """
from bot import create_app
from flask_wechat_corp.testing import CallbackClient
received = CallbackClient(create_app()).text("报告", user="zhangsan")
assert (received.status, received.body) == (200, b""), received
"""


@pytest.fixture
def wecom() -> Iterator[Simulator]:
    with Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    ) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the page."""
    for block in blocks_of(PAGE):
        if block.filename in ("bot.py", "worker.py"):
            (tmp_path / block.filename).write_text(block.code, "utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"bot.py", "worker.py"}
    return tmp_path


def command() -> list[str]:
    """The page's command, with this Python and without what slows a test down."""
    lines = [line for block in blocks_of(PAGE) for line in block.code.splitlines()]
    written = [shlex.split(line) for line in lines if line.startswith("celery ")]
    assert len(written) == 1
    return [sys.executable, "-m", *written[0], "--concurrency", "1", "--without-mingle"]


def environment(wecom: Simulator, redis_url: str) -> dict[str, str]:
    settings = {f"FLASK_{key}": str(value) for key, value in wecom.settings().items()}
    settings["FLASK_WECHAT_CORP_STORE"] = redis_url
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    broker = redis_url.replace("/0", "/1")
    return {**os.environ, **settings, "PYTHONPATH": path, "REDIS_URL": broker}


@pytest.mark.redis
def test_the_documented_worker_answers(folder: Path, wecom: Simulator, redis_url: str) -> None:
    variables: dict[str, Any] = {"cwd": folder, "env": environment(wecom, redis_url)}
    with (folder / "log").open("wb") as log:
        worker = subprocess.Popen(command(), stdout=log, stderr=log, **variables)
        try:
            subprocess.run([sys.executable, "-c", PUSH], check=True, timeout=60, **variables)
            deadline = time.monotonic() + 90
            while not wecom.state()["messages"]:
                assert worker.poll() is None, (folder / "log").read_text("utf-8")
                assert time.monotonic() < deadline, (folder / "log").read_text("utf-8")
                time.sleep(0.1)
        finally:
            worker.terminate()
            worker.wait(30)
    assert wecom.state()["messages"][0]["content"]["content"] == "报告好了"


def test_a_worker_without_an_app_says_what_to_import(folder: Path, wecom: Simulator) -> None:
    (folder / "worker.py").write_text("from bot import celery_app\n", "utf-8")
    variables = environment(wecom, "redis://127.0.0.1:1/0")
    ended = subprocess.run(
        command(), cwd=folder, env=variables, capture_output=True, text=True, timeout=90
    )
    assert ended.returncode == 1
    assert "has no Flask app with a WeChatCorp" in ended.stderr
    assert "from bot import celery_app, create_app; app = create_app()" in ended.stderr
