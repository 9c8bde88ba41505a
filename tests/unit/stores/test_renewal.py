"""The thread that renews leases: what it keeps, what it notices, and what cannot stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from flask_wechat_corp import StoreError
from flask_wechat_corp.callback.delivery import Deliveries
from flask_wechat_corp.stores.key_value import KeyValue, Renewal
from flask_wechat_corp.stores.leases import Lease, renew_together
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.stores.renewal import MIN_RENEW_INTERVAL, LeaseRenewer
from flask_wechat_corp.stores.sqlite import SQLiteStore


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


class CountingStore(MemoryStore):
    """Notes how many leases each renewal was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal]:
        self.asked.append(len(leases))
        return super().renew_leases(leases)


def many(store: KeyValue, count: int, since: float, ttl: float = 4) -> list[Lease]:
    made = []
    for number in range(count):
        assert store.add(f"k{number}", "mine", 60)
        made.append(Lease(store, f"k{number}", "mine", ttl, since=since, clock=lambda: since + 1.0))
    return made


def test_all_leases_of_a_store_are_renewed_in_one_call() -> None:
    renewer = LeaseRenewer(clock=lambda: 1.0)
    stores = [CountingStore(), CountingStore()]
    leases = many(stores[0], 64, 0.0) + many(stores[1], 3, 0.0)
    renewer._leases.update(dict.fromkeys(leases))
    assert renewer._renew_due() == 2.0
    assert [store.asked for store in stores] == [[64], [3]]
    assert {one.renew_at for one in leases} == {2.0}


def test_what_is_due_soon_is_renewed_with_what_is_due() -> None:
    renewer = LeaseRenewer(clock=lambda: 1.0)
    store = CountingStore()
    due, soon, later = many(store, 3, 0.0)
    soon.renew_at, later.renew_at = 1.2, 1.5
    renewer._leases.update(dict.fromkeys([due, soon, later]))
    assert renewer._renew_due() == 1.5
    assert store.asked == [2]


class FiveMethods:
    """A user's own store."""

    def __init__(self) -> None:
        self._inner = MemoryStore()
        self.get, self.set = self._inner.get, self._inner.set
        self.add, self.delete = self._inner.add, self._inner.delete
        self.lock = self._inner.lock


def test_the_leases_of_a_users_own_store_are_renewed_one_by_one() -> None:
    store = FiveMethods()
    kept, vanished, taken = leases = many(store, 3, 0.0)
    store.delete("k1")
    store.set("k2", "theirs")
    renew_together(store, leases)
    assert [one.held() for one in leases] == [True, True, False]
    assert [one.lapsed for one in leases] == [False, True, False]
    assert [store.get(one.key) for one in leases] == ["mine", "mine", "theirs"]
    assert (kept.lost, vanished.lost, taken.lost) == (False, False, True)


def test_a_lease_that_is_being_released_is_not_renewed() -> None:
    """Otherwise the renewal could add it again just after it was deleted."""
    store = CountingStore()
    first, second = leases = many(store, 2, 0.0)
    with first._mutex:
        renew_together(store, leases)
    assert store.asked == [1]
    assert second.renew_at == 2.0


class Foreign(Exception):
    """An error that no store should raise."""


