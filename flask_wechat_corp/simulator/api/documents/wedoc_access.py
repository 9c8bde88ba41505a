"""Permissions of documents, and the members with paid functions.

Sources: WeCom's pages 97461, 97778, 97781, 97782, 99516 to 99518.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args, Fields
from ..routes import Payload, Routes
from .wedoc import ACCESS, SAFETY, WATERMARK, doc_of, documents

routes = Routes()


@routes.post("wedoc/doc_get_auth")
def doc_get_auth(world: World, args: Args) -> Payload:
    """Return the permissions."""
    doc = doc_of(world, args)
    names = ("access_rule", "secure_setting", "doc_member_list", "co_auth_list")
    return {name: doc[name] for name in names}


@routes.post("wedoc/mod_doc_join_rule")
def mod_doc_join_rule(world: World, args: Args) -> Payload:
    """Change the permissions of the link; what is not given stays."""
    doc = doc_of(world, args)
    doc["access_rule"].update(args.pick(*ACCESS))
    if args.get("update_co_auth_list"):
        doc["co_auth_list"] = [_entry(world, one) for one in args.records("co_auth_list", most=500)]
    return {}


@routes.post("wedoc/mod_doc_member")
def mod_doc_member(world: World, args: Args) -> Payload:
    """Add, change and remove members of a document."""
    doc = doc_of(world, args)
    kept = {_key(one): one for one in doc["doc_member_list"]}
    for one in args.records("update_file_member_list", most=100):
        entry = _entry(world, one)
        kept[_key(entry)] = entry
    for one in args.records("del_file_member_list", most=100):
        if kept.pop(_key(one), None) is None:
            raise SimulatedError(640056)
    doc["doc_member_list"] = list(kept.values())
    return {}


def _entry(world: World, given: Record) -> Record:
    fields = Fields(given)
    kind = fields.number("type", least=1, most=2, invalid=640020)
    if kind == 1:
        names: tuple[str, ...] = ("type", "userid", "tmp_external_userid", "auth")
        if not fields.get("tmp_external_userid"):
            need_members(world, [fields.text("userid", missing=640012)], unknown=640012)
    else:
        names = ("type", "departmentid", "auth")
        if fields.number("departmentid", missing=640013) not in world.departments:
            raise SimulatedError(640013)
    return fields.pick(*names)


def _key(entry: Record) -> str:
    names = ("userid", "tmp_external_userid", "departmentid")
    return "/".join(str(entry.get(name, "")) for name in names)


@routes.post("wedoc/mod_doc_safty_setting")
def mod_doc_safty_setting(world: World, args: Args) -> Payload:
    """Change copying and watermark; what is not given stays."""
    setting = doc_of(world, args)["secure_setting"]
    setting.update(args.pick(*SAFETY))
    setting["watermark"].update(args.fields("watermark", required=False).pick(*WATERMARK))
    return {}


def _vips(world: World) -> list[str]:
    documents(world)
    found: list[str] = world.family_state("documents")["vips"]
    return found


@routes.post("wedoc/vip/batch_add")
def vip_batch_add(world: World, args: Args) -> Payload:
    """Give members the paid functions."""
    asked = args.texts("userid_list", least=1, most=100)
    known = [userid for userid in asked if world.member(userid)]
    _vips(world)[:] = list(dict.fromkeys([*_vips(world), *known]))
    return {"succ_userid_list": known, "fail_userid_list": [u for u in asked if u not in known]}


@routes.post("wedoc/vip/batch_del")
def vip_batch_del(world: World, args: Args) -> Payload:
    """Remove the paid functions from members."""
    asked = args.texts("userid_list", least=1, most=100)
    had = [userid for userid in asked if userid in _vips(world)]
    _vips(world)[:] = [userid for userid in _vips(world) if userid not in had]
    return {"succ_userid_list": had, "fail_userid_list": [u for u in asked if u not in had]}


@routes.post("wedoc/vip/list")
def vip_list(world: World, args: Args) -> Payload:
    """Return one page of the members with the paid functions."""
    found = args.paged("userid_list", _vips(world), default=100, most=200)
    return {**found, "has_more": bool(found["next_cursor"])}
