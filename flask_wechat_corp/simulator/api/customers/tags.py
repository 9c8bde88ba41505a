"""The company's library of customer tags, and the tags of groups of rules.

Sources: WeCom's pages 92117, 92118, 94882.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from .contacts import followed, tag_names
from .strategies import CUSTOMERS, manages, strategy_of

routes = Routes()

MOST_TAGS = 10_000
NAME = 30


def library(world: World) -> list[Record]:
    """Return the groups of the library with their tags."""
    found: list[Record] = world.family_state("external_tags", _default_state)["groups"]
    return found


def _default_state(world: World) -> Record:
    when = world.now()
    tags = [
        {"id": world.stable_id("et", name), "name": name, "create_time": when, "order": order}
        for order, name in enumerate(("普通客户", "重要客户", "核心客户"))
    ]
    group = {
        "group_id": world.stable_id("et", "客户等级"),
        "group_name": "客户等级",
        "create_time": when,
        "order": 0,
        "tag": tags,
    }
    return {"groups": [group]}


@routes.post("externalcontact/add_corp_tag")
def add_corp_tag(world: World, args: Args) -> Payload:
    """Add tags to a group, which is created if its name is new; a repeated name counts once."""
    groups = library(world)
    given = _given(args)
    _check_room(world, len(given))
    group = _group_for(groups, args)
    if group and {tag["name"] for tag in group["tag"]} & set(given):
        raise SimulatedError(40071)
    made = _made(world, given)
    if group is None:
        group = _new_group(world, args)
        groups.append(group)
    group["tag"].extend(made)
    return {"tag_group": {**group, "tag": made}}


def _given(args: Args) -> dict[str, Record]:
    """Return the tags that a call sends, by name."""
    tags = args.records("tag", least=1, most=100)
    return {Fields(tag).text("name", missing=41018, most=NAME, invalid=40072): tag for tag in tags}


def _made(world: World, given: dict[str, Record]) -> list[Record]:
    """Return new tags by name."""
    return [
        {
            "id": world.new_id("et"),
            "name": name,
            "create_time": world.now(),
            "order": Fields(tag).number("order", 0, least=0),
        }
        for name, tag in given.items()
    ]


def _new_group(world: World, args: Args) -> Record:
    return {
        "group_id": world.new_id("et"),
        "group_name": args.text("group_name", most=NAME),
        "create_time": world.now(),
        "order": args.number("order", 0, least=0),
        "tag": [],
    }


def _check_room(world: World, more: int) -> None:
    groups = [*library(world), *strategy_groups(world)]
    if sum(len(group["tag"]) for group in groups) + more > MOST_TAGS:
        raise SimulatedError(40126, f"at most {MOST_TAGS} tags")


def _group_for(groups: list[Record], args: Args) -> Record | None:
    group_id = args.optional_text("group_id", invalid=40068)
    if group_id:
        group = find(groups, "group_id", group_id)
        if group is None:
            raise SimulatedError(40068)
        return group
    return find(groups, "group_name", args.text("group_name", most=NAME))


@routes.post("externalcontact/edit_corp_tag")
def edit_corp_tag(world: World, args: Args) -> Payload:
    """Rename or reorder a tag or a group of tags."""
    return _edit(library(world), args)


def _edit(groups: list[Record], args: Args) -> Payload:
    wanted = args.text("id", missing=41017, invalid=40068)
    name = args.optional_text("name", most=NAME, invalid=40072)
    for group in groups:
        if group["group_id"] == wanted:
            rule = group.get("strategy_id")
            siblings = [one for one in groups if one.get("strategy_id") == rule]
            _rename(group, "group_name", name, siblings, args)
            return {}
        tag = find(group["tag"], "id", wanted)
        if tag is not None:
            _rename(tag, "name", name, group["tag"], args)
            return {}
    raise SimulatedError(40068)


def _rename(item: Record, key: str, name: str, siblings: list[Record], args: Args) -> None:
    other = find(siblings, key, name) if name else None
    if other is not None and other is not item:
        raise SimulatedError(40071)
    if name:
        item[key] = name
    item["order"] = args.number("order", item["order"], least=0)


@routes.post("externalcontact/del_corp_tag")
def del_corp_tag(world: World, args: Args) -> Payload:
    """Delete tags and groups; a group without tags is deleted too."""
    return _delete(library(world), args)


def _delete(groups: list[Record], args: Args) -> Payload:
    tag_ids, group_ids = args.texts("tag_id", most=100), args.texts("group_id", most=100)
    if not tag_ids and not group_ids:
        raise SimulatedError(40058, "tag_id and group_id are both empty")
    known = {group["group_id"] for group in groups} | {t["id"] for g in groups for t in g["tag"]}
    if not known.issuperset({*tag_ids, *group_ids}):
        raise SimulatedError(40068)
    for group in groups:
        group["tag"] = [tag for tag in group["tag"] if tag["id"] not in tag_ids]
    groups[:] = [group for group in groups if group["tag"] and group["group_id"] not in group_ids]
    return {}


@routes.post("externalcontact/get_corp_tag_list")
def get_corp_tag_list(world: World, args: Args) -> Payload:
    """Return all groups and tags, or the given ones; group ids take precedence over tag ids.

    Only those that were asked for say whether they are deleted.
    """
    by_group, by_tag = args.get("group_id"), args.get("tag_id")
    marks = {"deleted": False} if by_group or by_tag else {}
    return {
        "tag_group": [
            {
                **one,
                "tag": [{**tag, **marks} for tag in one["tag"]],
                **({} if by_group else marks),
            }
            for one in _chosen(library(world), args)
        ]
    }


def _chosen(groups: list[Record], args: Args) -> list[Record]:
    """Return the groups and tags that a call asks for: all of them if it names none."""
    tag_ids, group_ids = args.texts("tag_id", most=1000), args.texts("group_id", most=1000)
    if group_ids:
        groups = [group for group in groups if group["group_id"] in group_ids]
    elif tag_ids:
        picked = [{**g, "tag": [t for t in g["tag"] if t["id"] in tag_ids]} for g in groups]
        groups = [group for group in picked if group["tag"]]
    return groups


@routes.post("externalcontact/mark_tag")
def mark_tag(world: World, args: Args) -> Payload:
    """Add tags of the library to a customer, or remove them."""
    userid, kept = followed(world, args)
    add, remove = args.texts("add_tag", most=3000), args.texts("remove_tag", most=3000)
    if not add and not remove:
        raise SimulatedError(40058, "add_tag and remove_tag are both empty")
    names = tag_names(world)
    for tag in (*add, *remove):
        if tag not in names or not _may_use(world, userid, tag):
            raise SimulatedError(40068, f"invalid tagid {tag!r}")
    kept["tag_id"] = [tag for tag in dict.fromkeys([*kept["tag_id"], *add]) if tag not in remove]
    return {}


# -- tags of groups of rules -------------------------------------------------------------------


def strategy_groups(world: World) -> list[Record]:
    """Return the groups of tags that only members of a group of rules may use."""
    library(world)  # creates the default state
    found: list[Record] = world.family_state("external_tags").setdefault("strategy_groups", [])
    return found


def _may_use(world: World, userid: str, tag_id: str) -> bool:
    """Return whether a member may mark customers with a tag."""
    for group in strategy_groups(world):
        if any(tag["id"] == tag_id for tag in group["tag"]):
            return manages(world, strategy_of(world, CUSTOMERS, group["strategy_id"]), userid)
    return True


@routes.post("externalcontact/get_strategy_tag_list")
def get_strategy_tag_list(world: World, args: Args) -> Payload:
    """Return the tags of one group of rules, or of all."""
    groups = strategy_groups(world)
    if args.get("strategy_id") is not None:
        rule = strategy_of(world, CUSTOMERS, args.number("strategy_id"))["strategy_id"]
        groups = [group for group in groups if group["strategy_id"] == rule]
    return {"tag_group": _chosen(groups, args)}


@routes.post("externalcontact/add_strategy_tag")
def add_strategy_tag(world: World, args: Args) -> Payload:
    """Add tags to a group of rules that has none above it; a repeated name counts once."""
    rule = strategy_of(world, CUSTOMERS, args.number("strategy_id"))
    if rule["parent_id"]:
        raise SimulatedError(40058, "only a topmost strategy has tags")
    given = _given(args)
    _check_room(world, len(given))
    groups = strategy_groups(world)
    own = [group for group in groups if group["strategy_id"] == rule["strategy_id"]]
    group = _group_for(own, args)
    if group and {tag["name"] for tag in group["tag"]} & set(given):
        raise SimulatedError(40071)
    made = _made(world, given)
    if group is None:
        group = {**_new_group(world, args), "strategy_id": rule["strategy_id"]}
        groups.append(group)
    group["tag"].extend(made)
    return {"tag_group": {**group, "tag": made}}


@routes.post("externalcontact/edit_strategy_tag")
def edit_strategy_tag(world: World, args: Args) -> Payload:
    """Rename or reorder a tag, or a group of tags, of a group of rules."""
    return _edit(strategy_groups(world), args)


@routes.post("externalcontact/del_strategy_tag")
def del_strategy_tag(world: World, args: Args) -> Payload:
    """Delete tags and groups of tags of groups of rules."""
    return _delete(strategy_groups(world), args)
