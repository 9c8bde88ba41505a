"""A frozen time: what has a date follows it, what waits does not."""

from __future__ import annotations

import ast
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from freezegun import freeze_time

import flask_wechat_corp
from flask_wechat_corp import StoreTimeout, WeChatAPI, WeChatCorp, open_store
from flask_wechat_corp._clocks import monotonic, wall_clock
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.api_server import ApiServer
from tests.helpers.simulated import INSIDE, visit
from tests.helpers.support import CORP_ID, SECRET, make_app

PACKAGE = Path(flask_wechat_corp.__file__).parent
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "now", "utcnow", "today"}
MODULES = {"time", "datetime", "date"}


def bound_clocks(source: str) -> list[int]:
    """Return the lines that name a function of the time without calling it, or import one."""
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [node.lineno for alias in node.names if alias.name in CLOCKS]
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in MODULES
            and node.attr in CLOCKS
            and id(node) not in called
        ):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    "line",
    [
        "def f(clock=time.time): ...",
        "def f(*, clock: Any = time.monotonic) -> None: ...",
        "self.clock = time.time",
        "from time import monotonic",
        "g(datetime.now)",
    ],
)
def test_the_walk_finds_a_bound_clock(line: str) -> None:
    assert bound_clocks(line) == [1]


def test_no_module_binds_a_clock_at_import() -> None:
    bound = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := bound_clocks(path.read_text("utf-8")))
    }
    # The simulator shares nothing with the package, and measures how long an app really takes.
    assert bound.keys() == {"_clocks.py", "simulator/push/sender.py"}
    assert all(len(lines) == 1 for lines in bound.values())


def test_the_wall_clock_is_frozen_and_the_clock_of_waits_is_not() -> None:
    with freeze_time("2030-01-01") as frozen:
        assert wall_clock() == datetime(2030, 1, 1, tzinfo=timezone.utc).timestamp()
        before = monotonic()
        frozen.tick(3600)
        assert 0 <= monotonic() - before < 3600
        assert time.monotonic() != monotonic()  # which would stand still


@pytest.fixture(params=["memory://", "sqlite:///store.sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(request.param).replace("///", f"///{tmp_path}/")


def test_a_conversation_ages_with_the_frozen_time(store_url: str) -> None:
    app = make_app(STORE=store_url)
    wx = WeChatCorp(app)

    @wx.text
    def count(message: Any) -> str:
        wx.session["n"] = wx.session.get("n", 0) + 1
        return str(wx.session["n"])

    client = CallbackClient(app)
    assert client.text("a").text == "1"
    with freeze_time(datetime.now(timezone.utc) + timedelta(hours=23)) as frozen:
        assert client.text("b").text == "2"
        frozen.tick(timedelta(hours=23))
        assert client.text("c").text == "3"  # each message gives it another day
        frozen.tick(timedelta(hours=25))
        assert client.text("d").text == "1"


def test_a_busy_conversation_times_out_while_the_time_stands_still(store_url: str) -> None:
    store = open_store(store_url)
    with freeze_time("2030-01-01"), store.lock("k"), pytest.raises(StoreTimeout):
        store.lock("k", wait=0.05).__enter__()


def test_a_token_ends_with_the_frozen_time() -> None:
    with ApiServer() as server:
        api = WeChatAPI(CORP_ID, SECRET, api_url=server.url)
        first = api.get_latest_token()["expires_at"]
        with freeze_time(datetime.now(timezone.utc) + timedelta(hours=3), tick=True):
            assert api.get_latest_token()["expires_at"] > first + 3 * 3600 - 60
    assert len(server.fetched) == 2


def test_a_login_ends_with_the_frozen_time(wecom: Simulator) -> None:
    app = Flask(__name__)
    app.config.update(wecom.settings(), SECRET_KEY="test-only")
    wx = WeChatCorp(app)

    @app.get("/me")
    @wx.member_required(lifetime=3600)
    def me() -> str:
        return str(wx.current_member and wx.current_member.userid)

    browser = app.test_client()
    back = visit(browser.get("/me", headers=INSIDE).headers["Location"], "zhangsan")
    browser.get(back, headers=INSIDE)
    assert browser.get("/me").text == "zhangsan"
    with freeze_time(datetime.now(timezone.utc) + timedelta(minutes=61), tick=True):
        assert browser.get("/me", headers=INSIDE).status_code == 302
