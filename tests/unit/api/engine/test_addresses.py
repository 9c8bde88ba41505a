"""Addresses that came in a message: public ones over https, and never in an error or a log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask, Response, request

from flask_wechat_corp import WeChatAPIError, WeChatTransportError
from flask_wechat_corp.api.engine.addresses import Addresses

from ....helpers.connect_proxy import ConnectProxy
from ....helpers.support import free_port, serve


@pytest.fixture
def base() -> Iterator[str]:
    app = Flask(__name__)

    @app.post("/cgi-bin/aibot/response")
    def post() -> Response:
        if request.args["response_code"] == "refused":
            return Response('{"errcode": 40058, "errmsg": "no"}')
        return Response("<html>" if request.args["response_code"] == "page" else '{"errcode": 0}')

    @app.get("/file")
    def file() -> Response:
        return Response(b"x" * 100, headers={"Content-Disposition": "attachment; filename=a.txt"})

    @app.get("/moved")
    def moved() -> Response:
        return Response(status=302, headers={"Location": "http://127.0.0.1/secret"})

    with serve(app) as url:
        yield url


@pytest.fixture
def addresses(base: str) -> Addresses:
    return Addresses(base, (1, 5))


def url(base: str, code: str) -> str:
    return f"{base}/cgi-bin/aibot/response?response_code={code}"


def test_the_origin_of_api_url_may_be_used(
    addresses: Addresses, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses.post(url(base, "CODE"), {"a": "汉"}, "response_url")
    assert addresses.download(f"{base}/file", 100, "a file").filename == "a.txt"
    urllib3 = [one.getMessage() for one in caplog.records if one.name.startswith("urllib3")]
    assert not [line for line in urllib3 if "CODE" in line or "/file" in line]


def test_a_refusal_and_a_page(addresses: Addresses, base: str) -> None:
    with pytest.raises(WeChatAPIError, match="40058") as refused:
        addresses.post(url(base, "refused"), {}, "response_url")
    assert "refused" not in str(refused.value)
    with pytest.raises(WeChatTransportError, match="not JSON"):
        addresses.post(url(base, "page"), {}, "response_url")


def test_a_large_file_and_a_redirect_are_refused(addresses: Addresses, base: str) -> None:
    with pytest.raises(WeChatTransportError, match="more than 99 bytes"):
        addresses.download(f"{base}/file", 99, "a file")
    with pytest.raises(WeChatTransportError, match="status 302"):
        addresses.download(f"{base}/moved", 99, "a file")


@pytest.mark.parametrize(
    "address",
    ["http://example.com/x?k=secret", "ftp://example.com/secret", "https://u:secret@example.com/",
     "https://[secret", "secret", "https:///secret"],
)  # fmt: skip
def test_only_https(addresses: Addresses, address: str) -> None:
    with pytest.raises(WeChatTransportError) as refused:
        addresses.download(address, 99, "a file")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_a_private_address_is_not_talked_to(base: str, host: str) -> None:
    addresses = Addresses("https://qyapi.weixin.qq.com", (1, 1))
    port = base.rpartition(":")[2] if host != "[::1]" else str(free_port())
    with pytest.raises(WeChatTransportError) as refused:
        addresses.download(f"https://{host}:{port}/secret", 99, "a file")
    if host != "[::1]":  # where nothing listens there is no connection to look at
        assert "does not lead to a public server" in str(refused.value)
    assert "secret" not in str(refused.value)


# -- proxies

PRIVATE = ["127.0.0.1", "[::1]", "localhost", "10.1.2.3", "127.1", "0x7f000001", "2130706433",
           "[::ffff:10.0.0.1]", "metadata", "vault.internal", "printer.local."]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("from_environment", [False, True])
def test_a_proxy_is_not_asked_for_a_private_address(
    monkeypatch: pytest.MonkeyPatch, host: str, from_environment: bool
) -> None:
    with ConnectProxy(host.strip("[]")) as proxy:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "")
        monkeypatch.setenv("https_proxy", proxy.url)
        addresses = Addresses(
            "https://qyapi.weixin.qq.com", (1, 1), proxy=None if from_environment else proxy.url
        )
        with pytest.raises(WeChatTransportError, match="does not lead to a public") as refused:
            addresses.download(f"https://{host}/secret", 99, "a file")
        assert proxy.targets == []
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["files.example.com", "8.8.8.8", "[2001:4860:4860::8888]"])
def test_a_public_address_goes_through_the_proxy(host: str) -> None:
    """The proxy itself may have a private address, as proxies do."""
    with ConnectProxy() as proxy:
        addresses = Addresses("https://qyapi.weixin.qq.com", (1, 1), proxy=proxy.url)
        with pytest.raises(WeChatTransportError, match="Could not use the proxy") as refused:
            addresses.download(f"https://{host}/secret", 99, "a file")
        assert proxy.targets == [f"{host}:443"]
    assert "secret" not in str(refused.value)


def test_the_origin_of_api_url_goes_through_the_proxy_too(base: str) -> None:
    """The server stands for the proxy: it is asked for the whole address."""
    addresses = Addresses("http://wecom.invalid", (1, 5), proxy=base)
    assert addresses.download("http://wecom.invalid/file", 100, "a file").size == 100


def test_an_empty_proxy_means_none(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(WeChatTransportError, match="Could not use the proxy"):
        Addresses(base, (1, 5)).download(f"{base}/file", 100, "a file")
    assert Addresses(base, (1, 5), proxy="").download(f"{base}/file", 100, "a file").size == 100
