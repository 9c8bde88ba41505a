"""Flask-Login beside ``member_required``: two logins in one browser, neither disturbs the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.simulated import INSIDE, visit


class User(UserMixin):
    def __init__(self, userid: str) -> None:
        self.id = userid


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """``/staff`` is WeCom's members' page, ``/account`` is Flask-Login's, ``/enter`` joins them."""
    app = make_app()
    manager = LoginManager(app)
    manager.session_protection = "strong"
    manager.user_loader(User)
    wx = WeChatCorp(app)

    @app.get("/staff")
    @wx.member_required
    def staff() -> str:
        return f"member {wx.current_member.userid}" if wx.current_member else "nobody"

    @app.get("/account")
    @login_required
    def account() -> str:
        return f"user {current_user.id}"

    @app.get("/enter")
    @wx.member_required
    def enter() -> str:
        assert wx.current_member is not None
        login_user(User(wx.current_member.userid))
        return "welcome"

    @app.get("/sign-in/<userid>")
    def sign_in(userid: str) -> str:
        login_user(User(userid))
        return "welcome"

    @app.get("/sign-out")
    def sign_out() -> str:
        logout_user()
        return "bye"

    @app.get("/leave")
    def leave() -> str:
        wx.log_out()
        return "bye"

    @wx.text
    def who(message: Message) -> str:
        before = bool(current_user.is_authenticated)
        login_user(User(message.from_user_name or ""))
        return f"{before} {current_user.id}"

    return app


def log_in(browser: FlaskClient, page: str, userid: str) -> None:
    away = browser.get(page, headers=INSIDE).headers["Location"]
    assert browser.get(visit(away, userid), headers=INSIDE).headers["Location"] == page


def seen(browser: FlaskClient) -> tuple[int, int]:
    """What the members' page and the users' page answer."""
    statuses = [browser.get(page, headers=INSIDE).status_code for page in ("/staff", "/account")]
    return statuses[0], statuses[1]


def test_a_member_becomes_the_user(app: Flask) -> None:
    browser = app.test_client()
    assert seen(browser) == (302, 401)
    log_in(browser, "/enter", "lisi")
    assert seen(browser) == (200, 401)
    assert browser.get("/enter", headers=INSIDE).text == "welcome"
    assert browser.get("/account", headers=INSIDE).text == "user lisi"
    assert browser.get("/staff", headers=INSIDE).text == "member lisi"


@pytest.mark.parametrize("member_first", [True, False])
def test_each_login_ends_alone(app: Flask, member_first: bool) -> None:
    for way_out, left in (("/sign-out", (200, 401)), ("/leave", (302, 200))):
        browser = app.test_client()
        if member_first:
            log_in(browser, "/staff", "lisi")
        browser.get("/sign-in/boss", headers=INSIDE)
        if not member_first:
            log_in(browser, "/staff", "lisi")
        assert browser.get("/account", headers=INSIDE).text == "user boss"
        assert browser.get("/staff", headers=INSIDE).text == "member lisi"
        browser.get(way_out, headers=INSIDE)
        assert seen(browser) == left


def test_a_callback_is_nobodys_browser(app: Flask) -> None:
    """What a handler logs in ends with its message, and leaves no cookie."""
    browser = app.test_client()
    browser.get("/sign-in/boss", headers=INSIDE)
    client = CallbackClient(app)
    client._client = browser
    cookie = browser.get_cookie("session")
    assert client.text("who", user="lisi").text == "False lisi"
    assert client.text("who", user="wangwu").text == "False wangwu"
    assert browser.get_cookie("session") == cookie
    assert browser.get("/account", headers=INSIDE).text == "user boss"
