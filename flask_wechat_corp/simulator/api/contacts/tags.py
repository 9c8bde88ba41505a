"""Tags of members and departments (document/path/90209)."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

_MAX_NAME = 32
_MAX_USERS = 1_000
_MAX_PARTIES = 100


def tag_of(world: World, args: Args) -> Record:
    """Return the tag that a call names.

    :raises SimulatedError: 41017 or 40068
    """
    tag = world.tags.get(args.number("tagid", missing=41017, invalid=40068))
    if tag is None:
        raise SimulatedError(40068)
    return tag


@routes.post("tag/create")
def create(world: World, args: Args) -> Payload:
    """Create a tag (90210)."""
    name = _name(world, args, None)
    tagid = args.number("tagid", max(world.tags, default=0) + 1, invalid=40068)
    if tagid < 0 or tagid in world.tags:
        raise SimulatedError(40068)
    world.tags[tagid] = {"tagid": tagid, "tagname": name, "userlist": [], "partylist": []}
    world.changed("tags", "create", tagid)
    return {"errmsg": "created", "tagid": tagid}


@routes.post("tag/update")
def update(world: World, args: Args) -> Payload:
    """Rename a tag (90211)."""
    tag = tag_of(world, args)
    tag["tagname"] = _name(world, args, tag)
    world.changed("tags", "update", tag["tagid"])
    return {"errmsg": "updated"}


@routes.get("tag/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete a tag (90212)."""
    tag = tag_of(world, args)
    del world.tags[tag["tagid"]]
    world.changed("tags", "delete", tag["tagid"])
    return {"errmsg": "deleted"}


@routes.get("tag/list")
def list_all(world: World, args: Args) -> Payload:
    """List all tags (90216)."""
    keys = ("tagid", "tagname")
    return {"taglist": [{key: tag[key] for key in keys} for tag in world.tags.values()]}


@routes.get("tag/get")
def get(world: World, args: Args) -> Payload:
    """Return the members and departments of a tag (90213)."""
    return shown(world, tag_of(world, args))


def shown(world: World, tag: Record) -> Record:
    """Return a tag as ``tag/get`` shows it."""
    users = [world.members[userid] for userid in tag["userlist"] if userid in world.members]
    return {
        "tagname": tag["tagname"],
        "userlist": [{"userid": row["userid"], "name": row["name"]} for row in users],
        "partylist": list(tag["partylist"]),
    }


@routes.post("tag/addtagusers")
def add(world: World, args: Args) -> Payload:
    """Add a tag to members and departments (90214)."""
    tag = tag_of(world, args)
    users, parties, invalid = _listed(world, args, 40070)
    new_users = [one for one in users if one not in tag["userlist"]]
    new_parties = [one for one in parties if one not in tag["partylist"]]
    tag["userlist"] += new_users
    tag["partylist"] += new_parties
    _tell(world, tag["tagid"], AddUserItems=new_users, AddPartyItems=new_parties)
    return invalid


@routes.post("tag/deltagusers")
def remove(world: World, args: Args) -> Payload:
    """Remove a tag from members and departments (90215)."""
    tag = tag_of(world, args)
    users, parties, invalid = _listed(world, args, 40031)
    old_users = [one for one in users if one in tag["userlist"]]
    old_parties = [one for one in parties if one in tag["partylist"]]
    tag["userlist"] = [one for one in tag["userlist"] if one not in old_users]
    tag["partylist"] = [one for one in tag["partylist"] if one not in old_parties]
    _tell(world, tag["tagid"], DelUserItems=old_users, DelPartyItems=old_parties)
    return {"errmsg": "deleted", **invalid}


def _name(world: World, args: Args, own: Record | None) -> str:
    name = args.text("tagname", missing=41018, invalid=40072)
    if len(name) > _MAX_NAME:
        raise SimulatedError(40072)
    if any(tag["tagname"] == name for tag in world.tags.values() if tag is not own):
        raise SimulatedError(40071)
    return name


def _listed(world: World, args: Args, none: int) -> tuple[list[str], list[int], Record]:
    """Return the valid members and departments, and the response fields for the invalid ones.

    :param none: the error code if none is valid
    """
    userids = args.items("userlist", invalid=40031)
    partyids = args.items("partylist", invalid=40066)
    if not userids and not partyids:
        raise SimulatedError(40063, "userlist and partylist are both empty")
    if len(userids) > _MAX_USERS:
        raise SimulatedError(40032)
    if len(partyids) > _MAX_PARTIES:
        raise SimulatedError(82002)
    found = {userid: world.member(userid) for userid in map(str, userids)}
    users = [str(row["userid"]) for row in found.values() if row]
    bad_users = [userid for userid, row in found.items() if not row]
    known = {str(party): party for party in world.departments}
    parties = [known[str(one)] for one in partyids if str(one) in known]
    bad_parties = [one for one in partyids if str(one) not in known]
    invalid: Record = {}
    if bad_users:
        invalid["invalidlist"] = "|".join(bad_users)
    if bad_parties:
        invalid["invalidparty"] = bad_parties
    if not users and not parties:
        raise SimulatedError(none, "all list invalid", **invalid)
    return users, parties, invalid


def _tell(world: World, tagid: int, **lists: list[Any]) -> None:
    items = {name: ",".join(str(one) for one in values) for name, values in lists.items() if values}
    world.changed("tags", "members", tagid)
    if items:
        world.emit_event(event="change_contact", change_type="update_tag", TagId=tagid, **items)
