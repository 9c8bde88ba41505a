"""Linked companies."""

from __future__ import annotations

from tests.helpers.simulated import DirectWorld


def test_linked_companies(wecom: DirectWorld) -> None:
    perm = wecom("linkedcorp/agent/get_perm_list")
    department = {"department_id": perm["department_ids"][0]}
    [row] = wecom("linkedcorp/department/list", **department)["department_list"]
    assert row["department_id"] == department["department_id"]
    people = wecom("linkedcorp/user/simplelist", **department)["userlist"]
    first = wecom("linkedcorp/user/get", userid=perm["userids"][0])["user_info"]
    assert first["name"] == people[0]["name"]
    assert wecom.refused("linkedcorp/user/get", userid="x/y") == 60111
    assert wecom.refused("linkedcorp/user/simplelist", department_id="x/1") == 60123
