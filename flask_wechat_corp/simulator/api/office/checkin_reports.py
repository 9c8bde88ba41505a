"""Reports of attendance, of a day and of a month (93374, 93387)."""

from __future__ import annotations

from ...world.world import Record, World
from ..lookups import need_member
from ..request import pick
from .checkin_records import days_of, figures
from .checkin_rules import rule_of, sections_of

__all__ = ["day", "month"]


def _base(world: World, userid: str) -> Record:
    person = need_member(world, userid)
    names = [
        world.departments[one]["name"] for one in person["department"] if one in world.departments
    ]
    return {
        "record_type": 1,
        "name": person["name"],
        "name_ex": person["alias"],
        "departs_name": ";".join(names),
        "acctid": userid,
    }


def day(world: World, userid: str, start: int) -> Record:
    """Return the report of a member's day, which starts at this midnight in China."""
    group, sections = sections_of(world, userid, start)
    times = [pick(one, "work_sec", "off_work_sec") for one in sections]
    found = figures(world, userid, start)
    rule = {
        "groupid": group["groupid"], "groupname": group["groupname"], "scheduleid": 0,
        "schedulename": "", "checkintime": times,
    }  # fmt: skip
    return {
        "base_info": {**_base(world, userid), "date": start, "day_type": 0, "rule_info": rule},
        "summary_info": {
            "checkin_count": found["count"],
            "regular_work_sec": found["regular"],
            "standard_work_sec": found["standard"],
            "earliest_time": found["earliest"],
            "lastest_time": found["latest"],
        },
        "holiday_infos": [],
        "exception_infos": found["exceptions"],
        "ot_info": {"ot_status": 0, "ot_duration": 0, "exception_duration": []},
        "sp_items": [],
    }


def month(world: World, userid: str, first: int, last: int) -> Record:
    """Return the report of a member over a span."""
    days = days_of(world, userid, first, last)
    found = [figures(world, userid, one) for one in days]
    wrong: dict[int, Record] = {}
    for one in (each for of_day in found for each in of_day["exceptions"]):
        row = wrong.setdefault(one["exception"], {**one, "count": 0, "duration": 0})
        row["count"] += one["count"]
        row["duration"] += one["duration"]
    late_days = sum(bool(one["exceptions"]) for one in found)
    group = rule_of(world, userid, last)
    rule = {"groupid": group["groupid"], "groupname": group["groupname"]}
    return {
        "base_info": {**_base(world, userid), "rule_info": rule},
        "summary_info": {
            "work_days": len(days),
            "regular_days": len(days) - late_days,
            "except_days": late_days,
            "rest_days": 0,
            "regular_work_sec": sum(one["regular"] for one in found),
            "standard_work_sec": sum(one["standard"] for one in found),
        },
        "exception_infos": list(wrong.values()),
        "sp_items": [],
        "overwork_info": {"workday_over_sec": 0},
    }
