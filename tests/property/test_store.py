"""Every store behaves like a dict with an eye on the time, whatever is done in whatever order."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flask_wechat_corp import StoreTimeout
from flask_wechat_corp.stores.key_value import ANYTHING, Anything, Renewal
from flask_wechat_corp.stores.leases import compare_and_set
from flask_wechat_corp.stores.memory import MemoryStore
from flask_wechat_corp.stores.redis import RedisStore
from flask_wechat_corp.stores.sqlite import SQLiteStore

NAMES = ["a", "A", "键"]
KEYS = st.sampled_from(NAMES)
PAIRS = st.permutations(NAMES)
"""A guard, and another key."""
VALUES = st.sampled_from(["", "v", "1", "1.0", "值\n'\"\U0001f600"])
LONG = 1000
"""Seconds; no run lives so long."""
TTLS = st.sampled_from([1, 2, LONG])
HELD = st.just(None) | st.none() | VALUES
"""What a guard must hold; ``None`` for what it held last, be it past its time."""
LOCKS = st.sampled_from(["a", "b"])
OBJECTS = st.integers(0, 1)
SETTINGS = settings(deadline=None, derandomize=True, max_examples=60, stateful_step_count=40)


class StoreMachine(RuleBasedStateMachine):
    """Does things to a store and to a dict, and compares.

    ``stores`` are two objects on the same entries, as two processes have them.
    """

    stores: list[Any]

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.rows: dict[str, tuple[str, float]] = {}
        self.held: dict[str, tuple[AbstractContextManager[Any], Any]] = {}
        self.open()

    def open(self) -> None:
        raise NotImplementedError

    def real(self, ttl: float | None) -> float | None:
        """Return what the store is told for a lifetime of the model."""
        return ttl

    # -- the model

    def found(self, key: str) -> str | None:
        value, end = self.rows.get(key, ("", 0.0))
        return value if end > self.now else None

    def put(self, key: str, value: str | None, ttl: float | None) -> None:
        self.rows.pop(key, None)
        if value is not None:
            self.rows[key] = (value, float("inf") if ttl is None else self.now + ttl)

    # -- entries

    @initialize(rows=st.lists(st.tuples(VALUES, st.none() | TTLS), min_size=3, max_size=3))
    def begin(self, rows: list[tuple[str, float | None]]) -> None:
        for key, (value, ttl) in zip(NAMES, rows, strict=True):
            self.set(0, key, value, ttl)

    @rule(by=OBJECTS, key=KEYS, value=VALUES, ttl=st.none() | TTLS)
    def set(self, by: int, key: str, value: str, ttl: float | None) -> None:
        self.stores[by].set(key, value, self.real(ttl))
        self.put(key, value, ttl)

    @rule(by=OBJECTS, key=KEYS, value=VALUES, ttl=TTLS)
    def add(self, by: int, key: str, value: str, ttl: float) -> None:
        free = self.found(key) is None
        assert self.stores[by].add(key, value, self.real(ttl)) is free
        if free:
            self.put(key, value, ttl)

    @rule(by=OBJECTS, key=KEYS)
    def delete(self, by: int, key: str) -> None:
        self.stores[by].delete(key)
        self.put(key, None, None)

    def last(self, key: str, value: str | None) -> str:
        """Return ``value``; for ``None`` what was there last, be it past its time."""
        return self.rows.get(key, ("v", 0.0))[0] if value is None else value

    @rule(
        by=OBJECTS, key=KEYS, old=st.none() | VALUES, new=st.none() | VALUES, ttl=st.none() | TTLS
    )
    def compare_and_set(
        self, by: int, key: str, old: str | None, new: str | None, ttl: float | None
    ) -> None:
        old = self.last(key, old)
        same = self.found(key) == old
        assert compare_and_set(self.stores[by], key, old, new, self.real(ttl)) is same
        if same:
            self.put(key, new, ttl)

    @rule(by=OBJECTS, owned=st.lists(st.tuples(KEYS, HELD, TTLS), max_size=4))
    def renew_leases(self, by: int, owned: list[tuple[str, str | None, float]]) -> None:
        leases, expected = [], []
        if len({key for key, _, _ in owned}) < len(owned):
            return  # one process has a key once
        for key, value, ttl in owned:
            owner = self.last(key, value)
            leases.append((key, owner, self.real(ttl)))
            found = self.found(key)
            if found not in (None, owner):
                expected.append(Renewal.LOST)
                continue
            expected.append(Renewal.REACQUIRED if found is None else Renewal.KEPT)
        assert self.stores[by].renew_leases(leases) == expected
        for (key, owner, _), (_, _, ttl), outcome in zip(leases, owned, expected, strict=True):
            if outcome is not Renewal.LOST:
                self.put(key, owner, ttl)

    @rule(seconds=st.sampled_from([1, 2]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(by=OBJECTS, key=KEYS, value=VALUES, new=st.none() | VALUES, ttl=TTLS)
    def at_its_end_it_is_over(
        self, by: int, key: str, value: str, new: str | None, ttl: float
    ) -> None:
        self.set(by, key, value, 1)
        self.now += 1
        self.compare_and_set(by, key, value, new, ttl)
        self.add(by, key, value, ttl)

    @invariant()
    def everything_is_as_in_the_dict(self) -> None:
        for key in NAMES:
            for store in self.stores:
                assert store.get(key) == self.found(key)

    # -- locks

    @rule(by=OBJECTS, name=LOCKS)
    def lock(self, by: int, name: str) -> None:
        lock = self.stores[by].lock(name, ttl=1_000_000, wait=0)
        if name in self.held:
            with pytest.raises(StoreTimeout):
                lock.__enter__()
        else:
            self.held[name] = (lock, lock.__enter__())

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        self.held.pop(name)[0].__exit__(None, None, None)

    def teardown(self) -> None:
        for lock, _ in self.held.values():
            lock.__exit__(None, None, None)
        for store in self.stores:
            if hasattr(store, "close"):
                store.close()


class SharedStoreMachine(StoreMachine):
    """What the stores of several processes do besides, each in one step."""

    @rule(
        by=OBJECTS, keys=PAIRS, held=HELD, value=st.none() | VALUES, ttl=st.none() | TTLS,
        release=st.booleans(), expected=st.just(ANYTHING) | st.none() | VALUES | st.just("same"),
        lapsed=st.booleans(),
    )  # fmt: skip
    def write_guarded(
        self,
        by: int,
        keys: list[str],
        held: str | None,
        value: str | None,
        ttl: float | None,
        release: bool,
        expected: str | Anything | None,
        lapsed: bool,
    ) -> None:
        guard, key, *_ = keys
        held = self.last(guard, held)
        if expected == "same":
            expected = self.found(key)
        found = self.found(guard)
        same = expected is not ANYTHING and self.found(key) == expected
        allowed = (found == held and not lapsed) or (found in (None, held) and same)
        done = self.stores[by].write_guarded(
            guard, held, key, value, self.real(ttl),
            release=release, expected=expected, lapsed=lapsed,
        )  # fmt: skip
        assert done is allowed
        if allowed:
            self.put(key, value, ttl)
            if release:
                self.put(guard, None, None)

    @rule(by=OBJECTS, keys=PAIRS, value=VALUES, release=st.booleans(), ttl=st.none() | TTLS)
    def a_guard_at_its_end_guards_no_more(
        self, by: int, keys: list[str], value: str, release: bool, ttl: float | None
    ) -> None:
        self.set(by, keys[0], value, 1)
        self.now += 1
        self.write_guarded(by, keys, value, value, ttl, release, ANYTHING, False)
        self.set(by, keys[0], value, LONG)
        self.set(by, keys[1], value, LONG)
        self.write_guarded(by, keys, value, value, ttl, release, ANYTHING, False)

    @rule(by=OBJECTS, keys=PAIRS, owner=VALUES, ttl=TTLS)
    def acquire(self, by: int, keys: list[str], owner: str, ttl: float) -> None:
        guard, key, *_ = keys
        free = self.found(guard) is None
        value = self.found(key) if free else None
        assert self.stores[by].acquire(guard, owner, self.real(ttl), key) == (free, value)
        if free:
            self.put(guard, owner, ttl)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), key=KEYS, value=st.none() | VALUES, ttl=st.none() | TTLS)
    def write_under_the_lock(
        self, data: st.DataObject, key: str, value: str | None, ttl: float | None
    ) -> None:
        _, lock = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        assert lock.held()
        assert lock.write(key, value, self.real(ttl)) is True
        self.put(key, value, ttl)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), key=KEYS, value=st.none() | VALUES)
    def write_and_release_the_lock(self, data: st.DataObject, key: str, value: str | None) -> None:
        entered, lock = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
        assert lock.write(key, value, LONG, release=True) is True
        self.put(key, value, LONG)
        entered.__exit__(None, None, None)


class MemoryMachine(StoreMachine):
    def open(self) -> None:
        self.stores = [MemoryStore(clock=lambda: self.now)] * 2

    @rule()
    def many_writes(self) -> None:
        """Enough of them that it sweeps out what has expired."""
        for number in range(1100):
            self.stores[0].set(f"many {number}", "v", 1)


class SQLiteMachine(SharedStoreMachine):
    folder: Path

    def open(self) -> None:
        path = str(self.folder / f"{uuid4()}.sqlite")
        self.stores = [SQLiteStore(path, clock=lambda: self.now) for _ in range(2)]

    @rule(by=OBJECTS)
    def many_writes(self, by: int) -> None:
        """Enough of them that it removes what has expired."""
        for number in range(110):
            self.stores[by].set(f"many {number}", "v", 1)

    @rule(by=OBJECTS)
    def begin_anew(self, by: int) -> None:
        """What is kept is in the file."""
        self.stores[by].close()


class RedisMachine(SharedStoreMachine):
    """Redis has a clock of its own: short lives are milliseconds there, and waited for."""

    url: str

    def open(self) -> None:
        self.prefix = f"{uuid4()}:"
        self.stores = [RedisStore(self.url, prefix=self.prefix) for _ in range(2)]
        self.client = redis.Redis.from_url(self.url)

    def teardown(self) -> None:
        super().teardown()
        self.client.close()

    @invariant()
    def what_has_an_end_is_told_so(self) -> None:
        for key, (_, end) in self.rows.items():
            left: Any = self.client.ttl(self.prefix + key)
            assert (left > 0) is (end < float("inf"))

    def real(self, ttl: float | None) -> float | None:
        return 0.002 if ttl is not None and ttl < LONG else ttl

    def put(self, key: str, value: str | None, ttl: float | None) -> None:
        if ttl is None or ttl >= LONG:
            super().put(key, value, ttl)
            return
        super().put(key, None, None)  # it is over as soon as we have seen it go
        deadline = time.monotonic() + 10
        while self.stores[0].get(key) is not None:
            assert time.monotonic() < deadline, "it does not expire"


def run(machine: type[StoreMachine], **attributes: object) -> None:
    """Run a machine; ``attributes`` tell it where to keep its entries."""
    run_state_machine_as_test(type(machine.__name__, (machine,), attributes), settings=SETTINGS)


def test_memory_is_a_dict_with_an_eye_on_the_time() -> None:
    run(MemoryMachine)


def test_sqlite_is_a_dict_with_an_eye_on_the_time(tmp_path: Path) -> None:
    run(SQLiteMachine, folder=tmp_path)


@pytest.mark.redis
def test_redis_is_a_dict_with_an_eye_on_the_time(redis_url: str) -> None:
    run(RedisMachine, url=redis_url)
