"""Delivers callbacks as WeCom does: encrypted, within 5 seconds, up to three times."""

from __future__ import annotations

import contextlib
import http.client
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit, urlunsplit

from ...protocol.crypto import WXBizMsgCrypt
from ...protocol.envelope import signed_query
from ...protocol.xmlio import build
from ..world.history import truncate
from ..world.world import Record, World
from .replies import ReplyVerdict, read_reply

__all__ = ["ATTEMPTS", "TIME_LIMIT", "DeliveryPolicy", "Exchange", "Sender"]

TIME_LIMIT = 5.0
"""Seconds after which WeCom closes the connection (document/path/90238)."""

ATTEMPTS = 3
"""Deliveries in total, if the connection fails or the response is late."""

ECHO_LIMIT = 1.0
"""Seconds in which the manual expects the echo (document/path/90968)."""

_MAX_RESPONSE = 1024 * 1024


@dataclass(frozen=True)
class DeliveryPolicy:
    """How a callback is delivered.

    :param time_limit: seconds for a whole exchange
    :param attempts: deliveries in total, if the connection fails or the response is late
    :param repeat_on_5xx: deliver again after a 5xx status, as older versions of WeCom did
    """

    time_limit: float = TIME_LIMIT
    attempts: int = ATTEMPTS
    repeat_on_5xx: bool = False


@dataclass
class Exchange:
    """One HTTP request to the app and its response. ``status`` is None without a response."""

    url: str
    request: str
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    ms: float = 0.0
    reason: str = ""

    def row(self, now: float) -> Record:
        """Return it as a row of ``attempts``."""
        head = "".join(f"{name}: {value}\n" for name, value in self.headers)
        raw = self.body.decode("utf-8", "replace")
        return {
            "time": now,
            "status": self.status,
            "ms": self.ms,
            "reason": self.reason,
            "url": truncate(self.url),
            "request": truncate(self.request),
            "response": truncate(f"{head}\n{raw}") if self.status is not None else "",
        }


