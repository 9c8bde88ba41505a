"""Customer service: accounts, servicers, conversations, knowledge and figures."""

from __future__ import annotations

from typing import Any

from flask_wechat_corp.simulator.world.clock import midnight
from tests.helpers.read_back import DAY, Company, Table, ids, refused

table = Table()


def _account(company: Company) -> str:
    return str(company.api.list_kf_accounts()["account_list"][0]["open_kfid"])


@table(
    "add_kf_account", "list_kf_accounts", "update_kf_account", "delete_kf_account",
    "get_kf_account_link", "get_kf_corp_qualification",
)  # fmt: skip
def accounts(company: Company) -> None:
    api = company.api
    open_kfid = api.add_kf_account("售后", company.media())["open_kfid"]
    api.update_kf_account(open_kfid, name="售后服务")
    found = {row["open_kfid"]: row["name"] for row in api.list_kf_accounts()["account_list"]}
    assert found[open_kfid] == "售后服务"
    plain = api.get_kf_account_link(open_kfid)["url"]
    assert api.get_kf_account_link(open_kfid, scene="expo")["url"].startswith(plain)
    assert api.get_kf_corp_qualification()["wechat_channels_binding"] is False
    api.delete_kf_account(open_kfid)
    refused(95004, api.get_kf_account_link, open_kfid)


@table("add_kf_servicer", "list_kf_servicers", "delete_kf_servicer")
def servicers(company: Company) -> None:
    api, open_kfid = company.api, _account(company)
    api.add_kf_servicer(open_kfid, userid_list=["wulan"], department_id_list=[7])
    rows = api.list_kf_servicers(open_kfid)["servicer_list"]
    assert {"wulan", 7} <= {row.get("userid", row.get("department_id")) for row in rows}
    api.delete_kf_servicer(open_kfid, userid_list=["wulan"])
    rows = api.list_kf_servicers(open_kfid)["servicer_list"]
    assert "wulan" not in {row.get("userid") for row in rows}


@table(
    "kf_sync_msg", "kf_send_msg", "get_kf_service_state", "trans_kf_service_state",
    "kf_send_msg_on_event",
)  # fmt: skip
def conversations(company: Company) -> None:
    api, open_kfid, external = company.api, _account(company), company.customer()
    said = company.act("customer_says", content="在吗", external_userid=external)
    read = api.kf_sync_msg(said["token"], open_kfid=open_kfid)
    assert read["msg_list"][-1]["text"] == {"content": "在吗"}
    msgid = api.kf_send_msg(open_kfid, external, "text", text={"content": "在的"})["msgid"]
    row = company.world.messages.rows()[-1]
    assert (row["via"], row["msgid"], row["content"]["content"]) == ("kf", msgid, "在的")
    code = api.trans_kf_service_state(open_kfid, external, 3, servicer_userid="zhangsan")
    state = api.get_kf_service_state(open_kfid, external)
    assert (state["service_state"], state["servicer_userid"]) == (3, "zhangsan")
    api.kf_send_msg_on_event(code["msg_code"], "text", text={"content": "张三接待您"})
    assert company.world.messages.rows()[-1]["content"]["content"] == "张三接待您"
    refused(95018, api.kf_send_msg, open_kfid, external, "text", text={"content": "x"})


@table(
    "batchget_kf_customers", "get_kf_upgrade_service_config", "upgrade_kf_service",
    "cancel_upgrade_kf_service",
)  # fmt: skip
def customers_of_accounts(company: Company) -> None:
    api, open_kfid, external = company.api, _account(company), company.customer()
    company.act("customer_says", content="在吗", external_userid=external)
    answer = api.batchget_kf_customers([external, "nothing"])
    assert ids(answer["customer_list"], "external_userid") == [external]
    assert answer["invalid_external_userid"] == ["nothing"]
    chosen = api.get_kf_upgrade_service_config()["member_range"]["userid_list"][0]
    api.upgrade_kf_service(open_kfid, external, 1, member={"userid": chosen})
    talk = company.world.families["kf"]["talks"][f"{open_kfid}/{external}"]
    assert talk["upgrade"] == {"userid": chosen}
    api.cancel_upgrade_kf_service(open_kfid, external)
    assert "upgrade" not in talk


