"""Application factories: one extension object, any number of apps at the same time."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, current_app

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.simulator import Simulator
from flask_wechat_corp.testing import CallbackClient

wx = WeChatCorp()
wx.lists.add("menu", ["which?", ("{1} one", lambda message: wx.nowait(f"{current_app.name} one"))])


@wx.text("menu")
def menu(message: Message) -> str:
    return wx.wait("menu")


@wx.text("count")
def count(message: Message) -> str:
    wx.session["count"] = wx.session.get("count", 0) + 1
    return f"{current_app.name} {wx.session['count']}"


@wx.text("who")
def who(message: Message) -> str:
    return f"{wx.api.corpid} {wx.api.get_user(message.from_user_name or '')['name']}"


def create_app(make_app: Callable[..., Flask], name: str) -> Flask:
    app = make_app()
    app.name = name
    wx.init_app(app)
    return app


def test_apps_share_handlers_and_nothing_else(make_app: Callable[..., Flask]) -> None:
    first, second = (create_app(make_app, name) for name in ("first", "second"))
    one, other = CallbackClient(first), CallbackClient(second)
    assert [one.text("count").text for _ in range(3)][-1] == "first 3"
    assert other.text("count").text == "second 1"
    assert one.text("menu").text == "which?\n1 one"
    assert other.text("1").body == b""
    assert one.text("1").text == "first one"
    with first.app_context():
        outer = wx.api
        with second.app_context():
            assert wx.api is not outer
        assert wx.api is outer
    states = [app.extensions["wechat_corp"]["wechat_corp"] for app in (first, second)]
    assert states[0].store is not states[1].store


def test_no_token_crosses_from_app_to_app(sim: Simulator, make_app: Callable[..., Flask]) -> None:
    first, second = (create_app(make_app, name) for name in ("first", "second"))
    assert CallbackClient(first).text("who").text == f"{sim.world.corp_id} 张三"
    assert CallbackClient(second).text("who").text == f"{sim.world.corp_id} 张三"
    paths = [row["path"].removeprefix("/cgi-bin/") for row in sim.world.calls.rows()]
    assert paths == ["gettoken", "user/get"] * 2


def test_many_apps_answer_at_once(make_app: Callable[..., Flask]) -> None:
    apps = [create_app(make_app, f"app{number}") for number in range(8)]

    def talk(app: Flask) -> list[str]:
        client = CallbackClient(app)
        return [client.text("count").text for _ in range(10)]

    with ThreadPoolExecutor(len(apps)) as pool:
        for app, texts in zip(apps, pool.map(talk, apps), strict=True):
            assert texts == [f"{app.name} {number}" for number in range(1, 11)]


def test_a_late_answer_comes_from_its_own_app(
    sim: Simulator, make_app: Callable[..., Flask]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        slow = WeChatCorp(executor=pool)
        slow.text(deferred=True)(lambda message: f"later from {current_app.name}")
        for name in ("first", "second"):
            app = make_app()
            app.name = name
            slow.init_app(app)
            assert CallbackClient(app).text("hi").body == b""
    sent = sorted(row["content"]["content"] for row in sim.world.messages.rows())
    assert sent == ["later from first", "later from second"]


def test_an_app_that_nobody_needs_any_more_is_let_go(make_app: Callable[..., Flask]) -> None:
    """A test suite makes hundreds from one factory."""
    app = create_app(make_app, "short-lived")
    assert CallbackClient(app).text("count").text == "short-lived 1"
    gone = weakref.ref(app)
    del app
    gc.collect()
    assert gone() is None
