"""Members, departments, tags, jobs, exports, rules and ids of the contacts."""

from __future__ import annotations

import io
import json
from typing import Any

from flask_wechat_corp.protocol.crypto import decrypt_media
from flask_wechat_corp.simulator.api.apps.oauth import issue_code
from tests.helpers.read_back import Company, Table, ids, refused
from tests.helpers.support import AES_KEY

table = Table()


# -- departments and members -------------------------------------------------------------------


@table(
    "create_department", "update_department", "get_department", "get_departments",
    "list_department_ids", "delete_department",
)  # fmt: skip
def departments(company: Company) -> None:
    api = company.api
    made = api.create_department("质量组", parentid=2, id=20)["id"]
    api.update_department(made, name="质量部", order=7)
    shown = api.get_department(made)["department"]
    assert (shown["name"], shown["parentid"], shown["order"]) == ("质量部", 2, 7)
    assert made in ids(api.get_departments(2)["department"], "id")
    assert made in ids(api.list_department_ids(2)["department_id"], "id")
    api.delete_department(made)
    refused(60123, api.get_department, made)


@table(
    "create_user", "update_user", "get_user", "get_department_users",
    "get_department_users_detail", "list_user_ids", "delete_user", "delete_users",
    "get_active_stat", "get_join_qrcode",
)  # fmt: skip
def members(company: Company) -> None:
    api = company.api
    active = api.get_active_stat("2026-11-28")["active_cnt"]
    for userid in ("one", "two", "three"):
        api.create_user({"userid": userid, "name": userid, "email": f"{userid}@example.com",
                         "department": [7]})  # fmt: skip
    assert api.get_active_stat("2026-11-28")["active_cnt"] == active  # not activated yet
    api.update_user({"userid": "one", "name": "一", "position": "顾问"})
    assert (api.get_user("one")["name"], api.get_user("one")["position"]) == ("一", "顾问")
    assert {"one", "two", "three"} <= set(ids(api.get_department_users(7)["userlist"], "userid"))
    detail = api.get_department_users_detail(7)["userlist"]
    assert {"userid": "two", "email": "two@example.com"}.items() <= detail[-2].items()
    assert {"userid": "three", "department": 7} in api.list_user_ids()["dept_user"]
    api.delete_user("one")
    api.delete_users(["two", "three"])
    for userid in ("one", "two", "three"):
        refused(60111, api.get_user, userid)
    assert api.get_join_qrcode(2)["join_qrcode"].startswith(company.sim.url)


@table(
    "convert_to_openid", "convert_to_userid", "get_userid_by_mobile", "get_userid_by_email",
    "userid_to_openuserid", "openuserid_to_userid",
)  # fmt: skip
def ids_of_members(company: Company) -> None:
    api = company.api
    openid = api.convert_to_openid("lisi")["openid"]
    assert api.convert_to_userid(openid)["userid"] == "lisi"
    assert api.get_userid_by_mobile("13800000002")["userid"] == "lisi"
    assert api.get_userid_by_email("lisi@example.com", email_type=2)["userid"] == "lisi"
    answer = api.userid_to_openuserid(["lisi", "nobody"])
    (row,) = answer["open_userid_list"]
    assert (row["userid"], answer["invalid_userid_list"]) == ("lisi", ["nobody"])
    back = api.openuserid_to_userid([row["open_userid"], "lisi"])
    assert back["userid_list"] == [row]
    assert back["invalid_open_userid_list"] == ["lisi"]  # a plain id


@table("user_auth_success", "user_tfa_success", "get_tfa_info")
def second_checks(company: Company) -> None:
    api = company.api
    api.create_user({"userid": "new", "name": "新人", "mobile": "13900000001"})
    assert api.get_user("new")["status"] == 4
    api.user_auth_success("new")
    assert api.get_user("new")["status"] == 1
    code = issue_code(company.world, "lisi")
    info = api.get_tfa_info(code)
    assert info["userid"] == "lisi"
    refused(40207, api.user_tfa_success, "zhangsan", info["tfa_code"])
    api.user_tfa_success("lisi", info["tfa_code"])
    refused(40207, api.user_tfa_success, "lisi", info["tfa_code"])  # for one use
    late = api.get_tfa_info(issue_code(company.world, "lisi"))["tfa_code"]
    company.later(301)
    refused(40207, api.user_tfa_success, "lisi", late)


@table("check_member_auth", "list_member_auth", "list_selected_ticket_users")
def authorized_members(company: Company) -> None:
    api = company.api
    own = api.get_user("lisi")["open_userid"]
    company.world.agents[company.world.agent_id]["allow_partys"] = [2]
    hidden = company.world.members["chenjie"]["open_userid"]
    assert api.check_member_auth(own)["is_member_auth"] is True
    assert api.check_member_auth(hidden)["is_member_auth"] is False
    page = api.list_member_auth(limit=2)
    rest = api.list_member_auth(cursor=page["next_cursor"])
    found = ids(page["member_auth_list"] + rest["member_auth_list"], "open_userid")
    assert own in found
    assert hidden not in found
    assert list(api.iter_member_auth(limit=1)) == [{"open_userid": one} for one in found]
    chosen = company.act("select_members", operator="lisi", userids=["zhangsan", "chenjie"])
    answer = api.list_selected_ticket_users(chosen["selected_ticket"])
    assert answer["operator_open_userid"] == own
    assert answer["open_userid_list"] == [api.get_user("zhangsan")["open_userid"]]
    assert (answer["unauth_open_userid_list"], answer["total"]) == ([hidden], 2)
    refused(40058, api.list_selected_ticket_users, "nothing")


