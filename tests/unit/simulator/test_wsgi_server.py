"""The simulator's small HTTP server: keep-alive, pipelining, chunks, and strangers."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from flask_wechat_corp.simulator.wsgi_server import HTTPServer


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/drop":
        environ["simulator.drop"]()
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter([b"one ", b"", b"two"])
    text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ['QUERY_STRING']} ".encode()
    start_response("200 OK", [("Content-Length", str(len(text) + len(body)))])
    return [text + body]


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    one = HTTPServer("127.0.0.1", 0, echo)
    one.start()
    yield one
    one.stop()


def talk(server: HTTPServer, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        parts = []
        try:
            while part := sock.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass
        return b"".join(parts)


def test_two_requests_in_one_go_are_answered_in_order(server: HTTPServer) -> None:
    one = b"POST /a?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
    answer = talk(server, one + b"GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b"POST /a x=1 hi") < answer.index(b"GET /b")


def test_chunked_bodies_and_streams(server: HTTPServer) -> None:
    head = b"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert talk(server, head + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n").endswith(b"POST /c  hello")
    answer = talk(server, b"GET /stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n")
    plain = talk(server, b"GET /stream HTTP/1.0\r\n\r\n")
    assert plain.endswith(b"\r\n\r\none two")


def test_head_has_no_body_and_a_drop_no_answer(server: HTTPServer) -> None:
    answer = talk(server, b"HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert talk(server, b"GET /drop HTTP/1.1\r\nHost: h\r\n\r\n") == b""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Length: -1", b"400"),
        (b"Content-Length: 1e3", b"400"),
        (b"Content-Length: 99999999999", b"413"),
        (b"Transfer-Encoding: chunked\r\n\r\nzz", b"400"),
        (b"Transfer-Encoding: chunked\r\n\r\n-5\r\n", b"413"),
        (b"Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", b"413"),
    ],
)
def test_bodies_that_cannot_be_are_refused(
    server: HTTPServer, headers: bytes, status: bytes
) -> None:
    answer = talk(server, b"POST / HTTP/1.1\r\nHost: h\r\n" + headers + b"\r\n\r\n")
    assert answer.split(b" ")[1] == status


def test_noise_does_not_stop_it(server: HTTPServer, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(7)
    for _ in range(40):
        talk(server, dice.randbytes(dice.randrange(1, 300)) + b"\r\n\r\n")
    assert b"GET /still" in talk(server, b"GET /still HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert capsys.readouterr().err == ""


def test_it_stops_when_a_signal_came_before_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer("127.0.0.1", 0, echo)

    def interrupted(thread: threading.Thread) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", interrupted)
        with pytest.raises(SystemExit):
            server.start()
    server.stop()  # it would wait for a thread that never ran
