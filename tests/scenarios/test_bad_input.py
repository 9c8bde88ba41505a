"""Every row of the status table, over real HTTP: what is refused, how, and what the log tells.

Each case is sent to a real server, checked for its status, its body and the log, and followed by a
good message that must be answered.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import logging
import random
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import flask
import pytest
from Crypto.Cipher import AES
from flask import Flask, request
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder

from flask_wechat_corp import WeChatCorp

from ..helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, make_app

KEY = base64.b64decode(AES_KEY + "=")
LIMIT = 64 * 1024
MARK = "plaintext-mark-7f3a"
"""In every plaintext; must never be seen in a log."""

BOMB = (
    '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    "<xml><MsgType>text</MsgType><Content>&c;</Content></xml>"
)


# --- a sender of our own: shares no code with the package -----------------------------------------


def seal(text: str | bytes, receive_id: str = CORP_ID, *, length: int | None = None) -> str:
    message = text.encode() if isinstance(text, str) else text
    size = len(message) if length is None else length
    plain = secrets.token_bytes(16) + size.to_bytes(4, "big") + message + receive_id.encode()
    pad = 32 - len(plain) % 32
    return encrypt(plain + bytes((pad,)) * pad)


def encrypt(padded: bytes) -> str:
    return base64.b64encode(AES.new(KEY, AES.MODE_CBC, KEY[:16]).encrypt(padded)).decode()


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted((TOKEN, *parts))).encode()).hexdigest()


def message(content: str = MARK, **fields: str) -> str:
    known = {
        "ToUserName": CORP_ID,
        "FromUserName": "zhangsan",
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": content,
        "MsgId": str(random.getrandbits(62)),
        "AgentID": str(AGENT_ID),
        **fields,
    }
    return f"<xml>{''.join(f'<{name}>{text}</{name}>' for name, text in known.items())}</xml>"


@dataclass(frozen=True)
class Call:
    """One request. The query may hold a name twice; ``signed`` fills in what is missing."""

    method: str = "POST"
    query: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return "/wechat?" + urlencode(list(self.query))

    def without(self, name: str) -> Call:
        return replace(self, query=[pair for pair in self.query if pair[0] != name])

    def plus(self, name: str, value: str) -> Call:
        return replace(self, query=[*self.query, (name, value)])

    def with_(self, name: str, value: str) -> Call:
        return self.without(name).plus(name, value)

    def value(self, name: str) -> str:
        return dict(self.query)[name]


def envelope(sealed: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID>{AGENT_ID}</AgentID></xml>"
    ).encode()


def query(sealed: str, *, at: str | float | None = None, nonce: str = "") -> list[tuple[str, str]]:
    timestamp = str(int(time.time() if at is None else at)) if not isinstance(at, str) else at
    nonce = nonce or f"nonce-{secrets.token_hex(5)}"
    signature = sign(timestamp, nonce, sealed)
    return [("msg_signature", signature), ("timestamp", timestamp), ("nonce", nonce)]


def post(sealed: str, body: bytes | None = None, *, at: str | float | None = None) -> Call:
    return Call("POST", query(sealed, at=at), envelope(sealed) if body is None else body)


def get(echostr: str, *, at: str | float | None = None) -> Call:
    return Call("GET", [*query(echostr, at=at), ("echostr", echostr)])


# --- the application and its server ---------------------------------------------------------------


def make_bot() -> Flask:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT)
    wx = WeChatCorp(app)

    @wx.default
    def answer(message: object) -> str:
        return "pong"

    return app


class Server:
    def __init__(self, app: Flask) -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "text/xml", **call.headers}
            connection.request(call.method, call.target, call.body, headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def raw(self, data: bytes, *, shut: bool = False) -> tuple[int, bytes]:
        """Send bytes as they are; returns status and everything that came back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as sock:
            sock.sendall(data)
            if shut:
                sock.shutdown(socket.SHUT_WR)
            received = b""
            while b"\r\n\r\n" not in received:
                part = sock.recv(65536)
                if not part:
                    break
                received += part
        return int(received.split()[1]), received


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(make_bot())
    yield running
    running.close()


class Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The development server's own access log prints every URL; no affair of the endpoint.
        if record.name != "werkzeug":
            self.records.append(record)

    @property
    def text(self) -> str:
        formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
        return "\n".join(formatter.format(record) for record in self.records)


@pytest.fixture
def log() -> Iterator[Log]:
    handler, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)


def assert_answered(server: Server) -> None:
    status, headers, body = server.send(post(seal(message("ping"))))
    assert status == 200
    assert headers["Content-Type"] == "application/xml; charset=utf-8"
    assert b"<Encrypt>" in body


def assert_quiet(log: Log, call: Call, refused: bool) -> None:
    """One WARNING for a refusal, none otherwise; no traceback; nothing that came in or is ours."""
    warnings = [record for record in log.records if record.levelno >= logging.WARNING]
    assert [record.levelname for record in warnings] == ["WARNING"] * refused, log.text
    assert "Traceback" not in log.text
    told = [
        TOKEN,
        AES_KEY,
        SECRET,
        MARK,
        *(v for n, v in call.query if n != "timestamp" and len(v) > 8),
    ]
    assert not [secret for secret in told if secret in log.text]
    assert len(log.text) < 600 * max(1, len(log.records))


def check(server: Server, log: Log, call: Call, status: int) -> bytes:
    got, headers, body = server.send(call)
    assert got == status, (got, body, log.text)
    assert "Set-Cookie" not in headers
    refused = status not in (200, 405)
    if refused:
        assert headers["Content-Type"].startswith("text/plain")
        assert len(body) < 80
        assert not [value for _, value in call.query if value and value.encode() in body]
    assert_quiet(log, call, refused)
    log.records.clear()
    assert_answered(server)
    assert_quiet(log, call, refused=False)
    return body


# --- parameters -----------------------------------------------------------------------------------

Case = Callable[[Call], Call]
NAMES = ["msg_signature", "timestamp", "nonce"]


@pytest.fixture(params=["POST", "GET"])
def good(request: pytest.FixtureRequest) -> Call:
    return post(seal(message())) if request.param == "POST" else get(seal(f"echo-{MARK}"))


def test_a_good_request_is_answered(server: Server, log: Log, good: Call) -> None:
    body = check(server, log, good, 200)
    assert (body == f"echo-{MARK}".encode()) is (good.method == "GET")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", ["missing", "empty", "doubled", "doubled alike", "oversized"])
def test_parameters_come_exactly_once_and_short(
    server: Server, log: Log, good: Call, name: str, change: str
) -> None:
    changes: dict[str, Call] = {
        "missing": good.without(name),
        "empty": good.with_(name, ""),
        "doubled": good.plus(name, "1" * 10),
        "doubled alike": good.plus(name, good.value(name)),
        "oversized": good.with_(name, "1" * 50_000),
    }
    check(server, log, changes[change], 400)


def test_no_parameters_at_all(server: Server, log: Log, good: Call) -> None:
    check(server, log, replace(good, query=[]), 400)


@pytest.mark.parametrize(
    "signature",
    ["0" * 40, "签名" * 20, "é" * 40, "\x00" * 40, "%" * 40, "' or 1=1 --", "\u2028" * 10],
)
def test_a_wrong_signature(server: Server, log: Log, good: Call, signature: str) -> None:
    check(server, log, good.with_("msg_signature", signature), 401)


def test_a_signature_over_something_else(server: Server, log: Log, good: Call) -> None:
    check(server, log, good.with_("nonce", "another-nonce"), 401)
    other = str(int(good.value("timestamp")) - 1)
    check(server, log, good.with_("timestamp", other), 401)


def test_the_signature_in_upper_case(server: Server, log: Log, good: Call) -> None:
    check(server, log, good.with_("msg_signature", good.value("msg_signature").upper()), 401)


@pytest.mark.parametrize(
    "timestamp",
    ["now", "-1", "1e9", "1_700_000_000", "１７００００００００", "٣", "9" * 30, "0x10", "1.5"],
)
@pytest.mark.parametrize("make", [post, get])
def test_a_timestamp_that_is_no_number(
    server: Server, log: Log, make: Callable[..., Call], timestamp: str
) -> None:
    check(server, log, make(seal(message()), at=timestamp), 400)


