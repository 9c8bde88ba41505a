"""Who may import whom: the table of docs/project/architecture.rst, read from syntax trees."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "flask_wechat_corp"
ROOT = "flask_wechat_corp"
STDLIB = sys.stdlib_module_names

AREAS = sorted(
    path.name
    for path in (PACKAGE / "api").iterdir()
    if (path / "__init__.py").exists() and path.name != "engine"
)
BEDROCK = {"errors", "_forks", "_clocks"}
SETTINGS = {"_settings", "config"}
BELOW_FLASK = {*BEDROCK, "content", "protocol", "stores", "callback", "messages", "api"}
ABOVE = {*BELOW_FLASK, *SETTINGS, "signals", "web"}
EVERYTHING = {*ABOVE, "extension", "robot", "celery", "alerts", "simulator", "testing"}

#: module (or package prefix) -> (our modules it may import, third-party packages it may import)
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "_forks": (set(), set()),
    "_clocks": (set(), set()),
    "content": ({"errors", "content"}, set()),
    "signals": (set(), {"flask", "blinker"}),
    "protocol": ({*BEDROCK, "protocol"}, set()),
    "protocol.crypto": ({*BEDROCK, "protocol"}, {"Crypto", "cryptography"}),
    "protocol.xmlio": ({*BEDROCK, "protocol"}, {"defusedxml"}),
    "stores": ({*BEDROCK, "stores"}, set()),
    "stores.redis": ({*BEDROCK, "stores"}, {"redis"}),
    "callback": ({"errors", "_clocks", "content", "stores", "protocol.xmlio", "callback"}, set()),
    "messages": ({"callback.message", "callback.fields", "messages"}, set()),
    "api": ({"errors", "api"}, set()),
    "api.engine": ({*BEDROCK, "protocol.errcodes", "stores", "api.engine"}, set()),
    "api.engine.contents": ({*BEDROCK, "content", "api.engine"}, set()),
    "api.engine.client": (  # the type of api.http
        {*BEDROCK, "protocol.errcodes", "stores", "api.engine"},
        {"requests"},
    ),
    "api.engine.addresses": (
        {*BEDROCK, "stores", "api.engine"},
        {"requests", "urllib3"},
    ),
    "api.engine.public_only": (set(), {"requests", "urllib3"}),
    "api.engine.transport": (
        {*BEDROCK, "protocol.errcodes", "stores", "api.engine"},
        {"requests", "urllib3"},
    ),
    "api.engine.connections": ({"_clocks", "api.engine"}, {"requests", "urllib3"}),
    **{f"api.{area}": ({"errors", "api.engine", f"api.{area}"}, set()) for area in AREAS},
    "api.messaging": ({"errors", "content", "api.engine", "api.messaging"}, set()),
    "_settings": ({"errors", "protocol.crypto"}, set()),
    "config": ({"errors", "_settings", "stores"}, set()),
    "web": (ABOVE, {"flask", "werkzeug", "blinker"}),
    "web.long_connection": (ABOVE, {"flask", "websockets"}),
    "extension": (ABOVE, {"flask"}),
    "tracing": ({"api.engine.query_filter"}, set()),
    "robot": (ABOVE, {"flask"}),
    "celery": (ABOVE, {"flask", "celery"}),
    "alerts": ({*BEDROCK, "api", "content", "stores"}, set()),
    "testing": (
        {"errors", "_clocks", "protocol", "callback", "config", "api", "web", "testing"},
        {"flask", "werkzeug"},
    ),
    "simulator": ({"errors", "protocol", "simulator"}, {"flask", "werkzeug"}),
    "simulator.push.robot_link": ({"protocol", "simulator"}, {"websockets"}),
    "cli": ({*EVERYTHING, "cli"}, {"flask", "click", "werkzeug"}),
    "pytest_plugin": (EVERYTHING, {"flask", "pytest"}),
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
