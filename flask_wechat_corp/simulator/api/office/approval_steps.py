"""The steps of an application: its approvers, handlers and copies (91853, 91983)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields

__all__ = ["APPROVING", "decided", "steps"]

BAD = 301025
APPROVING = 1
APPROVAL, COPY, HANDLING = 1, 2, 3
ALL, ONE, IN_TURN = 1, 2, 3
#: how a step is decided: ``apv_rel`` of ``process_list`` -> ``approverattr`` of ``sp_record``
ATTRIBUTES = {ALL: 2, ONE: 1, IN_TURN: 2}
MOST_STEPS, MOST_PEOPLE = 50, 100


def steps(world: World, args: Args) -> Record:
    """Return ``sp_record``, ``notifyer`` and ``process_list`` of a new application.

    :raises SimulatedError: 301025, or 40003 for an unknown member
    """
    nodes = _nodes(world, args)
    approvers = [node for node in nodes if node["node_type"] != COPY]
    if not approvers:
        raise SimulatedError(BAD, "missing approver")
    copies = args.texts("notifyer", most=MOST_PEOPLE)
    copies += [one["userid"] for node in nodes if node not in approvers for one in _people(node)]
    return {
        "sp_record": [_record(node) for node in approvers],
        "notifyer": [{"userid": one} for one in dict.fromkeys(copies)],
        "process_list": {"node_list": nodes},
    }


def _nodes(world: World, args: Args) -> list[Record]:
    if args.number("use_template_approver", 0, least=0, most=1, invalid=BAD):
        return [_node(APPROVAL, ONE, list(world.members)[:1])]
    if args.get("process"):
        given = args.fields("process").records("node_list", least=1, most=MOST_STEPS)
        return [_given(world, Fields(one)) for one in given]
    found = []
    for step in map(Fields, args.records("approver", most=MOST_STEPS)):
        # what WeCom had before process: 1 one of them, 2 all of them
        way = {1: ONE, 2: ALL}[step.number("attr", 1, least=1, most=2, invalid=BAD)]
        found.append(_node(APPROVAL, way, _members(world, step)))
    return found


def _given(world: World, step: Fields) -> Record:
    kind = step.number("type", least=APPROVAL, most=HANDLING, missing=BAD, invalid=BAD)
    way = 0
    if kind != COPY:
        way = step.number("apv_rel", least=ALL, most=IN_TURN, missing=BAD, invalid=BAD)
    return _node(kind, way, _members(world, step))


def _members(world: World, step: Fields) -> list[str]:
    return need_members(world, step.texts("userid", least=1, most=MOST_PEOPLE), unknown=40003)


def _node(kind: int, way: int, userids: list[str]) -> Record:
    blank = {"speech": "", "sp_yj": APPROVING, "sptime": 0, "media_ids": []}
    return {
        "node_type": kind,
        "sp_status": APPROVING,
        **({"apv_rel": way} if way else {}),
        "sub_node_list": [{"userid": one, **blank} for one in userids],
    }


def _people(node: Record) -> list[Record]:
    people: list[Record] = node["sub_node_list"]
    return people


def _record(node: Record) -> Record:
    blank = {"speech": "", "sp_status": APPROVING, "sptime": 0, "media_id": []}
    return {
        "sp_status": APPROVING,
        "approverattr": ATTRIBUTES[node["apv_rel"]],
        "details": [{"approver": {"userid": one["userid"]}, **blank} for one in _people(node)],
    }


def decided(record: Record, verdict: int, now: int) -> bool:
    """Decide the first open step of an application; return whether it was the last one."""
    nodes = [node for node in record["process_list"]["node_list"] if node["node_type"] != COPY]
    both = list(zip(record["sp_record"], nodes, strict=True))
    step, node = next(pair for pair in both if pair[0]["sp_status"] == APPROVING)
    step["sp_status"] = node["sp_status"] = verdict
    for detail in step["details"]:
        detail |= {"sp_status": verdict, "sptime": now}
    for person in _people(node):
        person |= {"sp_yj": verdict, "sptime": now}
    return step is both[-1][0]