@pytest.mark.parametrize("off", [-400, 400, -10_000_000])
@pytest.mark.parametrize("make", [post, get])
def test_a_stale_timestamp(server: Server, log: Log, make: Callable[..., Call], off: int) -> None:
    check(server, log, make(seal(message()), at=time.time() + off), 401)


@pytest.mark.parametrize("off", [-200, 200])
def test_a_timestamp_within_the_window(server: Server, log: Log, off: int) -> None:
    check(server, log, post(seal(message()), at=time.time() + off), 200)


def test_a_non_ascii_nonce_that_is_signed_is_as_good_as_any(server: Server, log: Log) -> None:
    sealed = seal(message())
    check(server, log, Call("POST", query(sealed, nonce="随机数"), envelope(sealed)), 200)


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"%FF%FE", b"\xe5\xaf\x86", b"%00", b"&&&=&", b"%"])
@pytest.mark.parametrize("name", NAMES)
def test_raw_bytes_in_the_query(
    server: Server, log: Log, good: Call, name: str, junk: bytes
) -> None:
    target = good.without(name).target.encode() + b"&" + name.encode() + b"=" + junk
    length = b"Content-Length: %d\r\n" % len(good.body)
    status, _ = server.raw(
        good.method.encode()
        + b" "
        + target
        + b" HTTP/1.1\r\nHost: x\r\n"
        + length
        + b"\r\n"
        + good.body
    )
    assert status in (400, 401)
    assert_quiet(log, good, refused=True)
    assert_answered(server)


def test_unknown_parameters_are_ignored(server: Server, log: Log, good: Call) -> None:
    check(server, log, good.plus("utm_source", "x"), 200)


# --- the URL check --------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["missing", "empty", "doubled", "oversized"])
def test_echostr_comes_exactly_once(server: Server, log: Log, change: str) -> None:
    good = get(seal(f"echo-{MARK}"))
    changes = {
        "missing": good.without("echostr"),
        "empty": good.with_("echostr", ""),
        "doubled": good.plus("echostr", "AAAA"),
        "oversized": good.with_("echostr", "A" * 50_000),
    }
    check(server, log, changes[change], 400)


def test_an_echostr_whose_plus_became_a_space(server: Server, log: Log) -> None:
    sealed = next(sealed for _ in range(200) if "+" in (sealed := seal(f"echo-{MARK}")))
    call = get(sealed).with_("echostr", sealed.replace("+", " "))
    assert check(server, log, call, 200) == f"echo-{MARK}".encode()


@pytest.mark.parametrize(
    "echo", ["0", "1616140317555161061", "你好 🍜", "<xml>]]>&amp;", " \r\n x ", ""]
)
def test_the_echo_is_exact_to_the_byte(server: Server, log: Log, echo: str) -> None:
    status, headers, body = server.send(get(seal(echo)))
    assert (status, body) == (200, echo.encode())
    assert headers["Content-Type"].startswith("text/plain")
    assert_quiet(log, get(seal("")), refused=False)


def test_head_is_as_get(server: Server) -> None:
    status, headers, body = server.send(replace(get(seal("12345")), method="HEAD"))
    assert (status, headers["Content-Length"], body) == (200, "5", b"")


# --- ciphertexts ----------------------------------------------------------------------------------


def flipped(sealed: str, bit: int) -> str:
    data = bytearray(base64.b64decode(sealed))
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    return base64.b64encode(data).decode()


