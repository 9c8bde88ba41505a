"""Calls that fail in rare ways, and optional arguments that are left out."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter

from flask_wechat_corp import ConfigError, WeChatAPI, WeChatTransportError
from flask_wechat_corp.api.engine.download import Media
from flask_wechat_corp.api.engine.transport import failure_of

from ....helpers.api_server import OK, ApiServer, Raw
from ....helpers.support import AGENT_ID, CORP_ID, SECRET


def client(url: str, **options: Any) -> WeChatAPI:
    return WeChatAPI(
        CORP_ID, SECRET, AGENT_ID, api_url=url, sleep=lambda _: None, **{"timeout": 5, **options}
    )


@contextmanager
def deaf() -> Iterator[str]:
    """The address of a machine that lets nobody in: its queue of connections is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(20):
            sock = stack.enter_context(socket.socket())
            sock.settimeout(0.2)
            try:
                sock.connect(listener.getsockname())
            except TimeoutError:
                break
        else:
            pytest.skip("this machine's queues of connections are never full")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_connection_that_is_not_made_in_time_says_so() -> None:
    with deaf() as url:
        api = client(url, timeout=(0.1, 5))
        with pytest.raises(WeChatTransportError, match="Could not connect in time"):
            api.get_latest_token()


def test_an_address_that_cannot_be_called_is_named_as_the_setting() -> None:
    api = client("ftp://127.0.0.1")
    with pytest.raises(WeChatTransportError, match="api_url must be an address") as caught:
        api.get_latest_token()
    assert SECRET not in str(caught.value)


def test_a_reason_too_deep_to_find_is_left_out() -> None:
    error: Exception = OSError(5, "too deep")
    for _ in range(9):
        error = requests.ConnectionError(error)
    assert failure_of(error, "timeout is 5 seconds").reason == "The connection broke."
    near = requests.ConnectionError(OSError(5, "near"))
    assert failure_of(near, "timeout is 5 seconds").reason == "The connection broke: near."


def test_a_users_own_adapter_is_left_alone_after_a_fork() -> None:
    class Canned(BaseAdapter):
        def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
            response = requests.Response()
            response.status_code = 200
            token = {"access_token": "t" * 20, "expires_in": 7200}
            answer = token if "gettoken" in str(request.url) else {}
            response.raw = io.BytesIO(json.dumps({**OK, **answer}).encode())
            return response

        def close(self) -> None:
            raise AssertionError("it is the user's")

    api = client("canned://wecom")
    api.http.mount("canned://", Canned())
    api._transport._reset()
    assert api.get("user/get", userid="a") == OK


@pytest.mark.parametrize("errcode", ["lost", None, [], 0, True, "9" * 5000])
def test_a_file_of_json_may_have_an_errcode_of_its_own(server: ApiServer, errcode: object) -> None:
    server.on("media/get", {"errcode": errcode})
    media = client(server.url).get_media("M")
    assert json.loads(media.content) == {"errcode": errcode}


def test_a_short_file_is_noticed_without_urllib3s_help() -> None:
    """urllib3 before 2.0 takes an early end for the end."""
    response = requests.Response()
    response.status_code = 200
    response.headers["Content-Length"] = "5"
    response.raw = io.BytesIO(b"abc")
    with pytest.raises(WeChatTransportError, match="broke off after 3 of 5 bytes"):
        _ = Media(response, "media/get").content


def test_a_token_that_has_just_expired_is_fetched_again(server: ApiServer) -> None:
    now = 1_000_000.0
    api = client(server.url, clock=lambda: now)
    first = api.get_latest_token()
    now = first["expires_at"] - 1  # it would be renewed ahead, and is still good
    server.fetch_answer = {"errcode": -1, "errmsg": "system busy"}
    assert api.get_latest_token() == first
    now = first["expires_at"]
    server.fetch_answer = None
    server.kill_token()
    assert api.get_latest_token()["access_token"] == server.token
    assert api.get_latest_token()["expires_at"] == now + 7200


def test_foreign_log_lines_that_are_no_text_pass(caplog: pytest.LogCaptureFixture) -> None:
    client("http://127.0.0.1:1")
    log = logging.getLogger("urllib3.connectionpool")
    log.warning(ValueError("broken"))
    assert caplog.messages == ["broken"]


def test_optional_arguments_left_out_are_not_sent(server: ApiServer) -> None:
    api = client(server.url)
    server.on("appchat/send", OK)
    api.send_appchat("room", "hi", safe=1)
    assert server.last.json["safe"] == 1
    api.send_appchat("room", "hi")
    assert "safe" not in server.last.json
    server.on("externalcontact/get_unassigned_list", OK)
    api.get_unassigned_list(page_size=1000, page_id=3)
    assert server.last.json == {"page_id": 3, "page_size": 1000}
    api.get_unassigned_list(cursor="next")
    assert server.last.json == {"cursor": "next"}


def test_login_pages_carry_only_what_is_given() -> None:
    api = client("http://127.0.0.1:1")
    page = api.get_3rd_qr_connect_url("ww1", "https://e.example/in")
    assert set(parse_qs(urlsplit(page).query)) == {"appid", "redirect_uri"}
    page = api.get_suite_install_url("ww2", "code", "https://e.example/in")
    assert set(parse_qs(urlsplit(page).query)) == {"suite_id", "pre_auth_code", "redirect_uri"}


def test_a_bad_answer_to_the_token_call_is_no_token(server: ApiServer) -> None:
    server.fetch_answer = Raw(b"<html>", headers={"Content-Type": "text/html"})
    with pytest.raises(WeChatTransportError):
        client(server.url).get_latest_token()


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [("", "timeout is \\(0.1, 0.2\\)"), ("GUEST_", "GUEST_TIMEOUT is \\(0.1, 0.2\\)")],
)
def test_a_timeout_names_the_setting(server: ApiServer, prefix: str, expected: str) -> None:
    server.on("user/get", Raw(delay=5.0))
    api = WeChatAPI(
        CORP_ID, SECRET, api_url=server.url, timeout=(0.1, 0.2), sleep=lambda _: None,
        get_token=lambda: {"access_token": server.token, "expires_at": 1e11},
        save_token=lambda token: None, config_prefix=prefix,
    )  # fmt: skip
    with pytest.raises(WeChatTransportError, match=f"No response in time \\({expected} seconds"):
        api.get("user/get")
    api.http.close()


@pytest.mark.parametrize(
    ("prefix", "secret", "agent"),
    [
        ("", "^secret is missing.*WECHAT_CORP_SECRET", "^agentid is missing.*WECHAT_CORP_AGENT_ID"),
        ("GUEST_", "^GUEST_SECRET is missing", "^GUEST_AGENT_ID is missing"),
    ],
)
def test_a_missing_setting_is_named_with_its_prefix(prefix: str, secret: str, agent: str) -> None:
    api = WeChatAPI(CORP_ID, None, config_prefix=prefix)
    with pytest.raises(ConfigError, match=secret):
        api.get_user("zhangsan")
    for menus in (api, api.apps):
        with pytest.raises(ConfigError, match=agent):
            menus.get_menu()
