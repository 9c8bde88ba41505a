"""Enrolment for meetings and, by ``meetings_webinar_enrolls.py``, for webinars.

Sources: WeCom's pages 98794, 98797, 98800, 98807, 98810, 98816 and 98817.
"""

from __future__ import annotations

import time

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find, need_member
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .meetings import meeting_of, more
from .meetings_attendees import people

routes = Routes()

PENDING, REJECTED, APPROVED = 1, 2, 3
IMPORTED = 2
AFTER_ENROLMENT = 1


def _meeting(world: World, args: Args) -> Record:
    """The meeting or webinar of the call; people must enrol for it."""
    meeting = meeting_of(world, args)
    if bool(meeting.get("webinar")) != ("/webinar/" in args.path):
        raise SimulatedError(730011)
    webinar = meeting.get("webinar") or {}
    enabled = meeting["settings"].get("enable_enroll")
    if not enabled and webinar.get("admission_type") != AFTER_ENROLMENT:
        raise SimulatedError(40058, "enrolment is not enabled")
    return meeting


def _enrolled(meeting: Record) -> list[Record]:
    found: list[Record] = meeting.setdefault("enrolled", [])
    return found


def _one(meeting: Record, enroll_id: str) -> Record:
    found = find(_enrolled(meeting), "enroll_id", enroll_id)
    if found is None:
        raise SimulatedError(730006)
    return found


def _check_question(question: Record, *, webinar: bool) -> None:
    Fields(question).number("is_required", least=1, most=2)
    Fields(question).optional_text("question_title", most=40)
    Fields(question).number("question_type", 3, least=1, most=3)
    Fields(question).number("special_type", 1, least=1, most=6 if webinar else 5)
    for option in Fields(question).records("option_list", most=8):
        Fields(option).optional_text("content", most=40)


@routes.post("meeting/enroll/get_config")
def get_config(world: World, args: Args) -> Payload:
    """The enrolment settings."""
    kept = _meeting(world, args).get("enrolment", {})
    plain = {
        "approve_type": 1,
        "is_collect_question": 1,
        "no_registration_needed_for_staff": False,
        "question_list": [],
    }
    return {**plain, **kept}


@routes.post("meeting/enroll/set_config")
def set_config(world: World, args: Args) -> Payload:
    """Change the enrolment settings."""
    meeting = _meeting(world, args)
    args.number("approve_type", 1, least=1, most=2)
    args.number("is_collect_question", 1, least=1, most=2)
    for question in args.records("question_list", most=100):
        _check_question(question, webinar="webinar" in meeting)
    given = args.pick(
        "approve_type", "is_collect_question", "no_registration_needed_for_staff", "question_list"
    )
    kept = {**meeting.get("enrolment", {}), **given}
    if kept.get("is_collect_question", 1) == 1:
        kept["question_list"] = []
    meeting["enrolment"] = kept
    return {"question_count": len(kept["question_list"])}


@routes.post("meeting/enroll/import")
def import_(world: World, args: Args) -> Payload:
    """Enrol people; imported ones are approved."""
    meeting = _meeting(world, args)
    given = args.records("enroll_list", least=1, most=1000)
    for one in given:
        if one.get("userid"):
            need_member(world, Fields(one).text("userid"))
        else:
            Fields(one).text("area")
            Fields(one).text("phone_number")
    made = [
        {
            "enroll_id": world.new_id("me", 16),
            **pick(one, "userid", "area", "phone_number", "nick_name"),
            "enroll_code": f"{world.next_id() % 10**7:07d}",
        }
        for one in given
    ]
    now = time.gmtime(world.now() + 8 * 3600)
    _enrolled(meeting).extend(
        {
            **one,
            "enroll_time": time.strftime("%Y/%m/%d %H:%M", now),
            "enroll_source_type": IMPORTED,
            "status": APPROVED,
        }
        for one in made
    )
    return {"total_count": len(made), "enroll_list": made}


def _tmp_openid(world: World, meeting: Record, userid: str) -> str:
    found = find(people(world, meeting), "userid", userid) if userid else None
    return str(found["tmp_openid"]) if found else ""


@routes.post("meeting/enroll/list")
def list_(world: World, args: Args) -> Payload:
    """The enrolments."""
    meeting = _meeting(world, args)
    wanted = args.number("status", 0, least=0, most=3)
    shown = (
        "enroll_id",
        "enroll_time",
        "enroll_source_type",
        "status",
        "userid",
        "enroll_code",
    )
    rows = [
        {
            **pick(one, *shown),
            "nick_name": one.get("nick_name") or one.get("phone_number", ""),
            "tmp_openid": _tmp_openid(world, meeting, one.get("userid", "")),
            "answer_list": [],
        }
        for one in _enrolled(meeting)
        if wanted in (0, one["status"])
    ]
    return more(args.paged("enroll_list", rows, default=50, most=50))


@routes.post("meeting/enroll/approve")
def approve(world: World, args: Args) -> Payload:
    """Approve enrolments, reject them, or take an approval back."""
    meeting = _meeting(world, args)
    action = args.number("action", least=1, most=3)
    chosen = [_one(meeting, one) for one in args.texts("enroll_id_list", least=1, most=1000)]
    for one in chosen:
        one["status"] = {1: PENDING, 2: REJECTED, 3: APPROVED}[action]
    return {"handled_count": len(chosen)}


@routes.post("meeting/enroll/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete enrolments."""
    meeting = _meeting(world, args)
    given = args.records("enroll_id_list", least=1, most=1000)
    chosen = [_one(meeting, Fields(one).text("enroll_id")) for one in given]
    for one in chosen:
        _enrolled(meeting).remove(one)
    return {"total_count": len(chosen)}


@routes.post("meeting/enroll/query_by_tmp_openid")
def query_by_tmp_openid(world: World, args: Args) -> Payload:
    """The enrolments of people in the meeting; the others are left out, and an empty list too."""
    meeting = _meeting(world, args)
    args.number("sorting_rules", 1, least=1, most=2)
    asked = args.texts("tmp_openid_list", least=1, most=500)
    ids = {
        _tmp_openid(world, meeting, one["userid"]): one["enroll_id"]
        for one in _enrolled(meeting)
        if one.get("userid")
    }
    found = [{"tmp_openid": one, "enroll_id": ids[one]} for one in asked if ids.get(one)]
    return {"enroll_id_list": found} if found else {}
