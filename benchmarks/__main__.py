"""``python -m benchmarks`` prints every table, one benchmark after the other."""

from __future__ import annotations

import subprocess
import sys

for name in ("callback", "threads", "servers", "stores", "calls", "media", "footprint"):
    print(f"\n== {name} ==", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
