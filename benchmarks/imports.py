"""What importing a revision and this checkout costs for each method of the API.

``python -m benchmarks --against REV`` prints it. Both are built, installed into folders of their
own and compiled, so that nothing but the import is measured: processor time beyond that of Flask
and requests, best of many processes, which take turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .tables import table

CODE = """
import flask, requests, sys, time
modules, before = len(sys.modules), time.process_time()
import flask_wechat_corp
took = time.process_time() - before
methods = [name for name in dir(flask_wechat_corp.WeChatAPI) if not name.startswith("_")]
print(took, len(sys.modules) - modules, len(methods))
"""


def install(source: Path, folder: Path) -> None:
    """Build a checkout and install it into a folder, with its bytecode.

    :raises subprocess.CalledProcessError: when it cannot be built
    """
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*pip, str(folder), str(source)], check=True)


def cost(folder: Path) -> tuple[float, int, int]:
    """Return milliseconds of one import, its modules, and the methods of the client."""
    env = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, check=True)
    seconds, modules, methods = done.stdout.split()
    return float(seconds) * 1e3, int(modules), int(methods)


def compare(folders: dict[str, Path], repeats: int = 15) -> str:
    """Return a table with a row for each of ``folders``, which are given by name.

    :param repeats: processes of each, of which the fastest counts
    """
    best: dict[str, tuple[float, int, int]] = {}
    for _ in range(repeats):
        for name, folder in folders.items():
            now = cost(folder)
            best[name] = min(best.get(name, now), now)
    rows = [
        [name, f"{took:.1f} ms", str(modules), str(methods), f"{took / methods * 1e3:.1f} µs"]
        for name, (took, modules, methods) in best.items()
    ]
    return table([f"import, best of {repeats}", "CPU", "modules", "methods", "a method"], rows)
