"""A corp of 5,000 members is read piece by piece, and nobody is lost or named twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator import Simulator, World
from tests.helpers.simulated import simulator
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET

MEMBERS = 5000
DEPARTMENTS = 50


def large_corp() -> World:
    """Fifty departments below the root, a hundred members each; every tenth is in two."""
    below = range(2, DEPARTMENTS + 2)
    members = []
    for number in range(MEMBERS):
        at = number % DEPARTMENTS
        departments = [below[at]] + ([below[(at + 1) % DEPARTMENTS]] if number % 10 == 0 else [])
        members.append({"userid": f"u{number}", "name": f"成员{number}", "department": departments})
    return World(
        {
            "corp_name": "大公司",
            "departments": [{"id": 1, "name": "大公司", "parentid": 0}]
            + [{"id": each, "name": f"部门{each}", "parentid": 1} for each in below],
            "members": members,
        }
    )


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with simulator(world=large_corp()) as running:
        yield running


@pytest.fixture
def paths(sim: Simulator) -> list[str]:
    """What the client calls, one path after the other."""
    return []


@pytest.fixture
def api(sim: Simulator, paths: list[str]) -> Iterator[WeChatAPI]:
    client = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=sim.url)
    client.on_call = lambda method, path, seconds, errcode: paths.append(path)
    client.get_latest_token()
    paths.clear()
    yield client
    client.http.close()


def test_all_members_through_the_departments(api: WeChatAPI, paths: list[str]) -> None:
    found = [user["userid"] for user in api.iter_department_users(1, fetch_child=True)]
    assert len(found) == MEMBERS
    assert set(found) == {f"u{number}" for number in range(MEMBERS)}
    assert len(paths) == 1 + 1 + DEPARTMENTS  # the tree, the root, each department below


def test_the_first_members_cost_only_the_first_departments(
    api: WeChatAPI, paths: list[str]
) -> None:
    assert len(list(islice(api.iter_department_users(1, fetch_child=True), 50))) == 50
    assert len(paths) == 3


def test_all_pairs_of_member_and_department_page_by_page(api: WeChatAPI, paths: list[str]) -> None:
    pairs = [(pair["userid"], pair["department"]) for pair in api.iter_user_ids(limit=1000)]
    assert len(pairs) == len(set(pairs)) == MEMBERS + MEMBERS // 10
    assert len(paths) == 6
