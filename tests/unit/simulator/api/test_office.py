"""Edges of the simulated office: approvals, calendars, check-ins, codes, and what is forgotten."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from flask_wechat_corp.simulator.api.apps import miniprograms, oauth
from flask_wechat_corp.simulator.api.customers import (
    contacts,
    moments,
)
from flask_wechat_corp.simulator.api.office import (
    approvals,
    calendars,
    living,
    schedules,
)
from flask_wechat_corp.simulator.api.providers import suites
from flask_wechat_corp.simulator.api.routes import Routes
from flask_wechat_corp.simulator.errors import SimulatedError
from tests.helpers.simulated import DAY, MONDAY, NOW, DirectWorld


@pytest.fixture
def wecom() -> DirectWorld:
    return DirectWorld()


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


def test_a_calendar_is_shared_with_members_only(wecom: DirectWorld) -> None:
    color = {"summary": "团队", "color": "#FF3030"}
    stranger = {**color, "shares": [{"userid": "nobody"}]}
    assert wecom.refused("oa/calendar/add", calendar=stranger) == 40003
    wrong = {**color, "shares": [{"userid": "lisi", "permission": 4}]}
    assert wecom.refused("oa/calendar/add", calendar=wrong) == 40058
    shares = [{"userid": "lisi", "permission": 3}]
    made = wecom("oa/calendar/add", calendar={**color, "shares": shares})
    wecom("oa/calendar/update", calendar={**made, "description": "每周"})
    [shown] = wecom("oa/calendar/get", cal_id_list=[made["cal_id"]])["calendar_list"]
    assert (shown["summary"], shown["shares"], shown["description"]) == ("团队", shares, "每周")


def test_changing_one_event_of_a_series_makes_a_new_one(wecom: DirectWorld) -> None:
    event = {"start_time": NOW, "end_time": NOW + 3600, "attendees": [{"userid": "lisi"}]}
    made = wecom("oa/schedule/add", schedule=event)
    change = {**made, **event, "summary": "改期", "attendees": []}
    assert wecom.refused("oa/schedule/update", schedule=change, op_mode=1) == 90482
    once = {"op_mode": 1, "op_start_time": NOW, "skip_attendees": 1}
    new = wecom("oa/schedule/update", schedule=change, **once)
    assert new != made
    ids = [made["schedule_id"], new["schedule_id"]]
    old, changed = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert old.get("summary") is None
    assert (changed["summary"], changed["attendees"]) == ("改期", [{"userid": "lisi"}])
    assert wecom.refused("oa/schedule/del", **new, op_mode=2) == 90482
    wecom("oa/schedule/del", **new, op_mode=2, op_start_time=NOW)
    assert wecom.refused("oa/schedule/get", schedule_id_list=ids[1:]) == 90460


def test_nobody_checks_in_outside(wecom: DirectWorld) -> None:
    span = {"starttime": MONDAY, "endtime": NOW, "useridlist": ["lisi"]}
    path = "checkin/getcheckindata"
    assert wecom(path, opencheckindatatype=2, **span)["checkindata"] == []
    assert wecom(path, opencheckindatatype=1, **span)["checkindata"] != []


def test_a_day_off_and_another_month_are_no_shifts(wecom: DirectWorld) -> None:
    path = "checkin/setcheckinschedulist"
    days = [{"userid": "lisi", "day": "23", "schedule_id": 1}]
    wecom(path, groupid=1, yearmonth=202611, items=days)
    wecom(path, groupid=1, yearmonth=202610, items=days)
    wecom(path, groupid=1, yearmonth="202611", items=[{**days[0], "day": 22, "schedule_id": 0}])
    span = {"starttime": MONDAY - 5 * DAY, "endtime": NOW, "useridlist": ["lisi"]}
    [row] = wecom("checkin/getcheckinschedulist", **span)["schedule_list"]
    assert (row["yearmonth"], [day["day"] for day in row["schedule"]["scheduleList"]]) == (
        202611, [23],
    )  # fmt: skip


def test_shifts_are_kept_for_about_a_year(wecom: DirectWorld) -> None:
    path = "checkin/setcheckinschedulist"
    for month in range(201501, 201513):
        items = [{"userid": "lisi", "day": day, "schedule_id": 1} for day in range(1, 32)]
        wecom(path, groupid=1, yearmonth=month, items=items)
    for month in (201601, 201602):
        wecom(path, groupid=1, yearmonth=month, items=items)
    days = wecom.world.family_state("checkin")["shifts"]["lisi"]
    assert (len(days), min(days)) == (400, "20150204")


def test_a_face_has_a_size(wecom: DirectWorld) -> None:
    huge = base64.b64encode(bytes(1024 * 1024 + 1)).decode()
    assert wecom.refused("checkin/addcheckinuserface", userid="lisi", userface=huge) == 40009


def test_watchers_of_a_live_stream_come_on_one_page(wecom: DirectWorld) -> None:
    [livingid] = living.livings(wecom.world)
    path = "living/get_watch_stat"
    assert wecom.refused(path, livingid=livingid, next_key="more") == 40035


def test_two_families_cannot_serve_one_path() -> None:
    routes = Routes()
    routes.get("x/get")(lambda world, args: {})
    with pytest.raises(ValueError, match="x/get is served twice"):
        routes.post("x/get")(lambda world, args: {})


# -- what is kept, and for how long ------------------------------------------------------------


def applications(wecom: DirectWorld, count: int) -> dict[str, Any]:
    body = application(wecom)
    for _ in range(count):
        wecom("oa/applyevent", **body)
    return dict(wecom.world.family_state("approval")["records"])


def many_calendars(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("oa/calendar/add", calendar={"summary": "x", "color": "#FF3030"})
    return calendars.calendars(wecom.world)


def many_schedules(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("oa/schedule/add", schedule={"start_time": NOW, "end_time": NOW})
    return schedules.schedules(wecom.world)


def customers(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        contacts.add(wecom.world, "新客", "lisi")
    return dict(contacts.customers(wecom.world)["customers"])


def mass_messages(wecom: DirectWorld, count: int) -> dict[str, Any]:
    body = {"chat_type": "single", "sender": "lisi", "text": {"content": "x"}}
    for _ in range(count):
        wecom("externalcontact/add_msg_template", **body)
    return dict(wecom.world.family_state("group_messages")["messages"])


def many_moments(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        wecom("externalcontact/add_moment_task", text={"content": "x"})
    return dict(wecom.world.family_state("moments")["moments"])


def mini_program_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        miniprograms.login_code(wecom.world, "lisi")
    return dict(wecom.world.family_state("miniprogram")["codes"])


def suite_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        suites.auth_code(wecom.world)
    return dict(suites.suite(wecom.world)["codes"])


def login_codes(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        oauth.issue_code(wecom.world, "lisi")
    return dict(wecom.world.family_state("oauth_codes"))


def tickets(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for _ in range(count):
        code = oauth.issue_code(wecom.world, "lisi", "snsapi_privateinfo")
        wecom("auth/getuserinfo", {"code": code})
    return dict(wecom.world.family_state("user_tickets"))


def jobs(wecom: DirectWorld, count: int) -> dict[str, Any]:
    table = "帐号,姓名\nlisi,李四\n".encode()
    media_id = wecom.world.media.add("file", "a.csv", "text/csv", table).media_id
    for _ in range(count):
        wecom("batch/syncuser", media_id=media_id)
    return dict(wecom.world.family_state("jobs"))


def tokens(wecom: DirectWorld, count: int) -> dict[str, Any]:
    for number in range(count):
        wecom.world.tokens.issue(f"suite {count} {number}")
    return wecom.world.tokens


@pytest.mark.parametrize(
    ("fill", "most"),
    [
        (applications, approvals.KEPT),
        (many_calendars, calendars.KEPT),
        (many_schedules, schedules.KEPT),
        (customers, contacts.KEPT),
        (mass_messages, 2000),
        (many_moments, moments.KEPT),
        (mini_program_codes, miniprograms.KEPT),
        (suite_codes, suites.KEPT),
        (login_codes, 500),
        (tickets, 500),
        (jobs, 200),
        (tokens, 500),
    ],
)
def test_a_room_keeps_the_newest_and_no_more(
    wecom: DirectWorld, fill: Callable[[DirectWorld, int], dict[str, Any]], most: int
) -> None:
    oldest = next(iter(fill(wecom, 1)))
    kept = fill(wecom, most)
    assert len(kept) == most
    assert oldest not in kept
