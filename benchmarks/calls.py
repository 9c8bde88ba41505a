"""What a call costs: ours, a bare ``requests.Session`` and urllib3, interleaved on one server.

Run ``python -m benchmarks.calls``. Every contestant calls ``user/get`` with a token on a kept
connection to the same local server and decodes the answer; each answer is compared before timing.
Prints medians and ratios; asserts nothing but the answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import requests
import urllib3

from flask_wechat_corp import WeChatAPI, open_store

USER = {"errcode": 0, "errmsg": "ok", "userid": "zhangsan", "name": "张三", "department": [1, 2]}
TOKEN = "T" * 214  # as long as WeCom's
CORP, SECRET, AGENT = "ww1234567890abcdef", "S" * 43, 1000002


class _Server(asyncio.Protocol):
    """Answers every GET and POST at once: as little work as a server can do."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, _, rest = self.data.partition(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            if len(rest) < length:
                return
            self.data = rest[length:]
            answer: dict[str, Any] = USER
            if b"/gettoken?" in head.partition(b"\r\n")[0]:
                answer = {"errcode": 0, "access_token": TOKEN, "expires_in": 7200}
            body = json.dumps(answer, ensure_ascii=False).encode()
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json; "
                b"charset=UTF-8\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%s"
                % (len(body), body)
            )


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def contestants(url: str, folder: str) -> dict[str, Callable[[], object]]:
    """Name → one call."""
    session, pool = requests.Session(), urllib3.PoolManager()
    query = {"access_token": TOKEN, "userid": "zhangsan"}
    headers = {name: str(value) for name, value in session.headers.items()}
    timeout = urllib3.Timeout(3.05, 15)

    def with_requests() -> object:
        answer = session.get(f"{url}/cgi-bin/user/get", params=query, timeout=(3.05, 15))
        return answer.json()

    def with_urllib3() -> object:
        answer = pool.request(
            "GET",
            f"{url}/cgi-bin/user/get",
            fields=query,
            headers=headers,
            retries=False,
            timeout=timeout,
        )
        return json.loads(answer.data)

    ours = WeChatAPI(CORP, SECRET, AGENT, api_url=url)
    store = open_store(f"sqlite:///{folder}/token.sqlite")
    shared = WeChatAPI(CORP, SECRET, AGENT, api_url=url, store=store)
    found: dict[str, Callable[[], object]] = {
        "requests.Session.get": with_requests,
        "flask_wechat_corp, memory://": lambda: ours.get_user("zhangsan"),
        "flask_wechat_corp, SQLite": lambda: shared.get_user("zhangsan"),
        "urllib3.PoolManager": with_urllib3,
    }
    found["wechatpy"] = with_wechatpy(url)
    return found


def with_wechatpy(url: str) -> Callable[[], object]:
    """The peer, its token warm in its own memory storage."""
    from wechatpy.enterprise import WeChatClient

    client = WeChatClient(CORP, SECRET)
    client.API_BASE_URL = f"{url}/cgi-bin/"
    client.session.set(client.access_token_key, TOKEN, 7200)
    client.expires_at = time.time() + 7200
    return lambda: client.user.get("zhangsan")


def measure(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each, all taking turns in a new order each round."""
    for name, call in calls.items():
        answer = call()
        if answer != USER:
            raise SystemExit(f"{name} gave another answer")
    times: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for _ in range(rounds):
        random.shuffle(names)
        for name in names:
            call = calls[name]
            started = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=2000)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        asyncio.run(_serve())
        return
    command = [sys.executable, "-m", "benchmarks.calls", "--serve"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            medians = measure(contestants(url, folder), chosen.rounds)
        finally:
            server.kill()
    base = medians["requests.Session.get"]
    print(f"{'user/get on a kept connection':34} {'µs':>6} {'× requests':>11}")
    for name, median in sorted(medians.items(), key=lambda item: item[1]):
        print(f"{name:34} {median * 1e6:6.0f} {median / base:11.2f}")


if __name__ == "__main__":
    main()
