"""Words that members must not send to customers (敏感词). Source: WeCom's page 95097."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

MOST_RULES = 100
MOST_WORDS = 300
MOST_NODES = 1000
MOST_USERS = 10_000
USERS, DEPARTMENTS = "user_list", "department_list"


def rules(world: World) -> Record:
    """Return the rules by id; a deleted one is None."""
    found: Record = world.family_state("intercept_rules", lambda _: {"by_id": {}})["by_id"]
    return found


def _living(world: World) -> list[Record]:
    return [rule for rule in rules(world).values() if rule is not None]


def _rule(world: World, args: Args) -> Record:
    found = rules(world)
    rule_id = args.text("rule_id", missing=41070, invalid=41070)
    if rule_id not in found:
        raise SimulatedError(41070)
    if found[rule_id] is None:
        raise SimulatedError(41071)
    return dict(found[rule_id])


def _name(world: World, args: Args, own: str = "") -> str:
    name = args.text("rule_name", most=20)
    if any(rule["rule_name"] == name and rule["rule_id"] != own for rule in _living(world)):
        raise SimulatedError(41077)
    return name


def _words(args: Args) -> list[str]:
    words = args.texts("word_list", least=1, most=MOST_WORDS, missing=41083, invalid=41068)
    if any(not 1 <= len(word) <= 32 for word in words):
        raise SimulatedError(41083)
    return words


def _semantics(given: Args | Fields) -> list[int]:
    found = given.numbers("semantics_list", most=3)
    if not set(found) <= {1, 2, 3}:
        raise SimulatedError(41084)
    return found


def _range(world: World, args: Args, key: str) -> Record:
    given = args.fields(key, required=False)
    users = need_members(world, given.texts(USERS, most=MOST_NODES), unknown=40003)
    parties = given.numbers(DEPARTMENTS, most=MOST_NODES)
    if any(party not in world.departments for party in parties):
        raise SimulatedError(60123)
    return {USERS: users, DEPARTMENTS: parties}


@routes.post("externalcontact/add_intercept_rule")
def add(world: World, args: Args) -> Payload:
    """Add a rule for members or departments."""
    covered = _range(world, args, "applicable_range")
    if not covered[USERS] and not covered[DEPARTMENTS]:
        raise SimulatedError(40058, "applicable_range is empty")
    if len(_living(world)) >= MOST_RULES:
        raise SimulatedError(41069)
    semantics = _semantics(args)
    rule = {
        "rule_name": _name(world, args),
        "create_time": world.now(),
        "word_list": _words(args),
        "semantics_list": semantics,
        "extra_rule": {"semantics_list": semantics},
        "intercept_type": args.number("intercept_type", least=1, most=2),
        "applicable_range": covered,
    }
    rule_id = world.new_id("ir")
    rules(world)[rule_id] = {"rule_id": rule_id, **rule}
    return {"rule_id": rule_id}


@routes.get("externalcontact/get_intercept_rule_list")
def list_(world: World, args: Args) -> Payload:
    """Return the names of the rules."""
    shown = ("rule_id", "rule_name", "create_time")
    return {"rule_list": [pick(rule, *shown) for rule in _living(world)]}


@routes.post("externalcontact/get_intercept_rule")
def get(world: World, args: Args) -> Payload:
    """Return a rule."""
    return {"rule": _rule(world, args)}


@routes.post("externalcontact/update_intercept_rule")
def update(world: World, args: Args) -> Payload:
    """Change what is given of a rule; an empty ``extra_rule`` removes its semantic rules."""
    rule = _rule(world, args)
    if args.get("rule_name"):
        rule["rule_name"] = _name(world, args, rule["rule_id"])
    if args.get("word_list"):
        rule["word_list"] = _words(args)
    if args.get("extra_rule") is not None:
        semantics = _semantics(args.fields("extra_rule"))
        rule |= {"semantics_list": semantics, "extra_rule": {"semantics_list": semantics}}
    if args.get("intercept_type") is not None:
        rule["intercept_type"] = args.number("intercept_type", least=1, most=2)
    added = _range(world, args, "add_applicable_range")
    removed = _range(world, args, "remove_applicable_range")
    rule["applicable_range"] = {
        key: [one for one in dict.fromkeys([*old, *added[key]]) if one not in removed[key]]
        for key, old in rule["applicable_range"].items()
    }
    if len(rule["applicable_range"][USERS]) > MOST_USERS:
        raise SimulatedError(41076)
    rules(world)[rule["rule_id"]] = rule
    return {}


@routes.post("externalcontact/del_intercept_rule")
def delete(world: World, args: Args) -> Payload:
    """Delete a rule."""
    rules(world)[_rule(world, args)["rule_id"]] = None
    return {}
