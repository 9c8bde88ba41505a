"""What WeCom refuses of the customers' rules, products, words and links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.simulated import DAY, NOW, DirectWorld

EC = "externalcontact"
PEOPLE = {"user_list": ["lisi"]}
RULE = {"rule_name": "报价", "word_list": ["底价"], "intercept_type": 1, "applicable_range": PEOPLE}


@pytest.mark.parametrize(
    ("path", "changed", "errcode"),
    [
        ("add_intercept_rule", {"word_list": []}, 41083),
        ("add_intercept_rule", {"word_list": ["长" * 33]}, 41083),
        ("add_intercept_rule", {"word_list": ["x"] * 301}, 41068),
        ("add_intercept_rule", {"applicable_range": {}}, 40058),
        ("add_intercept_rule", {"applicable_range": {"user_list": ["nobody"]}}, 40003),
        ("add_intercept_rule", {"applicable_range": {"department_list": [99]}}, 60123),
        ("add_intercept_rule", {"intercept_type": 3}, 40058),
        ("add_intercept_rule", {"rule_name": "长" * 21}, 40058),
    ],
)
def test_rules_of_words(
    path: str, changed: dict[str, Any], errcode: int, wecom: DirectWorld
) -> None:
    assert wecom.refused(f"{EC}/{path}", **{**RULE, **changed}) == errcode


def test_a_company_has_a_hundred_rules_of_words(wecom: DirectWorld) -> None:
    for number in range(100):
        wecom(f"{EC}/add_intercept_rule", **{**RULE, "rule_name": str(number)})
    assert wecom.refused(f"{EC}/add_intercept_rule", **RULE) == 41069


def test_a_rule_of_words_covers_10_000_members(wecom: DirectWorld) -> None:
    rule_id = wecom(f"{EC}/add_intercept_rule", **RULE)["rule_id"]
    rule = wecom.world.families["intercept_rules"]["by_id"][rule_id]
    rule["applicable_range"]["user_list"] = [str(number) for number in range(10_000)]
    more = {"rule_id": rule_id, "add_applicable_range": PEOPLE}
    assert wecom.refused(f"{EC}/update_intercept_rule", **more) == 41076


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"description": ""}, 41087),
        ({"description": "长" * 301}, 41087),
        ({"price": 5_000_001}, 41086),
        ({"price": None}, 41086),
        ({"product_sn": "a-1"}, 41085),
        ({"attachments": []}, 41088),
        ({"attachments": [{"type": "image", "image": {}}] * 10}, 41064),
        ({"attachments": [{"type": "video", "video": {}}]}, 41065),
    ],
)
def test_products(changed: dict[str, Any], errcode: int, wecom: DirectWorld) -> None:
    picture = {"type": "image", "image": {"media_id": wecom.media()}}
    product = {"description": "好商品", "price": 1, "attachments": [picture]}
    assert wecom.refused(f"{EC}/add_product_album", **{**product, **changed}) == errcode


def test_a_product_is_changed_in_one_place(wecom: DirectWorld) -> None:
    picture = {"type": "image", "image": {"media_id": wecom.media()}}
    product = {"description": "好商品", "price": 1, "attachments": [picture]}
    made = wecom(f"{EC}/add_product_album", **product)
    wecom(f"{EC}/update_product_album", **made, price=2)
    shown = wecom(f"{EC}/get_product_album", **made)["product"]
    assert (shown["description"], shown["price"], shown["attachments"]) == ("好商品", 2, [picture])
    assert wecom.refused(f"{EC}/update_product_album", **made, description="") == 41087


def test_an_album_is_full_and_pages_of_it_are_at_most_100(wecom: DirectWorld) -> None:
    picture = {"type": "image", "image": {"media_id": wecom.media()}}
    product = {"description": "好商品", "price": 1, "attachments": [picture]}
    for _ in range(2000):
        wecom(f"{EC}/add_product_album", **product)
    assert wecom.refused(f"{EC}/add_product_album", **product) == 41202
    assert len(wecom(f"{EC}/get_product_album_list", limit=100)["product_list"]) == 100
    assert len(wecom(f"{EC}/get_product_album_list", limit=101)["product_list"]) == 50


# -- groups of rules ---------------------------------------------------------------------------


def group(wecom: DirectWorld, kind: str = "customer", **given: Any) -> int:
    made = {"strategy_name": "组", "admin_list": ["lisi"], "range": [{"type": 2, "partyid": 2}]}
    made |= given
    return int(wecom(f"{EC}/{kind}_strategy/create", **made)["strategy_id"])


def test_groups_of_rules_have_five_levels(wecom: DirectWorld) -> None:
    above = 0
    for _ in range(5):
        above = group(wecom, parent_id=above)
    sixth = {"strategy_name": "组", "admin_list": ["lisi"], "range": [{"type": 2, "partyid": 2}]}
    assert wecom.refused(f"{EC}/customer_strategy/create", **sixth, parent_id=above) == 40058
    assert group(wecom) == above + 1  # a refused one takes no id


@pytest.mark.parametrize(
    ("kind", "changed", "errcode"),
    [
        ("customer", {"admin_list": []}, 40058),
        ("customer", {"admin_list": ["lisi"] * 21}, 40058),
        ("customer", {"range": []}, 40058),
        ("customer", {"range": [{"type": 3, "userid": "lisi"}]}, 40058),
        ("customer", {"range": [{"type": 1, "userid": "lisi"}] * 101}, 40058),
        ("customer", {"parent_id": 99}, 40058),
        ("moment", {"range": [{"type": 1, "userid": "lisi"}] * 3001}, 40058),
    ],
)
def test_groups_of_rules(
    kind: str, changed: dict[str, Any], errcode: int, wecom: DirectWorld
) -> None:
    made = {"strategy_name": "组", "admin_list": ["lisi"], "range": [{"type": 2, "partyid": 2}]}
    assert wecom.refused(f"{EC}/{kind}_strategy/create", **{**made, **changed}) == errcode


def test_a_group_of_rules_grows_to_3000_nodes(wecom: DirectWorld) -> None:
    made = group(wecom)
    row = wecom.world.families["customer_strategies"]["by_id"][str(made)]
    row["range"] = [{"type": 1, "userid": str(number)} for number in range(3000)]
    more = {"strategy_id": made, "range_add": [{"type": 1, "userid": "lisi"}]}
    assert wecom.refused(f"{EC}/customer_strategy/edit", **more) == 40058


def test_an_edit_of_a_group_changes_what_it_gives(wecom: DirectWorld) -> None:
    made = group(wecom)
    wecom(f"{EC}/customer_strategy/edit", strategy_id=made, privilege={"rapid_reply": False},
          admin_list=["wulan"])  # fmt: skip
    shown = wecom(f"{EC}/customer_strategy/get", strategy_id=made)["strategy"]
    assert (shown["admin_list"], shown["privilege"]["rapid_reply"]) == (["wulan"], False)
    assert shown["privilege"]["share_customer"] is True


def test_tags_belong_to_topmost_groups_of_rules(wecom: DirectWorld) -> None:
    top = group(wecom)
    below = group(wecom, parent_id=top)
    path, tag = f"{EC}/add_strategy_tag", {"group_name": "意向", "tag": [{"name": "冷"}]}
    assert wecom.refused(path, strategy_id=below, **tag) == 40058
    made = wecom(path, strategy_id=top, **tag)["tag_group"]
    assert wecom.refused(path, strategy_id=top, **tag) == 40071
    assert wecom.refused(path, strategy_id=top, group_id="etx", tag=[{"name": "x"}]) == 40068
    other = group(wecom)
    again = wecom(path, strategy_id=other, **tag)["tag_group"]  # the name of another one's group
    assert again["group_id"] != made["group_id"]
    assert wecom.refused(f"{EC}/edit_strategy_tag", id="etx", name="x") == 40068
    assert wecom.refused(f"{EC}/del_strategy_tag") == 40058


# -- links -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"link_name": "长" * 31}, 40058),
        ({"range": {}}, 40058),
        ({"range": {"department_list": [99]}}, 60123),
        ({"priority_option": {"priority_type": 2}}, 40058),
        ({"priority_option": {"priority_type": 3}}, 40058),
    ],
)
def test_links(changed: dict[str, Any], errcode: int, wecom: DirectWorld) -> None:
    link = {"link_name": "春季", "range": PEOPLE, **changed}
    assert wecom.refused(f"{EC}/customer_acquisition/create_link", **link) == errcode


def test_a_link_covers_500_members(wecom: DirectWorld) -> None:
    for number in range(500):
        userid = f"u{number}"
        wecom("user/create", userid=userid, name=userid, email=f"{userid}@example.com")
    path = f"{EC}/customer_acquisition/create_link"
    assert wecom.refused(path, link_name="x", range={"department_list": [1]}) == 40058


def test_links_are_bounded_and_figures_go_back_half_a_year(wecom: DirectWorld) -> None:
    path, link = f"{EC}/customer_acquisition", {"link_name": "春季", "range": PEOPLE}
    link_id = wecom(f"{path}/create_link", **link)["link"]["link_id"]
    old = {"link_id": link_id, "start_time": NOW - 181 * DAY, "end_time": NOW - 170 * DAY}
    assert wecom.refused(f"{path}/statistic", **old) == 40058
    for _ in range(1999):
        wecom(f"{path}/create_link", **link)
    assert wecom.refused(f"{path}/create_link", **link) == 41095


def test_a_customer_without_a_link_has_no_chat_of_one(wecom: DirectWorld) -> None:
    assert wecom.refused(f"{EC}/customer_acquisition/get_chat_info", chat_key="x") == 41201
