"""Rules of attendance: the company's own one, and those that apps make (98041)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.world import Record, World
from ..lookups import need_members
from ..request import DAY, Fields, pick

__all__ = [
    "CHINA", "END", "GROUP", "MOST_RULES", "SHIFT", "START", "changeable", "check", "day_number",
    "keep", "newest", "points", "rule_of", "rules", "sections_of", "shift_of",
    "shown_shift", "state",
]  # fmt: skip

CHINA = 8 * 3600
START, END = 9 * 3600, 18 * 3600
FIRST_WEEK = 1_704_038_400
"""Monday 2024-01-01 in China: the first odd week of ``biweekly``."""
FIXED, SHIFTS, FREE = 1, 2, 3
ONE_DAY, EVERY_TWO_WEEKS = 0, 2
"""``type`` of a special day; 1 is a span of days."""
GROUP = 1
SHIFT = {"schedule_id": 1, "schedule_name": "白班"}
BAD_FIELD, WRONG_FIELD, NO_PLACE = 301093, 301094, 301097
MOST_RULES = 1000
LISTS = ("party_id", "userid", "tagid")


def state(world: World) -> Record:
    """Return the family's state: shifts, faces, rules, records."""
    found = world.family_state("checkin", lambda _: {"shifts": {}, "faces": {}})
    for key, empty in (("rules", {}), ("records", []), ("last", GROUP)):
        found.setdefault(key, empty)
    return found


def _own_rule(world: World) -> Record:
    times = {
        "work_sec": START,
        "off_work_sec": END,
        "remind_work_sec": START - 600,
        "remind_off_work_sec": END,
    }
    day = {
        "workdays": [1, 2, 3, 4, 5], "checkintime": [times], "flex_time": 0,
        "noneed_offwork": False, "limit_aheadtime": 0,
    }  # fmt: skip
    return {
        "grouptype": FIXED,
        "groupid": GROUP,
        "groupname": "总部打卡",
        "checkindate": [day],
        "spe_workdays": [],
        "spe_offdays": [],
        "sync_holidays": True,
        "need_photo": False,
        "note_can_use_local_pic": True,
        "allow_checkin_offworkday": False,
        "allow_apply_offworkday": False,
        "wifimac_infos": [],
        "loc_infos": [],
        "range": {"userid": list(world.members), "party_id": [], "tagid": []},
        "create_userid": "",
        "update_userid": "",
    }


def newest(row: Record) -> Record | None:
    """Return what a rule was last set to; None if it was deleted."""
    group: Record | None = row["versions"][-1][1]
    return group


def rules(world: World) -> list[Record]:
    """Return all rules as they were last set, the company's own one first."""
    made = (newest(row) for row in state(world)["rules"].values())
    return [_own_rule(world), *(group for group in made if group is not None)]


def rule_of(world: World, userid: str, moment: int) -> Record:
    """Return the rule that a member is under at a moment: the latest that covers the member."""
    for row in reversed(state(world)["rules"].values()):
        group = next((one for since, one in reversed(row["versions"]) if since <= moment), None)
        if group is not None and _covers(world, group, userid):
            return dict(group)
    return _own_rule(world)


def _covers(world: World, group: Record, userid: str) -> bool:
    chosen = group["range"]
    if userid in chosen.get("userid", ()):
        return True
    parties = {one for party in chosen.get("party_id", ()) for one in world.subtree(int(party))}
    if parties & set(world.members[userid]["department"]):
        return True
    return any(userid in world.tagged(tag) for tag in chosen.get("tagid", ()))


def changeable(world: World, groupid: int, agent_id: int) -> Record:
    """Return the row of a rule that this app has made.

    :raises SimulatedError: 301089, or 301092 for a rule of the company or of another app
    """
    row: Record | None = state(world)["rules"].get(str(groupid))
    if groupid == GROUP or (row is not None and row["agentid"] != agent_id):
        raise SimulatedError(301092)
    if row is None or newest(row) is None:
        raise SimulatedError(301089, "invalid groupid")
    return row


