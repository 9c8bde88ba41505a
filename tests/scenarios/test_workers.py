"""Four worker processes, the default store and Redis, with and without ``--preload``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.helpers.servers import RedisServer
from tests.scenarios.workers import Workers

pytestmark = [pytest.mark.slow, pytest.mark.redis, pytest.mark.timeout(300)]

ids = count(5 * 10**15)


@pytest.fixture(
    scope="module",
    params=["default store", "Redis", "default store, preloaded", "Redis, preloaded"],
)
def workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workers]:
    folder = tmp_path_factory.mktemp("bot")
    environment = {}
    server = None
    if "Redis" in request.param:
        server = RedisServer(tmp_path_factory.mktemp("redis"))
        server.start()
        environment["BOT_STORE"] = server.url
    options = ["--preload"] if "preloaded" in request.param else []
    with Workers(folder, *options, **environment) as running:
        yield running
    if server is not None:
        server.stop()


def test_300_messages_of_one_user(workers: Workers) -> None:
    got = workers.send_all([("+1", "one-user")] * 300)
    assert Counter(one.status for one in got) == {200: 300}
    assert sorted(int(one.text) for one in got) == list(range(1, 301))
    assert workers.send("count", "one-user").text == "300"


def test_20_users_with_20_messages(workers: Workers) -> None:
    got = workers.send_all([("+1", f"user{number}") for number in range(20)] * 20)
    assert Counter(one.status for one in got) == {200: 400}
    texts = [workers.send("count", f"user{number}").text for number in range(20)]
    assert texts == ["20"] * 20


def test_a_list_is_answered_by_another_worker(workers: Workers) -> None:
    msg_id = next(ids)
    assert workers.send("menu", "lister", msg_id).text == "a for one\nq to leave"
    opened_by = workers.wait_for_note("menu", msg_id)
    answered = {one.text for _ in range(10) for one in workers.send_all([("a", "lister")] * 8)}
    assert all(text.startswith("one by ") for text in answered)
    assert answered - {f"one by {opened_by}"}, "no other worker answered"
    assert workers.send("q", "lister").text == "left"
    assert workers.send("a", "lister").text.startswith("other by ")


def test_one_delivery_eight_times_at_once(workers: Workers) -> None:
    msg_id = next(ids)
    got = workers.send_all([("work", "repeater", msg_id)] * 8)
    assert {(one.status, one.text) for one in got} == {(200, "worked 1")}
    assert [what for what, _ in workers.notes(msg_id)] == ["start", "end"]


@pytest.mark.parametrize("pause", [0, 1, 5])
def test_a_killed_worker_and_the_repeat(workers: Workers, pause: float) -> None:
    msg_id = next(ids)
    user = f"killed-{msg_id}"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(workers.send, "work", user, msg_id)
        workers.kill(workers.wait_for_note("start", msg_id))
        with pytest.raises(OSError):  # noqa: PT011 - reset or closed without an answer
            first.result(30)
    time.sleep(pause)
    repeat = workers.send("work", user, msg_id)
    assert (repeat.status, repeat.text) == (200, "worked 1")
    assert [what for what, _ in workers.notes(msg_id)] == ["start", "start", "end"]
    assert workers.send("count", user).text == "1"


def test_nobody_waits_for_slow_users(workers: Workers) -> None:
    slow_ids = [next(ids) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        slow = [pool.submit(workers.send, "slow", f"slow-{msg_id}", msg_id) for msg_id in slow_ids]
        for msg_id in slow_ids:
            workers.wait_for_note("start", msg_id)
        quick = workers.send_all([("+1", f"quick-{slow_ids[0]}-{n}") for n in range(50)])
        assert not any(one.done() for one in slow)
        assert {one.text for one in quick} == {"1"}
        assert max(one.seconds for one in quick) < 3
        assert {one.result(30).text for one in slow} == {"slow"}


@pytest.mark.parametrize("keep", [True, False], ids=["persistent", "empty after restart"])
def test_redis_restarts_while_a_lock_is_held(tmp_path: Path, keep: bool) -> None:
    """What Redis has kept goes on. Where it has forgotten, the old holder saves nothing.

    (Unless the session is by chance again what it has read: then it saves its change of that.)
    """
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis", keep=keep)
    server.start()
    try:
        with Workers(tmp_path, BOT_STORE=server.url) as workers:
            assert [workers.send("+1").text for _ in range(2)] == ["1", "2"]
            msg_id = next(ids)
            with ThreadPoolExecutor(2) as pool:
                holder = pool.submit(workers.send, "work", "zhangsan", msg_id)
                workers.wait_for_note("start", msg_id)
                server.restart()
                second = pool.submit(workers.send, "+1")
                assert (holder.result(30).status, holder.result(30).text) == (200, "worked 3")
                second_text = second.result(30).text
            at_last = workers.send("count").text
            if keep:
                assert (second_text, at_last) == ("4", "4")
            else:
                assert (second_text, at_last) == ("1", "1")
                assert b"not saved" in (tmp_path / "errors").read_bytes()
    finally:
        server.stop()
