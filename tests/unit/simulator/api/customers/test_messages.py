"""Mass messages and welcome messages."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.customers import messages as customer_messages
from flask_wechat_corp.simulator.errors import SimulatedError
from tests.helpers.simulated import DAY, NOW, DirectWorld, follower


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


def test_a_mass_message_goes_to_customers_with_a_tag_of_each_list(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    [group] = wecom("externalcontact/get_corp_tag_list")["tag_group"]
    first, second, third = (one["id"] for one in group["tag"])
    pair = {"userid": userid, "external_userid": external}
    wecom("externalcontact/mark_tag", **pair, add_tag=[first, third])
    path, words = "externalcontact/add_msg_template", {"text": {"content": "新品"}}
    both = {"group_list": [{"tag_list": [first, second]}, {"tag_list": [third]}]}
    for more in ({}, {"sender": userid}):
        sent = wecom(path, **words, tag_filter=both, **more)
        assert sent["fail_list"] == []
        result = {"msgid": sent["msgid"], "userid": userid}
        found = wecom("externalcontact/get_groupmsg_send_result", **result)["send_list"]
        assert [one["external_userid"] for one in found] == [external]
    none = {"group_list": [{"tag_list": [first]}, {"tag_list": [second]}]}
    assert wecom.refused(path, **words, tag_filter=none) == 41048
    sent = wecom(path, **words, tag_filter=none, external_userid=[external])
    assert sent["fail_list"] == []


@pytest.mark.parametrize(
    ("content", "errcode"),
    [
        ({}, 40063),
        ({"text": {"content": "hi"}}, 40058),
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


HI = {"text": {"content": "您好"}}


def test_a_mass_message_to_groups_goes_to_those_of_its_sender(wecom: DirectWorld) -> None:
    path = "externalcontact/add_msg_template"
    [chat] = wecom("externalcontact/groupchat/list", limit=10)["group_chat_list"]
    owner = "zhangsan"  # of the group that a new company has
    sent = wecom(path, chat_type="group", sender=owner, **HI)
    result = {"msgid": sent["msgid"], "userid": owner}
    assert wecom("externalcontact/get_groupmsg_send_result", **result)["send_list"] == []
    customer_messages.member_sends(wecom.world, sent["msgid"], owner)
    [row] = wecom("externalcontact/get_groupmsg_send_result", **result)["send_list"]
    assert row["chat_id"] == chat["chat_id"]
    asked = {"chat_type": "group", "sender": owner, "chat_id_list": [chat["chat_id"], "wrx"]}
    assert wecom(path, **asked, **HI)["fail_list"] == ["wrx"]
    assert wecom.refused(path, chat_type="group", sender="lisi", **HI) == 41048
    assert wecom.refused(path, chat_type="single", **HI) == 40058


def test_customers_of_other_members_are_in_fail_list(wecom: DirectWorld) -> None:
    own, other = wecom.customer("zhangsan"), wecom.customer("lisi")
    both = {"external_userid": [own, other], "sender": "zhangsan"}
    sent = wecom("externalcontact/add_msg_template", chat_type="single", **both, **HI)
    assert sent["fail_list"] == [other]


@pytest.mark.parametrize(
    ("attachment", "errcode"),
    [
        ({"msgtype": "link", "link": {"url": "http://e.example"}}, 41016),
        ({"msgtype": "link", "link": {"title": "t"}}, 41010),
        ({"msgtype": "file", "file": {"media_id": "gone"}}, 40007),
    ],
)
def test_attachments_are_checked(
    wecom: DirectWorld, attachment: dict[str, Any], errcode: int
) -> None:
    body = {"chat_type": "single", "sender": "zhangsan", "attachments": [attachment]}
    assert wecom.refused("externalcontact/add_msg_template", **body) == errcode


def test_a_welcome_code_is_spent_even_when_many_wait(wecom: DirectWorld) -> None:
    for number in range(customer_messages.KEPT + 1):
        customer_messages.expect_welcome(wecom.world, f"{number}")
    path = "externalcontact/send_welcome_msg"
    assert wecom.refused(path, welcome_code="0", **HI) == 41050
    assert wecom(path, welcome_code="1", **HI) == {}


def test_a_message_of_an_older_company_can_be_sent(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    path = "externalcontact/add_msg_template"
    made = wecom(path, external_userid=[external], sender=userid, **HI)
    row = wecom.world.families["group_messages"]["messages"][made["msgid"]]
    for key in ("sent", "reminders", "cancelled"):
        del row[key]
    assert customer_messages.member_sends(wecom.world, made["msgid"], userid) == 1
    assert wecom("externalcontact/remind_groupmsg_send", msgid=made["msgid"]) == {}
    with pytest.raises(SimulatedError) as caught:
        customer_messages.member_sends(wecom.world, made["msgid"], "wulan")
    assert caught.value.errcode == 40003


def test_a_limit_that_is_too_large_counts_as_the_default(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    for _ in range(60):
        wecom("externalcontact/add_msg_template", external_userid=[external], sender=userid, **HI)
    given = {"chat_type": "single", "start_time": NOW - DAY, "end_time": NOW}
    path = "externalcontact/get_groupmsg_list_v2"
    sizes = [len(wecom(path, **given, limit=limit)["group_msg_list"]) for limit in (1, 100, 101)]
    assert sizes == [1, 60, 50]
    assert wecom.refused(path, **given, limit=0) == 40058
