"""The public surface changes only on purpose."""

from __future__ import annotations

import ast
from pathlib import Path

import flask_wechat_corp

INIT = Path(flask_wechat_corp.__file__)


def test_all_is_sorted_and_real() -> None:
    names = flask_wechat_corp.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name))  # as ruff does
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(flask_wechat_corp, name) is not None


def test_everything_imported_is_exported() -> None:
    tree = ast.parse(INIT.read_text("utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert imported == set(flask_wechat_corp.__all__)
