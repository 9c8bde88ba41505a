"""What customers and servicers do by themselves: entering, writing, taking over, ending."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.control.actions import perform
from tests.helpers.simulated import DirectWorld, follower

TEXT = {"msgtype": "text", "text": {"content": "您好"}}


@pytest.fixture
def ids(wecom: DirectWorld) -> dict[str, str]:
    """An account and a customer of it."""
    _, external = follower(wecom)
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    return {"open_kfid": account, "external_userid": external}


def last(wecom: DirectWorld) -> dict[str, Any]:
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    row: dict[str, Any] = wecom("kf/sync_msg", open_kfid=account)["msg_list"][-1]
    return row


def act(wecom: DirectWorld, name: str, **fields: Any) -> dict[str, Any]:
    return perform(wecom.world, {"act": name, **fields})


def test_a_welcome_once_in_48_hours(wecom: DirectWorld, ids: dict[str, str]) -> None:
    act(wecom, "customer_enters", scene="page", **ids)
    event = last(wecom)["event"]
    assert (event["event_type"], event["scene"]) == ("enter_session", "page")
    code = event["welcome_code"]
    assert wecom("kf/send_msg_on_event", code=code, **TEXT)["msgid"]
    assert wecom.refused("kf/send_msg_on_event", code=code, **TEXT) == 40029
    act(wecom, "customer_enters", **ids)
    assert "welcome_code" not in last(wecom)["event"]
    wecom.later(48 * 3600 + 1)
    act(wecom, "customer_enters", **ids)
    late = last(wecom)["event"]["welcome_code"]
    wecom.later(21)
    assert wecom.refused("kf/send_msg_on_event", code=late, **TEXT) == 40029


def test_a_servicer_takes_over_writes_and_ends(wecom: DirectWorld, ids: dict[str, str]) -> None:
    act(wecom, "customer_says", content="人工", **ids)
    queue = wecom("kf/service_state/trans", service_state=2, **ids)["msg_code"]
    taken = act(wecom, "servicer_takes", **ids)
    event = last(wecom)["event"]
    assert (event["change_type"], event["new_servicer_userid"]) == (1, taken["userid"])
    assert wecom.refused("kf/send_msg_on_event", code=queue, **TEXT) == 95018
    answer = {**TEXT, "touser": ids["external_userid"], "open_kfid": ids["open_kfid"]}
    assert wecom.refused("kf/send_msg", **answer) == 95018
    act(wecom, "servicer_says", content="我来", **ids)
    row = last(wecom)
    assert (row["origin"], row["servicer_userid"]) == (5, taken["userid"])
    act(wecom, "servicer_ends", **ids)
    event = last(wecom)["event"]
    assert (event["change_type"], wecom("kf/service_state/get", **ids)["service_state"]) == (3, 4)
    assert wecom("kf/send_msg_on_event", code=event["msg_code"], **TEXT)["msgid"]
    with pytest.raises(ValueError, match="no servicer has"):
        act(wecom, "servicer_says", content="?", **ids)
    with pytest.raises(ValueError, match="not a servicer"):
        act(wecom, "servicer_takes", userid="nobody", **ids)


def test_the_msgid_of_the_app_is_good_once(wecom: DirectWorld, ids: dict[str, str]) -> None:
    act(wecom, "customer_says", content="hi", **ids)
    answer = {**TEXT, "touser": ids["external_userid"], "open_kfid": ids["open_kfid"]}
    assert wecom("kf/send_msg", msgid="one", **answer) == {"msgid": "one"}
    assert wecom.refused("kf/send_msg", msgid="one", **answer) == 95033
    assert wecom.refused("kf/send_msg", msgid="a b", **answer) == 40058


def test_other_messages_and_lost_doorbells(wecom: DirectWorld, ids: dict[str, str]) -> None:
    rung: list[str] = []
    wecom.world.emit_event = lambda **fields: rung.append(fields["Token"])  # type: ignore[method-assign]
    image = {"msgtype": "image", "image": {"media_id": "m"}}
    act(wecom, "customer_says", doorbells=0, **image, **ids)
    assert rung == []
    assert last(wecom)["image"] == {"media_id": "m"}
    token = act(wecom, "customer_says", content="满意", menu_id="101", doorbells=2, **ids)["token"]
    assert rung == [token, token]
    assert last(wecom)["text"] == {"content": "满意", "menu_id": "101"}
