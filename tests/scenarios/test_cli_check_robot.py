"""``flask wechat-corp check`` of smart robots, and of an agent beside them."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response, abort, request
from flask.cli import FlaskGroup

from flask_wechat_corp import WeChatCorp, WeChatRobot
from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, free_port, serve

KEYS = {"TOKEN": TOKEN, "ENCODING_AES_KEY": AES_KEY}


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/robot.sqlite"


def make(api_url: str, store: str, *, agent: bool = False, **settings: Any) -> Flask:
    app = Flask(__name__)
    shared = {"API_URL": api_url, "STORE": store, **KEYS}
    for name, value in {**shared, **settings}.items():
        app.config[f"WECHAT_ROBOT_{name}"] = value
    if agent:
        ours = {"ID": CORP_ID, "SECRET": SECRET, "AGENT_ID": AGENT_ID, **shared}
        app.config.update({f"WECHAT_CORP_{name}": value for name, value in ours.items()})
        WeChatCorp(app, handler=lambda message: None)
    WeChatRobot(app, handler=lambda message: None)
    return app


def check(app: Flask, *arguments: str) -> Result:
    group = FlaskGroup(create_app=lambda: app)
    return CliRunner().invoke(group, ["wechat-corp", "check", *arguments])


def test_a_robot_alone_needs_no_name(sim: Simulator, store: str) -> None:
    result = check(make(sim.url, store, BOT_ID="aibX", BOT_NAME="助手"))
    assert result.exit_code == 0, result.output
    assert "✓ configuration: robot aibX, path /robot, groups: @助手" in result.output
    assert "✓ store: SQLiteStore, shared by the processes of this machine" in result.output
    assert "✓ clock: " in result.output
    assert "✓ callback in this process: verified" in result.output
    assert "✓ long connection: not configured (no BOT_ID and BOT_SECRET)" in result.output
    assert TOKEN not in result.output
    assert AES_KEY not in result.output


def test_an_agent_and_its_robots_are_tried_together(sim: Simulator, store: str) -> None:
    app = make(sim.url, store, agent=True)
    both = check(app)
    assert both.exit_code == 0, both.output
    assert "✓ access token: " in both.output
    assert "✓ [wechat_robot] callback in this process: verified" in both.output
    assert "[wechat_robot]" not in check(app, "--name", "wechat_corp").output
    assert "access token" not in check(app, "--name", "wechat_robot").output
    unknown = check(app, "--name", "nothing")
    assert "wechat_corp, wechat_robot" in unknown.output


def test_the_store_of_one_process_is_a_problem(sim: Simulator) -> None:
    result = check(make(sim.url, "memory://"))
    assert result.exit_code == 1
    assert "✗ store: memory:// belongs to one process." in result.output
    assert "→ Set WECHAT_ROBOT_STORE to sqlite:///path" in result.output
    alone = make(
        sim.url, "memory://", TOKEN=None, ENCODING_AES_KEY=None, BOT_ID="aibX", BOT_SECRET="x"
    )
    result = check(alone)  # the long connection is one process
    assert result.exit_code == 0, result.output
    assert "✓ callback: not configured" in result.output
    assert "✓ long connection: ready" in result.output


def test_the_store_of_the_agent_is_named(sim: Simulator, store: str) -> None:
    """The robot's own STORE is not set: it has that of the app's agent."""
    app = make(sim.url, store, agent=True)
    again = Flask(__name__)
    again.config.update({**app.config, "WECHAT_ROBOT_STORE": None})
    WeChatCorp(again, handler=lambda message: None)
    WeChatRobot(again, handler=lambda message: None)
    assert "✓ [wechat_robot] store: SQLiteStore" in check(again).output


def test_the_public_address_is_tried_with_the_robots_keys(sim: Simulator, store: str) -> None:
    app = make(sim.url, store, agent=True)
    with serve(app) as url:
        robot = check(app, "--url", f"{url}/robot")
        assert "✓ [wechat_robot] callback from outside: verified" in robot.output
        assert "✓ callback from outside" not in robot.output
        agent = check(app, "--url", f"{url}/wechat")
        assert "✓ callback from outside: verified" in agent.output
        assert "[wechat_robot] callback from outside" not in agent.output
        moved = check(app, "--name", "wechat_robot", "--url", f"{url}/elsewhere")
    assert moved.exit_code == 1
    assert "✗ callback from outside: status 404" in moved.output


def test_an_address_that_is_not_there(sim: Simulator, store: str) -> None:
    address = f"http://127.0.0.1:{free_port()}/robot"
    result = check(make(sim.url, store), "--url", address)
    assert result.exit_code == 1
    assert "✗ callback from outside: No server answered at this address." in result.output


def test_a_hook_that_stops_the_callback(sim: Simulator, store: str) -> None:
    app = make(sim.url, store)

    @app.before_request
    def stop() -> Response | None:
        return abort(403) if request.method == "POST" else None

    result = check(app)
    assert result.exit_code == 1
    assert "✗ callback in this process: Something else in the app answered" in result.output
    assert "csrf.exempt(bot.blueprint)" in result.output


def test_a_wrong_clock(sim: Simulator, store: str) -> None:
    app = make(sim.url, store)
    app.extensions["wechat_corp"]["wechat_robot"].clock = lambda: time.time() + 4000
    # The Date header has whole seconds, and the answer takes some time on a busy machine.
    assert re.search(r"✗ clock: \+40\d\d seconds off", check(app).output)


def test_the_extra_of_the_long_connection_is_missing(
    sim: Simulator, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(sim.url, store, BOT_ID="aibX", BOT_SECRET="hidden")
    assert "✓ long connection: ready" in check(app).output
    monkeypatch.setitem(sys.modules, "websockets", None)
    result = check(app)
    assert result.exit_code == 1
    assert "✗ long connection: The long connection needs websockets" in result.output
    assert "hidden" not in result.output


@pytest.mark.parametrize(
    ("settings", "key", "place"),
    [
        ({"TOKEN": None}, "WECHAT_ROBOT_TOKEN", "智能机器人"),
        ({"ENCODING_AES_KEY": "short"}, "WECHAT_ROBOT_ENCODING_AES_KEY", "智能机器人"),
        ({"BOT_SECRET": True}, "WECHAT_ROBOT_BOT_SECRET", "长连接"),
        ({"BOT_ID": True}, "WECHAT_ROBOT_BOT_ID", "aib"),
        ({"STORE": "nosql://"}, "WECHAT_ROBOT_STORE", "redis://"),
        ({"PROXY": "h:1"}, "WECHAT_ROBOT_PROXY", "Settings"),
    ],
)
def test_a_wrong_setting_is_found_on_the_robots_page(
    settings: dict[str, Any], key: str, place: str
) -> None:
    group = FlaskGroup(create_app=lambda: make("http://127.0.0.1:9", store="memory://",
                                               **settings))  # fmt: skip
    result = CliRunner().invoke(group, ["wechat-corp", "check"])
    assert result.exit_code == 1
    first, remedy = result.output.splitlines()
    assert first.startswith(f"✗ configuration: {key}")
    assert place in remedy


def test_it_is_bilingual(sim: Simulator, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    output = check(make(sim.url, store, agent=True)).output
    assert "✓ [wechat_robot] 配置: 机器人 任意 BOT_ID，路径 /robot" in output
    assert "✓ [wechat_robot] 存储: SQLiteStore，本机各进程共用" in output
    assert "✓ [wechat_robot] 长连接: 未配置" in output
