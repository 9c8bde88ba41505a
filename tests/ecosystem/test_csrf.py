"""Flask-WTF's CSRF protection: WeCom has no token to give, so the callback is exempted."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask_wtf import CSRFProtect

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.cli import wechat_corp
from flask_wechat_corp.testing import CallbackClient


def exempt_first(app: Flask, wx: WeChatCorp, csrf: CSRFProtect) -> None:
    csrf.exempt(wx.blueprint)
    csrf.init_app(app)
    wx.init_app(app)


def protect_first(app: Flask, wx: WeChatCorp, csrf: CSRFProtect) -> None:
    csrf.init_app(app)
    wx.init_app(app)
    csrf.exempt(wx.blueprint)


def protect_last(app: Flask, wx: WeChatCorp, csrf: CSRFProtect) -> None:
    wx.init_app(app)
    csrf.init_app(app)
    csrf.exempt(wx.blueprint)


@pytest.mark.parametrize("set_up", [exempt_first, protect_first, protect_last])
def test_only_the_callback_is_exempt_in_any_order(
    make_app: Callable[..., Flask], set_up: Callable[[Flask, WeChatCorp, CSRFProtect], None]
) -> None:
    app, wx, csrf = make_app(), WeChatCorp(handler=lambda message: "收到"), CSRFProtect()
    app.post("/form")(lambda: "changed")
    set_up(app, wx, csrf)
    assert CallbackClient(app).verify()
    assert CallbackClient(app).text("hi").text == "收到"
    assert app.test_client().post("/form").status_code == 400


def test_only_the_exempt_agent_is_exempt(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    csrf = CSRFProtect(app)
    ours = {k: v for k, v in app.config.items() if k.startswith("WECHAT_CORP_")}
    app.config.update({f"LUNCH_{key[12:]}": value for key, value in ours.items()})
    leave = WeChatCorp(app, handler=lambda message: "leave")
    WeChatCorp(app, name="lunch", config_prefix="LUNCH_", url="/lunch")
    csrf.exempt(leave.blueprint)
    assert CallbackClient(app).text("hi").text == "leave"
    assert CallbackClient(app, "lunch").text("hi").status == 400


def test_without_the_exemption_page_log_and_check_say_why(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    CSRFProtect(app)
    WeChatCorp(app, handler=lambda message: "收到")
    with caplog.at_level(logging.INFO, "flask_wtf.csrf"):
        refused = CallbackClient(app).text("hi")
    assert refused.status == 400
    assert "The CSRF token is missing." in refused.text
    assert "The CSRF token is missing." in caplog.text
    told = app.test_cli_runner().invoke(wechat_corp, ["check"])
    assert told.exit_code == 1
    assert (
        "✗ callback in this process: Something else in the app answered the POST with 400"
        in told.output
    )
    assert "csrf.exempt(wx.blueprint)" in told.output
