"""Connections: their age, proxies, a replaced ``Session.send``, and what urllib3 logs."""

from __future__ import annotations

import builtins
import importlib.util
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import requests_mock
import urllib3

from flask_wechat_corp import ConfigError, WeChatAPI, WeChatTransportError
from flask_wechat_corp.api.engine import response as response_module
from flask_wechat_corp.api.engine.connections import IDLE_SECONDS, is_send_replaced
from flask_wechat_corp.api.engine.query_filter import LOGGERS
from flask_wechat_corp.api.engine.response import Failure, parse_response, redact

from ....helpers.api_server import OK, ApiServer, Raw
from ....helpers.support import AGENT_ID, CORP_ID, SECRET, free_port


def client(url: str, **options: Any) -> WeChatAPI:
    return WeChatAPI(
        CORP_ID, SECRET, AGENT_ID, api_url=url, timeout=(5, 5), sleep=lambda _: None, **options
    )


# -- logs


def test_every_logger_of_urllib3_is_filtered() -> None:
    """Looked up in its source, because most of its modules are imported later or never."""
    folder = Path(urllib3.__file__).parent
    found = set()
    for path in folder.rglob("*.py"):
        if re.search(r"getLogger\(__name__\)", path.read_text("utf-8")):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            found.add(".".join(part for part in parts if part != "__init__"))
    assert found
    assert found <= set(LOGGERS)


