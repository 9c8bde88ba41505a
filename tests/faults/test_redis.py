"""Redis stopped, stalled and slow, under gunicorn workers. Restarts: ``test_workers.py``.

Promised: a message whose handler touches no session is answered. One that does is a 500, and a
repeat runs it again. Nothing hangs, and the log says that the store failed and nothing secret.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from flask_wechat_corp import StoreError, WeChatAPI
from tests.faults.faulty import FaultyWorkers
from tests.faults.slow import SlowProxy
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.servers import RedisServer
from tests.helpers.support import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

pytestmark = pytest.mark.redis

ids = count(13 * 10**15)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def workers(redis: RedisServer, tmp_path: Path) -> Iterator[FaultyWorkers]:
    with FaultyWorkers(tmp_path, "--workers", "1", BOT_STORE=redis.url) as running:
        assert running.send("+1").text == "1"
        yield running
        running.assert_nobody_hangs()
        assert not any(secret in running.log() for secret in (TOKEN, AES_KEY, SECRET, redis.url))


def test_stopped_before_a_callback(redis: RedisServer, workers: FaultyWorkers) -> None:
    redis.stop()
    got = workers.send_all([("quick", f"user{number}") for number in range(16)])
    assert Counter(one[:2] for one in got) == {(200, "quick"): 16}
    failed = ("+1", "lisi", next(ids))
    assert workers.send(*failed).status == 500
    assert "The store failed. A message is handled without looking for repeats." in workers.log()
    assert "StoreError: Redis failed: ConnectionError" in workers.log()
    redis.start()
    assert workers.send(*failed)[:2] == (200, "1")


def test_stopped_while_a_handler_runs(redis: RedisServer, workers: FaultyWorkers) -> None:
    """Without a session it is answered, and its repeat is not known. With one it is a 500."""
    plain, touching = ("hold", "zhangsan", next(ids)), ("hold +1", "lisi", next(ids))
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(workers.send, *delivery) for delivery in (plain, touching)]
        for delivery in (plain, touching):
            workers.wait_for_note("start", delivery[2])
        redis.stop()
        for delivery in (plain, touching):
            workers.let_go(delivery[2])
        answers = [one.result(30)[:2] for one in running]
    assert answers == [(200, "held"), (500, "")]
    assert "The store failed. Repeats of a message may run its handler again." in workers.log()
    redis.start()
    assert workers.send(*touching)[:2] == (200, "1")
    assert workers.send(*plain)[:2] == (200, "held")
    assert [what for what, _ in workers.notes(plain[2])] == ["start", "end"] * 2


@pytest.mark.slow
def test_stalled(redis: RedisServer, workers: FaultyWorkers) -> None:
    """Nothing is answered to us: each question to it ends in its time."""
    touching, failed = ("hold +1", "lisi", next(ids)), ("+1", "wangwu", next(ids))
    with ThreadPoolExecutor(20) as pool:
        running = pool.submit(workers.send, *touching)
        workers.wait_for_note("start", touching[2])
        redis.stall()
        try:
            workers.let_go(touching[2])
            refused = pool.submit(workers.send, *failed)
            quick = [pool.submit(workers.send, "quick", f"user{n}") for n in range(8)]
            assert {one.result(30)[:2] for one in quick} == {(200, "quick")}
            assert [one.result(30).status for one in (running, refused)] == [500, 500]
        finally:
            redis.resume()
    print("quick:", max(one.result().seconds for one in quick))
    print("with a session:", refused.result().seconds)
    print("with a session, stalled in the middle:", running.result().seconds)
    assert "StoreError: Redis failed: TimeoutError" in workers.log()
    assert workers.send(*failed)[:2] == (200, "1")
    # The question that was not answered may have been understood: then this is the second time.
    repeat = workers.send(*touching)
    print("the repeat after a save without an answer:", repeat.text)
    assert repeat.status == 200
    assert repeat.text in ("1", "2")


def test_slow(redis: RedisServer, tmp_path: Path) -> None:
    """Everything is as ever, and takes longer."""
    with SlowProxy(redis.port, 0.15) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}/0"
        with FaultyWorkers(tmp_path, "--workers", "1", BOT_STORE=url) as workers:
            delivery = ("+1", "zhangsan", next(ids))
            got = workers.send_all([delivery] * 2 + [("+1", "lisi")] * 2)
            print("four at once:", max(one.seconds for one in got))
            assert [one.status for one in got] == [200] * 4
            assert [one.text for one in got[:2]] == ["1", "1"]
            assert sorted(one.text for one in got[2:]) == ["1", "2"]
            assert len(workers.notes(delivery[2])) == 1
            assert "The store failed" not in workers.log()
            workers.assert_nobody_hangs()


def test_a_call_without_its_token_store_is_a_store_error(redis: RedisServer) -> None:
    """The token is not asked for anew: else each call of each process would fetch one."""
    with ApiServer() as server:
        server.on("message/send", OK)
        api = WeChatAPI(
            CORP_ID, SECRET, AGENT_ID, api_url=server.url, store=redis.url, timeout=(5, 5)
        )
        message = {"msgtype": "text", "text": {"content": "hi"}}
        assert api.send({"touser": "zhangsan"}, message) == OK
        redis.stop()
        with pytest.raises(StoreError, match="Redis failed: ConnectionError") as caught:
            api.send({"touser": "zhangsan"}, message)
        assert server.token not in repr(caught.value)
        assert (len(server.fetched), len(server.seen)) == (1, 1)
        redis.start()  # empty: the token is fetched once more
        assert api.send({"touser": "zhangsan"}, message) == OK
        assert (len(server.fetched), len(server.seen)) == (2, 2)
        api.http.close()
