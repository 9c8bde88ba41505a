"""Transfers of customers."""

from __future__ import annotations

from tests.helpers.simulated import DAY, DirectWorld, follower


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


def test_customers_of_former_members_are_unassigned(wecom: DirectWorld) -> None:
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
