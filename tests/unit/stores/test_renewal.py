"""The thread that renews leases: what it keeps, what it notices, and what cannot stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from flask_wechat_corp import StoreError
from flask_wechat_corp.stores.leases import Lease
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.stores.renewal import MIN_RENEW_INTERVAL, LeaseRenewer


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.005)


@pytest.fixture
def renewer() -> Iterator[LeaseRenewer]:
    renewer = LeaseRenewer()
    yield renewer
    renewer.stop()


def lease(store: MemoryStore, ttl: float) -> Lease:
    since = time.monotonic()
    assert store.add("k", "mine", ttl)
    return Lease(store, "k", "mine", ttl, since=since)


def test_a_kept_lease_outlives_its_time(renewer: LeaseRenewer) -> None:
    store = MemoryStore()
    held = lease(store, 0.4)
    renewer.keep(held)
    time.sleep(1)
    assert held.held()
    assert store.get("k") == "mine"
    renewer.drop(held)
    wait_for(lambda: store.get("k") is None)
    assert not held.held()


def test_a_lease_that_another_has_is_lost(
    renewer: LeaseRenewer, caplog: pytest.LogCaptureFixture
) -> None:
    store = MemoryStore()
    held = lease(store, 0.4)
    store.set("k", "theirs", 60)
    renewer.keep(held)
    wait_for(lambda: "lost" in caplog.text)
    assert not held.held()
    assert store.get("k") == "theirs"
    assert not held.release()
    assert not held.release("reply", 60)
    assert store.get("k") == "theirs"


def test_a_lease_that_vanished_is_acquired_again() -> None:
    """Another process may have had it in between, which it remembers."""
    store = MemoryStore()
    held = lease(store, 60)
    store.delete("k")
    held.renew()
    assert held.held()
    assert held.lapsed
    assert store.get("k") == "mine"


@pytest.mark.parametrize("reply", ["reply", None])
def test_a_lease_that_ran_out_and_that_no_other_took_is_released_as_ever(
    reply: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    store = MemoryStore()
    held = lease(store, 60)
    store.delete("k")
    assert held.release(reply, 60)
    assert store.get("k") == reply
    assert caplog.messages == []


def test_a_store_that_fails_for_a_moment_costs_no_lease(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    held = lease(store, 60)

    def fail(*_: object) -> list[None]:
        raise StoreError("down")

    with monkeypatch.context() as patch:
        patch.setattr(store, "renew_leases", fail)
        held.renew()
    assert held.held()
    assert "The store failed (StoreError) while 1 leases were renewed" in caplog.text
    held.renew()
    assert held.release("new", 60)
    assert store.get("k") == "new"
    held.renew()  # after the end it does nothing
    assert store.get("k") == "new"


def test_a_lease_whose_clock_stands_still_does_not_keep_the_thread_busy() -> None:
    renewer = LeaseRenewer(clock=lambda: 100.0)
    waited: list[float] = []

    class Wake(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0.0)
            renewer._stopped = len(waited) == 3
            return True

    renewer._wake = Wake()
    store = MemoryStore()
    store.set("key", "ours")
    renewer._leases[Lease(store, "key", "ours", 4, since=0.0, clock=lambda: 0.0)] = None
    renewer._run()
    assert waited == [MIN_RENEW_INTERVAL] * 3


def test_a_renewer_that_was_stopped_starts_no_thread() -> None:
    renewer = LeaseRenewer()
    renewer.stop()
    renewer.keep(lease(MemoryStore(), 60))
    assert renewer._thread is None
