"""Rules that hide members. Sources: WeCom's pages 101536, 101537, 101539, 101540."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

RANGES = ("range", "whitelist", "exclude")


def rules(world: World) -> Record:
    """The rules by id, which is a number as text here."""
    found: Record = world.family_state("contact_rules", lambda _: {"by_id": {}})["by_id"]
    return found


def _checked(world: World, rule: Record, rule_type: int | None = None) -> Record:
    """Return what a call gives of a rule, whose type a change may leave out."""
    kind = Fields(rule).number("rule_type", rule_type, least=1, most=3)
    Fields(rule).record("range")
    for key in RANGES:
        given = Fields(rule).record(key, required=False)
        need_members(world, Fields(given).texts("userid", most=1000))
        for party in Fields(given).numbers("partyid", most=100):
            if party not in world.departments:
                raise SimulatedError(60123)
        for tag in Fields(given).numbers("tagid", most=100):
            if tag not in world.tags:
                raise SimulatedError(40068)
    allowed = ("is_allowed_search", "is_allowed_conversation")
    return {"rule_type": kind, **pick(rule, *RANGES, *allowed)}


def _rule(world: World, rule_id: int) -> Record:
    found = rules(world).get(str(rule_id))
    if found is None:
        raise SimulatedError(40058, "invalid rule_id")
    return dict(found)


@routes.post("contactrule/create")
def create(world: World, args: Args) -> Payload:
    """Create rules."""
    checked = [_checked(world, one) for one in args.records("rules", least=1, most=100)]
    ids = [10_000 + world.next_id() for _ in checked]
    for rule_id, rule in zip(ids, checked, strict=True):
        rules(world)[str(rule_id)] = {"rule_id": rule_id, **rule}
    return {"rule_ids": ids}


@routes.post("contactrule/list")
def list_(world: World, args: Args) -> Payload:
    """All rules."""
    return {"rules": list(rules(world).values())}


@routes.post("contactrule/update")
def update(world: World, args: Args) -> Payload:
    """Replace rules; their type cannot change."""
    changed = []
    for given in args.records("rules", least=1, most=100):
        old = _rule(world, Fields(given).number("rule_id"))
        new = {"rule_id": old["rule_id"], **_checked(world, given, old["rule_type"])}
        if new["rule_type"] != old["rule_type"]:
            raise SimulatedError(40058, "rule_type cannot be changed")
        changed.append(new)
    for rule in changed:
        rules(world)[str(rule["rule_id"])] = rule
    return {"rules": changed}


@routes.post("contactrule/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete rules."""
    wanted = args.numbers("rule_ids", most=100)
    if not wanted:
        raise SimulatedError(40058, "missing rule_ids")
    for rule_id in wanted:
        _rule(world, rule_id)
    for rule_id in wanted:
        rules(world).pop(str(rule_id), None)
    return {}
