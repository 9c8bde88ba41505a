"""Rooms with WeCom's hardware, and meetings in them. Sources: WeCom's pages 98791 to 98809."""

from __future__ import annotations

import time

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import OVER, end_of, meeting_of, meetings, more, running, status
from .meetings_attendees import SIP, add_person
from .meetings_webinars import STATES

routes = Routes()

IDLE = 2
NOT_CALLED, JOINED, CALLED, CANCELLED = 1, 2, 4, 5
SIMPLE = ("meeting_room_id", "meeting_room_name", "meeting_room_location")


def room_devices(world: World) -> Record:
    """Two rooms by id."""

    def default_state(world: World) -> Record:
        found = {}
        for name, floor, seats in (("向日葵厅", "10", 12), ("蒲公英厅", "11", 6)):
            room_id = world.stable_id("mr", name, 16)
            found[room_id] = {
                "meeting_room_id": room_id,
                "meeting_room_name": name,
                "meeting_room_location": f"广州-向日葵大厦-{floor}",
                "rooms_id": world.stable_id("rm", name, 16),
                "floor": floor,
                "participant_number": seats,
            }
        return {"by_id": found}

    found: Record = world.family_state("meeting_room_devices", default_state)["by_id"]
    return found


def _room(world: World, room_id: str) -> Record:
    found = room_devices(world).get(room_id)
    if found is None:
        raise SimulatedError(40058, "invalid meeting_room_id")
    return dict(found)


def _named(world: World, args: Args, key: str) -> list[Record]:
    wanted = args.optional_text(key)
    return [one for one in room_devices(world).values() if wanted in one["meeting_room_name"]]


@routes.post("meeting/rooms/book")
def book(world: World, args: Args) -> Payload:
    """Book rooms for a single meeting, unless another one has them at that time."""
    meeting = meeting_of(world, args)
    if Fields(meeting.get("reminders") or {}).number("is_repeat", 0):
        raise SimulatedError(40058, "the meeting is recurring")
    wanted = args.texts("meeting_room_id_list", least=1, most=100)
    found = [_room(world, one) for one in wanted]
    start, end = meeting["meeting_start"], end_of(meeting)
    for other in meetings(world).values():
        taken = set(other.get("rooms", [])) & set(wanted)
        if (
            taken
            and other is not meeting
            and other["meeting_start"] < end
            and start < end_of(other)
        ):
            raise SimulatedError(40058, "the room is booked")
    meeting["rooms"] = list(dict.fromkeys([*meeting.get("rooms", []), *wanted]))
    return {"meeting_room_list": [pick(one, *SIMPLE) for one in found]}


@routes.post("meeting/rooms/release")
def release(world: World, args: Args) -> Payload:
    """Release rooms of a meeting."""
    meeting = meeting_of(world, args)
    wanted = args.texts("meeting_room_id_list", least=1, most=100)
    if not set(wanted) <= set(meeting.get("rooms", [])):
        raise SimulatedError(40058, "the room is not booked for the meeting")
    meeting["rooms"] = [one for one in meeting["rooms"] if one not in wanted]
    return {}


@routes.post("meeting/rooms/get_info")
def get_info(world: World, args: Args) -> Payload:
    """A room with its hardware."""
    found = _room(world, args.text("meeting_room_id"))
    return {
        "basic_info": {
            "rooms_id_list": [found["rooms_id"]], "city": "广州", "building": "向日葵大厦",
            "device": "ROOMS", "desc": "", "password": "",
            **pick(found, "meeting_room_name", "floor", "participant_number"),
        },
        "account_info": {"account_type": 0, "valid_period": "-"},
        "hardware_info": {"health_status": "OK", "meeting_room_status": IDLE},
        "pmi_info": {"pmi_code": "", "pmi_pwd": ""},
        "monitor_status": 0,
        "is_allow_call": True,
        "scheduled_status": 1,
    }  # fmt: skip


@routes.post("meeting/rooms/list")
def list_(world: World, args: Args) -> Payload:
    """The rooms."""
    rows = [
        {
            **pick(one, *SIMPLE, "participant_number"),
            "account_type": 0, "active_code": "", "meeting_room_status": IDLE,
            "scheduled_status": 1, "is_allow_call": True,
        }
        for one in _named(world, args, "meeting_room_name")
    ]  # fmt: skip
    return more(args.paged("meeting_room_list", rows, default=20, most=50))


@routes.post("meeting/rooms/list_devices")
def list_devices(world: World, args: Args) -> Payload:
    """The devices in the rooms."""
    rows = [
        {
            **pick(one, *SIMPLE, "rooms_id"),
            "device_model": "SIM-1", "app_version": "4.1.6.0", "meeting_room_status": IDLE,
            "device_monitor_info": {
                "camera_status": True, "microphone_status": True, "speaker_status": True,
            },
        }
        for one in _named(world, args, "meeting_room_name")
    ]  # fmt: skip
    return more(args.paged("device_info_list", rows, default=20, most=50))


