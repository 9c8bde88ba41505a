"""Customers: their members, notes, tags, codes, groups, transfers and ids."""

from __future__ import annotations

from typing import Any

from tests.helpers.read_back import DAY, Company, Table, ids, refused

table = Table()


def _group(company: Company) -> str:
    return str(company.api.list_group_chats(10)["group_chat_list"][0]["chat_id"])


@table(
    "get_follow_user_list", "list_external_contacts", "get_external_contact",
    "batch_get_external_contacts_by_user", "remark_external_contact", "get_user_behavior_data",
    "list_service_external_contacts",
)  # fmt: skip
def customers_of_members(company: Company) -> None:
    api = company.api
    assert "lisi" in api.get_follow_user_list()["follow_user"]
    added = company.act("new_customer", name="小林", userid="lisi", state="expo")["external_userid"]
    assert added in api.list_external_contacts("lisi")["external_userid"]
    api.remark_external_contact(
        "lisi", added, remark="展会的小林", description="问过报价", remark_mobiles=["13700000000"]
    )
    shown = api.get_external_contact(added)
    assert shown["external_contact"]["name"] == "小林"
    (follow,) = shown["follow_user"]
    assert (follow["remark"], follow["state"]) == ("展会的小林", "expo")
    rows = api.batch_get_external_contacts_by_user(["lisi"])["external_contact_list"]
    assert rows[-1]["follow_info"]["description"] == "问过报价"
    data = api.get_user_behavior_data(company.now - DAY, company.now, userid=["lisi"])
    assert len(data["behavior_data"]) == 2
    first = api.list_service_external_contacts(limit=2)
    rest = api.list_service_external_contacts(cursor=first["next_cursor"])
    everyone = [*first["info_list"], *rest["info_list"]]
    assert added in ids(everyone, "external_userid")
    again = api.list_service_external_contacts()["info_list"]
    assert ids(again, "tmp_openid") != ids(everyone, "tmp_openid")  # other ids each time
    assert len(list(api.iter_service_external_contacts(limit=1))) == len(again)
    company.later(4 * 3600 + 1)
    refused(50100, api.list_service_external_contacts, cursor=first["next_cursor"])
    refused(40096, api.get_external_contact, "wmx")


@table(
    "external_userid_to_openid", "unionid_to_external_userid", "to_service_external_userid",
    "from_service_external_userid", "get_new_external_userid", "mobile_to_external_userid",
    "get_group_chat_new_external_userid",
)  # fmt: skip
def ids_of_customers(company: Company) -> None:
    api, external = company.api, company.customer()
    assert api.external_userid_to_openid(external)["openid"].startswith("oo")
    refused(40096, api.external_userid_to_openid, company.customer("wangfang"))  # uses WeCom
    unionid = api.get_external_contact(external)["external_contact"]["unionid"]
    assert api.unionid_to_external_userid(unionid)["external_userid"] == external
    refused(84061, api.unionid_to_external_userid, "nothing")
    theirs = api.to_service_external_userid(external)["external_userid"]
    assert theirs != external
    assert api.from_service_external_userid(theirs, 1)["external_userid"] == external
    refused(40096, api.from_service_external_userid, external, 1)
    (row,) = api.get_new_external_userid([external, "nothing"])["items"]
    assert row["external_userid"] == external
    chat_id = _group(company)
    outside = company.customer("wangfang")
    answer = api.get_group_chat_new_external_userid([external, outside], chat_id)
    assert answer["items"] == [row]
    api.remark_external_contact("zhangsan", external, remark_mobiles=["13700000000"])
    answer = api.mobile_to_external_userid(["13700000000", "13700000001"])
    assert ids(answer["success_list"], "external_userid") == [external]
    assert ids(answer["fail_list"], "mobile") == ["13700000001"]


@table(
    "add_corp_tag", "get_corp_tag_list", "edit_corp_tag", "mark_corp_tag", "delete_corp_tag",
)  # fmt: skip
def tags_of_customers(company: Company) -> None:
    api, external = company.api, company.customer()
    group = api.add_corp_tag([{"name": "冷"}, {"name": "热"}], group_name="意向")["tag_group"]
    cold, hot = ids(group["tag"], "id")
    api.edit_corp_tag(hot, name="很热", order=3)
    (shown,) = api.get_corp_tag_list(group_id=[group["group_id"]])["tag_group"]
    assert ids(shown["tag"], "name") == ["冷", "很热"]
    api.mark_corp_tag("zhangsan", external, add_tag=[cold, hot])
    api.mark_corp_tag("zhangsan", external, remove_tag=[cold])
    (follow,) = api.get_external_contact(external)["follow_user"]
    assert follow["tags"] == [{"group_name": "意向", "tag_name": "很热", "tag_id": hot, "type": 1}]
    api.delete_corp_tag(group_id=[group["group_id"]])
    assert api.get_external_contact(external)["follow_user"][0]["tags"] == []
    refused(40068, api.edit_corp_tag, hot, name="冷")


