"""Messages of customer service."""

from __future__ import annotations

import pytest

from flask_wechat_corp.simulator.api.kf import accounts
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from tests.helpers.simulated import DirectWorld, follower


def talk(wecom: DirectWorld) -> tuple[str, str]:
    _, external = follower(wecom)
    return wecom("kf/account/list")["account_list"][0]["open_kfid"], external


def test_a_customer_is_read_and_answered(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    token = kf_messages.customer_says(wecom.world, open_kfid, external, "你好")
    read = wecom("kf/sync_msg", open_kfid=open_kfid, token=token)
    [message] = read["msg_list"]
    assert (message["text"], message["origin"]) == ({"content": "你好"}, 3)
    again = wecom("kf/sync_msg", open_kfid=open_kfid, token=token, cursor=read["next_cursor"])
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
    assert wecom.refused("kf/sync_msg", open_kfid=open_kfid, token=token) == 95007
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


def test_the_account_must_be_named(wecom: DirectWorld) -> None:
    """``open_kfid`` is required (page 94670), and each account has messages of its own."""
    open_kfid, external = talk(wecom)
    other = wecom("kf/account/add", name="售后", media_id=wecom.media())["open_kfid"]
    token = kf_messages.customer_says(wecom.world, open_kfid, external, "你好")
    assert wecom.refused("kf/sync_msg", token=token) == 95000
    assert wecom.refused("kf/sync_msg", token=token, open_kfid="wkx") == 95004
    assert wecom("kf/sync_msg", token=token, open_kfid=other)["msg_list"] == []
    assert len(wecom("kf/sync_msg", token=token, open_kfid=open_kfid)["msg_list"]) == 1


@pytest.fixture
def ids(wecom: DirectWorld) -> dict[str, str]:
    """An account and a customer of it."""
    _, external = follower(wecom)
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    return {"open_kfid": account, "external_userid": external}


def test_answers_to_customers_are_checked(wecom: DirectWorld, ids: dict[str, str]) -> None:
    kf_messages.customer_says(wecom.world, **ids, content="你好")
    answer = {"touser": ids["external_userid"], "open_kfid": ids["open_kfid"]}
    long = {"msgtype": "text", "text": {"content": "好" * 683}}
    wecom("kf/send_msg", **answer, **long)
    assert wecom.world.messages.rows()[-1]["content"]["content"] == "好" * 682
    code = kf_messages.new_code(wecom.world, 20, talk="/".join(ids.values()))
    assert wecom.refused("kf/send_msg_on_event", code=code, **long) == 45002
    picture = {"msgtype": "image", "image": {"media_id": "gone"}}
    assert wecom.refused("kf/send_msg", **answer, **picture) == 40007
    items = [{"type": "click", "click": {"content": "是"}}, {"type": "view"}]
    menu = {"msgtype": "msgmenu", "msgmenu": {"list": items}}
    assert wecom("kf/send_msg", **answer, **menu, msgid="own-id")["msgid"] == "own-id"
    words = [{"type": "text", "text": {"content": "请选择"}}] * 40
    wecom("kf/send_msg", **answer, msgtype="msgmenu", msgmenu={"list": [*words, *items]})
    menu = {"msgtype": "msgmenu", "msgmenu": {"list": words * 2}}
    assert wecom.refused("kf/send_msg", **answer, **menu) == 95008
    assert wecom.refused("kf/sync_msg", open_kfid=ids["open_kfid"], cursor="made up") == 40035
    assert (
        wecom.refused("kf/sync_msg", open_kfid=ids["open_kfid"], cursor="4gw7MepFLfgF2VC5npx")
        == 40035
    )


def test_old_messages_and_codes_of_customer_service_are_forgotten(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    says = kf_messages.customer_says
    first = says(wecom.world, **ids, content="0")
    read = wecom("kf/sync_msg", open_kfid=ids["open_kfid"], token=first, limit=1)
    for number in range(1, accounts.KEPT + 2):
        last = says(wecom.world, **ids, content=str(number))
    state = accounts.service(wecom.world)
    assert (len(state["messages"]), len(state["tokens"])) == (accounts.KEPT, accounts.KEPT)
    assert wecom.refused("kf/sync_msg", open_kfid=ids["open_kfid"], token=first) == 95007
    page = wecom(
        "kf/sync_msg", open_kfid=ids["open_kfid"], token=last, cursor=read["next_cursor"], limit=1
    )
    assert page["msg_list"][0]["text"]["content"] == "2"  # 0 was read, 0 and 1 are gone
    following = wecom(
        "kf/sync_msg", open_kfid=ids["open_kfid"], cursor=page["next_cursor"], limit=1
    )
    assert following["msg_list"][0]["text"]["content"] == "3"
