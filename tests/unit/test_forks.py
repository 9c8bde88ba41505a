"""What belongs to one process is reset in each child, however it was forked."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from flask_wechat_corp._forks import forked_since, reset_after_fork, reset_if_forked
from flask_wechat_corp.stores.leases import Lease, new_owner_id
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.stores.renewal import LeaseRenewer
from flask_wechat_corp.web.background import BoundedPool
from tests.helpers.forks import fork_without_hooks

FORKS = [os.fork, fork_without_hooks]
pytestmark = pytest.mark.own_process


class Thing:
    """Counts how often it is reset, and in which process."""

    def __init__(self) -> None:
        self.resets: list[int] = []
        reset_after_fork(self)

    def _reset(self) -> None:
        self.resets.append(os.getpid())

    def use(self) -> int:
        reset_if_forked(self)
        return len(self.resets)


def in_child(fork: Callable[[], int], check: Callable[[], bool]) -> bool:
    pid = fork()
    if pid == 0:
        code = 2
        try:
            code = 0 if check() else 1
        finally:
            os._exit(code)  # the child must not return into pytest
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.parametrize("fork", FORKS)
def test_each_child_resets_a_thing_once(fork: Callable[[], int]) -> None:
    thing, here = Thing(), os.getpid()

    def check() -> bool:
        thing.use()
        thing.use()
        child = os.getpid()
        grandchild = in_child(fork, lambda: thing.use() == 2)
        return thing.resets == [child] and grandchild and forked_since(here)

    assert in_child(fork, check)
    thing.use()
    assert thing.resets == []
    assert not forked_since(here)


def test_threads_that_come_at_once_reset_it_once() -> None:
    class Slow(Thing):
        def _reset(self) -> None:
            time.sleep(0.05)  # the others come meanwhile
            super()._reset()

    thing = Slow()
    thing._pid = 0  # type: ignore[attr-defined]  # as after a fork without hooks
    here = threading.Barrier(8)

    def use(_: int) -> int:
        here.wait(10)
        return thing.use()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(8))) == [1] * 8


@pytest.mark.parametrize("fork", FORKS)
def test_owner_ids_differ(fork: Callable[[], int]) -> None:
    before = new_owner_id()
    reading, writing = os.pipe()

    def check() -> bool:
        os.write(writing, (new_owner_id() + "\n").encode())
        return new_owner_id.process != before.partition(".")[0]

    assert all(in_child(fork, check) for _ in range(2))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        owners = {line.partition(".")[0] for line in pipe}
    assert len(owners | {new_owner_id.process}) == 3


@pytest.mark.parametrize("fork", FORKS)
def test_a_lease_of_the_parent_is_not_the_childs(fork: Callable[[], int]) -> None:
    store = MemoryStore()
    value = new_owner_id()
    store.add("k", value, 60)
    lease = Lease(store, "k", value, 60, since=time.monotonic())
    assert in_child(
        fork,
        lambda: not lease.held() and not lease.release() and store.get("k") == value,
    )
    assert lease.held()


@pytest.mark.parametrize("fork", FORKS)
def test_the_child_has_a_renewing_thread_of_its_own(fork: Callable[[], int]) -> None:
    renewer, store = LeaseRenewer(), MemoryStore()

    def keep(key: str) -> Lease:
        value = new_owner_id()
        store.add(key, value, 0.4)
        lease = Lease(store, key, value, 0.4, since=time.monotonic())
        renewer.keep(lease)
        return lease

    keep("parent")

    def check() -> bool:
        lease = keep("child")
        deadline = time.monotonic() + 10
        before = lease.renew_at
        while lease.renew_at == before and time.monotonic() < deadline:
            time.sleep(0.01)
        return lease.held() and list(renewer._leases) == [lease]

    assert in_child(fork, check)
    renewer.stop()


@pytest.mark.parametrize("fork", FORKS)
def test_the_pool_of_the_child_has_threads_of_its_own(fork: Callable[[], int]) -> None:
    pool = BoundedPool(threads=1, waiting=0)
    go = threading.Event()
    blocked = pool.submit(go.wait, 20)
    assert in_child(fork, lambda: pool.submit(lambda: 2).result(10) == 2)
    go.set()
    assert blocked.result(10)
    pool.shutdown()
