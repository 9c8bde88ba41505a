"""Actions of members and customers that are refused, and the events of those that are not."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.customers.contacts import customers_of
from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.simulated import DirectWorld


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


@pytest.fixture
def events(wecom: DirectWorld) -> list[dict[str, Any]]:
    """The events that the world pushes."""
    pushed: list[dict[str, Any]] = []
    wecom.world.on_event = pushed.append
    return pushed


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"act": "acquired_says", "external_userid": "wmx"}, "through no link"),
        ({"act": "new_customer", "name": "x", "link_id": "cax"}, "invalid link_id"),
        ({"act": "send_group_message", "msgid": "x", "userid": "lisi"}, "group msg"),
        ({"act": "publish_moment", "moment_id": "x", "userid": "lisi"}, "invalid moment_id"),
        ({"act": "react_to_moment", "kind": "share"}, "comment or like"),
        ({"act": "select_members", "operator": "lisi", "userids": []}, "missing userids"),
        ({"act": "select_members", "operator": "nobody", "userids": ["lisi"]}, "userid not found"),
        ({"act": "decide", "third_no": "x", "approve": True}, "invalid thirdNo"),
        ({"act": "decide", "sp_no": "x"}, "true or false"),
    ],
)
def test_what_cannot_happen(spec: dict[str, Any], reason: str, wecom: DirectWorld) -> None:
    with pytest.raises(ValueError, match=reason):
        perform(wecom.world, spec)


def test_an_approval_of_a_page_is_told_at_its_start_and_its_end(
    wecom: DirectWorld, events: list[dict[str, Any]]
) -> None:
    started = {"act": "start_approval", "third_no": "1", "userid": "lisi", "approver": "wulan"}
    perform(wecom.world, started)
    perform(wecom.world, {"act": "decide", "third_no": "1", "approve": True})
    assert [one["event"] for one in events] == ["open_approval_change"] * 2
    assert [one["from"] for one in events] == ["sys"] * 2
    assert [one["ApprovalInfo"]["OpenSpStatus"] for one in events] == [1, 2]
    (node,) = events[1]["ApprovalInfo"]["ApprovalNodes"]["ApprovalNode"]
    assert node["Items"]["Item"][0]["ItemUserid"] == "wulan"


def test_a_customer_of_a_link_starts_a_chat(
    wecom: DirectWorld, events: list[dict[str, Any]]
) -> None:
    made = wecom("externalcontact/customer_acquisition/create_link", link_name="春季",
                 range={"user_list": ["lisi"]})["link"]  # fmt: skip
    new = {"act": "new_customer", "name": "小林", "userid": "lisi", "link_id": made["link_id"]}
    added = perform(wecom.world, new)
    events.clear()
    says = {"act": "acquired_says", "external_userid": added["external_userid"]}
    said = [perform(wecom.world, says) for _ in range(11)]
    assert [one["messages"] for one in said if one["chat_key"]] == [3, 5, 10]
    first, third, *_ = events
    assert len(events) == 4
    assert (first["ChangeType"], first["UserID"], first["LinkId"]) == (
        "customer_start_chat", "lisi", made["link_id"],
    )  # fmt: skip
    assert (third["ChangeType"], third["ChatKey"]) == (
        "message_from_customer", said[2]["chat_key"],
    )  # fmt: skip
    assert {one["from"] for one in events} == {"sys"}


def test_a_moment_is_liked_only_after_it_was_published(wecom: DirectWorld) -> None:
    job = wecom("externalcontact/add_moment_task", text={"content": "上新"})
    moment_id = wecom("externalcontact/get_moment_task_result", job)["result"]["moment_id"]
    external = customers_of(wecom.world, "zhangsan")[0]
    like = {
        "act": "react_to_moment", "moment_id": moment_id, "userid": "zhangsan", "kind": "like",
        "external_userid": external,
    }  # fmt: skip
    with pytest.raises(ValueError, match="not posted"):
        perform(wecom.world, like)
    published = {"act": "publish_moment", "moment_id": moment_id, "userid": "zhangsan"}
    assert perform(wecom.world, published) == {"external_userid": [external]}
    with pytest.raises(ValueError, match="external contact"):
        perform(wecom.world, {**like, "external_userid": "wmx"})
    assert perform(wecom.world, like) == {"kind": "like"}
