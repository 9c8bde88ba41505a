"""Check-ins and shifts."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.helpers.simulated import DAY, MONDAY, NOW, DirectWorld


def test_check_ins_follow_the_working_days(wecom: DirectWorld) -> None:
    span = {"starttime": MONDAY - 3 * DAY, "endtime": NOW, "useridlist": ["lisi"]}
    rows = wecom("checkin/getcheckindata", opencheckindatatype=3, **span)["checkindata"]
    times = [row["checkin_time"] for row in rows]
    friday = MONDAY - 3 * DAY
    assert times == [day + hour * 3600 for day in (friday, MONDAY) for hour in (9, 18)]
    days = wecom("checkin/getcheckin_daydata", **span)["datas"]
    assert [row["base_info"]["date"] for row in days] == [friday, MONDAY]
    [month] = wecom("checkin/getcheckin_monthdata", **span)["datas"]
    assert month["summary_info"]["work_days"] == 2
    rules = wecom("checkin/getcheckinoption", datetime=NOW, useridlist=["lisi"])["info"]
    assert (
        rules[0]["group"]["groupid"] == wecom("checkin/getcorpcheckinoption")["group"][0]["groupid"]
    )


def test_check_in_limits(wecom: DirectWorld) -> None:
    one = {"opencheckindatatype": 3, "starttime": NOW - DAY, "endtime": NOW}
    path = "checkin/getcheckindata"
    assert wecom.refused(path, **one, useridlist=["lisi"] * 101) == 301023
    assert wecom.refused(path, **one, useridlist=["nobody"]) == 301021
    long = {**one, "starttime": NOW - 31 * DAY, "useridlist": ["lisi"]}
    assert wecom.refused(path, **long) == 301024


def test_shifts_and_faces(wecom: DirectWorld) -> None:
    items = [{"userid": "lisi", "day": 23, "schedule_id": 1}]
    wecom("checkin/setcheckinschedulist", groupid=1, yearmonth=202611, items=items)
    span = {"starttime": MONDAY, "endtime": NOW, "useridlist": ["lisi"]}
    [row] = wecom("checkin/getcheckinschedulist", **span)["schedule_list"]
    assert (row["yearmonth"], row["schedule"]["scheduleList"][0]["day"]) == (202611, 23)
    wrong = {"groupid": 9, "yearmonth": 202611, "items": items}
    assert wecom.refused("checkin/setcheckinschedulist", **wrong) == 301089
    unknown = {"groupid": 1, "yearmonth": 202611, "items": [{**items[0], "schedule_id": 9}]}
    assert wecom.refused("checkin/setcheckinschedulist", **unknown) == 301086
    face = base64.b64encode(b"face").decode()
    assert wecom("checkin/addcheckinuserface", userid="lisi", userface=face) == {}
    assert wecom.refused("checkin/addcheckinuserface", userid="lisi", userface="***") == 40123


def test_there_are_no_outside_check_ins(wecom: DirectWorld) -> None:
    span = {"starttime": MONDAY, "endtime": NOW, "useridlist": ["lisi"]}
    path = "checkin/getcheckindata"
    assert wecom(path, opencheckindatatype=2, **span)["checkindata"] == []
    assert wecom(path, opencheckindatatype=1, **span)["checkindata"] != []


def test_shifts_of_a_month_show_days_off_too(wecom: DirectWorld) -> None:
    path = "checkin/setcheckinschedulist"
    days = [{"userid": "lisi", "day": "23", "schedule_id": 1}]
    wecom(path, groupid=1, yearmonth=202611, items=days)
    wecom(path, groupid=1, yearmonth=202610, items=days)
    wecom(path, groupid=1, yearmonth="202611", items=[{**days[0], "day": 22, "schedule_id": 0}])
    span = {"starttime": MONDAY - 5 * DAY, "endtime": NOW, "useridlist": ["lisi"]}
    [row] = wecom("checkin/getcheckinschedulist", **span)["schedule_list"]
    assert row["yearmonth"] == 202611
    section = {
        "id": 1, "work_sec": 9 * 3600, "off_work_sec": 18 * 3600,
        "remind_work_sec": 9 * 3600, "remind_off_work_sec": 18 * 3600,
    }  # fmt: skip
    off = {"schedule_id": 0, "schedule_name": "休息", "time_section": []}
    shift = {"schedule_id": 1, "schedule_name": "白班", "time_section": [section]}
    assert row["schedule"]["scheduleList"] == [
        {"day": 22, "schedule_info": off},
        {"day": 23, "schedule_info": shift},
    ]
    long = {**span, "starttime": NOW - 31 * DAY}
    months = wecom("checkin/getcheckinschedulist", **long)["schedule_list"]
    assert [month["yearmonth"] for month in months] == [202610, 202611]
    assert wecom.refused("checkin/getcheckinschedulist", **span | {"starttime": 1}) == 301024


def test_the_shift_of_a_rule_of_ours_is_shown_as_the_manual_has_it(wecom: DirectWorld) -> None:
    early = {"schedule_id": 5, "schedule_name": "早班", "time_section": [{**SECTION, "time_id": 3}]}
    group = {
        **RULE, "grouptype": 2, "checkindate": None,
        "schedulelist": [{"schedule_id": 0, "schedule_name": "休息"}, early],
    }  # fmt: skip
    wecom("checkin/add_checkin_option", group=group, effective_now=True)
    groupid = wecom("checkin/getcorpcheckinoption")["group"][-1]["groupid"]
    items = [{"userid": "lisi", "day": 23, "schedule_id": 5}]
    wecom("checkin/setcheckinschedulist", groupid=groupid, yearmonth=202611, items=items)
    span = {"starttime": MONDAY, "endtime": NOW, "useridlist": ["lisi"]}
    [row] = wecom("checkin/getcheckinschedulist", **span)["schedule_list"]
    [shown] = row["schedule"]["scheduleList"]
    assert shown["schedule_info"] == {**early, "time_section": [{"id": 3, **SECTION}]}


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


# -- rules of apps -----------------------------------------------------------------------------

SECTION = {
    "work_sec": 36000, "off_work_sec": 57600, "remind_work_sec": 36000,
    "remind_off_work_sec": 57600,
}  # fmt: skip
RULE: dict[str, Any] = {
    "grouptype": 1,
    "groupname": "短日",
    "checkindate": [{"workdays": [1, 2, 3, 4, 5], "checkintime": [SECTION]}],
    "range": {"userid": ["lisi"]},
    "loc_infos": [{"lat": 1, "lng": 1, "loc_title": "门口", "distance": 300}],
}


def days(**changed: Any) -> dict[str, Any]:
    """A rule whose one section is changed."""
    return {"checkindate": [{"workdays": [1], "checkintime": [{**SECTION, **changed}]}]}


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"grouptype": 4}, 301093),
        ({"groupname": ""}, 301093),
        ({"groupname": "名" * 41}, 301093),
        ({"range": {}}, 301093),
        ({"range": {"party_id": [99]}}, 301090),
        ({"range": {"tagid": [99]}}, 301090),
        ({"loc_infos": []}, 301097),
        ({"checkindate": [{"workdays": [1, 1], "checkintime": [SECTION]}]}, 301093),
        ({"checkindate": [{"workdays": [7], "checkintime": [SECTION]}]}, 301093),
        ({"checkindate": [{"workdays": [1]}]}, 301093),
        (days(work_sec=57600), 301093),
        (days(work_sec=36001), 301093),
        (days(remind_work_sec=None), 301093),
        ({"span_day_time": 0}, 301094),
        ({"grouptype": 2}, 301094),
        ({"grouptype": 2, "checkindate": None}, 301093),
        ({"grouptype": 2, "checkindate": None, "schedulelist": [{"schedule_id": 1}]}, 301093),
    ],
)
def test_rules_that_are_refused(changed: dict[str, Any], errcode: int, wecom: DirectWorld) -> None:
    assert wecom.refused("checkin/add_checkin_option", group={**RULE, **changed}) == errcode


def times(wecom: DirectWorld, userid: str = "lisi", start: int = MONDAY) -> list[int]:
    span = {"starttime": start, "endtime": start + DAY - 1, "useridlist": [userid]}
    rows = wecom("checkin/getcheckindata", opencheckindatatype=3, **span)["checkindata"]
    return [(row["checkin_time"] - start) // 3600 for row in rows]


@pytest.mark.parametrize(
    "range_", [{"userid": ["lisi"]}, {"party_id": ["2"]}, {"tagid": [2]}, {"party_id": [1]}]
)
def test_a_rule_covers_members_departments_and_tags(
    range_: dict[str, Any], wecom: DirectWorld
) -> None:
    wecom("checkin/add_checkin_option", group={**RULE, "range": range_}, effective_now=True)
    wecom.later(7 * DAY)
    assert times(wecom, start=MONDAY + 7 * DAY) == [10, 16]
    assert times(wecom) == [9, 18]  # before there was the rule


def test_special_days_of_a_rule(wecom: DirectWorld) -> None:
    tuesday, saturday = MONDAY + DAY, MONDAY + 5 * DAY
    section = {**SECTION, "work_sec": 39600}
    special = {
        "spe_offdays": [{"type": 1, "begtime": tuesday, "endtime": tuesday + DAY, "notes": "假"}],
        "spe_workdays": [{"timestamp": saturday, "notes": "补班", "checkintime": [section]}],
    }
    group = {**RULE, **special}
    wecom("checkin/add_checkin_option", group=group, effective_now=True)
    wecom.later(7 * DAY)
    found = [times(wecom, start=MONDAY + day * DAY) for day in range(1, 7)]
    assert found == [[], [], [10, 16], [10, 16], [11, 16], []]


def test_special_days_every_two_weeks(wecom: DirectWorld) -> None:
    end = MONDAY + 16 * DAY
    off = {"type": 2, "timestamp": MONDAY + 2 * DAY, "endtime": end, "notes": "假"}
    wecom("checkin/add_checkin_option", group={**RULE, "spe_offdays": [off]}, effective_now=True)
    wecom.later(40 * DAY)
    wednesdays = [times(wecom, start=MONDAY + (2 + 7 * week) * DAY) for week in range(5)]
    assert wednesdays == [[], [10, 16], [], [10, 16], [10, 16]]  # the end is inclusive


def test_weeks_that_take_turns(wecom: DirectWorld) -> None:
    turns = {"enable_weekday_recurrence": True, "odd_workdays": [6], "even_workdays": [2]}
    date = {"checkintime": [SECTION], "biweekly": turns}
    wecom("checkin/add_checkin_option", group={**RULE, "checkindate": [date]}, effective_now=True)
    wecom.later(14 * DAY)
    worked = [day for day in range(1, 14) if times(wecom, start=MONDAY + day * DAY)]
    assert worked == [1, 12]  # Tuesday of week 152 since 2024, Saturday of week 153


def test_a_section_without_its_start_has_one_check_in(wecom: DirectWorld) -> None:
    group = {**RULE, **days(no_need_checkon=True)}
    wecom("checkin/add_checkin_option", group=group, effective_now=True)
    wecom.later(7 * DAY)
    assert times(wecom, start=MONDAY + 7 * DAY) == [16]


def test_a_section_without_its_end_has_one_check_in(wecom: DirectWorld) -> None:
    group = {**RULE, **days(no_need_checkoff=True)}
    wecom("checkin/add_checkin_option", group=group, effective_now=True)
    wecom.later(7 * DAY)
    monday = MONDAY + 7 * DAY
    assert times(wecom, start=monday) == [10]
    span = {"starttime": monday, "endtime": monday, "useridlist": ["lisi"]}
    [day] = wecom("checkin/getcheckin_daydata", **span)["datas"]
    assert day["summary_info"]["standard_work_sec"] == 6 * 3600


def test_members_of_a_free_rule_check_in_when_they_like(wecom: DirectWorld) -> None:
    group = {**RULE, "grouptype": 3, "checkindate": None, "standard_work_duration": -1}
    wecom("checkin/add_checkin_option", group=group, effective_now=True)
    wecom.later(DAY)
    tuesday = MONDAY + DAY
    assert times(wecom, start=tuesday) == []
    record = {
        "userid": "lisi", "checkin_time": tuesday + 11 * 3600, "location_title": "门口",
        "location_detail": "前台", "device_type": 1, "device_detail": "闸机",
    }  # fmt: skip
    wecom("checkin/add_checkin_record", records=[record])
    assert times(wecom, start=tuesday) == [11]
    span = {"starttime": tuesday, "endtime": tuesday, "useridlist": ["lisi"]}
    assert wecom("checkin/getcheckin_daydata", **span)["datas"] == []


def test_a_late_start_and_an_early_end_are_exceptions(wecom: DirectWorld) -> None:
    base = {
        "userid": "lisi", "location_title": "门口", "location_detail": "前台", "device_type": 3,
        "device_detail": "闸机",
    }  # fmt: skip
    rows = [{**base, "checkin_time": MONDAY + 9 * 3600 + 60},
            {**base, "checkin_time": MONDAY + 17 * 3600}]  # fmt: skip
    wecom("checkin/add_checkin_record", records=rows)
    span = {"starttime": MONDAY - 3 * DAY, "endtime": NOW, "useridlist": ["lisi"]}
    [month] = wecom("checkin/getcheckin_monthdata", **span)["datas"]
    assert month["exception_infos"] == [
        {"exception": 1, "count": 1, "duration": 60},
        {"exception": 2, "count": 1, "duration": 3600},
    ]
    summary = month["summary_info"]
    assert (summary["work_days"], summary["regular_days"], summary["except_days"]) == (2, 1, 1)
    assert summary["standard_work_sec"] - summary["regular_work_sec"] == 3660


@pytest.mark.parametrize(
    "changed",
    [
        {"location_title": ""}, {"location_title": "x" * 1025}, {"device_type": 4},
        {"device_detail": "x" * 41}, {"lat": 90_000_001}, {"wifiname": "办公室"},
        {"mediaids": ["x", "y"]},
    ],
)  # fmt: skip
def test_check_ins_that_are_refused(changed: dict[str, Any], wecom: DirectWorld) -> None:
    record = {
        "userid": "lisi", "checkin_time": NOW, "location_title": "门口", "location_detail": "前台",
        "device_type": 1, "device_detail": "闸机", **changed,
    }  # fmt: skip
    assert wecom.refused("checkin/add_checkin_record", records=[record]) == 40058
    assert wecom.refused("checkin/add_checkin_record", records=[]) == 40058
    long = {"remark": "长" * 200, "schedule_date_time": MONDAY, "checkin_time": NOW}
    assert wecom.refused("checkin/punch_correction", userid="lisi", **long) == 301083


def test_a_correction_replaces_what_was_written(wecom: DirectWorld) -> None:
    for hour in (11, 10):
        wecom("checkin/punch_correction", userid="lisi", schedule_date_time=MONDAY,
              schedule_checkin_time=9 * 3600, checkin_time=MONDAY + hour * 3600)  # fmt: skip
    assert times(wecom) == [10, 18]
    wecom("checkin/punch_correction", userid="lisi", schedule_date_time=MONDAY,
          checkin_time=MONDAY + 12 * 3600)  # fmt: skip
    assert times(wecom) == [10, 12, 18]  # one without a planned time stands beside them


def test_rules_are_bounded_and_belong_to_their_apps(wecom: DirectWorld) -> None:
    wecom("checkin/add_checkin_option", group=RULE)
    rules = wecom.world.families["checkin"]["rules"]
    [groupid] = rules
    rules[groupid]["agentid"] = 7
    assert wecom.refused("checkin/del_checkin_option", groupid=int(groupid)) == 301092
    assert wecom.refused("checkin/clear_checkin_option_array_field", groupid=1,
                         clear_field=[1]) == 301092  # fmt: skip
    rules[groupid]["agentid"] = wecom.world.agent_id
    path = "checkin/clear_checkin_option_array_field"
    assert wecom.refused(path, groupid=int(groupid), clear_field=[9]) == 301093
    rules.update({str(number): rules[groupid] for number in range(10, 1009)})
    assert wecom.refused("checkin/add_checkin_option", group=RULE) == 301095
