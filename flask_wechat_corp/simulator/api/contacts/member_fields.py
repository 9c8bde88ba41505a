"""The fields of a member that ``user/create`` and ``user/update`` set."""

from __future__ import annotations

import re

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member
from ..request import Args
from . import departments

__all__ = ["MOBILE", "member_name", "pushed_fields", "read_changes"]

MOBILE = re.compile(r"\+?[0-9][0-9 \-]{4,30}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
_MAX_DEPARTMENTS = 100
_TEXTS = (
    "alias", "position", "telephone", "address", "external_position", "biz_mail", "email", "mobile",
)  # fmt: skip
_OBJECTS = ("extattr", "external_profile")


def member_name(args: Args) -> str:
    """Return the member's name.

    :raises SimulatedError: 60112
    """
    name = args.text("name", missing=60112, invalid=60112)
    if len(name) > 64:
        raise SimulatedError(60112)
    return name


def read_changes(world: World, args: Args, old: Record | None) -> Record:
    """Return the checked fields that a body sets.

    :param old: the member, or None for a new one
    """
    changes: Record = {}
    for name in _TEXTS:
        value = args.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise SimulatedError(40035)
        changes[name] = value
    if args.get("gender") is not None:
        changes["gender"] = str(args.number("gender"))
    for name in _OBJECTS:
        if args.get(name) is not None:
            changes[name] = args.record(name)
    if args.get("direct_leader") is not None:
        leaders = args.items("direct_leader", invalid=40031)
        if len(leaders) > 1:
            raise SimulatedError(40058, "direct_leader exceed max size 1")
        changes["direct_leader"] = [need_member(world, one)["userid"] for one in leaders]
    _check_unique(world, changes, old)
    _departments(world, args, changes, old)
    return changes


def _check_unique(world: World, changes: Record, old: Record | None) -> None:
    rules = (("mobile", MOBILE, 60103, 60104), ("email", _EMAIL, 60105, 60106))
    for name, shape, invalid, exists in rules:
        value = changes.get(name)
        if not value:
            continue
        if not shape.fullmatch(value):
            raise SimulatedError(invalid)
        if any(row[name] == value for row in world.members.values() if row is not old):
            raise SimulatedError(exists)


def _departments(world: World, args: Args, changes: Record, old: Record | None) -> None:
    if args.get("department") is None:
        given = old["department"] if old else [0]
    else:
        value = args.get("department")
        values = value if isinstance(value, list) else [value]
        given = departments.numbered(world, values, exist=old is not None)
        if not given:
            raise SimulatedError(60127)
        if len(given) > _MAX_DEPARTMENTS:
            raise SimulatedError(60110)
        changes["department"] = given
        changes["order"] = [0] * len(given)
        changes["is_leader_in_dept"] = [0] * len(given)
        changes["main_department"] = given[0]
    for name in ("order", "is_leader_in_dept"):
        if args.get(name) is not None:
            values = args.items(name)
            if len(values) != len(given):
                raise SimulatedError(60132 if name == "is_leader_in_dept" else 40066)
            changes[name] = values
    if args.get("main_department") is not None:
        main = args.number("main_department", invalid=60123)
        if main not in given:
            raise SimulatedError(60123)
        changes["main_department"] = main


#: our field → the callback's
_PUSHED = {
    "userid": "UserID", "name": "Name", "department": "Department", "position": "Position",
    "main_department": "MainDepartment", "is_leader_in_dept": "IsLeaderInDept", "mobile": "Mobile",
    "gender": "Gender", "email": "Email", "biz_mail": "BizMail", "status": "Status",
    "alias": "Alias", "telephone": "Telephone", "address": "Address",
    "direct_leader": "DirectLeader",
}  # fmt: skip


def pushed_fields(row: Record) -> Record:
    """Return a member's fields by the names that ``change_contact`` has for them."""
    fields = {}
    for name, vendor in _PUSHED.items():
        value = row.get(name)
        if value is None:
            continue
        fields[vendor] = ",".join(str(one) for one in value) if isinstance(value, list) else value
    return fields
