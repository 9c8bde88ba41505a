"""Requests per second behind a real server: gunicorn with one sync worker, real sockets.

``python -m benchmarks.servers`` starts one server for each contestant and sends them fresh
callbacks over eight connections at a time, in turns; every answer must be a 200.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from flask import Flask

from . import contestants as who
from .tables import table
from .workload import make_request

CONTESTANTS = {
    "(a) bare route": "bare",
    "(b) by hand: pycryptodome + defusedxml": "hand_b",
    "(c) by hand: cryptography + ElementTree": "hand_c",
    "ours": "ours",
    "ours, extra speed": "ours_speed",
    "Flask + wechatpy": "wechatpy",
    "WeRoBot, sessions off": "werobot",
}
CONNECTIONS = 8


def app_of(contestant: str) -> Flask:
    """Make one contestant, ready; gunicorn calls this."""
    made: who.Contestant = getattr(who, contestant)()
    made.prepare()
    return made.app


@contextmanager
def server(contestant: str) -> Iterator[int]:
    """Serve a contestant; gives the port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        command = [
            sys.executable, "-m", "gunicorn", "--workers", "1", "--log-level", "error",
            "--bind", f"fd://{listening.fileno()}", f"benchmarks.servers:app_of('{contestant}')",
        ]  # fmt: skip
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(command, pass_fds=[listening.fileno()], env=env)
        try:
            yield listening.getsockname()[1]
        finally:
            process.terminate()
            process.wait(20)


def as_http(scenario: str) -> bytes:
    """Return one fresh callback as it goes over the wire."""
    query, body = make_request(scenario)
    head = (
        f"POST /wechat?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def send(port: int, request: bytes) -> bool:
    """Send one callback on a connection of its own; says whether it was answered with 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer.startswith(b"HTTP/1.1 200 ")


def rate(port: int, size: int) -> float:
    """Return the requests per second of one turn."""
    requests = [as_http("text") for _ in range(size)]
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        started = time.perf_counter()
        answered = list(threads.map(lambda request: send(port, request), requests))
        took = time.perf_counter() - started
    if not all(answered):
        raise RuntimeError(f"{answered.count(False)} of {size} requests were not answered with 200")
    return size / took


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--size", type=int, default=1500, help="requests a turn")
    options = parser.parse_args()
    rates: dict[str, list[float]] = {}
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(server(contestant))
            for name, contestant in CONTESTANTS.items()
        }
        for port in ports.values():
            rate(port, 200)  # starts and warms up
        for _ in range(options.rounds):
            for name in random.sample(list(ports), len(ports)):
                rates.setdefault(name, []).append(rate(ports[name], options.size))
    medians = {name: statistics.median(rates[name]) for name in ports}
    by_hand, peer = (
        next(medians[name] for name in medians if start in name) for start in ("(b)", "wechatpy")
    )
    rows = [
        [name, f"{median:.0f}", f"{median / by_hand:.2f}", f"{median / peer:.2f}"]
        for name, median in medians.items()
    ]
    print(table(["gunicorn, 1 sync worker", "requests/s", "× (b)", "× wechatpy"], rows))


if __name__ == "__main__":
    main()
