"""One contract for every store: CONTRACT of the five methods, with real threads and processes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import socket
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import redis
from werkzeug.local import LocalProxy

from flask_wechat_corp import ConfigError, Store, StoreError, StoreTimeout, open_store
from flask_wechat_corp.stores.keyed_locks import KeyedLocks
from flask_wechat_corp.stores.leases import compare_and_set
from flask_wechat_corp.stores.locks import HeldLock, own_lock
from flask_wechat_corp.stores.redis import RedisStore
from flask_wechat_corp.stores.sqlite import SQLiteStore
from tests.helpers.forks import fork_without_hooks
from tests.helpers.servers import RedisNodes

spawn = multiprocessing.get_context("spawn")


def count_up(spec: str, pipe: Connection, times: int) -> None:
    """Child: add one to a counter under the lock, ``times`` times."""
    store = open_store(spec)
    pipe.send("ready")
    pipe.recv()
    for _ in range(times):
        with store.lock("counter", wait=20):
            store.set("counter", str(int(store.get("counter") or "0") + 1))
    pipe.send("done")


def claim(spec: str, pipe: Connection, keys: int) -> None:
    """Child: try to add each key; report how many were had."""
    store = open_store(spec)
    pipe.send("ready")
    pipe.recv()
    pipe.send(sum(store.add(f"claim-{number}", "x", 60) for number in range(keys)))


def hold(spec: str, pipe: Connection, ttl: float) -> None:
    """Child: hold the lock until told to leave (or killed)."""
    store: Any = open_store(spec)
    with store.lock("held", ttl=ttl, holder="the child"):
        pipe.send("held")
        pipe.recv()
    pipe.send("left")


def start(target: Callable[..., None], *args: Any) -> tuple[Any, Connection]:
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=target, args=(args[0], theirs, *args[1:]), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def answer(pipe: Connection) -> Any:
    assert pipe.poll(60), "the child did not answer"
    return pipe.recv()


def end(process: Any, pipe: Connection) -> None:
    process.join(20)
    assert process.exitcode is not None
    process.close()
    pipe.close()


def own(lock: object) -> HeldLock:
    assert isinstance(lock, HeldLock)
    return lock


class StoreContract:
    """What every store does, whatever it keeps its entries in."""

    def test_a_missing_key_is_none(self, store: Store) -> None:
        assert store.get("nothing") is None

    def test_set_get_delete(self, store: Store) -> None:
        store.set("k", "值 \U0001f600 \n'\"")
        assert store.get("k") == "值 \U0001f600 \n'\""
        store.set("k", "")
        assert store.get("k") == ""
        store.delete("k")
        assert store.get("k") is None
        store.delete("k")

    def test_keys_are_exact(self, store: Store) -> None:
        for number, key in enumerate(["a", "A", "a ", "a%", "a_", "ä", "a:b", "*"]):
            store.set(key, str(number))
        assert [store.get(key) for key in ["a", "A", "a ", "a%", "a_", "ä", "a:b", "*"]] == list(
            "01234567"
        )

    def test_a_long_value_survives(self, store: Store) -> None:
        store.set("long", "字" * 100_000, 60)
        assert store.get("long") == "字" * 100_000

    def test_values_expire(self, store: Store) -> None:
        store.set("k", "v", 0.05)
        store.set("other", "v", 60)
        wait_for(lambda: store.get("k") is None)
        assert store.get("other") == "v"

    def test_set_again_replaces_the_lifetime_too(self, store: Store) -> None:
        store.set("k", "v", 0.05)
        store.set("k", "w")
        time.sleep(0.1)
        assert store.get("k") == "w"

    def test_add_only_when_free(self, store: Store) -> None:
        assert store.add("k", "first", 60) is True
        assert store.add("k", "second", 60) is False
        assert store.get("k") == "first"
        store.delete("k")
        assert store.add("k", "third", 60) is True

    def test_add_takes_what_has_expired(self, store: Store) -> None:
        assert store.add("k", "first", 0.05)
        wait_for(lambda: store.add("k", "second", 60))
        assert store.get("k") == "second"

    def test_one_of_many_threads_adds(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            for number in range(20):
                results = pool.map(lambda _: store.add(f"k{number}", "v", 60), range(8))  # noqa: B023
                assert sum(results) == 1

    def test_compare_and_set_compares(self, store: Store) -> None:
        assert not compare_and_set(store, "k", "old", "new", 60)
        store.set("k", "old", 60)
        assert not compare_and_set(store, "k", "other", "new", 60)
        assert compare_and_set(store, "k", "old", "old", 60)
        assert compare_and_set(store, "k", "old", "new")
        assert store.get("k") == "new"
        assert not compare_and_set(store, "k", "old", None)
        assert compare_and_set(store, "k", "new", None)
        assert store.get("k") is None

    def test_compare_and_set_sets_the_lifetime(self, store: Store) -> None:
        store.set("k", "old", 60)
        assert compare_and_set(store, "k", "old", "old", 0.05)
        wait_for(lambda: store.get("k") is None)
        assert not compare_and_set(store, "k", "old", "new", 60)

    def test_a_lock_and_an_entry_of_one_name_do_not_meet(self, store: Store) -> None:
        with store.lock("k"):
            assert store.get("k") is None
            store.set("k", "v")
            store.delete("k")
            assert_locked(store, "k")

    def test_a_lock_is_free_again(self, store: Store) -> None:
        for _ in range(3):
            with store.lock("k", wait=0):
                pass
        with pytest.raises(ZeroDivisionError), store.lock("k", wait=0):
            raise ZeroDivisionError
        with store.lock("k", wait=0):
            pass

    def test_a_lock_waits_and_gives_up_in_time(self, store: Store) -> None:
        with store.lock("k"):
            before = time.monotonic()
            assert_locked(store, "k", wait=0.2)
            assert 0.1 < time.monotonic() - before < 2
            with store.lock("another", wait=0):
                pass

    def test_a_lock_that_is_not_acquired_in_time_is_named(self, store: Store) -> None:
        with store.lock("session|0123456789abcdef"), pytest.raises(StoreTimeout) as caught:
            in_a_thread(lambda: store.lock("session|0123456789abcdef", wait=0.05).__enter__())
        assert str(caught.value) == "Could not acquire the lock 'session' within 0.05 seconds."
        assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args

    def test_threads_exclude_each_other(self, store: Store) -> None:
        def add_one(_: int) -> None:
            with store.lock("counter", wait=20):
                store.set("counter", str(int(store.get("counter") or "0") + 1))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(add_one, range(100)))
        assert store.get("counter") == "100"

    def test_a_lock_is_renewed_while_its_holder_lives(self, store: Store) -> None:
        with store.lock("k", ttl=0.4):
            time.sleep(1.0)
            assert_locked(store, "k")


class NamedLocks:
    """The package's own stores know the name of a lock's holder."""

    def test_the_holder_of_a_lock_has_a_name(self, store: Any) -> None:
        assert store.lock_holder("k") is None
        with store.lock("k", holder="bot.views.报告"):
            assert store.lock_holder("k") == "bot.views.报告"
            assert store.lock_holder("other") is None
            with pytest.raises(StoreTimeout) as caught:
                in_a_thread(lambda: store.lock("k", wait=0, holder="other").__enter__())
            assert caught.value.holder == "bot.views.报告"
            assert pickle.loads(pickle.dumps(caught.value)).holder == "bot.views.报告"
        assert store.lock_holder("k") is None
        lock = store.lock("k")
        lock.holder = "set before it is entered"
        with lock:
            assert store.lock_holder("k") == "set before it is entered"
        with store.lock("k"):
            assert store.lock_holder("k") == ""
            with pytest.raises(StoreTimeout) as caught:
                in_a_thread(lambda: store.lock("k", wait=0.01).__enter__())
            assert caught.value.holder == ""

    def test_a_lock_of_this_store_can_write_to_it(self, store: Any) -> None:
        assert own_lock(store, store.lock("k")) is not None
        assert own_lock(FiveMethods(), store.lock("k")) is None
        assert own_lock(LocalProxy(lambda: store), store.lock("k")) is not None
        assert own_lock(store, threading.Lock()) is None


class SharedStoreContract(StoreContract, NamedLocks):
    """What a store of several processes does besides.

    ``spec`` is its URL.
    """

    @pytest.fixture
    def store(self, spec: str) -> Iterator[Store]:
        store: Any = open_store(spec)
        yield store
        store.close()

    def test_the_holder_may_be_another_process(self, store: Any, spec: str) -> None:
        process, pipe = start(hold, spec, 4.0)
        assert answer(pipe) == "held"
        assert store.lock_holder("held") == "the child"
        with pytest.raises(StoreTimeout) as caught:
            store.lock("held", wait=0.05).__enter__()
        assert caught.value.holder == "the child"
        pipe.send("leave")
        assert answer(pipe) == "left"
        end(process, pipe)

    def test_processes_exclude_each_other(self, store: Store, spec: str) -> None:
        children = [start(count_up, spec, 50) for _ in range(4)]
        for _, pipe in children:
            assert answer(pipe) == "ready"
        for _, pipe in children:
            pipe.send("go")
        for process, pipe in children:
            assert answer(pipe) == "done"
            end(process, pipe)
        assert store.get("counter") == "200"

    def test_one_of_many_processes_adds(self, spec: str) -> None:
        children = [start(claim, spec, 100) for _ in range(4)]
        for _, pipe in children:
            assert answer(pipe) == "ready"
        for _, pipe in children:
            pipe.send("go")
        assert sum(answer(pipe) for _, pipe in children) == 100
        for process, pipe in children:
            end(process, pipe)

    def test_a_killed_holder_frees_the_lock(self, store: Store, spec: str) -> None:
        process, pipe = start(hold, spec, 1.0)
        assert answer(pipe) == "held"
        time.sleep(1.5)
        assert_locked(store, "held")  # renewed
        os.kill(process.pid, signal.SIGKILL)
        before = time.monotonic()
        with store.lock("held", wait=10):
            assert time.monotonic() - before < 1.5
        end(process, pipe)

    def test_a_paused_holder_does_not_release_what_is_not_its_own(
        self, store: Store, spec: str
    ) -> None:
        process, pipe = start(hold, spec, 0.5)
        assert answer(pipe) == "held"
        os.kill(process.pid, signal.SIGSTOP)
        with own(store.lock("held", wait=10)) as lease:
            os.kill(process.pid, signal.SIGCONT)
            pipe.send("leave")
            assert answer(pipe) == "left"
            assert_locked(store, "held")
            assert lease.held()
        end(process, pipe)

    def test_a_lost_lock_writes_no_more(self, store: Store) -> None:
        with own(store.lock("k")) as lock:
            assert lock.write("k", "1", 60)
            assert lock.write("k", None)
            assert lock.write("k", "1", 60)
            store.set("lock|k", "another process", 60)
            assert not lock.write("k", "2", 60)
            assert not lock.write("k", None)
            assert not lock.write("k", "2", 60, expected="1")
            assert not lock.reacquire()
            assert not lock.held()
        assert store.get("k") == "1"
        assert store.get("lock|k") == "another process"

    def test_a_lost_lock_is_logged(self, store: Store, caplog: pytest.LogCaptureFixture) -> None:
        with store.lock("k|zhangsan"):
            store.set("lock|k|zhangsan", "another process", 60)
        assert [(record.levelname, record.message) for record in caplog.records] == [
            (
                "ERROR",
                "Lost the lock 'k': this process was paused for more than 4 seconds and another"
                " one acquired it.",
            )
        ]

    def test_the_last_write_releases_the_lock(self, store: Store) -> None:
        with own(store.lock("x")) as lock:
            assert lock.write("x", "1", 60, release=True)
            assert store.get("lock|x") is None
            assert not lock.write("x", "2", 60, release=True)
        assert store.get("x") == "1"
        with own(store.lock("x", wait=0)) as lock:
            assert lock.write("x", None, release=True)
        assert store.get("x") is None
        with own(store.lock("x", wait=0)) as lock:
            assert lock.write("x", None, release=True)
        with own(store.lock("x", wait=0)) as lock:
            store.set("lock|x", "another process", 60)
            assert not lock.write("x", "3", 60, release=True)
        assert store.get("x") is None
        assert store.get("lock|x") == "another process"

    @pytest.mark.parametrize("release", [True, False])
    @pytest.mark.parametrize("noticed", [True, False])
    @pytest.mark.parametrize("value", ["new", None])
    @pytest.mark.parametrize("read", ["old", None])
    def test_a_lock_that_ran_out_writes_over_what_it_has_read(
        self,
        store: Store,
        caplog: pytest.LogCaptureFixture,
        read: str | None,
        value: str | None,
        noticed: bool,
        release: bool,
    ) -> None:
        """This process could not run; no other one has acquired the lock meanwhile."""
        if read is not None:
            store.set("k", read)
        with own(store.lock("k")) as lock:
            store.delete("lock|k")
            if noticed:  # by a renewal, which acquires it again: others may have had it since
                assert lock.reacquire()
                assert not lock.held()
            assert not lock.write("k", value, 60)
            assert not lock.write("k", value, 60, expected="something else")
            assert lock.write("k", value, 60, expected=read, release=release)
        assert store.get("k") == value
        assert store.get("lock|k") is None
        assert caplog.messages == []

    def test_what_another_has_changed_meanwhile_is_not_written_over(self, store: Store) -> None:
        store.set("k", "read")
        with own(store.lock("k")) as lock:
            store.delete("lock|k")
            with own(store.lock("k2")):
                store.set("k", "of another message")
            for noticed in (False, True):
                if noticed:
                    assert lock.reacquire()
                for value in ("new", None):
                    assert not lock.write("k", value, 60, expected="read")
                    assert not lock.write("k", value, 60, expected=None)
            assert not lock.write("k", "new", 60, expected="read", release=True)
        assert store.get("k") == "of another message"
        assert store.get("lock|k") is None

    def test_what_stands_under_the_key_is_read_with_the_lock(self, store: Store) -> None:
        store.set("k", "1")
        lock = own(store.lock("k"))
        lock.prefetch = True
        with lock:
            store.set("k", "2")
            assert lock.read("k") == "1"
            assert lock.read("k") == "2"
        lock = own(store.lock("free"))
        lock.prefetch = True
        with lock:
            assert lock.read("free") is None

    @pytest.mark.own_process
    @pytest.mark.parametrize("fork", [os.fork, fork_without_hooks])
    def test_a_fork_inherits_nothing_that_hurts(
        self, store: Store, fork: Callable[[], int]
    ) -> None:
        store.set("before", "1")
        with own(store.lock("k")) as lease:
            pid = fork()
            if pid == 0:
                try:
                    fine = store.get("before") == "1"
                    store.set("after", "2")
                    try:
                        with store.lock("k", wait=0.1):
                            fine = False
                    except StoreTimeout:
                        pass
                    fine = fine and not lease.write("after", "3", 60)
                    with store.lock("own", ttl=0.4, wait=0):
                        time.sleep(1)
                        fine = fine and store.get("lock|own") is not None
                    os._exit(0 if fine else 1)
                finally:
                    os._exit(2)
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
            assert store.get("after") == "2"
            assert_locked(store, "k")


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


def in_a_thread(work: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def assert_locked(store: Store, key: str, wait: float = 0) -> None:
    def attempt() -> bool:
        try:
            with store.lock(key, wait=wait):
                return False
        except StoreTimeout:
            return True

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(attempt).result()


class TestMemory(StoreContract, NamedLocks):
    @pytest.fixture
    def store(self) -> Store:
        return open_store("memory://")

    @pytest.mark.own_process
    @pytest.mark.parametrize("fork", [os.fork, fork_without_hooks])
    def test_a_fork_while_another_thread_works(self, fork: Callable[[], int]) -> None:
        from flask_wechat_corp.stores.memory import MemoryStore

        store = MemoryStore()
        with store._guard, store.lock("k"):  # as another thread of the parent would hold them
            pid = fork()
            if pid == 0:
                signal.alarm(10)
                store.set("child", "1")
                with store.lock("k", wait=0):
                    os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert store.get("child") is None

    def test_expired_rows_are_swept(self) -> None:
        from flask_wechat_corp.stores.memory import MemoryStore

        now = 0.0
        store = MemoryStore(clock=lambda: now)
        for number in range(20_000):
            now = number / 10
            store.add(str(number), "v", 10)
        assert len(store._rows) < 3000


class TestSQLite(SharedStoreContract):
    @pytest.fixture
    def spec(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/store.sqlite"

    def test_only_the_owner_may_read(self, store: Store, tmp_path: Path) -> None:
        store.set("k", "v")
        files = list(tmp_path.iterdir())
        assert {file.name for file in files} >= {"store.sqlite", "store.sqlite-wal"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}

    def test_it_writes_ahead(self, store: Store, tmp_path: Path) -> None:
        store.set("k", "v")
        connection = sqlite3.connect(tmp_path / "store.sqlite")
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()

    def test_expired_rows_are_removed_in_passing(self, tmp_path: Path) -> None:
        from flask_wechat_corp.stores.sqlite import SQLiteStore

        now = 1000.0
        store = SQLiteStore(str(tmp_path / "s.sqlite"), clock=lambda: now)
        for _ in range(3000):
            now += 0.1
            store.add(token_hex(8), "v", 10)  # 100 live rows at any time
        store.close()
        connection = sqlite3.connect(tmp_path / "s.sqlite")
        assert connection.execute("SELECT count(*) FROM entries").fetchone()[0] < 600
        connection.close()

    def test_a_held_lock_holds_no_transaction(self, store: Store, tmp_path: Path) -> None:
        with store.lock("k"):
            connection = sqlite3.connect(tmp_path / "store.sqlite", timeout=0)
            connection.execute("BEGIN EXCLUSIVE")
            connection.rollback()
            connection.close()

    def test_a_locked_file_is_a_store_error_in_time(self, tmp_path: Path) -> None:
        from flask_wechat_corp.stores.sqlite import SQLiteStore

        store = SQLiteStore(str(tmp_path / "s.sqlite"), timeout=0.1)
        store.set("k", "v")
        connection = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            store.set("k", "w")
        connection.execute("ROLLBACK")
        connection.close()
        store.set("k", "w")
        assert store.get("k") == "w"
        store.close()

    def test_a_full_disk_is_a_store_error_and_passes(self, tmp_path: Path) -> None:
        from flask_wechat_corp.stores.sqlite import SQLiteStore

        store = SQLiteStore(str(tmp_path / "s.sqlite"))
        store.set("k", "v")
        assert store._connection is not None
        store._connection.execute("PRAGMA max_page_count = 1")  # as small as it gets
        with pytest.raises(StoreError, match="full"):
            store.set("big", "x" * 1_000_000)
        assert store.get("k") == "v"
        store.set("big", "x" * 1_000_000)  # on a new connection: there is room again
        store.close()

    def test_a_file_that_breaks_meanwhile_is_a_store_error(self, tmp_path: Path) -> None:
        from flask_wechat_corp.stores.sqlite import SQLiteStore

        store = SQLiteStore(str(tmp_path / "s.sqlite"))
        store.set("k", "v")
        store.close()
        (tmp_path / "s.sqlite").write_bytes(b"\0garbage" * 4096)
        for _ in range(2):
            with pytest.raises(StoreError, match="not a database"):
                store.set("k", "v")
        (tmp_path / "s.sqlite").unlink()
        store.set("k", "again")  # whoever removes the broken file has a new one
        assert store.get("k") == "again"
        store.close()

    def test_a_file_that_is_no_database_is_a_config_error(self, tmp_path: Path) -> None:
        (tmp_path / "s.sqlite").write_text("this is no database, not at all" * 100)
        with pytest.raises(ConfigError, match="STORE"):
            open_store("sqlite:///s.sqlite", str(tmp_path))

    def test_a_missing_folder_is_a_config_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="STORE") as caught:
            open_store("sqlite:///no/such/s.sqlite", str(tmp_path))
        assert str(tmp_path) not in str(caught.value)

    def test_a_relative_path_starts_in_the_folder(self, tmp_path: Path) -> None:
        store = open_store("sqlite:///s.sqlite", str(tmp_path))
        store.close()  # type: ignore[attr-defined]
        assert (tmp_path / "s.sqlite").exists()


@pytest.mark.redis
class TestRedis(SharedStoreContract):
    @pytest.fixture
    def spec(self, redis_url: str) -> str:
        return redis_url


@pytest.mark.redis
@pytest.mark.parametrize("_redis_nodes", [3], indirect=True)
class TestRedisCluster(SharedStoreContract):
    """Three nodes, one client that knows all of them."""

    @pytest.fixture
    def spec(self, redis_nodes: RedisNodes) -> str:
        return redis_nodes.url + "?cluster=1"


@pytest.mark.redis
@pytest.mark.parametrize("_redis_nodes", [1], indirect=True)
class TestRedisNode(SharedStoreContract):
    """One node with cluster mode on and all slots, and the plain client."""

    @pytest.fixture
    def spec(self, redis_nodes: RedisNodes) -> str:
        return redis_nodes.url


@pytest.mark.redis
@pytest.mark.parametrize("decode_responses", [True, False])
class TestRedisClient(StoreContract):
    """A client of the user's own."""

    @pytest.fixture
    def store(self, redis_url: str, decode_responses: bool) -> Iterator[Store]:
        with redis.Redis.from_url(redis_url, decode_responses=decode_responses) as client:
            yield open_store(RedisStore(client))


