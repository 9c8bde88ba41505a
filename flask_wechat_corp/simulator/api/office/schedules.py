"""Events in calendars. Sources: WeCom's pages 93648, 97721 to 97723."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields
from ..routes import Payload, Routes
from .calendars import calendar

routes = Routes()

KEPT = 2000
MOST_ATTENDEES = 1000
SETTINGS = (
    "admins", "organizer", "start_time", "end_time", "is_whole_day", "attendees", "summary",
    "description", "reminders", "location", "cal_id", "allow_active_join",
    "only_organizer_create_chat",
)  # fmt: skip


def schedules(world: World) -> Record:
    """Return the events by id; a deleted one is None."""
    found: Record = world.family_state("schedules", lambda _: {"by_id": {}})["by_id"]
    return found


def schedule(world: World, schedule_id: str) -> Record:
    """Return a copy of an event.

    :raises SimulatedError: 90461, or 90460 for a deleted one
    """
    found = schedules(world)
    if schedule_id not in found:
        raise SimulatedError(90461, "invalid schedule_id")
    if found[schedule_id] is None:
        raise SimulatedError(90460, "schedule has been deleted")
    return dict(found[schedule_id])


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
    if given.get("cal_id"):
        calendar(world, given.text("cal_id"))
    return given.pick(*SETTINGS)


@routes.post("oa/schedule/add")
def add(world: World, args: Args) -> Payload:
    """Create an event."""
    return {"schedule_id": create(world, _checked(world, args.fields("schedule")))}


def create(world: World, settings: Record) -> str:
    """Store an event; return its id."""
    schedule_id = world.new_id("17c7d2")
    kept = schedules(world)
    kept[schedule_id] = {"schedule_id": schedule_id, "status": 0, "sequence": 0, **settings}
    keep_newest(kept, KEPT)
    return schedule_id


@routes.post("oa/schedule/update")
def update(world: World, args: Args) -> Payload:
    """Replace an event; changing one of a series (``op_mode`` 1, 2) creates a new event."""
    given = args.fields("schedule")
    old = schedule(world, given.text("schedule_id", missing=90461))
    if old.get("booking_id"):
        raise SimulatedError(90700)
    mode = args.number("op_mode", 0, least=0, most=2, invalid=90485)
    if mode:
        args.number("op_start_time", least=1, missing=90482, invalid=90482)
    new = {**old, **_checked(world, given), "sequence": old["sequence"] + 1}
    if args.get("skip_attendees"):
        new["attendees"] = old.get("attendees", [])
    if mode:
        new["schedule_id"] = world.new_id("17c7d2")
    schedules(world)[new["schedule_id"]] = new
    return {"schedule_id": new["schedule_id"]}


@routes.post("oa/schedule/get")
def get(world: World, args: Args) -> Payload:
    """Return up to 1,000 events; unknown ones are left out unless all are unknown."""
    asked = args.texts("schedule_id_list", least=1, most=1000, missing=90462)
    found = [one for one in asked if schedules(world).get(one)]
    if not found:
        schedule(world, asked[0])
    return {"schedule_list": [_shown(schedule(world, one)) for one in found]}


def _shown(row: Record) -> Record:
    shown = {key: value for key, value in row.items() if key != "booking_id"}
    if "attendees" in shown:
        shown["attendees"] = [{"response_status": 0, **one} for one in shown["attendees"]]
    return shown


@routes.post("oa/schedule/del")
def delete(world: World, args: Args) -> Payload:
    """Delete an event, or one of a series, which here is the whole series."""
    schedule_id = schedule(world, args.text("schedule_id", missing=90461))["schedule_id"]
    if args.number("op_mode", 0, least=0, most=2, invalid=90485):
        args.number("op_start_time", least=1, missing=90482, invalid=90482)
    schedules(world)[schedule_id] = None
    return {}


@routes.post("oa/schedule/get_by_calendar")
def get_by_calendar(world: World, args: Args) -> Payload:
    """Return the events of a calendar, from an offset on."""
    cal_id = calendar(world, args.text("cal_id", missing=90457))["cal_id"]
    offset = args.number("offset", 0, least=0, invalid=90470)
    limit = args.number("limit", 500, least=1, most=1000, invalid=90469)
    rows = [row for row in schedules(world).values() if row and row.get("cal_id") == cal_id]
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
