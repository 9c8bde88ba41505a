"""Working with customers from end to end, against the simulated WeCom."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.errors import WeChatAPIError
from flask_wechat_corp.simulator import Simulator
from tests.helpers.simulated import RawClient, client_of


@pytest.fixture
def api(sim: Simulator) -> Iterator[WeChatAPI]:
    with client_of(sim) as client:
        yield client


@pytest.fixture
def members(api: WeChatAPI) -> list[str]:
    return [*api.get_follow_user_list()["follow_user"]]


def customers_of(api: WeChatAPI, member: str) -> list[str]:
    try:
        return [*api.list_external_contacts(member)["external_userid"]]
    except WeChatAPIError as error:
        if error.errcode != 84061:  # nobody yet
            raise
        return []


def test_page_by_page_is_what_is_there_at_once(api: WeChatAPI, members: list[str]) -> None:
    one_by_one = [
        entry["external_contact"]["external_userid"]
        for entry in api.iter_external_contacts_by_user(members, limit=1)
    ]
    each = [found for member in members for found in customers_of(api, member)]
    assert sorted(one_by_one) == sorted(each)
    assert len(one_by_one) > 1


def test_notes_and_tags_are_found_with_the_customer(api: WeChatAPI, members: list[str]) -> None:
    member = members[0]
    customer = customers_of(api, member)[0]
    group = api.add_corp_tag([{"name": "展会"}, {"name": "老客户"}], group_name="来源")["tag_group"]
    fair, old = (tag["id"] for tag in group["tag"])
    api.mark_corp_tag(member, customer, add_tag=[fair, old])
    api.mark_corp_tag(member, customer, remove_tag=[old])
    api.remark_external_contact(member, customer, remark="周总", description="对接采购")

    followers = api.get_external_contact(customer)["follow_user"]
    mine = next(one for one in followers if one["userid"] == member)
    assert (mine["remark"], mine["description"]) == ("周总", "对接采购")
    marked = {tag["tag_id"] for tag in mine["tags"] if tag.get("tag_id")}
    assert fair in marked
    assert old not in marked

    api.delete_corp_tag(group_id=[group["group_id"]])
    left = api.get_corp_tag_list().get("tag_group", [])
    assert group["group_id"] not in [one["group_id"] for one in left]


def test_ways_to_a_member_are_listed_and_deleted(api: WeChatAPI, members: list[str]) -> None:
    made = {
        api.add_contact_way(1, 2, user=[members[0]], state=f"stand{number}")["config_id"]
        for number in range(3)
    }
    listed = [way["config_id"] for way in api.iter_contact_ways(limit=1)]
    assert (set(listed), len(listed)) == (made, 3)
    for config_id in made:
        api.delete_contact_way(config_id)
    assert list(api.iter_contact_ways()) == []


def test_a_mass_message_is_waiting_for_members(
    api: WeChatAPI, sim: Simulator, members: list[str]
) -> None:
    customer = customers_of(api, members[0])[0]
    sent = api.add_msg_template(external_userid=[customer], text={"content": "新品到了"})
    now = int(sim.world.clock())
    found = [one["msgid"] for one in api.iter_groupmsgs("single", now - 3600, now + 3600, limit=1)]
    assert found == [sent["msgid"]]
    assert [task["status"] for task in api.iter_groupmsg_tasks(sent["msgid"])] == [0]


def test_what_customers_write_is_read_to_the_last_page(api: WeChatAPI, sim: Simulator) -> None:
    with RawClient(sim) as caller:
        for number in range(3):
            _, said = caller.control(
                "POST", "actions", {"act": "customer_says", "content": f"第{number}句"}
            )
    pages = list(api.iter_kf_sync_msg(None, limit=1, open_kfid=said["open_kfid"]))
    assert [message["text"]["content"] for page in pages for message in page["msg_list"]] == [
        "第0句",
        "第1句",
        "第2句",
    ]
    # nothing is read twice from the cursor that was stored
    [last] = api.iter_kf_sync_msg(cursor=pages[-1]["next_cursor"], open_kfid=said["open_kfid"])
    assert last["msg_list"] == []

    answer = api.kf_send_msg(
        said["open_kfid"], said["external_userid"], "text", text={"content": "在的"}
    )
    assert answer["msgid"]


def test_a_suite_gets_the_token_of_a_corp_and_calls_with_it(api: WeChatAPI, sim: Simulator) -> None:
    with RawClient(sim) as caller:
        _, rooms = caller.control("GET", "families")
        _, consent = caller.control("POST", "actions", {"act": "auth_code"})
    ours = rooms["service"]
    token = api.get_suite_token(ours["suite_id"], ours["suite_secret"], ours["suite_ticket"])
    suite = token["suite_access_token"]
    assert api.get_pre_auth_code(suite)["pre_auth_code"]
    given = api.get_permanent_code(suite, consent["code"])
    with pytest.raises(WeChatAPIError):  # a code is good for one time
        api.get_permanent_code(suite, consent["code"])
    corp = given["auth_corp_info"]["corpid"]
    assert api.get_auth_info(suite, corp, given["permanent_code"])["auth_info"]
    theirs = api.get_corp_token(suite, corp, given["permanent_code"])
    fetched = {
        "access_token": theirs["access_token"],
        "expires_at": time.time() + theirs["expires_in"],
    }
    client = WeChatAPI(
        corp,
        "no secret",
        get_token=lambda: fetched,
        save_token=lambda token: pytest.fail("a token was saved"),
        api_url=sim.url,
    )
    assert client.get_user("lisi")["userid"] == "lisi"
    client.http.close()


def test_groups_are_read_and_joined(api: WeChatAPI) -> None:
    [chat] = list(api.iter_group_chats(1))
    members = api.get_group_chat(chat["chat_id"], need_name=1)["group_chat"]["member_list"]
    assert len(members) > 1
    way = api.add_group_chat_join_way(2, [chat["chat_id"]], remark="门口")["config_id"]
    assert api.get_group_chat_join_way(way)["join_way"]["chat_id_list"] == [chat["chat_id"]]
    api.delete_group_chat_join_way(way)
    with pytest.raises(WeChatAPIError):
        api.get_group_chat_join_way(way)
