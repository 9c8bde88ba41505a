"""Ids of customers, accounts and groups at other companies."""

from __future__ import annotations

from typing import Any

from flask_wechat_corp.simulator.api.contacts.id_convert import temporary_id
from flask_wechat_corp.simulator.api.corps.linkedcorp import linked
from flask_wechat_corp.simulator.api.lookups import provider_id
from tests.helpers.read_back import Company, Table, refused

table = Table()


@table("convert_external_tagid", "convert_open_kfid", "convert_chatid")
def ids_of_providers(company: Company) -> None:
    api = company.api
    tag = api.add_corp_tag([{"name": "新客"}], group_name="阶段")["tag_group"]["tag"][0]["id"]
    answer = api.convert_external_tagid([tag, "nothing"])
    (row,) = answer["items"]
    assert (row["external_tagid"], row["open_external_tagid"]) == (
        tag, provider_id(company.world, tag),
    )  # fmt: skip
    assert answer["invalid_external_tagid_list"] == ["nothing"]
    account = api.list_kf_accounts()["account_list"][0]["open_kfid"]
    (row,) = api.convert_open_kfid([account])["items"]
    assert row["new_open_kfid"] not in {"", account}
    chat = api.list_group_chats(10)["group_chat_list"][0]["chat_id"]
    answer = api.convert_chatid([chat, "nothing"])
    assert answer["items"][0]["new_chat_id"].startswith("wr")
    assert answer["invalid_chat_id_list"] == ["nothing"]


QUESTION: Any = {
    "question_id": 1, "title": "时间", "pos": 1, "status": 1, "reply_type": 1, "must_reply": True,
}  # fmt: skip


@table("convert_tmp_external_userid")
def temporary_ids(company: Company) -> None:
    api = company.api
    external, (linked_id, *_) = company.customer(), linked(company.world)["users"]
    formid = api.create_wedoc_form(
        {
            "form_title": "预约",
            "form_question": {"items": [QUESTION]},
        }
    )["formid"]
    answered = company.act("answer_form", formid=formid, external_userid=external,
                           items=[{"question_id": 1, "text_reply": "九点"}])  # fmt: skip
    (shown,) = api.get_wedoc_form_answer(answered["repeated_id"], [answered["answer_id"]])[
        "answer"
    ]["answer_list"]
    temporary = shown["tmp_external_userid"]
    answer = api.convert_tmp_external_userid(2, 1, [temporary, "nothing"])
    assert answer["results"] == [{"tmp_external_userid": temporary, "external_userid": external}]
    assert answer["invalid_tmp_external_userid_list"] == ["nothing"]
    assert api.convert_tmp_external_userid(1, 1, [temporary])["results"] == []  # of no meeting
    other = temporary_id(company.world, 1, linked_id)
    (row,) = api.convert_tmp_external_userid(1, 2, [other])["results"]
    assert f"{row['corpid']}/{row['userid']}" == linked_id


@table("idconvert_unionid_to_external_userid", "batch_external_userid_to_pending_id")
def pending_customers(company: Company) -> None:
    api = company.api
    known = company.customer()
    unionid = api.get_external_contact(known)["external_contact"]["unionid"]
    found = api.idconvert_unionid_to_external_userid(0, unionid=unionid, openid="o1")
    assert found["external_userid"] == known
    pending = api.idconvert_unionid_to_external_userid(0, unionid="u-new", openid="o2")
    new = company.act("new_customer", name="小林", userid="lisi", unionid="u-new")
    external = new["external_userid"]
    answer = api.batch_external_userid_to_pending_id([external, known])
    assert answer["result"] == [{"external_userid": external, **_only(pending, "pending_id")}]
    chat = api.list_group_chats(10)["group_chat_list"][0]["chat_id"]
    assert api.batch_external_userid_to_pending_id([external], chat_id=chat)["result"] == []


def _only(answer: dict[str, Any], key: str) -> dict[str, Any]:
    return {key: answer[key]}


@table("apply_to_upgrade_chatid", "upgrade_chatid_for_new_corp")
def plans_of_upgrades(company: Company) -> None:
    when = company.now + 86_400
    company.api.apply_to_upgrade_chatid(when)
    token, _ = company.world.tokens.issue("suite", "suite_access_token")
    company.api.upgrade_chatid_for_new_corp(token)
    kept = company.world.families["id_convert"]
    assert (kept["upgrade_time"], kept["new_corps_upgraded"]) == (when, True)
    refused(40058, company.api.apply_to_upgrade_chatid, company.now)
    refused(40058, company.api.apply_to_upgrade_chatid, company.now + 7 * 86_400 + 1)
