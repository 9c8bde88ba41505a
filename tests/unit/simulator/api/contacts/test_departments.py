"""Departments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.simulated import DirectWorld, RawClient


def test_departments_are_a_tree(api: RawClient) -> None:
    assert [row["id"] for row in api.get("department/list", id=2)["department"]] == [2, 5, 6]
    made = api.post("department/create", {"name": "测试组", "parentid": 2})
    assert made["errmsg"] == "created"
    number = made["id"]
    ids = api.get("department/simplelist", id=2)["department_id"]
    assert {"id": number, "parentid": 2, "order": 100000000 - number} in ids
    assert api.post("department/update", {"id": number, "name": "质量组"})["errcode"] == 0
    assert api.get("department/get", id=number)["department"]["name"] == "质量组"
    assert api.get("department/delete", id=number)["errmsg"] == "deleted"
    assert api.get("department/get", id=number)["errcode"] == 60123


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"parentid": 1}, 60001),
        ({"name": "x" * 65, "parentid": 1}, 60001),
        ({"name": "a|b", "parentid": 1}, 60009),
        ({"name": "新"}, 60004),
        ({"name": "新", "parentid": 99}, 60004),
        ({"name": "研发中心", "parentid": 1}, 60008),
        ({"name": "新", "parentid": 1, "id": 2}, 60008),
        ({"name": "新", "parentid": 1, "id": 0}, 60123),
        ({"name": "新", "parentid": "one"}, 60124),
    ],
)
def test_department_create_refuses(api: RawClient, body: dict[str, Any], errcode: int) -> None:
    assert api.post("department/create", body)["errcode"] == errcode


def test_departments_that_may_not_move_or_go(api: RawClient) -> None:
    assert api.post("department/update", {"id": 2, "parentid": 5})["errcode"] == 60010
    assert api.post("department/update", {"id": 99, "name": "x"})["errcode"] == 60123
    assert api.get("department/delete", id=1)["errcode"] == 60007
    assert api.get("department/delete", id=2)["errcode"] == 60006
    assert api.get("department/delete", id=5)["errcode"] == 60005
    assert api.get("department/list", id=99)["errcode"] == 60123


def test_departments_are_fifteen_deep_at_most(wecom: DirectWorld) -> None:
    parent = 1
    for depth in range(2, 16):
        parent = wecom("department/create", name=f"{depth}", parentid=parent)["id"]
    assert wecom.refused("department/create", name="16", parentid=parent) == 81002


def test_a_department_moves_and_keeps_its_name(wecom: DirectWorld) -> None:
    told: list[dict[str, Any]] = []
    wecom.world.on_event = told.append
    assert wecom.refused("department/update", id=6, parentid=404) == 60004
    wecom("department/update", id=6, parentid=3)
    shown = wecom("department/get", {"id": "6"})["department"]
    assert (shown["name"], shown["parentid"]) == ("前端组", 3)
    [change] = told
    assert (change["ParentId"], "Name" in change) == ("3", False)
