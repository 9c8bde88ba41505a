"""Calendars and their events."""

from __future__ import annotations

from tests.helpers.simulated import NOW, DirectWorld


def test_calendars_and_their_events(wecom: DirectWorld) -> None:
    cal = wecom("oa/calendar/add", calendar={"summary": "团队", "color": "#FF3030"})
    wecom("oa/calendar/update", calendar={**cal, "summary": "后端组", "color": "#0000FF"})
    [shown] = wecom("oa/calendar/get", cal_id_list=[cal["cal_id"]])["calendar_list"]
    assert (shown["summary"], shown["color"]) == ("后端组", "#0000FF")
    event = {"start_time": NOW, "end_time": NOW + 3600, "summary": "例会", **cal}
    made = wecom("oa/schedule/add", schedule={**event, "attendees": [{"userid": "lisi"}]})
    wecom("oa/schedule/update", schedule={**event, **made, "summary": "周会"})
    ids = [made["schedule_id"]]
    [meeting] = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert (meeting["summary"], meeting["cal_id"]) == ("周会", cal["cal_id"])
    wecom("oa/schedule/del", **made)
    [meeting] = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert meeting["status"] == 1  # a cancelled event can still be read
    assert wecom.refused("oa/schedule/del", **made) == 90460
    wecom("oa/calendar/del", **cal)
    assert wecom.refused("oa/calendar/del", **cal) == 90459
    assert wecom.refused("oa/calendar/get", cal_id_list=["x"]) == 90457
    assert wecom.refused("oa/calendar/get", cal_id_list=[]) == 90458
    assert wecom.refused("oa/calendar/add", calendar={"summary": "x", "color": "red"}) == 90473
    assert wecom.refused("oa/schedule/get", schedule_id_list=["x"]) == 90461
    assert wecom.refused("oa/schedule/get", schedule_id_list=[]) == 90462
    assert wecom.refused("oa/schedule/del", schedule_id="x", op_mode=3) == 90461
    crowd = {"start_time": 1, "end_time": 2, "attendees": [{"userid": "lisi"}] * 1001}
    assert wecom.refused("oa/schedule/add", schedule=crowd) == 90464
    backwards = {"start_time": NOW, "end_time": NOW - 1}
    assert wecom.refused("oa/schedule/add", schedule=backwards) == 40058


def test_a_calendar_is_shared_with_members_only(wecom: DirectWorld) -> None:
    color = {"summary": "团队", "color": "#FF3030"}
    for permission in (2, 4):
        wrong = {**color, "shares": [{"userid": "lisi", "permission": permission}]}
        assert wecom.refused("oa/calendar/add", calendar=wrong) == 40058
    crowd = {**color, "admins": ["lisi", "wulan", "lisi", "wulan"]}
    assert wecom.refused("oa/calendar/add", calendar=crowd) == 40058
    shares = [{"userid": "lisi", "permission": 3}, {"userid": "nobody"}]
    made = wecom("oa/calendar/add", calendar={**color, "shares": shares})
    [failed] = made.pop("fail_result")["shares"]
    assert failed["userid"] == "nobody"
    [shown] = wecom("oa/calendar/get", cal_id_list=[made["cal_id"]])["calendar_list"]
    assert shown["shares"] == shares[:1]


def test_what_an_update_of_a_calendar_leaves_out_is_emptied(wecom: DirectWorld) -> None:
    full = {"summary": "团队", "color": "#FF3030", "description": "每周", "is_public": 1}
    public = {"userids": ["lisi"], "partyids": [1]}
    made = wecom("oa/calendar/add", calendar={**full, "public_range": public})
    assert wecom.refused("oa/calendar/update", calendar={**made, "summary": "全队"}) == 90473
    change = {**made, "summary": "全队", "color": "#0000FF"}
    wecom("oa/calendar/update", calendar=change, skip_public_range=1)
    [shown] = wecom("oa/calendar/get", cal_id_list=[made["cal_id"]])["calendar_list"]
    assert shown == {**change, "shares": [], "is_public": 1, "public_range": public}
    wecom("oa/calendar/update", calendar=change)
    [shown] = wecom("oa/calendar/get", cal_id_list=[made["cal_id"]])["calendar_list"]
    assert "public_range" not in shown


def test_changing_one_event_of_a_series_makes_a_new_one(wecom: DirectWorld) -> None:
    repeated = {"is_repeat": 1, "repeat_type": 0}
    event = {
        "start_time": NOW,
        "end_time": NOW + 3600,
        "attendees": [{"userid": "lisi"}],
        "reminders": repeated,
    }
    made = wecom("oa/schedule/add", schedule=event)
    change = {**made, **event, "summary": "改期", "attendees": []}
    assert wecom.refused("oa/schedule/update", schedule=change, op_mode=1) == 90482
    once = {"op_mode": 1, "op_start_time": NOW, "skip_attendees": 1}
    new = wecom("oa/schedule/update", schedule=change, **once)
    assert new != made
    ids = [made["schedule_id"], new["schedule_id"]]
    old, changed = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert old["summary"] == "新建事件"
    assert old["reminders"] == {**repeated, "exclude_time_list": [{"start_time": NOW}]}
    attendee = {"userid": "lisi", "response_status": 0}
    assert (changed["summary"], changed["attendees"]) == ("改期", [attendee])
    assert wecom.refused("oa/schedule/del", **new, op_mode=2) == 90482
    wecom("oa/schedule/del", **new, op_mode=2, op_start_time=NOW + 86400)
    [rest] = wecom("oa/schedule/get", schedule_id_list=ids[1:])["schedule_list"]
    assert (rest["status"], rest["reminders"]["repeat_until"]) == (0, NOW + 86399)
