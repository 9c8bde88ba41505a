"""Calendars, meeting rooms and to-dos."""

from __future__ import annotations

from typing import Any

from flask_wechat_corp.simulator.api.office.todos import todos
from flask_wechat_corp.simulator.world.clock import midnight
from tests.helpers.read_back import DAY, HOUR, Company, Table, ids, refused

calendars, rooms, todo = Table(), Table(), Table()


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
    assert shown["shares"] == [{"permission": 1, "userid": "lisi"}]
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
    rows = api.get_schedule_by_calendar(cal_id)["schedule_list"]
    assert [(row["schedule_id"], row["status"]) for row in rows] == [
        (made[0], 1), (made[1], 0), (made[2], 0),
    ]  # fmt: skip
    (shown,) = api.get_schedule([first])["schedule_list"]
    assert shown["status"] == 1  # cancelled, and still read
    refused(90460, api.delete_schedule, first)
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
    (event,) = api.get_schedule([again["schedule_id"]])["schedule_list"]
    assert event["status"] == 1
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
