"""Fixtures of the tests in Flask: what the app keeps, and what it sends."""

from __future__ import annotations

import pytest
from flask import Flask

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.web.state import AppState
from tests.helpers.sent import Sent


@pytest.fixture
def state(app: Flask, wx: WeChatCorp) -> AppState:
    state: AppState = app.extensions["wechat_corp"]["wechat_corp"]
    return state


@pytest.fixture
def sent(app: Flask, wx: WeChatCorp) -> Sent:
    return Sent(app)
