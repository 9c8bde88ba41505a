"""A robot on two worker processes, with SQLite and Redis: any of them answers any poll."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.helpers.servers import RedisServer
from tests.scenarios.robot_workers import RobotWorkers

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]


@pytest.fixture(scope="module", params=["default store", "Redis"])
def workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RobotWorkers]:
    environment = {}
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    if request.param == "Redis":
        server.start()
        environment["BOT_STORE"] = server.url
    with RobotWorkers(tmp_path_factory.mktemp("bot"), **environment) as running:
        yield running
    server.stop()


@pytest.mark.parametrize("question", ["count", "count async"])
def test_polls_reach_both_processes_and_get_the_exact_text(
    workers: RobotWorkers, question: str
) -> None:
    first = workers.ask(question)
    answers = workers.poll_until_finished(first.stream)
    texts = [first.text, *(one.text for one in answers)]
    for before, after in pairwise(texts):
        assert after.startswith(before)
    process, numbers = texts[-1].split(":")
    assert numbers.split() == [str(number) for number in range(30)]
    assert len({one.process for one in answers}) == 2
    assert process in {one.process for one in answers}
    assert len(set(texts)) > 4  # it was seen to grow
    late = workers.poll(first.stream)
    assert (late.text, late.finished) == (texts[-1], True)


def test_twenty_streams_of_one_user_side_by_side(workers: RobotWorkers) -> None:
    user = f"many-{os.urandom(4).hex()}"

    def run(number: int) -> str:
        question = "count" if number % 2 else "count async"
        return workers.poll_until_finished(workers.ask(question, user).stream)[-1].text

    with ThreadPoolExecutor(20) as pool:
        texts = list(pool.map(run, range(20)))
    assert {text.partition(":")[2] for text in texts} == {
        "".join(f" {number}" for number in range(30))
    }
    assert workers.ask("answered", user).text == "20"  # no change of the session was lost


def test_a_repeat_in_mid_stream_joins_the_stream(workers: RobotWorkers) -> None:
    msgid = os.urandom(8).hex()
    first = workers.ask("count", msgid=msgid)
    repeats = [workers.ask("count", msgid=msgid) for _ in range(8)]
    assert {one.stream for one in repeats} == {first.stream}
    assert len({one.process for one in repeats}) == 2
    last = workers.poll_until_finished(first.stream)[-1].text
    assert last.startswith(first.text)
    assert last.count(":") == 1


@pytest.mark.parametrize("question", ["count", "count async"])
def test_kill_9_of_the_producer_ends_the_stream_with_a_sentence(
    workers: RobotWorkers, question: str
) -> None:
    first = workers.ask(question)
    for _ in range(5):
        workers.poll(first.stream)
    os.kill(int(first.text.split(":")[0]), signal.SIGKILL)
    last = workers.poll_until_finished(first.stream)[-1]
    assert last.text.endswith("\n\nfailed")
    assert last.text.startswith(first.text)
    assert workers.poll(first.stream).text == last.text


def test_an_unknown_stream_is_ended(workers: RobotWorkers) -> None:
    answer = workers.poll("unknown")
    assert (answer.text, answer.finished) == ("expired", True)
