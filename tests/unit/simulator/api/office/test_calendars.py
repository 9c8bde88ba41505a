"""Calendars and their events."""

from __future__ import annotations

from tests.helpers.simulated import NOW, DirectWorld


def test_calendars_and_their_events(wecom: DirectWorld) -> None:
    cal = wecom("oa/calendar/add", calendar={"summary": "团队", "color": "#FF3030"})
    wecom("oa/calendar/update", calendar={**cal, "summary": "后端组"})
    [shown] = wecom("oa/calendar/get", cal_id_list=[cal["cal_id"]])["calendar_list"]
    assert (shown["summary"], shown["color"]) == ("后端组", "#FF3030")
    event = {"start_time": NOW, "end_time": NOW + 3600, "summary": "例会", **cal}
    made = wecom("oa/schedule/add", schedule={**event, "attendees": [{"userid": "lisi"}]})
    wecom("oa/schedule/update", schedule={**event, **made, "summary": "周会"})
    ids = [made["schedule_id"]]
    [meeting] = wecom("oa/schedule/get", schedule_id_list=ids)["schedule_list"]
    assert (meeting["summary"], meeting["cal_id"]) == ("周会", cal["cal_id"])
    wecom("oa/schedule/del", **made)
    assert wecom.refused("oa/schedule/get", schedule_id_list=ids) == 90460
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
    attendee = {"userid": "lisi", "response_status": 0}
    assert (changed["summary"], changed["attendees"]) == ("改期", [attendee])
    assert wecom.refused("oa/schedule/del", **new, op_mode=2) == 90482
    wecom("oa/schedule/del", **new, op_mode=2, op_start_time=NOW)
    assert wecom.refused("oa/schedule/get", schedule_id_list=ids[1:]) == 90460
