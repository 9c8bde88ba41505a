"""Edges of the simulated customers, their groups, tags and service: refusals, bounds, pages."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.customers import (
    contact_ways,
    contacts,
    welcome_templates,
)
from flask_wechat_corp.simulator.api.customers import (
    messages as customer_messages,
)
from flask_wechat_corp.simulator.api.customers import (
    tags as customer_tags,
)
from flask_wechat_corp.simulator.api.kf import accounts
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from flask_wechat_corp.simulator.api.request import Fields
from tests.helpers.simulated import DAY, NOW, DirectWorld, follower


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


HI = {"text": {"content": "您好"}}


def test_only_who_follows_a_customer_may_note_something(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    stranger = {"userid": "ouyangming", "external_userid": external}
    assert wecom.refused("externalcontact/remark", **stranger, remark="x") == 84061
    wecom("externalcontact/remark", userid=userid, external_userid=external, remark_company="某司")
    shown = wecom("externalcontact/get", {"external_userid": external})
    assert shown["follow_user"][0]["remark_corp_name"] == "某司"


def test_a_customer_that_nobody_follows_any_more_is_not_shown(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    contacts.customers(wecom.world)["customers"][external]["follow"].clear()
    assert wecom.refused("externalcontact/get", {"external_userid": external}) == 84061
    assert wecom.refused("externalcontact/batch/get_by_user", userid_list=[userid]) == 84061


def test_figures_of_long_ago_are_not_kept(wecom: DirectWorld) -> None:
    long_ago = {"start_time": NOW - 181 * DAY, "end_time": NOW - 160 * DAY, "userid": ["lisi"]}
    assert wecom.refused("externalcontact/get_user_behavior_data", **long_ago) == 40035


def test_a_cursor_that_we_did_not_give_is_refused(wecom: DirectWorld) -> None:
    userid, _ = follower(wecom)
    path = "externalcontact/batch/get_by_user"
    for cursor in ("made up", "中", "Y3Vyc29yOjk5"):  # the last one: "cursor:99", far too late
        assert wecom.refused(path, userid_list=[userid], cursor=cursor) == 50100


# -- mass messages, welcomes, moments ----------------------------------------------------------


def test_a_mass_message_to_groups_goes_to_those_of_its_sender(wecom: DirectWorld) -> None:
    path = "externalcontact/add_msg_template"
    [chat] = wecom("externalcontact/groupchat/list", limit=10)["group_chat_list"]
    owner = "zhangsan"  # of the group that a new company has
    sent = wecom(path, chat_type="group", sender=owner, **HI)
    result = {"msgid": sent["msgid"], "userid": owner}
    [row] = wecom("externalcontact/get_groupmsg_send_result", **result)["send_list"]
    assert row["chat_id"] == chat["chat_id"]
    asked = {"chat_type": "group", "sender": owner, "chat_id_list": [chat["chat_id"], "wrx"]}
    assert wecom(path, **asked, **HI)["fail_list"] == ["wrx"]
    assert wecom.refused(path, chat_type="group", sender="lisi", **HI) == 41048
    assert wecom.refused(path, chat_type="single", **HI) == 40058


def test_a_customer_of_somebody_else_is_told_as_failed(wecom: DirectWorld) -> None:
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


def test_a_moment_shows_its_pictures_in_a_row(wecom: DirectWorld) -> None:
    pictures = [{"msgtype": "image", "image": {"media_id": wecom.media()}} for _ in range(2)]
    link = {"msgtype": "link", "link": {"title": "t", "url": "http://e.example"}}
    path = "externalcontact/add_moment_task"
    nobody = {"sender_list": {"user_list": ["nobody"]}}
    assert wecom.refused(path, **HI, visible_range=nobody) == 40031
    wecom(path, **HI, attachments=[*pictures, link])
    span = {"start_time": NOW - DAY, "end_time": NOW}
    [shown] = wecom("externalcontact/get_moment_list", **span)["moment_list"]
    assert shown["image"] == [one["image"] for one in pictures]
    assert shown["link"] == link["link"]
    assert "attachments" not in shown


# -- tags and ways -----------------------------------------------------------------------------


def test_a_group_of_tags_is_found_by_its_id(wecom: DirectWorld) -> None:
    [group] = wecom("externalcontact/get_corp_tag_list")["tag_group"]
    path = "externalcontact/add_corp_tag"
    added = wecom(path, group_id=group["group_id"], tag=[{"name": "潜在客户"}])["tag_group"]
    assert added["group_name"] == group["group_name"]
    assert wecom.refused(path, group_id="etx", tag=[{"name": "x"}]) == 40068
    wanted = {"group_id": [group["group_id"]], "tag_id": ["etx"]}
    [shown] = wecom("externalcontact/get_corp_tag_list", **wanted)["tag_group"]
    assert [tag["name"] for tag in shown["tag"]][-1] == "潜在客户"


def test_a_group_of_tags_is_renamed_and_ordered(wecom: DirectWorld) -> None:
    path = "externalcontact/edit_corp_tag"
    [group] = wecom("externalcontact/get_corp_tag_list")["tag_group"]
    wecom("externalcontact/add_corp_tag", group_name="行业", tag=[{"name": "零售"}])
    assert wecom.refused(path, id=group["group_id"], name="行业") == 40071
    wecom(path, id=group["group_id"], name="级别")
    wecom(path, id=group["group_id"], order=7)
    first = wecom("externalcontact/get_corp_tag_list")["tag_group"][0]
    assert (first["group_name"], first["order"]) == ("级别", 7)


def test_a_company_has_a_bounded_number_of_tags(wecom: DirectWorld) -> None:
    group = customer_tags.library(wecom.world)[0]
    group["tag"] += [{"id": f"et{n}", "name": f"{n}", "order": 0} for n in range(2997)]
    new = {"group_id": group["group_id"], "tag": [{"name": "one too many"}]}
    assert wecom.refused("externalcontact/add_corp_tag", **new) == 40126


def test_a_way_for_one_member_names_one_member(wecom: DirectWorld) -> None:
    path = "externalcontact/add_contact_way"
    single = {"type": 1, "scene": 2}
    assert wecom.refused(path, **single, user=["lisi", "zhangsan"]) == 40058
    assert wecom.refused(path, **single, user=["lisi"], expires_in=15 * DAY) == 40058
    assert "qr_code" in wecom(path, **single, user=["lisi"], expires_in=DAY)
    assert "qr_code" not in wecom(path, type=1, scene=1, user=["lisi"])  # in a mini program


def test_ways_and_templates_are_bounded(wecom: DirectWorld) -> None:
    made = wecom("externalcontact/add_contact_way", type=1, scene=2, user=["lisi"])
    ways = wecom.world.family_state("contact_ways")["ways"]
    ways.update({f"{n}": ways[made["config_id"]] for n in range(contact_ways.MOST_WAYS)})
    again = {"type": 1, "scene": 2, "user": ["lisi"]}
    assert wecom.refused("externalcontact/add_contact_way", **again) == 41045
    for _ in range(welcome_templates.MOST_TEMPLATES):
        wecom("externalcontact/group_welcome_template/add", **HI)
    assert wecom.refused("externalcontact/group_welcome_template/add", **HI) == 41055


def test_ways_into_groups_are_bounded_too(wecom: DirectWorld) -> None:
    [chat] = wecom("externalcontact/groupchat/list", limit=10)["group_chat_list"]
    body = {"scene": 2, "chat_id_list": [chat["chat_id"]]}
    for _ in range(2000):
        wecom("externalcontact/groupchat/add_join_way", **body)
    assert wecom.refused("externalcontact/groupchat/add_join_way", **body) == 41045


def test_figures_of_groups_need_an_owner(wecom: DirectWorld) -> None:
    figures = {"day_begin_time": NOW, "owner_filter": {"userid_list": []}}
    assert wecom.refused("externalcontact/groupchat/statistic", **figures) == 40058


def test_a_company_without_members_has_no_groups() -> None:
    empty = DirectWorld({"agents": [], "members": []})
    assert empty("externalcontact/groupchat/list", limit=10)["group_chat_list"] == []


def test_the_archive_knows_no_strangers(wecom: DirectWorld) -> None:
    pair = {"userid": "lisi", "exteranalopenid": "wmx"}
    assert wecom.refused("msgaudit/check_single_agree", info=[pair]) == 301061


# -- customer service --------------------------------------------------------------------------


@pytest.fixture
def ids(wecom: DirectWorld) -> dict[str, str]:
    """An account and a customer of it."""
    _, external = follower(wecom)
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    return {"open_kfid": account, "external_userid": external}


def test_a_robot_takes_a_conversation_without_a_code(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    assert wecom("kf/service_state/trans", **ids, service_state=accounts.ROBOT) == {}
    assert wecom("kf/service_state/get", **ids)["service_state"] == accounts.ROBOT


def test_a_closed_conversation_opens_when_the_customer_writes(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    wecom("kf/service_state/trans", **ids, service_state=accounts.CLOSED)
    answer = {"touser": ids["external_userid"], "open_kfid": ids["open_kfid"], "msgtype": "text"}
    assert wecom.refused("kf/send_msg", **answer, text={"content": "在吗"}) == 95013
    kf_messages.customer_says(wecom.world, **ids, content="还有问题")
    assert wecom("kf/service_state/get", **ids)["service_state"] == accounts.NEW
    assert wecom("kf/send_msg", **answer, text={"content": "在"})["msgid"]


def test_answers_to_customers_are_checked(wecom: DirectWorld, ids: dict[str, str]) -> None:
    kf_messages.customer_says(wecom.world, **ids, content="你好")
    answer = {"touser": ids["external_userid"], "open_kfid": ids["open_kfid"]}
    long = {"msgtype": "text", "text": {"content": "好" * 683}}
    assert wecom.refused("kf/send_msg", **answer, **long) == 45002
    picture = {"msgtype": "image", "image": {"media_id": "gone"}}
    assert wecom.refused("kf/send_msg", **answer, **picture) == 40007
    items = [{"type": "click", "click": {"content": "是"}}, {"type": "view"}]
    menu = {"msgtype": "msgmenu", "msgmenu": {"list": items}}
    assert wecom("kf/send_msg", **answer, **menu, msgid="own-id")["msgid"] == "own-id"
    assert wecom.refused("kf/sync_msg", cursor="made up") == 40035
    assert wecom.refused("kf/sync_msg", cursor="4gw7MepFLfgF2VC5npx") == 40035


def test_old_messages_and_codes_of_customer_service_are_forgotten(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    says = kf_messages.customer_says
    first = says(wecom.world, **ids, content="0")
    read = wecom("kf/sync_msg", token=first, limit=1)
    for number in range(1, accounts.KEPT + 2):
        last = says(wecom.world, **ids, content=str(number))
    state = accounts.service(wecom.world)
    assert (len(state["messages"]), len(state["tokens"])) == (accounts.KEPT, accounts.KEPT)
    assert wecom.refused("kf/sync_msg", token=first) == 95007
    page = wecom("kf/sync_msg", token=last, cursor=read["next_cursor"], limit=1)
    assert page["msg_list"][0]["text"]["content"] == "2"  # 0 was read, 0 and 1 are gone
    following = wecom("kf/sync_msg", cursor=page["next_cursor"], limit=1)
    assert following["msg_list"][0]["text"]["content"] == "3"


def test_a_customer_is_passed_to_a_group(wecom: DirectWorld, ids: dict[str, str]) -> None:
    path = "kf/customer/upgrade_service"
    assert wecom.refused(path, **ids, type=2, groupchat={}) == 40058
    wecom(path, **ids, type=2, groupchat={"chat_id": "wr1"})
    assert accounts.talk_of(wecom.world, Fields(ids))["upgrade"] == {"chat_id": "wr1"}


def test_an_account_goes_with_its_conversations(wecom: DirectWorld, ids: dict[str, str]) -> None:
    kf_messages.customer_says(wecom.world, **ids, content="你好")
    account = {"open_kfid": ids["open_kfid"]}
    assert wecom.refused("kf/account/update", **account, media_id="gone") == 40007
    assert wecom.refused("kf/servicer/add", **account) == 40058
    made = wecom("kf/account/add", name="售后", media_id=wecom.media())
    kf_messages.customer_says(wecom.world, **{**ids, **made}, content="也在")
    wecom("kf/account/del", **account)
    assert list(accounts.service(wecom.world)["talks"]) == [
        f"{made['open_kfid']}/{ids['external_userid']}"
    ]


def test_accounts_are_bounded(wecom: DirectWorld) -> None:
    picture = wecom.media()
    for _ in range(accounts.KEPT - 1):
        wecom("kf/account/add", name="售后", media_id=picture)
    assert wecom.refused("kf/account/add", name="售后", media_id=picture) == 95005


def test_a_welcome_code_is_spent_even_when_many_wait(wecom: DirectWorld) -> None:
    for number in range(customer_messages.KEPT + 1):
        customer_messages.expect_welcome(wecom.world, f"{number}")
    path = "externalcontact/send_welcome_msg"
    assert wecom.refused(path, welcome_code="0", **HI) == 41050
    assert wecom(path, welcome_code="1", **HI) == {}
