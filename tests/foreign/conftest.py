"""Fixtures: the vendor's host led to a simulator, foreign packages or a reason to skip."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from werkzeug.serving import make_server

from flask_wechat_corp.simulator import Simulator

VENDOR = "https://qyapi.weixin.qq.com"


@pytest.fixture
def vendor_is_simulated(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every request for WeCom's host to the simulator, as a resolver would."""

    class Detour(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
            assert request.url is not None
            assert request.url.startswith(VENDOR)
            request.url = sim.url + request.url.removeprefix(VENDOR)
            with self:
                return super().send(request, **options)

        def __enter__(self) -> Detour:
            return self

        def __exit__(self, *exception: object) -> None:
            self.close()

    monkeypatch.setattr(requests.Session, "get_adapter", lambda session, url: Detour())


def serve(app: Any, stack: Any) -> str:
    """Serve a WSGI app until the stack ends; returns its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    stack.callback(stop)
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder where npm has put the foreign packages; skip when nobody has installed them."""
    where = os.environ.get("FOREIGN_NODE_MODULES", "")
    folder = Path(where)
    wanted = ("wechat-enterprise-api", "wechat-enterprise", "urllib")
    if not where or any(not (folder / name / "package.json").exists() for name in wanted):
        pytest.skip(
            "FOREIGN_NODE_MODULES names no node_modules folder after "
            "'npm install wechat-enterprise-api wechat-enterprise urllib@2'"
        )
    return folder
