"""What the package costs before and beside its work: import, memory, a store full of deliveries.

``python -m benchmarks.footprint`` prints three tables. Each figure comes from processes of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

BASE = "import flask, requests"
IMPORTS = {
    "flask_wechat_corp": "import flask_wechat_corp",
    "wechatpy.enterprise": "import wechatpy.enterprise, wechatpy.enterprise.crypto",
    "WeRoBot, contrib.flask": "import werobot, werobot.contrib.flask",
}
ECHO_APPS = {
    "(a) bare route": "bare",
    "(b) by hand: pycryptodome + defusedxml": "hand_b",
    "(c) by hand: cryptography + ElementTree": "hand_c",
    "ours": "ours",
    "ours, default SQLite store": "ours_sqlite",
    "wechatpy": "wechatpy",
    "WeRoBot, sessions off": "werobot",
}
GROWING = {
    "ours, default SQLite store": "ours_sqlite",
    "ours, memory://, deliveries remembered for 2 seconds": "ours_forgetful",
}


def keeping_bytecode() -> dict[str, str]:
    """Return the environment of a process that does not compile what was compiled before."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(code: str) -> str | None:
    """Return what a fresh interpreter prints; ``None`` when an import is missing."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=keeping_bytecode())
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    done.check_returncode()
    return done.stdout


# --- import ---------------------------------------------------------------------------------------


def import_times(repeats: int) -> None:
    """Print the milliseconds that an import adds to Flask and requests, best of many."""
    code = (
        f"{BASE}; import sys, time; before = len(sys.modules); started = time.perf_counter();"
        "{}; print(time.perf_counter() - started, len(sys.modules) - before)"
    )
    best: dict[str, tuple[float, int]] = {}
    for _ in range(repeats):  # in turns, so that a busy moment of the machine hits all of them
        for name, statement in IMPORTS.items():
            printed = run(code.format(statement))
            if printed is None:
                continue
            seconds, modules = printed.split()
            best[name] = min(best.get(name, (9e9, 0)), (float(seconds) * 1e3, int(modules)))
    print(f"\nimport after flask and requests, best of {repeats}\n")
    for name, (took, count) in best.items():
        print(f"{name:42}{took:8.1f} ms{count:6} modules")


# --- memory ---------------------------------------------------------------------------------------


def resident() -> float:
    """Return the MiB of memory that this process holds (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def echo(contestant: str) -> None:
    """Answer the callbacks that come in, a line each; print the memory at each empty line."""
    # Imported here, and nothing else: what the contestant itself does not need must not count.
    from . import contestants as who
    from .wsgi import call, make_environ

    made: who.Contestant = getattr(who, contestant)()
    made.prepare()
    statuses: list[str] = []
    for line in sys.stdin:
        if line == "\n":
            print(resident(), flush=True)
            continue
        query, body = json.loads(line)
        call(made.app.wsgi_app, make_environ((query, body.encode())), statuses)
        if statuses.pop() != "200 OK":
            raise RuntimeError(f"{contestant} answered wrongly")


def held_after(contestant: str, steps: Sequence[int]) -> list[float]:
    """Return the MiB that a process of its own holds after so many callbacks."""
    from .workload import make_request

    command = [sys.executable, "-m", "benchmarks.footprint", "--echo", contestant]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin
        assert child.stdout
        found = []
        done = 0
        for step in steps:
            for _ in range(step - done):
                query, body = make_request("text")
                print(json.dumps([query, body.decode()]), file=child.stdin)
            done = step
            print(file=child.stdin, flush=True)
            found.append(float(child.stdout.readline()))
        child.stdin.close()
    return found


def memory(callbacks: int) -> None:
    """Print what an echo application holds, and whether that grows."""
    rows = {name: held_after(contestant, [200])[0] for name, contestant in ECHO_APPS.items()}
    bare = rows["(a) bare route"]
    print("\nresident memory of an echo application after 200 callbacks\n")
    for name, held in rows.items():
        print(f"{name:42}{held:8.1f} MiB{held - bare:+8.1f}")
    for name, contestant in GROWING.items():
        points = held_after(contestant, [200, *(callbacks * part // 5 for part in range(1, 6))])
        print(f"\n{name}: MiB after 200 and each fifth of {callbacks:,} callbacks")
        print("  ".join(f"{held:.1f}" for held in points))


# --- deliveries -----------------------------------------------------------------------------------


def deliveries(count: int) -> None:
    """Print what remembering many deliveries at once costs in the default store."""
    from flask_wechat_corp.callback.delivery import Deliveries
    from flask_wechat_corp.stores.sqlite import SQLiteStore

    reply = "<xml>" + "x" * 295 + "</xml>"
    now = [1.7e9]
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/store.sqlite"
        store = SQLiteStore(path, clock=lambda: now[0])
        kept = Deliveries(store, 600)

        def remember(keys: range) -> float:
            started = time.perf_counter()
            for key in keys:
                kept.claim(f"delivery|{key:032x}").done(reply)
            return (time.perf_counter() - started) / len(keys) * 1e6

        def size() -> float:
            return sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20

        print(f"\n{count:,} deliveries remembered at once, default store, replies of 300 bytes\n")
        report: Callable[[str, float], None] = lambda what, took: print(  # noqa: E731 - a row
            f"{what:42}{took:8.1f} µs each{size():10.1f} MiB on disk{resident():8.1f} MiB held"
        )
        report("the first tenth", remember(range(count // 10)))
        report("all", remember(range(count // 10, count)))
        now[0] += 601  # all of them are forgotten
        report("as many again, ten minutes later", remember(range(count, 2 * count)))
        store.close()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--callbacks", type=int, default=100_000)
    parser.add_argument("--deliveries", type=int, default=1_000_000)
    parser.add_argument("--echo", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.echo:
        echo(options.echo)
        return
    import_times(options.repeats)
    memory(options.callbacks)
    deliveries(options.deliveries)


if __name__ == "__main__":
    main()
