"""One process's connection to a SQLite file: threads, forks, signals, broken and new files."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from .._clocks import monotonic
from .._forks import forked_since, reset_after_fork, reset_if_forked
from ..errors import StoreError

__all__ = ["SQLiteFile"]

T = TypeVar("T")

#: Seconds between two attempts to open a file that another process is creating.
OPEN_RETRY_INTERVAL = 0.01

#: Connections inherited over a fork. SQLite must neither use nor close them in the child.
_inherited: list[sqlite3.Connection] = []


class SQLiteFile:
    """One connection in each process, opened when first used, and again after a failure or a fork.

    :param path: the file; created when missing
    :param timeout: seconds to wait for another writer
    :param schema: a statement that creates the table when it is missing
    """

    _connection: sqlite3.Connection | None = None
    _opened_in = 0

    def __init__(self, path: str, timeout: float, schema: str) -> None:
        self._path = os.path.abspath(path)
        self._timeout = timeout
        self._schema = schema
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        if self._connection is not None:
            _inherited.append(self._connection)
        self._connection = None
        self._guard = threading.RLock()

    def close(self) -> None:
        """Close this process's connection; the next use opens it again."""
        reset_if_forked(self)
        with self._guard:
            self._discard()

    def __del__(self) -> None:
        if not forked_since(self._opened_in):
            self._discard()
        elif self._connection is not None:
            _inherited.append(self._connection)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Let one thread of this process at a time work with its connection.

        The handler of a signal (a time limit, Ctrl-C) may raise between any two lines here.
        Whatever it interrupts, the guard is released and the transaction ends.
        """
        reset_if_forked(self)
        guard, entered = self._guard, False
        try:
            waited = self._enter(guard)
            entered = True
            connection = self._connection or self._open()
            if connection.in_transaction:  # left over from an interruption of the clean-up below
                self._discard()
                connection = self._open()
            if waited < self._timeout / 4:
                return work(connection)
            with self._shorter(connection, self._timeout - waited):
                return work(connection)
        except (sqlite3.Error, OSError) as error:
            self._discard()
            reason = error.strerror if isinstance(error, OSError) else error
            raise StoreError(f"The SQLite file failed: {reason}.") from None
        except BaseException:
            if entered:
                self._discard()
            raise
        finally:
            # The guard knows its owner, so an interruption just after it was acquired leaves
            # nothing behind either.
            try:
                while True:
                    guard.release()
            except RuntimeError:  # not, or no longer, ours
                pass

    def _enter(self, guard: threading.RLock) -> float:
        """Acquire the guard; return the seconds that were waited for it."""
        if guard.acquire(blocking=False):
            return 0.0
        began = monotonic()
        if not guard.acquire(timeout=self._timeout):
            raise StoreError("The SQLite file was busy for too long.")
        return monotonic() - began

    @contextmanager
    def _shorter(self, connection: sqlite3.Connection, timeout: float) -> Iterator[None]:
        """Leave SQLite only the time that waiting for the other threads has not used up."""
        connection.execute(f"PRAGMA busy_timeout = {max(0, int(timeout * 1000))}")
        try:
            yield
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(self._timeout * 1000)}")

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def run(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            result = work(connection)
            connection.execute("COMMIT")
            return result

        return self._run(run)

    def _open(self) -> sqlite3.Connection:
        deadline = monotonic() + self._timeout
        while True:
            try:
                self._opened_in = os.getpid()
                self._connection = self._connect()
            except sqlite3.OperationalError as error:
                # Several processes may start on a new file. SQLite does not wait for the one that
                # switches it to write-ahead mode; it fails at once.
                if "locked" not in str(error) or monotonic() >= deadline:
                    raise
                time.sleep(OPEN_RETRY_INTERVAL)
            else:
                return self._connection

    def _connect(self) -> sqlite3.Connection:
        # SQLite gives its side files the mode of the main file, so this is enough for all three.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(self._schema)
        except BaseException:
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        """After a failure start afresh: the file may have been replaced or repaired."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