@table(
    "add_contact_way", "get_contact_way", "list_contact_way", "update_contact_way",
    "delete_contact_way", "close_temp_chat",
)  # fmt: skip
def contact_ways(company: Company) -> None:
    api = company.api
    config_id = api.add_contact_way(1, 2, user=["lisi"], remark="前台", state="desk")["config_id"]
    api.update_contact_way(config_id, user=["wangfang"])
    way = api.get_contact_way(config_id)["contact_way"]
    assert (way["user"], way["remark"], way["state"]) == (["wangfang"], "前台", "desk")
    assert api.list_contact_way()["contact_way"] == [{"config_id": config_id}]
    api.delete_contact_way(config_id)
    refused(41044, api.get_contact_way, config_id)
    api.close_temp_chat("zhangsan", company.customer())
    refused(84061, api.close_temp_chat, "lisi", company.customer())


@table(
    "transfer_customer", "get_transfer_result", "get_unassigned_list",
    "resigned_transfer_customer", "get_resigned_transfer_result",
)  # fmt: skip
def transfers(company: Company) -> None:
    api, external = company.api, company.customer()
    answer = api.transfer_customer("zhangsan", "wulan", [external])["customer"]
    assert answer == [{"external_userid": external, "errcode": 0}]
    assert api.get_transfer_result("zhangsan", "wulan")["customer"][0]["status"] == 2
    company.later(DAY)
    assert api.get_transfer_result("zhangsan", "wulan")["customer"][0]["status"] == 1
    assert ids(api.get_external_contact(external)["follow_user"], "userid") == ["wulan"]
    company.leave("wulan")
    (left,) = api.get_unassigned_list()["info"]
    assert (left["handover_userid"], left["external_userid"]) == ("wulan", external)
    api.resigned_transfer_customer("wulan", "lisi", [external])
    company.later(DAY)
    assert api.get_resigned_transfer_result("wulan", "lisi")["customer"][0]["status"] == 1
    assert external in api.list_external_contacts("lisi")["external_userid"]


# -- groups ------------------------------------------------------------------------------------


@table(
    "list_group_chats", "get_group_chat", "opengid_to_chatid", "transfer_group_chat",
    "onjob_transfer_group_chat", "get_group_chat_statistic", "get_group_chat_statistic_by_day",
)  # fmt: skip
def groups(company: Company) -> None:
    api, chat_id = company.api, _group(company)
    group = api.get_group_chat(chat_id, need_name=1)["group_chat"]
    assert group["owner"] == "zhangsan"
    assert api.opengid_to_chatid(f"og{chat_id}")["chat_id"] == chat_id
    answer = api.onjob_transfer_group_chat([chat_id, "wrx"], "lisi")["failed_chat_list"]
    assert [(one["chat_id"], one["errcode"]) for one in answer] == [("wrx", 90501)]
    assert api.get_group_chat(chat_id)["group_chat"]["owner"] == "lisi"
    (same,) = api.onjob_transfer_group_chat([chat_id], "lisi")["failed_chat_list"]
    assert same["errcode"] == 90504
    api.onjob_transfer_group_chat([chat_id], "wulan")
    (often,) = api.onjob_transfer_group_chat([chat_id], "lisi")["failed_chat_list"]
    assert often["errcode"] == 40128
    company.later(91 * DAY)
    assert api.onjob_transfer_group_chat([chat_id], "lisi")["failed_chat_list"] == []
    mine: Any = {"userid_list": ["lisi"]}
    today = company.now
    (item,) = api.get_group_chat_statistic(today - DAY, mine, day_end_time=today)["items"]
    assert (item["owner"], item["data"]["chat_total"]) == ("lisi", 1)
    days = api.get_group_chat_statistic_by_day(today - DAY, mine, day_end_time=today)["items"]
    assert [day["data"]["chat_total"] for day in days] == [1, 1]
    begun = api.get_group_chat(chat_id)["group_chat"]["create_time"]
    days = api.get_group_chat_statistic_by_day(begun - DAY, mine, day_end_time=begun)["items"]
    assert [day["data"]["new_chat_cnt"] for day in days] == [0, 1]
    company.leave("lisi")
    (gone,) = api.onjob_transfer_group_chat([chat_id], "wulan")["failed_chat_list"]
    assert gone["errcode"] == 90502
    assert api.transfer_group_chat([chat_id], "wulan")["failed_chat_list"] == []
    owned = api.list_group_chats(10, owner_filter={"userid_list": ["wulan"]})
    assert ids(owned["group_chat_list"], "chat_id") == [chat_id]


