"""``simulate`` in one process and ``--simulated robot`` in another: an answer grows."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.support import free_port
from tests.scenarios.test_simulate_command import post, printed, process, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

#: A robot with real-looking settings, whose answer names the process that writes it.
APP = """
import os, time
from flask import Flask
from flask_wechat_corp import WeChatRobot

app = Flask(__name__)
app.config.update(
    HELPER_BOT_SECRET="a-real-secret", HELPER_BOT_ID="aibReal", HELPER_PROXY="http://real.invalid:1",
    HELPER_LINK_URL="wss://real.invalid", HELPER_STORE="redis://real.invalid",
)
bot = WeChatRobot(app, name="helper", config_prefix="HELPER_")

@bot.text
def answer(message):
    yield f"{os.getpid()}:"
    for number in range(20):
        time.sleep(0.1)
        yield f" {number}"
"""


def messages(base: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{base}/_sim/state", timeout=10) as response:
        rows: list[dict[str, Any]] = json.load(response)["messages"]
    return rows


def answers(base: str) -> list[dict[str, Any]]:
    return [row["content"] for row in messages(base) if row["direction"] == "to_user"]


def test_an_answer_grows_over_the_long_connection(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(APP, "utf-8")
    flask = ["-m", "flask", "--app", "helper", "wechat-corp"]
    ports = ["--port", str(free_port()), "--app-port", str(free_port())]
    push = {"robot": "helper", "content": "hi", "wait": False}
    with process(*flask, "simulate", "--no-reload", *ports, cwd=tmp_path) as simulation:
        base = printed(simulation, r"Chat page   (http://\S+)/")
        with process(*flask, "--simulated", "robot", "--name", "helper", cwd=tmp_path) as robot:
            printed(robot, r"(Connected)")
            until(lambda: post(f"{base}/_sim/push", push), lambda got: bool(got["stream"]))
            seen: list[str] = []

            def look() -> dict[str, Any]:
                seen.append(answers(base)[-1]["content"])
                return answers(base)[-1]

            whole = until(look, lambda one: bool(one["finish"]))["content"]
            assert whole.startswith(f"{robot.pid}:")  # not the web process
            assert whole.endswith(" 19")
            assert len(set(seen)) > 2
            assert all(whole.startswith(text) for text in seen)
        ends = time.monotonic() + 30  # without the connection the callback URL is used again
        while True:
            got = post(f"{base}/_sim/push", {**push, "wait": True})
            if got["ok"] and got["status"] == 200:
                break
            assert time.monotonic() < ends, got
            time.sleep(0.1)
        assert got["stream"]["texts"][-1].endswith(" 19")


def test_the_command_says_that_the_simulation_has_no_websockets(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(APP, "utf-8")
    (tmp_path / "websockets.py").write_text("raise ImportError\n", "utf-8")  # is found first
    flask = ["-m", "flask", "--app", "helper", "wechat-corp"]
    ports = ["--port", str(free_port()), "--app-port", str(free_port())]
    with process(*flask, "simulate", "--no-reload", *ports, cwd=tmp_path) as simulation:
        printed(simulation, r"Chat page   (http://\S+)/")
        (tmp_path / "websockets.py").unlink()
        with process(*flask, "--simulated", "robot", "--name", "helper", cwd=tmp_path) as robot:
            printed(robot, r"(The simulation takes no long connection)")


def test_the_stand_alone_simulator_takes_long_connections(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(APP, "utf-8")
    alone = ["-m", "flask_wechat_corp.simulator", "--port", "0"]
    robot = ["--robot", "name=helper,bot-id=aibReal,secret=made-up"]
    with process(*alone, *robot, cwd=tmp_path) as simulator:
        base = printed(simulator, r"WeCom: (http://\S+)/")
        link = printed(simulator, r"Long connections come to: (ws://\S+)")
        app = APP.replace("wss://real.invalid", link).replace("a-real-secret", "made-up")
        app = app.replace("http://real.invalid:1", "").replace("redis://real.invalid", "memory://")
        (tmp_path / "helper.py").write_text(app, "utf-8")
        flask = ["-m", "flask", "--app", "helper", "wechat-corp"]
        with process(*flask, "robot", "--name", "helper", cwd=tmp_path) as program:
            printed(program, r"(Connected)")
            got = post(f"{base}/_sim/push", {"robot": "helper", "content": "hi"})
            assert got["stream"]["texts"][-1].endswith(" 19")
