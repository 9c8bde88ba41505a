"""Streams of a robot: the cost of a poll, and 200 answers that grow at the same time.

``python -m benchmarks.robots`` prints two tables. A poll is compared with a callback that gets a
text reply, for each store. The streams run in this process and are asked once a second.
``--http`` does both with a real server instead (:mod:`benchmarks.robots_http`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from flask_wechat_corp import RobotMessage, WeChatCorp, WeChatRobot
from flask_wechat_corp.protocol.crypto import WXBizMsgCrypt
from flask_wechat_corp.protocol.envelope import signed_query
from flask_wechat_corp.testing import RobotClient

from . import robots_http
from .contestants import AES_KEY, CORP_ID, TOKEN
from .tables import table
from .workload import make_request
from .wsgi import Request, call, make_environ

ROUNDS, SIZE = 30, 200
STREAMS = 200
robot_crypt = WXBizMsgCrypt(TOKEN, AES_KEY, "")


def make_app(store: str) -> tuple[Flask, WeChatRobot]:
    """Return an application with an agent and a robot in one store."""
    app = Flask(__name__)
    app.secret_key = "benchmark"
    ours = {"TOKEN": TOKEN, "ENCODING_AES_KEY": AES_KEY, "STORE": store}
    for prefix in ("WECHAT_CORP_", "WECHAT_ROBOT_"):
        app.config.update({prefix + name: value for name, value in ours.items()})
    app.config["WECHAT_CORP_ID"] = CORP_ID
    WeChatCorp(app, handler=lambda message: "好的")
    return app, WeChatRobot(app)


def make_poll(stream: str) -> Request:
    """Return query and body of a poll."""
    message = {"msgid": "x", "msgtype": "stream", "stream": {"id": stream}}
    sealed = robot_crypt.encrypt(json.dumps(message))
    query = signed_query(robot_crypt, sealed, int(time.time()), "nonce")
    return urlencode(query), json.dumps({"encrypt": sealed}).encode()


def timed(app: Flask, environs: list[dict[str, Any]]) -> float:
    """Return the mean seconds of a request."""
    statuses: list[str] = []
    began = time.perf_counter()
    for environ in environs:
        call(app, environ, statuses)
    seconds = time.perf_counter() - began
    if {status[:3] for status in statuses} != {"200"}:
        raise RuntimeError(f"not answered: {set(statuses)}")
    return seconds / len(environs)


def poll_cost(store: str) -> list[str]:
    """Compare a poll of a running stream with a text callback."""
    app, bot = make_app(store)
    go = threading.Event()

    @bot.text
    def answer(message: RobotMessage) -> Iterator[str]:
        yield "字" * 300
        go.wait()

    client = RobotClient(app)
    client.text("?")
    figures: dict[str, list[float]] = {"text": [], "poll": []}
    for number in range(ROUNDS):
        texts = [make_environ(make_request("text")) for _ in range(SIZE)]
        polls = [
            {**make_environ(make_poll(client.stream or "")), "PATH_INFO": "/robot"}
            for _ in range(SIZE)
        ]
        turns = [("text", texts), ("poll", polls)]
        for name, environs in turns if number % 2 else turns[::-1]:
            figures[name].append(timed(app, environs))
    go.set()
    text, poll = (statistics.median(figures[name]) * 1e6 for name in ("text", "poll"))
    return [store.partition(":")[0], f"{text:.0f} µs", f"{poll:.0f} µs", f"{poll / text:.2f}"]


def many(kind: str) -> list[str]:
    """Let 200 answers grow for ten seconds and ask each once a second."""
    with tempfile.TemporaryDirectory() as folder:
        app, bot = make_app(f"sqlite:///{folder}/store.sqlite")

        if kind == "async":

            @bot.text
            async def answer(message: RobotMessage) -> AsyncIterator[str]:
                for number in range(100):
                    await asyncio.sleep(0.1)
                    yield f"{number} "

        else:

            @bot.text
            def answer_too(message: RobotMessage) -> Iterator[str]:
                for number in range(100):
                    time.sleep(0.1)
                    yield f"{number} "

        polls: list[float] = []

        def run(number: int) -> int:
            client = RobotClient(app)
            time.sleep(number / STREAMS)
            received = client.text("?", user=f"user{number}")
            while not received.finished:
                time.sleep(1)
                began = time.perf_counter()
                received = client.refresh()
                polls.append(time.perf_counter() - began)
            return len(received.text.split())

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        with ThreadPoolExecutor(STREAMS) as pool:
            whole = sum(pieces == 100 for pieces in pool.map(run, range(STREAMS)))
        seconds = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        median = statistics.median(polls) * 1000
    return [
        kind,
        f"{whole} of {STREAMS}",
        f"{seconds:.1f} s",
        f"{median:.1f} ms",
        f"{grown:.0f} MB",
    ]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http", action="store_true", help="over HTTP, with a real server")
    if parser.parse_args().http:
        robots_http.main()
        return
    with tempfile.TemporaryDirectory() as folder:
        stores = ["memory://", f"sqlite:///{folder}/store.sqlite"]
        rows = [poll_cost(store) for store in stores]
    print(table(["Store", "Text callback", "Poll", "Ratio"], rows))
    print()
    rows = [many(kind) for kind in ("async", "sync, 64 workers")]
    print(table(["200 streams", "Whole", "All took", "Median poll", "Memory"], rows))


if __name__ == "__main__":
    main()
