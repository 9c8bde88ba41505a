"""Fixtures of the unit tests: an app, a recording server, an API client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.testing import CallbackClient

from ..helpers.api_server import ApiServer
from ..helpers.support import AGENT_ID, CORP_ID, SECRET, make_app

if TYPE_CHECKING:
    from celery import Celery


@pytest.fixture
def app() -> Flask:
    return make_app()


@pytest.fixture
def wx(app: Flask) -> WeChatCorp:
    # Tests may call it a Handler, whose decorators take functions that always raise.
    return WeChatCorp(app)


@pytest.fixture
def client(app: Flask, wx: WeChatCorp) -> CallbackClient:
    return CallbackClient(app)


@pytest.fixture
def queue() -> Iterator[Celery]:
    """A Celery app that runs each task in the request that sends it."""
    from celery import Celery

    celery_app = Celery("bot", broker="memory://", set_as_current=False)
    celery_app.conf.task_always_eager = True
    yield celery_app
    celery_app.close()


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
