"""6 KB of Markdown: what arrives at the member, part by part."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.cli.watching import tell_the_simulator
from flask_wechat_corp.simulator import Simulator
from tests.helpers.documents import ROOT
from tests.scenarios.long_bot import ANSWER, create_app

PARTS = 4
ASK = """
from tests.scenarios.long_bot import create_app
from flask_wechat_corp.testing import CallbackClient
received = CallbackClient(create_app()).text("稍后", user="zhangsan")
assert received.text == "正在查，请稍等。", received
"""


def chat(wecom: Simulator) -> list[Any]:
    """What the member reads, oldest first."""
    return [row for row in wecom.state()["messages"] if row["direction"] == "to_user"]


def texts(rows: list[Any]) -> list[str]:
    return [row["content"].get("Content") or row["content"]["content"] for row in rows]


def check(parts: list[str]) -> None:
    """Nothing is lost or torn: whole lines, and no cut link."""
    assert "".join(parts) == ANSWER
    assert len(parts) == PARTS
    for part in parts:
        assert len(part.encode()) <= 2048
        assert set(part.splitlines()) <= set(ANSWER.splitlines())
        assert len(re.findall(r"\[[^\]]+\]\(https://[^)]+\)", part)) == part.count("](")


def test_the_answer_has_six_kilobytes() -> None:
    assert 6000 < len(ANSWER.encode()) < 8192


@pytest.mark.parametrize(
    ("word", "kind", "ways"),
    [
        ("格式", "markdown", ["send"] * PARTS),
        ("文本", "text", ["reply", *["send"] * (PARTS - 1)]),
        ("稍后", "markdown", ["send"] * PARTS),
    ],
)
def test_what_arrives_through_the_simulator(
    wecom: Simulator, word: str, kind: str, ways: list[str]
) -> None:
    app = create_app(wecom.settings())
    tell_the_simulator(app)
    with wecom.serving(app):
        said = wecom.push({"type": "text", "from": "zhangsan", "content": word})
        assert said["ok"], said["reason"]
    rows = chat(wecom)
    if word == "稍后":
        assert rows.pop(0)["content"]["Content"] == "正在查，请稍等。"
    check(texts(rows))
    assert [row["msgtype"] for row in rows] == [kind] * len(rows)
    assert [row["via"] for row in rows] == ways
    assert [row["part"] for row in rows] == [[n, PARTS] for n in range(1, PARTS + 1)]
    assert {tuple(row["users"]) for row in rows} == {("zhangsan",)}


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.timeout(180)
def test_what_arrives_through_celery(wecom: Simulator, redis_url: str, tmp_path: Path) -> None:
    settings = {f"FLASK_{key}": str(value) for key, value in wecom.settings().items()}
    environment = {
        **os.environ,
        **settings,
        "FLASK_WECHAT_CORP_STORE": redis_url,
        "REDIS_URL": redis_url.replace("/0", "/1"),
        "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
    }
    worker_file = tmp_path / "worker.py"
    worker_file.write_text(
        "from tests.scenarios.long_bot import celery_app, create_app\n\napp = create_app()\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "celery", "-A", "worker:celery_app", "worker"]
    command += ["--concurrency", "1", "--without-mingle", "--loglevel", "INFO"]
    log_path = tmp_path / "log"
    with log_path.open("wb") as log:
        worker = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path, env=environment)
        try:
            ask = [sys.executable, "-c", ASK]
            subprocess.run(ask, check=True, timeout=60, cwd=tmp_path, env=environment)
            deadline = time.monotonic() + 90
            while "succeeded" not in log_path.read_text("utf-8"):
                assert worker.poll() is None, log_path.read_text("utf-8")
                assert time.monotonic() < deadline, log_path.read_text("utf-8")
                time.sleep(0.1)
        finally:
            worker.terminate()
            worker.wait(30)
    rows = chat(wecom)
    check(texts(rows))
    assert [row["msgtype"] for row in rows] == ["markdown"] * len(rows)
