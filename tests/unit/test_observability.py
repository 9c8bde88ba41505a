"""What Prometheus and structlog record with the recipes of the docs page."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask

from flask_wechat_corp import Message, WeChatAPIError, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.documents import blocks_of
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, make_app

PAGE = Path(__file__).parents[2] / "docs/deploy/tracing.rst"
PLAINTEXT = "the takeover is on Friday"
pytestmark = pytest.mark.own_process  # metrics are registered and logging is configured for good


def run_block(word: str) -> dict[str, Any]:
    """Run the block of the page that imports ``word``."""
    namespace: dict[str, Any] = {"__name__": "documented"}
    (block,) = [one for one in blocks_of(PAGE) if f"import {word}" in one.code]
    exec(compile(block.code, PAGE.name, "exec"), namespace)
    return namespace


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, server: ApiServer) -> None:
    settings = {
        "ID": CORP_ID, "SECRET": SECRET, "AGENT_ID": str(AGENT_ID), "TOKEN": TOKEN,
        "ENCODING_AES_KEY": AES_KEY, "STORE": "memory://", "API_URL": server.url,
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"FLASK_WECHAT_CORP_{name}", value)


def assert_nothing_secret(recorded: str, server: ApiServer) -> None:
    for secret in (SECRET, TOKEN, AES_KEY, server.token, PLAINTEXT, "msg_signature", "zhangsan"):
        assert secret not in recorded


def test_the_metrics_count_and_hold_no_secret(environment: None, server: ApiServer) -> None:
    page = run_block("CONTENT_TYPE_LATEST")
    app: Flask = page["app"]
    wx: WeChatCorp = page["wx"]
    server.on("user/get", OK, {"errcode": 60111, "errmsg": "invalid userid"})

    @wx.text
    def on_text(message: Message) -> str:
        for _ in range(2):
            with contextlib.suppress(WeChatAPIError):
                wx.api.get_user(message.from_user_name or "")
        return PLAINTEXT

    client = CallbackClient(app)
    assert client.text(PLAINTEXT).status == 200
    assert app.test_client().post("/wechat", data=b"not a callback").status_code == 400
    text = app.test_client().get("/metrics").get_data(as_text=True)
    for line in (
        'wecom_messages_total{extension="wechat_corp",type="text"} 1.0',
        'wecom_replies_total{extension="wechat_corp",late="False"} 1.0',
        'wecom_callbacks_rejected_total{extension="wechat_corp",status="400"} 1.0',
        'wecom_call_seconds_count{errcode="0",path="/cgi-bin/user/get"} 1.0',
        'wecom_call_seconds_count{errcode="60111",path="/cgi-bin/user/get"} 1.0',
    ):
        assert line in text
    assert_nothing_secret(text, server)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    run_block("structlog")
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    yield stream
    root.handlers = before
    structlog.reset_defaults()


def test_the_log_lines_hold_no_secret(server: ApiServer, logged: io.StringIO) -> None:
    app = make_app(API_URL=server.url)
    wx = WeChatCorp(app)
    server.on("user/get", {"errcode": 60111, "errmsg": "invalid userid"})

    @wx.text
    def on_text(message: Message) -> str:
        content = message.content  # a local variable with what the member wrote
        structlog.get_logger("shop").info("order", number=7)
        wx.api.get_user("zhangsan")
        return str(content)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert CallbackClient(app).text(PLAINTEXT).status == 500
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    (failed,) = [line for line in lines if line["event"].startswith("Exception on")]
    assert {line["event"] for line in lines} > {"order"}
    assert failed["exception"][0]["exc_type"] == "WeChatAPIError"
    assert {"level", "logger", "timestamp"} <= set(failed)
    assert_nothing_secret(logged.getvalue(), server)
