"""Check-in (打卡): rules, records, reports, shifts.

Sources: WeCom's pages 90262, 90263, 93374, 93378, 93380, 93384, 93385, 93387.

All members are under one rule: Monday to Friday, nine to six, in China. A member without shifts
of their own has checked in punctually on every working day before now.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timezone

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import DAY, Args, Fields
from ..routes import Payload, Routes

routes = Routes()

TOO_MANY, TOO_LONG = 301023, 301024
CHINA = 8 * 3600
START, END = 9 * 3600, 18 * 3600
WORKDAYS = [1, 2, 3, 4, 5]
WORK, OUTSIDE, ALL = 1, 2, 3
GROUP = 1
SHIFT = {"schedule_id": 1, "schedule_name": "白班"}
MOST_USERS = 100
MOST_DAYS = 400
"""Days of shifts that are kept of one member."""


def _rule() -> Record:
    times = {
        "work_sec": START,
        "off_work_sec": END,
        "remind_work_sec": START - 600,
        "remind_off_work_sec": END,
    }
    return {
        "grouptype": 1,
        "groupid": GROUP,
        "groupname": "总部打卡",
        "checkindate": [
            {
                "workdays": WORKDAYS,
                "checkintime": [times],
                "flex_time": 0,
                "noneed_offwork": False,
                "limit_aheadtime": 0,
            }
        ],
        "spe_workdays": [],
        "spe_offdays": [],
        "sync_holidays": True,
        "need_photo": False,
        "note_can_use_local_pic": True,
        "allow_checkin_offworkday": False,
        "allow_apply_offworkday": False,
        "wifimac_infos": [],
        "loc_infos": [],
    }


def _users(world: World, args: Args) -> list[str]:
    userids = args.texts("useridlist", least=1, most=MOST_USERS, missing=TOO_MANY, invalid=TOO_MANY)
    return need_members(world, userids, unknown=301021)


def _span(args: Args) -> tuple[int, int]:
    return args.span("starttime", "endtime", days=30, invalid=TOO_LONG)


def works(day: int) -> bool:
    """Return whether the day that starts at this midnight in China is a working day."""
    return ((day + CHINA) // DAY + 3) % 7 + 1 in WORKDAYS


def _days(world: World, first: int, last: int) -> list[int]:
    days = range(midnight(first), last + 1, DAY)
    return [day for day in days if works(day) and day + END <= world.now()]


@routes.post("checkin/getcheckindata")
def get_data(world: World, args: Args) -> Payload:
    """Return the check-ins of up to 100 members in up to 30 days."""
    kind = args.number("opencheckindatatype", least=WORK, most=ALL)
    (first, last), users = _span(args), _users(world, args)
    if kind == OUTSIDE:
        return {"checkindata": []}
    rows = []
    for userid in users:
        for day in _days(world, first, last):
            for seconds, name in ((START, "上班打卡"), (END, "下班打卡")):
                if first <= day + seconds <= last:
                    rows.append(_record(userid, day + seconds, name))
    return {"checkindata": rows}


def _record(userid: str, when: int, name: str) -> Record:
    return {
        "userid": userid,
        "groupname": "总部打卡",
        "checkin_type": name,
        "exception_type": "",
        "checkin_time": when,
        "location_title": "向日葵大厦",
        "location_detail": "广东省广州市海珠区",
        "wifiname": "",
        "notes": "",
        "wifimac": "",
        "mediaids": [],
        "lat": 23099300,
        "lng": 113323700,
        "deviceid": "",
        "sch_checkin_time": when,
        "groupid": GROUP,
        "schedule_id": 0,
        "timeline_id": 1,
    }


@routes.post("checkin/getcheckinoption")
def get_option(world: World, args: Args) -> Payload:
    """Return the rule of each member on a day."""
    args.number("datetime", least=0)
    return {"info": [{"userid": one, "group": _rule()} for one in _users(world, args)]}


@routes.post("checkin/getcorpcheckinoption")
def get_corp_option(world: World, args: Args) -> Payload:
    """Return all rules of the company."""
    all_members = {"userid": list(world.members), "party_id": [], "tagid": []}
    return {"group": [{**_rule(), "range": all_members, "create_userid": "", "update_userid": ""}]}


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


@routes.post("checkin/getcheckin_daydata")
def get_day_data(world: World, args: Args) -> Payload:
    """Return the daily reports of members."""
    (first, last), users = _span(args), _users(world, args)
    times = [{"work_sec": START, "off_work_sec": END}]
    rule = {"groupid": GROUP, "groupname": "总部打卡", "scheduleid": 0, "schedulename": ""}
    rows = [
        {
            "base_info": {
                **_base(world, userid),
                "date": day,
                "day_type": 0,
                "rule_info": {**rule, "checkintime": times},
            },
            "summary_info": {
                "checkin_count": 2,
                "regular_work_sec": END - START,
                "standard_work_sec": END - START,
                "earliest_time": START,
                "lastest_time": END,
            },
            "holiday_infos": [],
            "exception_infos": [],
            "ot_info": {"ot_status": 0, "ot_duration": 0, "exception_duration": []},
            "sp_items": [],
        }
        for userid in users
        for day in _days(world, first, last)
    ]
    return {"datas": rows}


@routes.post("checkin/getcheckin_monthdata")
def get_month_data(world: World, args: Args) -> Payload:
    """Return the reports of members over a span of up to a month."""
    first, last = args.span("starttime", "endtime", days=31, invalid=TOO_LONG)
    rows = []
    for userid in _users(world, args):
        days = len(_days(world, first, last))
        rows.append(
            {
                "base_info": {
                    **_base(world, userid),
                    "rule_info": {"groupid": GROUP, "groupname": "总部打卡"},
                },
                "summary_info": {
                    "work_days": days,
                    "regular_days": days,
                    "except_days": 0,
                    "rest_days": 0,
                    "regular_work_sec": days * (END - START),
                    "standard_work_sec": days * (END - START),
                },
                "exception_infos": [],
                "sp_items": [],
                "overwork_info": {"workday_over_sec": 0},
            }
        )
    return {"datas": rows}


def _shifts(world: World) -> Record:
    shifts: Record = world.family_state("checkin", lambda _: {"shifts": {}, "faces": {}})["shifts"]
    return shifts


@routes.post("checkin/getcheckinschedulist")
def get_schedule_list(world: World, args: Args) -> Payload:
    """Return the shifts of members in a span of up to 30 days."""
    (first, last), users = _span(args), _users(world, args)
    months: dict[tuple[str, int], list[Record]] = {}
    for userid in users:
        for day, shift in _shifts(world).get(userid, {}).items():
            if _number(first) <= int(day) <= _number(last) and shift:
                sections = [{"id": 1, "work_sec": START, "off_work_sec": END}]
                info = {**SHIFT, "time_section": sections}
                row = {"day": int(day) % 100, "schedule_info": info}
                months.setdefault((userid, int(day) // 100), []).append(row)
    rows = [
        {
            "userid": userid,
            "yearmonth": month,
            "groupid": GROUP,
            "groupname": "总部打卡",
            "schedule": {"scheduleList": days},
        }
        for (userid, month), days in months.items()
    ]
    return {"schedule_list": rows}


def _number(moment: int) -> int:
    """Return the day of a moment in China as a number, such as 20261123."""
    day = datetime.fromtimestamp(moment + CHINA, timezone.utc)
    return day.year * 10000 + day.month * 100 + day.day


@routes.post("checkin/setcheckinschedulist")
def set_schedule_list(world: World, args: Args) -> Payload:
    """Set the shifts of a month; 0 is a day off."""
    if args.number("groupid") != GROUP:
        raise SimulatedError(301089, "invalid groupid")
    month = args.number("yearmonth", least=200001, most=299912)
    shifts = []
    for item in args.records("items", least=1, most=3000):
        userid = Fields(item).text("userid", missing=41009)
        need_member(world, userid, unknown=301021)
        day = Fields(item).number("day", least=1, most=31)
        shift = Fields(item).number("schedule_id", least=0)
        if shift not in {0, SHIFT["schedule_id"]}:
            raise SimulatedError(301086, "invalid schedule_id")
        shifts.append((userid, str(month * 100 + day), shift))
    for userid, date, shift in shifts:
        days = _shifts(world).setdefault(userid, {})
        days[date] = shift
        while len(days) > MOST_DAYS:
            del days[min(days)]
    return {}


@routes.post("checkin/addcheckinuserface")
def add_user_face(world: World, args: Args) -> Payload:
    """Store a member's face, a picture in base64."""
    userid = args.text("userid", missing=41009)
    need_member(world, userid, unknown=301021)
    picture = args.text("userface")
    try:
        size = len(base64.b64decode(picture, validate=True))
    except binascii.Error:
        raise SimulatedError(40123, "userface is not base64") from None
    if size > 1024 * 1024:
        raise SimulatedError(40009, "invalid image size")
    _shifts(world)  # creates the default state
    world.family_state("checkin")["faces"][userid] = size
    return {}
