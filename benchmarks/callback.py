"""One callback over WSGI, in process: ours, by hand, peers, interleaved.

``python -m benchmarks.callback`` prints the tables of docs/project/performance.rst. Each contestant
gets the same fresh requests (own id, nonce and signature each) in shuffled turns; every answer is
opened and compared before anything is timed, and its status after. A figure is the median over
processes of the medians over rounds.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from . import contestants as who
from .tables import table
from .workload import crypt, make_request
from .wsgi import Request, call, make_environ

CONTESTANTS: dict[str, Callable[[], who.Contestant]] = {
    "(a) bare route": who.bare,
    "(b) by hand: pycryptodome + defusedxml": who.hand_b,
    "(c) by hand: cryptography + ElementTree": who.hand_c,
    "ours": who.ours,
    "ours, extra speed": who.ours_speed,
    "ours, 10 handlers": lambda: who.ours(handlers=10),
    "ours, 1,000 handlers": lambda: who.ours(handlers=1000),
    "Flask + wechatpy": who.wechatpy,
    "Flask + wechatpy, pre-release": who.wechatpy_2,
    "WeRoBot, sessions off": who.werobot,
}
SCENARIOS = {
    "text": "300-byte text, text reply",
    "event": "event, no reply",
    "long": "20 kB text, text reply",
    "refused": "bad signature",
}


def check(name: str, contestant: who.Contestant, scenario: str) -> None:
    """Compare one answer before anything is timed.

    :raises RuntimeError: when it is not the right one
    """
    contestant.prepare()
    statuses: list[str] = []
    body = call(contestant.app, make_environ(make_request(scenario)), statuses)
    if name.startswith("(a)"):
        return
    expected = ("401", "403") if scenario == "refused" else ("200",)
    right = statuses[0].startswith(expected)
    if scenario in ("text", "long"):
        sealed = re.search(rb"<Encrypt>(?:<!\[CDATA\[)?([^\]<]+)", body)
        opened = crypt.decrypt(sealed[1].decode()).message if sealed else ""
        right = right and "<![CDATA[收到 " in opened and "zhangsan" in opened
    if scenario == "event":
        right = right and body in (b"", b"success")
    if not right:
        raise RuntimeError(f"{name} answers {scenario!r} wrongly: {statuses} {body[:200]!r}")


# --- timing ---------------------------------------------------------------------------------------


def measure(rounds: int, size: int, scenarios: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return scenario -> contestant -> median microseconds, in this process."""
    logging.getLogger().addHandler(logging.NullHandler())
    playing: dict[str, who.Contestant] = {}
    for name, make in CONTESTANTS.items():
        try:
            playing[name] = make()
        except ImportError as error:
            print(f"not installed: {name} ({error})", file=sys.stderr)
    results: dict[str, dict[str, float]] = {}
    for scenario in scenarios:
        for name, contestant in playing.items():
            check(name, contestant, scenario)
        times: dict[str, list[float]] = {name: [] for name in playing}
        for turn in range(rounds + 2):
            made = [make_request(scenario) for _ in range(size)]
            for name in random.sample(list(playing), len(playing)):
                took = _one_turn(playing[name], made)
                if turn >= 2:  # the first two warm up
                    times[name].append(took)
        results[scenario] = {name: statistics.median(took) for name, took in times.items()}
    return results


def _one_turn(contestant: who.Contestant, made: Sequence[Request]) -> float:
    contestant.prepare()
    environs = [make_environ(request) for request in made]
    app = contestant.app.wsgi_app
    statuses: list[str] = []
    gc.collect()
    started = time.process_time()
    for environ in environs:
        call(app, environ, statuses)
    took = time.process_time() - started
    if len(set(statuses)) != 1 or statuses[0].startswith("5"):
        raise RuntimeError(f"{contestant.app.name} answered {set(statuses)}")
    return took / len(made) * 1e6


# --- the table ------------------------------------------------------------------------------------


def combine(results: Sequence[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Return the medians over the processes."""
    return {
        scenario: {
            name: statistics.median(one[scenario][name] for one in results) for name in names
        }
        for scenario, names in results[0].items()
    }


def tables(results: dict[str, dict[str, float]]) -> str:
    """Return one table for each scenario."""
    printed = []
    for scenario, figures in results.items():
        limits = [
            next(v for k, v in figures.items() if k.startswith(f"({letter})")) for letter in "abc"
        ]
        peer = figures.get("Flask + wechatpy")
        rows = [
            [name, f"{took:.0f}", *(f"{took / limit:.2f}" for limit in limits),
             f"{took / peer:.2f}" if peer else "-"]
            for name, took in figures.items()
        ]  # fmt: skip
        head = [SCENARIOS[scenario], "µs", "× (a)", "× (b)", "× (c)", "× wechatpy"]
        printed.append(table(head, rows))
    return "\n\n".join(printed)


def main() -> None:
    """Run the processes one after the other and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--size", type=int, default=100, help="requests a turn")
    parser.add_argument("--scenario", action="append", choices=SCENARIOS)
    parser.add_argument("--json", action="store_true", help="one process, raw figures")
    options = parser.parse_args()
    scenarios = options.scenario or list(SCENARIOS)
    if options.json:
        json.dump(measure(options.rounds, options.size, scenarios), sys.stdout)
        return
    again = [sys.executable, "-m", "benchmarks.callback", "--json"]
    again += ["--rounds", str(options.rounds), "--size", str(options.size)]
    again += [word for scenario in scenarios for word in ("--scenario", scenario)]
    results = []
    for _ in range(options.processes):
        done = subprocess.run(again, stdout=subprocess.PIPE, check=True)
        results.append(json.loads(done.stdout))
    print(tables(combine(results)))


if __name__ == "__main__":
    main()
