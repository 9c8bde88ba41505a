"""Forms (收集表) and their answers. Sources: WeCom's pages 97462, 97816 to 97819."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.records import keep_newest
from ...world.world import Record, World
from ..contacts.id_convert import FORMS, temporary_id
from ..customers.contacts import customers
from ..lookups import find, need_member
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes
from . import wedoc

__all__ = ["answer", "round_of", "routes"]

routes = Routes()

QUESTIONS = 200


def _form(world: World, args: Args) -> Record:
    form = wedoc.documents(world).get(args.text("formid"))
    if form is None or "form_info" not in form:
        raise SimulatedError(301085, "invalid formid")
    found: Record = form
    return found


def round_of(world: World, formid: str) -> str:
    """Return the id of the round of a form in which it is answered.

    :raises SimulatedError: 301085
    """
    return str(_form(world, Args("POST", "", body={"formid": formid}))["repeated_id"])


def _round(world: World, repeated_id: str) -> Record:
    """Return the form that a round belongs to."""
    for form in wedoc.documents(world).values():
        if form.get("repeated_id") == repeated_id:
            found: Record = form
            return found
    raise SimulatedError(640027, "invalid repeated_id")


def _questions(info: Fields) -> list[Record]:
    items = info.fields("form_question").records("items", least=1, most=QUESTIONS)
    for one in map(Fields, items):
        one.number("question_id", least=1)
        one.text("title")
        one.number("pos", least=1)
        one.number("status", least=1, most=2)
        if one.number("reply_type") in (2, 3, 15):
            one.records("option_item", least=1, most=500)
    return items


@routes.post("wedoc/create_form")
def create_form(world: World, args: Args) -> Payload:
    """Create a form."""
    info = args.fields("form_info")
    info.text("form_title")
    _questions(info)
    formid = world.new_id("fm")
    kept = wedoc.documents(world)
    kept[formid] = {
        "formid": formid,
        "repeated_id": world.new_id("rp"),
        "url": f"https://doc.example.com/forms/{formid}",
        "form_info": {"form_setting": {}, **info.values},
        "answers": [],
        **args.pick("spaceid", "fatherid"),
    }
    keep_newest(kept, wedoc.KEPT)
    return {"formid": formid}


@routes.post("wedoc/modify_form")
def modify_form(world: World, args: Args) -> Payload:
    """Replace the questions (``oper`` 1) or the settings (2) of a form."""
    form = _form(world, args)
    info = args.fields("form_info")
    if args.number("oper", least=1, most=2) == 1:
        if info.get("form_question") is not None:
            _questions(info)
        form["form_info"].update(
            info.pick("form_title", "form_desc", "form_header", "form_question")
        )
    else:
        setting = info.fields("form_setting")
        setting.number("fill_out_auth", least=0, most=1)
        form["form_info"]["form_setting"] = dict(setting.values)
    return {}


@routes.post("wedoc/get_form_info")
def get_form_info(world: World, args: Args) -> Payload:
    """Return a form and its rounds; there is one round here."""
    form = _form(world, args)
    return {
        "form_info": {
            "formid": form["formid"],
            **form["form_info"],
            "repeated_id": [form["repeated_id"]],
        }
    }


@routes.post("wedoc/get_form_statistic")
def get_form_statistic(world: World, args: Args) -> Payload:
    """Return how many answered, or the members who did or did not."""
    form = _round(world, args.text("repeated_id"))
    kind = args.number("req_type", least=1, most=3)
    people = dict.fromkeys(
        answer.get("userid") or answer["tmp_external_userid"] for answer in form["answers"]
    )
    missing = [userid for userid in _asked(world, form) if userid not in people]
    counts = {
        "fill_cnt": len(form["answers"]),
        "fill_user_cnt": len(people),
        "unfill_user_cnt": len(missing),
    }
    if kind == 1:
        return counts
    if kind == 2:
        first, last = args.span("start_time", "end_time", days=3650)
        begin, end = midnight(first), midnight(last) + DAY
        rows = [
            {
                "submit_time": answer["ctime"],
                **pick(answer, "userid", "tmp_external_userid", "answer_id", "user_name"),
            }
            for answer in form["answers"]
            if begin <= answer["ctime"] < end
        ]
        return {**counts, **_slice(args, "submit_users", rows)}
    rows = [{"userid": one, "user_name": need_member(world, one)["name"]} for one in missing]
    return {**counts, **_slice(args, "unfill_users", rows)}


def _asked(world: World, form: Record) -> list[str]:
    """Return the members who are to answer; none when the form is open to all."""
    setting = form["form_info"]["form_setting"]
    if setting.get("fill_out_auth", 0) != 1:
        return []
    chosen = setting.get("fill_in_range") or {}
    users = [userid for userid in chosen.get("userids", ()) if world.member(userid)]
    for department in chosen.get("departmentids", ()):
        users += [row["userid"] for row in world.members_of(world.subtree(department))]
    return list(dict.fromkeys(users))


def _slice(args: Args, name: str, rows: list[Record]) -> Record:
    start = args.number("cursor", 0, least=0)
    end = start + args.number("limit", 10_000, least=1, most=10_000)
    return {name: rows[start:end], "has_more": end < len(rows), "cursor": min(end, len(rows))}


@routes.post("wedoc/get_form_answer")
def get_form_answer(world: World, args: Args) -> Payload:
    """Return up to 100 answers."""
    form = _round(world, args.text("repeated_id"))
    ids = args.numbers("answer_ids", most=100)
    if not ids:
        raise SimulatedError(40058, "missing answer_ids")
    found = [find(form["answers"], "answer_id", one) for one in ids]
    return {"answer": {"answer_list": [one for one in found if one is not None]}}


def answer(
    world: World, formid: str, userid: str, items: list[Any], *, external_userid: str = ""
) -> Record:
    """Answer a form, as a member or a customer does.

    :param userid: the member; empty for a customer
    :param items: one object a question, as ``wedoc/get_form_answer`` returns them
    :param external_userid: the customer; a temporary id stands for it in the answer
    :raises SimulatedError: 301085, 40096 or 60111
    """
    form = _form(world, Args("POST", "", body={"formid": formid}))
    now = world.now()
    given = {
        "answer_id": len(form["answers"]) + 1,
        **_person(world, formid, userid, external_userid),
        "ctime": now,
        "mtime": now,
        "reply": {"items": items},
        "answer_status": 1,
    }
    form["answers"].append(given)
    return given


def _person(world: World, formid: str, userid: str, external_userid: str) -> Record:
    if not external_userid:
        member = need_member(world, userid)
        return pick(member, "userid") | {"user_name": member["name"]}
    person = customers(world)["customers"].get(external_userid)
    if person is None:
        raise SimulatedError(40096)
    temporary = temporary_id(world, FORMS, external_userid, formid)
    return {"tmp_external_userid": temporary, "user_name": person["profile"]["name"]}