def ciphertexts() -> Iterator[tuple[str, str]]:
    """Broken ones, with a name each."""
    source = random.Random(20)
    sealed = seal(message())
    yield "truncated by a character", sealed[:-1]
    yield "truncated by a group", sealed[:-4]
    yield "half", sealed[: len(sealed) // 2]
    yield "a group too much", sealed + "AAAA"
    yield "urlsafe base64", sealed.replace("+", "-").replace("/", "_") + "-_=="
    yield "not base64", "!" * len(sealed)
    yield "not ASCII", "密" * 64
    yield "padding only", "===="
    yield "last block flipped", flipped(sealed, len(base64.b64decode(sealed)) * 8 - 1)
    yield "last block but one flipped", flipped(sealed, len(base64.b64decode(sealed)) * 8 - 129)
    for size in (16, 32, 64, 320):
        yield f"{size} random bytes", base64.b64encode(source.randbytes(size)).decode()
    yield "pad byte 0", encrypt(b"x" * 63 + b"\0")
    yield "pad byte 33", encrypt(b"x" * 63 + b"\x21")
    yield "wrong pad", encrypt(b"x" * 62 + b"\x01\x02")
    yield "all padding", encrypt(b"\x20" * 32)
    yield "length beyond the end", seal(message(), length=100_000)
    yield "length of 4 GiB", seal(message(), length=0xFFFFFFFF)
    yield "not UTF-8", seal(b"\xff\xfe" + message().encode())
    yield "half a character", seal("你".encode()[:2])


CIPHERTEXTS = dict(ciphertexts())


@pytest.mark.parametrize("make", [post, get])
@pytest.mark.parametrize("name", CIPHERTEXTS)
def test_a_broken_ciphertext_that_is_signed(
    server: Server, log: Log, make: Callable[..., Call], name: str
) -> None:
    check(server, log, make(CIPHERTEXTS[name]), 400)


@pytest.mark.parametrize("name", CIPHERTEXTS)
def test_a_broken_ciphertext_under_the_signature_of_another(
    server: Server, log: Log, name: str
) -> None:
    call = Call("POST", query(seal(message())), envelope(CIPHERTEXTS[name]))
    check(server, log, call, 401)


def test_every_flipped_bit_is_refused(server: Server) -> None:
    sealed = seal(message("x"))
    source = random.Random(7)
    signed = query(sealed)
    for bit in source.sample(range(len(base64.b64decode(sealed)) * 8), 40):
        status, _, _ = server.send(Call("POST", signed, envelope(flipped(sealed, bit))))
        assert status == 401


@pytest.mark.parametrize("make", [post, get])
@pytest.mark.parametrize(
    "receive_id", ["", "wwffffffffffffffff", CORP_ID[:-1], CORP_ID + "0", "密"]
)
def test_another_receive_id(
    server: Server, log: Log, make: Callable[..., Call], receive_id: str
) -> None:
    check(server, log, make(seal(message(), receive_id)), 401)


# --- bodies ---------------------------------------------------------------------------------------

SEALED = seal(message())
BODIES = {
    "empty": b"",
    "white space": b" \r\n ",
    "not XML": b"hello",
    "JSON": b'{"encrypt": "' + SEALED.encode() + b'"}',
    "a form": b"Encrypt=" + quote(SEALED, safe="").encode(),
    "binary": bytes(range(256)),
    "a NUL": envelope(SEALED).replace(b"</xml>", b"\0</xml>"),
    "not UTF-8": envelope(SEALED).replace(CORP_ID.encode(), b"\xff\xfe"),
    "cut": envelope(SEALED)[:-10],
    "trailing junk": envelope(SEALED) + b"junk",
    "no Encrypt": b"<xml><ToUserName>x</ToUserName></xml>",
    "empty Encrypt": envelope(""),
    "two Encrypts": envelope(SEALED).replace(b"<AgentID>", b"<Encrypt>x</Encrypt><AgentID>"),
    "nested Encrypt": b"<xml><a>" + envelope(SEALED)[5:-6] + b"</a></xml>",
    "a DTD": b"<!DOCTYPE xml>" + envelope(SEALED),
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + envelope("&e;"),
    "a bomb": BOMB.encode(),
    "a DTD in UTF-16": ("<!DOCTYPE xml>" + envelope(SEALED).decode()).encode("utf-16"),
    "deep nesting": b"<xml>" + b"<a>" * 10_000,
    "many elements": b"<xml>" + b"<a></a>" * 9_000 + b"</xml>",
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_envelope(server: Server, log: Log, name: str) -> None:
    check(server, log, Call("POST", query(SEALED), BODIES[name]), 400)


def test_a_json_body_is_named_in_the_log(server: Server, log: Log) -> None:
    server.send(Call("POST", query(SEALED), BODIES["JSON"]))
    assert "JSON" in log.text
    assert "WeChatRobot" in log.text


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
     "multipart/form-data", "text/plain; charset=gbk", "no type at all", ""],
)  # fmt: skip
def test_the_content_type_does_not_matter(server: Server, log: Log, content_type: str) -> None:
    call = post(seal(message()))
    check(server, log, replace(call, headers={"Content-Type": content_type}), 200)


