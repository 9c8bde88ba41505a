"""Check-in (打卡): rules, records, reports, shifts.

Sources: WeCom's pages 90262, 90263, 93374, 93378, 93380, 93384, 93385, 93387, 94126, 95803, 98041,
99647; the device feature (92739) from an SDK's model.

All members are under one rule: Monday to Friday, nine to six, in China. Apps can make others. A
member has checked in punctually whenever the rule asks for it, until an app writes something else.
"""

from __future__ import annotations

import base64
import binascii

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import checkin_records as records
from . import checkin_reports as reports
from . import checkin_rules as rules

routes = Routes()

TOO_MANY, TOO_LONG = 301023, 301024
WORK, OUTSIDE, ALL = 1, 2, 3
MOST_USERS = 100
MOST_DAYS = 400
"""Days of shifts that are kept of one member."""
CLEARED = {1: "spe_workdays", 2: "spe_offdays", 3: "wifimac_infos", 4: "loc_infos"}


def _users(world: World, args: Args) -> list[str]:
    userids = args.texts("useridlist", least=1, most=MOST_USERS, missing=TOO_MANY, invalid=TOO_MANY)
    return need_members(world, userids, unknown=301021)


def _span(args: Args) -> tuple[int, int]:
    return args.span("starttime", "endtime", days=30, invalid=TOO_LONG)


# -- records -----------------------------------------------------------------------------------


@routes.post("checkin/getcheckindata")
def get_data(world: World, args: Args) -> Payload:
    """Return the check-ins of up to 100 members in up to 30 days; none was outside."""
    kind = args.number("opencheckindatatype", least=WORK, most=ALL)
    (first, last), users = _span(args), _users(world, args)
    if kind == OUTSIDE:
        return {"checkindata": []}
    return {
        "checkindata": [
            row for userid in users for row in records.records_of(world, userid, first, last)
        ]
    }


@routes.post("checkin/add_checkin_record")
def add_record(world: World, args: Args) -> Payload:
    """Write up to 200 check-ins of a device."""
    records.add(world, args.records("records", least=1, most=200))
    return {}


@routes.post("checkin/punch_correction")
def punch_correction(world: World, args: Args) -> Payload:
    """Write a check-in that a member has missed."""
    records.correct(world, Fields({**args.query, **args.body}))
    return {}


@routes.post("hardware/get_hardware_checkin_data")
def get_hardware_data(world: World, args: Args) -> Payload:
    """Return the check-ins at attendance machines; unknown members are left out."""
    first, last = args.span("starttime", "endtime", days=31, invalid=TOO_LONG)
    by_check_in = args.number("filter_type", 1, least=1, most=2) == 1
    asked = args.texts("useridlist", least=1, most=MOST_USERS, missing=TOO_MANY, invalid=TOO_MANY)
    key = "checked" if by_check_in else "uploaded"
    return {"checkindata": records.device_rows(world, set(asked), first, last, key)}


@routes.post("hardware/get_device_feature", token="provider_access_token")  # noqa: S106 - a kind
def get_device_feature(world: World, args: Args) -> Payload:
    """Return the feature that stands for a device."""
    return {"device_feature": world.stable_id("", f"device {args.text('device_sn')}")}


# -- reports -----------------------------------------------------------------------------------


@routes.post("checkin/getcheckin_daydata")
def get_day_data(world: World, args: Args) -> Payload:
    """Return the daily reports of members."""
    (first, last), users = _span(args), _users(world, args)
    return {
        "datas": [
            reports.day(world, userid, day)
            for userid in users
            for day in records.days_of(world, userid, first, last)
        ]
    }


@routes.post("checkin/getcheckin_monthdata")
def get_month_data(world: World, args: Args) -> Payload:
    """Return the reports of members over a span of up to a month."""
    first, last = args.span("starttime", "endtime", days=31, invalid=TOO_LONG)
    return {"datas": [reports.month(world, one, first, last) for one in _users(world, args)]}


# -- rules -------------------------------------------------------------------------------------


@routes.post("checkin/getcheckinoption")
def get_option(world: World, args: Args) -> Payload:
    """Return the rule that each member is under on a day."""
    when, hidden = args.number("datetime", least=0), {"range", "create_userid", "update_userid"}
    rows = []
    for userid in _users(world, args):
        group = rules.rule_of(world, userid, when)
        shown = {key: value for key, value in group.items() if key not in hidden}
        rows.append({"userid": userid, "group": shown})
    return {"info": rows}


@routes.post("checkin/getcorpcheckinoption")
def get_corp_option(world: World, args: Args) -> Payload:
    """Return all rules of the company."""
    return {"group": rules.rules(world)}


