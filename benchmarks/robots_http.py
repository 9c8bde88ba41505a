"""Streams of a robot over HTTP: 200 at once on one gthread worker of gunicorn, asked once a second.

``python -m benchmarks.robots --http`` starts a real server for each kind of handler, lets 200
answers grow at the same time, twice, and polls each once a second over connections of its own, as
WeCom does. All must end whole. What the worker's memory has grown by is taken between the first
and the second 200. A poll is compared, over the same sockets, with a callback that gets a text.
"""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, Response

from flask_wechat_corp import RobotMessage, WeChatCorp, WeChatRobot
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import signed_query

from .contestants import AES_KEY, CORP_ID, TOKEN
from .tables import table
from .workload import make_request

STREAMS, WORKERS = 200, 64
PIECES, PAUSE = 50, 0.1
ROUNDS, SIZE = 20, 50
crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")
ids = itertools.count(1)


def app_of(kind: str) -> Flask:
    """Make an application with an agent and a robot; gunicorn calls this."""
    app = Flask(__name__)
    app.secret_key = "benchmark"
    store = f"sqlite:///{os.environ['BENCHMARK_FOLDER']}/store.sqlite"
    ours = {"TOKEN": TOKEN, "ENCODING_AES_KEY": AES_KEY, "STORE": store}
    for prefix in ("WECHAT_CORP_", "WECHAT_ROBOT_"):
        app.config.update({prefix + name: value for name, value in ours.items()})
    app.config.update(WECHAT_CORP_ID=CORP_ID, WECHAT_ROBOT_STREAM_WORKERS=WORKERS)
    WeChatCorp(app, handler=lambda message: "好的")
    bot = WeChatRobot(app)

    @bot.text("hold")
    def hold(message: RobotMessage) -> Iterator[str]:
        yield "字" * 300
        threading.Event().wait(300)

    if kind == "async":

        @bot.text
        async def answer(message: RobotMessage) -> AsyncIterator[str]:
            for number in range(PIECES):
                await asyncio.sleep(PAUSE)
                yield f"{number} "

    else:

        @bot.text
        def answer_too(message: RobotMessage) -> Iterator[str]:
            for number in range(PIECES):
                time.sleep(PAUSE)
                yield f"{number} "

    @app.after_request
    def name_process(response: Response) -> Response:
        response.headers["X-Process"] = str(os.getpid())
        return response

    return app


class Answer(NamedTuple):
    """What the robot answered."""

    stream: dict[str, Any]
    process: int
    seconds: float


class Server:
    """One gthread worker, and a WeCom in front of it."""

    def __init__(self, port: int) -> None:
        self._port = port

    def post(self, path: str, query: str, body: bytes) -> tuple[bytes, int, float]:
        """Post on a connection of its own; return body, process and seconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        began = time.perf_counter()
        try:
            connection.request("POST", f"{path}?{query}", body, {"Connection": "close"})
            response = connection.getresponse()
            answer, process = response.read(), int(response.headers["X-Process"])
        finally:
            connection.close()
        seconds = time.perf_counter() - began
        if response.status != 200:
            raise RuntimeError(f"not answered: {response.status}")
        return answer, process, seconds

    def robot(self, message: dict[str, Any]) -> Answer:
        """Send a message or a poll to the robot."""
        sealed = crypt.encrypt(json.dumps({"msgid": f"m{next(ids)}", **message}))
        query = urlencode(signed_query(crypt, sealed, int(time.time()), "nonce"))
        body = json.dumps({"encrypt": sealed}).encode()
        answer, process, seconds = self.post("/robot", query, body)
        reply = json.loads(crypt.decrypt(json.loads(answer)["encrypt"]).message)
        return Answer(reply["stream"], process, seconds)

    def ask(self, text: str, user: str = "zhangsan") -> Answer:
        """Send a text of a user."""
        sender = {"chattype": "single", "from": {"userid": user}}
        return self.robot({**sender, "msgtype": "text", "text": {"content": text}})

    def poll(self, stream: str) -> Answer:
        """Ask what a stream shows."""
        return self.robot({"msgtype": "stream", "stream": {"id": stream}})


@contextmanager
def server(kind: str) -> Iterator[Server]:
    """Serve one kind of robot."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        command = [
            sys.executable, "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread",
            "--threads", "16", "--log-level", "error", "--graceful-timeout", "1",
            "--bind", f"fd://{listening.fileno()}", f"benchmarks.robots_http:app_of('{kind}')",
        ]  # fmt: skip
        path = os.pathsep.join(sys.path)
        env = {**os.environ, "PYTHONPATH": path, "BENCHMARK_FOLDER": folder}
        process = subprocess.Popen(command, pass_fds=[listening.fileno()], env=env)
        try:
            yield Server(listening.getsockname()[1])
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