def keep(world: World, row: Record, group: Record | None, *, now: bool) -> None:
    """Set a rule from now on, or from the next midnight in China; None deletes it."""
    since = world.now() if now else midnight(world.now()) + DAY
    row["versions"].append([since, group])


# -- what may be in a rule ---------------------------------------------------------------------


def check(world: World, group: Record, own: int = 0) -> None:
    """Check a rule.

    :param own: its id, when it exists already
    :raises SimulatedError: 301090, 301091, 301093 to 301095, 301097
    """
    given = Fields(group)
    kind = given.number("grouptype", least=FIXED, most=FREE, missing=BAD_FIELD, invalid=BAD_FIELD)
    given.text("groupname", most=40, missing=BAD_FIELD, invalid=BAD_FIELD)
    _check_range(world, given, own)
    if not given.items("wifimac_infos") and not given.items("loc_infos"):
        raise SimulatedError(NO_PLACE)
    if kind == FIXED:
        days = _needed(given, "checkindate", 7)
        for day in map(Fields, days):
            workdays = day.numbers("workdays", most=7)
            if len(set(workdays)) < len(workdays) or not set(workdays) <= set(range(7)):
                raise SimulatedError(BAD_FIELD, "workdays are 0 to 6, each once")
            _check_times(_needed(day, "checkintime", 4))
    elif group.get("checkindate") and kind == SHIFTS:
        raise SimulatedError(WRONG_FIELD, "freegroup do not have checkindate")
    if kind == SHIFTS:
        _check_shifts(_needed(given, "schedulelist", 50))
    elif group.get("schedulelist"):
        raise SimulatedError(WRONG_FIELD, "only freegroup has schedulelist")
    if kind != FREE and ("span_day_time" in group or "standard_work_duration" in group):
        raise SimulatedError(WRONG_FIELD)


def _needed(given: Fields, name: str, most: int) -> list[Record]:
    if not given.get(name):
        raise SimulatedError(BAD_FIELD, f"missing {name}")
    return given.records(name, most=most, invalid=BAD_FIELD)


def _check_range(world: World, given: Fields, own: int) -> None:
    chosen = given.fields("range")
    need_members(world, chosen.texts("userid", most=10_000), unknown=301090)
    parties, tags = chosen.items("party_id"), chosen.items("tagid")
    if not any(chosen.get(key) for key in LISTS):
        raise SimulatedError(BAD_FIELD, "range is empty")
    known = {str(one) for one in world.departments}
    if any(str(one) not in known for one in parties) or any(one not in world.tags for one in tags):
        raise SimulatedError(301090)
    for key, row in state(world)["rules"].items():
        other = newest(row)
        if other is None or key == str(own):
            continue
        taken = {(name, str(one)) for name in LISTS for one in other["range"].get(name, ())}
        if taken & {(name, str(one)) for name in LISTS for one in chosen.get(name) or ()}:
            raise SimulatedError(301091)


def _check_times(sections: Iterable[Record]) -> None:
    for section in map(Fields, sections):
        begin, end = (
            section.number(key, least=0, most=2 * DAY, missing=BAD_FIELD, invalid=BAD_FIELD)
            for key in ("work_sec", "off_work_sec")
        )
        if begin >= end or begin % 60 or end % 60:
            raise SimulatedError(BAD_FIELD, "checkin time work_sec or off_work_sec invalid")
        for key in ("remind_work_sec", "remind_off_work_sec"):
            section.number(key, missing=BAD_FIELD, invalid=BAD_FIELD)


def _check_shifts(shifts: list[Record]) -> None:
    ids = [
        Fields(one).number("schedule_id", missing=BAD_FIELD, invalid=BAD_FIELD) for one in shifts
    ]
    if len(set(ids)) < len(ids) or 0 not in ids:
        raise SimulatedError(BAD_FIELD, "a rest schedule with id 0 is required for freegroup")
    for shift in map(Fields, shifts):
        if shift.get("schedule_id"):
            _check_times(_needed(shift, "time_section", 4))


