"""What companies send and show to customers, and the rules for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.read_back import DAY, Company, Table, ids, refused

table = Table()


@table(
    "add_msg_template", "get_groupmsg_list", "get_groupmsg_task", "get_groupmsg_send_result",
    "remind_groupmsg_send", "cancel_groupmsg_send",
)  # fmt: skip
def mass_messages(company: Company) -> None:
    api, external = company.api, company.customer()
    made = api.add_msg_template(external_userid=[external], text="上新", sender="zhangsan")
    msgid = made["msgid"]
    (row,) = api.get_groupmsg_list("single", company.now - DAY, company.now)["group_msg_list"]
    assert (row["msgid"], row["text"]) == (msgid, {"content": "上新"})
    assert not {"tasks", "sent", "reminders", "cancelled", "creator"} & set(row)
    personal = api.get_groupmsg_list("single", company.now - DAY, company.now, filter_type=1)
    assert personal["group_msg_list"] == []
    assert api.get_groupmsg_task(msgid)["task_list"] == [{"userid": "zhangsan", "status": 0}]
    for _ in range(3):
        api.remind_groupmsg_send(msgid)
    refused(41094, api.remind_groupmsg_send, msgid)
    company.later(DAY + 1)
    api.remind_groupmsg_send(msgid)
    company.act("send_group_message", msgid=msgid, userid="zhangsan")
    when = company.now
    assert api.get_groupmsg_task(msgid)["task_list"] == [
        {"userid": "zhangsan", "status": 2, "send_time": when}
    ]
    assert api.get_groupmsg_send_result(msgid, "zhangsan")["send_list"] == [
        {"external_userid": external, "userid": "zhangsan", "status": 1, "send_time": when}
    ]
    api.cancel_groupmsg_send(msgid)
    refused(41093, api.remind_groupmsg_send, msgid)
    refused(41093, api.cancel_groupmsg_send, msgid)
    refused(41047, api.cancel_groupmsg_send, "nothing")


@table("add_msg_template", "get_groupmsg_send_result")
def mass_messages_to_groups(company: Company) -> None:
    api = company.api
    made = api.add_msg_template("group", sender="zhangsan", text="通知")
    assert api.get_groupmsg_send_result(made["msgid"], "zhangsan")["send_list"] == []
    company.act("send_group_message", msgid=made["msgid"], userid="zhangsan")
    (row,) = api.get_groupmsg_send_result(made["msgid"], "zhangsan")["send_list"]
    assert (row["chat_id"][:2], row["status"]) == ("wr", 1)


@table("send_welcome_msg")
def welcome_messages(company: Company) -> None:
    code = company.act("new_customer", name="小林", userid="lisi")["welcome_code"]
    company.api.send_welcome_msg(code, text="您好")
    refused(41050, company.api.send_welcome_msg, code, text="您好")  # for one use


@table(
    "add_moment_task", "get_moment_task_result", "get_moment_list", "get_moment_task",
    "get_moment_customer_list", "get_moment_send_result", "get_moment_comments",
    "cancel_moment_task",
)  # fmt: skip
def moments(company: Company) -> None:
    api, external = company.api, company.customer()
    reach: Any = {"sender_list": {"user_list": ["zhangsan", "lisi"]}}
    jobid = api.add_moment_task(text="上新", visible_range=reach)["jobid"]
    moment_id = api.get_moment_task_result(jobid)["result"]["moment_id"]
    (row,) = api.get_moment_list(company.now - DAY, company.now)["moment_list"]
    assert (row["moment_id"], row["text"]) == (moment_id, {"content": "上新"})
    assert not {"published", "reactions", "cancelled", "creator"} & set(row)
    personal = api.get_moment_list(company.now - DAY, company.now, filter_type=1)
    assert personal["moment_list"] == []
    chosen = api.get_moment_customer_list(moment_id, "zhangsan")["customer_list"]
    assert ids(chosen, "external_userid") == [external]
    assert api.get_moment_send_result(moment_id, "zhangsan")["customer_list"] == []
    company.act("publish_moment", moment_id=moment_id, userid="zhangsan")
    assert api.get_moment_task(moment_id)["task_list"] == [
        {"userid": "zhangsan", "publish_status": 1}, {"userid": "lisi", "publish_status": 0},
    ]  # fmt: skip
    reached = api.get_moment_send_result(moment_id, "zhangsan")["customer_list"]
    assert reached == [{"external_userid": external}]
    on = {"moment_id": moment_id, "userid": "zhangsan", "external_userid": external}
    company.act("react_to_moment", **on, kind="like")
    answer = api.get_moment_comments(moment_id, "zhangsan")
    assert ids(answer["like_list"], "external_userid") == [external]
    assert answer["comment_list"] == []
    api.cancel_moment_task(moment_id)
    with pytest.raises(ValueError, match="cancelled"):
        company.act("publish_moment", moment_id=moment_id, userid="lisi")
    assert api.get_moment_task(moment_id)["task_list"][1]["publish_status"] == 0
    refused(41060, api.cancel_moment_task, "nothing")


@table(
    "add_product_album", "get_product_album", "get_product_album_list", "update_product_album",
    "delete_product_album",
)  # fmt: skip
def products(company: Company) -> None:
    api = company.api
    pictures: Any = [{"type": "image", "image": {"media_id": company.attachment()}}]
    made = [
        api.add_product_album(f"商品{number}", 30000, attachments=pictures)["product_id"]
        for number in range(3)
    ]
    first = made[0]
    api.update_product_album(first, description="好商品", price=29900, product_sn="SN1")
    shown = api.get_product_album(first)["product"]
    assert (shown["description"], shown["price"], shown["product_sn"]) == ("好商品", 29900, "SN1")
    assert shown["attachments"] == pictures  # kept
    assert ids(list(api.iter_product_albums(limit=2)), "product_id") == made
    api.delete_product_album(first)
    assert ids(api.get_product_album_list()["product_list"], "product_id") == made[1:]
    refused(41074, api.get_product_album, first)
    refused(41075, api.get_product_album, "nothing")
    refused(41085, api.add_product_album, "x", 1, product_sn="编号", attachments=pictures)
    refused(40007, api.add_product_album, "x", 1,
            attachments=[{"type": "image", "image": {"media_id": "nothing"}}])  # fmt: skip


@table(
    "add_intercept_rule", "get_intercept_rule_list", "get_intercept_rule",
    "update_intercept_rule", "delete_intercept_rule",
)  # fmt: skip
def intercept_rules(company: Company) -> None:
    api = company.api
    covered: Any = {"user_list": ["lisi"], "department_list": [7]}
    rule_id = api.add_intercept_rule(
        "报价", ["底价"], 1, semantics_list=[1], applicable_range=covered
    )["rule_id"]
    api.update_intercept_rule(
        rule_id, "价格", ["底价", "折扣"], extra_rule={"semantics_list": []}, intercept_type=2,
        add_applicable_range={"user_list": ["wulan"]},
        remove_applicable_range={"user_list": ["lisi"], "department_list": [7]},
    )  # fmt: skip
    rule = api.get_intercept_rule(rule_id)["rule"]
    assert (rule["rule_name"], rule["word_list"]) == ("价格", ["底价", "折扣"])
    assert (rule["semantics_list"], rule["intercept_type"]) == ([], 2)
    assert rule["applicable_range"] == {"user_list": ["wulan"], "department_list": []}
    assert ids(api.get_intercept_rule_list()["rule_list"], "rule_name") == ["价格"]
    refused(41077, api.add_intercept_rule, "价格", ["x"], 1, applicable_range=covered)
    refused(41084, api.add_intercept_rule, "x", ["x"], 1, semantics_list=[9],
            applicable_range=covered)  # fmt: skip
    api.delete_intercept_rule(rule_id)
    assert api.get_intercept_rule_list()["rule_list"] == []
    refused(41071, api.get_intercept_rule, rule_id)
    refused(41070, api.get_intercept_rule, "nothing")


# -- groups of rules ---------------------------------------------------------------------------


def member(userid: str) -> Any:
    return {"type": 1, "userid": userid}


def party(number: int) -> Any:
    return {"type": 2, "partyid": number}


def _strategies(company: Company, kind: str, privilege: str) -> None:
    """Go through the calls of one kind of groups: ``customer`` or ``moment``."""
    api = company.api
    create, edit, get, delete = (
        getattr(api, f"{verb}_{kind}_strategy") for verb in ("create", "edit", "get", "delete")
    )
    many = {"customer": "customer_strategies", "moment": "moment_strategies"}[kind]
    top = create("总部", ["wulan"], {privilege: False}, [party(2)])["strategy_id"]
    below = create("一组", ["lisi"], range=[member("lisi")], parent_id=top)["strategy_id"]
    shown = get(below)["strategy"]
    assert (shown["strategy_name"], shown["parent_id"], shown["admin_list"]) == (
        "一组", top, ["lisi"],
    )  # fmt: skip
    assert shown["privilege"][privilege] is False  # the parent's
    assert "range" not in shown
    refused(40058, create, "二组", ["lisi"], range=[member("wulan")], parent_id=top)
    refused(40003, create, "二组", ["nobody"], range=[party(2)])
    refused(60123, create, "二组", ["lisi"], range=[party(99)])
    edit(below, strategy_name="二组", range_add=[party(6)], range_del=[member("lisi")])
    assert get(below)["strategy"]["strategy_name"] == "二组"
    assert getattr(api, f"get_{kind}_strategy_range")(below)["range"] == [party(6)]
    pages = getattr(api, f"list_{many}")
    first = pages(limit=1)
    assert first["strategy"] == [{"strategy_id": top}]
    last = pages(cursor=first["next_cursor"])
    assert last["strategy"] == [{"strategy_id": below}]
    assert "next_cursor" not in last
    refused(40058, delete, top)  # another is below it
    delete(below)
    delete(top)
    refused(40058, get, top)


@table(
    "create_customer_strategy", "edit_customer_strategy", "get_customer_strategy",
    "get_customer_strategy_range", "list_customer_strategies", "delete_customer_strategy",
)  # fmt: skip
def customer_strategies(company: Company) -> None:
    _strategies(company, "customer", "share_customer")
    made = company.api.create_customer_strategy(
        "总部", ["wulan"], {"contact_me": False}, [party(1)]
    )
    shown = company.api.get_customer_strategy(made["strategy_id"])["strategy"]
    assert shown["privilege"]["contact_me"] is True  # a basic one stays


@table(
    "create_moment_strategy", "edit_moment_strategy", "get_moment_strategy",
    "get_moment_strategy_range", "list_moment_strategies", "delete_moment_strategy",
)  # fmt: skip
def moment_strategies(company: Company) -> None:
    _strategies(company, "moment", "send_moment")


@table(
    "add_strategy_tag", "get_strategy_tag_list", "edit_strategy_tag", "delete_strategy_tag",
)  # fmt: skip
def tags_of_strategies(company: Company) -> None:
    api, external = company.api, company.customer()
    rule = api.create_customer_strategy("研发", ["wulan"], range=[party(2)])["strategy_id"]
    group = api.add_strategy_tag(rule, [{"name": "冷"}, {"name": "冷"}], group_name="意向")
    (tag,) = group["tag_group"]["tag"]  # a name counts once
    api.add_strategy_tag(rule, [{"name": "热"}], group_name="意向")
    api.edit_strategy_tag(tag["id"], name="很冷")
    (shown,) = api.get_strategy_tag_list(strategy_id=rule)["tag_group"]
    assert (shown["strategy_id"], ids(shown["tag"], "name")) == (rule, ["很冷", "热"])
    api.mark_corp_tag("zhangsan", external, add_tag=[tag["id"]])
    (marked,) = api.get_external_contact(external)["follow_user"][0]["tags"]
    assert (marked["tag_name"], marked["type"]) == ("很冷", 3)
    other = company.act("new_customer", name="小林", userid="wulan")["external_userid"]
    refused(40068, api.mark_corp_tag, "wulan", other, add_tag=[tag["id"]])  # not in its range
    assert api.get_corp_tag_list(tag_id=[tag["id"]])["tag_group"] == []
    api.delete_strategy_tag(group_id=[shown["group_id"]])
    assert api.get_strategy_tag_list()["tag_group"] == []
    refused(40058, api.add_strategy_tag, 99, [{"name": "x"}], group_name="x")