@table(
    "add_kf_knowledge_group", "update_kf_knowledge_group", "list_kf_knowledge_groups",
    "delete_kf_knowledge_group",
)  # fmt: skip
def groups_of_knowledge(company: Company) -> None:
    api = company.api
    group_id = api.add_kf_knowledge_group("退货")["group_id"]
    api.update_kf_knowledge_group(group_id, "退换货")
    first = api.list_kf_knowledge_groups(limit=1)
    assert (first["has_more"], first["group_list"][0]["is_default"]) == (1, 1)
    last = api.list_kf_knowledge_groups(cursor=first["next_cursor"])
    assert last["group_list"] == [{"group_id": group_id, "name": "退换货", "is_default": 0}]
    assert last["has_more"] == 0
    refused(40058, api.add_kf_knowledge_group, "退换货")
    default = first["group_list"][0]["group_id"]
    refused(40058, api.delete_kf_knowledge_group, default)
    refused(40058, api.update_kf_knowledge_group, default, "x")
    api.delete_kf_knowledge_group(group_id)
    refused(40058, api.list_kf_knowledge_groups, group_id=group_id)


def _words(text: str) -> Any:
    return {"text": {"content": text}}


@table(
    "add_kf_knowledge_intent", "update_kf_knowledge_intent", "list_kf_knowledge_intents",
    "delete_kf_knowledge_intent",
)  # fmt: skip
def questions(company: Company) -> None:
    api = company.api
    group_id = api.add_kf_knowledge_group("退货")["group_id"]
    picture = {"msgtype": "image", "image": {"media_id": company.media()}}
    answers: Any = [{**_words("七天内可以"), "attachments": [picture]}]
    intent_id = api.add_kf_knowledge_intent(group_id, _words("能退货吗"), answers)["intent_id"]
    similar: Any = {"items": [_words("怎么退")]}
    api.update_kf_knowledge_intent(intent_id, similar_questions=similar)
    (shown,) = api.list_kf_knowledge_intents(group_id=group_id)["intent_list"]
    assert (shown["question"], shown["similar_questions"]) == (
        _words("能退货吗"), {"items": [_words("怎么退")]},
    )  # fmt: skip
    (answer,) = shown["answers"]
    assert answer["text"] == {"content": "七天内可以"}
    assert answer["attachments"] == [{"msgtype": "image", "image": {"name": "a.png"}}]
    refused(40058, api.add_kf_knowledge_intent, group_id, _words("能退货吗"), answers)
    api.delete_kf_knowledge_intent(intent_id)
    assert api.list_kf_knowledge_intents()["intent_list"] == []
    again = api.add_kf_knowledge_intent(group_id, _words("能退货吗"), answers)["intent_id"]
    api.delete_kf_knowledge_group(group_id)
    refused(40058, api.list_kf_knowledge_intents, intent_id=again)  # gone with its group


@table("get_kf_corp_statistic", "get_kf_servicer_statistic")
def figures(company: Company) -> None:
    api, open_kfid, external = company.api, _account(company), company.customer()
    company.later(midnight(company.now) + DAY + 3600 - company.now)
    today = midnight(company.now)
    for _ in range(2):
        company.act("customer_says", content="在吗", external_userid=external)
    company.act("servicer_takes", userid="zhangsan", external_userid=external)
    company.later(30)
    company.act("servicer_says", content="在的", external_userid=external)
    refused(40058, api.get_kf_corp_statistic, open_kfid, today, today)  # not before tomorrow
    company.later(DAY)
    quiet, busy = api.get_kf_corp_statistic(open_kfid, today - DAY, today)["statistic_list"]
    assert quiet == {"stat_time": today - DAY}
    assert busy["stat_time"] == today
    assert (busy["statistic"]["customer_cnt"], busy["statistic"]["customer_msg_cnt"]) == (1, 2)
    assert busy["statistic"]["ai_transfer_rate"] == 1.0
    (day,) = api.get_kf_servicer_statistic(open_kfid, today, today, servicer_userid="zhangsan")[
        "statistic_list"
    ]
    assert (day["statistic"]["session_cnt"], day["statistic"]["reply_rate"]) == (1, 1.0)
    assert day["statistic"]["first_reply_average_sec"] == 30
    (other,) = api.get_kf_servicer_statistic(open_kfid, today, today, servicer_userid="lisi")[
        "statistic_list"
    ]
    assert "statistic" not in other
    refused(95014, api.get_kf_servicer_statistic, open_kfid, today, today, servicer_userid="wulan")