@table(
    "add_group_chat_join_way", "get_group_chat_join_way", "update_group_chat_join_way",
    "delete_group_chat_join_way",
)  # fmt: skip
def join_ways(company: Company) -> None:
    api, chat_id = company.api, _group(company)
    config_id = api.add_group_chat_join_way(2, [chat_id], remark="门店")["config_id"]
    api.update_group_chat_join_way(config_id, 2, [chat_id], remark="展台", state="expo")
    way = api.get_group_chat_join_way(config_id)["join_way"]
    assert (way["remark"], way["state"], way["chat_id_list"]) == ("展台", "expo", [chat_id])
    api.delete_group_chat_join_way(config_id)
    refused(41044, api.get_group_chat_join_way, config_id)


@table(
    "add_group_welcome_template", "get_group_welcome_template", "edit_group_welcome_template",
    "delete_group_welcome_template",
)  # fmt: skip
def welcome_templates(company: Company) -> None:
    api = company.api
    template_id = api.add_group_welcome_template(text={"content": "欢迎"})["template_id"]
    api.edit_group_welcome_template(template_id, text={"content": "欢迎入群"})
    assert api.get_group_welcome_template(template_id)["text"] == {"content": "欢迎入群"}
    api.delete_group_welcome_template(template_id)
    refused(84020, api.get_group_welcome_template, template_id)


# -- links -------------------------------------------------------------------------------------


@table(
    "create_acquisition_link", "update_acquisition_link", "get_acquisition_link",
    "list_acquisition_links", "list_acquisition_customers", "get_acquisition_chat_info",
    "get_acquisition_statistic", "get_acquisition_quota", "get_acquisition_app_permit",
    "delete_acquisition_link",
)  # fmt: skip
def acquisition_links(company: Company) -> None:
    api = company.api
    made = api.create_acquisition_link("春季", range={"user_list": ["lisi"]})["link"]
    link_id = made["link_id"]
    api.update_acquisition_link(
        link_id, link_name="夏季", range={"department_list": [7]}, skip_verify=False,
        priority_option={"priority_type": 2, "priority_userid_list": ["lisi"]},
    )  # fmt: skip
    shown = api.get_acquisition_link(link_id)
    assert (shown["link"]["link_name"], shown["link"]["url"]) == ("夏季", made["url"])
    assert shown["link"]["skip_verify"] is False
    assert shown["range"] == {"user_list": [], "department_list": [7]}
    assert shown["priority_option"]["priority_userid_list"] == ["lisi"]
    second = api.create_acquisition_link("秋季", range={"user_list": ["lisi"]})["link"]["link_id"]
    assert list(api.iter_acquisition_links(limit=1)) == [link_id, second]
    assert api.list_acquisition_links()["link_id_list"] == [link_id, second]
    before = api.get_acquisition_quota()
    came = company.act("new_customer", name="小林", userid="lisi", state="A", link_id=link_id)
    (row,) = api.list_acquisition_customers(link_id)["customer_list"]
    assert row == {
        "external_userid": came["external_userid"], "userid": "lisi", "chat_status": 0,
        "state": "A",
    }  # fmt: skip
    after = api.get_acquisition_quota()
    assert (after["total"], after["balance"]) == (before["total"] + 1, before["balance"] - 1)
    said = [company.act("acquired_says", external_userid=came["external_userid"]) for _ in range(3)]
    key = said[2]["chat_key"]  # the third message has one
    info = api.get_acquisition_chat_info(key)
    assert info["external_userid"] == came["external_userid"]
    assert info["chat_info"] == {"recv_msg_cnt": 3, "link_id": link_id, "state": "A"}
    assert api.list_acquisition_customers(link_id)["customer_list"][0]["chat_status"] == 1
    figures = api.get_acquisition_statistic(link_id, company.now - DAY, company.now)
    assert figures["new_customer_cnt"] == 1
    assert api.get_acquisition_app_permit()["department_list"] == [1]
    company.later(1801)
    refused(41201, api.get_acquisition_chat_info, key)
    api.delete_acquisition_link(link_id)
    refused(40058, api.get_acquisition_link, link_id)
    refused(40003, api.create_acquisition_link, "x", range={"user_list": ["nobody"]})
