"""What our client writes to the simulator, it reads back: the scenarios of ``read_back``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator
from tests.helpers.read_back import Company, Scenario
from tests.helpers.simulated import simulator
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET
from tests.unit.simulator.api.read_back import TABLES

ROWS: dict[str, dict[str, Any]] = {
    row["name"]: row
    for row in json.loads(
        (Path(__file__).parents[3] / "data" / "endpoints.json").read_text("utf-8")
    )
}
#: browsers and robots call these, not apps with a token
UNRECORDED = {"/cgi-bin/aibot/response"}
SCENARIOS = [
    pytest.param(scenario, id=f"{area}-{scenario.run.__name__}")
    for area, table in TABLES.items()
    for scenario in table
]


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with simulator(strict=True) as one:
        yield one


@pytest.fixture
def company(running: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    running.reset()
    api = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=running.url)
    company, now = Company(running, api), time.time()
    # Time passes only when a scenario lets it: what it plans is at the second that it expects.
    monkeypatch.setattr(company.world.clock, "_now", lambda: now)
    yield company
    api.http.close()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_written_is_read_back(scenario: Scenario, company: Company) -> None:
    scenario.run(company)
    answered = {
        call["path"]
        for call in company.world.calls.rows()
        if call["simulated"] and call["errcode"] in (0, None)
    }
    named = {ROWS[name]["path"] for name in scenario.methods}
    expected = {path for path in named if path.startswith("/cgi-bin/")} - UNRECORDED
    assert expected <= answered
