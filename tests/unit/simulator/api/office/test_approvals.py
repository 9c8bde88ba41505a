"""Approvals."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.office import (
    approval_templates,
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


def test_a_process_has_copies_and_approvers_in_turn(wecom: DirectWorld) -> None:
    nodes = [
        {"type": 1, "apv_rel": 3, "userid": ["wulan", "lisi"]},
        {"type": 3, "apv_rel": 2, "userid": ["lisi"]},
        {"type": 2, "userid": ["zhangsan"]},
    ]
    made = wecom("oa/applyevent", **application(wecom, process={"node_list": nodes}))
    info = wecom("oa/getapprovaldetail", **made)["info"]
    assert info["notifyer"] == [{"userid": "zhangsan"}]
    assert [step["approverattr"] for step in info["sp_record"]] == [2, 1]  # all, one of them
    shown = info["process_list"]["node_list"]
    assert [(one["node_type"], one.get("apv_rel")) for one in shown] == [(1, 3), (3, 2), (2, None)]
    approvals.decide(wecom.world, made["sp_no"], approve=True)
    info = wecom("oa/getapprovaldetail", **made)["info"]
    first, second, _ = info["process_list"]["node_list"]
    assert (first["sp_status"], second["sp_status"], info["sp_status"]) == (2, 1, 1)
    assert [one["sp_yj"] for one in first["sub_node_list"]] == [2, 2]
    approvals.decide(wecom.world, made["sp_no"], approve=True)
    assert wecom("oa/getapprovaldetail", **made)["info"]["sp_status"] == approvals.APPROVED
    for wrong in ({"type": 4, "userid": ["lisi"]}, {"type": 1, "userid": ["lisi"]}, nodes[2]):
        body = application(wecom, process={"node_list": [wrong]})
        assert wecom.refused("oa/applyevent", **body) == approvals.BAD


def test_filters_of_one_kind_are_alternatives(wecom: DirectWorld) -> None:
    made = wecom("oa/applyevent", **application(wecom))["sp_no"]
    span = {"starttime": NOW - DAY, "endtime": NOW, "new_cursor": ""}
    party = wecom("oa/getapprovaldetail", sp_no=made)["info"]["applyer"]["partyid"]

    def found(*filters: tuple[str, str]) -> Any:
        rules = [{"key": key, "value": value} for key, value in filters]
        return wecom("oa/getapprovalinfo", **span, filters=rules)

    both = found(("department", "99"), ("department", party), ("creator", "zhangsan"))
    assert both == {"sp_no_list": [made]}  # no new_next_cursor at the end
    assert found(("department", party), ("creator", "lisi"))["sp_no_list"] == []
    assert found(("record_type", "1"))["sp_no_list"] == []
    leave = {"vacation": {"attendance": {"type": 1}}}
    row = approval_templates.state(wecom.world)["records"][made]
    row["apply_data"]["contents"].append({"control": "Vacation", "value": leave})
    assert found(("record_type", "1"))["sp_no_list"] == [made]


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


# -- templates of apps -------------------------------------------------------------------------


def named(text: str) -> list[dict[str, str]]:
    return [{"text": text, "lang": "zh_CN"}]


def control(kind: str, title: str, **config: Any) -> dict[str, Any]:
    return {
        "property": {"control": kind, "id": f"{kind}-01", "title": named(title)},
        "config": config,
    }


def template(*controls: dict[str, Any], name: str = "采购") -> dict[str, Any]:
    return {"template_name": named(name), "template_content": {"controls": list(controls)}}


def test_a_table_has_controls_of_its_own(wecom: DirectWorld) -> None:
    path = "oa/approval/create_template"
    table = control("Table", "明细", table={"children": [control("Text", "名称")]})
    made = wecom(path, **template(table))
    shown = wecom("oa/gettemplatedetail", **made)["template_content"]["controls"]
    assert shown == [table]
    for wrong in (
        control("Table", "明细", table={"children": []}),
        control("Table", "明细", table={"children": [control("Vacation", "假")]}),
        control("Table", "明细", table={"children": [control("Table", "表")]}),
        control("Selector", "类型", selector={"options": []}),
        control("Selector", "类型"),
        control("Text", "长" * 41),
    ):
        assert wecom.refused(path, **template(wrong, name="新")) in {301086, 40058}
    assert wecom.refused(path, **template(name="新")) == 301086
    assert wecom.refused(path, **template(control("Text", "名称"), name="长" * 41)) == 301086


def test_a_template_keeps_its_own_name_and_they_are_bounded(wecom: DirectWorld) -> None:
    made = wecom("oa/approval/create_template", **template(control("Text", "名称")))
    changed = template(control("Money", "金额"))
    assert wecom("oa/approval/update_template", **made, **changed) == {}
    templates = wecom.world.families["approval"]["templates"]
    own = templates[made["template_id"]]
    templates.update({str(number): own for number in range(500)})
    one_more = template(control("Text", "名称"), name="满")
    assert wecom.refused("oa/approval/create_template", **one_more) == 301087


def test_a_saved_company_without_the_newer_keys_is_completed(wecom: DirectWorld) -> None:
    reimbursement(wecom)
    for key in ("open_templates", "open_records", "quotas"):
        wecom.world.families["approval"].pop(key, None)
    assert wecom("oa/vacation/getuservacationquota", userid="lisi")["lists"][0]["id"] == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"leftduration": 1001 * DAY}, {"leftduration": -8640}, {"time_attr": 2},
        {"vacation_id": None}, {"remarks": "长" * 201},
    ],
)  # fmt: skip
def test_leave_that_is_refused(changed: dict[str, Any], wecom: DirectWorld) -> None:
    given = {"userid": "lisi", "vacation_id": 1, "leftduration": 8640, "time_attr": 0, **changed}
    assert wecom.refused("oa/vacation/setoneuserquota", **given) == 301063


def test_leave_by_the_hour_comes_in_tenths_of_hours(wecom: DirectWorld) -> None:
    given = {"userid": "lisi", "vacation_id": 3, "time_attr": 1}
    wecom("oa/vacation/setoneuserquota", **given, leftduration=360)
    lists = wecom("oa/vacation/getuservacationquota", userid="lisi")["lists"]
    assert [row["leftduration"] for row in lists] == [5 * DAY, 0, 360]
    assert wecom.refused("oa/vacation/setoneuserquota", **given, leftduration=100) == 301063
