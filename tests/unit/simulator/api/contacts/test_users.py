"""Members."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import DirectWorld, RawClient, ScriptedApp, running, simulator
from tests.helpers.support import AGENT_ID


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
        ({"department": [-1]}, 60123),
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
        ({"direct_leader": ["lisi", "wulan"]}, 40058),
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


def test_a_member_is_renamed_everywhere(wecom: DirectWorld) -> None:
    chat = wecom("appchat/create", userlist=["lisi", "zhangsan"], owner="lisi")
    assert wecom.refused("user/update", userid="lisi", new_userid="l s") == 40003
    assert wecom.refused("user/update", userid="lisi", new_userid="zhangsan") == 60102
    wecom("user/update", userid="lisi", new_userid="li.si")
    shown = wecom("appchat/get", chat)["chat_info"]
    assert (shown["owner"], shown["userlist"]) == ("li.si", ["li.si", "zhangsan"])
    assert "li.si" in [row["userid"] for row in wecom("tag/get", {"tagid": "2"})["userlist"]]
    wecom("appchat/update", **chat, add_user_list=["wulan"])  # the owner is still a member


def test_deleted_members_leave_the_chats(wecom: DirectWorld) -> None:
    chat = wecom("appchat/create", userlist=["lisi", "zhangsan", "wulan"])
    wecom("user/delete", {"userid": "wulan"})
    assert wecom("appchat/get", chat)["chat_info"]["userlist"] == ["lisi", "zhangsan"]


def test_a_members_details_are_objects(wecom: DirectWorld) -> None:
    assert wecom.refused("user/update", userid="lisi", extattr=[1]) == 40058
    wecom("user/update", userid="lisi", extattr={"attrs": []})
    assert wecom("user/get", {"userid": "lisi"})["extattr"] == {"attrs": []}


def test_a_member_without_a_department_waits_for_one(wecom: DirectWorld) -> None:
    made = wecom("user/create", userid="new", name="新人", mobile="13900000001")
    assert made == {"errmsg": "created"}
    shown = wecom("user/get", {"userid": "new"})
    [party] = shown["department"]
    waiting = wecom("department/get", {"id": str(party)})["department"]
    assert (waiting["name"], waiting["parentid"]) == ("其他（待设置部门）", 1)
    assert shown["main_department"] == party
    other = {"userid": "other", "name": "另一个", "mobile": "13900000002"}
    wecom("user/create", **other, department=[0])
    assert wecom("user/get", {"userid": "other"})["department"] == [party]


def test_departments_of_a_new_member_are_created(wecom: DirectWorld) -> None:
    user = {"userid": "new", "name": "新人", "mobile": "13900000001", "department": [2, 99]}
    made = wecom("user/create", **user)["created_department_list"]
    assert [one["id"] for one in made["department_info"]] == [99]
    assert wecom("user/get", {"userid": "new"})["department"] == [2, 99]
    assert wecom.refused("user/update", userid="new", department=[98]) == 60003