def test_a_body_that_a_hook_has_read_as_a_form_is_named(log: Log) -> None:
    app = make_bot()

    @app.before_request
    def touch() -> None:
        assert request.form is not None

    running = Server(app)
    try:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, _ = running.send(replace(post(seal(message())), headers=form))
        assert status == 400
        assert "form" in log.text
        assert_answered(running)
    finally:
        running.close()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("look", ["get_data", "data", "stream"])
def test_hooks_may_look_at_the_body_too(log: Log, when: str, look: str) -> None:
    app, seen = make_bot(), []

    def look_at_it() -> None:
        found = request.stream.read(7) if look == "stream" else getattr(request, look)
        seen.append(found() if callable(found) else found)

    if when == "before":
        app.before_request(look_at_it)
    else:

        @app.after_request
        def look_afterwards(response: flask.Response) -> flask.Response:
            look_at_it()
            return response

    running = Server(app)
    call = post(seal(message()))
    try:
        status, _, _ = running.send(call)
    finally:
        running.close()
    eaten = when == "before" and look == "stream"  # what a hook took is gone
    assert status == (400 if eaten else 200)
    assert seen == [call.body[:7] if look == "stream" else call.body]
    assert_quiet(log, call, refused=eaten)


def test_too_large_a_body_is_refused_before_it_is_read(server: Server, log: Log) -> None:
    call = post(seal(message()))
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\nContent-Length: {LIMIT + 1}\r\n\r\n"
    started = time.monotonic()
    status, _ = server.raw(head.encode())  # not one byte of the body is sent
    assert status == 413
    assert time.monotonic() - started < 5
    assert_quiet(log, call, refused=True)
    assert_answered(server)


def test_too_large_a_body_is_that_whatever_else_is_wrong(server: Server, log: Log) -> None:
    check(server, log, Call("POST", (), b"x" * (LIMIT + 1)), 413)


def test_a_body_of_exactly_the_limit_is_read(server: Server, log: Log) -> None:
    call = post(seal(message()))
    filled = call.body.replace(b"<AgentID>", b" " * (LIMIT - len(call.body)) + b"<AgentID>")
    assert len(filled) == LIMIT
    check(server, log, replace(call, body=filled), 200)
    check(server, log, replace(call, body=filled + b" "), 413)


def chunked(call: Call, chunks: Sequence[bytes], end: bytes = b"0\r\n\r\n") -> bytes:
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head.encode() + body + end


def test_a_chunked_body_is_read(server: Server, log: Log) -> None:
    call = post(seal(message()))
    status, _ = server.raw(chunked(call, [call.body[:100], call.body[100:]]))
    assert status == 200
    assert_quiet(log, call, refused=False)


