"""Kinds of leave, and what members have left of them (93375 to 93377)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import DAY, Fields
from .approval_templates import state

__all__ = ["kinds", "quotas", "set_quota"]

BAD = 301063
BY_DAY, BY_HOUR = 0, 1
STEPS = {BY_DAY: 8640, BY_HOUR: 360}
MOST = {BY_DAY: 1000 * DAY, BY_HOUR: 24_000 * 3600}
#: id, name, unit, days that each member gets
KINDS = ((1, "年假", BY_DAY, 5), (2, "事假", BY_DAY, 0), (3, "调休假", BY_HOUR, 0))


def kinds() -> list[Record]:
    """Return the company's kinds of leave."""
    return [
        {
            "id": number,
            "name": name,
            "time_attr": unit,
            "duration_type": 0,
            "quota_attr": {
                "type": 1 if days else 2,
                "autoreset_time": 0,
                "autoreset_duration": days * DAY,
                "quota_rule_type": 0,
                "quota_rules": {"list": []},
                "at_entry_date": False,
                "auto_reset_month_day": 0,
            },
            "perday_duration": DAY,
            "is_newovertime": int(unit == BY_HOUR),
            "enter_comp_time_limit": 0,
            "expire_rule": {"type": 4},
        }
        for number, name, unit, days in KINDS
    ]


def quotas(world: World, userid: str) -> list[Record]:
    """Return what a member has left of each kind of leave; nothing is used."""
    own = state(world)["quotas"].get(userid, {})
    rows = []
    for number, name, _, days in KINDS:
        left = own.get(str(number), days * DAY)
        rows.append(
            {
                "id": number,
                "assignduration": left,
                "usedduration": 0,
                "leftduration": left,
                "vacationname": name,
                "real_assignduration": left,
            }
        )
    return rows


def set_quota(world: World, userid: str, given: Fields) -> None:
    """Set what a member has left of a kind of leave.

    :raises SimulatedError: 301063
    """
    number = given.number("vacation_id", missing=BAD, invalid=BAD)
    units = {one: unit for one, _, unit, _ in KINDS}
    unit = given.number("time_attr", least=BY_DAY, most=BY_HOUR, missing=BAD, invalid=BAD)
    if units.get(number) != unit:
        raise SimulatedError(BAD, "no such vacation_id with this time_attr")
    left = given.number("leftduration", least=0, most=MOST[unit], missing=BAD, invalid=BAD)
    if left % STEPS[unit]:
        raise SimulatedError(BAD, f"leftduration must be a multiple of {STEPS[unit]}")
    given.optional_text("remarks", most=200, invalid=BAD)
    state(world)["quotas"].setdefault(userid, {})[str(number)] = left
