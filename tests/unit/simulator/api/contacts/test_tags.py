"""Tags of members."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.simulated import DirectWorld, RawClient


def test_a_tag_and_its_members(api: RawClient) -> None:
    tagid = api.post("tag/create", {"tagname": "新标签"})["tagid"]
    assert tagid == 4
    part = api.post("tag/addtagusers", {"tagid": tagid, "userlist": ["lisi", "no1", "no2"]})
    assert part["errcode"] == 0
    assert (part["invalidlist"], part["errmsg"]) == ("no1|no2", "ok")
    none = api.post("tag/addtagusers", {"tagid": tagid, "userlist": ["no1"]})
    assert none["errcode"] == 40070
    parties = api.post("tag/addtagusers", {"tagid": tagid, "partylist": [5, 99]})
    assert parties["invalidparty"] == [99]
    shown = api.get("tag/get", tagid=tagid)
    assert shown["userlist"] == [{"userid": "lisi", "name": "李四"}]
    assert shown["partylist"] == [5]
    gone = api.post("tag/deltagusers", {"tagid": tagid, "userlist": ["lisi"], "partylist": [5]})
    assert gone["errmsg"] == "deleted"
    none = api.post("tag/deltagusers", {"tagid": tagid, "partylist": [99]})
    assert none["errcode"] == 40031
    assert api.get("tag/get", tagid=tagid)["userlist"] == []
    assert api.get("tag/delete", tagid=tagid)["errcode"] == 0
    assert api.get("tag/get", tagid=tagid)["errcode"] == 40068


@pytest.mark.parametrize(
    ("path", "body", "errcode"),
    [
        ("tag/create", {}, 41018),
        ("tag/create", {"tagname": "值班"}, 40071),
        ("tag/create", {"tagname": "名" * 33}, 40072),
        ("tag/create", {"tagname": "x", "tagid": 1}, 40068),
        ("tag/update", {"tagname": "x"}, 41017),
        ("tag/update", {"tagid": 99, "tagname": "x"}, 40068),
        ("tag/addtagusers", {"tagid": 1}, 40063),
        ("tag/addtagusers", {"tagid": 1, "partylist": [99]}, 40070),
        ("tag/addtagusers", {"tagid": 1, "userlist": "lisi"}, 40031),
    ],
)
def test_tags_refuse(api: RawClient, path: str, body: dict[str, Any], errcode: int) -> None:
    assert api.post(path, body)["errcode"] == errcode


def test_a_tag_takes_a_thousand_members_at_once(wecom: DirectWorld) -> None:
    assert wecom.refused("tag/addtagusers", tagid=1, userlist=["lisi"] * 1001) == 40032
    assert wecom.refused("tag/addtagusers", tagid=1, partylist=[2] * 101) == 82002


def test_a_tag_tells_of_changes_only(wecom: DirectWorld) -> None:
    told: list[dict[str, Any]] = []
    wecom.world.on_event = told.append
    wecom("tag/addtagusers", tagid=1, userlist=["lisi"])
    wecom("tag/addtagusers", tagid=1, userlist=["lisi"])
    assert [change["AddUserItems"] for change in told] == ["lisi"]
