"""Departments, members and tags of the simulated corp: the tree, the limits, the error codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AGENT_ID


@pytest.fixture
def api(sim: Simulator) -> Iterator[RawClient]:
    with RawClient(sim) as caller:
        yield caller


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


def test_a_member_comes_changes_and_goes(api: RawClient) -> None:
    user = {"userid": "qianqi", "name": "钱七", "department": [6], "mobile": "13900000000"}
    assert api.post("user/create", user)["errmsg"] == "created"
    assert api.post("user/create", {**user, "userid": "QianQi"})["errcode"] == 60102
    assert api.post("user/update", {"userid": "qianqi", "department": [3, 4]})["errcode"] == 0
    shown = api.get("user/get", userid="qianqi")
    assert (shown["department"], shown["main_department"]) == ([3, 4], 3)
    assert shown["is_leader_in_dept"] == [0, 0]
    assert api.post("user/update", {"userid": "qianqi", "new_userid": "qian7"})["errcode"] == 0
    assert api.get("user/get", userid="qian7")["name"] == "钱七"
    assert api.get("user/delete", userid="qian7")["errmsg"] == "deleted"
    assert api.get("user/get", userid="qian7")["errcode"] == 60111


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"userid": None}, 41009),
        ({"userid": "-bad"}, 40003),
        ({"userid": "x" * 65}, 40003),
        ({"name": None}, 60112),
        ({"name": "名" * 65}, 60112),
        ({"department": [99]}, 60003),
        ({"department": ["x"]}, 60123),
        ({"department": []}, 60127),
        ({"department": [1] * 101}, 60110),
        ({"mobile": None}, 60129),
        ({"mobile": "abc"}, 60103),
        ({"mobile": "13800000001"}, 60104),
        ({"email": "no"}, 60105),
        ({"email": "lisi@example.com"}, 60106),
        ({"is_leader_in_dept": [1, 0]}, 60132),
        ({"main_department": 2}, 60123),
        ({"direct_leader": ["nobody"]}, 60111),
    ],
)
def test_user_create_refuses(api: RawClient, changes: dict[str, Any], errcode: int) -> None:
    user = {"userid": "new", "name": "新人", "department": [1], "mobile": "13900000001", **changes}
    assert api.post("user/create", user)["errcode"] == errcode
    assert api.get("user/get", userid="new")["errcode"] == 60111


def test_lists_of_members(api: RawClient) -> None:
    alone = api.get("user/simplelist", department_id=2)["userlist"]
    assert [row["userid"] for row in alone] == ["lisi"]
    deep = api.get("user/list", department_id=2, fetch_child=1)["userlist"]
    assert {row["userid"] for row in deep} == {"zhangsan", "lisi", "wangfang", "zhaoliu", "sunyue"}
    assert api.get("user/simplelist", department_id=99)["errcode"] == 60003
    assert api.get("user/simplelist")["errcode"] == 41019
    page = api.post("user/list_id", {"limit": 5})
    rest = api.post("user/list_id", {"limit": 100, "cursor": page["next_cursor"]})
    assert len(page["dept_user"]) == 5
    assert len(page["dept_user"]) + len(rest["dept_user"]) == 13
    assert rest["next_cursor"] == ""


def test_members_are_found_by_openid_mobile_and_mail(api: RawClient) -> None:
    openid = api.post("user/convert_to_openid", {"userid": "lisi"})["openid"]
    assert api.post("user/convert_to_userid", {"openid": openid})["userid"] == "lisi"
    assert api.post("user/convert_to_userid", {"openid": "o"})["errcode"] == 40073
    assert api.post("user/getuserid", {"mobile": "13800000003"})["userid"] == "wangfang"
    assert api.post("user/getuserid", {"mobile": "13800009999"})["errcode"] == 46004
    body = {"email": "lisi@example.com", "email_type": 2}
    assert api.post("user/get_userid_by_email", body)["userid"] == "lisi"


def test_many_members_go_at_once_or_not_at_all(api: RawClient) -> None:
    assert api.post("user/batchdelete", {"useridlist": ["lisi", "nobody"]})["errcode"] == 40031
    assert api.get("user/get", userid="lisi")["errcode"] == 0
    assert api.post("user/batchdelete", {"useridlist": ["x"] * 201})["errcode"] == 40032
    assert api.post("user/batchdelete", {"useridlist": ["lisi", "xuzhi"]})["errcode"] == 0
    assert api.get("user/get", userid="xuzhi")["errcode"] == 60111


def test_a_tag_and_its_members(api: RawClient) -> None:
    tagid = api.post("tag/create", {"tagname": "新标签"})["tagid"]
    assert tagid == 4
    part = api.post("tag/addtagusers", {"tagid": tagid, "userlist": ["lisi", "no1", "no2"]})
    assert part["errcode"] == 0
    assert part["invalidlist"] == "no1|no2"
    none = api.post("tag/addtagusers", {"tagid": tagid, "userlist": ["no1"]})
    assert none["errcode"] == 40031
    parties = api.post("tag/addtagusers", {"tagid": tagid, "partylist": [5, 99]})
    assert parties["invalidparty"] == [99]
    shown = api.get("tag/get", tagid=tagid)
    assert shown["userlist"] == [{"userid": "lisi", "name": "李四"}]
    assert shown["partylist"] == [5]
    gone = api.post("tag/deltagusers", {"tagid": tagid, "userlist": ["lisi"], "partylist": [5]})
    assert gone["errmsg"] == "deleted"
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


def test_api_changes_are_pushed_to_the_app() -> None:
    app = ScriptedApp()
    with running(app), simulator(app.url) as sim, RawClient(sim) as api:
        user = {"userid": "new", "name": "新人", "department": [2, 3], "mobile": "13900000001"}
        api.post("user/create", user)
        api.post("user/update", {"userid": "new", "position": "顾问", "new_userid": "newer"})
        api.post("tag/addtagusers", {"tagid": 1, "userlist": ["lisi", "newer"]})
        made = api.post("department/create", {"name": "新部门", "parentid": 1})
        api.get("department/delete", id=made["id"])
        api.get("user/delete", userid="newer")
        assert sim.settle(10)
        assert [fields["ChangeType"] for fields in app.got] == [
            "create_user", "update_user", "update_tag", "create_party", "delete_party",
            "delete_user",
        ]  # fmt: skip
        created, updated, tagged = app.got[:3]
        assert created["FromUserName"] == "sys"
        assert created["Department"] == "2,3"
        assert created["UserID"] == "new"
        assert "AgentID" not in created
        assert "Name" not in updated
        assert (updated["NewUserID"], updated["Position"]) == ("newer", "顾问")
        assert tagged["AddUserItems"] == "lisi,newer"


def test_strict_worlds_refuse_unknown_parameters(api: RawClient, sim: Simulator) -> None:
    assert api.post("tag/create", {"tagname": "松", "tagnam": "typo"})["errcode"] == 0
    assert sim.world.calls.rows()[-1]["unknown"] == ["tagnam"]
    with simulator(strict=True) as strict, RawClient(strict) as caller:
        answer = caller.post("tag/create", {"tagname": "紧", "tagnam": "typo"})
        assert answer["errcode"] == 40058
        assert "tagnam" in answer["errmsg"]


def test_members_beyond_the_visible_range_are_out_of_reach(api: RawClient, sim: Simulator) -> None:
    sim.world.agents[AGENT_ID]["allow_partys"] = [3]
    assert api.get("user/get", userid="chenjie")["errcode"] == 0
    for answer in (
        api.get("user/get", userid="lisi"),
        api.post("user/update", {"userid": "lisi", "position": "x"}),
        api.get("user/delete", userid="lisi"),
        api.post("appchat/create", {"userlist": ["chenjie", "zhoujun"]}),
    ):
        assert answer["errcode"] == 60011
    body = {"touser": "lisi|chenjie", "msgtype": "text", "text": {"content": "x"}}
    assert api.post("message/send", {**body, "agentid": AGENT_ID})["invaliduser"] == "lisi"
