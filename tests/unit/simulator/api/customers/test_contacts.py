"""Customers: lists, notes, statistics."""

from __future__ import annotations

import pytest

from flask_wechat_corp.simulator.api.customers import (
    contacts,
)
from tests.helpers.simulated import DAY, MONDAY, NOW, DirectWorld, follower


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
    page = wecom("externalcontact/batch/get_by_user", userid_list=[userid], limit=500)
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


def test_figures_are_given_by_the_day(wecom: DirectWorld) -> None:
    span = {"start_time": MONDAY - DAY, "end_time": MONDAY}
    data = wecom("externalcontact/get_user_behavior_data", **span, userid=["lisi"])
    assert [row["stat_time"] for row in data["behavior_data"]] == [MONDAY - DAY, MONDAY]
    assert wecom.refused("externalcontact/get_user_behavior_data", **span) == 40058
    long = {"start_time": MONDAY - 31 * DAY, "end_time": MONDAY, "userid": ["lisi"]}
    assert wecom.refused("externalcontact/get_user_behavior_data", **long) == 40058
    userid, external = follower(wecom)
    assert wecom("externalcontact/close_temp_chat", userid=userid, external_userid=external) == {}


def test_only_followers_of_a_customer_may_set_remarks(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    stranger = {"userid": "ouyangming", "external_userid": external}
    assert wecom.refused("externalcontact/remark", **stranger, remark="x") == 84061
    wecom("externalcontact/remark", userid=userid, external_userid=external, remark_company="某司")
    shown = wecom("externalcontact/get", {"external_userid": external})
    assert shown["follow_user"][0]["remark_corp_name"] == "某司"


def test_a_customer_without_followers_is_not_returned(wecom: DirectWorld) -> None:
    userid, external = follower(wecom)
    contacts.customers(wecom.world)["customers"][external]["follow"].clear()
    assert wecom.refused("externalcontact/get", {"external_userid": external}) == 84061
    assert wecom.refused("externalcontact/batch/get_by_user", userid_list=[userid]) == 84061


def test_figures_of_long_ago_are_not_kept(wecom: DirectWorld) -> None:
    long_ago = {"start_time": NOW - 181 * DAY, "end_time": NOW - 160 * DAY, "userid": ["lisi"]}
    assert wecom.refused("externalcontact/get_user_behavior_data", **long_ago) == 40035


def test_an_unknown_cursor_is_refused(wecom: DirectWorld) -> None:
    userid, _ = follower(wecom)
    path = "externalcontact/batch/get_by_user"
    for cursor in ("made up", "中", "Y3Vyc29yOjk5"):  # the last one: "cursor:99", far too late
        assert wecom.refused(path, userid_list=[userid], cursor=cursor) == 50100
