"""A WeCom that behaves badly, byte by byte: each connection is a function of its socket."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable
from itertools import takewhile

Behaviour = Callable[["Talk"], object]


class Talk:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self._connection = connection
        self._over = over

    def wait_for_request(self) -> None:
        """Wait until a request begins to come in, and leave it unread."""
        self._connection.recv(1, socket.MSG_PEEK)

    def read_request(self) -> bytes:
        """Return the next request, head and body; empty when the client has gone."""
        with self._connection.makefile("rb") as file:
            head = b"".join(takewhile(b"\r\n".__ne__, file))
            length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
            return head + file.read(int(length[1]) if length else 0)

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def answer(self, body: object, *, length: int | None = None, more: bytes = b"") -> None:
        """Send a good answer, or one whose length is a lie, with bytes that nobody asked for."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        length = len(data) if length is None else length
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}"
        self.send(head.encode() + b"\r\n\r\n" + data + more)

    def reset(self) -> None:
        """End the connection as a crashed machine does: with RST instead of FIN."""
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()

    def drip(self, data: bytes, pause: float) -> None:
        """Send a byte at a time, until the end of the data, of the client's patience or of us."""
        for byte in data:
            self.send(bytes((byte,)))
            if self._over.wait(pause):
                return

    def keep_silent(self) -> None:
        """Answer nothing until the client goes."""
        self._connection.recv(65536)


class Hostile:
    """Listens on a free loopback port; every connection is given to ``behaviour``.

    :ivar connections: how many there were
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0

    def __enter__(self) -> Hostile:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._behaviour(Talk(connection, self._over))