def memory_of(process: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def grow(served: Server, polls: list[float]) -> int:
    """Let 200 answers grow, ask each once a second; return how many have ended whole."""
    expected = "".join(f"{number} " for number in range(PIECES))

    def run(number: int) -> bool:
        time.sleep(number / STREAMS)  # they do not all ask in the same millisecond
        answer = served.ask("?", f"user{number}")
        while not answer.stream["finish"]:
            time.sleep(1)
            answer = served.poll(answer.stream["id"])
            polls.append(answer.seconds)
        return bool(answer.stream["content"] == expected)

    with ThreadPoolExecutor(STREAMS) as pool:
        return sum(pool.map(run, range(STREAMS)))


def many(kind: str) -> list[str]:
    """Return a row of the table for one kind of handler."""
    with server(kind) as served:
        process, polls = served.post("/wechat", *make_request("text"))[1], list[float]()
        whole, memory, took = 0, [memory_of(process)], 0.0
        for _ in range(2):
            began = time.perf_counter()
            whole += grow(served, polls)
            took = time.perf_counter() - began
            memory.append(memory_of(process))
    cuts = statistics.quantiles(polls, n=100)
    first, second = (after - before for before, after in itertools.pairwise(memory))
    return [
        kind if kind == "async" else f"plain, {WORKERS} workers",
        f"{whole} of {2 * STREAMS}",
        f"{took:.1f} s",
        f"{cuts[49] * 1000:.1f} ms",
        f"{cuts[94] * 1000:.1f} ms",
        f"{first:+.1f} MiB",
        f"{second:+.1f} MiB",
    ]


def poll_cost() -> list[str]:
    """Compare a poll of a running stream with a callback that gets a text, over HTTP."""
    figures: dict[str, list[float]] = {"text": [], "poll": []}
    with server("async") as served:
        stream = served.ask("hold").stream["id"]

        def text() -> float:
            query, body = make_request("text")
            return served.post("/wechat", query, body)[2]

        def poll() -> float:
            return served.poll(stream).seconds

        for number in range(ROUNDS):
            turns = [("text", text), ("poll", poll)]
            for name, request in turns if number % 2 else turns[::-1]:
                figures[name].append(statistics.median(request() for _ in range(SIZE)))
    text_time, poll_time = (statistics.median(figures[name]) * 1e6 for name in ("text", "poll"))
    ratio = poll_time / text_time
    return ["sqlite", f"{text_time:.0f} µs", f"{poll_time:.0f} µs", f"{ratio:.2f}"]


def main() -> None:
    """Print both tables; end with status 1 when an answer did not end whole."""
    print(table(["Over HTTP", "Text callback", "Poll", "Ratio"], [poll_cost()]))
    print(flush=True)
    head = ["200 streams, twice", "Whole", "200 took", "Median poll", "95 %", "Memory, first 200",
            "second 200"]  # fmt: skip
    rows = [many(kind) for kind in ("async", "plain")]
    print(table(head, rows))
    if any(row[1] != f"{2 * STREAMS} of {2 * STREAMS}" for row in rows):
        sys.exit("Not every answer has ended whole.")
