"""The whole callback endpoint as a function of bytes, and all that must hold of its answers.

A case is text where it can be, so that it can be read, written by hand and mutated with sense. Its
first line is words, the rest is what they say::

    text twice Cookie:session=x
    <xml><MsgType>text</MsgType><Content>你好</Content></xml>

========  ==========================================================================================
raw       the next line is the query, the rest the body: what anybody can send
signed    the rest is a body; what looks like its Encrypt is signed with the right token
cipher    the rest is the ciphertext, signed
blocks    the rest is the padded plaintext, as whole blocks; encrypted and signed
text      the rest is the plaintext; sealed and signed as WeCom does
========  ==========================================================================================

More words: a method in capitals, ``Name:value`` for a header, ``at=-300`` for seconds from now (or
any text), ``for=id`` for another receive id, ``x100`` to repeat the rest, ``slash``, ``twice``, and
``open`` for a server that does not mark the end of a chunked body. Other words mean nothing. A line
of four dashes ends a request; another one follows, which finds what the first has left behind.

The sender's half and the judge share no code with the package. ``python -m tests.fuzz.endpoint
PATH…`` replays files and folders without a fuzzer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from xml.etree import ElementTree

from Crypto.Cipher import AES
from flask import Flask, session

from flask_wechat_corp import Handler, Message, UpdateTemplateCardReply, WeChatCorp, split_text
from flask_wechat_corp.callback.fields import snake_case
from flask_wechat_corp.callback.message import Part
from flask_wechat_corp.stores.memory import MemoryStore

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/wecom_manual.json").read_text("utf-8"))
TOKEN: str = VECTORS["token"]
AES_KEY: str = VECTORS["aes_key"]
CORP_ID: str = VECTORS["cases"][0]["receive_id"]
NOW = int(VECTORS["cases"][0]["timestamp"])
"""The published callback is fresh at this moment, so its mutations go as far as they can."""

LIMIT = 64 * 1024
AGENT_ID = 218
REFUSALS = (400, 401, 411, 413)
REQUESTS = 4
"""More of one case would teach little and take long."""


# --- WeCom's half ---------------------------------------------------------------------------------


class WeCom:
    """Seals, signs, opens: written once more, from the manual."""

    key = base64.b64decode(AES_KEY + "=")

    def seal(self, text: bytes, receive_id: bytes) -> str:
        plain = b"sixteen letters." + len(text).to_bytes(4, "big") + text + receive_id
        pad = 32 - len(plain) % 32
        return self.encrypt(plain + bytes((pad,)) * pad)

    def encrypt(self, blocks: bytes) -> str:
        cipher = AES.new(self.key, AES.MODE_CBC, self.key[:16])
        return base64.b64encode(cipher.encrypt(blocks)).decode()

    def open(self, sealed: str) -> tuple[bytes, str]:
        cipher = AES.new(self.key, AES.MODE_CBC, self.key[:16])
        plain = cipher.decrypt(base64.b64decode(sealed, validate=True))
        assert 1 <= plain[-1] <= 32
        assert plain.endswith(bytes((plain[-1],)) * plain[-1])
        end = 20 + int.from_bytes(plain[16:20], "big")
        return plain[20:end], plain[end : -plain[-1]].decode()

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        text = "".join(sorted((TOKEN, timestamp, nonce, sealed)))
        return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()


wecom = WeCom()


# --- a case ---------------------------------------------------------------------------------------


@dataclass
class Case:
    """One request, as bytes."""

    method: str = "POST"
    query: bytes = b""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    path: str = "/wechat"
    twice: bool = False
    open: bool = False

    @property
    def environ(self) -> dict[str, Any]:
        environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query.decode("latin-1"),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **self.headers,
        }
        if "HTTP_TRANSFER_ENCODING" not in self.headers:
            environ.setdefault("CONTENT_LENGTH", str(len(self.body)))
        elif not self.open:
            environ["wsgi.input_terminated"] = True
        return environ

    @property
    def received(self) -> bytes:
        """The part of the body that the declared length covers."""
        length = self.headers.get("CONTENT_LENGTH", "")
        return self.body[: int(length)] if re.fullmatch("[0-9]{1,18}", length) else self.body


def read_case(data: bytes) -> Case:
    """Read a case; every input is one."""
    first, _, rest = data.partition(b"\n")
    words = first.decode("latin-1").split(" ")
    case = Case()
    kind, options, times = "raw", {"at": "0", "for": CORP_ID}, 1
    for word in words:
        name, _, value = word.partition("=")
        if word in ("raw", "signed", "cipher", "blocks", "text"):
            kind = word
        elif name in options:
            options[name] = value
        elif re.fullmatch("[A-Z]{1,8}", word):
            case.method = word
        elif re.fullmatch("x[0-9]{1,5}", word):
            times = int(word[1:])
        elif re.fullmatch("[A-Za-z-]{1,32}:.*", word, re.DOTALL):
            name, _, value = word.partition(":")
            name = name.upper().replace("-", "_")
            own = name in ("CONTENT_LENGTH", "CONTENT_TYPE")
            case.headers[name if own else f"HTTP_{name}"] = value
        case.twice |= word == "twice"
        case.open |= word == "open"
        if word == "slash":
            case.path = "/wechat/"
    _fill(case, kind, rest, options, times)
    return case


def _fill(case: Case, kind: str, rest: bytes, options: dict[str, str], times: int) -> None:
    if kind == "raw":
        case.query, _, rest = rest.partition(b"\n")
    rest *= min(times, 2 * LIMIT // max(1, len(rest)))
    if kind == "raw":
        case.body = rest
        return
    if kind == "text":
        sealed = wecom.seal(rest, options["for"].encode("latin-1"))
    elif kind == "blocks":
        sealed = wecom.encrypt(rest + bytes(-len(rest) % 16))
    elif kind == "cipher":
        sealed = rest.decode("utf-8", "replace")
    else:
        found = re.search(rb"<Encrypt>(?:<!\[CDATA\[)?([^<\]]*)", rest)
        sealed = found[1].decode("utf-8", "replace") if found else ""
    at = options["at"]
    timestamp = str(NOW + int(at)) if re.fullmatch("-?[0-9]{1,9}", at) else at
    query = {"msg_signature": wecom.sign(timestamp, "n", sealed), "timestamp": timestamp}
    case.query = urlencode({**query, "nonce": "n"}).encode()
    if case.method in ("GET", "HEAD"):
        case.query += b"&echostr=" + quote(sealed, safe="").encode()
    elif kind == "signed":
        case.body = rest
    else:
        case.body = (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID>{AGENT_ID}</AgentID></xml>"
        ).encode()


# --- the application ------------------------------------------------------------------------------


class AtOnce(Executor):
    """Runs deferred work before it goes on, so that a case means the same each time."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def look_at(part: Part) -> None:
    """Touch every field of a message, as an attribute and as an item."""
    for name in part:
        value = getattr(part, snake_case(name) + "_", None)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Part):
                look_at(inner)


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def answers(seen: list[Message], wx: WeChatCorp) -> Handler:
    """Return handlers of all kinds; none of them fails."""
    table = Handler()

    def see(message: Message) -> None:
        seen.append(message)
        look_at(message)
        repr((message, message.id, message.type, message.create_time, message.agent_id))

    @table.text
    def echo(message: Message) -> Any:
        see(message)
        content = text_of(message.get("Content"))
        short = (split_text(content) or [""])[0]
        kinds: list[Any] = [
            short,
            [{"title": content, "description": content, "url": content, "picurl": content}] * 8,
            {"type": "video", "content": {"media_id": content or "m", "title": content}},
            {"music_url": content},
            UpdateTemplateCardReply({"card_type": content, "list": [{"text": content}] * 2}),
            None,
        ]
        return kinds[len(content) % len(kinds)]

    @table.text("menu")
    def menu(message: Message) -> str:
        see(message)
        return wx.wait("menu") if message.sender else ""

    @table.text("stop")
    def stop(message: Message) -> str:
        see(message)
        session["must be"] = "thrown away"
        return wx.nowait("stopped") if message.sender else ""

    @table.text(re.compile(r"天气 (?P<city>.{1,40})", re.DOTALL))
    def weather(message: Message, city: str) -> str:
        see(message)
        return city

    @table.event
    def event(message: Message) -> str:
        see(message)
        if message.sender:  # a suite's notice has none, and so no session
            wx.session["last"] = message.event_name
        return text_of(message.get("EventKey"))[:400]

    @table.event("click", key="V1001")
    @table.event("change_contact", change_type="create_user")
    def known(message: Message) -> dict[str, Any]:
        see(message)
        if message.sender:
            wx.session["count"] = wx.session.get("count", 0) + 1
        return {"type": "update_button", "content": message.event_name}

    @table.voice(deferred=True)
    def later(message: Message) -> None:
        see(message)
        if message.sender:
            wx.session.destroy()

    @table.location
    @table.on("hologram")
    async def asynchronous(message: Message) -> str:
        see(message)
        return f"{message.location_x} {message.location_y} {message.label}"[:500]

    return table


