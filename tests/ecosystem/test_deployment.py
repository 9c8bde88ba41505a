"""The example application as it is deployed: its files, started for real with what they say."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest

from flask_wechat_corp.config import Config
from flask_wechat_corp.simulator import Simulator
from tests.ecosystem.packages import ROOT
from tests.helpers.support import free_port

HOME = ROOT / "example_app"
SAMPLE = (HOME / ".env.sample").read_text("utf-8")
DOCKERFILE = (HOME / "Dockerfile").read_text("utf-8")
PREFIX = "FLASK_WECHAT_CORP_"


def instruction(name: str) -> list[str]:
    """Return the command of a Dockerfile's last instruction of this name, in its exec form."""
    command: list[str] = json.loads(
        re.findall(rf"\b{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1]
    )
    return command


def settings(text: str) -> dict[str, str]:
    """Read an environment file as Docker does: no quotes, no expansion."""
    rows = (line.partition("=") for line in text.splitlines() if line and line[0] != "#")
    return {name: value for name, _, value in rows}


class Server:
    """The Dockerfile's command on a free port, in a folder that holds the application alone."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        (folder / "example_app").symlink_to(HOME)
        self.port = free_port()
        self.log = folder / "log"
        program, *arguments = instruction("CMD")
        assert (program, arguments[-1]) == ("gunicorn", "0.0.0.0:8000")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", program, *arguments[:-1], f"127.0.0.1:{self.port}"],
                cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def healthy(self) -> bool:
        """Ask as the Dockerfile's health check does."""
        program, option, code = instruction("HEALTHCHECK .* CMD")
        assert program == "python"
        command = [sys.executable, option, code.replace(":8000", f":{self.port}")]
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.process.wait(10)


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    server = Server(folder, environment)
    try:
        deadline = time.monotonic() + 60
        while not server.healthy():
            assert server.process.poll() is None, server.log.read_text()
            assert time.monotonic() < deadline, server.log.read_text()
        yield server
    finally:
        server.stop()


def test_a_conversation_with_the_deployed_application(sim: Simulator, tmp_path: Path) -> None:
    """The sample with its six blanks filled in; two workers, the default store."""
    blanks = [name for name, value in settings(SAMPLE).items() if not value]
    values = {f"FLASK_{name}": str(value) for name, value in sim.settings().items()}
    filled = {
        **dict.fromkeys(blanks, "a-secret-key"),
        **{name: values[name] for name in blanks[:5]},
    }
    with serving(tmp_path, {**filled, f"{PREFIX}API_URL": sim.url}) as server:
        sim.callback_url = f"{server.url}/wechat"
        assert sim.verify()["ok"]

        def say(text: str) -> str:
            result = sim.push({"type": "text", "from": "lisi", "content": text})
            return str((result["reply"] or {}).get("Content", result))

        assert say("你好").startswith("你好，李四！")
        assert say("午饭").startswith("今天中午吃什么？")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/wechat?msg_signature=unspoken")
        assert connection.getresponse().status == 400
        connection.close()
        assert say("2") == "好的，给你订了鱼香肉丝盖饭。"
        assert server.stop() == 0
        log = server.log.read_text()
    assert '"POST /wechat" 200' in log
    assert '"GET /health" 200' in log
    assert "unspoken" not in log
    assert "msg_signature" not in log


def test_an_unfilled_sample_ends_the_start_and_names_the_key(tmp_path: Path) -> None:
    server = Server(tmp_path, settings(SAMPLE))
    try:
        assert server.process.wait(60) != 0
    finally:
        server.process.kill()
    log = server.log.read_text()
    assert "ConfigError: WECHAT_CORP_ID is missing" in log
    assert log.count("ConfigError: ") == 1  # preloaded: once, not for each worker


def test_the_sample_names_every_setting_with_its_default() -> None:
    named = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE))
    ours = {name.removeprefix(PREFIX) for name in named if name.startswith(PREFIX)}
    assert ours == {field.name.upper() for field in fields(Config)} - {"SIMULATED"}
    assert set(named) - {PREFIX + name for name in ours} == {"FLASK_SECRET_KEY", "WEB_CONCURRENCY"}
    # The commented ones are the defaults, but for the store.
    defaults = {
        name.removeprefix("FLASK_"): value
        for name, value in re.findall(r"^#(FLASK_[A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE)
    }
    for name in ("STORE", "RECEIVE_ID", "PROXY"):  # what these are without a value is no text
        del defaults[f"WECHAT_CORP_{name}"]
    assert Config.from_mapping({"WECHAT_CORP_ID": "ww1", **defaults}) == Config("ww1")


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "gunicorn.conf.py", ".env.sample"])
def test_no_secret_is_in_a_file_of_the_deployment(name: str) -> None:
    text = (HOME / name).read_text("utf-8")
    for key in ("SECRET", "TOKEN", "AES_KEY"):
        assert not re.search(rf"{key}\w*[=:][ ]*\S", text), key


def test_the_image_has_what_it_copies_and_no_root() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / source).exists() for source in sources), line
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.findall(r"^USER (.*)$", last_stage, re.MULTILINE) == ["bot"]
    seen = (HOME / "Dockerfile.dockerignore").read_text("utf-8").split()
    assert all((ROOT / name[1:]).exists() for name in seen if name.startswith("!"))
    assert "**/.env" in seen