# -- tags, rules -------------------------------------------------------------------------------


@table(
    "create_tag", "update_tag_name", "list_tags", "add_tag_users", "get_tag_users",
    "delete_tag_users", "delete_tag",
)  # fmt: skip
def tags(company: Company) -> None:
    api = company.api
    tagid = api.create_tag("夜班")["tagid"]
    api.update_tag_name(tagid, "早班")
    assert {"tagid": tagid, "tagname": "早班"} in api.list_tags()["taglist"]
    api.add_tag_users(tagid, userlist=["lisi", "wangfang"], partylist=[3])
    shown = api.get_tag_users(tagid)
    assert (ids(shown["userlist"], "userid"), shown["partylist"]) == (["lisi", "wangfang"], [3])
    api.delete_tag_users(tagid, userlist=["lisi"], partylist=[3])
    shown = api.get_tag_users(tagid)
    assert (ids(shown["userlist"], "userid"), shown["partylist"]) == (["wangfang"], [])
    api.delete_tag(tagid)
    refused(40068, api.get_tag_users, tagid)


@table("create_contact_rules", "list_contact_rules", "update_contact_rules", "delete_contact_rules")
def rules(company: Company) -> None:
    api = company.api
    (rule_id,) = api.create_contact_rules([{"rule_type": 1, "range": {"userid": ["lisi"]}}])[
        "rule_ids"
    ]
    api.update_contact_rules(
        [{"rule_id": rule_id, "rule_type": 1, "range": {"partyid": [3]}}],
    )
    (rule,) = api.list_contact_rules()["rules"]
    assert (rule["rule_id"], rule["range"]) == (rule_id, {"partyid": [3]})
    api.delete_contact_rules([rule_id])
    assert api.list_contact_rules()["rules"] == []
    refused(40058, api.delete_contact_rules, [rule_id])


# -- jobs --------------------------------------------------------------------------------------


def uploaded(company: Company, text: str) -> str:
    file = io.BytesIO(text.encode())
    return str(company.api.upload_media(file, "file", "a.csv")["media_id"])


@table(
    "batch_sync_user", "batch_replace_user", "batch_replace_party", "batch_get_result",
    "batch_invite",
)  # fmt: skip
def imports(company: Company) -> None:
    api = company.api
    job = api.batch_sync_user(uploaded(company, "姓名,帐号,所在部门\n新人,xinren,5\n"))["jobid"]
    assert api.batch_get_result(job)["result"] == [
        {"userid": "xinren", "errcode": 0, "errmsg": "ok"}
    ]
    assert api.get_user("xinren")["department"] == [5]
    invited = api.batch_invite(user=["xinren", "nobody"], party=[99], tag=[1])
    assert (invited["invaliduser"], invited["invalidparty"]) == (["nobody"], [99])
    job = api.batch_replace_user(uploaded(company, "姓名,帐号\n李四,lisi\n"))["jobid"]
    assert api.batch_get_result(job)["total"] == 1
    assert ids(api.list_user_ids()["dept_user"], "userid") == ["lisi", "lisi"]
    job = api.batch_replace_party(uploaded(company, "部门名称,部门ID,父部门ID\n研发,2,1\n"))[
        "jobid"
    ]
    assert api.batch_get_result(job)["status"] == 3
    assert api.get_department(2)["department"]["name"] == "研发"
    refused(60123, api.get_department, 7)  # the file does not list it, and it is empty


def exported(company: Company, jobid: str) -> list[dict[str, Any]]:
    """Download and decrypt the files of an export."""
    answer = company.api.get_export_result(jobid)
    assert answer["status"] == 2
    found = []
    for file in answer["data_list"]:
        media = company.world.media.get(file["url"].rpartition("/")[2])
        assert media is not None
        assert len(media.data) == file["size"]
        found.append(json.loads(decrypt_media(AES_KEY, media.data)))
    return found


@table("export_simple_user", "export_user", "export_department", "export_tag_user",
       "get_export_result")  # fmt: skip
def exports(company: Company) -> None:
    api = company.api
    api.create_user({"userid": "new", "name": "新人", "mobile": "13900000001", "department": [1]})
    (names,) = exported(company, api.export_simple_user(AES_KEY)["jobid"])
    assert names["userlist"][-1] == {
        "userid": "new", "name": "新人", "department": [1], "open_userid": "wonew",
    }  # fmt: skip
    (details,) = exported(company, api.export_user(AES_KEY, block_size=10_000)["jobid"])
    assert details["userlist"][-1]["mobile"] == "13900000001"
    api.create_department("质量组", parentid=2, id=20)
    (parties,) = exported(company, api.export_department(AES_KEY)["jobid"])
    assert 20 in ids(parties["department"], "id")
    tagid = api.create_tag("夜班")["tagid"]
    api.add_tag_users(tagid, userlist=["new"], partylist=[20])
    jobid = api.export_tag_user(tagid, AES_KEY)["jobid"]
    assert exported(company, jobid) == [
        {"tagname": "夜班", "userlist": [{"userid": "new", "name": "新人"}], "partylist": [20]}
    ]
    url = api.get_export_result(jobid)["data_list"][0]["url"]
    company.later(7200)
    assert company.world.media.get(url.rpartition("/")[2]) is None
    refused(40088, api.get_export_result, "nothing")
    refused(40068, api.export_tag_user, 99, AES_KEY)