class Endpoint(logging.Handler):
    """The endpoint with its judge. Use it as a context manager where logging is shared."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.now = float(NOW)
        self.seen: list[Message] = []
        self.log: list[logging.LogRecord] = []
        self.app = app = Flask(__name__)
        app.testing = True  # an exception is a finding
        app.secret_key = "test-only"
        app.config.update(
            WECHAT_CORP_ID=CORP_ID,
            WECHAT_CORP_TOKEN=TOKEN,
            WECHAT_CORP_ENCODING_AES_KEY=AES_KEY,
            WECHAT_CORP_AGENT_ID=AGENT_ID,
            WECHAT_CORP_STORE=MemoryStore(clock=lambda: self.now),
            WECHAT_CORP_MAX_CONTENT_LENGTH=LIMIT,
        )
        wx = WeChatCorp(app, executor=AtOnce())
        wx.register(answers(self.seen, wx))
        wx.lists.add("menu", [("{1} one", "one is chosen"), ("{2} two", str), "nothing"])
        state = app.extensions["wechat_corp"]["wechat_corp"]
        state.clock = lambda: NOW
        state.warned_about_agent = True  # a warning, once, is no refusal
        self._logger = logging.getLogger("flask_wechat_corp")
        self._level = self._logger.level
        self._logger.addHandler(self)
        self._logger.setLevel(logging.DEBUG)

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.setLevel(self._level)
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.log.append(record)

    def run(self, data: bytes) -> int:
        """Send the requests of a case and judge the answers; returns the last one's status.

        :raises AssertionError: when something does not hold
        """
        self.now += 1_000_000  # nothing is remembered from one case to the next
        status, first = 0, True
        for part in data.split(b"\n----\n")[:REQUESTS]:
            status = self._judge(read_case(part), again=not first)
            first = False
        return status

    def _judge(self, case: Case, *, again: bool) -> int:
        self.seen.clear()
        status, reply = self._once(case, again=again)
        if case.twice and status == 200:
            handled = len(self.seen)
            assert self._once(case, again=True) == (status, reply)
            assert len(self.seen) == handled, "a repeat was handled"
        return status

    def _once(self, case: Case, *, again: bool = False) -> tuple[int, bytes]:
        self.log.clear()
        answered: list[tuple[str, list[tuple[str, str]]]] = []
        chunks = self.app.wsgi_app(case.environ, lambda *given: answered.append(given))  # type: ignore[arg-type]  # it writes nothing
        body = b"".join(chunks)
        chunks.close()  # type: ignore[attr-defined]
        status, headers = int(answered[0][0][:3]), dict(answered[0][1])
        assert "Set-Cookie" not in headers
        judge_log(self.log, refused=status in REFUSALS)
        if status == 200 and case.method in ("GET", "HEAD", "POST"):
            plain = witness(case)
            assert all(message.xml == plain.decode("utf-8", "replace") for message in self.seen)
            for message in self.seen:
                assert message.get("ToUserName", CORP_ID) == message.receive_id == CORP_ID
                assert "|" not in message.sender
                assert message.sender.strip().lower() != "@all"
            if case.method == "POST":
                notice = is_notice(plain)
                if notice is not None:
                    assert (body == b"success") is notice
                return status, self._judge_reply(body, again=again)
            assert body == (plain if case.method == "GET" else b"")
            return status, body
        assert not self.seen, f"handled in spite of {status}"
        if status in REFUSALS:
            phrase = HTTPStatus(status).phrase.encode()
            assert body == (b"" if case.method == "HEAD" else phrase)
            assert headers["Content-Type"] == "text/plain; charset=utf-8"
        else:
            assert status in (200, 405), status
            assert case.method not in ("GET", "HEAD", "POST")
        return status, body

    def _judge_reply(self, body: bytes, *, again: bool) -> bytes:
        """Open a reply as WeCom does; returns its plaintext.

        :param again: it may be one that was remembered, or an item's of a list
        """
        if body in (b"", b"success"):
            return body
        assert self.seen or again, "nobody has made this reply"
        envelope = ElementTree.fromstring(body)
        names = ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
        assert [child.tag for child in envelope] == names
        sealed, signature, timestamp, nonce = [child.text or "" for child in envelope]
        assert signature == wecom.sign(timestamp, nonce, sealed)
        assert timestamp == str(NOW)
        plain, receive_id = wecom.open(sealed)
        assert receive_id == CORP_ID
        reply = ElementTree.fromstring(plain)
        assert reply.tag == "xml"
        for theirs, ours in (("FromUserName", "ToUserName"), ("ToUserName", "FromUserName")):
            name = self.seen[-1].get(theirs) if self.seen else None
            if isinstance(name, str):
                assert (reply.findtext(ours) or "") == re.sub("\r\n?", "\n", name)
        return plain


# --- the judge ------------------------------------------------------------------------------------


def witness(case: Case) -> bytes:
    """Open a request that was let in; it must deserve it by another reading of the manual."""
    pairs = parse_qsl(case.query.decode("utf-8", "replace"), keep_blank_values=True)
    query = dict(pairs)
    if case.method == "POST":
        sealed = ciphertext(case.received)
    else:
        sealed = query["echostr"].replace(" ", "+")
    timestamp, nonce = query["timestamp"], query["nonce"]
    assert query["msg_signature"] == wecom.sign(timestamp, nonce, sealed)
    for name in ("msg_signature", "timestamp", "nonce"):
        assert [pair[0] for pair in pairs].count(name) == 1
    assert abs(int(timestamp) - NOW) <= 300
    plain, receive_id = wecom.open(sealed)
    assert receive_id == CORP_ID
    if case.method != "POST":
        shown = plain.decode()
        assert not re.fullmatch(r"\s*(<.*</\w+>|\{.*\})\s*", shown, re.DOTALL), (
            "it decrypts messages"
        )
    return plain


def is_notice(plain: bytes) -> bool | None:
    """Return whether a plaintext is a suite's notice, ``None`` when it is not well-formed."""
    try:
        root = ElementTree.fromstring(plain.decode())
    except (UnicodeDecodeError, ElementTree.ParseError):
        return None
    told = [one for one in root.findall("InfoType") if one.text or len(one)]
    return bool(told) and root.find("MsgType") is None


