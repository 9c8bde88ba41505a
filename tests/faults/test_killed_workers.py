"""A worker killed in each stage of a callback, and WeCom's repeat of the same delivery.

Promised: nothing that was answered for is lost, but what the in-process pool holds. What was not
answered is handled by the repeat. A handler may begin again when its process was killed before
its reply was kept; its session is saved once, unless the kill falls between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.faulty import FaultyWorkers
from tests.helpers.servers import RedisServer
from tests.scenarios.workers import Got

pytestmark = [pytest.mark.slow, pytest.mark.redis]

ids = count(11 * 10**15)

#: stage → (how often the handler begins in all, the reply to the repeat)
STAGES = {
    "before the claim": (1, "1"),
    "after the claim": (1, "1"),
    "session untouched": (2, "1"),
    "session changed": (2, "1"),
    "before the reply is kept": (2, "2"),
    "before the answer leaves": (1, "1"),
}


class Course(NamedTuple):
    """What became of one delivery."""

    begun: int
    repeat: Got
    second_repeat: Got
    counted: str


@pytest.fixture(scope="module", params=["default store", "Redis"])
def workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultyWorkers]:
    environment = {}
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    if request.param == "Redis":
        server.start()
        environment["BOT_STORE"] = server.url
    folder = tmp_path_factory.mktemp("bot")
    with FaultyWorkers(folder, "--preload", "--workers", "2", **environment) as running:
        yield running
    server.stop()


@pytest.fixture(scope="module")
def courses(workers: FaultyWorkers) -> dict[str, Course]:
    """Kill a worker at each stage, one after the other; then send all the repeats together."""
    deliveries = {stage: ("+1", stage, next(ids)) for stage in STAGES}
    for stage, delivery in deliveries.items():
        workers.die(stage)
        with pytest.raises(OSError):  # noqa: PT011 - reset or closed without an answer
            workers.send(*delivery)
    repeats = workers.send_all(deliveries.values())
    again = workers.send_all(deliveries.values())
    return {
        stage: Course(
            len(workers.notes(deliveries[stage][2])),
            repeat,
            second,
            workers.send("count", stage).text,
        )
        for stage, repeat, second in zip(STAGES, repeats, again, strict=True)
    }


@pytest.mark.parametrize("stage", STAGES)
def test_the_repeat_of_a_killed_workers_message_is_answered(
    courses: dict[str, Course], stage: str
) -> None:
    begun, reply = STAGES[stage]
    course = courses[stage]
    print("seconds that the repeat waited:", round(course.repeat.seconds, 2))
    assert (course.repeat.status, course.repeat.text) == (200, reply)
    assert course.begun == begun
    assert course.counted == reply
    assert course.second_repeat[:2] == course.repeat[:2]  # kept by now


@pytest.mark.parametrize("workers", ["default store"], indirect=True)
def test_a_deferred_handler_killed_before_it_was_answered_for_runs_again(
    workers: FaultyWorkers,
) -> None:
    delivery = ("later", "deferring", next(ids))
    workers.die("before the reply is kept")
    with pytest.raises(OSError):  # noqa: PT011 - reset or closed without an answer
        workers.send(*delivery)
    repeat = workers.send(*delivery)
    assert (repeat.status, repeat.text) == (200, "")
    workers.let_go(delivery[2])
    workers.wait_for_note("end", delivery[2])
    assert [what for what, _ in workers.notes(delivery[2])].count("end") == 1


def test_what_the_pool_holds_dies_with_its_process(workers: FaultyWorkers) -> None:
    """The one loss that is promised: answered for, and not finished. Celery closes it."""
    delivery = ("later", "deferring", next(ids))
    assert workers.send(*delivery)[:2] == (200, "")
    workers.kill(workers.wait_for_note("start", delivery[2]))
    assert workers.send(*delivery)[:2] == (200, "")  # known as answered: it is not run again
    assert [what for what, _ in workers.notes(delivery[2])] == ["start"]


def test_what_ran_past_its_deadline_dies_with_its_process(tmp_path: Path) -> None:
    """It was answered empty at ``REPLY_DEADLINE``, so the same is promised as for the pool."""
    delivery = ("hold", "zhangsan", next(ids))
    with FaultyWorkers(tmp_path, "--workers", "2", BOT_REPLY_DEADLINE="0.5") as workers:
        assert workers.send(*delivery)[:2] == (200, "")
        workers.kill(workers.wait_for_note("start", delivery[2]))
        assert workers.send(*delivery)[:2] == (200, "")
        assert [what for what, _ in workers.notes(delivery[2])] == ["start"]
