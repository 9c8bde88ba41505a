"""Webinars. Sources: WeCom's pages 98842, 98843, 98860, 98870 to 98872 and 98882."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import (
    CANCELLED,
    OVER,
    RUNNING,
    SETTINGS,
    WAITING,
    keep,
    meeting_of,
    status,
    waiting,
)

routes = Routes()

PASSWORD = 2
GIVEN = (
    "sponsor", "admission_type", "hosts", "password", "cover_url", "description",
    "enable_guest_invite_link", "media_setting", "enable_qa", "sensitive_words",
    "enable_manual_check", "activity_page", "display_number_of_attendees",
    "playback_for_audience", "preparation_mode",
)  # fmt: skip
PLAIN = {
    "sponsor": "", "enable_guest_invite_link": False, "enable_qa": True, "activity_page": True,
    "display_number_of_attendees": 1, "preparation_mode": False, "warm_up_picture": "",
    "warm_up_video": "", "allow_attendees_invite_others": True,
}  # fmt: skip
STATES = {
    WAITING: "MEETING_STATE_INIT",
    RUNNING: "MEETING_STATE_STARTED",
    OVER: "MEETING_STATE_RECYCLED",
    CANCELLED: "MEETING_STATE_CANCELLED",
}


def _webinar(world: World, args: Args) -> Record:
    meeting = meeting_of(world, args)
    if not meeting.get("webinar"):
        raise SimulatedError(730011)
    return meeting


def _checked(world: World, args: Args) -> Record:
    """The title, times and settings that creating and changing have in common."""
    title = args.text("title", missing=400042, most=255, invalid=400042)
    start = args.number("start_time", missing=400034, invalid=400034)
    end = args.number("end_time", missing=400223, invalid=400223)
    if start < world.now() - 1800:
        raise SimulatedError(400222)
    if end <= start:
        raise SimulatedError(400223)
    kind = args.number("admission_type", least=0, most=2)
    password = args.optional_text("password", invalid=400030)
    if kind == PASSWORD and not (password.isdecimal() and 4 <= len(password) <= 6):
        raise SimulatedError(400030)
    hosts = [Fields(one).text("userid") for one in args.records("hosts", most=10, invalid=400027)]
    need_members(world, hosts, unknown=400021)
    args.optional_text("sponsor", most=40)
    args.optional_text("description", most=5000)
    args.texts("sensitive_words", most=50)
    media = args.record("media_setting", required=False)
    if args.get("playback_for_audience") is None:
        raise SimulatedError(40058, "missing playback_for_audience")
    if args.get("playback_for_audience") and media.get("auto_record_type") != "cloud":
        raise SimulatedError(40058, "playback_for_audience needs auto_record_type cloud")
    return {
        "title": title,
        "meeting_start": start,
        "meeting_duration": end - start,
        "webinar": args.pick(*GIVEN),
        "settings": {
            **SETTINGS,
            "hosts": {"userid": hosts},
            "auto_record_type": media.get("auto_record_type", "none"),
        },
    }


def _links(meeting: Record) -> Record:
    link, webinar = meeting["meeting_link"], meeting["webinar"]
    found = {"audience_join_link": link, "guest_join_link": f"{link}?guest=1"}
    if webinar.get("enable_manual_check"):
        found |= {"manual_check_link": f"{link}/check", "manual_check_password": "246810"}
    return found


@routes.post("meeting/webinar/create")
def create(world: World, args: Args) -> Payload:
    """Create a webinar."""
    admin = args.text("admin_userid", missing=400040)
    need_members(world, [admin], unknown=400021)
    checked = _checked(world, args)
    made = keep(
        world,
        {
            "agentid": args.agent_id,
            "admin_userid": admin,
            "invitees": [admin],
            **checked,
            "webinar": {**PLAIN, "hosts": [{"userid": admin}], **checked["webinar"]},
        },
    )
    return {
        **pick(made, "title", "meetingid", "meeting_code"),
        "start_time": str(made["meeting_start"]),
        "end_time": str(made["meeting_start"] + made["meeting_duration"]),
        "admission_type": made["webinar"]["admission_type"],
        "password": made["webinar"].get("password", ""),
        **_links(made),
    }


@routes.post("meeting/webinar/update")
def update(world: World, args: Args) -> Payload:
    """Change a webinar that has not begun."""
    meeting = _webinar(world, args)
    waiting(world, args, too_late=400221)
    checked = _checked(world, args)
    meeting.update({**checked, "webinar": {**meeting["webinar"], **checked["webinar"]}})
    return {}


@routes.post("meeting/webinar/get")
def get(world: World, args: Args) -> Payload:
    """A webinar."""
    meeting = _webinar(world, args)
    hidden = {"sensitive_words", "enable_manual_check"}
    return {
        **pick(meeting, "meetingid", "meeting_code", "title"),
        "status": STATES[status(world, meeting)],
        "start_time": str(meeting["meeting_start"]),
        "end_time": str(meeting["meeting_start"] + meeting["meeting_duration"]),
        **{key: value for key, value in meeting["webinar"].items() if key not in hidden},
        **_links(meeting),
    }


@routes.post("meeting/webinar/cancel")
def cancel(world: World, args: Args) -> Payload:
    """Cancel a webinar that has not begun."""
    _webinar(world, args)
    waiting(world, args, too_late=400224)["cancelled"] = True
    return {}


@routes.post("meeting/webinar/list_guest")
def list_guest(world: World, args: Args) -> Payload:
    """The guests of a webinar."""
    return {"guests": _webinar(world, args).get("guests", [])}


@routes.post("meeting/webinar/update_guest_list")
def update_guest_list(world: World, args: Args) -> Payload:
    """Replace the guests of a webinar: members, or people outside with their number."""
    meeting = _webinar(world, args)
    guests = args.records("guests", most=1000)
    for guest in guests:
        if Fields(guest).number("guest_type", least=1, most=2) == 1:
            need_member(world, Fields(guest).text("userid", missing=400038), unknown=400021)
            continue
        for key in ("area", "phone_number"):
            if not guest.get(key):
                raise SimulatedError(40058, f"missing {key}")
        Fields(guest).text("guest_name", most=16)
    meeting["guests"] = guests
    return {}


@routes.post("meeting/webinar/update_warm_up")
def update_warm_up(world: World, args: Args) -> Payload:
    """Set the picture or video before a webinar; a picture takes precedence."""
    meeting = _webinar(world, args)
    args.optional_text("warm_up_picture")
    args.optional_text("warm_up_video")
    given = args.pick("warm_up_picture", "warm_up_video", "allow_attendees_invite_others")
    if given.get("warm_up_picture"):
        given["warm_up_video"] = ""
    meeting["webinar"].update(given)
    return {}
