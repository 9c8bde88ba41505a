"""Calendars. Sources: WeCom's pages 93647, 97716, 97717, 97718."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

KEPT = 2000
SETTINGS = (
    "admins", "summary", "color", "description", "is_public", "public_range", "is_corp_calendar",
    "set_as_default", "shares", "organizer", "readonly",
)  # fmt: skip


def calendars(world: World) -> dict[str, Any]:
    """The calendars by id; a deleted one stays as null."""
    found: dict[str, Any] = c.room(world, "calendars", lambda _: {"by_id": {}})["by_id"]
    return found


def calendar(world: World, cal_id: str) -> dict[str, Any]:
    """The calendar with this id."""
    found = calendars(world)
    if cal_id not in found:
        raise SimulatedError(90457, "invalid cal_id")
    if found[cal_id] is None:
        raise SimulatedError(90459, "calendar has been deleted")
    return dict(found[cal_id])


def _checked(world: World, given: dict[str, Any], *, new: bool) -> dict[str, Any]:
    if new or "summary" in given:
        c.text(given, "summary", most=128)
    if new or "color" in given:
        color = c.text(given, "color", missing=90473, invalid=90473)
        if len(color) != 7 or color[0] != "#":
            raise SimulatedError(90473, "color must be #RRGGBB")
    c.optional_text(given, "description", most=512)
    c.known_members(world, c.texts(given, "admins", most=10), unknown=40003)
    if given.get("organizer"):
        c.member(world, c.text(given, "organizer"), unknown=40003)
    for share in c.records(given, "shares", most=2000):
        c.member(world, c.text(share, "userid", missing=41009), unknown=40003)
        c.number(share, "permission", 1, least=1, most=3)
    return c.kept(given, *SETTINGS)


@routes.post("oa/calendar/add")
def add(world: World, args: Args) -> Answer:
    """Make a calendar."""
    settings = _checked(world, c.record(args, "calendar"), new=True)
    cal_id = c.new_id(world, "wcj")
    kept = calendars(world)
    kept[cal_id] = {"cal_id": cal_id, **settings}
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
    return {"cal_id": cal_id}


@routes.post("oa/calendar/update")
def update(world: World, args: Args) -> Answer:
    """Change a calendar; what is left out stays."""
    given = c.record(args, "calendar")
    old = calendar(world, c.text(given, "cal_id", missing=90457))
    calendars(world)[old["cal_id"]] = {**old, **_checked(world, given, new=False)}
    return {}


@routes.post("oa/calendar/get")
def get(world: World, args: Args) -> Answer:
    """Up to 1,000 calendars; unknown ones are left out unless none is known."""
    asked = c.texts(args, "cal_id_list", least=1, most=1000, missing=90458)
    found = [one for one in asked if calendars(world).get(one)]
    if not found:
        calendar(world, asked[0])
    return {"calendar_list": [calendar(world, one) for one in found]}


@routes.post("oa/calendar/del")
def delete(world: World, args: Args) -> Answer:
    """Delete a calendar."""
    cal_id = calendar(world, c.text(args, "cal_id", missing=90457))["cal_id"]
    calendars(world)[cal_id] = None
    return {}
