"""Where the callback's route may live: prefixes, nested blueprints, subdomains, hosts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, url_for

from flask_wechat_corp import Message, WeChatCorp
from flask_wechat_corp.testing import CallbackClient


def echo(message: Message) -> str:
    return f"收到 {message.content}"


def answers(app: Flask, url: str) -> bool:
    """Whether this address takes both what the console and what members send."""
    client = CallbackClient(app, url=url)
    received = client.text("hi")
    if received.status == 404:
        return False
    assert received.text == "收到 hi"
    return bool(client.verify())


def test_a_blueprint_with_a_prefix(make_app: Callable[..., Flask]) -> None:
    app, wx = make_app(), WeChatCorp(handler=echo)
    wx.blueprint.url_prefix = "/bots"
    wx.init_app(app)
    assert answers(app, "/bots/wechat")
    assert not answers(app, "/wechat")
    with app.test_request_context():
        assert url_for("wechat_corp.callback") == "/bots/wechat"


@pytest.mark.parametrize("nested_first", [True, False])
def test_a_nested_blueprint_is_one_more_address(
    make_app: Callable[..., Flask], nested_first: bool
) -> None:
    app, wx = make_app(), WeChatCorp(handler=echo)
    site, bots = Blueprint("site", __name__, url_prefix="/site"), Blueprint("bots", __name__)
    if not nested_first:
        wx.init_app(app)
    bots.register_blueprint(wx.blueprint, url_prefix="/bots")
    site.register_blueprint(bots)
    if nested_first:
        wx.init_app(app)
    app.register_blueprint(site)
    assert answers(app, "/site/bots/wechat")
    assert answers(app, "/wechat")
    with app.test_request_context():
        assert url_for("site.bots.wechat_corp.callback") == "/site/bots/wechat"


def test_a_parents_hooks_see_the_nested_callback(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    wx = WeChatCorp(app, handler=echo)
    parent = Blueprint("parent", __name__, url_prefix="/closed")
    parent.before_request(lambda: ("closed", 503))
    parent.register_blueprint(wx.blueprint)
    app.register_blueprint(parent)
    assert CallbackClient(app, url="/closed/wechat").text("hi").status == 503
    assert answers(app, "/wechat")


def test_a_subdomain(make_app: Callable[..., Flask]) -> None:
    app = make_app(options={"subdomain_matching": True})
    app.config["SERVER_NAME"] = "corp.example"
    wx = WeChatCorp(handler=echo)
    wx.blueprint.subdomain = "bot"
    wx.init_app(app)
    assert answers(app, "http://bot.corp.example/wechat")
    assert not answers(app, "http://corp.example/wechat")
    assert not answers(app, "http://shop.corp.example/wechat")


def test_host_matching(make_app: Callable[..., Flask]) -> None:
    """Flask gives a blueprint no host: a second rule for the same endpoint does."""
    app = make_app(options={"host_matching": True, "static_host": "static.example"})
    WeChatCorp(app, handler=echo)
    app.add_url_rule(
        "/wechat", endpoint="wechat_corp.callback", host="bot.example", methods=["GET", "POST"]
    )
    assert answers(app, "http://bot.example/wechat")
    assert not answers(app, "http://static.example/wechat")


def test_an_application_root(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.config["APPLICATION_ROOT"] = "/apps"
    WeChatCorp(app, handler=echo)
    assert answers(app, "/wechat")  # the test client calls it as a server that is mounted there
    with app.test_request_context():
        assert url_for("wechat_corp.callback") == "/apps/wechat"