def ciphertext(body: bytes) -> str:
    """Return the ciphertext between the only tags of its name; XML, if it is any, must agree.

    The package scans an envelope, and the signature covers what it finds; so around that, it may
    take what XML forbids.
    """
    found = re.fullmatch(".*<Encrypt>(.*)</Encrypt>.*", body.decode(), re.DOTALL)
    assert found
    assert found[0].count("<Encrypt>") == 1
    text = re.sub(r"<!\[CDATA\[(.*)\]\]>", r"\1", found[1], flags=re.DOTALL)
    with suppress(ElementTree.ParseError):
        root = ElementTree.fromstring(body)
        plain = re.sub("\r\n?", "\n", text)  # as XML reads it; what is signed is the text itself
        assert [child.text for child in root.iter("Encrypt")] == [plain]
        assert root.find("Encrypt") is not None
    return text


def _vocabulary() -> frozenset[str]:
    words: set[str] = set()
    for path in (ROOT / "flask_wechat_corp").rglob("*.py"):
        if "simulator" not in path.parts:
            words.update(re.findall(r"\w+", path.read_text("utf-8"), re.ASCII))
    return frozenset(words)


VOCABULARY = _vocabulary()
"""Every word of the package's own source. A log line that has another one got it from outside."""

_TYPE_NAME = re.compile(
    r'@wx\.(?:on|event)\("\w{0,64}"\)|No handler for (?:message type|event) "\w{0,64}"', re.ASCII
)