def test_a_chunked_body_is_read_to_the_limit_and_no_further(server: Server, log: Log) -> None:
    call = post(seal(message()))
    # The end never comes: who waited for it would time out.
    status, _ = server.raw(chunked(call, [b"x" * 8192] * (LIMIT // 8192 + 2), end=b""))
    assert status == 413
    assert_quiet(log, call, refused=True)
    assert_answered(server)


def test_a_chunked_body_without_an_end_mark_by_the_server_is_411(log: Log) -> None:
    call = post(seal(message()))
    builder = EnvironBuilder(
        path="/wechat", query_string=urlencode(list(call.query)), method="POST", data=call.body
    )
    environ = builder.get_environ()
    environ.pop("CONTENT_LENGTH")
    environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    answered: list[str] = []

    def start_response(status: str, headers: object, error: object = None) -> Callable[..., object]:
        answered.append(status)
        return print

    body = make_bot().wsgi_app(environ, start_response)
    assert answered[0].startswith("411")
    b"".join(body)
    builder.close()
    assert_quiet(log, call, refused=True)


def test_a_body_without_a_length_is_empty(server: Server, log: Log) -> None:
    call = post(seal(message()))
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    status, _ = server.raw(head + call.body, shut=True)
    assert status == 400
    assert_answered(server)


@pytest.mark.parametrize("length", ["-1", "abc", "1 2", "", "9" * 30, "0x10"])
def test_a_length_that_is_none(server: Server, log: Log, length: str) -> None:
    call = post(seal(message()))
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
    status, _ = server.raw(head + call.body, shut=True)
    assert 400 <= status < 500
    assert "Traceback" not in log.text
    assert_answered(server)


def test_a_body_that_ends_early(server: Server, log: Log) -> None:
    call = post(seal(message()))
    length = len(call.body) + 100
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
    status, _ = server.raw(head + call.body, shut=True)
    assert status == 400
    assert_quiet(log, call, refused=True)
    assert_answered(server)


# --- signed plaintexts ----------------------------------------------------------------------------

PLAINTEXTS = {
    "empty": "",
    "white space": " \n ",
    "not XML": MARK,
    "JSON": '{"MsgType": "text"}',
    "a number": "1616140317555161061",
    "cut": message()[:-8],
    "text only": f"<xml>{MARK}</xml>",
    "no children": "<xml></xml>",
    "closed at once": "<xml/>",
    "two roots": message() + message(),
    "a DTD": "<!DOCTYPE xml>" + message(),
    "a bomb": BOMB,
    "an external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + message("&e;"),
    "an unknown entity": message("&nbsp;"),
    "an unbound prefix": message().replace("Content>", "p:Content>"),
    "deep nesting": message("<a>" * 500 + MARK + "</a>" * 500),
    "deeper nesting": message("<a>" * 1500 + MARK + "</a>" * 1500),
    "two readings": message("<![CDATA[a]]>]]></Content><Content><![CDATA[b]]>"),
    "two senders": message(FromUserName="a</FromUserName><FromUserName>b"),
}

REPAIRED = {
    "a NUL": f"{MARK}\0",
    "a control character": f"<![CDATA[{MARK}\x0b]]>",
    "]]> in text": f"{MARK}]]>",
    "]]> in a section": f"<![CDATA[{MARK}]]>{MARK}]]>",
    "a pasted message": f"<![CDATA[<xml><Content><![CDATA[{MARK}]]></Content></xml>]]>",
}


@pytest.mark.parametrize("name", PLAINTEXTS)
def test_a_signed_plaintext_that_is_no_message(server: Server, log: Log, name: str) -> None:
    check(server, log, post(seal(PLAINTEXTS[name])), 400)


@pytest.mark.parametrize("name", REPAIRED)
def test_what_a_member_types_does_not_lose_the_message(server: Server, log: Log, name: str) -> None:
    status, _, body = server.send(post(seal(message(REPAIRED[name]))))
    assert (status, bool(body)) == (200, True)
    assert_quiet(log, post(seal("")), refused=False)


@pytest.mark.parametrize("plain", [message(), message("a]]>b\x1b"), '{"msgtype": "text"}', " {}\n"])
def test_the_url_check_shows_no_message_and_no_reply(server: Server, log: Log, plain: str) -> None:
    check(server, log, get(seal(plain)), 400)


def test_a_captured_callback_and_its_reply_cannot_be_decrypted(server: Server, log: Log) -> None:
    call = post(seal(message()))
    captured = re.search(rb"<Encrypt><!\[CDATA\[(.*?)\]\]>", call.body)
    assert captured
    replay = replace(call, method="GET", body=b"").plus("echostr", captured[1].decode())
    check(server, log, replay, 400)
    _, _, answer = server.send(call)
    envelope = ElementTree.fromstring(answer)
    echo = [
        ("msg_signature", envelope.findtext("MsgSignature") or ""),
        ("timestamp", envelope.findtext("TimeStamp") or ""),
        ("nonce", envelope.findtext("Nonce") or ""),
        ("echostr", envelope.findtext("Encrypt") or ""),
    ]
    log.records.clear()
    check(server, log, replace(replay, query=echo), 400)


ODD = {
    "no MsgType": message().replace("MsgType>", "Other>"),
    "empty MsgType": message(MsgType=""),
    "nested MsgType": message(MsgType="<a>x</a>"),
    "two MsgTypes": message(MsgType="text</MsgType><MsgType>image"),
    "unknown MsgType": message(MsgType="hologram"),
    "strange MsgType": message(MsgType="x\n[ERROR] forged line \u2028"),
    "an event without Event": message(MsgType="event"),
    "nested Event": message(MsgType="event", Event="<a>x</a>"),
    "two Events": message(MsgType="event", Event="click</Event><Event>view"),
    "nested EventKey": message(MsgType="event", Event="click", EventKey="<a>x</a>"),
    "nested Content": message("<a>x</a>"),
    "no FromUserName": message().replace("FromUserName>", "Other>"),
    "nested FromUserName": message(FromUserName="<a>x</a>"),
    "two FromUserNames": message(FromUserName="a</FromUserName><FromUserName>b"),
    "nested ToUserName": message(ToUserName="<a>x</a>"),
    "nested MsgId": message(MsgId="<a>1</a>"),
    "endless MsgId": message(MsgId="9" * 6000),
    "strange MsgId": message(MsgId="٣１x"),
    "endless CreateTime": message(CreateTime="9" * 6000),
    "nested CreateTime": message(CreateTime="<a>1</a>"),
    "nested AgentID": message(AgentID="<a>1</a>"),
    "one unknown field": "<xml><Unknown>1</Unknown></xml>",
    "names that objects use": message(__class__="x", xml="y", type="z", __dict__="w"),
    "markup in FromUserName": message(FromUserName="]]&gt;&lt;Evil/&gt;"),
    "a long text": message("长" * 3000),
    "a line break in FromUserName": message(FromUserName="a\r\nSet-Cookie: x=y"),
}


ODD_STATUS = {
    "two MsgTypes": 400,
    "two Events": 400,
    "two FromUserNames": 400,
    "nested ToUserName": 401,
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_message_is_no_server_error(server: Server, log: Log, name: str) -> None:
    status, headers, _ = server.send(post(seal(ODD[name])))
    assert status == ODD_STATUS.get(name, 200)
    assert "Set-Cookie" not in headers
    assert_quiet(log, post(seal("")), refused=status != 200)
    assert "forged line" not in log.text.replace("\\n", "")
    assert_answered(server)


# --- methods and floods ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods(server: Server, method: str) -> None:
    status, headers, _ = server.send(replace(post(seal(message())), method=method))
    assert status == 405
    assert set(headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_options(server: Server) -> None:
    status, headers, _ = server.send(Call("OPTIONS"))
    assert status == 200
    assert "POST" in headers["Allow"]


@pytest.mark.parametrize("path", ["/wechat", "/wechat/"])
def test_a_trailing_slash_does_not_matter(server: Server, path: str) -> None:
    call = post(seal(message()))
    head = f"POST {path}{call.target.removeprefix('/wechat')} HTTP/1.1\r\nHost: x\r\n"
    status, _ = server.raw(f"{head}Content-Length: {len(call.body)}\r\n\r\n".encode() + call.body)
    assert status == 200


def test_random_requests_are_refused(server: Server, log: Log) -> None:
    source = random.Random(99)
    alphabet = "<xml>Encrypt]!&;\0é密%=+ "
    for _ in range(300):
        body = "".join(source.choices(alphabet, k=source.randrange(200))).encode()
        pairs = [
            (source.choice([*NAMES, "echostr"]), source.choice(["", "1", "é", "A" * 99]))
            for _ in range(4)
        ]
        status, _, _ = server.send(Call(source.choice(["GET", "POST"]), pairs, body))
        assert status in (400, 401)
    assert {record.levelname for record in log.records} == {"WARNING"}
    assert len(log.records) == 300
    assert_answered(server)
