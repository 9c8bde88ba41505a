"""Servers told to end (SIGTERM) while handlers run.

Promised: gunicorn finishes what runs within the graceful time-out. What takes longer is killed, and
a deferred handler's message is then lost. Waitress finishes it when it is started as documented.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.faults.faulty import FaultyWorkers
from tests.helpers.documents import blocks_of
from tests.scenarios.workers import ROOT, Workers

PAGE = ROOT / "docs/deploy/index.rst"

ids = count(12 * 10**15)


def test_a_callback_that_is_being_handled_is_answered(tmp_path: Path) -> None:
    msg_id = next(ids)
    with ThreadPoolExecutor(1) as pool:
        with Workers(tmp_path, "--workers", "1", "--graceful-timeout", "60") as workers:
            answer = pool.submit(workers.send, "work", "zhangsan", msg_id)
            workers.wait_for_note("start", msg_id)
        assert answer.result(30)[:2] == (200, "worked 1")


def test_a_deferred_handler_beyond_the_graceful_time_out_is_lost(tmp_path: Path) -> None:
    delivery = ("later", "zhangsan", next(ids))
    options = ("--workers", "1", "--graceful-timeout", "1")
    with FaultyWorkers(tmp_path, *options) as workers:
        assert workers.send(*delivery)[:2] == (200, "")
        workers.wait_for_note("start", delivery[2])
    workers.let_go(delivery[2])
    with FaultyWorkers(tmp_path, *options) as workers:
        assert workers.send(*delivery)[:2] == (200, "")  # known as answered: it is not run again
        assert [what for what, _ in workers.notes(delivery[2])] == ["start"]


class Waitress(Workers):
    """The documented program, with the bot of the other tests as its app."""

    documented = True

    def command(self) -> list[str]:
        (block,) = [one for one in blocks_of(PAGE) if "waitress" in one.code]
        code = block.code.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        if not self.documented:
            lines = [line for line in code.splitlines(keepends=True) if "SIGTERM" not in line]
            code = "".join(lines)
        (self.folder / "serve.py").write_text(f"from tests.scenarios.bot import app\n{code}")
        return [sys.executable, str(self.folder / "serve.py")]


class BareWaitress(Waitress):
    """The same without the line that handles the signal."""

    documented = False


@pytest.mark.parametrize(("kind", "survives"), [(Waitress, True), (BareWaitress, False)])
def test_waitress_finishes_deferred_handlers_as_documented(
    tmp_path: Path, kind: type[Waitress], survives: bool
) -> None:
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    msg_id = next(ids)
    with kind(tmp_path, PYTHONPATH=path) as workers:
        assert workers.send("later", "zhangsan", msg_id)[:2] == (200, "")
        workers.wait_for_note("start", msg_id)
    assert ("end" in [what for what, _ in workers.notes(msg_id)]) == survives
