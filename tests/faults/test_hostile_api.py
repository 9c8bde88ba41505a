"""An API server that is slow, resets connections, and lies.

Promised: a call ends with its answer or with an error of ours that names the path and nothing
secret; it is sent again only where that is safe; and no thread is left behind. What
``test_api_client.py`` and ``test_api_token.py`` show already is not shown again.
"""

from __future__ import annotations

import logging
import math
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import urllib3

from flask_wechat_corp import WeChatAPI, WeChatTransportError
from tests.faults.hostile import Hostile, Talk
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET
from tests.helpers.tls import make_certificate

KEPT = "token-that-the-application-keeps"
USER = {**OK, "userid": "zhangsan"}

Client = Callable[..., WeChatAPI]


@pytest.fixture
def client(caplog: pytest.LogCaptureFixture) -> Iterator[Client]:
    """Make clients that have a token; in the end look for threads and secrets they left."""
    caplog.set_level(logging.DEBUG)
    before = set(threading.enumerate())
    with ExitStack() as stack:

        def build(url: str, **options: Any) -> WeChatAPI:
            kept = {"access_token": KEPT, "expires_at": math.inf}
            options = {"get_token": lambda: kept, "save_token": lambda _: None, **options}
            api = WeChatAPI(
                CORP_ID, SECRET, AGENT_ID, api_url=url, timeout=(2, 1), sleep=lambda _: None,
                **options,
            )  # fmt: skip
            stack.callback(api.http.close)
            return api

        yield build
    started = [one for one in threading.enumerate() if one not in before and not is_ours(one)]
    for thread in started:
        thread.join(10)  # those of the hostile server end by themselves
    assert not [thread for thread in started if thread.is_alive()]
    assert not any(secret in caplog.text for secret in (SECRET, KEPT))


def is_ours(thread: threading.Thread) -> bool:
    """Say whether it belongs to a pool or to the leases, which an earlier test may have left."""
    return thread.name.startswith("flask-wechat-corp-")


def fails(call: Callable[[], object], reason: str) -> None:
    with pytest.raises(WeChatTransportError, match=f"^/cgi-bin/[a-z/]+: {reason}") as caught:
        call()
    told = "".join(traceback.format_exception(caught.value))
    assert not any(secret in told for secret in (SECRET, KEPT, "access_token="))


def silent(talk: Talk) -> None:
    talk.read_request()
    talk.keep_silent()


def reset_unread(talk: Talk) -> None:
    talk.wait_for_request()
    talk.reset()


def reset_when_asked(talk: Talk) -> None:
    talk.read_request()
    talk.reset()


def reset_in_the_middle(talk: Talk) -> None:
    talk.read_request()
    talk.answer(b'{"errcode":', length=100)
    talk.reset()


def end_in_the_middle(talk: Talk) -> None:
    talk.read_request()
    talk.answer(USER, length=100)


def not_http(talk: Talk) -> None:
    talk.read_request()
    talk.send(b"220 mail.example.com ESMTP\r\n\r\n")