class FiveMethods:
    """A user's own store: a dict, a thread lock, nothing else."""

    def __init__(self) -> None:
        self.inner = open_store("memory://")

    def get(self, key: str) -> str | None:
        return self.inner.get(key)

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        self.inner.set(key, value, ttl)

    def add(self, key: str, value: str, ttl: float) -> bool:
        return self.inner.add(key, value, ttl)

    def delete(self, key: str) -> None:
        self.inner.delete(key)

    def lock(self, key: str, ttl: float = 4, wait: float = 4.5) -> Any:
        return self.inner.lock(key, ttl, wait)


class TestUsersOwn(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return open_store(FiveMethods())


@pytest.mark.redis
def test_redis_that_is_not_there_is_a_store_error_in_time(free_redis_url: str) -> None:
    store = open_store(free_redis_url)
    before = time.monotonic()
    calls: list[Callable[[], object]] = [
        lambda: store.get("k"),
        lambda: store.set("k", "v"),
        lambda: store.add("k", "v", 1),
        lambda: store.delete("k"),
        lambda: compare_and_set(store, "k", "v", None),
        lambda: store.lock("k").__enter__(),
    ]
    for call in calls:
        with pytest.raises(StoreError) as caught:
            call()
        assert "pass" not in f"{caught.value!r} {caught.value.__cause__}"
    assert time.monotonic() - before < 5


def test_redis_that_does_not_answer_is_a_store_error_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        store = RedisStore(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0", timeout=0.3)
        before = time.monotonic()
        with pytest.raises(StoreError, match="Timeout"):
            store.get("k")
        assert time.monotonic() - before < 1.5
        store.close()


@pytest.mark.parametrize(
    "spec", ["", "memory", "memory://x", "sqlite:", "sqlite://x", "sqlite:///", "http://x", "x"]
)
def test_what_is_no_store_is_a_config_error(spec: str) -> None:
    with pytest.raises(ConfigError, match="STORE must be"):
        open_store(spec)


def test_an_object_without_the_methods_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match="STORE must be"):
        open_store(object())  # type: ignore[arg-type]


def test_a_thread_that_gives_up_leaves_no_trace() -> None:
    locks = KeyedLocks()
    assert locks.acquire("k", 0) == 0
    refused: list[float | None] = []
    thread = threading.Thread(target=lambda: refused.append(locks.acquire("k", 0.05)))
    thread.start()
    thread.join(5)
    locks.release("k")
    assert refused == [None]
    assert locks._locks == {}


def test_what_waiting_for_other_threads_took_is_not_waited_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SQLiteStore(str(tmp_path / "queue.sqlite"), timeout=2.0)
    store.set("a", "1")
    statements: list[str] = []
    store._connection.set_trace_callback(statements.append)  # type: ignore[union-attr]  # it is open
    waiting = threading.Event()

    times = iter([100.0, 101.5])

    def monotonic() -> float:
        waiting.set()
        return next(times)

    monkeypatch.setattr("flask_wechat_corp.stores.sqlite_file.monotonic", monotonic)
    with ThreadPoolExecutor(1) as threads:
        with store._guard:
            future = threads.submit(store.get, "a")
            assert waiting.wait(10)
        assert future.result(10) == "1"
    given = [text for text in statements if "busy_timeout" in text]
    assert given == ["PRAGMA busy_timeout = 500", "PRAGMA busy_timeout = 2000"]
    store.close()


@pytest.mark.parametrize("order", ["rising", "scattered"])
def test_expired_rows_go_whatever_order_their_keys_come_in(tmp_path: Path, order: str) -> None:
    now = [1000.0]
    store = SQLiteStore(str(tmp_path / "full.sqlite"), clock=lambda: now[0])
    for number in range(3000):
        key = f"{number:08}" if order == "rising" else f"{number * 2654435761 % 2**32:010}"
        store.set(key, "x", ttl=10)
        now[0] += 0.1  # at most a hundred of them are good at the same time
    with sqlite3.connect(tmp_path / "full.sqlite") as database:
        (rows,) = database.execute("SELECT count(*) FROM entries").fetchone()
    database.close()
    assert rows < 500
    store.close()
