"""The SQLite store at its edges: signals that interrupt it, and many processes on a new file."""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from flask_wechat_corp import Store, StoreError, open_store
from flask_wechat_corp.stores.sqlite import SQLiteStore


class TimeLimit(Exception):
    """What the handler of a signal raises, as Celery's soft time limit does."""


def interrupt(signum: int, frame: FrameType | None) -> None:
    raise TimeLimit


@pytest.fixture(autouse=True)
def _handler() -> Iterator[None]:
    before = signal.signal(signal.SIGUSR1, interrupt)
    yield
    signal.signal(signal.SIGUSR1, before)


class Interrupted:
    """A connection during whose n-th statement a signal arrives."""

    def __init__(self, connection: sqlite3.Connection, statement: int) -> None:
        self._connection = connection
        self._left = statement

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        done = self._connection.execute(*arguments)
        self._left -= 1
        if not self._left:
            signal.raise_signal(signal.SIGUSR1)
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


OPERATIONS: dict[str, tuple[Callable[[SQLiteStore], object], int]] = {
    "set": (lambda store: store.set("k", "new"), 1),
    "write_guarded": (
        lambda store: store.write_guarded("guard", "owner", "k", "new"), 4,
    ),
    "write_guarded and release": (
        lambda store: store.write_guarded("guard", "owner", "k", "new", release=True), 4,
    ),
    "renew_leases": (lambda store: store.renew_leases([("guard", "owner", 4), ("a", "b", 4)]), 5),
}  # fmt: skip
STATEMENTS = [
    (name, number) for name, (_, count) in OPERATIONS.items() for number in range(1, count + 1)
]


@pytest.mark.parametrize(("name", "statement"), STATEMENTS)
def test_a_signal_leaves_no_transaction_open(tmp_path: Path, name: str, statement: int) -> None:
    operation, count = OPERATIONS[name]
    path = str(tmp_path / "s.sqlite")
    store, other = SQLiteStore(path), SQLiteStore(path, timeout=0)
    store.set("guard", "owner", 60)
    store._connection = Interrupted(store._connection, statement)  # type: ignore[arg-type,assignment]
    with pytest.raises(TimeLimit):
        operation(store)
    other.set("other", "1")  # without waiting
    assert store.get("other") == "1"
    released = name.endswith("release") and statement == count  # after COMMIT it is done
    assert store.get("guard") == (None if released else "owner")
    operation(store)
    store.close()
    other.close()


def test_a_signal_during_the_clean_up_is_made_good_by_the_next_use(tmp_path: Path) -> None:
    path = str(tmp_path / "s.sqlite")
    store, other = SQLiteStore(path), SQLiteStore(path, timeout=0)
    store.set("k", "v")
    assert store._connection is not None
    store._connection.execute("BEGIN IMMEDIATE")
    assert store.get("k") == "v"
    other.set("k", "w")
    assert store.get("k") == "w"
    store.close()
    other.close()


def test_a_signal_just_after_the_guard_was_acquired_lets_other_threads_in(tmp_path: Path) -> None:
    store = SQLiteStore(str(tmp_path / "s.sqlite"))
    store.set("k", "v")
    enter = store._enter

    def interrupted(guard: threading.RLock) -> float:
        enter(guard)
        signal.raise_signal(signal.SIGUSR1)
        raise AssertionError

    store._enter = interrupted  # type: ignore[method-assign]
    with pytest.raises(TimeLimit):
        store.get("k")
    store._enter = enter  # type: ignore[method-assign]
    found: list[str | None] = []
    thread = threading.Thread(target=lambda: found.append(store.get("k")))
    thread.start()
    thread.join(20)
    assert found == ["v"]
    store.close()


def open_at_once(spec: str, start: Any, results: Any) -> None:
    """Child: open the store with all the others."""
    start.wait(60)
    try:
        store: Store = open_store(spec)
        store.set("k", "v")
        results.put("opened")
    except BaseException as error:  # noqa: BLE001 - told to the test
        results.put(repr(error))


def test_many_processes_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for attempt in range(8):
        spec = f"sqlite:///{tmp_path}/{attempt}.sqlite"
        start, results = context.Barrier(16), context.Queue()
        children = [
            context.Process(target=open_at_once, args=(spec, start, results)) for _ in range(16)
        ]
        for child in children:
            child.start()
        assert [results.get(timeout=60) for _ in children] == ["opened"] * 16
        for child in children:
            child.join(20)
            child.close()
        results.close()
        results.join_thread()


@pytest.mark.parametrize(("error", "opens"), [("database is locked", True), ("is broken", False)])
def test_a_file_that_another_process_creates_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str, opens: bool
) -> None:
    """SQLite does not wait for the process that switches a file to write-ahead mode."""
    store = SQLiteStore(str(tmp_path / "s.sqlite"))
    connect, failures = store._connect, iter([error] * 3)

    def fail_at_first() -> sqlite3.Connection:
        for reason in failures:
            raise sqlite3.OperationalError(reason)
        return connect()

    monkeypatch.setattr(store, "_connect", fail_at_first)
    if opens:
        store.set("k", "v")
        assert store.get("k") == "v"
    else:
        with pytest.raises(StoreError, match=error):
            store.set("k", "v")
    store.close()


def test_it_is_waited_for_as_long_as_for_any_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SQLiteStore(str(tmp_path / "s.sqlite"), timeout=0.05)

    def fail() -> sqlite3.Connection:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(store, "_connect", fail)
    with pytest.raises(StoreError, match="locked"):
        store.get("k")
