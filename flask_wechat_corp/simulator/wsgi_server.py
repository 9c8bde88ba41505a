"""A small threaded WSGI server with HTTP/1.1 keep-alive.

Werkzeug's development server closes every connection, but WeCom keeps them open, and a client with
a connection pool should be tested with that.
"""

from __future__ import annotations

import contextlib
import io
import ipaddress
import logging
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

__all__ = ["HTTPServer", "WSGIApp", "is_loopback"]

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024 * 1024
_IDLE = 60.0

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedWeCom"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = _IDLE
    wbufsize = 64 * 1024

    server: HTTPServer

    def do_GET(self) -> None:
        body = self._body()
        if body is None:
            return
        dropped = False

        def drop() -> None:
            nonlocal dropped
            dropped = True

        head: list[Any] = []
        self._is_ending = False

        def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
            head[:] = [status, headers]

        answer = self.server.app(self._environ(body, drop), start_response)
        try:
            if dropped:
                self.close_connection = True
            else:
                self._write(head[0], head[1], answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
            if self._is_ending:
                self.server.count_ending(-1)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = do_GET

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunked()
        length = self.headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdigit()):
            self._reject(400)
            return None
        if int(length) > MAX_BODY:
            self._reject(413)
            return None
        return self.rfile.read(int(length))

    def _chunked(self) -> bytes | None:
        parts: list[bytes] = []
        size = 0
        while True:
            line = self.rfile.readline(64).split(b";")[0].strip()
            try:
                length = int(line, 16)
            except ValueError:
                self._reject(400)
                return None
            size += length
            if length < 0 or size > MAX_BODY:
                self._reject(413)
                return None
            if length == 0:
                break
            parts.append(self.rfile.read(length))
            self.rfile.readline(8)
        while self.rfile.readline(1024).strip():
            pass
        return b"".join(parts)

    def _reject(self, status: int) -> None:
        self.close_connection = True
        self.send_error(status)

    def _environ(self, body: bytes, drop: Callable[[], None]) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.server.server_address[0],
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "simulator.drop": drop,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key == "CONTENT_TYPE":
                environ[key] = value
            elif key not in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
                key = f"HTTP_{key}"
                environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ

    def _write(self, status: str, headers: list[tuple[str, str]], answer: Iterable[bytes]) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        sized = any(name.lower() == "content-length" for name, _ in headers)
        chunked = not sized and self.request_version == "HTTP/1.1"
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not sized:
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD":
            return
        for part in answer:
            if part:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                if not sized:
                    self.wfile.flush()
        # The client has the whole response before the app's close() has run.
        self._is_ending = True
        self.server.count_ending(1)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        # The path may have a token in its query; the history keeps the call without it.
        return


class HTTPServer(socketserver.ThreadingTCPServer):
    """Serves one WSGI app from its own threads.

    :param host: the address to listen on
    :param port: the port to listen on; 0 takes any free one
    """

    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, app: WSGIApp) -> None:
        self.app = app
        self._host = host
        if ":" in host:
            self.address_family = socket.AF_INET6
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._ending = 0
        self._ended = threading.Condition()
        self._thread: threading.Thread | None = None
        super().__init__((host, port), _Handler)

    @property
    def port(self) -> int:
        """The port in use."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="simulated-wecom-http"
        )
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """Stop, close all connections and wait until all threads have ended."""
        # A signal may have come before the thread was started; then shutdown() would wait for ever.
        if self._thread is not None and self._thread.ident is not None:
            closer = threading.Thread(target=self.shutdown, name="simulated-wecom-closer")
            closer.start()
            # A connection wakes the server at once; else it would wait for its next poll.
            with contextlib.suppress(OSError):
                socket.create_connection((self._host, self.port), timeout=1).close()
            closer.join()
            self._thread.join()
            self._thread = None
        with self._open_lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def count_ending(self, number: int) -> None:
        """Count a response that has been sent while the app's ``close()`` has yet to run."""
        with self._ended:
            self._ending += number
            self._ended.notify_all()

    def wait_until_closed(self, timeout: float) -> bool:
        """Wait until the app's ``close()`` has run for all responses that were sent.

        :param timeout: seconds
        :returns: whether that happened in time
        """
        with self._ended:
            return self._ended.wait_for(lambda: self._ending == 0, timeout)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and register it."""
        sock, address = super().get_request()
        with self._open_lock:
            self._open.add(sock)
        return sock, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and unregister it."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log an error, unless a client closed the connection."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError, ValueError)):
            logger.error("A request could not be served.", exc_info=error)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