@routes.post("meeting/rooms/list_controllers")
def list_controllers(world: World, args: Args) -> Payload:
    """The controllers of the rooms, named like them."""
    rows = [
        {
            **pick(one, "rooms_id", "meeting_room_name", "meeting_room_location"),
            "controller_name": one["meeting_room_name"], "controller_model": "SIM-C",
            "status": "1",
        }
        for one in _named(world, args, "controller_name")
    ]  # fmt: skip
    return more(args.paged("controller_info_list", rows, default=20, most=50))


def _state(world: World, meeting: Record) -> str:
    """The state of a meeting in a room: its number is recycled 30 days after the start."""
    state = status(world, meeting)
    if state == OVER and world.now() < meeting["meeting_start"] + 30 * DAY:
        return "MEETING_STATE_NULL"
    return STATES[state]


@routes.post("meeting/rooms/list_meetings")
def list_meetings(world: World, args: Args) -> Payload:
    """The meetings for which a room is booked."""
    if args.get("meeting_room_id"):
        room_id = _room(world, args.text("meeting_room_id"))["meeting_room_id"]
    else:
        found = find(room_devices(world).values(), "rooms_id", args.text("rooms_id"))
        if found is None:
            raise SimulatedError(40058, "invalid rooms_id")
        room_id = found["meeting_room_id"]
    last = args.number("end_time", world.now() + 45 * DAY)
    first = args.number("start_time", last - 90 * DAY)
    Fields({"start_time": first, "end_time": last}).span("start_time", "end_time", days=90)
    rows = [
        {
            **pick(one, "meetingid", "meeting_code"),
            "subject": one["title"],
            "status": _state(world, one),
            "meeting_type": 6 if one.get("webinar") else 0,
            "start_time": one["meeting_start"],
            "end_time": end_of(one),
        }
        for one in meetings(world).values()
        if room_id in one.get("rooms", [])
        and one["agentid"] == args.agent_id
        and first <= one["meeting_start"] <= last
    ]
    return more(args.paged("meeting_info_list", rows, default=20, most=20))


@routes.post("meeting/rooms/get_config")
def get_config(world: World, args: Args) -> Payload:
    """The settings of a room."""
    _room(world, args.text("meeting_room_id"))
    meeting = {
        "water_mark": 0, "auto_response": 2, "caption": False, "room_pmi": True,
        "room_notification": True,
    }  # fmt: skip
    return {
        "meeting_settings": meeting,
        "record_settings": {"share_record": 0, "download_record": False},
    }


@routes.post("meeting/rooms/get_inventory")
def get_inventory(world: World, args: Args) -> Payload:
    """The licences: ten, one for each room in use."""
    used = len(room_devices(world))
    return {
        "normal_count": 10, "special_count": 0, "normal_used_count": used,
        "special_used_count": 0, "normal_expired_count": 0, "special_expired_count": 0,
    }  # fmt: skip


# -- calls to rooms ----------------------------------------------------------------------------


def _called(world: World, args: Args) -> str:
    """The id of the called room, or the SIP or H.323 address of the called hardware."""
    if args.get("meeting_room_id"):
        return str(_room(world, args.text("meeting_room_id"))["meeting_room_id"])
    address = args.record("mra_address")
    Fields(address).number("protocol", least=1, most=2)
    return Fields(address).text("dial_string")


@routes.post("meeting/rooms/call")
def call(world: World, args: Args) -> Payload:
    """Call a room into a running meeting; hardware with an address answers at once."""
    meeting = running(world, args)
    target = _called(world, args)
    invite_id = world.new_id("iv", 16)
    answered = not args.get("meeting_room_id")
    if answered:
        add_person(world, meeting, target, SIP)
    meeting.setdefault("calls", {})[target] = {
        "invite_id": invite_id,
        "status": JOINED if answered else CALLED,
        "time": world.now(),
    }
    return {"invite_id": invite_id}


@routes.post("meeting/rooms/cancel_call")
def cancel_call(world: World, args: Args) -> Payload:
    """Cancel a call that was not answered."""
    meeting = running(world, args)
    found = meeting.get("calls", {}).get(_called(world, args))
    if found is None or found["invite_id"] != args.text("invite_id"):
        raise SimulatedError(40058, "invalid invite_id")
    if found["status"] != CALLED:
        raise SimulatedError(40058, "the call was answered")
    found["status"] = CANCELLED
    return {}


@routes.post("meeting/rooms/get_response_status")
def get_response_status(world: World, args: Args) -> Payload:
    """The status of the last call to a room."""
    meeting = meeting_of(world, args)
    found = meeting.get("calls", {}).get(_called(world, args))
    if found is None:
        return {"status": NOT_CALLED, "response_time": ""}
    at = time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime(found["time"] + 8 * 3600))
    return {"status": found["status"], "response_time": at}
