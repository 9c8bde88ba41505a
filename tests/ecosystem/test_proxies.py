"""Behind a reverse proxy, and mounted under a prefix: the addresses that members' browsers see."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from flask_wechat_corp import WeChatCorp
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import INSIDE, visit
from tests.helpers.support import serve

FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "corp.example",
}


def pages(app: Flask) -> WeChatCorp:
    """Give an app a member's page, and one that shows what it signs for the JS-SDK."""
    wx = WeChatCorp(app, handler=lambda message: "收到")

    @app.get("/me")
    @wx.member_required
    def me() -> str:
        assert wx.current_member is not None
        return wx.current_member.userid

    @app.get("/page/<name>")
    def page(name: str) -> dict[str, Any]:
        return wx.js_config("scanQRCode")

    return wx


def nothing_here(environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 NOT FOUND", [])
    return []


def fetch(base: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def signed_url(app: Flask, wx: WeChatCorp, config: dict[str, Any], *urls: str) -> str:
    """Return which of these addresses the signature is good for, by WeCom's own formula."""
    with app.app_context():
        ticket = wx.api.get_latest_ticket()["ticket"]
    start = f"jsapi_ticket={ticket}&noncestr={config['nonceStr']}&timestamp={config['timestamp']}"
    signatures = {sha1(f"{start}&url={url}".encode()).hexdigest(): url for url in urls}
    return signatures[config["signature"]]


@pytest.mark.parametrize("prefix", ["", "/apps", "/应用"])
def test_a_proxys_address_is_the_one_that_is_signed(
    make_app: Callable[..., Flask], prefix: str
) -> None:
    """The proxy takes its prefix off the path, and tells of it."""
    app = make_app()
    wx = pages(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)  # type: ignore[method-assign]
    headers = {**FORWARDED, "X-Forwarded-Prefix": prefix} if prefix else FORWARDED
    headers = {name: value.encode().decode("latin1") for name, value in headers.items()}
    with serve(app) as base:
        for path in ("/page/a%20b?x=%e5%AD%97&y", "/page/apps", f"/page/{quote('字')}?"):
            config = json.loads(fetch(base, path, **headers)[1])
            url = f"https://corp.example{quote(prefix)}{path}"
            assert signed_url(app, wx, config, url, base + path) == url


def test_a_mounted_apps_address_is_the_one_that_is_signed(make_app: Callable[..., Flask]) -> None:
    """Here the server's own path still has the prefix."""
    app = make_app()
    app.config["APPLICATION_ROOT"] = "/page"
    wx = pages(app)
    with serve(DispatcherMiddleware(nothing_here, {"/page": app})) as base:  # type: ignore[arg-type]
        path = "/page/page/a%20b?x=1"
        config = json.loads(fetch(base, path)[1])
        assert signed_url(app, wx, config, base + path, f"{base}/page{path}") == base + path


def test_a_member_logs_in_behind_a_proxy(sim: Simulator, make_app: Callable[..., Flask]) -> None:
    app = make_app()
    pages(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)  # type: ignore[method-assign]
    app.config["SESSION_COOKIE_SECURE"] = True
    headers = {**INSIDE, **FORWARDED, "X-Forwarded-Prefix": "/apps"}
    browser = app.test_client()
    with_cookies = {"headers": headers, "base_url": "https://corp.example/apps"}
    away = browser.get("/me?tab=2", **with_cookies).headers["Location"]
    assert parse_qs(urlsplit(away).query)["redirect_uri"] == ["https://corp.example/apps/me"]
    back = visit(away, "zhangsan").removeprefix("/apps")
    home = browser.get(back, **with_cookies)
    assert home.headers["Location"] == "/apps/me?tab=2"
    assert browser.get("/me", **with_cookies).text == "zhangsan"


def test_without_proxy_fix_nobody_can_forge_an_address(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    wx = pages(app)
    headers = {**INSIDE, **FORWARDED, "X-Forwarded-Prefix": "/apps"}
    away = app.test_client().get("/me", headers=headers).headers["Location"]
    assert parse_qs(urlsplit(away).query)["redirect_uri"] == ["http://localhost/me"]
    config = app.test_client().get("/page/a", headers=headers).get_json()
    forged, own = "https://corp.example/apps/page/a", "http://localhost/page/a"
    assert signed_url(app, wx, config, forged, own) == own


def test_a_mounted_app_receives_and_logs_in(sim: Simulator, make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.config["APPLICATION_ROOT"] = "/apps"
    pages(app)
    mounted = DispatcherMiddleware(nothing_here, {"/apps": app})
    with sim.serving(mounted, "/apps/wechat"):
        assert sim.verify()["ok"]
        pushed = sim.push({"type": "text", "from": "lisi", "content": "hi"})
    assert pushed["reply"]["Content"] == "收到"
    browser = Client(mounted)
    asked = browser.get("/apps/me", headers=INSIDE)
    assert "Path=/apps" in asked.headers["Set-Cookie"]
    home = browser.get(visit(asked.headers["Location"], "lisi"), headers=INSIDE)
    assert home.headers["Location"] == "/apps/me"
    assert browser.get("/apps/me").text == "lisi"
