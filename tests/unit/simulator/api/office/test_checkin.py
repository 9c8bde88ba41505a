"""Check-ins and shifts."""

from __future__ import annotations

import base64

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
