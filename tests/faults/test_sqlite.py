"""The SQLite file locked, without room, read-only, broken, taken away, under real workers.

Promised: a message whose handler touches no session is answered, whatever the file's state. One
that does is a 500 while the file cannot be used, and a repeat runs it again. Nothing hangs.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.faults.faulty import FaultyWorkers
from tests.helpers.support import AES_KEY, SECRET, TOKEN
from tests.scenarios.workers import ROOT

ids = count(14 * 10**15)


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[FaultyWorkers]:
    """One process, so that "nobody hangs" is one question."""
    with FaultyWorkers(tmp_path, "--preload", "--workers", "1", "--threads", "32") as running:
        assert running.send("+1").text == "1"
        yield running
        running.assert_nobody_hangs()
        assert not any(secret in running.log() for secret in (TOKEN, AES_KEY, SECRET))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "wechat_corp.sqlite"


def wal(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def remove_all(file: Path) -> None:
    for each in file.parent.glob(file.name + "*"):
        each.unlink()


def send_sixteen(workers: FaultyWorkers) -> float:
    """Send them at once, to as many threads; return how long the last one took."""
    got = workers.send_all([("quick", f"user{number}") for number in range(16)])
    assert Counter(one[:2] for one in got) == {(200, "quick"): 16}
    return max(one.seconds for one in got)


def test_locked_by_another_process(workers: FaultyWorkers, file: Path) -> None:
    failed = ("+1", "lisi", next(ids))
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("BEGIN EXCLUSIVE")
        refused = pool.submit(workers.send, *failed)
        print("sixteen at once:", send_sixteen(workers))
        assert refused.result(30).status == 500
        print("with a session:", refused.result().seconds)
        assert re.search(
            "StoreError: The SQLite file (failed: database is locked|was busy)", workers.log()
        )
        other.execute("ROLLBACK")
    assert workers.send(*failed)[:2] == (200, "1")


def test_no_room(workers: FaultyWorkers, file: Path) -> None:
    """The worker may not make its files longer than they are; then it may again."""
    pid = int(workers.send("pid").text)
    limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    failed = ("+1", "lisi", next(ids))
    with closing(sqlite3.connect(file)) as other:
        other.execute("SELECT count(*) FROM entries").fetchone()  # keeps the journal in use
        while wal(file).stat().st_size < 200_000:  # the log must have room
            workers.send("+1")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (wal(file).stat().st_size, limits[1]))
        send_sixteen(workers)
        assert workers.send(*failed).status == 500
        assert "StoreError: The SQLite file failed: disk I/O error" in workers.log()
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
    assert workers.send(*failed)[:2] == (200, "1")


@pytest.fixture
def small_disk(tmp_path: Path, file: Path) -> Iterator[Path]:
    """The store's file is on a disk of half a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(disk)]
    if subprocess.run(command, capture_output=True, timeout=20).returncode:
        pytest.skip("no disk can be mounted here; test_no_room shows the same without")
    file.symlink_to(disk / file.name)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True, timeout=20)


def test_a_full_disk(small_disk: Path, workers: FaultyWorkers) -> None:
    """For the process that has the file open, and for one that begins meanwhile."""
    failed = ("+1", "lisi", next(ids))
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(bytes(512 * 1024))
    # What room the journal has left is used first.
    assert any(workers.send("+1").status == 500 for _ in range(500))
    assert "StoreError: The SQLite file failed: database or disk is full" in workers.log()
    workers.replace()
    send_sixteen(workers)
    assert workers.send(*failed).status == 500
    filler.unlink()
    assert workers.send(*failed)[:2] == (200, "1")


class Reader:
    """``tests.faults.reader``: a process that may not write any more."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.reader"],
            cwd=ROOT, env={**os.environ, "BOT_FOLDER": str(folder)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def ask(self, text: str) -> list[object]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        answer: list[object] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> str:
        """End it; return what it has logged."""
        return self._process.communicate(timeout=20)[1]


@pytest.mark.parametrize("which", ["file", "folder"])
def test_read_only(tmp_path: Path, which: str) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    reader = Reader(folder)
    file = folder / "wechat_corp.sqlite"
    file.chmod(0o444 if which == "file" else 0o666)
    folder.chmod(0o777 if which == "file" else 0o555)
    for _ in range(2):
        assert reader.ask("quick") == [200, "quick"]
        assert reader.ask("count")[0] == 500
    file.chmod(0o666)
    folder.chmod(0o777)
    assert reader.ask("count") == [200, "1"]
    assert "StoreError: The SQLite file failed: " in reader.end()


def fill(file: Path, start: int, size: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write((b"\xffgarbage" * size)[: size - start])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "all of it": lambda file: fill(file, 0, file.stat().st_size),
    "all but its header": lambda file: fill(file, 100, file.stat().st_size),
    "half of it cut off": lambda file: os.truncate(file, file.stat().st_size // 2),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_broken(workers: FaultyWorkers, file: Path, damage: str) -> None:
    """Until the file is removed; no restart is needed then."""
    workers.send_all([("+1", f"user{number}") for number in range(100)])
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the journal mends it
    DAMAGE[damage](file)
    failed = ("+1", "lisi", next(ids))
    for _ in range(2):
        send_sixteen(workers)
        assert workers.send(*failed).status == 500
        workers.replace()
    assert workers.log().count("StoreError: The SQLite file failed: ") >= 2
    remove_all(file)
    first = workers.send(*failed)
    if first.status == 500:  # the last question met a page that is whole: the file was still open
        first = workers.send(*failed)
    assert first[:2] == (200, "1")


def put_a_copy_in_its_place(file: Path) -> None:
    copy = file.with_name("copy")
    with closing(sqlite3.connect(copy)) as other, closing(sqlite3.connect(file)) as source:
        source.backup(other)
    remove_all(file)
    copy.rename(file)


#: what is done to the file → the count that the next process comes to, from what it finds
TAKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "deleted": (Path.unlink, "1"),
    "deleted, with its journal": (remove_all, "1"),
    "its journal deleted": (lambda file: wal(file).unlink(), "1"),
    "its journal overwritten": (lambda file: fill(wal(file), 0, wal(file).stat().st_size), "1"),
    "a copy in its place": (put_a_copy_in_its_place, "2"),
}


@pytest.mark.parametrize("how", TAKEN)
def test_taken_away_under_a_running_process(workers: FaultyWorkers, file: Path, how: str) -> None:
    """Who has it open goes on with it; who begins afterwards sees what is in its place."""
    take, found = TAKEN[how]
    take(file)
    assert workers.send("+1").text == "2"
    send_sixteen(workers)
    workers.replace()
    assert workers.send("+1").text == found
    assert "The store failed" not in workers.log()
