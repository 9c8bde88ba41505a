"""Approvals."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.office import (
    approvals,
)
from flask_wechat_corp.simulator.errors import SimulatedError
from tests.helpers.simulated import DAY, NOW, DirectWorld


def reimbursement(wecom: DirectWorld) -> dict[str, Any]:
    [template_id] = approvals.template_ids(wecom.world)
    content = wecom("oa/gettemplatedetail", template_id=template_id)["template_content"]
    text, money, _ = [control["property"] for control in content["controls"]]
    return {
        "creator_userid": "zhangsan",
        "template_id": template_id,
        "use_template_approver": 0,
        "approver": [{"attr": 2, "userid": ["lisi"]}],
        "apply_data": {
            "contents": [
                {"control": "Text", "id": text["id"], "value": {"text": "差旅"}},
                {"control": "Money", "id": money["id"], "value": {"new_money": "700"}},
            ]
        },
        "summary_list": [],
    }


def test_an_application_is_handed_in_and_found(wecom: DirectWorld) -> None:
    sp_no = wecom("oa/applyevent", **reimbursement(wecom))["sp_no"]
    span = {"starttime": NOW - DAY, "endtime": NOW, "cursor": 0, "size": 100}
    assert wecom("oa/getapprovalinfo", **span)["sp_no_list"] == [sp_no]
    second = wecom("oa/applyevent", **reimbursement(wecom))["sp_no"]
    first = {**span, "cursor": "", "size": 1, "new_cursor": ""}
    page = wecom("oa/getapprovalinfo", **first)
    assert page["sp_no_list"] == [sp_no]
    first["new_cursor"] = page["new_next_cursor"]
    assert wecom("oa/getapprovalinfo", **first)["sp_no_list"] == [second]
    old = wecom("oa/getapprovalinfo", **{**span, "size": 1})
    assert (old["sp_no_list"], old["next_cursor"]) == ([sp_no], 1)
    other = [{"key": "creator", "value": "lisi"}]
    assert wecom("oa/getapprovalinfo", **span, filters=other)["sp_no_list"] == []
    info = wecom("oa/getapprovaldetail", sp_no=sp_no)["info"]
    assert (info["applyer"]["userid"], info["sp_status"]) == ("zhangsan", 1)
    assert info["sp_record"][0]["details"][0]["approver"] == {"userid": "lisi"}


def test_wrong_applications_are_refused(wecom: DirectWorld) -> None:
    good = reimbursement(wecom)
    without = {**good, "apply_data": {"contents": good["apply_data"]["contents"][:1]}}
    assert wecom.refused("oa/applyevent", **without) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "template_id": "x"}) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "approver": []}) == 301025
    assert wecom.refused("oa/applyevent", **{**good, "creator_userid": "nobody"}) == 40003
    assert wecom.refused("oa/getapprovaldetail", sp_no="1") == 301025
    span = {"starttime": NOW - 32 * DAY, "endtime": NOW, "cursor": 0, "size": 100}
    assert wecom.refused("oa/getapprovalinfo", **span) == 301025


def application(wecom: DirectWorld, **changes: Any) -> dict[str, Any]:
    """An application that is handed in for `zhangsan`, with all that its template asks for."""
    [template_id] = approvals.template_ids(wecom.world)
    content = wecom("oa/gettemplatedetail", template_id=template_id)["template_content"]
    contents = [
        {"control": one["property"]["control"], "id": one["property"]["id"], "value": {}}
        for one in content["controls"]
    ]
    return {
        "creator_userid": "zhangsan", "template_id": template_id,
        "approver": [{"attr": 2, "userid": ["lisi"]}],
        "apply_data": {"contents": contents}, **changes,
    }  # fmt: skip


def test_approvers_come_from_the_template_or_the_process(wecom: DirectWorld) -> None:
    made = wecom("oa/applyevent", **application(wecom, use_template_approver=1, approver=[]))
    info = wecom("oa/getapprovaldetail", **made)["info"]
    assert [one["approver"]["userid"] for one in info["sp_record"][0]["details"]] == ["zhangsan"]
    nodes = [{"type": 1, "apv_rel": 1, "userid": ["wulan", "lisi"]}]
    made = wecom("oa/applyevent", **application(wecom, process={"node_list": nodes}))
    [step] = wecom("oa/getapprovaldetail", **made)["info"]["sp_record"]
    assert [one["approver"]["userid"] for one in step["details"]] == ["wulan", "lisi"]


def test_an_application_keeps_to_its_template(wecom: DirectWorld) -> None:
    good = application(wecom)
    first = good["apply_data"]["contents"][0]
    for wrong in ({**first, "id": "Text-0"}, {**first, "control": "Date"}, {**first, "value": "x"}):
        contents = [wrong, *good["apply_data"]["contents"][1:]]
        body = {**good, "apply_data": {"contents": contents}}
        assert wecom.refused("oa/applyevent", **body) == approvals.BAD
    span = {"starttime": NOW - DAY, "endtime": NOW, "filters": [{"key": "mood", "value": "good"}]}
    wecom("oa/applyevent", **good)
    assert wecom.refused("oa/getapprovalinfo", **span) == approvals.BAD


def test_two_steps_of_an_approval_are_decided_one_after_the_other(wecom: DirectWorld) -> None:
    steps = [{"attr": 2, "userid": ["lisi"]}, {"attr": 2, "userid": ["wulan"]}]
    made = wecom("oa/applyevent", **application(wecom, approver=steps))
    record = approvals.decide(wecom.world, made["sp_no"], approve=True)
    states = [step["sp_status"] for step in record["sp_record"]]
    assert states == [approvals.APPROVED, approvals.APPROVING]
    assert record["sp_status"] == approvals.APPROVING
    record = approvals.decide(wecom.world, made["sp_no"], approve=True)
    assert record["sp_status"] == approvals.APPROVED
    with pytest.raises(SimulatedError):
        approvals.decide(wecom.world, made["sp_no"], approve=True)
