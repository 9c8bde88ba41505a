"""Fixtures of the unit tests: a recording server, a client that calls it, and a simulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator

from ..helpers.api_server import ApiServer
from ..helpers.simulated import simulator
from ..helpers.support import AGENT_ID, CORP_ID, SECRET


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with ApiServer() as running:
        yield running


@pytest.fixture
def sleeps() -> list[float]:
    """The seconds that the client wanted to wait between attempts."""
    return []


@pytest.fixture
def api(server: ApiServer, sleeps: list[float]) -> Iterator[WeChatAPI]:
    client = WeChatAPI(
        CORP_ID, SECRET, AGENT_ID, api_url=server.url, timeout=(2, 2), sleep=sleeps.append
    )
    yield client
    client.http.close()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with simulator() as one:
        yield one
