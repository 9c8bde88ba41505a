"""Attendance: rules, check-ins, reports and shifts."""

from __future__ import annotations

import base64
from typing import Any

from flask_wechat_corp.simulator.api.office.checkin_rules import day_number
from flask_wechat_corp.simulator.world.clock import midnight
from tests.helpers.read_back import DAY, HOUR, Company, Table, ids, refused

table = Table()


def _to_monday(company: Company) -> int:
    """Let time pass until a Monday evening; return its midnight in China."""
    weekday = (midnight(company.now) + 8 * HOUR) // DAY % 7  # 0 is a Thursday
    monday = midnight(company.now) + ((4 - weekday) % 7 + 7) * DAY
    company.later(monday + 20 * HOUR - company.now)
    return monday


def _rule(name: str, **changed: Any) -> Any:
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


@table(
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


@table(
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


@table("set_checkin_schedule_list", "get_checkin_schedule_list", "get_checkin_data")
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


@table("add_checkin_user_face", "get_hardware_device_feature")
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