def _now(args: Args) -> bool:
    return args.get("effective_now") is True


@routes.post("checkin/add_checkin_option")
def add_option(world: World, args: Args) -> Payload:
    """Add a rule, from now or from tomorrow on."""
    group = args.record("group")
    kept = rules.state(world)
    if len(kept["rules"]) >= rules.MOST_RULES:
        raise SimulatedError(301095)
    rules.check(world, group)
    kept["last"] += 1
    empty: Record = {name: [] for name in CLEARED.values()}
    made = {**empty, **group, "groupid": kept["last"], "create_time": world.now()}
    row = kept["rules"][str(kept["last"])] = {"agentid": args.agent_id, "versions": []}
    rules.keep(world, row, made, now=_now(args))
    return {}


def _rule(world: World, args: Args, groupid: int) -> tuple[Record, Record]:
    row = rules.changeable(world, groupid, args.agent_id)
    return row, dict(rules.newest(row) or {})


@routes.post("checkin/update_checkin_option")
def update_option(world: World, args: Args) -> Payload:
    """Change what is given of a rule; an empty list changes nothing."""
    given = args.record("group")
    groupid = Fields(given).number("groupid", missing=301089, invalid=301089)
    row, group = _rule(world, args, groupid)
    group |= {key: value for key, value in given.items() if value not in ([], None)}
    rules.check(world, group, groupid)
    rules.keep(world, row, group, now=_now(args))
    return {}


@routes.post("checkin/clear_checkin_option_array_field")
def clear_option(world: World, args: Args) -> Payload:
    """Empty lists of a rule."""
    groupid = args.number("groupid", missing=301089, invalid=301089)
    row, group = _rule(world, args, groupid)
    wanted = args.numbers("clear_field", most=len(CLEARED))
    if not wanted or not set(wanted) <= set(CLEARED):
        raise SimulatedError(301093, "clear_field is 1 to 4")
    group |= {CLEARED[one]: [] for one in wanted}
    rules.check(world, group, groupid)
    rules.keep(world, row, group, now=_now(args))
    return {}


@routes.post("checkin/del_checkin_option")
def delete_option(world: World, args: Args) -> Payload:
    """Delete a rule, from now or from tomorrow on."""
    groupid = args.number("groupid", missing=301089, invalid=301089)
    row, _ = _rule(world, args, groupid)
    rules.keep(world, row, None, now=_now(args))
    return {}


# -- shifts ------------------------------------------------------------------------------------


@routes.post("checkin/getcheckinschedulist")
def get_schedule_list(world: World, args: Args) -> Payload:
    """Return the shifts of members in a span of up to a month."""
    first, last = args.span("starttime", "endtime", days=31, invalid=TOO_LONG)
    users = _users(world, args)
    months: dict[tuple[str, int], list[Record]] = {}
    for userid in users:
        group = rules.rule_of(world, userid, last)
        for day, number in sorted(rules.state(world)["shifts"].get(userid, {}).items()):
            shift = rules.shift_of(group, number)
            if rules.day_number(first) <= int(day) <= rules.day_number(last) and shift:
                row = {"day": int(day) % 100, "schedule_info": rules.shown_shift(shift)}
                months.setdefault((userid, int(day) // 100), []).append(row)
    rows = []
    for (userid, month), days in months.items():
        group = rules.rule_of(world, userid, last)
        rows.append(
            {
                "userid": userid,
                "yearmonth": month,
                "groupid": group["groupid"],
                "groupname": group["groupname"],
                "schedule": {"scheduleList": days},
            }
        )
    return {"schedule_list": rows}


@routes.post("checkin/setcheckinschedulist")
def set_schedule_list(world: World, args: Args) -> Payload:
    """Set the shifts of a month; 0 is a day off."""
    groupid = args.number("groupid")
    group = next((one for one in rules.rules(world) if one["groupid"] == groupid), None)
    if group is None:
        raise SimulatedError(301089, "invalid groupid")
    month = args.number("yearmonth", least=200001, most=299912)
    shifts = []
    for item in args.records("items", least=1, most=3000):
        userid = Fields(item).text("userid", missing=41009)
        need_member(world, userid, unknown=301021)
        day = Fields(item).number("day", least=1, most=31)
        shift = Fields(item).number("schedule_id", least=0)
        if shift and rules.shift_of(group, shift) is None:
            raise SimulatedError(301086, "invalid schedule_id")
        shifts.append((userid, str(month * 100 + day), shift))
    for userid, date, shift in shifts:
        days = rules.state(world)["shifts"].setdefault(userid, {})
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
    rules.state(world)["faces"][userid] = size
    return {}