def judge_log(records: list[logging.LogRecord], *, refused: bool) -> None:
    """No word from outside, no second line, no traceback; one WARNING for a refusal, else none."""
    warnings = [record for record in records if record.levelno >= logging.WARNING]
    assert [record.levelname for record in warnings] == ["WARNING"] * refused, warnings
    for record in records:
        line = record.getMessage()
        assert record.exc_info is None
        assert re.fullmatch(r"[ -~…]{1,200}", line), ascii(line)
        for word in re.findall(r"\w+", _TYPE_NAME.sub("", line)):
            assert word.isdigit() or word in VOCABULARY, f"from outside: {line}"
        assert not any(secret in line for secret in (TOKEN, AES_KEY))


SECONDS = 5
"""For one input. None takes more than a hundredth of it."""


# --- replaying ------------------------------------------------------------------------------------


def in_time(run: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Return ``run`` with a bound on the processor's time; a busy machine is no finding."""

    def bounded(data: bytes) -> None:
        started = time.process_time()
        run(data)
        assert time.process_time() - started < SECONDS, "it takes too long"

    return bounded


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the files among these files and folders, in order."""
    for path in map(Path, paths):
        yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        if path.is_file():
            yield path


if __name__ == "__main__":
    counts: dict[int, int] = {}
    with Endpoint() as endpoint:
        for file in files(sys.argv[1:]):
            try:
                status = endpoint.run(file.read_bytes())
            except BaseException:
                print("found by", file)
                raise
            counts[status] = counts.get(status, 0) + 1
    print(sum(counts.values()), "cases:", *(f"{n} x {s}" for s, n in sorted(counts.items())))
