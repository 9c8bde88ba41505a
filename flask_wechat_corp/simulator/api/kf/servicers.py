"""Servicers (接待人员) of customer service, and the states of conversations.

Sources: WeCom's pages 94645 to 94647, 94669.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, pick
from ..routes import Payload, Routes
from .accounts import CLOSED, HUMAN, NEW, QUEUE, ROBOT, account_of, servicers_of, talk_of
from .messages import REPLY_SECONDS, new_code

routes = Routes()

MOST_DEPARTMENTS = 20
"""Departments that one call adds (page 94646)."""


def _people(args: Args, departments_at_once: int) -> tuple[list[str], list[int]]:
    users = args.texts("userid_list", most=100)
    departments = args.numbers("department_id_list", most=departments_at_once)
    if not users and not departments:
        raise SimulatedError(40058, "userid_list and department_id_list are both empty")
    return users, departments


def _line(world: World, key: str, value: str | int) -> Record:
    known = value in world.members if key == "userid" else value in world.departments
    if known:
        return {key: value, "errcode": 0, "errmsg": "success"}
    errcode, text = (
        (40003, "invalid UserID") if key == "userid" else (60003, "department not found")
    )
    return {key: value, "errcode": errcode, "errmsg": text}


@routes.post("kf/servicer/add")
def add_servicer(world: World, args: Args) -> Payload:
    """Add members and departments as servicers of an account."""
    account = account_of(world, args)
    users, departments = _people(args, MOST_DEPARTMENTS)
    rows = [_line(world, "userid", one) for one in users]
    rows += [_line(world, "department_id", one) for one in departments]
    for row in rows:
        kept = account["servicers" if "userid" in row else "departments"]
        one = row.get("userid", row.get("department_id"))
        if one in kept:
            row["errmsg"] = "ignored"
        elif row["errcode"] == 0:
            kept.append(one)
    return {"result_list": rows}


@routes.post("kf/servicer/del")
def del_servicer(world: World, args: Args) -> Payload:
    """Remove members and departments from the servicers of an account."""
    account = account_of(world, args)
    users, departments = _people(args, 100)
    rows = [
        {key: one, "errcode": 0, "errmsg": "success" if one in account[kept] else "ignored"}
        for key, kept, given in (
            ("userid", "servicers", users),
            ("department_id", "departments", departments),
        )
        for one in given
    ]
    account["servicers"] = [one for one in account["servicers"] if one not in users]
    account["departments"] = [one for one in account["departments"] if one not in departments]
    return {"result_list": rows}


@routes.both("kf/servicer/list")
def list_servicers(world: World, args: Args) -> Payload:
    """Return the servicers of an account; status 0 means «accepting conversations»."""
    account = account_of(world, args)
    rows: list[Record] = [{"userid": one, "status": 0} for one in account["servicers"]]
    return {"servicer_list": rows + [{"department_id": one} for one in account["departments"]]}


#: from which state of a conversation an app may go to which (page 94669)
CHANGES = {
    NEW: {ROBOT, QUEUE, HUMAN, CLOSED},
    ROBOT: {QUEUE, HUMAN, CLOSED},
    QUEUE: {HUMAN, CLOSED},
    HUMAN: {HUMAN, CLOSED},
    CLOSED: set(),
}


@routes.post("kf/service_state/get")
def get_service_state(world: World, args: Args) -> Payload:
    """Return the state of a conversation and its servicer."""
    return pick(talk_of(world, args), "service_state", "servicer_userid")


@routes.post("kf/service_state/trans")
def trans_service_state(world: World, args: Args) -> Payload:
    """Move a conversation to another state."""
    talk = talk_of(world, args)
    state = args.number("service_state", least=ROBOT, most=CLOSED, invalid=95016)
    if talk["service_state"] == CLOSED:
        raise SimulatedError(95013, "conversation end")
    if state not in CHANGES[talk["service_state"]]:
        raise SimulatedError(95016, "not allow to change the service state")
    servicer = ""
    if state == HUMAN:
        servicer = args.text("servicer_userid", missing=95014)
        if servicer not in servicers_of(world, account_of(world, args)):
            raise SimulatedError(95014, "not a servicer")
    talk |= {"service_state": state, "servicer_userid": servicer}
    if state in {QUEUE, HUMAN, CLOSED}:
        seconds = 20 if state == CLOSED else REPLY_SECONDS
        name = f"{args.get('open_kfid')}/{args.get('external_userid')}"
        return {"msg_code": new_code(world, seconds, talk=name, state=state)}
    return {}
