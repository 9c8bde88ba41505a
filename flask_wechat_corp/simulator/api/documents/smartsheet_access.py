"""Smart sheets (智能表格): content permissions. Source: WeCom's page 99935."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find, need_members
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc

routes = Routes()

RULES = 20
MEMBERS = 50
NAME_LENGTH = 20
ALL_MEMBERS, MEMBERS_ONLY = 1, 2
ALL = "全员权限"


def _rules(world: World, args: Args) -> tuple[Record, Record]:
    """Return the document and its rules by id; the rule for all members has the id 1."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_SHEET)
    rules = doc["rules"]
    if not rules:
        rules["1"] = {"rule_id": 1, "type": ALL_MEMBERS, "name": ALL, "priv_list": [], "users": []}
    return doc, rules


def _rule(rules: Record, rule_id: int) -> Record:
    rule = rules.get(str(rule_id))
    if rule is None or rule["type"] != MEMBERS_ONLY:
        raise SimulatedError(640065)
    found: Record = rule
    return found


@routes.post("wedoc/smartsheet/content_priv/get_sheet_priv")
def get_sheet_priv(world: World, args: Args) -> Payload:
    """Return the rule for all members, or rules for members."""
    _, rules = _rules(world, args)
    kind = args.number("type", least=1, most=2, invalid=640090)
    wanted = args.numbers("rule_id_list", most=RULES)
    shown = [
        {key: value for key, value in rule.items() if key != "users"}
        for rule in rules.values()
        if rule["type"] == kind and (not wanted or rule["rule_id"] in wanted)
    ]
    return {"rule_list": shown}


@routes.post("wedoc/smartsheet/content_priv/update_sheet_priv")
def update_sheet_priv(world: World, args: Args) -> Payload:
    """Change the permissions of a rule, sheet by sheet."""
    doc, rules = _rules(world, args)
    if args.number("type", least=1, most=2, invalid=640090) == ALL_MEMBERS:
        if args.get("name") is not None:
            raise SimulatedError(640094)
        rule = rules["1"]
    else:
        rule = _rule(rules, args.number("rule_id", missing=640065))
        if args.get("name") not in (None, rule["name"]):
            rule["name"] = _free_name(rules, args)
    given = args.records("priv_list", most=200)
    entries = {entry["sheet_id"]: entry for entry in rule["priv_list"]}
    seen = set()
    for one in map(Fields, given):
        sheet_id = one.text("sheet_id", missing=640086)
        if sheet_id in seen:
            raise SimulatedError(640087)
        seen.add(sheet_id)
        if find(doc["sheets"], "sheet_id", sheet_id) is None:
            raise SimulatedError(640097)
        if one.get("clear"):
            entries.pop(sheet_id, None)
            continue
        if one.number("priv", missing=640088, least=1, most=4, invalid=640089) in (2, 3):
            record = one.fields("record_priv")
            record.number("record_range_type", missing=640077, least=1, most=3, invalid=640077)
        entries[sheet_id] = dict(one.values)
    rule["priv_list"] = list(entries.values())
    return {}


@routes.post("wedoc/smartsheet/content_priv/create_rule")
def create_rule(world: World, args: Args) -> Payload:
    """Create a rule for members."""
    _, rules = _rules(world, args)
    if len(rules) > RULES:
        raise SimulatedError(640063)
    name = _free_name(rules, args)
    rule_id = max(rule["rule_id"] for rule in rules.values()) + 1
    fresh: Record = {"rule_id": rule_id, "type": MEMBERS_ONLY, "name": name}
    rules[str(rule_id)] = {**fresh, "priv_list": [], "users": []}
    return {"rule_id": rule_id}


def _free_name(rules: Record, args: Args) -> str:
    name = args.text("name", most=NAME_LENGTH, invalid=640062)
    if any(rule["name"] == name for rule in rules.values()):
        raise SimulatedError(640061)
    return name


@routes.post("wedoc/smartsheet/content_priv/mod_rule_member")
def mod_rule_member(world: World, args: Args) -> Payload:
    """Add members to a rule and remove others."""
    _, rules = _rules(world, args)
    rule = _rule(rules, args.number("rule_id", missing=640065))
    added = args.fields("add_member_range", required=False).texts("userid_list", most=MEMBERS)
    gone = args.fields("del_member_range", required=False).texts("userid_list", most=MEMBERS)
    need_members(world, added, unknown=640012)
    if any(userid not in rule["users"] for userid in gone):
        raise SimulatedError(640067)
    users = [userid for userid in dict.fromkeys([*rule["users"], *added]) if userid not in gone]
    if len(users) > MEMBERS:
        raise SimulatedError(640069)
    rule["users"] = users
    return {}


@routes.post("wedoc/smartsheet/content_priv/delete_rule")
def delete_rule(world: World, args: Args) -> Payload:
    """Delete rules for members."""
    _, rules = _rules(world, args)
    ids = args.numbers("rule_id_list", most=RULES)
    for rule_id in ids:
        _rule(rules, rule_id)
    for rule_id in ids:
        rules.pop(str(rule_id), None)
    return {}
