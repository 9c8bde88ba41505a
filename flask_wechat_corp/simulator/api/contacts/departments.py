"""Departments: a tree under department 1 (document/path/90204)."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, to_integer
from ..routes import Payload, Routes

routes = Routes()

WAITING = "其他（待设置部门）"
"""The department of members without one; WeCom makes it when it is needed."""

_MAX_NAME = 64
_FORBIDDEN = set('\\:*?"<>|')
_MAX_ID = 2**32 - 1
_MAX_DEPTH = 15
_SHOWN = ("id", "name", "name_en", "department_leader", "parentid", "order")


def department(world: World, party: int) -> Record:
    """Return a department.

    :raises SimulatedError: 60123
    """
    row = world.departments.get(party)
    if row is None:
        raise SimulatedError(60123)
    return row


def show(row: Record) -> Record:
    """Return a department as ``department/list`` shows it."""
    return {key: row[key] for key in _SHOWN if key in row}


def _listed(world: World, args: Args) -> list[Record]:
    party = args.number("id", 1, invalid=60123)
    department(world, party)
    return [world.departments[one] for one in world.subtree(party)]


@routes.get("department/list")
def list_all(world: World, args: Args) -> Payload:
    """List a department and all below it (90208)."""
    return {"department": [show(row) for row in _listed(world, args)]}


@routes.get("department/simplelist")
def list_ids(world: World, args: Args) -> Payload:
    """List the ids of a department and all below it (95350)."""
    rows = _listed(world, args)
    keys = ("id", "parentid", "order")
    return {"department_id": [{key: row.get(key, 0) for key in keys} for row in rows]}


@routes.get("department/get")
def get(world: World, args: Args) -> Payload:
    """Show one department (95351)."""
    return {"department": show(department(world, args.number("id", invalid=60123)))}


@routes.post("department/create")
def create(world: World, args: Args) -> Payload:
    """Create a department (90205)."""
    name = _name(args)
    parentid = args.number("parentid", missing=60004, invalid=60124)
    if parentid not in world.departments:
        raise SimulatedError(60004)
    _check_name(world, name, parentid, None)
    if _depth(world, parentid) >= _MAX_DEPTH:
        raise SimulatedError(81002)
    party = args.number("id", max(world.departments) + 1, invalid=60123)
    if not 1 < party <= _MAX_ID:
        raise SimulatedError(60123)
    if party in world.departments:
        raise SimulatedError(60008)
    order = args.number("order", 100_000_000 - party)
    _add(world, party, name, parentid, order, str(args.get("name_en", "")))
    return {"errmsg": "created", "id": party}


def _add(
    world: World, party: int, name: str, parentid: int, order: int, name_en: str = ""
) -> Record:
    row = {"id": party, "name": name, "name_en": name_en, "parentid": parentid}
    world.departments[party] = {**row, "department_leader": [], "order": order}
    world.changed("contacts", "create_party", party)
    world.emit_event(
        event="change_contact", change_type="create_party",
        Id=party, Name=name, ParentId=str(parentid), Order=order,
    )  # fmt: skip
    return {"name": name, "id": party}


def complete(world: World, ids: list[int]) -> tuple[list[int], list[Record]]:
    """Return the departments of a new member, and those that had to be created for it (90195).

    Members without a department, and departments that do not exist, go below 其他（待设置部门）.
    """
    made = []
    found = []
    for party in ids or [0]:
        if party not in world.departments:
            waiting = _waiting(world)
            if party:
                made.append(_add(world, party, str(party), waiting, 0))
            party = party or waiting
        found.append(party)
    return found, made


def _waiting(world: World) -> int:
    for row in world.departments.values():
        if (row["name"], row["parentid"]) == (WAITING, 1):
            return int(row["id"])
    return int(_add(world, max(world.departments) + 1, WAITING, 1, 0)["id"])


@routes.post("department/update")
def update(world: World, args: Args) -> Payload:
    """Rename or move a department (90206)."""
    row = department(world, args.number("id", missing=60123, invalid=60123))
    parentid = args.number("parentid", row["parentid"], invalid=60124)
    if parentid != row["parentid"]:
        if parentid not in world.departments:
            raise SimulatedError(60004)
        if parentid in world.subtree(row["id"]):
            raise SimulatedError(60010)
    name = _name(args) if args.get("name") is not None else row["name"]
    _check_name(world, name, parentid, row["id"])
    changes: Record = {}
    if name != row["name"]:
        changes["Name"] = name
    if parentid != row["parentid"]:
        changes["ParentId"] = str(parentid)
    row.update(name=name, parentid=parentid)
    row["order"] = args.number("order", row["order"])
    if args.get("name_en") is not None:
        row["name_en"] = args.text("name_en")
    world.changed("contacts", "update_party", row["id"])
    world.emit_event(
        event="change_contact", change_type="update_party", Id=row["id"], **changes
    )  # fmt: skip
    return {"errmsg": "updated"}


@routes.get("department/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete an empty department without children (90207)."""
    row = department(world, args.number("id", missing=60123, invalid=60123))
    if row["id"] == 1:
        raise SimulatedError(60007)
    if any(one["parentid"] == row["id"] for one in world.departments.values()):
        raise SimulatedError(60006)
    if world.members_of([row["id"]]):
        raise SimulatedError(60005)
    del world.departments[row["id"]]
    for tag in world.tags.values():
        tag["partylist"] = [one for one in tag["partylist"] if one != row["id"]]
    world.changed("contacts", "delete_party", row["id"])
    world.emit_event(event="change_contact", change_type="delete_party", Id=row["id"])
    return {"errmsg": "deleted"}


def _name(args: Args) -> str:
    name = args.text("name", missing=60001, invalid=60125)
    if len(name) > _MAX_NAME:
        raise SimulatedError(60001)
    if _FORBIDDEN & set(name):
        raise SimulatedError(60009)
    return name


def _check_name(world: World, name: str, parentid: int, own: int | None) -> None:
    for row in world.departments.values():
        if row["parentid"] == parentid and row["name"] == name and row["id"] != own:
            raise SimulatedError(60008)


def _depth(world: World, party: int) -> int:
    depth = 0
    while party in world.departments:
        depth += 1
        party = world.departments[party]["parentid"]
    return depth


def numbered(world: World, values: list[Any], *, exist: bool) -> list[int]:
    """Return department ids.

    :param exist: whether all must exist
    :raises SimulatedError: 60123, or 60003 for one that does not exist
    """
    ids = [to_integer(value, 60123) for value in values]
    for party in ids:
        if not 0 <= party <= _MAX_ID:
            raise SimulatedError(60123)
        if exist and party not in world.departments:
            raise SimulatedError(60003)
    return ids
