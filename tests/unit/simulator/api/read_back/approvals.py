"""Approvals: templates, applications, approvals of pages, and leave."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.office.approval_templates import state
from tests.helpers.read_back import DAY, Company, Table, refused

table = Table()


def _words(text: str) -> Any:
    return [{"text": text, "lang": "zh_CN"}]


def _controls(*rows: tuple[str, str, str]) -> Any:
    return {
        "controls": [
            {"property": {"control": kind, "id": id_, "title": _words(title), "require": 1}}
            for kind, id_, title in rows
        ]
    }


@table(
    "create_approval_template", "update_approval_template", "get_approval_template_detail",
    "copy_approval_template",
)  # fmt: skip
def templates(company: Company) -> None:
    api = company.api
    content = _controls(("Text", "Text-01", "事由"), ("Money", "Money-02", "金额"))
    template_id = api.create_approval_template(_words("采购"), content)["template_id"]
    api.update_approval_template(
        template_id, _words("采购单"), _controls(("Text", "Text-01", "用途"))
    )
    shown = api.get_approval_template_detail(template_id)
    assert shown["template_names"] == _words("采购单")
    (control,) = shown["template_content"]["controls"]
    assert control["property"]["title"] == _words("用途")
    assert "agentid" not in shown
    refused(301086, api.create_approval_template, _words("采购单"), content)  # the name is taken
    for wrong in (
        _controls(("Poem", "Poem-01", "诗")),
        _controls(("Text", "01", "无名")),
        _controls(("Text", "Text-01", "一"), ("Text", "Text-01", "二")),
        _controls(("Text", "Text-01", "一"), ("Text", "Text-02", "一")),
        _controls(("Vacation", "Vacation-1", "假"), ("Attendance", "Attendance-1", "勤")),
        {"controls": [{"property": {**control["property"], "placeholder": _words("长" * 81)}}]},
    ):
        refused(301086, api.create_approval_template, _words("错"), wrong)
    own, offered = (
        next(iter(state(company.world)[key])) for key in ("templates", "open_templates")
    )
    refused(301088, api.update_approval_template, own, _words("报销单"), content)
    copied = api.copy_approval_template(offered)["template_id"]
    assert api.get_approval_template_detail(copied)["template_names"] == _words("用车")
    refused(301025, api.copy_approval_template, "nothing")


@table("apply_event", "get_approval_detail", "get_approval_info")
def applications(company: Company) -> None:
    api = company.api
    template_id = api.create_approval_template(
        _words("采购"), _controls(("Text", "Text-01", "事由"))
    )["template_id"]
    contents: Any = [{"control": "Text", "id": "Text-01", "value": {"text": "纸"}}]
    sp_no = api.apply_event(
        "lisi", template_id, 0, apply_data={"contents": contents},
        summary_list=[{"summary_info": _words("采购申请")}],
        process={"node_list": [{"type": 1, "apv_rel": 1, "userid": ["wulan"]}]},
    )["sp_no"]  # fmt: skip
    info = api.get_approval_detail(sp_no)["info"]
    assert (info["sp_name"], info["sp_status"]) == ("采购", 1)
    assert info["apply_data"]["contents"] == contents
    company.act("decide", sp_no=sp_no, approve=True)
    assert api.get_approval_detail(sp_no)["info"]["sp_status"] == 2
    span = (company.now - DAY, company.now)
    assert api.get_approval_info(*span)["sp_no_list"] == [sp_no]
    refused(301025, api.get_approval_detail, "1")


@table("get_open_approval_data")
def approvals_of_pages(company: Company) -> None:
    api = company.api
    started = {"third_no": "PO-1", "userid": "lisi", "approver": "wulan", "name": "采购"}
    company.act("start_approval", **started, template_id="tpl")
    data = api.get_open_approval_data("PO-1")["data"]
    assert (data["OpenSpName"], data["OpenSpstatus"], data["ApplyUserId"]) == ("采购", 1, "lisi")
    company.act("decide", third_no="PO-1", approve=False)
    data = api.get_open_approval_data("PO-1")["data"]
    assert data["OpenSpstatus"] == 3
    (node,) = data["ApprovalNodes"]["ApprovalNode"]
    (item,) = node["Items"]["Item"]
    assert (item["ItemUserId"], item["ItemStatus"], item["ItemOpTime"]) == ("wulan", 3, company.now)
    for act, fields in (("start_approval", started), ("decide", {"third_no": "PO-1"})):
        with pytest.raises(ValueError, match="thirdNo"):
            company.act(act, **{"approve": True, **fields})
    refused(301025, api.get_open_approval_data, "PO-2")


@table("get_vacation_corp_conf", "get_user_vacation_quota", "set_user_vacation_quota")
def leave(company: Company) -> None:
    api = company.api
    yearly = api.get_vacation_corp_conf()["lists"][0]
    assert (yearly["id"], yearly["name"], yearly["time_attr"]) == (1, "年假", 0)
    api.set_user_vacation_quota("lisi", 1, 3 * DAY, 0, remarks="补发")

    def left(userid: str) -> int:
        rows = api.get_user_vacation_quota(userid)["lists"]
        return int(next(row["leftduration"] for row in rows if row["id"] == 1))

    assert (left("lisi"), left("wulan")) == (3 * DAY, 5 * DAY)
    refused(301063, api.set_user_vacation_quota, "lisi", 1, 3 * DAY, 1)  # by day, not by hour
    refused(301063, api.set_user_vacation_quota, "lisi", 1, 100, 0)  # no tenth of a day
    refused(301063, api.set_user_vacation_quota, "lisi", 9, DAY, 0)
    refused(301063, api.get_user_vacation_quota, "nobody")
