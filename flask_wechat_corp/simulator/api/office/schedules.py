"""Events in calendars. Sources: WeCom's pages 93648, 97720 to 97725."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .calendars import calendar

routes = Routes()

KEPT = 2000
MOST_ATTENDEES = 1000
SETTINGS = (
    "admins", "organizer", "start_time", "end_time", "is_whole_day", "attendees", "summary",
    "description", "reminders", "location", "allow_active_join", "only_organizer_create_chat",
)  # fmt: skip
CANCELLED = 1
ALL, ONE = 0, 1
"""What ``op_mode`` means of a series; 2 is one and those after it."""


def schedules(world: World) -> Record:
    """Return the events by id, cancelled ones too."""
    found: Record = world.family_state("schedules", lambda _: {"by_id": {}})["by_id"]
    return found


def schedule(world: World, schedule_id: str) -> Record:
    """Return a copy of an event that is not cancelled.

    :raises SimulatedError: 90461, or 90460 for a cancelled one
    """
    found = schedules(world)
    if schedule_id not in found:
        raise SimulatedError(90461, "invalid schedule_id")
    if found[schedule_id]["status"] == CANCELLED:
        raise SimulatedError(90460, "schedule has been deleted")
    return dict(found[schedule_id])


def cancel(world: World, schedule_id: str) -> None:
    """Cancel an event; it can still be read."""
    schedules(world)[schedule_id]["status"] = CANCELLED


def _checked(world: World, given: Fields) -> Record:
    start, end = (
        given.number("start_time", least=0),
        given.number("end_time", least=0),
    )
    if end < start:
        raise SimulatedError(40058, "end_time is earlier than start_time")
    given.optional_text("summary", most=128)
    given.optional_text("description", most=1000)
    given.optional_text("location", most=128)
    people = [
        Fields(one).text("userid", missing=41009)
        for one in given.records("attendees", most=MOST_ATTENDEES, invalid=90464)
    ]
    people += given.texts("admins", most=3)
    people += [given.text("organizer")] if given.get("organizer") else []
    need_members(world, people, unknown=40003)
    given.record("reminders", required=False)
    return {"summary": "新建事件", **given.pick(*SETTINGS)}


@routes.post("oa/schedule/add")
def add(world: World, args: Args) -> Payload:
    """Create an event."""
    given = args.fields("schedule")
    settings = {**_checked(world, given), **given.pick("cal_id")}
    if given.get("cal_id"):
        calendar(world, given.text("cal_id"))
    return {"schedule_id": create(world, settings)}


def create(world: World, settings: Record) -> str:
    """Store an event; return its id."""
    schedule_id = world.new_id("17c7d2")
    kept = schedules(world)
    kept[schedule_id] = {"schedule_id": schedule_id, "status": 0, "sequence": 0, **settings}
    keep_newest(kept, KEPT)
    return schedule_id


def _part(args: Args, row: Record) -> tuple[int, int]:
    """Return which part of a repeating event a call means, and where that begins."""
    mode = args.number("op_mode", 0, least=0, most=2, invalid=90485)
    if not mode or not (row.get("reminders") or {}).get("is_repeat"):
        return ALL, 0
    least = row["start_time"]
    return mode, args.number("op_start_time", least=least, missing=90482, invalid=90482)


def _without(row: Record, mode: int, start: int) -> Record:
    """Return a repeating event without the part that begins at ``start``."""
    reminders = dict(row["reminders"])
    if mode == ONE:
        left_out = [*reminders.get("exclude_time_list", ()), {"start_time": start}]
        reminders["exclude_time_list"] = left_out
    else:
        reminders["repeat_until"] = start - 1
    return {**row, "reminders": reminders}


@routes.post("oa/schedule/update")
def update(world: World, args: Args) -> Payload:
    """Replace an event; changing a part of a series (``op_mode`` 1, 2) creates a new event."""
    given = args.fields("schedule")
    old = schedule(world, given.text("schedule_id", missing=90461))
    if old.get("booking_id"):
        raise SimulatedError(90700)
    mode, start = _part(args, old)
    kept = pick(old, "schedule_id", "status", "sequence", "cal_id")
    new = {**kept, **_checked(world, given), "sequence": old["sequence"] + 1}
    if args.get("skip_attendees"):
        new["attendees"] = old.get("attendees", [])
    if mode:
        schedules(world)[old["schedule_id"]] = _without(old, mode, start)
        new["schedule_id"] = world.new_id("17c7d2")
    schedules(world)[new["schedule_id"]] = new
    return {"schedule_id": new["schedule_id"]}


@routes.post("oa/schedule/get")
def get(world: World, args: Args) -> Payload:
    """Return up to 1,000 events; unknown ones are left out unless all are unknown."""
    asked = args.texts("schedule_id_list", least=1, most=1000, missing=90462)
    found = [row for row in map(schedules(world).get, asked) if row is not None]
    if not found:
        schedule(world, asked[0])
    return {"schedule_list": [_shown(row) for row in found]}


def _shown(row: Record) -> Record:
    shown = {key: value for key, value in row.items() if key != "booking_id"}
    if "attendees" in shown:
        shown["attendees"] = [{"response_status": 0, **one} for one in shown["attendees"]]
    return shown


@routes.post("oa/schedule/del")
def delete(world: World, args: Args) -> Payload:
    """Cancel an event, or leave a part of a series out."""
    row = schedule(world, args.text("schedule_id", missing=90461))
    mode, start = _part(args, row)
    if mode:
        schedules(world)[row["schedule_id"]] = _without(row, mode, start)
    else:
        cancel(world, row["schedule_id"])
    return {}


@routes.post("oa/schedule/get_by_calendar")
def get_by_calendar(world: World, args: Args) -> Payload:
    """Return the events of a calendar from an offset on, cancelled ones too."""
    cal_id = calendar(world, args.text("cal_id", missing=90457))["cal_id"]
    offset = args.number("offset", 0, least=0, invalid=90470)
    limit = args.number("limit", 500, least=1, most=1000, invalid=90469)
    rows = [row for row in schedules(world).values() if row.get("cal_id") == cal_id]
    return {"schedule_list": [_shown(row) for row in rows[offset : offset + limit]]}


def _people(world: World, args: Args) -> list[str]:
    given = args.records("attendees", most=MOST_ATTENDEES, invalid=90464)
    asked = [Fields(one).text("userid", missing=41009) for one in given]
    return need_members(world, asked, unknown=40003)


@routes.post("oa/schedule/add_attendees")
def add_attendees(world: World, args: Args) -> Payload:
    """Add participants to an event."""
    row = schedule(world, args.text("schedule_id", missing=90461))
    old = row.get("attendees", [])
    known = {one["userid"] for one in old}
    added = [{"userid": one} for one in dict.fromkeys(_people(world, args)) if one not in known]
    if len(old) + len(added) > MOST_ATTENDEES:
        raise SimulatedError(90464)
    schedules(world)[row["schedule_id"]] = {**row, "attendees": [*old, *added]}
    return {}


@routes.post("oa/schedule/del_attendees")
def delete_attendees(world: World, args: Args) -> Payload:
    """Remove participants from an event."""
    row = schedule(world, args.text("schedule_id", missing=90461))
    gone = set(_people(world, args))
    kept = [one for one in row.get("attendees", []) if one["userid"] not in gone]
    schedules(world)[row["schedule_id"]] = {**row, "attendees": kept}
    return {}
