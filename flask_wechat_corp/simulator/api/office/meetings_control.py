"""Control of running meetings. Sources: WeCom's pages 98175 to 98189."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, Fields
from ..routes import Payload, Routes
from .meetings import running
from .meetings_attendees import CREATOR_AND_HOST, IN, OUT, SIP, WAITS, people, person_of

routes = Routes()

COHOST, CREATOR_AND_COHOST = 6, 7
SETTINGS = (
    "mute_all", "allow_unmute_self", "enable_enter_mute", "meeting_locked",
    "hide_meeting_code_password", "allow_chat", "allow_share_screen", "allow_external_user",
    "play_ivr_on_join", "enable_waiting_room",
)  # fmt: skip


def _operated(world: World, args: Args) -> tuple[Record, Record]:
    meeting = running(world, args)
    return meeting, person_of(world, meeting, args.record("operated_user"))


@routes.post("meeting/realcontrol/set")
def control(world: World, args: Args) -> Payload:
    """Change the settings of a running meeting."""
    meeting = running(world, args)
    args.number("enable_enter_mute", 0, least=0, most=2)
    args.number("allow_chat", 0, least=0, most=2)
    if args.get("allow_unmute_self") is not None and args.get("mute_all") is None:
        raise SimulatedError(40058, "allow_unmute_self needs mute_all")
    changed = args.pick(*SETTINGS)
    if "allow_external_user" in changed:
        # here it means members only (page 98175), in a meeting's settings everyone (page 98148)
        changed["allow_external_user"] = not changed["allow_external_user"]
    meeting["settings"].update(changed)
    if changed.get("mute_all"):
        for person in people(world, meeting):
            person["audio_state"] = False
    return {}


@routes.post("meeting/realcontrol/set_cohost")
def set_cohost(world: World, args: Args) -> Payload:
    """Make a person a co-host, or revoke it."""
    meeting, person = _operated(world, args)
    if person["instance_id"] == SIP:
        raise SimulatedError(40058, "a room connector cannot be a co-host")
    creator = person["userid"] == meeting["admin_userid"]
    if args.get("action"):
        person["role"] = CREATOR_AND_COHOST if creator else COHOST
    else:
        person["role"] = CREATOR_AND_HOST if creator else 0
    return {}


def _move(world: World, person: Record, place: str) -> None:
    now = world.now()
    if person["place"] == WAITS:
        person["waited"][-1][1] = now
    if place == WAITS:
        person["waited"].append([now, 0])
    if place == OUT:
        person["left"] = now
    person["place"] = place


@routes.post("meeting/realcontrol/kickout_users")
def kickout_users(world: World, args: Args) -> Payload:
    """Remove people from a running meeting."""
    meeting = running(world, args)
    for given in args.records("operated_users", least=1, most=100):
        _move(world, person_of(world, meeting, given), OUT)
    return {}


@routes.post("meeting/realcontrol/manage_waiting_room_users")
def manage_waiting_room_users(world: World, args: Args) -> Payload:
    """Move people between the waiting room and the meeting."""
    meeting = running(world, args)
    kind = args.number("operate_type", least=1, most=3)
    if kind == 2 and not meeting["settings"].get("enable_waiting_room"):
        raise SimulatedError(40058, "the meeting has no waiting room")
    before = IN if kind == 2 else WAITS
    after = {1: IN, 2: WAITS, 3: OUT}[kind]
    chosen = [
        person_of(world, meeting, given)
        for given in args.records("operated_users", least=1, most=100)
    ]
    if any(person["place"] != before for person in chosen):
        raise SimulatedError(730000)
    for person in chosen:
        _move(world, person, after)
    return {}


@routes.post("meeting/realcontrol/mute_user")
def mute_user(world: World, args: Args) -> Payload:
    """Mute or unmute one person."""
    _, person = _operated(world, args)
    person["audio_state"] = not args.get("option")
    return {}


@routes.post("meeting/realcontrol/close_screen_share")
def close_screen_share(world: World, args: Args) -> Payload:
    """End the screen sharing of one person."""
    _, person = _operated(world, args)
    person["screen_shared_state"] = False
    return {}


@routes.post("meeting/realcontrol/switch_user_video")
def switch_user_video(world: World, args: Args) -> Payload:
    """Turn a video off, or that of a room connector on."""
    _, person = _operated(world, args)
    if args.get("video") and person["instance_id"] != SIP:
        raise SimulatedError(40058, "only the video of a room connector can be turned on")
    person["video_state"] = bool(args.get("video"))
    return {}


@routes.post("meeting/realcontrol/set_nicknames")
def set_nicknames(world: World, args: Args) -> Payload:
    """Change the names that people have in a running meeting."""
    meeting = running(world, args)
    for given in args.records("operated_users", least=1, most=100):
        name = Fields(given).optional_text("nickname", most=20)
        person_of(world, meeting, given)["nickname"] = name
    return {}


@routes.post("meeting/realcontrol/dismiss")
def dismiss(world: World, args: Args) -> Payload:
    """End a running meeting."""
    meeting = running(world, args)
    force = args.number("force_dismiss", 1, least=0, most=1)
    args.number("retrieve_code", 0, least=0, most=1)
    if not force and any(one["place"] == IN for one in people(world, meeting)):
        raise SimulatedError(40058, "there are people in the meeting")
    people(world, meeting)
    meeting["dismissed"] = world.now()
    return {}
