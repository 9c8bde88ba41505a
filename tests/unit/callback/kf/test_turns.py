"""Messages side by side, and one that is handled alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask_wechat_corp.callback.kf.turns import Turns

SECONDS = 30


def test_messages_are_handled_side_by_side() -> None:
    turns, both = Turns(), threading.Barrier(2)

    def handle() -> None:
        with turns.take(alone=False):
            both.wait(SECONDS)  # each waits for the other one

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(handle) for _ in range(2)]:
            one.result(SECONDS)


def test_one_that_is_alone_waits_for_the_others_and_they_for_it() -> None:
    turns, order = Turns(SECONDS), list[str]()
    begun, go = threading.Event(), threading.Event()

    def first() -> None:
        with turns.take(alone=False):
            begun.set()
            assert go.wait(SECONDS)
            order.append("side by side")

    def alone() -> None:
        with turns.take(alone=True):
            order.append("alone")

    def later() -> None:
        with turns.take(alone=False):
            order.append("later")

    def waiting(count: int) -> Callable[[], bool]:
        return lambda: len(turns._changed._waiters) == count  # type: ignore[attr-defined]

    def until(condition: Callable[[], bool]) -> None:
        while True:
            with turns._changed:
                if condition():
                    return

    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(first)]
        assert begun.wait(SECONDS)
        runs.append(pool.submit(alone))
        until(waiting(1))
        runs.append(pool.submit(later))
        until(waiting(2))
        go.set()
        for one in runs:
            one.result(SECONDS)
    assert order == ["side by side", "alone", "later"]


def test_a_handler_that_does_not_end_stops_no_other_message() -> None:
    turns = Turns(0.01)
    with turns.take(alone=True):
        with turns.take(alone=False):
            pass
        with turns.take(alone=True):
            pass
    with turns.take(alone=False):
        pass
