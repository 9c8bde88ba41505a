"""The areas that applications use daily are simulated whole, and read back call by call."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.simulator.api import ROUTES
from tests.helpers.simulated import RawClient, simulator
from tests.helpers.support import AGENT_ID, CORP_ID
from tests.unit.simulator.api.read_back import TABLES

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8")
)
PAGE = Path(__file__).parents[2] / "docs" / "simulator" / "coverage.rst"
TESTS = Path(__file__).parents[1] / "unit" / "simulator" / "api"
#: area -> its families in the catalogue
AREAS: dict[str, tuple[str, ...]] = {
    "approval": ("approval",),
    "apps": ("agent", "ip", "jsapi", "menu", "miniprogram", "oauth", "token"),
    "calendars": ("calendar", "schedule"),
    "check-in": ("checkin",),
    "contacts": ("department", "user", "tag", "batch", "export", "contact_rule", "id_convert"),
    "customer service": ("kf",),
    "customers": (
        "external_contact", "customer_acquisition", "external_groupchat", "external_moment",
    ),
    "media": ("media",),
    "documents": ("wedoc",),
    "meeting rooms": ("meetingroom",),
    "meetings": ("meeting",),
    "messages": ("appchat", "message"),
    "robots": ("aibot", "webhook"),
    "to-dos": ("todo",),
}  # fmt: skip
#: a path that is served beside the table: the address itself is the secret
ELSEWHERE = {"/cgi-bin/aibot/response"}
#: areas whose calls are read back by the tests of one module, beside a table
MODULES = {"documents": "test_documents.py", "meetings": "office/test_meetings.py"}
CURRENT = [row for row in ROWS if row["status"] == "current"]


def rows_of(area: str) -> list[dict[str, Any]]:
    return [row for row in CURRENT if row["family"] in AREAS[area]]


def called(module: Path) -> set[str]:
    """The methods that the tests of a module name as ``api.method``."""
    return {
        node.attr
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "api"
    }


@pytest.mark.parametrize("area", sorted(AREAS))
def test_every_call_of_an_area_is_simulated(area: str) -> None:
    paths = {row["path"] for row in rows_of(area) if row["kind"] != "browser_url"} - ELSEWHERE
    missing = {path for path in paths if path.removeprefix("/cgi-bin/") not in ROUTES}
    assert missing == set()


@pytest.mark.parametrize("area", sorted(AREAS))
def test_every_call_of_an_area_is_read_back(area: str) -> None:
    listed = {name for table in TABLES.values() for one in table for name in one.methods}
    tested = called(TESTS / MODULES[area]) if area in MODULES else set()
    assert {row["name"] for row in rows_of(area)} - listed - tested == set()


def test_every_area_has_tests() -> None:
    assert {*TABLES, *MODULES} == set(AREAS)


def test_the_page_lists_the_areas() -> None:
    text = PAGE.read_text("utf-8")
    listed = re.findall(r"   \* - (.+)\n     - (\d+)\n     - (.+)\n", text)
    assert listed == [
        (area, str(len(rows_of(area))), ", ".join(families))
        for area, families in sorted(AREAS.items())
    ]


def test_every_other_call_says_that_the_simulator_lacks_it() -> None:
    elsewhere = [
        row
        for row in CURRENT
        if row["path"].startswith("/cgi-bin/")
        and row["path"].removeprefix("/cgi-bin/") not in ROUTES
        and row["path"] not in ELSEWHERE
    ]
    assert elsewhere
    with simulator() as sim, RawClient(sim) as caller:
        for row in elsewhere:
            kind = row["token"]
            owner = str(AGENT_ID) if kind == "access_token" else CORP_ID
            token = sim.world.tokens.issue(owner, kind)[0] if kind != "none" else ""
            path = f"{row['path']}?{kind}={token}"
            _, data = caller.request(row["method"], path, {} if row["method"] == "POST" else None)
            answer = json.loads(data)
            assert (answer["errcode"], answer["simulated"]) == (48002, False), row["name"]
