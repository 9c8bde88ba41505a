"""A headless Chromium in front of the simulator and the example application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from flask_wechat_corp.cli.watching import tell_the_simulator
from flask_wechat_corp.simulator import Simulator
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, program

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for a module's tests; each test has its own context, so nothing is shared.

    No longer than the module: playwright keeps an event loop running in this thread meanwhile, and
    async handlers of other tests could not run beside it.
    """
    path = program("chromium", "chromium-browser", "google-chrome")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an application on a free port of the loopback interface."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """The simulator with the example application behind it."""
    simulator = Simulator(
        corp_id=CORP_ID, secret=SECRET, agent_id=AGENT_ID, token=TOKEN, aes_key=AES_KEY
    )
    with simulator as running:
        settings = {
            "ID": CORP_ID,
            "SECRET": SECRET,
            "AGENT_ID": AGENT_ID,
            "TOKEN": TOKEN,
            "ENCODING_AES_KEY": AES_KEY,
            "API_URL": running.url,
            "STORE": "memory://",
        }
        for key, value in settings.items():
            monkeypatch.setenv(f"FLASK_WECHAT_CORP_{key}", str(value))
        from example_app import create_app

        app = create_app()
        tell_the_simulator(app)  # as simulate does
        with serving(app) as port:
            running.callback_url = f"http://127.0.0.1:{port}/wechat"
            yield running


class RawClient:
    """What an application does, without any client of ours: plain HTTP to the server API."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/cgi-bin/"
        answer = requests.get(
            f"{self.url}gettoken", {"corpid": CORP_ID, "corpsecret": SECRET}, timeout=10
        )
        self.token = answer.json()["access_token"]

    def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call ``path`` and return whatever is answered."""
        answer: dict[str, Any] = requests.post(
            self.url + path, params={"access_token": self.token}, json=body, timeout=10
        ).json()
        return answer

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call ``path``; the answer must be errcode 0."""
        answer = self.call(path, body)
        assert answer["errcode"] == 0, answer
        return answer

    def send(self, msgtype: str, content: dict[str, Any], to: str = "zhangsan") -> dict[str, Any]:
        """Send a message to a member."""
        return self.post(
            "message/send",
            {"touser": to, "agentid": AGENT_ID, "msgtype": msgtype, msgtype: content},
        )


@pytest.fixture
def caller(sim: Simulator) -> RawClient:
    """A client of the simulator's server API."""
    return RawClient(sim.url)


@pytest.fixture
def open_page(chromium: Any, sim: Simulator) -> Iterator[OpenPage]:
    """Open the chat page; in the end no error was in the console and no request went elsewhere."""
    contexts: list[Any] = []
    errors: list[str] = []
    foreign: list[str] = []
    host = urlsplit(sim.url).netloc

    def asked(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and parts.netloc != host:
            foreign.append(request.url)

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            errors.append(message.text)

    def open_(
        *, locale: str = "zh-CN", width: int = 1280, height: int = 820, scheme: str = "light"
    ) -> Any:
        context = chromium.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", said)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", asked)
        page.goto(sim.url)
        page.locator("#live.on").wait_for()
        page.locator("#member-list .member").first.wait_for(state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []
    assert foreign == []
