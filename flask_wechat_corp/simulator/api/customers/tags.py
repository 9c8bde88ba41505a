"""The company's library of customer tags (groups and tags). Sources: WeCom's pages 92117, 92118."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from .contacts import followed, tag_names

routes = Routes()

MOST_TAGS = 3000
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
    """Add tags to a group, which is created if its name is new."""
    groups = library(world)
    tags = args.records("tag", least=1, most=100)
    names = [Fields(tag).text("name", missing=41018, most=NAME, invalid=40072) for tag in tags]
    if sum(len(group["tag"]) for group in groups) + len(tags) > MOST_TAGS:
        raise SimulatedError(40126, f"at most {MOST_TAGS} tags")
    group = _group_for(groups, args)
    taken = {tag["name"] for tag in group["tag"]} if group else set()
    if taken & set(names) or len(set(names)) < len(names):
        raise SimulatedError(40071)
    when = world.now()
    made = [
        {
            "id": world.new_id("et"),
            "name": name,
            "create_time": when,
            "order": Fields(tag).number("order", 0, least=0),
        }
        for name, tag in zip(names, tags, strict=True)
    ]
    if group is None:
        group = {
            "group_id": world.new_id("et"),
            "group_name": args.text("group_name", most=NAME),
            "create_time": when,
            "order": args.number("order", 0, least=0),
            "tag": [],
        }
        groups.append(group)
    group["tag"].extend(made)
    return {"tag_group": {**group, "tag": made}}


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
    wanted = args.text("id", missing=41017, invalid=40068)
    name = args.optional_text("name", most=NAME, invalid=40072)
    for group in library(world):
        if group["group_id"] == wanted:
            _rename(group, "group_name", name, library(world), args)
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
    tag_ids, group_ids = args.texts("tag_id", most=100), args.texts("group_id", most=100)
    if not tag_ids and not group_ids:
        raise SimulatedError(40058, "tag_id and group_id are both empty")
    groups = library(world)
    known = {group["group_id"] for group in groups} | {t["id"] for g in groups for t in g["tag"]}
    if not known.issuperset({*tag_ids, *group_ids}):
        raise SimulatedError(40068)
    for group in groups:
        group["tag"] = [tag for tag in group["tag"] if tag["id"] not in tag_ids]
    groups[:] = [group for group in groups if group["tag"] and group["group_id"] not in group_ids]
    return {}


@routes.post("externalcontact/get_corp_tag_list")
def get_corp_tag_list(world: World, args: Args) -> Payload:
    """Return all groups and tags, or the given ones; group ids take precedence over tag ids."""
    tag_ids, group_ids = args.texts("tag_id", most=1000), args.texts("group_id", most=1000)
    groups = library(world)
    if group_ids:
        groups = [group for group in groups if group["group_id"] in group_ids]
    elif tag_ids:
        picked = [{**g, "tag": [t for t in g["tag"] if t["id"] in tag_ids]} for g in groups]
        groups = [group for group in picked if group["tag"]]
    return {"tag_group": [{**group, "deleted": False} for group in groups]}


@routes.post("externalcontact/mark_tag")
def mark_tag(world: World, args: Args) -> Payload:
    """Add tags of the library to a customer, or remove them."""
    _, kept = followed(world, args)
    add, remove = args.texts("add_tag", most=3000), args.texts("remove_tag", most=3000)
    if not add and not remove:
        raise SimulatedError(40058, "add_tag and remove_tag are both empty")
    names = tag_names(world)
    for tag in (*add, *remove):
        if tag not in names:
            raise SimulatedError(40068, f"invalid tagid {tag!r}")
    kept["tag_id"] = [tag for tag in dict.fromkeys([*kept["tag_id"], *add]) if tag not in remove]
    return {}
