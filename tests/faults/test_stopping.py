"""Gunicorn told to end (SIGTERM) while handlers run.

Promised: what runs is finished within the graceful time-out. What takes longer is killed, and a
deferred handler's message is then lost.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from tests.faults.faulty import FaultyWorkers
from tests.scenarios.workers import Workers

ids = count(12 * 10**15)


def test_a_callback_that_is_being_handled_is_answered(tmp_path: Path) -> None:
    msg_id = next(ids)
    with ThreadPoolExecutor(1) as pool:
        with Workers(tmp_path, "--workers", "1", "--graceful-timeout", "60") as workers:
            answer = pool.submit(workers.send, "work", "zhangsan", msg_id)
            workers.wait_for_note("start", msg_id)
        assert answer.result(30)[:2] == (200, "worked 1")


def test_a_deferred_handler_beyond_the_graceful_time_out_is_lost(tmp_path: Path) -> None:
    delivery = ("later", "zhangsan", next(ids))
    options = ("--workers", "1", "--graceful-timeout", "1")
    with FaultyWorkers(tmp_path, *options) as workers:
        assert workers.send(*delivery)[:2] == (200, "")
        workers.wait_for_note("start", delivery[2])
    workers.let_go(delivery[2])
    with FaultyWorkers(tmp_path, *options) as workers:
        assert workers.send(*delivery)[:2] == (200, "")  # known as answered: it is not run again
        assert [what for what, _ in workers.notes(delivery[2])] == ["start"]
