"""What OpenTelemetry and Sentry record, with the hooks of the docs page in place."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.transport import Transport

from flask_wechat_corp import Message, WeChatAPI, WeChatCorp, WeChatTransportError
from flask_wechat_corp.testing import CallbackClient
from flask_wechat_corp.tracing import (
    otel_request_hook,
    sentry_before_breadcrumb,
    sentry_before_send,
)
from tests.helpers.api_server import OK, ApiServer, Raw
from tests.helpers.support import CORP_ID, SECRET, TOKEN, free_port, make_app

PAGE = Path(__file__).parents[2] / "docs/deploy/tracing.rst"
PLAINTEXT = "the takeover is on Friday"
pytestmark = pytest.mark.own_process  # what Sentry patches stays patched


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = RequestsInstrumentor()
    instrumentor.instrument(request_hook=otel_request_hook, tracer_provider=provider)
    yield exporter
    instrumentor.uninstrument()


def test_spans_have_no_query(server: ApiServer, api: WeChatAPI, spans: Any) -> None:
    server.on("user/get", OK)
    api.get("user/get", userid="zhangsan")
    recorded = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "/cgi-bin/gettoken" in recorded
    assert "/cgi-bin/user/get" in recorded
    for secret in (SECRET, server.token, "zhangsan"):
        assert secret not in recorded


def test_a_recorded_exception_has_no_query(spans: Any) -> None:
    api = WeChatAPI(
        CORP_ID, SECRET, api_url=f"http://127.0.0.1:{free_port()}", sleep=lambda _: None
    )
    with pytest.raises(WeChatTransportError):
        api.get("user/get")
    recorded = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "Max retries exceeded with url: /cgi-bin/gettoken" in recorded
    assert SECRET not in recorded


class Kept(Transport):
    """Keeps what Sentry would send."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.items += [json.dumps(item.payload.json, default=str) for item in envelope.items]


@pytest.fixture
def sentry() -> Iterator[Kept]:
    kept = Kept()
    with sentry_sdk.new_scope(), sentry_sdk.isolation_scope():
        sentry_sdk.init(
            dsn="http://key@127.0.0.1:1/1",
            transport=kept,
            traces_sample_rate=1.0,
            max_request_body_size="always",
            before_send=sentry_before_send,
            before_send_transaction=sentry_before_send,
            before_breadcrumb=sentry_before_breadcrumb,
        )
        yield kept
        sentry_sdk.init()  # off again


def test_sentry_gets_no_secret_and_no_plaintext(server: ApiServer, sentry: Kept) -> None:
    server.on("user/get", Raw(drop=True))
    app = make_app(API_URL=server.url, TIMEOUT=2)
    wx = WeChatCorp(app)
    wx._state_of(app).api._sleep = lambda _: None

    @wx.text
    def on_text(message: Message) -> str:
        wx.api.get_user(message.from_user_name or "")
        raise AssertionError("not reached")

    assert CallbackClient(app).text(PLAINTEXT).status == 500
    sentry_sdk.flush()
    sent = "\n".join(sentry.items)
    assert '"module": "flask_wechat_corp.web.endpoint"' in sent
    assert "/cgi-bin/gettoken" in sent  # the breadcrumbs
    for secret in (SECRET, server.token, PLAINTEXT, TOKEN):
        assert secret not in sent
    assert not re.search(r"msg_signature=\w", sent)


def test_the_users_own_frames_and_requests_stay() -> None:
    event: dict[str, Any] = {
        "request": {"url": "https://shop.example/cart", "query_string": "a=1", "data": "x"},
        "exception": {"values": [{"stacktrace": {"frames": [
            {"module": "shop.views", "vars": {"cart": "3"}},
            {"module": "flask_wechat_corp.web.endpoint", "vars": {"callback": "secret"}},
            {"module": "flask_wechat_corporate", "vars": {"a": "1"}},
        ]}}]},
        "when": time.time(),
        "tags": ("https://h/cgi-bin/user/get?access_token=t", 1),
    }  # fmt: skip
    frames = sentry_before_send(event)["exception"]["values"][0]["stacktrace"]["frames"]
    assert [frame.get("vars") for frame in frames] == [{"cart": "3"}, None, {"a": "1"}]
    assert event["request"] == {
        "url": "https://shop.example/cart", "query_string": "a=1", "data": "x"
    }  # fmt: skip
    assert event["tags"] == ("https://h/cgi-bin/user/get", 1)


def test_the_page_shows_these_hooks() -> None:
    page = PAGE.read_text("utf-8")
    for line in (
        "RequestsInstrumentor().instrument(request_hook=otel_request_hook)",
        "before_send=sentry_before_send,",
        "before_send_transaction=sentry_before_send,",
        "before_breadcrumb=sentry_before_breadcrumb,",
    ):
        assert line in page
