"""A proxy that tunnels, as HTTP proxies do for https:// and WebSockets."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        target = self.rfile.readline().decode("latin-1").split()[1]
        while self.rfile.readline().strip():
            pass
        self.server.targets.append(target)
        host, _, port = target.rpartition(":")
        if host not in self.server.reachable:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", int(port)), 10) as other:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(other, self.connection))
            back.start()
            _pump(self.connection, other)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    targets: list[str]
    reachable: set[str]


class ConnectProxy:
    """Records what it is asked to connect to; leads some names to this machine, refuses others.

    :param reachable: names that it knows
    """

    def __init__(self, *reachable: str) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.targets, self._server.reachable = [], set(reachable)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.targets = self._server.targets

    def __enter__(self) -> ConnectProxy:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