@pytest.mark.parametrize("error", [Foreign("secret"), StoreError("secret")])
def test_the_error_of_a_users_store_does_not_end_the_thread(
    renewer: LeaseRenewer, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(FiveMethods):
        fails = True

        def __init__(self) -> None:
            super().__init__()
            self.get = self._failing

        def _failing(self, key: str) -> str | None:
            if self.fails:
                raise error
            return self._inner.get(key)

    store = Failing()
    store.set("k", "mine", 60)
    held = Lease(store, "k", "mine", 0.1, since=time.monotonic())
    renewer.keep(held)
    wait_for(lambda: "leases were renewed" in caplog.text)
    thread = renewer._thread
    store.fails = False
    wait_for(held.held)
    assert renewer._thread is thread
    assert f"({type(error).__name__})" in caplog.text
    assert "secret" not in caplog.text


def test_an_error_of_the_round_itself_does_not_end_the_thread(
    renewer: LeaseRenewer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    held = lease(store, 0.2)
    renew_due, failed = renewer._renew_due, threading.Event()

    def fail_once() -> float:
        if failed.is_set():
            return renew_due()
        failed.set()
        raise Foreign

    monkeypatch.setattr(renewer, "_renew_due", fail_once)
    renewer.keep(held)
    assert failed.wait(10)
    before = held.renew_at
    wait_for(lambda: held.renew_at > before)
    assert caplog.messages == ["Renewing leases failed; it will be tried again."]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_started_again(
    renewer: LeaseRenewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class End(BaseException):
        """As greenlets and interpreters that shut down raise."""

    def end() -> float:
        raise End

    with monkeypatch.context() as patch:
        patch.setattr(renewer, "_renew_due", end)
        renewer.keep(lease(MemoryStore(), 60))
        dead = renewer._thread
        assert dead is not None
        dead.join(10)
    store = MemoryStore()
    held = lease(store, 0.4)
    before = held.renew_at
    renewer.keep(held)
    assert renewer._thread is not dead
    wait_for(lambda: held.renew_at > before)


def refuse(thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_a_thread_that_cannot_be_started_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewer = LeaseRenewer()
    monkeypatch.setattr("flask_wechat_corp.stores.locks.lease_renewer", renewer)
    store = SQLiteStore(str(tmp_path / "locks.sqlite"))
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(StoreError, match="can't start new thread"):
            store.lock("k").__enter__()
    assert renewer._leases == {}
    assert store.get("lock|k") is None
    with store.lock("k", wait=0):
        assert renewer._thread is not None
        assert renewer._thread.is_alive()
    renewer.stop()
    store.close()


def test_a_claim_that_cannot_be_renewed_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is handled all the same, and its repeat is not turned away."""
    renewer = LeaseRenewer()
    monkeypatch.setattr("flask_wechat_corp.callback.delivery.lease_renewer", renewer)
    store = MemoryStore()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        first = Deliveries(store, 600).claim("k")
    assert first.ours
    assert store.get("k") is None
    assert renewer._leases == {}


def test_a_slow_round_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    times = iter([1.0, 2.5])
    renewer = LeaseRenewer(clock=lambda: next(times))
    renewer._leases.update(dict.fromkeys(many(MemoryStore(), 5, 0.0)))
    renewer._renew_due()
    assert caplog.messages == [
        "Renewing 5 leases took 1.5 seconds; leases that are renewed too late are lost."
    ]


def test_the_thread_may_stop_itself(renewer: LeaseRenewer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As uWSGI lets it, at exit."""
    monkeypatch.setattr(renewer, "_renew_due", lambda: renewer.stop() or 0.0)  # type: ignore[func-returns-value]
    renewer.keep(lease(MemoryStore(), 60))
    assert renewer._thread is not None
    renewer._thread.join(10)
    assert not renewer._thread.is_alive()


# --- a renewal that is under way when the handler needs its outcome -------------------------------


class Announcing:
    """A mutex that tells when a thread asks for it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self.asked = threading.Event()

    def acquire(self, blocking: bool = True) -> bool:
        self.asked.set()
        return self._mutex.acquire(blocking)

    def release(self) -> None:
        self._mutex.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class SlowToAnswer(SQLiteStore):
    """Does what a renewal asks for; the first answer arrives when ``answer`` is set."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.done, self.answer = threading.Event(), threading.Event()

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal]:
        outcomes = super().renew_leases(leases)
        if not self.done.is_set():
            self.done.set()
            assert self.answer.wait(10)
        return outcomes


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[SlowToAnswer]:
    store = SlowToAnswer(tmp_path / "slow.sqlite")
    yield store
    store.close()


def meanwhile(store: SlowToAnswer, held: Lease, call: Callable[[], object]) -> object:
    """Call while the thread's renewal has reached the store, but its outcome is not known."""
    renewing = threading.Thread(target=renew_together, args=(store, [held]))
    renewing.start()
    assert store.done.wait(10)
    mutex = Announcing()
    assert held._mutex.locked()
    mutex._mutex, held._mutex = held._mutex, mutex  # type: ignore[assignment]
    results: list[object] = []
    calling = threading.Thread(target=lambda: results.append(call()))
    calling.start()
    # A call that does not wait for the renewal never asks; it has ended then.
    while not mutex.asked.wait(0.01) and calling.is_alive():
        pass
    store.answer.set()
    renewing.join(10)
    calling.join(10)
    return results[0]


def test_a_lock_that_ran_out_is_known_after_the_renewal_that_is_under_way(
    slow: SlowToAnswer,
) -> None:
    """The process could not run, and the thread that renews woke up first: nothing is lost."""
    held = Lease(slow, "k", "mine", 4, since=time.monotonic() - 5)

    def reacquired() -> bool:
        held.renew()
        return held.held()

    assert meanwhile(slow, held, reacquired) is True


def test_a_lock_that_another_took_is_known_after_the_renewal_that_is_under_way(
    slow: SlowToAnswer,
) -> None:
    held = Lease(slow, "k", "mine", 4, since=time.monotonic())
    slow.set("k", "theirs", 60)

    def reacquired() -> bool:
        held.renew()
        return held.held()

    assert meanwhile(slow, held, reacquired) is False


@pytest.mark.parametrize("release", [False, True])
def test_a_renewal_that_is_under_way_hides_no_change_of_another(
    slow: SlowToAnswer, release: bool
) -> None:
    """The lock ran out, another message changed the session, and the thread has it again."""
    held = Lease(slow, "k", "mine", 4, since=time.monotonic() - 5)
    slow.set("session", "theirs")

    def write() -> bool:
        return held.write("session", "ours", expected="before", release=release)

    assert meanwhile(slow, held, write) is False
    assert slow.get("session") == "theirs"
    assert held.lapsed


def test_a_forked_child_does_not_wait_for_a_renewal_of_its_parent(
    slow: SlowToAnswer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Lease(slow, "k", "mine", 4, since=time.monotonic())
    held._mutex.acquire()  # by a thread that the child does not have
    monkeypatch.setattr(Lease, "of_this_process", False)
    held.renew()
    assert not held.write("session", "ours")
    assert not held.release()
