"""A simulated family is found where the client's family is: same area, same file name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import flask_wechat_corp

PACKAGE = Path(flask_wechat_corp.__file__).parent
CLIENT = PACKAGE / "api"
SIMULATED = PACKAGE / "simulator" / "api"
#: files of an area that share code and serve no path
SHARED = {
    "contacts/member_fields.py",
    "contacts/member_tickets.py",
    "customers/customer_ids.py",
    "documents/smartsheet_filter.py",
    "documents/smartsheet_webhook.py",
    "messaging/contents.py",
    "office/approval_flows.py",
    "office/approval_steps.py",
    "office/approval_templates.py",
    "office/approval_vacations.py",
    "office/checkin_records.py",
    "office/checkin_reports.py",
    "office/checkin_rules.py",
    "office/room_bookings.py",
}


def served(path: Path) -> set[str]:
    """The paths that a module serves: the first argument of its route decorators."""
    return {
        decorator.args[0].value
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and decorator.args
        and isinstance(decorator.args[0], ast.Constant)
        and isinstance(decorator.args[0].value, str)
    }


def texts(path: Path) -> set[str]:
    """All strings of a module, and the ends of f-strings put after each of its constants."""
    tree = ast.parse(path.read_text("utf-8"))
    plain = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    starts = {
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    ends = {
        str(node.values[1].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and len(node.values) == 2
        and isinstance(node.values[1], ast.Constant)
    }
    return plain | {f"{start}{end}" for start in starts for end in ends}


FAMILIES = sorted(
    path.relative_to(SIMULATED).as_posix()
    for path in SIMULATED.glob("*/*.py")
    if path.name != "__init__.py" and path.relative_to(SIMULATED).as_posix() not in SHARED
)


def test_there_are_families() -> None:
    assert len(FAMILIES) >= 36


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_serves_what_its_twin_calls(family: str) -> None:
    paths = served(SIMULATED / family)
    assert paths, f"simulator/api/{family} serves no path; list it in SHARED if it only helps"
    twin = CLIENT / family
    assert twin.is_file(), f"api/{family} does not exist"
    assert paths <= texts(twin), f"api/{family} does not call {sorted(paths - texts(twin))}"


@pytest.mark.parametrize("shared", sorted(SHARED))
def test_shared_files_exist_and_serve_nothing(shared: str) -> None:
    assert served(SIMULATED / shared) == set()