class Sender:
    """Sends to one app's callback URL.

    :param callback_url: the app's address, http or https
    :param crypt: its token, key and receive id
    :param policy: how often and how long to try
    :param timer: returns seconds, to measure the exchange
    :raises ValueError: if ``callback_url`` is not an HTTP URL
    """

    def __init__(
        self,
        world: World,
        callback_url: str,
        crypt: WXBizMsgCrypt,
        policy: DeliveryPolicy | None = None,
        *,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.url = urlsplit(callback_url)
        if self.url.scheme not in ("http", "https") or not self.url.hostname:
            raise ValueError("The callback URL must begin with http:// or https://.")
        self.world = world
        self.crypt = crypt
        self.policy = policy or DeliveryPolicy()
        self._timer = timer

    def verify(self) -> tuple[Exchange, bool, str]:
        """Send the echo request; return the exchange, whether the echo is right, and why not."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        encrypted = self.crypt.encrypt(echo)
        exchange = self._exchange("GET", self._query(encrypted, echostr=encrypted), b"")
        if exchange.reason:
            return exchange, False, exchange.reason
        if exchange.status != 200:
            return exchange, False, f"HTTP status {exchange.status}"
        if exchange.body != echo.encode():
            return exchange, False, _why_not(exchange.body, echo)
        if exchange.ms > ECHO_LIMIT * 1000:
            return exchange, True, "later than the one second that WeCom allows"
        return exchange, True, ""

    def deliver(
        self,
        fields: Mapping[str, Any],
        progress: Callable[[Exchange], bool],
        *,
        malformed: bytes = b"",
    ) -> tuple[Exchange, ReplyVerdict]:
        """Push a callback until it is answered or the attempts are used up.

        :param progress: called after every attempt; returns whether to go on
        :param malformed: appended to the last text of the callback, as it is
        """
        before, end, after = build(fields).encode().rpartition(b"]]>")
        xml = before + malformed + end + after
        for _ in range(self.policy.attempts):
            exchange = self._post(fields, xml)
            verdict = self._verdict(exchange, fields)
            if not exchange.reason:
                exchange.reason = verdict.reason
            if not progress(exchange) or not self._repeats(exchange):
                break
        return exchange, verdict

    def _repeats(self, exchange: Exchange) -> bool:
        if exchange.status is None:
            return True
        return self.policy.repeat_on_5xx and exchange.status >= 500

    def _verdict(self, exchange: Exchange, fields: Mapping[str, Any]) -> ReplyVerdict:
        if exchange.status is None:
            return ReplyVerdict(False, reason=exchange.reason)
        if exchange.status != 200:
            return ReplyVerdict(False, reason=f"HTTP status {exchange.status}")
        if exchange.reason:
            return ReplyVerdict(False, reason=exchange.reason)
        return read_reply(self.crypt, exchange.body, fields, self.world)

    def _post(self, fields: Mapping[str, Any], xml: bytes) -> Exchange:
        encrypted = self.crypt.encrypt_bytes(xml)
        envelope = {
            "ToUserName": fields.get("ToUserName", ""),
            "AgentID": str(fields.get("AgentID", "")),
            "Encrypt": encrypted,
        }
        return self._exchange("POST", self._query(encrypted), build(envelope).encode())

    def _query(self, encrypted: str, **more: str) -> str:
        # Real time, not the world's: the app compares it with its own clock.
        timestamp, nonce = int(time.time()), str(secrets.randbelow(10**10))
        query = signed_query(self.crypt, encrypted, timestamp, nonce, **more)
        own = f"{self.url.query}&" if self.url.query else ""
        return own + urlencode(query, quote_via=quote)

    def _exchange(self, method: str, query: str, body: bytes) -> Exchange:
        target = urlunsplit(("", "", self.url.path or "/", query, ""))
        shown = urlunsplit((self.url.scheme, self.url.netloc, self.url.path or "/", query, ""))
        exchange = Exchange(url=f"{method} {shown}", request=body.decode())
        connection = _connect(self.url, self.policy.time_limit)
        guard = _Guard(self.policy.time_limit)
        started = self._timer()
        try:
            with guard:
                connection.connect()
                guard.sock = connection.sock
                self._talk(connection, exchange, method, target, body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            exchange.status, exchange.headers, exchange.body = None, [], b""
            exchange.reason = _describe(error, self.policy.time_limit)
        finally:
            connection.close()
            exchange.ms = round((self._timer() - started) * 1000, 1)
        if guard.fired:
            exchange.status = None
            exchange.reason = f"no response within {self.policy.time_limit:g} s"
        return exchange

    def _talk(
        self,
        connection: http.client.HTTPConnection,
        exchange: Exchange,
        method: str,
        target: str,
        body: bytes,
    ) -> None:
        headers = {"User-Agent": "Mozilla/4.0", "Accept": "*/*", "Connection": "close"}
        if method == "POST":
            headers["Content-Type"] = "text/xml"
        connection.request(method, target, body or None, headers)
        response = connection.getresponse()
        with response:
            exchange.body = response.read(_MAX_RESPONSE + 1)
            exchange.headers = response.getheaders()
            exchange.status = response.status
        if len(exchange.body) > _MAX_RESPONSE:
            exchange.body = exchange.body[:_MAX_RESPONSE]
            exchange.reason = "the response is larger than 1 MiB"


class _Guard:
    """Closes the connection when time is up, even if single bytes keep arriving."""

    def __init__(self, seconds: float) -> None:
        self.fired = False
        self.sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True

    def _fire(self) -> None:
        self.fired = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()
        self._timer.join()


def _connect(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    return kind(str(url.hostname), url.port, timeout=timeout)


def _describe(error: Exception, limit: float) -> str:
    if isinstance(error, TimeoutError):
        return f"no response within {limit:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused: is the app running?"
    if isinstance(error, (ConnectionError, http.client.RemoteDisconnected)):
        return "the connection was closed before the response"
    if isinstance(error, http.client.IncompleteRead):
        return "the response is incomplete"
    return f"no usable response: {type(error).__name__}"


def _why_not(body: bytes, echo: str) -> str:
    if body.strip().strip(b'"').removeprefix(b"\xef\xbb\xbf") == echo.encode():
        return "the echo has white space, quotes or a byte order mark around it"
    return f"the echo is not the decrypted text (got {len(body)} bytes, expected {len(echo)})"
