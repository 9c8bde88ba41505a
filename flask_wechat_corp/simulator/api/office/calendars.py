"""Calendars. Sources: WeCom's pages 93647, 97716, 97717, 97718."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import Args, Fields
from ..routes import Payload, Routes

routes = Routes()

KEPT = 2000
SETTINGS = (
    "admins", "summary", "color", "description", "is_public", "public_range", "is_corp_calendar",
    "set_as_default", "shares", "organizer", "readonly",
)  # fmt: skip


def calendars(world: World) -> Record:
    """Return the calendars by id; a deleted one is None."""
    found: Record = world.family_state("calendars", lambda _: {"by_id": {}})["by_id"]
    return found


def calendar(world: World, cal_id: str) -> Record:
    """Return a copy of a calendar.

    :raises SimulatedError: 90457, or 90459 for a deleted one
    """
    found = calendars(world)
    if cal_id not in found:
        raise SimulatedError(90457, "invalid cal_id")
    if found[cal_id] is None:
        raise SimulatedError(90459, "calendar has been deleted")
    return dict(found[cal_id])


def _checked(world: World, given: Fields, *, new: bool) -> Record:
    if new or "summary" in given.values:
        given.text("summary", most=128)
    if new or "color" in given.values:
        color = given.text("color", missing=90473, invalid=90473)
        if len(color) != 7 or color[0] != "#":
            raise SimulatedError(90473, "color must be #RRGGBB")
    given.optional_text("description", most=512)
    need_members(world, given.texts("admins", most=10), unknown=40003)
    if given.get("organizer"):
        need_member(world, given.text("organizer"), unknown=40003)
    for share in given.records("shares", most=2000):
        need_member(world, Fields(share).text("userid", missing=41009), unknown=40003)
        Fields(share).number("permission", 1, least=1, most=3)
    return given.pick(*SETTINGS)


@routes.post("oa/calendar/add")
def add(world: World, args: Args) -> Payload:
    """Create a calendar."""
    settings = _checked(world, args.fields("calendar"), new=True)
    cal_id = world.new_id("wcj")
    kept = calendars(world)
    kept[cal_id] = {"cal_id": cal_id, **settings}
    keep_newest(kept, KEPT)
    return {"cal_id": cal_id}


@routes.post("oa/calendar/update")
def update(world: World, args: Args) -> Payload:
    """Update a calendar; fields that are left out are kept."""
    given = args.fields("calendar")
    old = calendar(world, given.text("cal_id", missing=90457))
    calendars(world)[old["cal_id"]] = {**old, **_checked(world, given, new=False)}
    return {}


@routes.post("oa/calendar/get")
def get(world: World, args: Args) -> Payload:
    """Return up to 1,000 calendars; unknown ones are left out unless all are unknown."""
    asked = args.texts("cal_id_list", least=1, most=1000, missing=90458)
    found = [one for one in asked if calendars(world).get(one)]
    if not found:
        calendar(world, asked[0])
    return {"calendar_list": [calendar(world, one) for one in found]}


@routes.post("oa/calendar/del")
def delete(world: World, args: Args) -> Payload:
    """Delete a calendar."""
    cal_id = calendar(world, args.text("cal_id", missing=90457))["cal_id"]
    calendars(world)[cal_id] = None
    return {}
