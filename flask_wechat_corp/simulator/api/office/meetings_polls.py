"""Polls in running meetings. Sources: WeCom's pages 98834 to 98841."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import meeting_of, meetings, running
from .meetings_attendees import CREATOR_AND_HOST, HOST, people

routes = Routes()

VOTING, ENDED = 1, 2


def _operator(world: World, args: Args) -> Record:
    """The running meeting of the call, whose operator is a host of it."""
    meeting = running(world, args)
    args.number("instance_id", least=0)
    userid = args.text("operator_userid")
    found = find(people(world, meeting), "userid", userid)
    if found is None or found["role"] not in (HOST, CREATOR_AND_HOST):
        raise SimulatedError(400308)
    return meeting


def _reader(world: World, args: Args) -> Record:
    args.number("instance_id", least=0)
    args.text("operator_userid")
    return meeting_of(world, args)


def _with_theme(world: World, args: Args, poll_theme_id: str) -> Record:
    """The meeting that the call names, else the application's meeting that has the theme."""
    if args.get("meetingid"):
        return _reader(world, args)
    args.number("instance_id", least=0)
    args.text("operator_userid")
    for meeting in meetings(world).values():
        if poll_theme_id in meeting.get("themes", {}) and meeting["agentid"] == args.agent_id:
            found: Record = meeting
            return found
    return {}


def _named(meeting: Record, kind: str, wanted: str) -> Record:
    """The theme or the poll with this id."""
    found = meeting.get(kind, {}).get(wanted)
    if found is None:
        raise SimulatedError(40058, f"invalid {kind[:-1]} id")
    return dict(found)


def _theme(args: Args, least: int) -> Record:
    questions = args.records("poll_questions", least=1, most=10)
    for question in questions:
        Fields(question).text("question_desc", most=50)
        Fields(question).number("question_type", least=0, most=1)
        for option in Fields(question).texts("poll_option", least=least, most=10):
            Fields({"poll_option": option}).text("poll_option", most=36)
    return {
        "poll_topic": args.text("poll_topic", most=50),
        "poll_desc": args.text("poll_desc", most=100),
        "is_anony": args.number("is_anony", 0, least=0, most=1),
        "poll_questions": questions,
    }


@routes.post("meeting/poll/create_theme")
def create_theme(world: World, args: Args) -> Payload:
    """Create a theme."""
    meeting = _operator(world, args)
    theme = _theme(args, least=2)
    poll_theme_id = world.new_id("theme", 20)
    meeting.setdefault("themes", {})[poll_theme_id] = theme
    return {"poll_theme_id": poll_theme_id}


@routes.post("meeting/poll/update_theme")
def update_theme(world: World, args: Args) -> Payload:
    """Replace a theme."""
    meeting = _operator(world, args)
    poll_theme_id = args.text("poll_theme_id")
    _named(meeting, "themes", poll_theme_id)
    meeting["themes"][poll_theme_id] = _theme(args, least=1)
    return {}


@routes.post("meeting/poll/get_theme_info")
def get_theme_info(world: World, args: Args) -> Payload:
    """The questions of a theme."""
    poll_theme_id = args.text("poll_theme_id")
    theme = _named(_with_theme(world, args, poll_theme_id), "themes", poll_theme_id)
    questions = [
        {
            **pick(one, "question_desc", "question_type"),
            "option_info": [{"option_desc": option} for option in one["poll_option"]],
        }
        for one in theme["poll_questions"]
    ]
    shown = pick(theme, "poll_topic", "poll_desc", "is_anony")
    return {**shown, "poll_question_data": questions}


@routes.post("meeting/poll/get_poll_list")
def get_poll_list(world: World, args: Args) -> Payload:
    """The themes of a meeting and their polls."""
    meeting = _reader(world, args)
    found: dict[str, list[Record]] = {one: [] for one in meeting.get("themes", {})}
    for poll_id, poll in meeting.get("polls", {}).items():
        shown = pick(poll, "poll_topic", "status", "is_anony")
        row = {"poll_id": poll_id, "is_shared": 0, **shown}
        found.setdefault(poll["poll_theme_id"], []).append(row)
    rows = [{"poll_theme_id": one, "polls_info": polls} for one, polls in found.items()]
    return {"polls_theme_info": rows}


@routes.post("meeting/poll/start")
def start(world: World, args: Args) -> Payload:
    """Start a poll from a theme."""
    meeting = _operator(world, args)
    poll_theme_id = args.text("poll_theme_id")
    theme = _named(meeting, "themes", poll_theme_id)
    poll_id = world.new_id("poll", 20)
    poll = {**theme, "poll_theme_id": poll_theme_id, "status": VOTING}
    meeting.setdefault("polls", {})[poll_id] = poll
    return {"poll_id": poll_id}


@routes.post("meeting/poll/finish")
def finish(world: World, args: Args) -> Payload:
    """End a poll."""
    meeting = _operator(world, args)
    poll_id = args.text("poll_id")
    if _named(meeting, "polls", poll_id)["poll_theme_id"] != args.text("poll_theme_id"):
        raise SimulatedError(40058, "the poll has another theme")
    meeting["polls"][poll_id]["status"] = ENDED
    return {}


@routes.post("meeting/poll/get_poll_detail")
def get_poll_detail(world: World, args: Args) -> Payload:
    """A poll, without any vote."""
    poll = _named(_reader(world, args), "polls", args.text("poll_id"))
    questions = [
        {
            **pick(one, "question_desc", "question_type"),
            "question_id": str(number),
            "option_info": [
                {"option_id": at, "option_desc": option, "option_num": 0, "rate": 0}
                for at, option in enumerate(one["poll_option"], 1)
            ],
        }
        for number, one in enumerate(poll["poll_questions"], 1)
    ]
    shown = pick(poll, "poll_theme_id", "poll_topic", "poll_desc", "is_anony", "status")
    return {**shown, "is_shared": 0, "vote_total_num": 0, "poll_question_data": questions}


@routes.post("meeting/poll/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete a poll, with its theme if it was the last one; or a theme alone."""
    meeting = _operator(world, args)
    if args.get("poll_id"):
        poll_id = args.text("poll_id")
        theme = _named(meeting, "polls", poll_id)["poll_theme_id"]
        del meeting["polls"][poll_id]
        if all(poll["poll_theme_id"] != theme for poll in meeting["polls"].values()):
            meeting["themes"].pop(theme, None)
        return {}
    poll_theme_id = args.text("poll_theme_id")
    _named(meeting, "themes", poll_theme_id)
    del meeting["themes"][poll_theme_id]
    return {}
