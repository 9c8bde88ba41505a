"""Customers, their tags, groups, moments and links: limits before sending, pages, repeats."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp import Article, Image, Text, Video
from flask_wechat_corp.api.customers.acquisition import CustomerAcquisition
from flask_wechat_corp.api.customers.contact_ways import ContactWays
from flask_wechat_corp.api.customers.contacts import ExternalContacts
from flask_wechat_corp.api.customers.group_chats import ExternalGroupChats
from flask_wechat_corp.api.customers.intercept_rules import InterceptRules
from flask_wechat_corp.api.customers.join_ways import GroupChatJoinWays
from flask_wechat_corp.api.customers.messages import ExternalMessages
from flask_wechat_corp.api.customers.moments import ExternalMoments
from flask_wechat_corp.api.customers.products import ProductAlbums
from flask_wechat_corp.api.customers.strategies import CustomerStrategies, MomentStrategies
from flask_wechat_corp.api.customers.tags import ExternalTags
from flask_wechat_corp.api.customers.transfers import ExternalTransfers
from flask_wechat_corp.api.customers.welcome_templates import GroupWelcomeTemplates
from tests.helpers.recording import Recording

DAY = 86400
START = 1_700_000_000


class Api(
    Recording,
    ExternalContacts,
    ContactWays,
    ExternalTags,
    ExternalMessages,
    GroupWelcomeTemplates,
    ExternalTransfers,
    CustomerStrategies,
    ProductAlbums,
    InterceptRules,
    ExternalGroupChats,
    GroupChatJoinWays,
    ExternalMoments,
    MomentStrategies,
    CustomerAcquisition,
):
    pass


def ids(count: int) -> list[str]:
    return [f"id{number}" for number in range(count)]


Case = tuple[str, list[Any], dict[str, Any], str]

#: name, arguments at the limit, the argument that goes over it, what the error names
OVER: list[Case] = [
    ("batch_get_external_contacts_by_user", [ids(101)], {}, "userid_list.*100"),
    ("iter_external_contacts_by_user", [ids(101)], {}, "userid_list.*100"),
    ("remark_external_contact", ["a", "wm"], {"remark": "备" * 21}, "remark.*20"),
    ("remark_external_contact", ["a", "wm"], {"remark_company": "司" * 21}, "remark_company.*20"),
    ("remark_external_contact", ["a", "wm"], {"description": "述" * 151}, "description.*150"),
    ("remark_external_contact", ["a", "wm"], {}, "remark, remark_company"),
    ("get_user_behavior_data", [START, START + DAY], {}, "userid, partyid"),
    ("get_user_behavior_data", [START, START + 31 * DAY], {"userid": ["a"]}, "30 days"),
    ("get_user_behavior_data", [START, START], {"userid": ids(101)}, "userid.*100"),
    ("get_new_external_userid", [ids(1001)], {}, "external_userid_list.*1000"),
    ("get_group_chat_new_external_userid", [ids(1001), "wr"], {}, "1000"),
    ("add_contact_way", [1, 2], {"remark": "a" * 31}, "remark.*30"),
    ("add_contact_way", [1, 2], {"state": "a" * 31}, "state.*30"),
    ("add_contact_way", [2, 2], {"user": ids(101)}, "user.*100"),
    ("add_contact_way", [1, 2], {"expires_in": 14 * DAY + 1}, "expires_in.*1209600"),
    ("update_contact_way", ["c"], {"chat_expires_in": 14 * DAY + 1}, "chat_expires_in.*1209600"),
    ("list_contact_way", [], {"limit": 1001}, "limit.*1000"),
    ("add_corp_tag", [[{"name": "签" * 31}]], {}, "tag.name.*30"),
    ("add_corp_tag", [[{"name": "a"}]], {"group_name": "组" * 31}, "group_name.*30"),
    ("edit_corp_tag", ["et"], {"name": "签" * 31}, "name.*30"),
    ("delete_corp_tag", [], {}, "tag_id, group_id"),
    ("mark_corp_tag", ["a", "wm"], {"add_tag": []}, "add_tag, remove_tag"),
    ("add_strategy_tag", [1, [{"name": "签" * 31}]], {}, "tag.name.*30"),
    ("add_msg_template", [], {}, "text, attachments"),
    ("add_msg_template", [], {"text": {"content": "字" * 1334}}, "text.content.*4000 bytes"),
    ("add_msg_template", [], {"attachments": [{}] * 10}, "attachments.*9"),
    (
        "add_msg_template",
        [],
        {"text": {"content": "a"}, "external_userid": ids(10001)},
        "external_userid.*10000",
    ),
    (
        "add_msg_template",
        ["group"],
        {"text": {"content": "a"}, "chat_id_list": ids(2001)},
        "chat_id_list.*2000",
    ),
    ("send_welcome_msg", ["CODE"], {}, "text, attachments"),
    ("send_welcome_msg", ["CODE"], {"text": {"content": "字" * 1334}}, "text.content.*4000"),
    ("add_group_welcome_template", [], {"text": {"content": "字" * 1001}}, "text.content.*3000"),
    ("get_groupmsg_list", ["single", START, START + 32 * DAY], {}, "31 days"),
    ("transfer_customer", ["a", "b", ids(101)], {}, "external_userid.*100"),
    ("transfer_customer", ["a", "b", ["wm"]], {"transfer_success_msg": "好" * 201}, "200"),
    ("resigned_transfer_customer", ["a", "b", ids(101)], {}, "external_userid.*100"),
    ("get_unassigned_list", [], {"page_size": 1001}, "page_size.*1000"),
    ("create_customer_strategy", ["n", ids(21), {}, []], {}, "admin_list.*20"),
    ("edit_customer_strategy", [1], {"range_add": [{}] * 101}, "range_add.*100"),
    ("edit_customer_strategy", [1], {"range_del": [{}] * 101}, "range_del.*100"),
    ("edit_moment_strategy", [1], {"range_del": [{}] * 3001}, "range_del.*3000"),
    ("add_product_album", ["a" * 301, 1], {}, "description.*300"),
    ("add_product_album", ["a", 5_000_001], {}, "price.*5000000"),
    ("add_product_album", ["a", 1], {"product_sn": "号" * 43}, "product_sn.*128 bytes"),
    ("add_intercept_rule", ["规" * 21, ["a"], 1], {}, "rule_name.*20"),
    ("add_intercept_rule", ["a", ids(301), 1], {}, "word_list.*300"),
    ("add_intercept_rule", ["a", ["词" * 33], 1], {}, "word_list entry.*32"),
    (
        "add_intercept_rule",
        ["a", ["b"], 1],
        {"applicable_range": {"department_list": list(range(1001))}},
        "department_list.*1000",
    ),
    (
        "update_intercept_rule",
        ["r"],
        {"remove_applicable_range": {"user_list": ids(1001)}},
        "remove_applicable_range.user_list.*1000",
    ),
    ("list_group_chats", [1001], {}, "limit.*1000"),
    ("list_group_chats", [10], {"owner_filter": {"userid_list": ids(101)}}, "userid_list.*100"),
    ("transfer_group_chat", [ids(101), "a"], {}, "chat_id_list.*100"),
    ("add_group_chat_join_way", [2, ids(6)], {}, "chat_id_list.*5"),
    ("update_group_chat_join_way", ["c", 2, ["w"]], {"room_base_name": "群" * 41}, "40"),
    (
        "get_group_chat_statistic",
        [START, {"userid_list": ["a"]}],
        {"day_end_time": START + 31 * DAY},
        "30 days",
    ),
    ("add_moment_task", [], {}, "text, attachments"),
    ("add_moment_task", [], {"text": {"content": "字" * 2001}}, "text.content.*4000"),
    ("add_moment_task", [], {"attachments": [{}] * 10}, "attachments.*9"),
    ("get_moment_list", [START, START + 31 * DAY], {}, "30 days"),
    ("create_moment_strategy", ["n", ids(21), {}, []], {}, "admin_list.*20"),
    ("create_acquisition_link", ["链" * 31], {}, "link_name.*30"),
    ("create_acquisition_link", ["a"], {"range": {"user_list": ids(501)}}, "user_list.*500"),
    (
        "update_acquisition_link",
        ["l"],
        {"priority_option": {"priority_userid_list": ids(1001)}},
        "priority_option.priority_userid_list.*1000",
    ),
    ("get_acquisition_statistic", ["l", START, START + 31 * DAY], {}, "30 days"),
]


@pytest.mark.parametrize("case", OVER, ids=lambda case: f"{case[0]}-{case[3]}")
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(case: Case) -> None:
    name, args, kwargs, named = case
    api = Api()
    with pytest.raises(ValueError, match=named):
        getattr(api, name)(*args, **kwargs)
    assert api.calls == []


def test_the_limit_itself_is_sent() -> None:
    api = Api()
    api.remark_external_contact("a", "wm", remark="备" * 20, description="述" * 150)
    api.add_msg_template(text={"content": "字" * 1333 + "a"}, attachments=[{}] * 9)
    api.add_moment_task(text={"content": "字" * 2000})
    api.get_user_behavior_data(START, START + 30 * DAY, userid=["a"])
    nodes: list[Any] = [{}] * 100
    api.edit_customer_strategy(1, range_add=nodes, range_del=nodes)
    assert len(api.calls) == 5


def test_a_product_is_changed_in_one_place() -> None:
    api = Api()
    api.update_product_album("p", price=1)
    assert api.calls[0].body == {"product_id": "p", "price": 1}


def test_notes_are_removed_with_empty_texts() -> None:
    api = Api()
    api.remark_external_contact("a", "wm", remark="", remark_mobiles=[""])
    assert api.calls[0].body == {
        "userid": "a",
        "external_userid": "wm",
        "remark": "",
        "remark_mobiles": [""],
    }


def test_what_was_not_given_is_not_sent() -> None:
    api = Api()
    api.add_contact_way(1, 2, user=["zhangsan"], skip_verify=False)
    assert api.calls[0].body == {"type": 1, "scene": 2, "user": ["zhangsan"], "skip_verify": False}


def test_a_rule_is_changed_in_one_place() -> None:
    api = Api()
    api.update_intercept_rule("r", intercept_type=2)
    assert api.calls[0].body == {"rule_id": "r", "intercept_type": 2}


def test_the_customers_of_members_are_read_page_after_page() -> None:
    api = Api(
        {"errcode": 0, "external_contact_list": [{"n": 1}, {"n": 2}], "next_cursor": "C2"},
        {"errcode": 0, "external_contact_list": [{"n": 3}], "next_cursor": ""},
    )
    assert list(api.iter_external_contacts_by_user(["a", "b"], limit=2)) == [
        {"n": 1},
        {"n": 2},
        {"n": 3},
    ]
    assert [call.body for call in api.calls] == [
        {"userid_list": ["a", "b"], "limit": 2},
        {"userid_list": ["a", "b"], "limit": 2, "cursor": "C2"},
    ]
    assert all(call.idempotent for call in api.calls)


def test_pages_are_read_only_as_far_as_they_are_wanted() -> None:
    api = Api({"errcode": 0, "link_id_list": ["a", "b"], "next_cursor": "C2"})
    links = api.iter_acquisition_links()
    assert api.calls == []
    assert [next(links), next(links)] == ["a", "b"]
    assert len(api.calls) == 1


ITERATORS: list[tuple[str, list[Any], str]] = [
    ("iter_service_external_contacts", [], "info_list"),
    ("iter_contact_ways", [], "contact_way"),
    ("iter_groupmsgs", ["single", START, START + DAY], "group_msg_list"),
    ("iter_groupmsg_tasks", ["m"], "task_list"),
    ("iter_groupmsg_send_results", ["m", "a"], "send_list"),
    ("iter_transfer_results", ["a", "b"], "customer"),
    ("iter_resigned_transfer_results", ["a", "b"], "customer"),
    ("iter_unassigned", [], "info"),
    ("iter_customer_strategies", [], "strategy"),
    ("iter_customer_strategy_range", [1], "range"),
    ("iter_product_albums", [], "product_list"),
    ("iter_group_chats", [], "group_chat_list"),
    ("iter_moments", [START, START + DAY], "moment_list"),
    ("iter_moment_tasks", ["m"], "task_list"),
    ("iter_moment_customers", ["m", "a"], "customer_list"),
    ("iter_moment_send_results", ["m", "a"], "customer_list"),
    ("iter_moment_strategies", [], "strategy"),
    ("iter_moment_strategy_range", [1], "range"),
    ("iter_acquisition_links", [], "link_id_list"),
    ("iter_acquisition_customers", ["l"], "customer_list"),
]


@pytest.mark.parametrize(("name", "args", "items"), ITERATORS, ids=[case[0] for case in ITERATORS])
def test_iterators_stop_at_the_end_and_at_a_repeated_cursor(
    name: str, args: list[Any], items: str
) -> None:
    api = Api({items: [1], "next_cursor": "C"}, {items: [2], "next_cursor": "C"}, {items: [3]})
    assert list(getattr(api, name)(*args)) == [1, 2]
    api = Api({items: [1], "next_cursor": "C"}, {items: [], "next_cursor": "D"}, {items: [3]})
    assert list(getattr(api, name)(*args)) == [1, 3]
    assert [call.body["cursor"] for call in api.calls[1:] if call.body] == ["C", "D"]


def test_statistics_of_groups_are_read_by_offset() -> None:
    api = Api(
        {"items": [{"owner": "a"}], "next_offset": 1, "total": 2},
        {"items": [{"owner": "b"}], "next_offset": 2, "total": 2},
    )
    owners: Any = {"userid_list": ["a", "b"]}
    assert len(list(api.iter_group_chat_statistic(START, owners, limit=1))) == 2
    assert [call.body["offset"] for call in api.calls if call.body] == [0, 1]


def test_statistics_of_groups_do_not_go_round_for_ever() -> None:
    api = Api(*[{"items": [{"owner": "a"}], "next_offset": 0, "total": 9}] * 9)
    assert len(list(api.iter_group_chat_statistic(START, {"userid_list": ["a"]}))) == 1
    assert len(api.calls) == 1


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("add_contact_way", [1, 2], {}),
        ("add_corp_tag", [[{"name": "a"}]], {}),
        ("add_msg_template", [], {"text": {"content": "a"}}),
        ("send_welcome_msg", ["CODE"], {"text": {"content": "a"}}),
        ("transfer_customer", ["a", "b", ["wm"]], {}),
        ("add_moment_task", [], {"text": {"content": "a"}}),
        ("add_group_chat_join_way", [2, ["wr"]], {}),
        ("delete_contact_way", ["c"], {}),
    ],
)
def test_what_would_happen_twice_is_sent_once(
    name: str, args: list[Any], kwargs: dict[str, Any]
) -> None:
    api = Api()
    getattr(api, name)(*args, **kwargs)
    assert [call.idempotent for call in api.calls] == [False]


@pytest.mark.parametrize("text", ["您好", Text("您好"), {"content": "您好"}])
def test_messages_to_customers_take_every_form_of_a_text(text: Any) -> None:
    api = Api()
    api.send_welcome_msg("code", text=text)
    api.add_msg_template(text=text)
    api.add_moment_task(text=text)
    api.add_group_welcome_template(text=text)
    api.edit_group_welcome_template("t", text=text)
    assert [call.body["text"] for call in api.calls if call.body] == [{"content": "您好"}] * 5


def test_messages_to_customers_take_typed_attachments() -> None:
    api = Api()
    api.send_welcome_msg(
        "code",
        attachments=[
            Image("M1"),
            Video("M2", "title", "description"),
            Article("标题", "描述", "https://x.example/p.png", "https://x.example/"),
            {"msgtype": "miniprogram", "miniprogram": {"appid": "wx1"}},
        ],
    )
    link = {
        "title": "标题",
        "desc": "描述",
        "url": "https://x.example/",
        "picurl": "https://x.example/p.png",
    }
    assert api.calls[0].body
    assert api.calls[0].body["attachments"] == [
        {"msgtype": "image", "image": {"media_id": "M1"}},
        {"msgtype": "video", "video": {"media_id": "M2"}},
        {"msgtype": "link", "link": link},
        {"msgtype": "miniprogram", "miniprogram": {"appid": "wx1"}},
    ]
    with pytest.raises(TypeError, match="takes a dict or a content such as"):
        api.send_welcome_msg("code", attachments=[5])  # type: ignore[list-item]


def test_a_welcome_template_needs_a_content() -> None:
    with pytest.raises(ValueError, match="one of text, image"):
        Api().add_group_welcome_template(notify=True)
    api = Api()
    api.add_group_welcome_template(image=Image("M1"), notify=True)
    assert api.calls[0].body
    assert (api.calls[0].body["image"], api.calls[0].body["notify"]) == ({"media_id": "M1"}, 1)
