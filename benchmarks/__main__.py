"""``python -m benchmarks`` prints every table, one benchmark after the other."""

from __future__ import annotations

import subprocess
import sys

for name in ("callback", "stores", "calls", "media"):
    print(f"\n== {name} ==", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
