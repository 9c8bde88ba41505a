"""What each store costs: a whole callback, and one session read and written, beside code by hand.

``python -m benchmarks.stores`` prints the tables of docs/project/performance.rst. It starts its own
redis-server; without one the rows of Redis are left out. Everything takes turns in one process; a
figure is the lower quartile of the rounds, in microseconds: of the processor's time, and where
Redis takes part of the wall clock. The last table counts what a callback writes to Redis's socket:
each write is a round trip.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from flask_wechat_corp import Message, Store, WeChatCorp, open_store
from flask_wechat_corp.callback.session import Conversation, StoreSessions, session_key

from . import contestants as who
from .workload import make_request
from .wsgi import call, make_environ

Step = Callable[[int], object]

REPLY = "done:<xml>" + "x" * 240 + "</xml>"


@contextmanager
def redis_server(folder: str) -> Iterator[str | None]:
    """Start Redis on a free port."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(20)


def callback(
    store: str | Store, *, session: bool, dedupe: float = 600, lists: bool = False
) -> Step:
    """One callback of ours through WSGI."""
    app = Flask("ours")
    app.config.update(
        WECHAT_CORP_ID=who.CORP_ID, WECHAT_CORP_TOKEN=who.TOKEN,
        WECHAT_CORP_ENCODING_AES_KEY=who.AES_KEY, WECHAT_CORP_STORE=store,
        WECHAT_CORP_DEDUPE_TTL=dedupe,
    )  # fmt: skip
    wx = WeChatCorp(app)
    if lists:
        wx.lists.add("menu", ["{1} 帮助"])

    @wx.text
    def on_text(message: Message) -> str:
        if session:
            wx.session["count"] = wx.session.get("count", 0) + 1
        return "收到"

    def step(_: int) -> None:
        statuses: list[str] = []
        call(app.wsgi_app, environs.pop(), statuses)
        if statuses != ["200 OK"]:
            raise RuntimeError(f"answered {statuses}")

    environs: list[dict[str, Any]] = []
    step.prepare = lambda count: environs.extend(  # type: ignore[attr-defined]
        make_environ(make_request("text")) for _ in range(count)
    )
    return step


def conversation(url: str) -> Step:
    """One session of ours, read and written."""
    store = open_store(url)
    backend = StoreSessions(store)
    keys = [session_key(b"secret", "corp", 1, str(number)) for number in range(100)]

    def step(turn: int) -> None:
        made = Conversation(keys[turn % 100], store, backend, 86400, wait=4.5)
        made.session["count"] = made.session.get("count", 0) + 1
        made.save(last=True)
        made.close()

    return step


def round_trips(url: str) -> dict[str, int]:
    """Count what one callback writes to the client's socket."""
    import redis

    from flask_wechat_corp.stores.redis import RedisStore

    written = [0]

    class Counting(redis.Connection):
        def send_packed_command(self, command: Any, check_health: bool = True) -> None:
            written[0] += 1
            super().send_packed_command(command, check_health=check_health)  # type: ignore[no-untyped-call]

    counts = {}
    pool = redis.ConnectionPool.from_url(url, connection_class=Counting)
    with redis.Redis(connection_pool=pool) as client:
        for lists in (False, True):
            for session in (False, True):
                step = callback(RedisStore(client), session=session, lists=lists)
                step.prepare(2)  # type: ignore[attr-defined]
                step(0)  # Redis knows the scripts afterwards
                written[0] = 0
                step(1)
                name = "with a session in STORE" if session else "without a session"
                counts[f"{name}{', lists registered' if lists else ''}"] = written[0]
    pool.disconnect()
    return counts


