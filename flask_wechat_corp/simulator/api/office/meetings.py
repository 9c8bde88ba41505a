"""Meetings. Sources: WeCom's pages 99104, 99047 to 99050, 98148 and 98149.

A meeting runs from its start until its end, or until it is dismissed; its administrator and all
invited members attend it. So the world's clock alone decides what it is.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import find, need_member, need_members
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

KEPT = 500
MOST = 300
WAITING, RUNNING, OVER, CANCELLED = 1, 2, 3, 4
DETAILS = ("description", "location", "cal_id", "guests", "reminders")
SETTINGS = {
    "remind_scope": 2,
    "enable_waiting_room": False,
    "allow_enter_before_host": True,
    "enable_enter_mute": 2,
    "enable_screen_watermark": False,
    "auto_record_type": "none",
    "enable_enroll": False,
}


def meetings(world: World) -> Record:
    """Meetings and webinars by id, cancelled ones too."""
    found: Record = world.family_state("meetings", lambda _: {"by_id": {}})["by_id"]
    return found


def keep(world: World, meeting: Record) -> Record:
    """Store a new meeting under a new id, with a number and a link."""
    meetingid = world.new_id("hy")
    code = f"{int.from_bytes(meetingid.encode(), 'big') % 10**9:09d}"
    found = meetings(world)
    found[meetingid] = {
        "meetingid": meetingid,
        "meeting_code": code,
        "meeting_link": f"https://meeting.example.com/dm/{code}",
        "cancelled": False,
        "dismissed": 0,
        **meeting,
    }
    keep_newest(found, KEPT)
    kept: Record = found[meetingid]
    return kept


def meeting_of(world: World, args: Args) -> Record:
    """The meeting that `meetingid`, else `meeting_code`, names: one of the calling application."""
    if args.get("meetingid") or not args.get("meeting_code"):
        found = meetings(world).get(args.text("meetingid"))
        invalid = SimulatedError(40058, "invalid meetingid")
    else:
        found = find(meetings(world).values(), "meeting_code", args.text("meeting_code"))
        invalid = SimulatedError(730004)
    if found is None:
        raise invalid
    if found["agentid"] != args.agent_id:
        raise SimulatedError(730005)
    meeting: Record = found
    return meeting


def end_of(meeting: Record) -> int:
    """The end of a meeting in Unix seconds."""
    planned = meeting["meeting_start"] + meeting["meeting_duration"]
    return int(meeting["dismissed"] or planned)


def status(world: World, meeting: Record) -> int:
    """The state of a meeting: waiting, running, over or cancelled."""
    if meeting["cancelled"]:
        return CANCELLED
    now = world.now()
    if now < meeting["meeting_start"]:
        return WAITING
    return RUNNING if now < end_of(meeting) else OVER


def running(world: World, args: Args) -> Record:
    """The meeting that the call names; it must be running."""
    meeting = meeting_of(world, args)
    if status(world, meeting) != RUNNING:
        raise SimulatedError(40058, "the meeting is not running")
    return meeting


def waiting(world: World, args: Args, too_late: int) -> Record:
    """The meeting that the call names; it must not have begun, else `too_late`."""
    meeting = meeting_of(world, args)
    state = status(world, meeting)
    if state == CANCELLED:
        raise SimulatedError(400041)
    if state != WAITING:
        raise SimulatedError(too_late)
    return meeting


def times(world: World, args: Args) -> dict[str, int]:
    """The given start and duration, which come together."""
    start = args.number("meeting_start", missing=400034, invalid=400034)
    if start <= world.now():
        raise SimulatedError(400222)
    duration = args.number(
        "meeting_duration", least=300, most=86_399, missing=400035, invalid=400035
    )
    return {"meeting_start": start, "meeting_duration": duration}


def more(answer: Record) -> Record:
    """A page, with `has_more` beside its cursor."""
    return {**answer, "has_more": bool(answer["next_cursor"])}


def _userids(
    world: World, source: Record, key: str, most: int, too_many: int = 400020
) -> list[str]:
    given = source.get(key)
    if given is None:
        return []
    if not isinstance(given, dict):
        raise SimulatedError(40058, f"{key} must be an object")
    found = Fields(given).texts("userid", most=most, invalid=too_many)
    return need_members(world, found, unknown=400021)


def _settings(world: World, settings: Record, attending: set[str]) -> Record:
    given = Fields(settings)
    password = given.optional_text("password", invalid=400030)
    if password and not (password.isascii() and password.isdecimal() and 4 <= len(password) <= 6):
        raise SimulatedError(400030)
    given.number("remind_scope", 2, least=1, most=4, invalid=400025)
    given.number("enable_enter_mute", 2, least=0, most=2, invalid=400031)
    _userids(world, settings, "hosts", 10, too_many=400027)
    if set(_userids(world, settings, "ring_users", 300)) - attending:
        raise SimulatedError(400037)
    return settings


def _details(world: World, args: Args) -> Record:
    args.optional_text("description")
    args.optional_text("location", most=128, invalid=400237)
    for guest in args.records("guests", most=MOST):
        Fields(guest).text("area")
        Fields(guest).text("phone_number")
    reminders = args.record("reminders", required=False)
    if Fields(reminders).number("repeat_type", 0, invalid=400026) not in (0, 1, 2, 7):
        raise SimulatedError(400026)
    return args.pick(*DETAILS)


@routes.post("meeting/create")
def create(world: World, args: Args) -> Payload:
    """Create a meeting."""
    admin = args.text("admin_userid", missing=400040)
    need_members(world, [admin], unknown=400021)
    title = args.text("title", missing=400042, most=255, invalid=400042)
    span = times(world, args)
    invited = _userids(world, args.body, "invitees", 300)
    given = args.record("settings", required=False)
    made = keep(
        world,
        {
            "agentid": args.agent_id,
            "admin_userid": admin,
            "title": title,
            **span,
            **_details(world, args),
            "invitees": list(dict.fromkeys([admin, *invited])),
            "settings": {**SETTINGS, **_settings(world, given, {admin, *invited})},
        },
    )
    shown = pick(made, "meetingid", "meeting_code", "meeting_link")
    return {**shown, "excess_users": []}


@routes.post("meeting/update")
def update(world: World, args: Args) -> Payload:
    """Change what is given of a meeting that has not begun."""
    meeting = waiting(world, args, too_late=400221)
    changed = _details(world, args)
    if args.get("title") is not None:
        changed["title"] = args.text("title", missing=400042, most=255, invalid=400042)
    if args.get("meeting_start") is not None or args.get("meeting_duration") is not None:
        changed.update(times(world, args))
    if args.get("invitees") is not None:
        invited = _userids(world, args.body, "invitees", 300)
        changed["invitees"] = list(dict.fromkeys([meeting["admin_userid"], *invited]))
    if args.get("remind_time") is not None:
        before = {"remind_before": [args.number("remind_time", least=0)]}
        changed["reminders"] = {
            **(meeting.get("reminders") or {}),
            **before,
            **changed.get("reminders", {}),
        }
    given = args.record("settings", required=False)
    attending = set(changed.get("invitees") or meeting["invitees"])
    changed["settings"] = {**meeting["settings"], **_settings(world, given, attending)}
    meeting.update(changed)
    return {"excess_users": []}


@routes.post("meeting/cancel")
def cancel(world: World, args: Args) -> Payload:
    """Cancel a meeting that has not begun."""
    waiting(world, args, too_late=400224)["cancelled"] = True
    return {}


@routes.post("meeting/get_info")
def get_info(world: World, args: Args) -> Payload:
    """A meeting with its attendees."""
    meeting = meeting_of(world, args)
    state = status(world, meeting)
    began = state in (RUNNING, OVER)
    end = min(end_of(meeting), world.now())
    start = meeting["meeting_start"]
    attended = {
        "status": 1, "first_join_time": start, "last_quit_time": end if state == OVER else 0,
        "total_join_count": 1, "cumulative_time": end - start,
    }  # fmt: skip
    members = [
        {"userid": userid, **(attended if began else {"status": 2})}
        for userid in meeting["invitees"]
    ]
    shown = pick(
        meeting,
        "admin_userid",
        "title",
        "meeting_start",
        "meeting_duration",
        *DETAILS,
        "settings",
        "agentid",
        "meeting_code",
        "meeting_link",
    )
    administrator = world.member(meeting["admin_userid"]) or {"main_department": 1}
    return {
        **shown,
        "main_department": administrator["main_department"],
        "status": state,
        "meeting_type": 6 if meeting.get("webinar") else 0,
        "attendees": {"member": members, "tmp_external_user": []},
    }


@routes.post("meeting/get_user_meetingid")
def get_user_meetingid(world: World, args: Args) -> Payload:
    """The ids of a member's meetings that begin in a span, cancelled ones left out.

    Without a span that is the 180 days before now.
    """
    userid = args.text("userid", missing=400038)
    need_member(world, userid)
    span = 180 * DAY
    until = world.now() if args.get("begin_time") is None else args.number("begin_time") + span
    last = args.number("end_time", until)
    first = args.number("begin_time", last - span)
    Fields({"begin_time": first, "end_time": last}).span("begin_time", "end_time", days=180)
    found = [
        meeting["meetingid"]
        for meeting in sorted(meetings(world).values(), key=lambda one: one["meeting_start"])
        if userid in meeting["invitees"]
        and meeting["agentid"] == args.agent_id
        and not meeting["cancelled"]
        and first <= meeting["meeting_start"] <= last
    ]
    at = {"limit": args.get("limit"), "cursor": args.get("cursor")}
    if at["cursor"] == "0":
        at["cursor"] = ""
    return Fields(at).paged("meetingid_list", found, default=100, most=100)
