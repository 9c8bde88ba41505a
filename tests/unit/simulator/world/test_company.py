"""Edges of the simulated company: imports, departments, members, tags, agents, logins."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator import World
from flask_wechat_corp.simulator.api.apps import oauth
from flask_wechat_corp.simulator.errors import SimulatedError
from flask_wechat_corp.simulator.world.recipients import expand
from tests.helpers.simulated import DAY, DirectWorld
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


def table(wecom: DirectWorld, text: str, encoding: str = "utf-8") -> dict[str, str]:
    media = wecom.world.media.add("file", "a.csv", "text/csv", text.encode(encoding))
    return {"media_id": media.media_id}


def result(wecom: DirectWorld, job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(wecom("batch/getresult", {"jobid": job["jobid"]})["result"])


# -- imports -----------------------------------------------------------------------------------


def test_a_file_replaces_the_members(wecom: DirectWorld) -> None:
    rows = "姓名,帐号,性别,所在部门\n李四,LiSi,女,\n新人,xinren,男,2|5\n,wumingshi,,\n"
    job = wecom("batch/replaceuser", **table(wecom, rows))
    codes = {row["userid"]: row["errcode"] for row in result(wecom, job)}
    assert codes == {"LiSi": 0, "xinren": 0, "wumingshi": 60112}
    assert list(wecom.world.members) == ["lisi", "xinren"]
    kept = wecom("user/get", {"userid": "lisi"})
    assert (kept["gender"], kept["department"]) == ("2", [2, 5])  # as they were
    assert wecom("user/get", {"userid": "xinren"})["department"] == [2, 5]


def test_a_member_moves_by_an_import(wecom: DirectWorld) -> None:
    wecom("batch/syncuser", **table(wecom, "帐号,部门\nlisi,3;7\n"))
    moved = wecom("user/get", {"userid": "lisi"})
    assert (moved["department"], moved["main_department"]) == ([3, 7], 3)
    assert (moved["order"], moved["is_leader_in_dept"]) == ([0, 0], [0, 0])


def test_files_of_chinese_spreadsheets_are_read(wecom: DirectWorld) -> None:
    job = wecom("batch/syncuser", **table(wecom, "帐号,姓名\nlisi,李思\n", "gb18030"))
    assert result(wecom, job)[0]["errcode"] == 0
    assert wecom("user/get", {"userid": "lisi"})["name"] == "李思"


def test_nobody_is_imported_twice(wecom: DirectWorld) -> None:
    assert wecom.refused("batch/syncuser", **table(wecom, "帐号\nlisi\nLISI\n")) == 302003
    assert wecom.refused("batch/replaceparty", **table(wecom, "部门ID\n2\n2\n")) == 302006


def test_departments_are_moved_and_emptied_by_a_file(wecom: DirectWorld) -> None:
    wecom("department/create", name="空", parentid=4, id=40)
    rows = "部门名称,部门ID,父部门ID\n向日葵科技,1,\n研发中心,2,3\n前端,6,3\n,x,1\n市场部,3,7\n"
    job = wecom("batch/replaceparty", **table(wecom, rows))
    shown = [(row["partyid"], row["action"], row["errcode"]) for row in result(wecom, job)]
    assert shown == [(1, 0, 0), (2, 4, 0), (6, 6, 0), (0, 1, 60123), (3, 0, 60124)]
    assert wecom.world.departments[6]["name"] == "前端"
    assert wecom.world.departments[2]["parentid"] == 3
    assert 40 not in wecom.world.departments  # nobody was in there
    assert 4 in wecom.world.departments  # the file forgets it, its members do not


# -- departments, members, tags ----------------------------------------------------------------


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


def test_a_member_is_renamed_everywhere(wecom: DirectWorld) -> None:
    chat = wecom("appchat/create", userlist=["lisi", "zhangsan"], owner="lisi")
    assert wecom.refused("user/update", userid="lisi", new_userid="l s") == 40003
    assert wecom.refused("user/update", userid="lisi", new_userid="zhangsan") == 60102
    wecom("user/update", userid="lisi", new_userid="li.si")
    shown = wecom("appchat/get", chat)["chat_info"]
    assert (shown["owner"], shown["userlist"]) == ("li.si", ["li.si", "zhangsan"])
    assert "li.si" in [row["userid"] for row in wecom("tag/get", {"tagid": "2"})["userlist"]]
    wecom("appchat/update", **chat, add_user_list=["wulan"])  # the owner is still a member


def test_who_is_deleted_leaves_the_chats(wecom: DirectWorld) -> None:
    chat = wecom("appchat/create", userlist=["lisi", "zhangsan", "wulan"])
    wecom("user/delete", {"userid": "wulan"})
    assert wecom("appchat/get", chat)["chat_info"]["userlist"] == ["lisi", "zhangsan"]


def test_a_members_details_are_objects(wecom: DirectWorld) -> None:
    assert wecom.refused("user/update", userid="lisi", extattr=[1]) == 40058
    wecom("user/update", userid="lisi", extattr={"attrs": []})
    assert wecom("user/get", {"userid": "lisi"})["extattr"] == {"attrs": []}


def test_a_tag_takes_a_thousand_members_at_once(wecom: DirectWorld) -> None:
    assert wecom.refused("tag/addtagusers", tagid=1, userlist=["lisi"] * 1001) == 40032
    assert wecom.refused("tag/addtagusers", tagid=1, partylist=[2] * 101) == 82002


def test_a_tag_tells_of_changes_only(wecom: DirectWorld) -> None:
    told: list[dict[str, Any]] = []
    wecom.world.on_event = told.append
    wecom("tag/addtagusers", tagid=1, userlist=["lisi"])
    wecom("tag/addtagusers", tagid=1, userlist=["lisi"])
    assert [change["AddUserItems"] for change in told] == ["lisi"]


# -- the agent and who sees it -----------------------------------------------------------------


def test_an_agent_takes_only_what_it_can_show(wecom: DirectWorld) -> None:
    agent = {"agentid": AGENT_ID}
    assert wecom.refused("agent/set", **agent, name="长" * 33) == 45022
    assert wecom.refused("agent/set", **agent, report_location_flag=3) == 40059
    assert wecom.refused("agent/set", **agent, logo_mediaid=wecom.media("file")) == 40007
    picture = wecom.media()
    wecom("agent/set", **agent, logo_mediaid=picture)
    shown = wecom("agent/get", {"agentid": str(AGENT_ID)})
    assert shown["square_logo_url"].endswith(f"/_sim/media/{picture}")


def test_a_tag_makes_members_and_departments_see_an_agent(wecom: DirectWorld) -> None:
    agent = wecom.world.agents[AGENT_ID]
    agent.update(allow_partys=[], allow_tags=[1, 3], allow_userinfos=[{"userid": "lisi"}])
    seen = wecom.world.visible(AGENT_ID)
    assert seen == {"lisi", "zhangsan", "wangfang", "yangguang", "huangxiaomei"}
    message = {"agentid": AGENT_ID, "msgtype": "text", "text": {"content": "hi"}}
    answer = wecom("message/send", **message, touser="wulan|lisi", toparty=7)
    assert answer["invaliduser"] == "wulan"
    assert wecom.world.messages.rows()[-1]["users"] == ["lisi", "yangguang", "huangxiaomei"]


def test_receivers_are_texts(wecom: DirectWorld) -> None:
    with pytest.raises(SimulatedError) as caught:
        expand(wecom.world, AGENT_ID, True, None, None)
    assert caught.value.errcode == 40035


# -- logins ------------------------------------------------------------------------------------


def test_the_older_paths_of_a_login_know_the_same_member(wecom: DirectWorld) -> None:
    code = oauth.issue_code(wecom.world, "lisi", "snsapi_privateinfo")
    shown = wecom("user/getuserinfo", {"code": code})
    assert (shown["UserId"], shown["usertype"]) == ("lisi", 5)
    ticket = {"user_ticket": shown["user_ticket"]}
    detail = wecom("user/getuserdetail", **ticket)
    assert (detail["name"], detail["mobile"]) == ("李四", "13800000002")
    wecom.later(shown["expires_in"])
    assert wecom.refused("user/getuserdetail", **ticket) == 84014
    base = wecom("user/getuserinfo", {"code": oauth.issue_code(wecom.world, "lisi")})
    assert "user_ticket" not in base


def test_the_login_page_wants_a_code_and_an_agent(wecom: DirectWorld) -> None:
    asked = {
        "appid": CORP_ID, "response_type": "code", "scope": "snsapi_privateinfo",
        "agentid": str(AGENT_ID), "redirect_uri": "https://e.example/in",
    }  # fmt: skip
    assert oauth.check_authorize(wecom.world, asked) == "snsapi_privateinfo"
    for change, errcode in (({"response_type": "token"}, 40035), ({"agentid": ""}, 41011)):
        with pytest.raises(SimulatedError) as caught:
            oauth.check_authorize(wecom.world, asked | change)
        assert caught.value.errcode == errcode


# -- the world ---------------------------------------------------------------------------------


def test_the_first_agent_is_renumbered_with_its_menu() -> None:
    menu = {"button": [{"type": "click", "name": "n", "key": "k"}]}
    data = {"agents": [{"agentid": 7, "name": "七"}], "menus": [{"agentid": 7, "menu": menu}]}
    world = World(data)
    world.configure(CORP_ID, SECRET, AGENT_ID)
    assert world.agents == {AGENT_ID: {"agentid": AGENT_ID, "name": "七"}}
    assert world.menus == {AGENT_ID: menu}
    without = World({**data, "menus": []})
    without.configure(CORP_ID, SECRET, AGENT_ID)
    assert without.menus == {}


def test_times_of_equal_events_differ_while_they_are_remembered(wecom: DirectWorld) -> None:
    first = wecom.world.event_times.next({"Event": "click"})
    assert wecom.world.event_times.next({"Event": "click"}) == first + 1
    for number in range(500):
        wecom.world.event_times.next({"Event": f"{number}"})
    assert wecom.world.event_times.next({"Event": "click"}) == first
    wecom.later(DAY)
    assert wecom.world.event_times.next({"Event": "499"}) == first + DAY
