"""This checkout beside another revision: ``python -m benchmarks --against REV``.

Each process runs the callback benchmark of one checkout and gives the time of our endpoint as a
multiple of route (b), written by hand, in the same process; so the load of the machine weighs less.
The processes take turns: REV, this checkout, and this checkout again. The second ratio, of this
checkout against itself, shows how much a ratio is worth.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .callback import SCENARIOS
from .imports import compare as compare_imports
from .imports import install
from .tables import table

HERE = Path(__file__).parents[1]
HAND = "(b) by hand: pycryptodome + defusedxml"
OURS = "ours"

#: Runs in a checkout, old or new: only two of its contestants, and the raw figures.
PROCESS = """
import json, sys
from benchmarks import callback
rounds, size, *names = json.loads(sys.argv[1])
callback.CONTESTANTS = {name: callback.CONTESTANTS[name] for name in names}
json.dump(callback.measure(rounds, size, list(callback.SCENARIOS)), sys.stdout)
"""


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """Unpack a revision into a temporary folder.

    :raises subprocess.CalledProcessError: when git does not know the revision
    """
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "-C", str(HERE), "archive", revision], stdout=subprocess.PIPE, check=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        yield Path(folder)


def imports(revision: str) -> str:
    """Return a table: what the import costs before and now."""
    with checkout(revision) as theirs, tempfile.TemporaryDirectory() as installed:
        folders = {revision[:12]: Path(installed, "theirs"), "this": Path(installed, "this")}
        for source, folder in zip((theirs, HERE), folders.values(), strict=True):
            install(source, folder)
        return compare_imports(folders)


def run(folder: Path, rounds: int, size: int) -> dict[str, float]:
    """Return scenario -> time of our endpoint as a multiple of (b), from one process."""
    command = [sys.executable, "-c", PROCESS, json.dumps([rounds, size, HAND, OURS])]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, check=True)
    figures = json.loads(done.stdout)
    return {scenario: figures[scenario][OURS] / figures[scenario][HAND] for scenario in SCENARIOS}


def compare(revision: str, processes: int, rounds: int, size: int) -> str:
    """Return a table: one row a scenario, the median ratios and their spread."""
    theirs, ours, again = [], [], []
    with checkout(revision) as folder:
        for _ in range(processes):
            theirs.append(run(folder, rounds, size))
            ours.append(run(HERE, rounds, size))
            again.append(run(HERE, rounds, size))
    head = ["ours × (b)", revision[:12], "this", f"this / {revision[:12]}", "this / this"]
    rows = []
    for scenario, title in SCENARIOS.items():
        columns = [[one[scenario] for one in runs] for runs in (theirs, ours, again)]
        before, now, same = (statistics.median(column) for column in columns)
        rows.append(
            [title, f"{before:.3f}", f"{now:.3f}", _ratio(now / before, columns[1], columns[0]),
             _ratio(same / now, columns[2], columns[1])]
        )  # fmt: skip
    return table(head, rows)


def _ratio(ratio: float, above: Sequence[float], below: Sequence[float]) -> str:
    """Return the ratio of the medians with the least and the greatest ratio of a turn."""
    turns = [one / other for one, other in zip(above, below, strict=True)]
    return f"{ratio:.3f} ({min(turns):.3f} to {max(turns):.3f})"
