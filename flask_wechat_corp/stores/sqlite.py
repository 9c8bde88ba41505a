"""A store in one SQLite file, shared by all processes of a machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from math import inf

from .._clocks import wall_clock
from .key_value import ANYTHING, Anything, Renewal
from .locks import LockingStore
from .sqlite_file import SQLiteFile

__all__ = ["SQLiteStore"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID
"""
GET = "SELECT value FROM entries WHERE key = ? AND expires > ?"
SET = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?)"
ADD = """
INSERT INTO entries VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
WHERE expires <= ?
"""
DELETE = "DELETE FROM entries WHERE key = ?"
REPLACE = "UPDATE entries SET value = ?, expires = ? WHERE key = ? AND value = ? AND expires > ?"
REMOVE = "DELETE FROM entries WHERE key = ? AND value = ? AND expires > ?"

# An index by expiry would make each write a third dearer, so the expired rows are found by
# walking the table: 300 rows for every 100 writes. Hence about a third of all rows
# are expired at most.
PURGE_EVERY = 100
PURGE_ROWS = 300
PURGE_END = """
SELECT max(key), count(*) FROM (SELECT key FROM entries WHERE key > ? ORDER BY key LIMIT ?)
"""
PURGE = "DELETE FROM entries WHERE key > ? AND key <= ? AND expires <= ?"


class SQLiteStore(SQLiteFile, LockingStore):
    """Keeps everything in one file, in write-ahead mode.

    Each process has one connection, opened when it is first used, and again after a fork. Every
    method is one statement with its own short transaction. A write reaches the system at once, and
    the disk at SQLite's next checkpoint: a power failure may lose the last moments, but does not
    damage the file. A new file is readable by its owner only.

    :param path: the file; created when missing
    :param timeout: seconds to wait for another writer before
        :class:`~flask_wechat_corp.StoreError`
    :param clock: returns the seconds since 1970; all processes must agree on it
    """

    #: Other machines do not see what is in here.
    local = True

    def __init__(
        self, path: str, *, timeout: float = 2.0, clock: Callable[[], float] = wall_clock
    ) -> None:
        LockingStore.__init__(self)
        self._clock = clock
        self._writes = 0
        self._purged = ""
        SQLiteFile.__init__(self, path, timeout, SCHEMA)

    def check(self) -> None:
        """Create the file, try to write, and close it again, so that a fork may follow.

        :raises StoreError: when the file cannot be used
        """
        self.delete("check")
        self.close()

    def get(self, key: str) -> str | None:
        """Return the value, or ``None``."""
        now = self._clock()

        return self._run(lambda connection: _read(connection, key, now))

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        """Keep the value for ``ttl`` seconds or for ever."""
        self._write(SET, (key, value, _end(self._clock(), ttl)))

    def add(self, key: str, value: str, ttl: float) -> bool:
        """Keep the value only if the key is free."""
        now = self._clock()
        return self._write(ADD, (key, value, now + ttl, now))

    def delete(self, key: str) -> None:
        """Forget the key."""
        self._write(DELETE, (key,))

    def compare_and_set(
        self, key: str, old: str, new: str | None, ttl: float | None = None
    ) -> bool:
        """Replace (``None``: delete) the value only if it is still ``old``."""
        now = self._clock()
        if new is None:
            return self._write(REMOVE, (key, old, now))
        return self._write(REPLACE, (new, _end(now, ttl), key, old, now))

    def renew_leases(self, leases: Sequence[tuple[str, str, float]]) -> list[Renewal]:
        """Renew leases, each given as key, value and seconds; acquire again what has expired."""
        now = self._clock()

        def renew(connection: sqlite3.Connection) -> list[Renewal]:
            outcomes = []
            for key, value, ttl in leases:
                outcome = Renewal.LOST
                if connection.execute(REPLACE, (value, now + ttl, key, value, now)).rowcount > 0:
                    outcome = Renewal.KEPT
                elif connection.execute(ADD, (key, value, now + ttl, now)).rowcount > 0:
                    outcome = Renewal.REACQUIRED
                outcomes.append(outcome)
            return outcomes

        return self._in_transaction(renew)

    def write_guarded(
        self,
        guard: str,
        owner: str,
        key: str,
        value: str | None,
        ttl: float | None = None,
        *,
        release: bool = False,
        expected: str | Anything | None = ANYTHING,
        lapsed: bool = False,
    ) -> bool:
        """Set the entry, or delete it when ``value`` is ``None``, if the guard allows it."""
        now = self._clock()

        def write(connection: sqlite3.Connection) -> bool:
            removed = False
            if release and not lapsed:  # the usual case: one statement less
                removed = connection.execute(REMOVE, (guard, owner, now)).rowcount > 0
            if not removed:
                found = _read(connection, guard, now)
                if found != owner or lapsed:
                    free = found is None or found == owner
                    if not free or _read(connection, key, now) != expected:
                        return False
                if release:
                    connection.execute(REMOVE, (guard, owner, now))
            if value is None:
                connection.execute(DELETE, (key,))
            else:
                connection.execute(SET, (key, value, _end(now, ttl)))
            return True

        return self._in_transaction(write)

    def _write(self, statement: str, values: tuple[object, ...]) -> bool:
        def write(connection: sqlite3.Connection) -> int:
            changed = connection.execute(statement, values).rowcount
            self._writes += 1
            if self._writes % PURGE_EVERY == 0:
                self._purge(connection)
            return changed

        return self._run(write) > 0

    def _purge(self, connection: sqlite3.Connection) -> None:
        end, rows = connection.execute(PURGE_END, (self._purged, PURGE_ROWS)).fetchone()
        connection.execute(PURGE, (self._purged, end, self._clock()))  # without rows, end is NULL
        self._purged = end if rows == PURGE_ROWS else ""  # from the start again


def _read(connection: sqlite3.Connection, key: str, now: float) -> str | None:
    row = connection.execute(GET, (key, now)).fetchone()
    return None if row is None else row[0]


def _end(now: float, ttl: float | None) -> float:
    return inf if ttl is None else now + ttl
