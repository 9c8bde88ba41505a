"""Accounts and customers of customer service."""

from __future__ import annotations

import pytest

from flask_wechat_corp.simulator.api.kf import accounts
from flask_wechat_corp.simulator.api.kf import messages as kf_messages
from flask_wechat_corp.simulator.api.request import Fields
from tests.helpers.simulated import DirectWorld, follower


def talk(wecom: DirectWorld) -> tuple[str, str]:
    _, external = follower(wecom)
    return wecom("kf/account/list")["account_list"][0]["open_kfid"], external


def test_customer_service_accounts_and_servicers(wecom: DirectWorld) -> None:
    made = wecom("kf/account/add", name="售后", media_id=wecom.media())
    wecom("kf/account/update", **made, name="售后服务")
    names = [row["name"] for row in wecom("kf/account/list")["account_list"]]
    assert "售后服务" in names
    added = wecom("kf/servicer/add", **made, userid_list=["lisi", "nobody"])["result_list"]
    assert [row["errcode"] for row in added] == [0, 40003]
    assert wecom("kf/servicer/list", made)["servicer_list"] == [{"userid": "lisi", "status": 0}]
    again = wecom("kf/servicer/add", **made, userid_list=["lisi"], department_id_list=[2])
    assert [row["errmsg"] for row in again["result_list"]] == ["ignored", "success"]
    many = {"department_id_list": list(range(21))}
    assert wecom.refused("kf/servicer/add", **made, **many) == 40058
    gone = wecom("kf/servicer/del", **made, userid_list=["lisi", "wulan"], department_id_list=[2])
    assert [row["errmsg"] for row in gone["result_list"]] == ["success", "ignored", "success"]
    assert wecom("kf/servicer/list", made)["servicer_list"] == []
    assert "enc_scene=" in wecom("kf/add_contact_way", **made, scene="web")["url"]
    wecom("kf/account/del", **made)
    assert wecom.refused("kf/servicer/list", made) == 95004
    assert wecom.refused("kf/servicer/list", {"open_kfid": "x"}) == 95000
    assert wecom.refused("kf/account/add", name="x" * 17, media_id=wecom.media()) == 95006
    assert wecom.refused("kf/account/add", name="x", media_id="gone") == 40007


def test_customers_of_customer_service(wecom: DirectWorld) -> None:
    open_kfid, external = talk(wecom)
    asked = {"external_userid_list": [external, "wmx"]}
    assert wecom("kf/customer/batchget", **asked)["customer_list"] == []
    kf_messages.customer_says(wecom.world, open_kfid, external, "你好")
    found = wecom("kf/customer/batchget", **asked, need_enter_session_context=1)
    assert found["customer_list"][0]["external_userid"] == external
    assert "enter_session_context" not in found["customer_list"][0]
    assert found["invalid_external_userid"] == ["wmx"]
    wecom.later(48 * 3600)
    assert wecom("kf/customer/batchget", **asked)["customer_list"] == []
    kf_messages.customer_enters(wecom.world, open_kfid, external, "web")
    [shown] = wecom("kf/customer/batchget", **asked, need_enter_session_context=1)["customer_list"]
    assert shown["enter_session_context"] == {"scene": "web", "scene_param": ""}
    assert "enter_session_context" not in wecom("kf/customer/batchget", **asked)["customer_list"][0]
    assert wecom("kf/customer/get_upgrade_service_config")["member_range"]["userid_list"]
    ids = {"open_kfid": open_kfid, "external_userid": external}
    wecom("kf/customer/upgrade_service", **ids, type=1, member={"userid": "lisi"})
    wecom("kf/customer/cancel_upgrade_service", **ids)
    wrong = {**ids, "type": 1, "member": {"userid": "nobody"}}
    assert wecom.refused("kf/customer/upgrade_service", **wrong) == 40003


@pytest.fixture
def ids(wecom: DirectWorld) -> dict[str, str]:
    """An account and a customer of it."""
    _, external = follower(wecom)
    account = wecom("kf/account/list")["account_list"][0]["open_kfid"]
    return {"open_kfid": account, "external_userid": external}


def test_a_customer_is_passed_to_a_group(wecom: DirectWorld, ids: dict[str, str]) -> None:
    path = "kf/customer/upgrade_service"
    assert wecom.refused(path, **ids, type=2, groupchat={}) == 40058
    wecom(path, **ids, type=2, groupchat={"chat_id": "wr1"})
    assert accounts.talk_of(wecom.world, Fields(ids))["upgrade"] == {"chat_id": "wr1"}


def test_an_account_goes_with_its_conversations(wecom: DirectWorld, ids: dict[str, str]) -> None:
    kf_messages.customer_says(wecom.world, **ids, content="你好")
    account = {"open_kfid": ids["open_kfid"]}
    assert wecom.refused("kf/account/update", **account, media_id="gone") == 40007
    assert wecom.refused("kf/servicer/add", **account) == 40058
    made = wecom("kf/account/add", name="售后", media_id=wecom.media())
    kf_messages.customer_says(wecom.world, **{**ids, **made}, content="也在")
    wecom("kf/account/del", **account)
    assert list(accounts.service(wecom.world)["talks"]) == [
        f"{made['open_kfid']}/{ids['external_userid']}"
    ]


def test_accounts_are_bounded(wecom: DirectWorld) -> None:
    picture = wecom.media()
    for _ in range(accounts.KEPT - 1):
        wecom("kf/account/add", name="售后", media_id=picture)
    assert wecom.refused("kf/account/add", name="售后", media_id=picture) == 95005
