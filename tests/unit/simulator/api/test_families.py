"""The simulated families beyond contacts and messages: state, limits, the vendor's error codes."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from flask_wechat_corp.simulator.api.apps import miniprograms
from flask_wechat_corp.simulator.api.customers import messages as customer_messages
from flask_wechat_corp.simulator.api.finance import invoices
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from flask_wechat_corp.simulator.api.messaging import webhook
from flask_wechat_corp.simulator.api.office import approvals, living
from flask_wechat_corp.simulator.api.providers import suites
from flask_wechat_corp.simulator.world.world import World
from tests.helpers.simulated import DAY, MONDAY, NOW, DirectWorld, follower


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


def test_the_state_of_all_rooms_survives_json(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    wecom("externalcontact/remark", userid=userid, external_userid=external, remark="老客户")
    wecom("kf/account/list")
    wecom("externalcontact/get_corp_tag_list")
    wecom("card/invoice/reimburse/getinvoiceinfobatch", item_list=[invoice_key(wecom)])
    again = World(json.loads(json.dumps(wecom.world.to_dict())))
    assert again.families == wecom.world.families
    assert again.families["external"]["customers"][external]["follow"][userid]["remark"] == "老客户"


# -- customers ---------------------------------------------------------------------------------


def test_customers_are_listed_shown_and_noted(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    wecom(
        "externalcontact/remark",
        userid=userid, external_userid=external, remark="小王", remark_mobiles=["13900000001"],
    )  # fmt: skip
    shown = wecom("externalcontact/get", {"external_userid": external})
    assert shown["external_contact"]["external_userid"] == external
    [follow] = [row for row in shown["follow_user"] if row["userid"] == userid]
    assert (follow["remark"], follow["remark_mobiles"]) == ("小王", ["13900000001"])
    page = wecom("externalcontact/batch/get_by_user", userid_list=[userid], limit=1)
    assert page["external_contact_list"][0]["follow_info"]["remark"] == "小王"


@pytest.mark.parametrize(
    ("path", "query", "errcode"),
    [
        ("externalcontact/list", {}, 41009),
        ("externalcontact/list", {"userid": "nobody"}, 40003),
        ("externalcontact/list", {"userid": "ouyangming"}, 84061),
        ("externalcontact/get", {}, 41035),
        ("externalcontact/get", {"external_userid": "wmnobody"}, 40096),
    ],
)
def test_wrong_customers_are_refused(
    wecom: DirectWorld, path: str, query: dict[str, str], errcode: int
) -> None:
    assert wecom.refused(path, query) == errcode


def test_remark_needs_something_to_note(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    ids = {"userid": userid, "external_userid": external}
    assert wecom.refused("externalcontact/remark", **ids) == 40058
    assert wecom.refused("externalcontact/remark", **ids, remark="好" * 21) == 40058
    assert wecom.refused("externalcontact/remark", **ids, remark_pic_mediaid="x") == 40007


def test_customer_tags_are_made_marked_renamed_and_deleted(wecom: DirectWorld) -> None:
    made = wecom("externalcontact/add_corp_tag", group_name="行业", tag=[{"name": "零售"}])
    [tag] = made["tag_group"]["tag"]
    again = wecom("externalcontact/add_corp_tag", group_name="行业", tag=[{"name": "物流"}])
    assert again["tag_group"]["group_id"] == made["tag_group"]["group_id"]
    long = {"group_name": "行业", "tag": [{"name": "长" * 31}]}
    assert wecom.refused("externalcontact/add_corp_tag", **long) == 40072
    taken = {"group_name": "行业", "tag": [{"name": "零售"}]}
    assert wecom.refused("externalcontact/add_corp_tag", **taken) == 40071
    userid, external = follower(wecom)
    ids = {"userid": userid, "external_userid": external}
    wecom("externalcontact/mark_tag", **ids, add_tag=[tag["id"]])
    shown = wecom("externalcontact/get", {"external_userid": external})
    assert shown["follow_user"][0]["tags"][0]["tag_name"] == "零售"
    assert wecom.refused("externalcontact/mark_tag", **ids) == 40058
    assert wecom.refused("externalcontact/mark_tag", **ids, add_tag=["etno"]) == 40068
    wecom("externalcontact/edit_corp_tag", id=tag["id"], name="新零售")
    listed = wecom("externalcontact/get_corp_tag_list", tag_id=[tag["id"]])["tag_group"]
    assert [one["name"] for one in listed[0]["tag"]] == ["新零售"]
    wecom("externalcontact/del_corp_tag", group_id=[made["tag_group"]["group_id"]])
    names = [g["group_name"] for g in wecom("externalcontact/get_corp_tag_list")["tag_group"]]
    assert "行业" not in names
    assert wecom.refused("externalcontact/del_corp_tag", tag_id=[tag["id"]]) == 40068


def test_a_customer_changes_hands_after_a_day(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    pair = {"handover_userid": userid, "takeover_userid": "ouyangming"}
    given = wecom("externalcontact/transfer_customer", **pair, external_userid=[external, "wmx"])
    assert [row["errcode"] for row in given["customer"]] == [0, 40096]
    again = wecom("externalcontact/transfer_customer", **pair, external_userid=[external])
    assert again["customer"][0]["errcode"] == 40129
    assert wecom("externalcontact/transfer_result", **pair)["customer"][0]["status"] == 2
    wecom.later(DAY)
    assert wecom("externalcontact/transfer_result", **pair)["customer"][0]["status"] == 1
    assert wecom.customer("ouyangming") == external
    stranger = {"handover_userid": "wulan", "takeover_userid": "lisi"}
    gone = wecom("externalcontact/transfer_customer", **stranger, external_userid=[external])
    assert gone["customer"][0]["errcode"] == 40131
    same = {"handover_userid": userid, "takeover_userid": userid, "external_userid": [external]}
    assert wecom.refused("externalcontact/transfer_customer", **same) == 40130


def test_customers_of_who_left_are_unassigned(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    pair = {"handover_userid": userid, "takeover_userid": "ouyangming"}
    path = "externalcontact/resigned/transfer_customer"
    assert wecom.refused(path, **pair, external_userid=[external]) == 40097
    wecom.leave(userid)
    [row] = wecom("externalcontact/get_unassigned_list")["info"]
    assert (row["handover_userid"], row["external_userid"]) == (userid, external)
    assert wecom(path, **pair, external_userid=[external])["customer"][0]["errcode"] == 0
    wecom.later(DAY)
    result = wecom("externalcontact/resigned/transfer_result", **pair)
    assert result["customer"][0]["status"] == 1
    assert wecom("externalcontact/get_unassigned_list") == {
        "info": [], "is_last": True, "next_cursor": "",
    }  # fmt: skip


def test_figures_are_given_by_the_day(wecom: DirectWorld) -> None:
    span = {"start_time": MONDAY - DAY, "end_time": MONDAY}
    data = wecom("externalcontact/get_user_behavior_data", **span, userid=["lisi"])
    assert [row["stat_time"] for row in data["behavior_data"]] == [MONDAY - DAY, MONDAY]
    assert wecom.refused("externalcontact/get_user_behavior_data", **span) == 40058
    long = {"start_time": MONDAY - 31 * DAY, "end_time": MONDAY, "userid": ["lisi"]}
    assert wecom.refused("externalcontact/get_user_behavior_data", **long) == 40058
    userid, external = follower(wecom)
    assert wecom("externalcontact/close_temp_chat", userid=userid, external_userid=external) == {}


def test_contact_ways_live_and_die(wecom: DirectWorld) -> None:
    made = wecom("externalcontact/add_contact_way", type=1, scene=2, user=["lisi"], state="s1")
    config = {"config_id": made["config_id"]}
    assert made["qr_code"].startswith("https://")
    wecom("externalcontact/update_contact_way", **config, remark="展会")
    way = wecom("externalcontact/get_contact_way", **config)["contact_way"]
    assert (way["remark"], way["state"], way["user"]) == ("展会", "s1", ["lisi"])
    assert wecom("externalcontact/list_contact_way")["contact_way"] == [config]
    wecom("externalcontact/del_contact_way", **config)
    assert wecom.refused("externalcontact/get_contact_way", **config) == 41044
    for wrong, errcode in (
        ({"type": 1, "scene": 2}, 40058),
        ({"type": 3, "scene": 2}, 41039),
        ({"scene": 2}, 41037),
        ({"type": 1}, 41038),
        ({"type": 1, "scene": 3}, 41040),
        ({"type": 2, "scene": 2, "user": ["lisi"] * 101}, 41041),
        ({"type": 2, "scene": 1, "user": ["nobody"]}, 40003),
        ({"type": 2, "scene": 1, "party": [99]}, 60123),
    ):
        assert wecom.refused("externalcontact/add_contact_way", **wrong) == errcode


def test_group_welcome_templates(wecom: DirectWorld) -> None:
    base = "externalcontact/group_welcome_template/"
    words = {"text": {"content": "欢迎"}}
    made = wecom(base + "add", **words)
    wecom(base + "edit", **made, **words, image={"media_id": wecom.media()})
    assert wecom(base + "get", **made)["text"] == words["text"]
    wecom(base + "del", **made)
    assert wecom.refused(base + "get", **made) == 84020
    assert wecom.refused(base + "add") == 40058
    assert wecom.refused(base + "add", image={"media_id": "gone"}) == 40007


def test_mass_messages_are_tasks_of_members(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    sent = wecom(
        "externalcontact/add_msg_template",
        chat_type="single", external_userid=[external, "wmx"], text={"content": "新品"},
    )  # fmt: skip
    assert sent["fail_list"] == ["wmx"]
    msgid = {"msgid": sent["msgid"]}
    assert wecom("externalcontact/get_groupmsg_task", **msgid)["task_list"] == [
        {"userid": userid, "status": 0}
    ]
    result = wecom("externalcontact/get_groupmsg_send_result", **msgid, userid=userid)
    assert result["send_list"][0]["external_userid"] == external
    span = {"chat_type": "single", "start_time": NOW - DAY, "end_time": NOW}
    listed = wecom("externalcontact/get_groupmsg_list_v2", **span)["group_msg_list"]
    assert [row["msgid"] for row in listed] == [sent["msgid"]]
    assert wecom.refused("externalcontact/get_groupmsg_task", msgid="msgx") == 41047
    assert wecom.refused("externalcontact/get_groupmsg_task") == 41046


@pytest.mark.parametrize(
    ("content", "errcode"),
    [
        ({}, 40063),
        ({"attachments": [{"msgtype": "poem"}]}, 41065),
        ({"attachments": [{"msgtype": "file", "file": {"media_id": "x"}}]}, 40007),
        ({"attachments": [{}] * 10}, 41064),
        ({"text": {"content": "好" * 1334}}, 45002),
        ({"text": {"content": "hi"}, "external_userid": ["wmx"]}, 41048),
        ({"text": {"content": "hi"}, "chat_type": "group"}, 40058),
    ],
)
def test_wrong_mass_messages_are_refused(
    wecom: DirectWorld, content: dict[str, Any], errcode: int
) -> None:
    assert wecom.refused("externalcontact/add_msg_template", **content) == errcode


def test_a_welcome_code_is_good_once_for_20_seconds(wecom: DirectWorld) -> None:
    words = {"text": {"content": "欢迎"}}
    path = "externalcontact/send_welcome_msg"
    assert wecom.refused(path, **words) == 41049
    assert wecom.refused(path, welcome_code="CODE", **words) == 41050
    customer_messages.expect_welcome(wecom.world, "CODE")
    assert wecom(path, welcome_code="CODE", **words) == {}
    assert wecom.refused(path, welcome_code="CODE", **words) == 41050
    customer_messages.expect_welcome(wecom.world, "LATE")
    wecom.later(21)
    assert wecom.refused(path, welcome_code="LATE", **words) == 41050


# -- customer groups and moments ---------------------------------------------------------------


def test_customer_groups(wecom: DirectWorld) -> None:
    base = "externalcontact/groupchat/"
    [row] = wecom(base + "list", limit=10)["group_chat_list"]
    chat = wecom(base + "get", chat_id=row["chat_id"], need_name=1)["group_chat"]
    assert all(member["name"] for member in chat["member_list"])
    opened = wecom("externalcontact/opengid_to_chatid", opengid="og" + row["chat_id"])
    assert opened["chat_id"] == row["chat_id"]
    owner = {"owner_filter": {"userid_list": [chat["owner"]]}}
    figures = wecom(base + "statistic", day_begin_time=MONDAY, **owner)
    assert figures["items"][0]["data"]["member_total"] == len(chat["member_list"])
    move = {"chat_id_list": [row["chat_id"]], "new_owner": "ouyangming"}
    assert wecom(base + "transfer", **move)["failed_chat_list"][0]["errcode"] == 90500
    wecom.leave(chat["owner"])
    assert wecom(base + "transfer", **move)["failed_chat_list"] == []
    assert wecom(base + "get", chat_id=row["chat_id"])["group_chat"]["owner"] == "ouyangming"
    assert wecom.refused(base + "get", chat_id="wrx") == 40050
    assert wecom.refused(base + "list") == 40058
    assert wecom.refused("externalcontact/opengid_to_chatid", opengid="x") == 90511
    lost = wecom(base + "transfer", chat_id_list=["wrx"], new_owner="lisi")
    assert lost["failed_chat_list"][0]["errcode"] == 90501


def test_ways_into_groups(wecom: DirectWorld) -> None:
    base = "externalcontact/groupchat/"
    chat_ids = [row["chat_id"] for row in wecom(base + "list", limit=1)["group_chat_list"]]
    config = wecom(base + "add_join_way", scene=2, chat_id_list=chat_ids)
    wecom(base + "update_join_way", **config, scene=1, chat_id_list=chat_ids, remark="门店")
    way = wecom(base + "get_join_way", **config)["join_way"]
    assert (way["scene"], way["remark"], way["chat_id_list"]) == (1, "门店", chat_ids)
    wecom(base + "del_join_way", **config)
    assert wecom.refused(base + "get_join_way", **config) == 41044
    assert wecom.refused(base + "add_join_way", scene=2, chat_id_list=["wrx"]) == 40050
    assert wecom.refused(base + "add_join_way", scene=2, chat_id_list=chat_ids * 6) == 41091
    assert wecom.refused(base + "get_join_way") == 41043


def test_moments(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    job = wecom(
        "externalcontact/add_moment_task",
        text={"content": "上新"},
        visible_range={"sender_list": {"user_list": [userid, "nobody"]}},
    )
    done = wecom("externalcontact/get_moment_task_result", job)
    assert (done["status"], done["result"]["invalid_sender_list"]["user_list"]) == (3, ["nobody"])
    moment = {"moment_id": done["result"]["moment_id"]}
    span = {"start_time": NOW - DAY, "end_time": NOW}
    [shown] = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert (shown["text"], shown["moment_id"]) == ({"content": "上新"}, moment["moment_id"])
    assert wecom("externalcontact/get_moment_task", **moment)["task_list"] == [
        {"userid": userid, "publish_status": 0}
    ]
    customers = wecom("externalcontact/get_moment_customer_list", **moment, userid=userid)
    assert customers["customer_list"] == [{"userid": userid, "external_userid": external}]
    sent = wecom("externalcontact/get_moment_send_result", **moment, userid=userid)
    assert sent["customer_list"] == []
    comments = wecom("externalcontact/get_moment_comments", **moment, userid=userid)
    assert comments == {"comment_list": [], "like_list": []}
    assert wecom.refused("externalcontact/get_moment_task_result", {"jobid": "x"}) == 40088
    assert wecom.refused("externalcontact/get_moment_task", moment_id="x") == 41060
    assert wecom.refused("externalcontact/get_moment_task") == 41059
    assert wecom.refused("externalcontact/add_moment_task") == 41089
    other = {**moment, "userid": "ouyangming"}
    assert wecom.refused("externalcontact/get_moment_comments", **other) == 41061


# -- customer service --------------------------------------------------------------------------


def test_customer_service_accounts_and_servicers(wecom: DirectWorld) -> None:
    made = wecom("kf/account/add", name="售后", media_id=wecom.media())
    wecom("kf/account/update", **made, name="售后服务")
    names = [row["name"] for row in wecom("kf/account/list")["account_list"]]
    assert "售后服务" in names
    added = wecom("kf/servicer/add", **made, userid_list=["lisi", "nobody"])["result_list"]
    assert [row["errcode"] for row in added] == [0, 40003]
    assert wecom("kf/servicer/list", made)["servicer_list"] == [{"userid": "lisi", "status": 0}]
    wecom("kf/servicer/del", **made, userid_list=["lisi"])
    assert wecom("kf/servicer/list", made)["servicer_list"] == []
    assert "enc_scene=" in wecom("kf/add_contact_way", **made, scene="web")["url"]
    wecom("kf/account/del", **made)
    assert wecom.refused("kf/servicer/list", made) == 95004
    assert wecom.refused("kf/servicer/list", {"open_kfid": "x"}) == 95000
    assert wecom.refused("kf/account/add", name="x" * 17, media_id=wecom.media()) == 95006
    assert wecom.refused("kf/account/add", name="x", media_id="gone") == 40007


def talk(wecom: DirectWorld) -> tuple[str, str]:
    _, external = follower(wecom)
    return wecom("kf/account/list")["account_list"][0]["open_kfid"], external


def test_a_customer_is_read_and_answered(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    token = kf_messages.customer_says(wecom.world, open_kfid, external, "你好")
    read = wecom("kf/sync_msg", token=token)
    [message] = read["msg_list"]
    assert (message["text"], message["origin"]) == ({"content": "你好"}, 3)
    again = wecom("kf/sync_msg", token=token, cursor=read["next_cursor"])
    assert (again["msg_list"], again["has_more"]) == ([], 0)
    answer = {
        "touser": external, "open_kfid": open_kfid, "msgtype": "text", "text": {"content": "您好"},
    }  # fmt: skip
    for _ in range(5):
        assert wecom("kf/send_msg", **answer)["msgid"]
    assert wecom.refused("kf/send_msg", **answer) == 95001
    kf_messages.customer_says(wecom.world, open_kfid, external, "还在吗")
    wecom.later(48 * 3600 + 1)
    assert wecom.refused("kf/send_msg", **answer) == 95002
    assert wecom.refused("kf/sync_msg", token=token) == 95007
    assert wecom.refused("kf/send_msg", **{**answer, "msgtype": "poem"}) == 40008
    for items, errcode in (([{"type": "click"}] * 11, 95008), ([{"type": "poem"}], 95009)):
        menu = {**answer, "msgtype": "msgmenu", "msgmenu": {"list": items}}
        assert wecom.refused("kf/send_msg", **menu) == errcode
    assert wecom.refused("kf/send_msg", **{**answer, "touser": "wmx"}) == 40096


def test_messages_of_customers_come_in_pages(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    for number in range(5):
        kf_messages.customer_says(wecom.world, open_kfid, external, str(number))
    seen, cursor, more = [], "", 1
    while more:
        page = wecom("kf/sync_msg", cursor=cursor, limit=2, open_kfid=open_kfid)
        seen += [row["text"]["content"] for row in page["msg_list"]]
        cursor, more = page["next_cursor"], page["has_more"]
    assert seen == ["0", "1", "2", "3", "4"]


def test_states_of_a_conversation(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    ids = {"open_kfid": open_kfid, "external_userid": external}
    kf_messages.customer_says(wecom.world, open_kfid, external, "人工")
    servicer = wecom("kf/servicer/list", {"open_kfid": open_kfid})["servicer_list"][0]["userid"]
    change = {**ids, "service_state": 3}
    assert wecom.refused("kf/service_state/trans", **change, servicer_userid="wulan") == 95014
    code = wecom("kf/service_state/trans", **change, servicer_userid=servicer)["msg_code"]
    assert wecom("kf/service_state/get", **ids) == {
        "service_state": 3, "servicer_userid": servicer,
    }  # fmt: skip
    words = {"msgtype": "text", "text": {"content": "为您转接"}}
    assert wecom.refused("kf/send_msg", open_kfid=open_kfid, touser=external, **words) == 95018
    assert wecom("kf/send_msg_on_event", code=code, **words)["msgid"]
    assert wecom.refused("kf/send_msg_on_event", code=code, **words) == 40029
    assert wecom.refused("kf/service_state/trans", **ids, service_state=1) == 95016
    wecom("kf/service_state/trans", **ids, service_state=4)
    assert wecom.refused("kf/service_state/trans", **change) == 95013


def test_customers_of_customer_service(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    found = wecom("kf/customer/batchget", external_userid_list=[external, "wmx"])
    assert found["customer_list"][0]["external_userid"] == external
    assert found["invalid_external_userid"] == ["wmx"]
    assert wecom("kf/customer/get_upgrade_service_config")["member_range"]["userid_list"]
    ids = {"open_kfid": open_kfid, "external_userid": external}
    wecom("kf/customer/upgrade_service", **ids, type=1, member={"userid": "lisi"})
    wecom("kf/customer/cancel_upgrade_service", **ids)
    wrong = {**ids, "type": 1, "member": {"userid": "nobody"}}
    assert wecom.refused("kf/customer/upgrade_service", **wrong) == 40003


# -- office ------------------------------------------------------------------------------------


def application(wecom: DirectWorld) -> dict[str, Any]:
    [template_id] = approvals.template_ids(wecom.world)
    content = wecom("oa/gettemplatedetail", template_id=template_id)["template_content"]
    text, money, _ = [control["property"] for control in content["controls"]]
    return {
        "creator_userid": "zhangsan",
        "template_id": template_id,
        "use_template_approver": 0,
        "approver": [{"attr": 2, "userid": ["lisi"]}],
        "apply_data": {
            "contents": [
                {"control": "Text", "id": text["id"], "value": {"text": "差旅"}},
                {"control": "Money", "id": money["id"], "value": {"new_money": "700"}},
            ]
        },
        "summary_list": [],
    }


def test_an_application_is_handed_in_and_found(wecom: DirectWorld) -> None:
    sp_no = wecom("oa/applyevent", **application(wecom))["sp_no"]
    span = {"starttime": NOW - DAY, "endtime": NOW, "cursor": 0, "size": 100}
    assert wecom("oa/getapprovalinfo", **span)["sp_no_list"] == [sp_no]
    second = wecom("oa/applyevent", **application(wecom))["sp_no"]
    first = {**span, "cursor": "", "size": 1, "new_cursor": ""}
    page = wecom("oa/getapprovalinfo", **first)
    assert page["sp_no_list"] == [sp_no]
    first["new_cursor"] = page["new_next_cursor"]
    assert wecom("oa/getapprovalinfo", **first)["sp_no_list"] == [second]
    old = wecom("oa/getapprovalinfo", **{**span, "size": 1})
    assert (old["sp_no_list"], old["next_cursor"]) == ([sp_no], 1)
    other = [{"key": "creator", "value": "lisi"}]
    assert wecom("oa/getapprovalinfo", **span, filters=other)["sp_no_list"] == []
    info = wecom("oa/getapprovaldetail", sp_no=sp_no)["info"]
    assert (info["applyer"]["userid"], info["sp_status"]) == ("zhangsan", 1)
    assert info["sp_record"][0]["details"][0]["approver"] == {"userid": "lisi"}


def test_wrong_applications_are_refused(wecom: DirectWorld) -> None:
    good = application(wecom)
    without = {**good, "apply_data": {"contents": good["apply_data"]["contents"][:1]}}
    assert wecom.refused("oa/applyevent", **without) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "template_id": "x"}) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "approver": []}) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "creator_userid": "nobody"}) == 40003
    assert wecom.refused("oa/getapprovaldetail", sp_no="1") == 301025
    span = {"starttime": NOW - 32 * DAY, "endtime": NOW, "cursor": 0, "size": 100}
    assert wecom.refused("oa/getapprovalinfo", **span) == 301025


def test_check_ins_follow_the_working_days(wecom: DirectWorld) -> None:
    span = {"starttime": MONDAY - 3 * DAY, "endtime": NOW, "useridlist": ["lisi"]}
    rows = wecom("checkin/getcheckindata", opencheckindatatype=3, **span)["checkindata"]
    times = [row["checkin_time"] for row in rows]
    friday = MONDAY - 3 * DAY
    assert times == [day + hour * 3600 for day in (friday, MONDAY) for hour in (9, 18)]
    days = wecom("checkin/getcheckin_daydata", **span)["datas"]
    assert [row["base_info"]["date"] for row in days] == [friday, MONDAY]
    [month] = wecom("checkin/getcheckin_monthdata", **span)["datas"]
    assert month["summary_info"]["work_days"] == 2
    rules = wecom("checkin/getcheckinoption", datetime=NOW, useridlist=["lisi"])["info"]
    assert (
        rules[0]["group"]["groupid"] == wecom("checkin/getcorpcheckinoption")["group"][0]["groupid"]
    )


def test_check_in_limits(wecom: DirectWorld) -> None:
    one = {"opencheckindatatype": 3, "starttime": NOW - DAY, "endtime": NOW}
    path = "checkin/getcheckindata"
    assert wecom.refused(path, **one, useridlist=["lisi"] * 101) == 301023
    assert wecom.refused(path, **one, useridlist=["nobody"]) == 301021
    long = {**one, "starttime": NOW - 31 * DAY, "useridlist": ["lisi"]}
    assert wecom.refused(path, **long) == 301024


def test_shifts_and_faces(wecom: DirectWorld) -> None:
    items = [{"userid": "lisi", "day": 23, "schedule_id": 1}]
    wecom("checkin/setcheckinschedulist", groupid=1, yearmonth=202611, items=items)
    span = {"starttime": MONDAY, "endtime": NOW, "useridlist": ["lisi"]}
    [row] = wecom("checkin/getcheckinschedulist", **span)["schedule_list"]
    assert (row["yearmonth"], row["schedule"]["scheduleList"][0]["day"]) == (202611, 23)
    wrong = {"groupid": 9, "yearmonth": 202611, "items": items}
    assert wecom.refused("checkin/setcheckinschedulist", **wrong) == 301089
    unknown = {"groupid": 1, "yearmonth": 202611, "items": [{**items[0], "schedule_id": 9}]}
    assert wecom.refused("checkin/setcheckinschedulist", **unknown) == 301086
    face = base64.b64encode(b"face").decode()
    assert wecom("checkin/addcheckinuserface", userid="lisi", userface=face) == {}
    assert wecom.refused("checkin/addcheckinuserface", userid="lisi", userface="***") == 40123


def test_calendars_and_their_events(wecom: DirectWorld) -> None:
    cal = wecom("oa/calendar/add", calendar={"summary": "团队", "color": "#FF3030"})
    wecom("oa/calendar/update", calendar={**cal, "summary": "后端组"})
    [shown] = wecom("oa/calendar/get", cal_id_list=[cal["cal_id"]])["calendar_list"]
    assert (shown["summary"], shown["color"]) == ("后端组", "#FF3030")
    event = {"start_time": NOW, "end_time": NOW + 3600, "summary": "例会", **cal}
    made = wecom("oa/schedule/add", schedule={**event, "attendees": [{"userid": "lisi"}]})
    wecom("oa/schedule/update", schedule={**event, **made, "summary": "周会"})
    ids = [made["schedule_id"]]
    [meeting] = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert (meeting["summary"], meeting["cal_id"]) == ("周会", cal["cal_id"])
    wecom("oa/schedule/del", **made)
    assert wecom.refused("oa/schedule/get", schedule_id_list=ids) == 90460
    wecom("oa/calendar/del", **cal)
    assert wecom.refused("oa/calendar/del", **cal) == 90459
    assert wecom.refused("oa/calendar/get", cal_id_list=["x"]) == 90457
    assert wecom.refused("oa/calendar/get", cal_id_list=[]) == 90458
    assert wecom.refused("oa/calendar/add", calendar={"summary": "x", "color": "red"}) == 90473
    assert wecom.refused("oa/schedule/get", schedule_id_list=["x"]) == 90461
    assert wecom.refused("oa/schedule/get", schedule_id_list=[]) == 90462
    assert wecom.refused("oa/schedule/del", schedule_id="x", op_mode=3) == 90461
    crowd = {"start_time": 1, "end_time": 2, "attendees": [{"userid": "lisi"}] * 1001}
    assert wecom.refused("oa/schedule/add", schedule=crowd) == 90464
    backwards = {"start_time": NOW, "end_time": NOW - 1}
    assert wecom.refused("oa/schedule/add", schedule=backwards) == 40058


def test_calls_and_live_streams(wecom: DirectWorld) -> None:
    [call] = wecom("dial/get_dial_record")["record"]
    assert call["caller"]["userid"] in wecom.world.members
    early = {"start_time": NOW - 31 * DAY, "end_time": NOW}
    assert wecom.refused("dial/get_dial_record", **early) == 40058
    [livingid] = living.livings(wecom.world)
    info = wecom("living/get_living_info", {"livingid": livingid})["living_info"]
    watched = wecom("living/get_watch_stat", livingid=livingid)["stat_info"]
    assert watched["users"][0]["userid"] == info["anchor_userid"]
    assert wecom.refused("living/get_watch_stat", livingid="lvx") == 40058


def test_linked_companies(wecom: DirectWorld) -> None:
    perm = wecom("linkedcorp/agent/get_perm_list")
    department = {"department_id": perm["department_ids"][0]}
    [row] = wecom("linkedcorp/department/list", **department)["department_list"]
    assert row["department_id"] == department["department_id"]
    people = wecom("linkedcorp/user/simplelist", **department)["userlist"]
    first = wecom("linkedcorp/user/get", userid=perm["userids"][0])["user_info"]
    assert first["name"] == people[0]["name"]
    assert wecom.refused("linkedcorp/user/get", userid="x/y") == 60111
    assert wecom.refused("linkedcorp/user/simplelist", department_id="x/1") == 60123


def invoice_key(wecom: DirectWorld, number: int = 0) -> dict[str, str]:
    found = invoices.invoices(wecom.world)[number]
    return {"card_id": found["card_id"], "encrypt_code": found["encrypt_code"]}


def test_invoices_are_locked_and_closed(wecom: DirectWorld) -> None:
    base = "card/invoice/reimburse/"
    one, other = invoice_key(wecom), invoice_key(wecom, 1)
    locked = "INVOICE_REIMBURSE_LOCK"
    wecom(base + "updateinvoicestatus", **one, reimburse_status=locked)
    shown = wecom(base + "getinvoiceinfo", **one)
    assert shown["user_info"]["reimburse_status"] == locked
    closed = {"openid": shown["openid"], "reimburse_status": "INVOICE_REIMBURSE_CLOSURE"}
    wecom(base + "updatestatusbatch", **closed, invoice_list=[one, other])
    items = wecom(base + "getinvoiceinfobatch", item_list=[one, other])["item_list"]
    assert {row["user_info"]["reimburse_status"] for row in items} == {closed["reimburse_status"]}
    assert wecom.refused(base + "updateinvoicestatus", **one, reimburse_status=locked) == 72024
    stranger = {**closed, "openid": "ox", "invoice_list": [one]}
    assert wecom.refused(base + "updatestatusbatch", **stranger) == 40073
    assert wecom.refused(base + "getinvoiceinfo", card_id="p", encrypt_code="x") == 40058


def test_the_message_archive(wecom: DirectWorld) -> None:
    assert "lisi" in wecom("msgaudit/get_permit_user_list", type=1)["ids"]
    userid, external = follower(wecom)
    pairs = [{"userid": one, "exteranalopenid": external} for one in (userid, "ouyangming")]
    agreed = wecom("msgaudit/check_single_agree", info=pairs)["agreeinfo"]
    assert [row["agree_status"] for row in agreed] == ["Agree", "Disagree"]
    wecom.world.chats["room"] = {"name": "群", "owner": "lisi", "userlist": ["lisi", "wulan"]}
    members = wecom("msgaudit/groupchat/get", roomid="room")["members"]
    assert [row["memberid"] for row in members] == ["lisi", "wulan"]
    assert wecom.refused("msgaudit/groupchat/get", roomid="x") == 301059
    assert wecom.refused("msgaudit/check_single_agree", info=pairs * 51) == 301060
    strangers = [{"userid": "nobody", "exteranalopenid": external}]
    assert wecom.refused("msgaudit/check_single_agree", info=strangers) == 301061


# -- tickets, mini program, suites, robots -----------------------------------------------------


def test_tickets_stay_the_same_while_they_are_valid(wecom: DirectWorld) -> None:
    corp = wecom("get_jsapi_ticket")
    agent = wecom("ticket/get", {"type": "agent_config"})
    assert corp["ticket"] != agent["ticket"]
    wecom.later(60)
    again = wecom("get_jsapi_ticket")
    assert (again["ticket"], again["expires_in"]) == (corp["ticket"], 7140)
    wecom.later(7200)
    assert wecom("get_jsapi_ticket")["ticket"] != corp["ticket"]
    assert wecom.refused("ticket/get", {"type": "poem"}) == 91040


def test_a_mini_programs_code_is_good_once(wecom: DirectWorld) -> None:
    code = miniprograms.login_code(wecom.world, "lisi")
    query = {"js_code": code, "grant_type": "authorization_code"}
    assert wecom("miniprogram/jscode2session", query)["userid"] == "lisi"
    assert wecom.refused("miniprogram/jscode2session", query) == 40029
    assert wecom.refused("miniprogram/jscode2session", {"js_code": code}) == 40058


def test_a_suite_is_authorized(wecom: DirectWorld) -> None:
    ours = suites.suite(wecom.world)
    asked = {key: ours[key] for key in ("suite_id", "suite_secret", "suite_ticket")}
    token = wecom("service/get_suite_token", **asked)["suite_access_token"]
    assert wecom.world.tokens.check(token, "suite_access_token") == ours["suite_id"]
    assert wecom.refused("service/get_suite_token", **{**asked, "suite_ticket": "x"}) == 40085
    assert wecom.refused("service/get_suite_token", **{**asked, "suite_secret": "x"}) == 40080
    assert wecom("service/get_pre_auth_code")["expires_in"] == 1200
    code = suites.auth_code(wecom.world)
    given = wecom("service/get_permanent_code", auth_code=code)
    assert wecom.refused("service/get_permanent_code", auth_code=code) == 40078
    permanent = {"auth_corpid": wecom.world.corp_id, "permanent_code": given["permanent_code"]}
    corp = wecom("service/get_corp_token", **permanent)
    assert wecom.world.tokens.check(corp["access_token"]) == str(wecom.world.agent_id)
    info = wecom("service/get_auth_info", **permanent)
    assert info["auth_corp_info"]["corpid"] == wecom.world.corp_id
    wrong = {**permanent, "permanent_code": "x"}
    assert wecom.refused("service/get_auth_info", **wrong) == 40084


def test_a_provider_knows_who_logged_in(wecom: DirectWorld) -> None:
    ours = {"corpid": wecom.world.corp_id, "provider_secret": wecom.world.secret}
    token = wecom("service/get_provider_token", **ours)["provider_access_token"]
    assert wecom.world.tokens.check(token, "provider_access_token") == wecom.world.corp_id
    assert wecom.refused("service/get_provider_token", **{**ours, "provider_secret": "x"}) == 40001
    code = suites.auth_code(wecom.world, "lisi")
    assert wecom("service/get_login_info", auth_code=code)["user_info"]["userid"] == "lisi"
    assert wecom.refused("service/get_login_info", auth_code=code) == 40078


def test_a_robot_speaks_twenty_times_a_minute(wecom: DirectWorld) -> None:
    [key] = webhook.robots(wecom.world)
    words = {"msgtype": "text", "text": {"content": "报警"}}
    for _ in range(20):
        assert wecom("webhook/send", {"key": key}, **words) == {}
    assert wecom.refused("webhook/send", {"key": key}, **words) == 45009
    wecom.later(61)
    assert wecom("webhook/send", {"key": key}, **words) == {}
    assert wecom.world.messages.rows()[-1]["content"] == {"content": "报警"}


@pytest.mark.parametrize(
    ("message", "errcode"),
    [
        ({}, 40008),
        ({"msgtype": "poem"}, 40008),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "好" * 683}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}] * 9}}, 45008),
        ({"msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"msgtype": "image", "image": {"base64": "aGk=", "md5": "0"}}, 301019),
        ({"msgtype": "template_card", "template_card": {"card_type": "poem"}}, 42031),
    ],
)
def test_robots_refuse_what_wecom_refuses(
    wecom: DirectWorld, message: dict[str, Any], errcode: int
) -> None:
    [key] = webhook.robots(wecom.world)
    assert wecom.refused("webhook/send", {"key": key}, **message) == errcode


def test_a_robot_needs_its_key_and_shows_pictures(wecom: DirectWorld) -> None:
    assert wecom.refused("webhook/send", {"key": "x"}, msgtype="text") == 93000
    [key] = webhook.robots(wecom.world)
    digest = hashlib.md5(b"hi", usedforsecurity=False).hexdigest()
    image = {"base64": base64.b64encode(b"hi").decode(), "md5": digest}
    assert wecom("webhook/send", {"key": key}, msgtype="image", image=image) == {}
