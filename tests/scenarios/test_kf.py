"""Customer service against the simulated WeCom: a command, broken texts, broken pages."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Celery
from flask import Flask

from flask_wechat_corp import KfMessage, WeChatCorp
from flask_wechat_corp.celery import CeleryExecutor
from flask_wechat_corp.cli.kf import kf_sync
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.api_server import ApiServer, Raw, Request
from tests.helpers.support import make_app


def says(sim: Simulator, content: str) -> None:
    perform(sim.world, {"act": "customer_says", "content": content, "doorbells": 0})


def answers(sim: Simulator) -> list[str]:
    return [row["content"]["content"] for row in sim.world.messages.rows() if row["via"] == "kf"]


def make(api_url: str) -> tuple[Flask, WeChatCorp]:
    app = make_app(API_URL=api_url)
    wx = WeChatCorp(app)
    return app, wx


def echo(message: KfMessage) -> str:
    return f"re {message.content}"


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(kf_sync, list(arguments))


def test_sync_handles_what_was_missed(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    app, wx = make(sim.url)
    wx.kf.text(echo)
    says(sim, "one")
    says(sim, "two")
    state = app.extensions["wechat_corp"]["wechat_corp"]
    state.clock = lambda: sim.world.now() + 3600
    account = next(iter(sim.world.families["kf"]["accounts"]))
    with app.app_context():
        assert state.kf.fetcher().fetch(account) == 0  # the first start: they are too old
    result = run(app, "--since", "2h")
    assert "2 messages handled in 1 accounts" in result.output
    assert answers(sim) == ["re one", "re two"]
    assert "0 messages handled" in run(app, "--account", account).output


def test_sync_gives_messages_to_the_workers(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    celery_app = Celery("bot", broker="memory://", set_as_current=False)
    celery_app.conf.task_always_eager = True
    app = make_app(API_URL=sim.url)
    wx = WeChatCorp(app, executor=CeleryExecutor(celery_app))
    wx.kf.text(echo)
    says(sim, "one")
    assert "1 messages of 1 accounts given to the workers" in run(app).output
    assert answers(sim) == ["re one"]
    assert "0 messages of 1 accounts" in run(app).output
    celery_app.close()


def test_sync_refuses_what_makes_no_sense(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    app, wx = make(sim.url)
    result = run(app)
    assert result.exit_code == 1
    assert "no handler on wx.kf" in result.output
    wx.kf.text(echo)
    for since in ("2", "4d", "0h", "x"):
        result = run(app, "--since", since)
        assert result.exit_code == 2
        assert "at most 3 days" in result.output


def rows(*contents: str) -> str:
    """Return a page of texts of several customers."""
    found = [
        {
            "msgid": f"m{n}", "open_kfid": "wkA", "external_userid": f"wm{n}", "origin": 3,
            "send_time": 1_700_000_000, "msgtype": "text", "text": {"content": content},
        }
        for n, content in enumerate(contents)
    ]  # fmt: skip
    page = {"errcode": 0, "next_cursor": "next", "has_more": 0, "msg_list": found}
    return json.dumps(page, ensure_ascii=False)


@pytest.fixture
def fetched() -> Iterator[Callable[..., set[str]]]:
    """Fetch these pages from a server that answers as it is told; return the texts sent."""
    with ApiServer() as server:

        def fetch(*pages: bytes) -> set[str]:
            app, wx = make(server.url)
            state = app.extensions["wechat_corp"]["wechat_corp"]
            state.clock = lambda: 1_700_000_000.0
            wx.kf.text(echo)
            sent: list[str] = []
            lock = threading.Lock()

            def send(request: Request) -> dict[str, Any]:
                with lock:
                    sent.append(request.json["text"]["content"])
                return {"errcode": 0}

            server.on("kf/sync_msg", *(Raw(page) for page in pages))
            server.on("kf/service_state/get", {"errcode": 0, "service_state": 0})
            server.on("kf/send_msg", send)
            with app.app_context():
                state.kf.fetcher().fetch("wkA")
            return set(sent)

        yield fetch


def test_esc_and_a_cut_emoji_harm_no_other_message(fetched: Callable[..., set[str]]) -> None:
    page = rows("one", "cut EMOJI", "ESC here", "last").encode()
    page = page.replace(b"EMOJI", b"\xf0\x9f\x98").replace(b"ESC", b"\x1b")
    assert fetched(page) == {"re one", "re cut \ufffd", "re \x1b here", "re last"}


def test_a_page_that_is_cut_is_skipped_and_the_next_one_read(
    fetched: Callable[..., set[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    cut = rows("secret", "lost").replace('"has_more": 0', '"has_more": 1').encode()[:-20]
    cut = cut.replace(b'"next"', b'"second"')
    assert fetched(cut, rows("one").encode()) == {"re one"}
    assert "It is skipped." in caplog.text
    assert "secret" not in caplog.text
