"""The library of customer tags."""

from __future__ import annotations

from flask_wechat_corp.simulator.api.customers import (
    tags as customer_tags,
)
from tests.helpers.simulated import DirectWorld, follower


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
    group["tag"] += [{"id": f"et{n}", "name": f"{n}", "order": 0} for n in range(9997)]
    new = {"group_id": group["group_id"], "tag": [{"name": "one too many"}]}
    assert wecom.refused("externalcontact/add_corp_tag", **new) == 40126


def test_a_name_that_is_given_twice_makes_one_tag(wecom: DirectWorld) -> None:
    twice = {"group_name": "级别", "tag": [{"name": "金"}, {"name": "金"}]}
    made = wecom("externalcontact/add_corp_tag", **twice)["tag_group"]
    assert [tag["name"] for tag in made["tag"]] == ["金"]


def test_tags_that_were_asked_for_say_whether_they_are_deleted(wecom: DirectWorld) -> None:
    [group] = wecom("externalcontact/get_corp_tag_list")["tag_group"]
    assert "deleted" not in group
    assert "deleted" not in group["tag"][0]
    by_tag = wecom("externalcontact/get_corp_tag_list", tag_id=[group["tag"][0]["id"]])
    by_group = wecom("externalcontact/get_corp_tag_list", group_id=[group["group_id"]])
    assert by_tag["tag_group"][0]["deleted"] is False
    assert "deleted" not in by_group["tag_group"][0]
    for found in (by_tag, by_group):
        assert found["tag_group"][0]["tag"][0]["deleted"] is False
