"""Several threads on one application: ours, by hand, wechatpy, interleaved in one process.

``python -m benchmarks.threads`` prints the microseconds of the wall clock for each callback, all
threads together: what giving up and taking back the interpreter's lock costs.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import statistics
import threading
import time

from . import contestants as who
from .callback import check
from .tables import table
from .workload import make_request
from .wsgi import call, make_environ

CONTESTANTS = {
    "(a) bare route": who.bare,
    "(b) by hand: pycryptodome + defusedxml": who.hand_b,
    "(c) by hand: cryptography + ElementTree": who.hand_c,
    "ours": who.ours,
    "ours, extra speed": who.ours_speed,
    "Flask + wechatpy": who.wechatpy,
    "WeRoBot, sessions off": who.werobot,
}
THREADS = (1, 2, 4, 8)


def turn(contestant: who.Contestant, threads: int, size: int) -> float:
    """Return the microseconds of each of ``size`` callbacks, shared out among the threads."""
    contestant.prepare()
    work = [[make_environ(made) for made in _requests(size // threads)] for _ in range(threads)]
    together = threading.Barrier(threads + 1)
    statuses: list[str] = []

    def answer(environs: list[dict[str, object]]) -> None:
        together.wait()
        for environ in environs:
            call(contestant.app.wsgi_app, environ, statuses)

    running = [threading.Thread(target=answer, args=(environs,)) for environs in work]
    for thread in running:
        thread.start()
    gc.collect()
    together.wait()
    started = time.perf_counter()
    for thread in running:
        thread.join()
    took = time.perf_counter() - started
    if set(statuses) != {"200 OK"}:
        raise RuntimeError(f"{contestant.app.name} answered {set(statuses)}")
    return took / len(statuses) * 1e6


def _requests(count: int) -> list[tuple[str, bytes]]:
    return [make_request("text") for _ in range(count)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=800, help="callbacks a turn, all threads")
    options = parser.parse_args()
    logging.getLogger().addHandler(logging.NullHandler())
    playing = {}
    for name, make in CONTESTANTS.items():
        try:
            playing[name] = make()
        except ImportError:
            continue
        check(name, playing[name], "text")
    turns = [(name, threads) for name in playing for threads in THREADS]
    times: dict[tuple[str, int], list[float]] = {one: [] for one in turns}
    for number in range(options.rounds + 1):
        for name, threads in random.sample(turns, len(turns)):
            took = turn(playing[name], threads, options.size)
            if number:  # the first round warms up
                times[name, threads].append(took)
    medians = {one: statistics.median(took) for one, took in times.items()}
    limits = [
        next(medians[name, 8] for name in playing if name.startswith(f"({letter})"))
        for letter in "bc"
    ]
    rows = [
        [name, *(f"{medians[name, threads]:.0f}" for threads in THREADS),
         *(f"{medians[name, 8] / limit:.2f}" for limit in limits)]
        for name in playing
    ]  # fmt: skip
    counts = [f"{threads} thread{'s' * (threads > 1)}" for threads in THREADS]
    print(table(["µs a callback", *counts, "8: × (b)", "8: × (c)"], rows))


if __name__ == "__main__":
    main()