def sqlite_by_hand(path: str, *, whole: bool) -> Step:
    """Lock, get, set, release (or one write) with sqlite3 in write-ahead mode."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("CREATE TABLE t (key TEXT PRIMARY KEY, value TEXT, expires REAL)")

    def write(turn: int) -> None:  # as much as a delivery and its reply take
        row = (f"delivery|{turn:032x}", REPLY, time.time() + 600)
        db.execute("INSERT OR REPLACE INTO t VALUES (?, ?, ?)", row)

    def step(turn: int) -> None:
        key, now = f"k{turn % 100}", time.time()
        db.execute("INSERT OR REPLACE INTO t VALUES (?, 'owner', ?)", ("lock" + key, now + 4))
        row = db.execute("SELECT value FROM t WHERE key = ? AND expires > ?", (key, now)).fetchone()
        count = json.loads(row[0])["count"] + 1 if row else 1
        text = json.dumps({"count": count})
        db.execute("INSERT OR REPLACE INTO t VALUES (?, ?, ?)", (key, text, now + 86400))
        db.execute("DELETE FROM t WHERE key = ? AND value = 'owner'", ("lock" + key,))

    return step if whole else write


def both(step: Step, write: Step) -> Step:
    """A callback and, after it, two writes of new keys."""

    def together(turn: int) -> None:
        step(turn)
        for _ in range(2):
            write(random.getrandbits(128))

    together.prepare = step.prepare  # type: ignore[attr-defined]
    return together


def redis_by_hand(url: str) -> Step:
    """SET NX, GET, SET and a compare-and-delete with redis-py."""
    import redis

    client = redis.Redis.from_url(url, decode_responses=True)
    release = client.register_script(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
    )

    def step(turn: int) -> None:
        key = f"hand{turn % 100}"
        client.set("lock" + key, "owner", nx=True, px=4000)
        text: Any = client.get(key)
        count = json.loads(text)["count"] + 1 if text else 1
        client.set(key, json.dumps({"count": count}), ex=86400)
        release(["lock" + key], ["owner"])

    return step


def measure(steps: dict[str, Step], rounds: int, size: int) -> dict[str, float]:
    """Return the microseconds of each step, the lower quartile of the rounds, in random order."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    turn = 0
    for number in range(rounds + 2):
        for name in random.sample(list(steps), len(steps)):
            step = steps[name]
            getattr(step, "prepare", lambda count: None)(size)
            # What waits for a server is measured by the wall clock; else the processor's time,
            # which a busy machine disturbs less.
            clock = time.perf_counter if "Redis" in name else time.process_time
            started = clock()
            for _ in range(size):
                turn += 1
                step(turn)
            took = (clock() - started) / size * 1e6
            if number >= 2:
                times[name].append(took)
    return {name: statistics.quantiles(took, n=4)[0] for name, took in times.items()}


def table(title: str, rows: dict[str, float], base: dict[str, str]) -> None:
    """Print one table; ``base`` names the row that another one is compared with."""
    print(f"\n{title}\n")
    for name, took in rows.items():
        ratio = f"{took / rows[base[name]]:8.2f} x {base[name]}" if name in base else ""
        print(f"{name:52}{took:9.1f} µs{ratio}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--size", type=int, default=100)
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}", end="")
    print(f", {options.rounds} rounds of {options.size}")
    with tempfile.TemporaryDirectory() as folder, redis_server(folder) as redis_url:
        stores = {
            "memory://": "memory://",
            "SQLite (default)": f"sqlite:///{folder}/callbacks.sqlite",
        }
        if redis_url:
            stores["Redis"] = redis_url
        callbacks = {"no store (DEDUPE_TTL=0)": callback("memory://", session=False, dedupe=0)}
        for name, url in stores.items():
            callbacks[name] = callback(url, session=False)
        for name, url in stores.items():
            callbacks[f"{name}, with a session"] = callback(url, session=True)
        base = "no store (DEDUPE_TTL=0)"
        callbacks["memory:// + two SQLite writes by hand"] = both(
            callback("memory://", session=False),
            sqlite_by_hand(f"{folder}/w2.sqlite", whole=False),
        )
        found = measure(callbacks, options.rounds, options.size)
        table("A callback with a text reply", found, dict.fromkeys(found, base))
        by_hand: dict[str, Step] = {
            "one SQLite write by hand": sqlite_by_hand(f"{folder}/w.sqlite", whole=False),
            "SQLite by hand": sqlite_by_hand(f"{folder}/s.sqlite", whole=True),
            "SQLite, ours": conversation(f"sqlite:///{folder}/ours.sqlite"),
            "memory://, ours": conversation("memory://"),
        }
        compared = {"SQLite, ours": "SQLite by hand"}
        if redis_url:
            by_hand["Redis by hand"] = redis_by_hand(redis_url)
            by_hand["Redis, ours"] = conversation(redis_url)
            compared["Redis, ours"] = "Redis by hand"
        written = measure(by_hand, options.rounds, options.size)
        table("A session read and written", written, compared)
        if redis_url:
            print("\nRound trips of a callback to Redis\n")
            for name, count in round_trips(redis_url).items():
                print(f"{name:52}{count:9}")


if __name__ == "__main__":
    main()
