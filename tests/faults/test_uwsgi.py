"""uWSGI forks in C and runs none of Python's fork hooks; the bot was used before the fork.

With ``master`` uWSGI loads the application once and forks its workers from that process.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.faulty import FaultyWorkers
from tests.helpers.api_server import OK, ApiServer, Request
from tests.helpers.support import program

pytestmark = pytest.mark.slow


class UwsgiWorkers(FaultyWorkers):
    """Two workers of eight threads each, forked by uWSGI from a process that used the bot."""

    application = "tests.faults.used_bot:app"

    def command(self) -> list[str]:
        uwsgi = program(str(Path(sys.executable).with_name("uwsgi")), "uwsgi")
        return [
            uwsgi, "--http-socket", f"127.0.0.1:{self.port}", "--module", self.application,
            "--master", "--processes", "2", "--threads", "8", "--need-app", "--die-on-term",
            "--virtualenv", sys.prefix, "--listen", "64", "--disable-logging",
            "--worker-reload-mercy", "5", *self.options,
        ]  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.redis)])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UwsgiWorkers]:
    def found(call: Request) -> dict[str, object]:
        return {**OK, "userid": call.query["userid"]}

    store = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    with ApiServer() as api:
        api.on("user/get", found)
        with UwsgiWorkers(tmp_path, BOT_STORE=store, BOT_API_URL=api.url) as running:
            yield running
        assert "Traceback" not in running.log()


def test_a_used_app_survives_uwsgis_fork(workers: UwsgiWorkers) -> None:
    owners = {workers.send("owner", f"user{number}").text for number in range(60)}
    with ThreadPoolExecutor(16) as pool:
        owners |= {
            one.text for one in pool.map(lambda n: workers.send("owner", f"u{n}"), range(60))
        }
    by_process = dict(owner.split() for owner in owners)
    assert len(owners) == len(by_process) == 2, "both workers answered, each with one owner id"
    assert len(set(by_process.values())) == 2, "their leases have different owners"

    # Connections: each member is answered with the member's own data.
    names = [f"member{number}" for number in range(100)]
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda name: workers.send("who", name).text, names))
    assert told == names

    # Locks: no update is lost.
    with ThreadPoolExecutor(16) as pool:
        counts = list(pool.map(lambda n: workers.send("+1", f"member{n % 4}").text, range(80)))
    assert Counter(counts) == {str(number): 4 for number in range(1, 21)}

    # The pool of deferred handlers.
    soon = [10**14 + number for number in range(8)]
    for msg_id in soon:
        assert workers.send("soon", f"member{msg_id}", msg_id).status == 200
    wait_for_notes(workers, "soon", soon)


def test_a_slow_handler_keeps_what_it_holds(workers: UwsgiWorkers) -> None:
    """Each worker's thread renews the claim and the lock: a repeat does not run the handler."""
    deliveries = [("hold +1", f"member{number}", 10**14 + number) for number in range(6)]
    with ThreadPoolExecutor(12) as pool:
        first = [pool.submit(workers.send, *delivery) for delivery in deliveries]
        wait_for_notes(workers, "start", [delivery[2] for delivery in deliveries])
        time.sleep(6)  # longer than a lease that is not renewed
        repeats = [pool.submit(workers.send, *delivery) for delivery in deliveries]
        time.sleep(1)
        for delivery in deliveries:
            workers.let_go(delivery[2])
        assert {one.result(30)[:2] for one in first} == {(200, "1")}
        assert {one.result(30)[:2] for one in repeats} == {(200, "1")}
    for _, _, msg_id in deliveries:
        assert [what for what, _ in workers.notes(msg_id)] == ["start", "end"]
    assert "Lost the" not in workers.log()


def wait_for_notes(workers: UwsgiWorkers, what: str, msg_ids: list[int]) -> None:
    deadline = time.monotonic() + 60
    while not all(what in dict(workers.notes(msg_id)) for msg_id in msg_ids):
        assert time.monotonic() < deadline, f"not all handlers noted {what!r}"
        time.sleep(0.05)
