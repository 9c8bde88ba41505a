"""Customer groups."""

from __future__ import annotations

from tests.helpers.simulated import MONDAY, NOW, DirectWorld


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


def test_figures_of_groups_are_sorted(wecom: DirectWorld) -> None:
    path = "externalcontact/groupchat/statistic"
    wecom("externalcontact/groupchat/list", limit=1)
    chats = wecom.world.families["external_chats"]["chats"]
    [chat] = chats.values()
    chats["wr2"] = {**chat, "chat_id": "wr2", "owner": "ouyangming"}
    chats["wr3"] = {**chat, "chat_id": "wr3", "owner": "ouyangming"}
    owners = {"owner_filter": {"userid_list": [chat["owner"], "ouyangming"]}}
    for order, first in (({}, "ouyangming"), ({"order_asc": 1}, chat["owner"])):
        found = wecom(path, day_begin_time=MONDAY, order_by=2, **owners, **order)["items"]
        assert found[0]["owner"] == first


def test_figures_of_groups_need_an_owner(wecom: DirectWorld) -> None:
    figures = {"day_begin_time": NOW, "owner_filter": {"userid_list": []}}
    assert wecom.refused("externalcontact/groupchat/statistic", **figures) == 40058


def test_a_company_without_members_has_no_groups() -> None:
    empty = DirectWorld({"agents": [], "members": []})
    assert empty("externalcontact/groupchat/list", limit=10)["group_chat_list"] == []
