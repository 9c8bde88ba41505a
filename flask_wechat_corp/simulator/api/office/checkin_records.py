"""Check-ins: what apps have written, and else that members were punctual."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.world import Record, World
from ..lookups import need_media, need_member
from ..request import DAY, Fields
from .checkin_rules import points, rule_of, sections_of, state

__all__ = ["add", "correct", "days_of", "device_rows", "figures", "records_of"]

KEPT = 5000
LATE, EARLY = 1, 2
DEVICES = (2,)
"""Kinds of ``add_checkin_record`` that are attendance machines (page 99647)."""
TEXTS = ("location_title", "location_detail", "notes", "wifiname")


def _row(userid: str, when: int, kind: str, due: int, group: Record) -> Record:
    wrong = due and ((kind == "上班打卡" and when > due) or (kind == "下班打卡" and when < due))
    return {
        "userid": userid,
        "groupname": group["groupname"],
        "checkin_type": kind,
        "exception_type": "时间异常" if wrong else "",
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
        "sch_checkin_time": due,
        "groupid": group["groupid"],
        "schedule_id": 0,
        "timeline_id": 1,
    }


def _due(world: World, userid: str, when: int) -> tuple[int, str, Record]:
    """Return the point that a check-in is for: the nearest of its day."""
    day = midnight(when)
    known = list(points(world, userid, day))
    if not known:
        return 0, "上班打卡", rule_of(world, userid, when)
    return min(known, key=lambda point: abs(point[0] - when))


def add(world: World, given: list[Record]) -> None:
    """Write check-ins; each replaces that the member was punctual at that point."""
    rows = [_written(world, Fields(one)) for one in given]
    kept = state(world)["records"]
    kept.extend(rows)
    del kept[:-KEPT]


def _written(world: World, given: Fields) -> Record:
    userid = need_member(world, given.text("userid", missing=41009), unknown=301021)["userid"]
    when = given.number("checkin_time", least=0)
    for name in TEXTS:
        given.optional_text(name, most=1024)
    given.text("location_title")
    given.text("location_detail")
    if given.get("wifiname"):
        given.text("wifimac", most=17)
    for media_id in given.texts("mediaids", most=1):
        need_media(world, media_id)
    given.number("lat", 0, least=-90_000_000, most=90_000_000)
    given.number("lng", 0, least=-180_000_000, most=180_000_000)
    kind = given.number("device_type", least=1, most=3)
    name = given.text("device_detail", most=40)
    due, label, group = _due(world, userid, when)
    shown = given.pick(*TEXTS, "wifimac", "mediaids", "lat", "lng")
    device = {"kind": kind, "name": name, "uploaded": world.now()}
    return {**_row(userid, when, label, due, group), **shown, "device": device}


def correct(world: World, given: Fields) -> None:
    """Write a check-in that a member has missed.

    :raises SimulatedError: 301080 to 301082
    """
    userid = need_member(world, given.text("userid", missing=41009), unknown=301021)["userid"]
    day = midnight(given.number("schedule_date_time", least=0))
    when = given.number("checkin_time", least=0)
    if when > world.now() or not day <= when < day + 2 * DAY:
        raise SimulatedError(301081)
    if len(given.optional_text("remark").encode()) > 512:
        raise SimulatedError(301083, "remark exceed max length 512")
    known = {due: (kind, group) for due, kind, group in points(world, userid, day)}
    planned = given.get("schedule_checkin_time")
    if planned is None:
        due, kind, group = 0, "上班打卡", rule_of(world, userid, day)
    else:
        due = day + given.number("schedule_checkin_time", least=0)
        if not known:
            raise SimulatedError(301082)
        if due not in known:
            raise SimulatedError(301080)
        kind, group = known[due]
    kept = state(world)["records"]
    kept[:] = [row for row in kept if not due or (row["userid"], _at(row)) != (userid, due)]
    row = _row(userid, when, kind, due, group)
    kept.append({**row, "notes": given.optional_text("remark"), "device": {}})
    del kept[:-KEPT]


def _at(row: Record) -> int:
    return int(row["sch_checkin_time"])


def _all_records(world: World, userid: str, first: int, last: int) -> list[Record]:
    written = [row for row in state(world)["records"] if row["userid"] == userid]
    replaced = {_at(row) for row in written}
    punctual = [
        _row(userid, due, kind, due, group)
        for day in range(midnight(first), last + 1, DAY)
        for due, kind, group in points(world, userid, day)
        if due <= world.now() and due not in replaced
    ]
    rows = [row for row in (*punctual, *written) if first <= row["checkin_time"] <= last]
    return sorted(rows, key=lambda row: int(row["checkin_time"]))


def records_of(world: World, userid: str, first: int, last: int) -> list[Record]:
    """Return a member's check-ins of a span, in order."""
    rows = _all_records(world, userid, first, last)
    return [{key: value for key, value in row.items() if key != "device"} for row in rows]


def device_rows(world: World, userids: set[str], first: int, last: int, key: str) -> list[Record]:
    """Return the check-ins at attendance machines.

    :param key: ``checked`` or ``uploaded``: the time that the span is of
    """
    rows = []
    for row in state(world)["records"]:
        device = row["device"]
        if row["userid"] not in userids or device.get("kind") not in DEVICES:
            continue
        when = row["checkin_time"] if key == "checked" else device["uploaded"]
        if first <= when <= last:
            rows.append(
                {
                    "userid": row["userid"],
                    "checkin_time": row["checkin_time"],
                    "device_sn": world.stable_id("DC", device["name"], 16),
                    "device_name": device["name"],
                }
            )
    return rows


# -- reports -----------------------------------------------------------------------------------


def days_of(world: World, userid: str, first: int, last: int) -> list[int]:
    """Return the working days of a span that are over, each by its midnight in China."""
    found = []
    for day in range(midnight(first), last + 1, DAY):
        ends = [due for due, _, _ in points(world, userid, day)]
        if ends and max(ends) <= world.now():
            found.append(day)
    return found


def figures(world: World, userid: str, day: int) -> Record:
    """Return the figures of a member's day: times in seconds since midnight, and what was late."""
    due = {when for when, _, _ in points(world, userid, day)}
    rows = [row for row in _all_records(world, userid, day, day + 2 * DAY) if _at(row) in due]
    times = [row["checkin_time"] - day for row in rows]
    _, sections = sections_of(world, userid, day)
    standard = sum(int(one["off_work_sec"]) - int(one["work_sec"]) for one in sections)
    late, early = (
        [
            abs(row["checkin_time"] - _at(row))
            for row in rows
            if row["exception_type"] and row["checkin_type"] == kind
        ]
        for kind in ("上班打卡", "下班打卡")
    )
    found = [(LATE, late), (EARLY, early)]
    return {
        "count": len(rows),
        "standard": standard,
        "regular": max(standard - sum(late) - sum(early), 0),
        "earliest": min(times, default=0),
        "latest": max(times, default=0),
        "exceptions": [
            {"exception": kind, "count": len(seconds), "duration": sum(seconds)}
            for kind, seconds in found
            if seconds
        ],
    }
