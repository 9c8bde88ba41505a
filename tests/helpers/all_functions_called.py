"""A pytest plugin for documented programs: every function that they show must have been called.

``python -m pytest -p tests.helpers.all_functions_called`` in a folder; the functions of its ``.py``
files count, but not those of test files.
"""

from __future__ import annotations

import ast
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

Place = tuple[str, str, int]


def functions(folder: Path) -> set[Place]:
    """Return file, name and first line of each function that the programs of a folder define."""
    found: set[Place] = set()
    for path in folder.rglob("*.py"):
        if path.name.startswith("test_") or path.name == "conftest.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                found.add((str(path), node.name, first))
    return found


class Exercised:
    """Notes which functions of a folder are called, in every thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.called: set[Place] = set()
        self._inside = f"{folder}/"

    def note(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(self._inside):
            self.called.add((code.co_filename, code.co_name, code.co_firstlineno))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        sys.setprofile(None)
        threading.setprofile(None)
        missed = sorted(functions(self.folder) - self.called)
        for path, name, line in missed:
            print(f"\nnever called: {name} ({Path(path).name}, line {line})")
        if missed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    plugin = Exercised(Path.cwd().resolve())
    threading.setprofile(plugin.note)
    sys.setprofile(plugin.note)
    config.pluginmanager.register(plugin)
