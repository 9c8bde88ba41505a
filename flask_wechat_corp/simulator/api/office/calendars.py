"""Calendars. Sources: WeCom's pages 93647, 97716, 97717, 97718."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

KEPT = 2000
SETTINGS = ("admins", "summary", "color", "description", "public_range", "shares")
FIXED = ("is_public", "is_corp_calendar", "set_as_default")
"""What a calendar is created with and keeps."""


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


def _checked(world: World, given: Fields) -> tuple[Record, Record]:
    """Return the settings of a calendar, and the part of the answer about refused shares."""
    given.text("summary", most=128)
    color = given.text("color", missing=90473, invalid=90473)
    if len(color) != 7 or color[0] != "#":
        raise SimulatedError(90473, "color must be #RRGGBB")
    given.optional_text("description", most=512)
    need_members(world, given.texts("admins", most=3), unknown=40003)
    public = given.fields("public_range", required=False)
    need_members(world, public.texts("userids", most=1000), unknown=40003)
    public.numbers("partyids", most=100)
    shares, failed = [], []
    for share in given.records("shares", most=2000):
        userid = Fields(share).text("userid", missing=41009)
        if Fields(share).number("permission", 1) not in (1, 3):
            raise SimulatedError(40058, "permission is 1 or 3")
        if world.member(userid):
            shares.append({"permission": 1, **share})
        else:
            failed.append({"errcode": 40001, "errmsg": "not found", "userid": userid})
    settings = {**given.pick(*SETTINGS), "shares": shares}
    return settings, {"fail_result": {"shares": failed}} if failed else {}


@routes.post("oa/calendar/add")
def add(world: World, args: Args) -> Payload:
    """Create a calendar."""
    given = args.fields("calendar")
    settings, failed = _checked(world, given)
    cal_id = world.new_id("wcj")
    kept = calendars(world)
    kept[cal_id] = {"cal_id": cal_id, **given.pick(*FIXED), **settings}
    keep_newest(kept, KEPT)
    return {"cal_id": cal_id, **failed}


@routes.post("oa/calendar/update")
def update(world: World, args: Args) -> Payload:
    """Replace a calendar; what is left out is emptied, and what is fixed stays."""
    given = args.fields("calendar")
    old = calendar(world, given.text("cal_id", missing=90457))
    settings, failed = _checked(world, given)
    kept = {name: value for name, value in old.items() if name not in SETTINGS}
    if args.number("skip_public_range", 0, least=0, most=1):
        settings.pop("public_range", None)
        kept |= pick(old, "public_range")
    calendars(world)[old["cal_id"]] = {**kept, **settings}
    return failed


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