def test_a_malformed_header_shows_no_secret(
    server: ApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("user/get", OK)
    api = client(server.url)
    body = json.dumps({"access_token": server.token, "expires_in": 7200}).encode()
    # A header without a colon, as a middlebox may add it.
    malformed = {"X-A": "b\r\nno colon here"}
    server.fetch_answer = Raw(body, headers=malformed, drop=True, cut=len(body))
    api.get_latest_token()
    assert "Failed to parse headers" in caplog.text
    assert SECRET not in caplog.text
    assert "/cgi-bin/gettoken" in caplog.text
    api.http.close()


# -- the age of a connection


@pytest.mark.parametrize("path", ["message/send", "user/get"])
def test_an_old_idle_connection_is_not_used(server: ApiServer, path: str) -> None:
    now = 1000.0
    server.on(path, OK)
    api = client(server.url)
    adapter: Any = api.http.get_adapter(server.url)
    adapter.clock = lambda: now
    for seconds in (0, IDLE_SECONDS - 1, IDLE_SECONDS + 1, 1):
        now += seconds
        api.post(path, {})
    first, second, third, fourth = (sent.connection for sent in server.seen)
    assert first == second
    assert third != second
    assert fourth == third
    api.http.close()


def test_a_proxied_connection_has_the_same_limit(server: ApiServer) -> None:
    """The recording server stands for the proxy: it is asked for the whole address."""
    now = 1000.0
    server.on("user/get", OK)
    api = client("http://wecom.invalid", proxy=server.url)
    adapter: Any = api.http.get_adapter(server.url)
    adapter.clock = lambda: now
    for seconds in (0, 1, IDLE_SECONDS + 1):
        now += seconds
        assert api.get("user/get") == OK
    first, second, third = (sent.connection for sent in server.seen)
    assert first == second != third
    api.http.close()


# -- proxies


@pytest.fixture
def broken_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")


@pytest.mark.usefixtures("broken_proxies")
def test_an_empty_proxy_means_none(server: ApiServer) -> None:
    server.on("user/get", OK)
    api = client(server.url)
    with pytest.raises(WeChatTransportError, match="Could not use the proxy"):
        api.get("user/get")
    api = client(server.url, proxy="")
    api.http.proxies["http"] = "http://127.0.0.1:1"
    assert api.get("user/get") == OK
    api.http.close()


@pytest.mark.usefixtures("broken_proxies")
def test_a_proxy_wins_over_the_environment(
    server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    server.on("user/get", OK)
    api = client("http://wecom.invalid", proxy=server.url)
    assert api.get("user/get") == OK
    api.http.close()


@pytest.mark.parametrize(
    "proxy", ["10.0.0.1:3128", "http://", "ftp://h:1", "http://h:99999", "http://h:1/x?y=1"]
)
def test_a_malformed_proxy_is_named_and_not_shown(proxy: str) -> None:
    with pytest.raises(ConfigError, match=r"^proxy must be the address of a proxy") as caught:
        client("http://127.0.0.1:1", proxy=proxy)
    assert proxy not in str(caught.value).replace("http://host:port", "")


def test_a_socks_proxy_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    client("http://127.0.0.1:1", proxy="socks5h://user:password@127.0.0.1:1080")
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "flask_wechat_corp.api.engine.proxy.find_spec",
        lambda name: None if name == "socks" else find(name),
    )
    with pytest.raises(ConfigError, match=r"^LEAVE_PROXY is a SOCKS proxy.*the extra socks"):
        client("http://h", proxy="socks5://127.0.0.1:1080", config_prefix="LEAVE_")


# -- mistakes have the right names


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("http_proxy", "http://127.0.0.1:99999", "The address of the proxy cannot be used"),
        ("http_proxy", "http://:80:80", "The address of the proxy cannot be used"),
        ("all_proxy", "http://127.0.0.1:99999", "The address of the proxy cannot be used"),
    ],
)
def test_a_proxy_variable_is_to_blame(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    waits: list[float] = []
    api = WeChatAPI(CORP_ID, SECRET, api_url="http://127.0.0.1:1", sleep=waits.append)
    with pytest.raises(WeChatTransportError, match=expected) as caught:
        api.get("user/get")
    assert "HTTPS_PROXY" in str(caught.value)
    assert waits == []


def test_a_socks_variable_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    real = builtins.__import__

    def without_socks(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "socks":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    def missing(*args: object, **kwargs: object) -> None:
        raise requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")

    monkeypatch.setattr("requests.adapters.SOCKSProxyManager", missing)
    with pytest.raises(WeChatTransportError, match=r"needs the extra socks.*ALL_PROXY"):
        client("http://127.0.0.1:1").get("user/get")


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_missing_certificate_file_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(name, "/missing/bundle.pem")
    waits: list[float] = []
    api = WeChatAPI(CORP_ID, SECRET, api_url="https://127.0.0.1:1", sleep=waits.append)
    with pytest.raises(WeChatTransportError, match=r"trusted certificates.*REQUESTS_CA_BUNDLE"):
        api.get("user/get")
    assert waits == []


def test_a_missing_client_certificate_is_named() -> None:
    api = client("https://127.0.0.1:1")
    api.http.cert = "/missing/client.pem"
    with pytest.raises(WeChatTransportError, match=r"client certificate.*api\.http\.cert"):
        api.get("user/get")


def test_a_bad_address_is_still_named() -> None:
    with pytest.raises(WeChatTransportError, match="api_url must be an address"):
        client("nowhere").get("user/get")


# -- a replaced Session.send


def test_requests_mock_answers_and_nothing_leaves(server: ApiServer) -> None:
    api = client(server.url)
    with requests_mock.Mocker() as mocked:
        token = {"errcode": 0, "access_token": "t" * 20, "expires_in": 7200}
        mocked.get(f"{server.url}/cgi-bin/gettoken", json=token)
        mocked.get(f"{server.url}/cgi-bin/user/get", json={**OK, "name": "mocked"})
        assert api.get("user/get")["name"] == "mocked"
    assert server.fetched == server.seen == []


@pytest.fixture
def wrapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A ``Session.send`` that is replaced as tracing tools do it."""
    urls: list[str] = []
    original = requests.Session.send

    def send(self: requests.Session, request: Any, **kwargs: Any) -> requests.Response:
        urls.append(request.url)
        return original(self, request, **kwargs)

    send.__module__, send.__wrapped__ = original.__module__, original  # type: ignore[attr-defined]
    monkeypatch.setattr(requests.Session, "send", send)
    return urls


def test_a_wrapped_send_sees_every_call(server: ApiServer, wrapped: list[str]) -> None:
    server.on("user/get", OK)
    server.on("media/get", Raw(b"x" * 10, headers={"Content-Disposition": "attachment"}))
    server.on("away", Raw(b"", 302, {"Location": "https://other.invalid/", "Set-Cookie": "a=b"}))
    api = client(server.url)
    assert api.get("user/get") == OK
    assert api.get_media("M").content == b"x" * 10
    with pytest.raises(WeChatTransportError, match="302"):
        api.get("away")
    assert len(wrapped) == 4  # the token's too; the redirect was not followed
    assert "Cookie" not in server.last.headers
    api.http.close()


def test_an_unchanged_send_is_not_called() -> None:
    session = requests.Session()
    assert not is_send_replaced(session)
    session.send = lambda *args, **kwargs: requests.Response()  # type: ignore[method-assign]
    assert is_send_replaced(session)


# -- bounds, short secrets and paths


class Answer:
    status_code = 200
    headers: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, content: bytes) -> None:
        self.content = content

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        yield self.content

    def close(self) -> None:
        pass


def test_json_of_very_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_module, "MAX_JSON_VALUES", 1000)
    for body in (b'{"a":[' + b"[]," * 600 + b"[]]}", b'{"a":[' + b"1," * 1200 + b"1]}"):
        refused = parse_response(Answer(body), "user/list")
        assert isinstance(refused, Failure)
        assert refused.reason == "The response has more than 1000 values."
    long_text = b'{"a":"' + b"x" * 5000 + b'"}'
    assert parse_response(Answer(long_text), "user/list") == {"a": "x" * 5000}


def test_a_response_that_is_compressed_twice_is_refused(server: ApiServer) -> None:
    server.on("user/get", Raw(b"", headers={"Content-Encoding": "gzip, gzip"}))
    with pytest.raises(WeChatTransportError, match="compressed more than once"):
        client(server.url).get("user/get")


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("userid not found, hint: [1795854067_1_abc]", ["s", "1"],
         "userid not found, hint: [1795854067_1_abc]"),
        ("invalid secret s", ["s"], "invalid secret ***"),
        ("corpsecret=s, 密码s错误", ["s"], "corpsecret=***, 密码***错误"),
        (f"x{SECRET}y", [SECRET], "x***y"),
        ("nothing", ["", "n"], "nothing"),
    ],
)  # fmt: skip
def test_a_short_secret_does_not_garble_words(text: str, secrets: list[str], expected: str) -> None:
    assert redact(text, secrets) == expected


@pytest.mark.parametrize("path", ["../x", "user/../../x", "/cgi-bin/../x", "./x", "a/..\\x", ".."])
def test_a_path_cannot_leave_the_api(path: str) -> None:
    api = client("http://127.0.0.1:1")
    for call in (api.get, api.post):
        with pytest.raises(ValueError, match="must not leave /cgi-bin/"):
            call(path)
    with pytest.raises(ValueError, match="must not leave /cgi-bin/"):
        api.upload(path, b"x", filename="a")
