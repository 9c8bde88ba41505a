"""``python -m benchmarks`` prints every table.

``--against REV`` compares the import and a callback with those of a revision, and prints what
hooks, steps and lists add to it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from .against import compare, imports

NAMES = (
    "callback",
    "features",
    "threads",
    "servers",
    "stores",
    "first",
    "calls",
    "media",
    "robots",
    "footprint",
)

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--against", metavar="REV", help="run the callback benchmark of REV and ours")
parser.add_argument("--processes", type=int, default=5, help="turns of --against")
parser.add_argument("--rounds", type=int, default=30, help="rounds a process of --against")
parser.add_argument("--size", type=int, default=100, help="requests a round of --against")
options = parser.parse_args()
if options.against:
    print(imports(options.against), flush=True)
    print(compare(options.against, options.processes, options.rounds, options.size))
for name in ("features",) if options.against else NAMES:
    print(f"\n== {name} ==", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
