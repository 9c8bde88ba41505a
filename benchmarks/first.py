"""What the first callback and the first call of a process cost beyond the second ones.

``python -m benchmarks.first`` starts processes in turns. One serves callbacks, one a bare Flask
route, one calls ``user/get``, one calls ``requests.get``; each does it twice. The first time loads
what is loaded late: the message classes, the cipher and requests itself. Prints the best of many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable

from .tables import table

MEASURED = {
    "callback": "a callback, text reply",
    "route": "a bare Flask route",
    "call": "api.get_user(), with its access token",
    "get": "requests.get(), with import requests",
}


def twice(work: Callable[[int], object]) -> None:
    """Print how many milliseconds the first and the second time take."""
    took = []
    for number in (0, 1):
        started = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - started) * 1e3)
    print(*took)


def serve(kind: str) -> None:
    """Answer two callbacks, which are read from standard input, or two plain requests."""
    from flask import Flask

    from flask_wechat_corp import WeChatCorp

    from .wsgi import call, make_environ

    settings, work = json.loads(sys.stdin.readline())
    requests = [(query, body.encode()) for query, body in work]
    app, statuses = Flask("first"), list[str]()
    if kind == "route":
        app.add_url_rule("/wechat", "wechat", lambda: "收到", methods=["POST"])
    else:
        app.config.update(settings)
        WeChatCorp(app).text(lambda message: "收到")
    twice(lambda number: call(app.wsgi_app, make_environ(requests[number]), statuses))
    if statuses != ["200 OK"] * 2:
        raise RuntimeError(f"{kind} answered {statuses}")


def ask(kind: str, url: str) -> None:
    """Call ``user/get`` twice, with the client or with requests alone."""
    from flask_wechat_corp import WeChatAPI

    def plain(_number: int) -> None:
        import requests

        answer = requests.get(f"{url}/cgi-bin/user/get?userid=zhangsan", timeout=5)
        answer.raise_for_status()
        answer.json()

    if kind == "get":
        twice(plain)
    else:
        api = WeChatAPI("ww1234567890abcdef", "S" * 43, 1000002, api_url=url)
        twice(lambda _number: api.get_user("zhangsan"))


def run(kind: str, url: str) -> tuple[float, float]:
    """Return the milliseconds of the first and of the second time in a process of its own."""
    from .contestants import AES_KEY, CORP_ID, TOKEN
    from .footprint import keeping_bytecode
    from .workload import make_request

    settings = {
        "WECHAT_CORP_ID": CORP_ID, "WECHAT_CORP_TOKEN": TOKEN,
        "WECHAT_CORP_ENCODING_AES_KEY": AES_KEY, "WECHAT_CORP_STORE": "memory://",
    }  # fmt: skip
    work = [make_request("text"), make_request("text")]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.first", "--measure", kind, url],
        input=json.dumps((settings, [(query, body.decode()) for query, body in work])) + "\n",
        stdout=subprocess.PIPE, text=True, check=True, env=keeping_bytecode(),
    )  # fmt: skip
    first, second = map(float, done.stdout.split())
    return first, second


def report(repeats: int) -> None:
    """Print the table."""
    command = [sys.executable, "-m", "benchmarks.calls", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        best: dict[str, tuple[float, float]] = {}
        for _ in range(repeats):  # in turns, so that a busy moment of the machine hits all of them
            for kind in MEASURED:
                best[kind] = min(best.get(kind, (9e9, 0.0)), run(kind, url))
        server.terminate()
    rows = [
        [
            name,
            f"{best[kind][0]:.1f}",
            f"{best[kind][1]:.2f}",
            f"{best[kind][0] - best[kind][1]:.1f}",
        ]
        for kind, name in MEASURED.items()
    ]
    more = {kind: first - second for kind, (first, second) in best.items()}
    rows.append([
        "ours beyond Flask and requests", "", "",
        f"{more['callback'] - more['route'] + more['call'] - more['get']:.1f}",
    ])  # fmt: skip
    print(f"\nmilliseconds, best of {repeats} processes\n")
    print(table(["", "first", "second", "more"], rows))


def main() -> None:
    """Measure in this process, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.measure:
        report(options.repeats)
        return
    kind, url = options.measure
    if kind in ("callback", "route"):
        serve(kind)
    else:
        ask(kind, url)


if __name__ == "__main__":
    main()
