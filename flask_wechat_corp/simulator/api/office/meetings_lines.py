"""Room connectors and telephones in meetings. Sources: WeCom's pages 98786 to 98789, 98823 ff."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import RUNNING, WAITING, meeting_of, more, running, status
from .meetings_attendees import IN, OUT, SIP, add_person, person_of

routes = Routes()

TELEPHONE = 0


def _connector(world: World, args: Args, given: Record) -> Record:
    person = person_of(world, running(world, args), given)
    if person["instance_id"] != SIP or person["place"] != IN:
        raise SimulatedError(730000)
    return person


@routes.post("meeting/mra/query_status")
def query_status(world: World, args: Args) -> Payload:
    """The state of a connector."""
    person = _connector(world, args, {"tmp_openid": args.get("tmp_openid")})
    shown = pick(
        person, "tmp_openid", "instance_id", "audio_state", "video_state", "screen_shared_state"
    )
    return {
        **shown,
        "user_role": person["role"],
        "webinar_member_role": 0,
        "ip": "192.0.2.9",
        "name": person["nickname"],
        "default_layout": person.get("default_layout", 1),
        "raise_hands_state": person.get("hand", False),
    }


@routes.post("meeting/mra/set_default_layout")
def set_default_layout(world: World, args: Args) -> Payload:
    """Switch the layout that a connector shows."""
    person = _connector(world, args, args.record("mra"))
    args.number("default_novideo_user", least=1, most=2)
    person["default_layout"] = args.number("default_layout", least=1, most=3)
    return {}


@routes.post("meeting/mra/set_raise_hand")
def set_raise_hand(world: World, args: Args) -> Payload:
    """Raise or lower the hand of a connector."""
    person = _connector(world, args, args.record("mra"))
    if args.get("raise_hand") is None:
        raise SimulatedError(40058, "missing raise_hand")
    person["hand"] = bool(args.get("raise_hand"))
    return {}


@routes.post("meeting/mra/hangup")
def hangup(world: World, args: Args) -> Payload:
    """Hang up a connector."""
    person = _connector(world, args, args.record("mra"))
    person["place"], person["left"] = OUT, world.now()
    return {}


def _numbers(args: Args, most: int) -> list[Record]:
    found = args.records("phone_numbers", least=1, most=most)
    for one in found:
        Fields(one).number("area", least=1)
        Fields(one).text("phone")
        Fields(one).optional_text("extension_number")
    return [pick(one, "area", "phone", "extension_number") for one in found]


@routes.post("meeting/phone/callout")
def callout(world: World, args: Args) -> Payload:
    """Call telephones into a meeting; those with a number of digits answer once it runs."""
    meeting = meeting_of(world, args)
    if meeting.get("webinar"):
        raise SimulatedError(730011)
    state = status(world, meeting)
    if state not in (WAITING, RUNNING):
        raise SimulatedError(40058, "the meeting is over")
    given = _numbers(args, 50)
    good = [one for one in given if one["phone"].isascii() and one["phone"].isdecimal()]
    for one in good:
        row = {**one, "status": "CALLING", "tmp_openid": ""}
        if state == RUNNING:
            name = "-".join(str(part) for part in one.values())
            person = add_person(world, meeting, name, TELEPHONE)
            row |= {"status": "JOINED", "tmp_openid": person["tmp_openid"]}
        meeting.setdefault("telephones", []).append(row)
    return {
        "phone_numbers": [{**one, "status": "CALLING"} for one in good],
        "invalid_phone_numbers": [one for one in given if one not in good],
    }


@routes.post("meeting/phone/get_callout_status")
def get_callout_status(world: World, args: Args) -> Payload:
    """The calls to telephones and their status."""
    rows = meeting_of(world, args).get("telephones", [])
    return more(args.paged("phone_numbers", rows, default=20, most=100))


@routes.post("meeting/phone/get_tmp_openid")
def get_tmp_openid(world: World, args: Args) -> Payload:
    """The people behind telephone numbers that answered."""
    called = meeting_of(world, args).get("telephones", [])
    keys = ("area", "phone", "extension_number")
    wanted = _numbers(args, 20)
    found = [
        {key: value for key, value in one.items() if key != "status"}
        for one in called
        if one["tmp_openid"] and pick(one, *keys) in wanted
    ]
    return {"tmp_openid_list": found}
