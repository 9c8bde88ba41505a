"""The states of conversations."""

from __future__ import annotations

import pytest

from flask_wechat_corp.simulator.api.kf import accounts
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from tests.helpers.simulated import DirectWorld, follower


def talk(wecom: DirectWorld) -> tuple[str, str]:
    _, external = follower(wecom)
    return wecom("kf/account/list")["account_list"][0]["open_kfid"], external


def test_states_of_a_conversation(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    ids = {"open_kfid": open_kfid, "external_userid": external}
    kf_messages.customer_says(wecom.world, open_kfid, external, "人工")
    servicer = wecom("kf/servicer/list", {"open_kfid": open_kfid})["servicer_list"][0]["userid"]
    change = {**ids, "service_state": 3}
    assert wecom.refused("kf/service_state/trans", **change, servicer_userid="wulan") == 95014
    code = wecom("kf/service_state/trans", **change, servicer_userid=servicer)["msg_code"]
    assert wecom("kf/service_state/get", **ids) == {
        "service_state": 3, "servicer_userid": servicer,
    }  # fmt: skip
    words = {"msgtype": "text", "text": {"content": "为您转接"}}
    assert wecom.refused("kf/send_msg", open_kfid=open_kfid, touser=external, **words) == 95018
    assert wecom("kf/send_msg_on_event", code=code, **words)["msgid"]
    assert wecom.refused("kf/send_msg_on_event", code=code, **words) == 40029
    assert wecom.refused("kf/service_state/trans", **ids, service_state=1) == 95016
    wecom("kf/service_state/trans", **ids, service_state=4)
    assert wecom.refused("kf/service_state/trans", **change) == 95013


def test_members_of_a_department_are_servicers(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    ids = {"open_kfid": open_kfid, "external_userid": external}
    kf_messages.customer_says(wecom.world, open_kfid, external, "人工")
    change = {**ids, "service_state": 3, "servicer_userid": "wulan"}
    assert wecom.refused("kf/service_state/trans", **change) == 95014
    party = wecom.world.members["wulan"]["department"][0]
    wecom("kf/servicer/add", open_kfid=open_kfid, department_id_list=[party])
    assert wecom("kf/service_state/trans", **change)["msg_code"]


@pytest.fixture
def ids(wecom: DirectWorld) -> dict[str, str]:
    """An account and a customer of it."""
    _, external = follower(wecom)
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    return {"open_kfid": account, "external_userid": external}


def test_a_robot_takes_a_conversation_without_a_code(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    assert wecom("kf/service_state/trans", **ids, service_state=accounts.ROBOT) == {}
    assert wecom("kf/service_state/get", **ids)["service_state"] == accounts.ROBOT


def test_a_closed_conversation_opens_when_the_customer_writes(
    wecom: DirectWorld, ids: dict[str, str]
) -> None:
    wecom("kf/service_state/trans", **ids, service_state=accounts.CLOSED)
    answer = {"touser": ids["external_userid"], "open_kfid": ids["open_kfid"], "msgtype": "text"}
    assert wecom.refused("kf/send_msg", **answer, text={"content": "在吗"}) == 95013
    kf_messages.customer_says(wecom.world, **ids, content="还有问题")
    assert wecom("kf/service_state/get", **ids)["service_state"] == accounts.NEW
    assert wecom("kf/send_msg", **answer, text={"content": "在"})["msgid"]