# -- when members are to check in --------------------------------------------------------------


def day_number(moment: int) -> int:
    """Return the day of a moment in China as a number, such as 20261123."""
    day = datetime.fromtimestamp(moment + CHINA, timezone.utc)
    return day.year * 10_000 + day.month * 100 + day.day


def shift_of(group: Record, schedule_id: int) -> Record | None:
    """Return a shift of a rule: one day's sections with their times; 0 is a day off."""
    if not schedule_id:
        return {"schedule_id": 0, "schedule_name": "休息", "time_section": []}
    if group["groupid"] == GROUP:
        section = {
            "id": 1, "work_sec": START, "off_work_sec": END,
            "remind_work_sec": START, "remind_off_work_sec": END,
        }  # fmt: skip
        own = {**SHIFT, "time_section": [section]}
        return own if schedule_id == SHIFT["schedule_id"] else None
    shifts: list[Record] = group.get("schedulelist") or []
    return next((one for one in shifts if one["schedule_id"] == schedule_id), None)


def shown_shift(shift: Record) -> Record:
    """Return a shift as members' shifts show it (93380)."""
    keys = ("work_sec", "off_work_sec", "remind_work_sec", "remind_off_work_sec")
    sections = [
        {"id": one.get("id", one.get("time_id")), **pick(one, *keys)}
        for one in shift["time_section"]
    ]
    return {**pick(shift, "schedule_id", "schedule_name"), "time_section": sections}


def sections_of(world: World, userid: str, day: int) -> tuple[Record, list[Record]]:
    """Return a member's rule on a day, and the sections of the day: each with its times.

    :param day: the midnight in China that starts it
    """
    group = rule_of(world, userid, day)
    return group, _sections(world, group, userid, day)


def _sections(world: World, group: Record, userid: str, day: int) -> list[Record]:
    if group["grouptype"] == SHIFTS:
        schedule_id = state(world)["shifts"].get(userid, {}).get(str(day_number(day)), 0)
        shift = shift_of(group, schedule_id)
        return list((shift or {}).get("time_section") or ())
    if group["grouptype"] == FREE or any(_is_on(one, day) for one in group["spe_offdays"]):
        return []
    for special in group["spe_workdays"]:
        if _is_on(special, day):
            return list(special.get("checkintime") or ())
    weekday = ((day + CHINA) // DAY + 4) % 7  # 1970-01-01 was a Thursday
    for one in group["checkindate"]:
        if weekday in _workdays(one, day):
            return list(one["checkintime"])
    return []


def _workdays(date: Record, day: int) -> Iterable[int]:
    """Return the days of work in the week of a day: 0 Sunday, 1 Monday and so on."""
    turns = date.get("biweekly") or {}
    if not turns.get("enable_weekday_recurrence"):
        return date.get("workdays") or ()
    odd = (day - FIRST_WEEK) // (7 * DAY) % 2 == 0
    return turns.get("odd_workdays" if odd else "even_workdays") or ()


def _is_on(special: Record, day: int) -> bool:
    kind, first = special.get("type", 0), midnight(int(special.get("timestamp", 0)))
    if kind == ONE_DAY:
        return first == day
    if kind == EVERY_TWO_WEEKS:
        later = day - first
        return later >= 0 and later % (14 * DAY) == 0 and day <= int(special.get("endtime", 0))
    return bool(int(special.get("begtime", 0)) <= day <= int(special.get("endtime", 0)))


def points(world: World, userid: str, day: int) -> Iterator[tuple[int, str, Record]]:
    """Yield when a member is to check in on a day: Unix seconds, the kind, the rule.

    :param day: the midnight in China that starts it
    """
    group, sections = sections_of(world, userid, day)
    for section in sections:
        if not section.get("no_need_checkon"):
            yield day + int(section["work_sec"]), "上班打卡", group
        if not section.get("no_need_checkoff"):
            yield day + int(section["off_work_sec"]), "下班打卡", group
