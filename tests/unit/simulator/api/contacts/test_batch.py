"""Imports from files."""

from __future__ import annotations

from typing import Any

from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import DirectWorld, RawClient, ScriptedApp, running
from tests.helpers.support import AES_KEY, TOKEN


def test_an_import_changes_members_and_tells_the_callback(sim: Simulator, api: RawClient) -> None:
    app = ScriptedApp()
    table = (
        "姓名,帐号,手机号,所在部门\n新人,xinren,13900000009,5;6\n"
        "李四,lisi,13800000002,x\n孙八,sunba,13900000008,99\n"
    )
    media_id = api.upload("file", table.encode(), "members.csv")["media_id"]
    with running(app):
        callback = {"url": app.url, "token": TOKEN, "encodingaeskey": AES_KEY}
        started = api.post("batch/syncuser", {"media_id": media_id, "callback": callback})
        assert sim.settle(10)
    result = api.get("batch/getresult", jobid=started["jobid"])
    assert (result["status"], result["percentage"], result["total"]) == (3, 100, 3)
    assert [row["errcode"] for row in result["result"]] == [0, 60123, 0]
    assert api.get("user/get", userid="xinren")["department"] == [5, 6]
    assert api.get("user/get", userid="sunba")["department"] == [99]
    waiting = api.get("department/get", id=99)["department"]["parentid"]
    assert api.get("department/get", id=waiting)["department"]["name"] == "其他（待设置部门）"
    job = app.got[0]["BatchJob"]
    assert (app.got[0]["Event"], job["JobId"], job["JobType"]) == (
        "batch_job_result", started["jobid"], "sync_user",
    )  # fmt: skip
    assert api.get("batch/getresult", jobid="x")["errcode"] == 40088


def test_departments_are_replaced_by_a_file(api: RawClient) -> None:
    table = "部门名称,部门ID,父部门ID,排序\n新名字,2,1,1\n新部门,20,2,5\n乱,21,404,1\n"
    media_id = api.upload("file", table.encode(), "parties.csv")["media_id"]
    started = api.post("batch/replaceparty", {"media_id": media_id})
    rows = api.get("batch/getresult", jobid=started["jobid"])["result"]
    assert [(row["partyid"], row["action"], row["errcode"]) for row in rows] == [
        (2, 10, 0), (20, 1, 0), (21, 0, 60124),
    ]  # fmt: skip
    assert api.get("department/get", id=20)["department"]["parentid"] == 2
    bad = api.upload("file", b"nothing,of,use\n", "x.csv")["media_id"]
    assert api.post("batch/replaceparty", {"media_id": bad})["errcode"] == 40092


def table(wecom: DirectWorld, text: str, encoding: str = "utf-8") -> dict[str, str]:
    media = wecom.world.media.add("file", "a.csv", "text/csv", text.encode(encoding))
    return {"media_id": media.media_id}


def result(wecom: DirectWorld, job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(wecom("batch/getresult", {"jobid": job["jobid"]})["result"])


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


def test_duplicate_members_in_a_file_are_refused(wecom: DirectWorld) -> None:
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
