"""Attendees of meetings. Sources: WeCom's pages 98156, 98157, 98163 to 98165, 98821 and 99651."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import (
    OVER,
    RUNNING,
    end_of,
    meeting_of,
    meetings,
    more,
    status,
)

routes = Routes()

PC, SIP = 1, 9
HOST, CREATOR_AND_HOST = 2, 3
IN, WAITS, OUT = "in", "waits", "out"


def people(world: World, meeting: Record) -> list[Record]:
    """The people of a meeting: the administrator and the invited members join at its start."""
    if status(world, meeting) not in (RUNNING, OVER):
        return []
    if "people" not in meeting:
        hosts = meeting["settings"].get("hosts", {}).get("userid", [])
        meeting["people"] = [
            {
                "userid": userid,
                "tmp_openid": world.stable_id("ms", f"{meeting['meetingid']}/{userid}"),
                "instance_id": PC,
                "role": CREATOR_AND_HOST
                if userid == meeting["admin_userid"]
                else HOST * (userid in hosts),
                "place": IN,
                "audio_state": True,
                "video_state": False,
                "screen_shared_state": False,
                "joined": meeting["meeting_start"],
                "left": 0,
                "waited": [],
            }
            for userid in meeting["invitees"]
        ]
    found: list[Record] = meeting["people"]
    return found


def add_person(world: World, meeting: Record, name: str, instance: int) -> Record:
    """Let a room's hardware or a telephone in."""
    person = {
        "userid": "",
        "tmp_openid": world.stable_id("ms", f"{meeting['meetingid']}/{name}"),
        "instance_id": instance,
        "role": 0,
        "place": IN,
        "audio_state": True,
        "video_state": instance == SIP,
        "screen_shared_state": False,
        "joined": world.now(),
        "left": 0,
        "waited": [],
        "nickname": name,
    }
    people(world, meeting).append(person)
    return person


def person_of(world: World, meeting: Record, given: Record) -> Record:
    """The person whom `tmp_openid` and, where it is given, `instance_id` name."""
    found = find(people(world, meeting), "tmp_openid", Fields(given).text("tmp_openid"))
    if found is None:
        raise SimulatedError(730000)
    if Fields(given).number("instance_id", found["instance_id"]) != found["instance_id"]:
        raise SimulatedError(40058, "instance_id is not that of the user's device")
    return found


def _shown(person: Record) -> Record:
    shown = pick(
        person,
        "userid",
        "tmp_openid",
        "instance_id",
        "role",
        "audio_state",
        "video_state",
        "screen_shared_state",
    )
    return {**shown, "join_time": str(person["joined"]), "join_type": 1}


def _joined(world: World, args: Args, meeting: Record) -> tuple[int, int]:
    """The span in which people joined: at most 31 days, or the 90 days before now.

    For a recurring meeting the times have no effect.
    """
    now = world.now()
    recurring = (meeting.get("reminders") or {}).get("is_repeat")
    if recurring or (args.get("start_time") is None and args.get("end_time") is None):
        return now - 90 * DAY, now + 1
    last = args.number("end_time", now)
    first = args.number("start_time", min(now, last) - 31 * DAY)
    return Fields({"start_time": first, "end_time": last}).span("start_time", "end_time", days=31)


@routes.post("meeting/get_attendee_list")
def get_attendee_list(world: World, args: Args) -> Payload:
    """The people who joined a meeting, all of them or those of a span."""
    meeting = meeting_of(world, args)
    end = end_of(meeting) if status(world, meeting) == OVER else 0
    first, last = _joined(world, args, meeting)
    rows = [
        {
            **_shown(one),
            "quit_time": str(one["left"] or end),
            "webinar_role": 0,
            "net": "WIFI",
            "customer_data": "",
        }
        for one in people(world, meeting)
        if first <= one["joined"] < last
    ]
    return more(args.paged("attendees", rows, default=100, most=100))


@routes.post("meeting/get_realtime_attendee_list")
def get_realtime_attendee_list(world: World, args: Args) -> Payload:
    """The people in a running meeting."""
    meeting = meeting_of(world, args)
    there = people(world, meeting) if status(world, meeting) == RUNNING else []
    rows = [_shown(one) for one in there if one["place"] == IN]
    answer = more(args.paged("attendees", rows, default=50, most=50))
    return {**answer, "status": str(status(world, meeting))}


@routes.post("meeting/waitingroom/get_current_user_list")
def get_current_user_list(world: World, args: Args) -> Payload:
    """The people in the waiting room of a running meeting."""
    meeting = meeting_of(world, args)
    there = people(world, meeting) if status(world, meeting) == RUNNING else []
    rows = [
        {**pick(one, "userid", "tmp_openid", "instance_id"), "customer_data": ""}
        for one in there
        if one["place"] == WAITS
    ]
    return more(args.paged("user_list", rows, default=10, most=50))


@routes.post("meeting/waitingroom/get_user_list")
def get_user_list(world: World, args: Args) -> Payload:
    """The people who were in the waiting room; times are milliseconds."""
    rows = [
        {
            **pick(one, "userid", "tmp_openid", "instance_id"),
            "join_time": came * 1000,
            "quit_time": went * 1000,
        }
        for one in people(world, meeting_of(world, args))
        for came, went in one["waited"]
    ]
    return more(args.paged("user_list", rows, default=20, most=50))


@routes.post("meeting/check_device_in_meeting")
def check_device_in_meeting(world: World, args: Args) -> Payload:
    """With which devices a member has entered the given meetings."""
    userid = args.text("userid", missing=400038)
    kinds = args.numbers("instance_id_list", most=100)
    found = []
    for meetingid in args.texts("meetingid_list", least=1, most=100):
        one = Args(args.method, args.path, body={"meetingid": meetingid}, agent_id=args.agent_id)
        found += [
            {"meetingid": meetingid, "instance_id": person["instance_id"]}
            for person in people(world, meeting_of(world, one))
            if person["userid"] == userid and (not kinds or person["instance_id"] in kinds)
        ]
    return {"result_list": found}


@routes.post("meeting/get_quality")
def get_quality(world: World, args: Args) -> Payload:
    """The quality of a meeting that is over: always good."""
    meeting = meeting_of(world, args)
    args.number("start_time", least=world.now() - 7 * DAY)
    good = {
        "quality": 1, "audio_quality": 1, "video_quality": 1, "screen_share_quality": 1,
        "network_quality": 1, "problems": [],
    }  # fmt: skip
    over = status(world, meeting) == OVER
    rows = [
        {**pick(one, "userid", "tmp_openid", "instance_id"), **good}
        for one in people(world, meeting)
        if over
    ]
    answer = more(args.paged("attendees", rows, default=50, most=50))
    return {**answer, **(good if over else dict.fromkeys(good, 0) | {"problems": []})}


@routes.post("meeting/statistics/get_start_list")
def get_start_list(world: World, args: Args) -> Payload:
    """The started meetings of a span of at most 30 days; none failed."""
    kind = args.number("type", least=1, most=2)
    first, last = args.span("begin_time", "end_time", days=30)
    began = sorted(
        (
            (meeting["meeting_start"], meeting["admin_userid"])
            for meeting in meetings(world).values()
            if status(world, meeting) in (RUNNING, OVER)
            and first <= meeting["meeting_start"] < last
        ),
        reverse=True,
    )
    rows = [{"userid": userid, "start_time": start} for start, userid in began if kind == 1]
    return more(args.paged("meeting_list", rows, default=200, most=1000))
