"""Attendance, approvals, calendars, meeting rooms and to-dos."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from flask_wechat_corp.simulator.api.office.approval_templates import state
from flask_wechat_corp.simulator.api.office.checkin_rules import day_number
from flask_wechat_corp.simulator.api.office.todos import todos
from flask_wechat_corp.simulator.world.clock import midnight
from tests.helpers.read_back import DAY, HOUR, Company, Table, ids, refused

checkin, approval, calendars, rooms, todo = Table(), Table(), Table(), Table(), Table()


# -- attendance --------------------------------------------------------------------------------


def _to_monday(company: Company) -> int:
    """Let time pass until a Monday evening; return its midnight in China."""
    weekday = (midnight(company.now) + 8 * HOUR) // DAY % 7  # 0 is a Thursday
    monday = midnight(company.now) + ((4 - weekday) % 7 + 7) * DAY
    company.later(monday + 20 * HOUR - company.now)
    return monday


def _rule(name: str, **changed: Any) -> dict[str, Any]:
    times = {
        "time_id": 1, "work_sec": 10 * HOUR, "off_work_sec": 16 * HOUR,
        "remind_work_sec": 10 * HOUR, "remind_off_work_sec": 16 * HOUR,
    }  # fmt: skip
    return {
        "grouptype": 1,
        "groupname": name,
        "checkindate": [{"workdays": [1, 2, 3, 4, 5], "checkintime": [times]}],
        "range": {"userid": ["lisi"], "party_id": [], "tagid": []},
        "wifimac_infos": [{"wifiname": "办公室", "wifimac": "c0:7b:bc:37:f8:d3"}],
        "loc_infos": [{"lat": 30547030, "lng": 104062890, "loc_title": "门口", "distance": 300}],
        **changed,
    }


def _named(company: Company, name: str) -> dict[str, Any]:
    found = company.api.get_corp_checkin_option()["group"]
    return next(group for group in found if group["groupname"] == name)


@checkin(
    "add_checkin_option", "update_checkin_option", "clear_checkin_option_array_field",
    "delete_checkin_option", "get_corp_checkin_option", "get_checkin_option",
)  # fmt: skip
def rules_of_attendance(company: Company) -> None:
    api = company.api
    own = api.get_corp_checkin_option()["group"][0]["groupid"]
    api.add_checkin_option(_rule("短日"))
    groupid = _named(company, "短日")["groupid"]

    def rule_of(when: int) -> int:
        return int(api.get_checkin_option(when, ["lisi"])["info"][0]["group"]["groupid"])

    assert rule_of(company.now) == own  # from tomorrow on
    assert rule_of(company.now + DAY) == groupid
    api.update_checkin_option(
        {"groupid": groupid, "groupname": "更短", "loc_infos": []}, effective_now=True
    )
    assert rule_of(company.now) == groupid
    changed = _named(company, "更短")
    assert len(changed["loc_infos"]) == 1  # an empty list changes nothing
    api.clear_checkin_option_array_field(groupid, [4], effective_now=True)
    assert _named(company, "更短")["loc_infos"] == []
    refused(301097, api.clear_checkin_option_array_field, groupid, [3])  # neither place nor Wi-Fi
    refused(301092, api.update_checkin_option, {"groupid": own, "groupname": "x"})
    refused(301091, api.add_checkin_option, _rule("重叠"))
    refused(301090, api.add_checkin_option, _rule("无人", range={"userid": ["nobody"]}))
    refused(
        301093, api.add_checkin_option, _rule("无时", checkindate=[], range={"userid": ["wulan"]})
    )
    refused(301094, api.add_checkin_option, _rule("混合", schedulelist=[{}], range={"tagid": [1]}))
    api.delete_checkin_option(groupid, effective_now=True)
    assert rule_of(company.now) == own
    assert ids(api.get_corp_checkin_option()["group"], "groupid") == [own]
    refused(301089, api.delete_checkin_option, groupid)


@checkin(
    "add_checkin_record", "punch_correction", "get_checkin_data", "get_checkin_day_data",
    "get_checkin_month_data", "get_hardware_checkin_data",
)  # fmt: skip
def check_ins(company: Company) -> None:
    api, monday = company.api, _to_monday(company)
    span = (monday, monday + DAY - 1)

    def times() -> list[tuple[str, int, str]]:
        rows = api.get_checkin_data(3, *span, ["lisi"])["checkindata"]
        return [
            (row["checkin_type"], row["checkin_time"] - monday, row["exception_type"])
            for row in rows
        ]

    assert times() == [("上班打卡", 9 * HOUR, ""), ("下班打卡", 18 * HOUR, "")]
    late = {
        "userid": "lisi", "checkin_time": monday + 9 * HOUR + 600, "location_title": "门口",
        "location_detail": "前台", "device_type": 2, "device_detail": "闸机",
    }  # fmt: skip
    api.add_checkin_record([late])  # type: ignore[list-item]
    assert times()[0] == ("上班打卡", 9 * HOUR + 600, "时间异常")
    (machine,) = api.get_hardware_checkin_data(*span, ["lisi", "nobody"])["checkindata"]
    assert (machine["checkin_time"], machine["device_name"]) == (late["checkin_time"], "闸机")
    assert api.get_hardware_checkin_data(0, DAY, ["lisi"], filter_type=2)["checkindata"] == []
    (day,) = api.get_checkin_day_data(*span, ["lisi"])["datas"]
    assert day["summary_info"]["earliest_time"] == 9 * HOUR + 600
    assert day["exception_infos"] == [{"exception": 1, "count": 1, "duration": 600}]
    (month,) = api.get_checkin_month_data(*span, ["lisi"])["datas"]
    assert (month["summary_info"]["work_days"], month["summary_info"]["except_days"]) == (1, 1)
    api.punch_correction(
        "lisi", monday, monday + 9 * HOUR - 60, schedule_checkin_time=9 * HOUR, remark="忘了"
    )
    assert times()[0] == ("上班打卡", 9 * HOUR - 60, "")
    (day,) = api.get_checkin_day_data(*span, ["lisi"])["datas"]
    assert day["exception_infos"] == []
    wrong = {"schedule_checkin_time": HOUR}
    refused(301080, api.punch_correction, "lisi", monday, monday + HOUR, **wrong)
    sunday = monday - DAY
    refused(301082, api.punch_correction, "lisi", sunday, sunday + HOUR, **wrong)
    refused(301081, api.punch_correction, "lisi", monday, company.now + HOUR)
    refused(301021, api.add_checkin_record, [{**late, "userid": "nobody"}])


@checkin("set_checkin_schedule_list", "get_checkin_schedule_list", "get_checkin_data")
def shifts(company: Company) -> None:
    api, monday = company.api, _to_monday(company)
    section = _rule("")["checkindate"][0]["checkintime"]
    two = [
        {"schedule_id": 0, "schedule_name": "休息"},
        {"schedule_id": 7, "schedule_name": "短班", "time_section": section},
    ]
    made = _rule("排班", grouptype=2, schedulelist=two)
    del made["checkindate"]
    api.add_checkin_option(made, effective_now=True)
    groupid = _named(company, "排班")["groupid"]
    others = api.get_checkin_data(3, monday, monday + DAY, ["wulan"])["checkindata"]
    assert others[0]["checkin_time"] == monday + 9 * HOUR  # under the company's rule
    tuesday = monday + DAY
    month, day = _month(tuesday)
    api.set_checkin_schedule_list(
        groupid, month, [{"userid": "lisi", "day": day, "schedule_id": 7}]
    )
    (row,) = api.get_checkin_schedule_list(tuesday, tuesday + HOUR, ["lisi"])["schedule_list"]
    (shown,) = row["schedule"]["scheduleList"]
    assert (row["groupid"], shown["day"]) == (groupid, day)
    assert shown["schedule_info"]["schedule_name"] == "短班"
    company.later(DAY)
    found = api.get_checkin_data(3, tuesday, tuesday + DAY - 1, ["lisi"])["checkindata"]
    assert ids(found, "checkin_time") == [tuesday + 10 * HOUR, tuesday + 16 * HOUR]
    refused(301086, api.set_checkin_schedule_list, groupid, month,
            [{"userid": "lisi", "day": day, "schedule_id": 9}])  # fmt: skip


def _month(moment: int) -> tuple[int, int]:
    """Return the month of a moment in China, such as 202611, and the day."""
    month, day = divmod(day_number(moment), 100)
    return month, day


@checkin("add_checkin_user_face", "get_hardware_device_feature")
def faces_and_devices(company: Company) -> None:
    picture = base64.b64encode(b"a face").decode()
    company.api.add_checkin_user_face("lisi", picture)
    assert company.world.families["checkin"]["faces"] == {"lisi": 6}
    token, _ = company.world.tokens.issue(company.world.corp_id, "provider_access_token")
    features = [
        company.api.get_hardware_device_feature(token, sn)["device_feature"]
        for sn in ("DC1", "DC1", "DC2")
    ]
    assert features[0] == features[1] != features[2]


# -- approvals ---------------------------------------------------------------------------------


def _words(text: str) -> list[dict[str, str]]:
    return [{"text": text, "lang": "zh_CN"}]


def _controls(*rows: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "controls": [
            {"property": {"control": kind, "id": id_, "title": _words(title), "require": 1}}
            for kind, id_, title in rows
        ]
    }


@approval(
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
    ):
        refused(301086, api.create_approval_template, _words("错"), wrong)
    own, offered = (
        next(iter(state(company.world)[key])) for key in ("templates", "open_templates")
    )
    refused(301088, api.update_approval_template, own, _words("报销单"), content)
    copied = api.copy_approval_template(offered)["template_id"]
    assert api.get_approval_template_detail(copied)["template_names"] == _words("用车")
    refused(301025, api.copy_approval_template, "nothing")


@approval("apply_event", "get_approval_detail", "get_approval_info")
def applications(company: Company) -> None:
    api = company.api
    template_id = api.create_approval_template(
        _words("采购"), _controls(("Text", "Text-01", "事由"))
    )["template_id"]
    contents = [{"control": "Text", "id": "Text-01", "value": {"text": "纸"}}]
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


@approval("get_open_approval_data")
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


@approval("get_vacation_corp_conf", "get_user_vacation_quota", "set_user_vacation_quota")
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


# -- calendars ---------------------------------------------------------------------------------


def _event(company: Company, **more: Any) -> dict[str, Any]:
    start = company.now // DAY * DAY + DAY + 2 * HOUR  # ten o'clock in China, tomorrow
    return {"summary": "周会", "start_time": start, "end_time": start + HOUR, **more}


@calendars("add_calendar", "update_calendar", "get_calendar", "delete_calendar")
def calendars_of_apps(company: Company) -> None:
    api = company.api
    cal_id = api.add_calendar({"summary": "团队", "color": "#FF3030"})["cal_id"]
    api.update_calendar({"cal_id": cal_id, "summary": "全队", "color": "#0000FF",
                         "shares": [{"userid": "lisi"}]})  # fmt: skip
    (shown,) = api.get_calendar([cal_id])["calendar_list"]
    assert (shown["summary"], shown["color"]) == ("全队", "#0000FF")
    assert shown["shares"] == [{"userid": "lisi"}]
    api.delete_calendar(cal_id)
    refused(90459, api.get_calendar, [cal_id])
    refused(90457, api.delete_calendar, "nothing")


@calendars(
    "add_schedule", "update_schedule", "get_schedule", "add_schedule_attendees",
    "delete_schedule_attendees", "get_schedule_by_calendar", "delete_schedule",
)  # fmt: skip
def schedules_of_apps(company: Company) -> None:
    api = company.api
    cal_id = api.add_calendar({"summary": "团队", "color": "#FF3030"})["cal_id"]
    event: Any = _event(company, cal_id=cal_id, attendees=[{"userid": "lisi"}])
    made = [api.add_schedule(event)["schedule_id"] for _ in range(3)]
    first = made[0]
    changed: Any = {**event, "schedule_id": first, "summary": "例会"}
    api.update_schedule(changed)
    api.add_schedule_attendees(first, [{"userid": "wulan"}, {"userid": "lisi"}])
    (shown,) = api.get_schedule([first])["schedule_list"]
    assert (shown["summary"], ids(shown["attendees"], "userid")) == ("例会", ["lisi", "wulan"])
    assert ids(shown["attendees"], "response_status") == [0, 0]
    api.delete_schedule_attendees(first, [{"userid": "lisi"}])
    (shown,) = api.get_schedule([first])["schedule_list"]
    assert ids(shown["attendees"], "userid") == ["wulan"]
    page = api.get_schedule_by_calendar(cal_id, offset=1, limit=1)["schedule_list"]
    assert ids(page, "schedule_id") == made[1:2]
    api.delete_schedule(first)
    refused(90460, api.get_schedule, [first])
    assert ids(api.get_schedule_by_calendar(cal_id)["schedule_list"], "schedule_id") == made[1:]
    refused(40003, api.add_schedule_attendees, made[1], [{"userid": "nobody"}])
    refused(90461, api.delete_schedule_attendees, "nothing", [{"userid": "lisi"}])


# -- meeting rooms -----------------------------------------------------------------------------


@rooms("add_meetingroom", "edit_meetingroom", "list_meetingrooms", "delete_meetingroom")
def rooms_of_a_company(company: Company) -> None:
    api = company.api
    place: Any = {"city": "深圳", "building": "大厦", "floor": "18F"}
    room = api.add_meetingroom("小厅", 4, **place, equipment=[1, 2])["meetingroom_id"]
    api.edit_meetingroom(room, name="中厅", capacity=8)
    (shown,) = api.list_meetingrooms(city="深圳", equipment=[2])["meetingroom_list"]
    assert (shown["name"], shown["capacity"], shown["floor"]) == ("中厅", 8, "18F")
    assert api.list_meetingrooms(city="深圳", equipment=[5])["meetingroom_list"] == []
    refused(40058, api.list_meetingrooms, building="大厦")
    refused(40058, api.edit_meetingroom, room, city="广州")  # the three come together
    api.delete_meetingroom(room)
    assert room not in ids(api.list_meetingrooms()["meetingroom_list"], "meetingroom_id")
    refused(40058, api.edit_meetingroom, room, capacity=2)


@rooms(
    "book_meetingroom", "get_meetingroom_booking_info", "get_meetingroom_bookinfo",
    "cancel_meetingroom_book",
)  # fmt: skip
def bookings(company: Company) -> None:
    api = company.api
    room = api.add_meetingroom("小厅", 4, range={"department_list": [2]})["meetingroom_id"]
    start = _event(company)["start_time"]
    booked = api.book_meetingroom(
        room, start + 900, start + 2700, "lisi", subject="面试", attendees=["wulan"]
    )
    (row,) = api.get_meetingroom_booking_info(
        meetingroom_id=room, start_time=start, end_time=start + HOUR
    )["booking_list"]
    (slot,) = row["schedule"]
    assert slot == {
        "booking_id": booked["booking_id"], "schedule_id": booked["schedule_id"],
        "start_time": start, "end_time": start + HOUR, "booker": "lisi", "status": 0,
    }  # fmt: skip
    (event,) = api.get_schedule([booked["schedule_id"]])["schedule_list"]
    assert (event["summary"], ids(event["attendees"], "userid")) == ("面试", ["lisi", "wulan"])
    change: Any = {**_event(company), "schedule_id": booked["schedule_id"]}
    refused(90700, api.update_schedule, change)
    refused(40058, api.book_meetingroom, room, start, start + 1800, "lisi")  # taken
    refused(60011, api.book_meetingroom, room, start + HOUR, start + 2 * HOUR, "wulan")
    refused(40058, api.book_meetingroom, room, start + HOUR, start + HOUR + 60, "lisi")  # short
    api.cancel_meetingroom_book(booked["booking_id"], keep_schedule=True)
    assert api.get_meetingroom_bookinfo(room, booked["booking_id"])["schedule"]["status"] == 1
    api.update_schedule(change)  # kept, and free to change
    again = api.book_meetingroom(room, start, start + HOUR, "lisi")
    api.cancel_meetingroom_book(again["booking_id"])
    refused(90460, api.get_schedule, [again["schedule_id"]])
    refused(40058, api.cancel_meetingroom_book, "nothing")


@rooms("book_meetingroom_by_schedule", "book_meetingroom_by_meeting", "get_meetingroom_bookinfo")
def bookings_of_schedules(company: Company) -> None:
    api = company.api
    (room,) = ids(api.list_meetingrooms()["meetingroom_list"], "meetingroom_id")
    event: Any = _event(
        company, reminders={"is_repeat": 1, "repeat_type": 0, "repeat_until": company.now + 5 * DAY}
    )
    start = event["start_time"]
    api.book_meetingroom(room, start + DAY, start + DAY + HOUR, "wulan")
    schedule_id = api.add_schedule(event)["schedule_id"]
    booked = api.book_meetingroom_by_schedule(room, schedule_id, "lisi")
    assert booked["conflict_date"] == [midnight(start + DAY)]
    first = api.get_meetingroom_bookinfo(room, booked["booking_id"])["schedule"]
    assert (first["master_booking_id"], first["start_time"]) == (booked["booking_id"], start)
    refused(90498, api.book_meetingroom_by_schedule, room, schedule_id, "lisi")
    third = start + 2 * DAY

    def slots() -> list[Any]:
        (row,) = api.get_meetingroom_booking_info(
            meetingroom_id=room, start_time=third, end_time=third + HOUR
        )["booking_list"]
        return list(row["schedule"])

    assert len(slots()) == 1
    api.cancel_meetingroom_book(booked["booking_id"], cancel_date=midnight(third))
    assert slots() == []
    meeting = api.create_meeting("lisi", "评审", third, HOUR)["meetingid"]
    by_meeting = api.book_meetingroom_by_meeting(room, meeting, "lisi")["booking_id"]
    assert ids(slots(), "booking_id") == [by_meeting]
    refused(90461, api.book_meetingroom_by_schedule, room, "nothing", "lisi")


# -- to-dos ------------------------------------------------------------------------------------


@todo("get_todo", "update_todo")
def to_dos(company: Company) -> None:
    api, (todo_id, *_) = company.api, list(todos(company.world))
    assert api.get_todo(todo_id)["status"] == 1
    api.update_todo(todo_id, status=0, attendees=[{"userid": "lisi", "status": 0}])
    shown = api.get_todo(todo_id)
    assert (shown["status"], shown["attendees"]) == (0, [{"userid": "lisi", "status": 0}])
    refused(40058, api.get_todo, "nothing")
