"""A WeCom that records: it answers only what it was told to, and keeps what it was asked.

It is strict on purpose. A path that nobody announced is a 404, a wrong or missing token is WeCom's
own error, a wrong secret too; so a test that passes has sent what it claims to send.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .support import CORP_ID, SECRET

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass
class Request:
    """What one request was."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body.decode("utf-8"))

    @property
    def params(self) -> dict[str, str]:
        """The query without the token."""
        return {key: value for key, value in self.query.items() if key != "access_token"}


@dataclass
class Raw:
    """An answer that is not plain JSON with status 200."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: seconds to wait before answering
    delay: float = 0.0
    #: close the connection instead of answering; ``cut`` bytes of the body are sent before
    drop: bool = False
    cut: int | None = None


Answer = Any  # a dict, a Raw, or a function of Request that returns one of them


class ApiServer:
    """``server.on(path, answer, …)`` announces answers in order; the last one stays.

    :ivar seen: all requests but ``gettoken``
    :ivar fetched: the ``gettoken`` requests
    """

    def __init__(self, tls: Any = None) -> None:
        self.seen: list[Request] = []
        self.fetched: list[Request] = []
        self.connections = 0
        self.check_token = True
        self.fetch_delay = 0.0
        self.expires_in = 7200
        self.fetch_answer: Answer = None
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self._token = 0
        self._lock = threading.Lock()
        self._httpd = _Httpd(("127.0.0.1", 0), _handler_of(self))
        if tls:
            self._httpd.socket = tls.wrap_socket(self._httpd.socket, server_side=True)
        self.port = int(self._httpd.server_address[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> ApiServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._httpd.shutdown()
        self._httpd.drop_all()
        self._httpd.server_close()
        self._thread.join(5)

    def on(self, path: str, *answers: Answer) -> None:
        self._answers[path] = list(answers)

    @property
    def token(self) -> str:
        """The access token that is valid now."""
        return f"token-{self._token:03d}-of-the-recording-server"

    def kill_token(self) -> None:
        """From now on the token that was given out is refused."""
        with self._lock:
            self._token += 1

    def drop_connections(self) -> None:
        """Close the connections that clients keep alive."""
        self._httpd.drop_all()

    @property
    def last(self) -> Request:
        return self.seen[-1]

    def reply(self, request: Request) -> Answer:
        if request.path == "/cgi-bin/gettoken":
            return self._gettoken(request)
        with self._lock:
            self.seen.append(request)
            path = request.path.removeprefix("/cgi-bin/")
            answers = self._answers.get(path)
            if not answers:
                return Raw(b"no such path", 404)
            if self.check_token and request.query.get("access_token", self.token) != self.token:
                return {"errcode": 40014, "errmsg": "invalid access_token"}
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer(request) if isinstance(answer, Callable) else answer  # type: ignore[arg-type]

    def _gettoken(self, request: Request) -> Answer:
        with self._lock:
            self.fetched.append(request)
        if self.fetch_delay:
            time.sleep(self.fetch_delay)  # a slow server, not a wait for something
        if self.fetch_answer is not None:
            answer = self.fetch_answer
            return answer(request) if callable(answer) else answer
        if request.query.get("corpid") != CORP_ID:
            return {"errcode": 40013, "errmsg": "invalid corpid"}
        if request.query.get("corpsecret") != SECRET:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        return {**OK, "access_token": self.token, "expires_in": self.expires_in}


class _Httpd(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    block_on_close = False

    def __init__(self, *args: Any) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def drop_all(self) -> None:
        """Close the connections that clients keep alive."""
        for sock in list(self.open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


def _handler_of(server: ApiServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60
        wbufsize = -1
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            server.connections += 1
            self.number = server.connections

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def answer(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=False))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(
                self.command, parts.path, query, dict(self.headers.items()), body, self.number
            )
            answer = server.reply(request)
            if not isinstance(answer, Raw):
                data = json.dumps(answer, ensure_ascii=False).encode()
                answer = Raw(data, headers={"Content-Type": "application/json; charset=UTF-8"})
            if answer.delay:
                time.sleep(answer.delay)  # a slow server, not a wait for something
            self.close_connection = answer.drop
            if answer.drop and answer.cut is None:
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.cut])

        do_GET = do_POST = answer

    return Handler