BROKEN = {
    "headers never come": (silent, "No response in time"),
    "reset before the request is read": (reset_unread, "The connection broke"),
    "reset after the request is read": (reset_when_asked, "The connection broke"),
    "reset in the middle of the body": (reset_in_the_middle, "The connection broke"),
    "a body shorter than its length": (end_in_the_middle, "The connection broke"),
    "another protocol": (not_http, "The connection broke"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(("idempotent", "attempts"), [(False, 1), (True, 3)])
def test_a_broken_answer_is_a_transport_error(
    client: Client, name: str, idempotent: bool, attempts: int
) -> None:
    behaviour, reason = BROKEN[name]
    with Hostile(behaviour) as server:
        api = client(server.url)
        fails(lambda: api.post("user/update", {"userid": "a"}, idempotent=idempotent), reason)
        assert server.connections == attempts


@pytest.mark.parametrize("name", BROKEN)
def test_a_call_that_is_safe_to_repeat_survives_one_of_them(client: Client, name: str) -> None:
    connections = iter((BROKEN[name][0],))

    def first_badly_then_well(talk: Talk) -> None:
        behaviour = next(connections, None)
        if behaviour:
            behaviour(talk)
        elif talk.read_request():
            talk.answer(USER)

    with Hostile(first_badly_then_well) as server:
        assert client(server.url).get_user("zhangsan") == USER


SURPLUS = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"errcode": 1}'


def test_a_body_longer_than_its_length_spoils_no_later_call(client: Client) -> None:
    """What nobody asked for is not taken for the answer to the next question."""
    answered, spoiled = threading.Event(), threading.Event()

    def surplus(talk: Talk) -> None:
        while talk.read_request():
            talk.answer(USER, more=SURPLUS)  # in one piece with the answer
            answered.wait(10)
            talk.send(SURPLUS)  # when the connection is idle
            spoiled.set()

    with Hostile(surplus) as server:
        api = client(server.url)
        for _ in range(3):
            assert api.get_user("zhangsan") == USER
            answered.set()
            assert spoiled.wait(10)
            answered.clear()
            spoiled.clear()
        assert server.connections == 3


def test_a_body_cut_by_its_length_is_not_json(client: Client) -> None:
    def cut(talk: Talk) -> None:
        talk.read_request()
        talk.answer(USER, length=10)

    with Hostile(cut) as server:
        fails(lambda: client(server.url).get_user("zhangsan"), "The response is not JSON")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(client: Client, status: int) -> None:
    """Neither the token nor the body go to whom the answer names."""

    def redirect(talk: Talk) -> None:
        talk.read_request()
        talk.send(
            f"HTTP/1.1 {status} Found\r\nLocation: {elsewhere.url}/cgi-bin/user/get\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )

    with Hostile(silent) as elsewhere, Hostile(redirect) as server:
        fails(lambda: client(server.url).get_user("zhangsan"), f".*HTTP status {status}")
        assert (server.connections, elsewhere.connections) == (1, 0)


def test_a_large_answer_is_read(client: Client) -> None:
    large = {**OK, "userlist": [{"name": "字" * 1000}] * 2000}

    def answer(talk: Talk) -> None:
        talk.read_request()
        talk.answer(large)

    with Hostile(answer) as server:
        assert client(server.url).get_user("zhangsan") == large


# -- lies about the token


@pytest.mark.parametrize("seconds", [0, -7200])
def test_a_token_that_has_ended_already_serves_one_call(seconds: int) -> None:
    """Each call then asks for another one, once."""
    with ApiServer() as server:
        server.on("user/get", USER)
        server.expires_in = seconds
        api = WeChatAPI(CORP_ID, SECRET, api_url=server.url, timeout=(5, 5), clock=lambda: 1e9)
        for calls in (1, 2):
            assert api.get_user("zhangsan") == USER
            assert len(server.fetched) == calls
        api.http.close()


@pytest.mark.parametrize("seconds", [None, [7200], {}])
def test_an_expiry_that_is_no_number_is_a_transport_error(seconds: Any) -> None:
    with ApiServer() as server:
        server.expires_in = seconds
        api = WeChatAPI(CORP_ID, SECRET, api_url=server.url, timeout=(5, 5))
        fails(lambda: api.get_user("zhangsan"), "The response has no access_token")
        assert server.seen == []
        api.http.close()


# -- lies about who it is


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    """Known to be from whom we trust, and not for this name: nothing is sent."""
    certificate, context = make_certificate(tmp_path)  # for 127.0.0.1
    with ApiServer(context) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        api = WeChatAPI(CORP_ID, SECRET, api_url=url, timeout=(5, 5), sleep=lambda _: None)
        api.http.verify = str(certificate)
        reason = re.escape("Could not make a TLS connection: Hostname mismatch")
        fails(lambda: api.get_user("zhangsan"), reason)
        assert server.seen == server.fetched == []
        api.http.close()


# -- lies that are hard to read, and answers without an end

UNREADABLE = {
    "an infinite errcode": b'{"errcode": 1e999}',
    "nested without end": b"[" * 200_000,
    "a number of many digits": b'{"errcode": ' + b"9" * 5000 + b"}",
    "half a character": '{"errmsg": "字"}'.encode()[:-3],
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_answer_that_cannot_be_read_is_a_transport_error(client: Client, name: str) -> None:
    def answer(talk: Talk) -> None:
        talk.read_request()
        talk.answer(UNREADABLE[name])

    with Hostile(answer) as server:
        fails(lambda: client(server.url).get_user("zhangsan"), "The .*response")


def test_a_file_that_looks_like_json_without_end_is_a_file(client: Client) -> None:
    def answer(talk: Talk) -> None:
        talk.read_request()
        talk.answer(b"[" * 50_000)

    with Hostile(answer) as server:
        assert client(server.url).get_media("id").content == b"[" * 50_000


@pytest.mark.parametrize(
    "seconds",
    [math.inf, math.nan, 10**400, 1e30, "soon", "nan", "1e400"],
    ids=["infinite", "not a number", "beyond a float", "for ages", "a word", "nan", "too much"],
)
def test_an_expiry_without_sense_is_a_transport_error(seconds: float | str) -> None:
    with ApiServer() as server:
        server.expires_in = seconds  # type: ignore[assignment]  # that is the lie
        api = WeChatAPI(CORP_ID, SECRET, api_url=server.url, timeout=(5, 5))
        fails(lambda: api.get_user("zhangsan"), "The .*response")
        assert server.seen == []
        api.http.close()


@pytest.mark.skipif(not hasattr(urllib3.HTTPResponse, "read1"), reason="urllib3 1 waits for more")
def test_an_answer_that_drips_is_given_up(client: Client) -> None:
    """A byte now and then keeps nobody waiting for ever."""

    def drip(talk: Talk) -> None:
        talk.read_request()
        talk.answer(b"", length=100_000)
        talk.drip(bytes(100_000), 0.05)

    with ThreadPoolExecutor(1) as pool, Hostile(drip) as server:
        api = client(server.url)
        fails(
            lambda: pool.submit(api.post, "user/update", {}).result(60),
            "The response was not complete",
        )


def test_an_answer_without_an_end_is_given_up(client: Client) -> None:
    """Memory is not filled."""

    def never_end(talk: Talk) -> None:
        talk.read_request()
        talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            talk.send(b"100000\r\n" + bytes(1 << 20) + b"\r\n")

    with Hostile(never_end) as server:
        api = client(server.url)
        fails(
            lambda: api.post("user/update", {}),
            "The response has more than|.* not complete in time",
        )
