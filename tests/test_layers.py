"""Who may import whom: the table of docs/architecture.rst, held by walking the syntax trees."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flask_wechat_corp"
ROOT = "flask_wechat_corp"
STDLIB = sys.stdlib_module_names

BEDROCK = {"errors", "errcodes"}
CALLBACK = {
    "callback", "callback.fields", "callback.message", "callback.reply", "callback.handler",
    "callback.lists", "callback.session", "callback.delivery",
}  # fmt: skip
BELOW_FLASK = {
    *BEDROCK, "crypto", "xmlio", "content", "stores", *CALLBACK, "api", "config", "session_bridge",
}  # fmt: skip
FLASK_ROOMS = {"state", "dispatch", "deferred", "celery", "web", "views", "signals"}
EVERYTHING = {*BELOW_FLASK, *FLASK_ROOMS, "extension", "simulator", "testing"}

#: module (or package prefix) -> (our modules it may import, third-party packages it may import)
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "errcodes": (set(), set()),
    "crypto": ({"errors"}, {"Crypto", "cryptography"}),
    "xmlio": ({"errors"}, {"defusedxml"}),
    "content": ({"errors"}, set()),
    "stores": ({"errors", "stores"}, set()),
    "stores.redis": ({"errors", "stores"}, {"redis"}),
    "callback": (CALLBACK, set()),
    "callback.fields": (set(), set()),
    "callback.message": ({"errors", "xmlio", "content", "callback.fields"}, set()),
    "callback.reply": ({"errors", "xmlio", "content"}, set()),
    "callback.session": ({"errors", "stores"}, set()),
    "callback.delivery": ({"errors", "stores"}, set()),
    "callback.lists": ({"errors", "stores"}, set()),
    "callback.handler": ({"errors", *CALLBACK}, set()),
    "api.answer": (set(), set()),
    "api.client": ({"errors", "stores", "api"}, {"requests"}),  # the type of api.http
    "api.wire": ({"errors", "errcodes", "api"}, set()),
    "api.transport": ({"errors", "api.answer"}, {"requests", "urllib3"}),
    "api.token": ({"errors", "errcodes", "stores", "api"}, set()),
    "api.messages": ({"errors", "content", "api"}, set()),
    "api": ({"errors", "stores", "api"}, set()),
    "config": ({"errors", "crypto", "stores"}, set()),
    "session_bridge": ({"errors", "callback.session", "stores"}, set()),
    "signals": (set(), {"flask", "blinker"}),
    "state": ({*BELOW_FLASK, "signals"}, {"flask", "blinker"}),
    "dispatch": ({*BELOW_FLASK, "signals", "state"}, {"flask"}),
    "deferred": ({*BELOW_FLASK, "signals", "state", "dispatch"}, {"flask"}),
    "celery": (
        {*BELOW_FLASK, "signals", "state", "dispatch", "deferred"},
        {"flask", "celery"},
    ),
    "web": ({*BELOW_FLASK, "signals"}, {"flask", "werkzeug"}),
    "views": ({*BELOW_FLASK, "signals", "state", "dispatch", "deferred"}, {"flask", "werkzeug"}),
    "extension": ({*BELOW_FLASK, *FLASK_ROOMS}, {"flask", "werkzeug"}),
    "cli": ({*EVERYTHING, "cli"}, {"flask", "click", "werkzeug"}),
    "pytest_plugin": (EVERYTHING, {"flask", "pytest"}),
    "testing": (
        {"errors", "crypto", "xmlio", "callback.message", "config"},
        {"flask", "werkzeug"},
    ),
    "simulator": (
        {"errors", "errcodes", "crypto", "xmlio", "simulator"},
        {"flask", "werkzeug"},
    ),
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rule_of(name: str) -> tuple[set[str], set[str]]:
    while name not in TABLE:
        name, dot, _ = name.rpartition(".")
        assert dot, f"no row for this module in TABLE: {name or 'a new one'}"
    return TABLE[name]


def imports_of(path: Path) -> set[tuple[str, bool]]:
    """All (module, ours) pairs that a file imports, at any depth, type-only ones too."""
    package = [ROOT, *path.relative_to(PACKAGE).parts[:-1]]
    found: set[tuple[str, bool]] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(alias.name, alias.name.split(".")[0] == ROOT) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            if node.module:
                found.add((target, True))
            else:
                found |= {(f"{target}.{alias.name}", True) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found.add((module, module.split(".")[0] == ROOT))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_downward(path: Path) -> None:
    name = name_of(path)
    if not name:
        return  # the root re-exports everything
    ours, third_party = rule_of(name)
    for target, is_ours in sorted(imports_of(path)):
        if not is_ours:
            top = target.split(".")[0]
            assert top in STDLIB or top in third_party, f"{name} may not import {target}"
            continue
        local = target.removeprefix(ROOT).lstrip(".")
        assert local, f"{name} imports the package root"
        allowed = any(local == room or local.startswith(room + ".") for room in ours)
        assert allowed, f"{name} may not import {local}"


def test_no_cycles() -> None:
    known = {name_of(path) for path in MODULES}
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        targets = set()
        for target, is_ours in imports_of(path):
            local = target.removeprefix(ROOT).lstrip(".")
            while is_ours and local and local not in known:
                local = local.rpartition(".")[0]
            if is_ours and local and local != name_of(path):
                targets.add(local)
        graph[name_of(path)] = targets
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"import cycle: {' -> '.join((*trail, name))}"
        if name in done:
            return
        for target in sorted(graph[name]):
            visit(target, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        if name:
            visit(name, ())
