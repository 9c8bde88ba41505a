"""Meeting rooms and their bookings. Sources: WeCom's pages 93619, 93620.

No room needs an approval. A booking of a repeating schedule has one booking for each of its days.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import DAY, Args, pick
from ..routes import Payload, Routes
from . import schedules
from .meetings import CANCELLED, meeting_of, status
from .room_bookings import HALF_HOUR, bookings, free, keep, occurrences, rounded

routes = Routes()

MOST_ROOMS = 2000
MOST_RANGE = 1000
PLACE = ("city", "building", "floor")
SETTINGS = (*PLACE, "name", "capacity", "equipment", "coordinate")


def rooms_of(world: World) -> Record:
    """Return the rooms by id, which is a number as text here."""

    def default_state(world: World) -> Record:
        room = {
            "meetingroom_id": 1, "name": "向日葵厅", "capacity": 10, "city": "广州",
            "building": "向日葵大厦", "floor": "18F", "equipment": [1, 4], "need_approval": 0,
        }  # fmt: skip
        return {"last": 1, "by_id": {"1": room}}

    found: Record = world.family_state("meeting_rooms", default_state)["by_id"]
    return found


def _room(world: World, args: Args) -> Record:
    found: Record | None = rooms_of(world).get(str(args.number("meetingroom_id")))
    if found is None:
        raise SimulatedError(40058, "invalid meetingroom_id")
    return found


def _settings(world: World, args: Args) -> Record:
    args.optional_text("name", most=30)
    args.number("capacity", 1, least=1)
    for key in PLACE:
        args.optional_text(key)
    place = [bool(args.get(key)) for key in PLACE]
    if any(place) and not all(place):
        raise SimulatedError(40058, "city, building and floor come together")
    if not set(args.numbers("equipment", most=5)) <= {1, 2, 3, 4, 5}:
        raise SimulatedError(40058, "equipment is 1 to 5")
    found = args.pick(*SETTINGS)
    if args.get("range") is not None:
        given = args.fields("range")
        parties = given.numbers("department_list", most=MOST_RANGE)
        need_members(world, given.texts("user_list", most=MOST_RANGE), unknown=40003)
        if any(party not in world.departments for party in parties):
            raise SimulatedError(60123)
        found["range"] = given.values
    return found


def _at(args: Args, room: Record) -> bool:
    """Return whether a room is at the place that a call names."""
    if (args.get("building") and not args.get("city")) or (
        args.get("floor") and not args.get("building")
    ):
        raise SimulatedError(40058, "building needs city, and floor needs building")
    return all(not args.get(key) or args.get(key) == room.get(key) for key in PLACE)


@routes.post("oa/meetingroom/add")
def add(world: World, args: Args) -> Payload:
    """Add a room."""
    args.text("name")
    args.number("capacity", least=1)
    settings = _settings(world, args)
    kept = rooms_of(world)
    if len(kept) >= MOST_ROOMS:
        raise SimulatedError(40058, f"at most {MOST_ROOMS} rooms")
    state = world.family_state("meeting_rooms")
    state["last"] += 1
    number = state["last"]
    kept[str(number)] = {"meetingroom_id": number, "need_approval": 0, **settings}
    return {"meetingroom_id": number}


@routes.post("oa/meetingroom/list")
def list_(world: World, args: Args) -> Payload:
    """Return the rooms at a place with all of the given equipment, without their ranges."""
    wanted = set(args.numbers("equipment", most=5))
    found = [
        {key: value for key, value in room.items() if key != "range"}
        for room in rooms_of(world).values()
        if _at(args, room) and wanted <= set(room.get("equipment", ()))
    ]
    return {"meetingroom_list": found}


@routes.post("oa/meetingroom/edit")
def edit(world: World, args: Args) -> Payload:
    """Change what is given of a room; the coordinates of a building stay."""
    room = _room(world, args)
    changed = _settings(world, args)
    if room.get("coordinate"):
        changed.pop("coordinate", None)
    room.update(changed)
    return {}


@routes.post("oa/meetingroom/del")
def delete(world: World, args: Args) -> Payload:
    """Delete a room; its bookings are gone with it."""
    number = _room(world, args)["meetingroom_id"]
    del rooms_of(world)[str(number)]
    for row in list(bookings(world).values()):
        if row["meetingroom_id"] == number:
            del bookings(world)[row["booking_id"]]
    return {}


# -- bookings ----------------------------------------------------------------------------------


def _booker(world: World, args: Args, room: Record) -> str:
    row = need_member(world, args.text("booker"), unknown=40003)
    allowed = room.get("range") or {}
    users, parties = allowed.get("user_list", ()), allowed.get("department_list", ())
    within = {one for party in parties for one in world.subtree(party)}
    if (users or parties) and row["userid"] not in users and not within & set(row["department"]):
        raise SimulatedError(60011)
    return str(row["userid"])


@routes.post("oa/meetingroom/book")
def book(world: World, args: Args) -> Payload:
    """Book a room, with a schedule for it; times are rounded to half hours."""
    room = _room(world, args)
    booker = _booker(world, args, room)
    people = need_members(world, args.texts("attendees", most=1000), unknown=40003)
    args.optional_text("subject", most=128)
    start, end = args.number("start_time", least=0), args.number("end_time", least=0)
    if end - start < HALF_HOUR:
        raise SimulatedError(40058, "a booking takes at least 30 minutes")
    start, end = rounded(world.now(), start, end)
    if not free(world, room["meetingroom_id"], start, end):
        raise SimulatedError(40058, "the room is booked at that time")
    schedule = {
        "organizer": booker,
        "start_time": start,
        "end_time": end,
        "summary": args.optional_text("subject") or "会议",
        "attendees": [{"userid": one} for one in dict.fromkeys([booker, *people])],
        "location": room["name"],
    }
    schedule_id = schedules.create(world, schedule)
    booking_id = keep(world, room["meetingroom_id"], booker, [(start, end)], schedule_id)
    schedules.schedules(world)[schedule_id]["booking_id"] = booking_id
    return {"booking_id": booking_id, "schedule_id": schedule_id}


@routes.post("oa/meetingroom/book_by_schedule")
def book_by_schedule(world: World, args: Args) -> Payload:
    """Book a room for a schedule; days on which the room is taken are left out."""
    room = _room(world, args)
    booker = _booker(world, args, room)
    schedule = schedules.schedule(world, args.text("schedule_id", missing=90461))
    if schedule.get("booking_id"):
        raise SimulatedError(90498)
    answer = _book_all(world, room, booker, list(occurrences(schedule)), schedule["schedule_id"])
    row = schedules.schedules(world)[schedule["schedule_id"]]
    row["booking_id"] = answer["booking_id"]
    return answer


@routes.post("oa/meetingroom/book_by_meeting")
def book_by_meeting(world: World, args: Args) -> Payload:
    """Book a room for a meeting of this app."""
    room = _room(world, args)
    booker = _booker(world, args, room)
    meeting = meeting_of(world, args)
    if status(world, meeting) == CANCELLED:
        raise SimulatedError(400041)
    start = meeting["meeting_start"]
    return _book_all(world, room, booker, [(start, start + meeting["meeting_duration"])], "")


def _book_all(
    world: World, room: Record, booker: str, spans: list[tuple[int, int]], schedule_id: str
) -> Record:
    number = room["meetingroom_id"]
    possible = [span for span in spans if free(world, number, *span)]
    if not possible:
        raise SimulatedError(40058, "the room is booked at that time")
    taken = [midnight(start) for start, end in spans if (start, end) not in possible]
    booking_id = keep(world, number, booker, possible, schedule_id, series=len(spans) > 1)
    return {"booking_id": booking_id, **({"conflict_date": taken} if taken else {})}


def _booking(world: World, args: Args) -> list[Record]:
    """Return the bookings with the id that a call names: one, or all of a series."""
    wanted = args.text("booking_id")
    rows = bookings(world).values()
    found = [one for one in rows if wanted in (one["booking_id"], one["master_booking_id"])]
    if not found:
        raise SimulatedError(40058, "invalid booking_id")
    return found


@routes.post("oa/meetingroom/cancel_book")
def cancel(world: World, args: Args) -> Payload:
    """Cancel a booking, or one day of a repeating one; the schedule goes too unless it is kept."""
    found = _booking(world, args)
    kept = args.number("keep_schedule", 0, least=0, most=1)
    day = args.number("cancel_date", 0, least=0)
    for row in found:
        if not day or midnight(row["start_time"]) == midnight(day):
            row["status"] = 1
    schedule_id = found[0]["schedule_id"]
    schedule = schedules.schedules(world).get(schedule_id)
    if schedule is not None and all(one["status"] for one in found):
        schedule.pop("booking_id", None)
        if not kept and not found[0]["master_booking_id"]:
            schedules.cancel(world, schedule_id)
    return {}


def _shown(row: Record) -> Record:
    shown = ("booking_id", "schedule_id", "start_time", "end_time", "booker", "status")
    return pick(row, *shown)


@routes.post("oa/meetingroom/get_booking_info")
def get_booking_info(world: World, args: Args) -> Payload:
    """Return what is booked of the rooms at a place, by default until midnight."""
    first = args.number("start_time", world.now())
    last = args.number("end_time", midnight(first) + DAY)
    if not first <= last <= midnight(first) + DAY:
        raise SimulatedError(40058, "start_time and end_time must be on one day")
    one_room = args.get("meetingroom_id")
    chosen = [_room(world, args)] if one_room is not None else list(rooms_of(world).values())
    return {
        "booking_list": [
            {
                "meetingroom_id": room["meetingroom_id"],
                "schedule": [
                    _shown(row)
                    for row in bookings(world).values()
                    if row["meetingroom_id"] == room["meetingroom_id"]
                    and not row["status"]
                    and row["start_time"] < last
                    and row["end_time"] > first
                ],
            }
            for room in chosen
            if _at(args, room)
        ]
    }


@routes.post("oa/meetingroom/bookinfo/get")
def get_bookinfo(world: World, args: Args) -> Payload:
    """Return one booking, or the first of a series."""
    number = _room(world, args)["meetingroom_id"]
    row = _booking(world, args)[0]
    if row["meetingroom_id"] != number:
        raise SimulatedError(40058, "invalid booking_id")
    master = pick(row, "master_booking_id") if row["master_booking_id"] else {}
    return {"meetingroom_id": number, "schedule": {**_shown(row), **master}}
