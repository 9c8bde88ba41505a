"""Documents as files. Sources: WeCom's pages 97460 and 97733 to 97736."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_members
from ..request import Args
from ..routes import Payload, Routes

__all__ = ["DOCUMENT", "SHEET", "SMART_DOC", "SMART_SHEET", "create", "doc_of", "documents"]

routes = Routes()

KEPT = 500
NAME_LENGTH = 255
DOCUMENT, SHEET, SMART_SHEET, SMART_DOC = 3, 4, 10, 11
PATHS = {DOCUMENT: "doc", SHEET: "sheet", SMART_SHEET: "smartsheet", SMART_DOC: "smartdoc"}
ACCESS = {
    "enable_corp_internal": True,
    "corp_internal_auth": 1,
    "corp_internal_approve_only_by_admin": True,
    "enable_corp_external": False,
    "corp_external_auth": 1,
    "corp_external_approve_only_by_admin": True,
    "ban_share_external": False,
}
SAFETY = {"enable_readonly_copy": False, "enable_readonly_comment": False}
WATERMARK = {"margin_type": 1, "show_visitor_name": False, "show_text": False, "text": ""}

#: kind of document -> creates the content of a new one; filled by the modules of the kinds
CONTENTS: dict[int, Callable[[World], Record]] = {}


def documents(world: World) -> Record:
    """Return the documents by id, including forms."""
    found: Record = world.family_state("documents", lambda _: {"by_id": {}, "vips": []})["by_id"]
    return found


def create(world: World, doc_type: int, name: str, agent_id: int) -> Record:
    """Create a document and return it."""
    docid = world.new_id("dc")
    now = world.now()
    kept = documents(world)
    kept[docid] = {
        "docid": docid,
        "doc_name": name[:NAME_LENGTH],
        "doc_type": doc_type,
        "create_time": now,
        "modify_time": now,
        "agentid": agent_id,
        "url": f"https://doc.example.com/{PATHS[doc_type]}/{docid}",
        "access_rule": dict(ACCESS),
        "secure_setting": {**SAFETY, "watermark": dict(WATERMARK)},
        "doc_member_list": [],
        "co_auth_list": [],
        **CONTENTS[doc_type](world),
    }
    keep_newest(kept, KEPT)
    found: Record = kept[docid]
    return found


def doc_of(world: World, args: Args, *kinds: int, name: str = "docid") -> Record:
    """Return the document that ``docid`` names.

    :param kinds: the permitted kinds; another kind is rejected with 640054
    """
    found = documents(world).get(args.text(name))
    if found is None or "form_info" in found:
        raise SimulatedError(301085, "invalid docid")
    if kinds and found["doc_type"] not in kinds:
        raise SimulatedError(640054)
    doc: Record = found
    return doc


def touch(world: World, doc: Record) -> None:
    """Set the change time of a document."""
    doc["modify_time"] = world.now()


def _file_of(world: World, args: Args) -> Record:
    """Return the document or the form that ``docid`` or ``formid`` names, one of the two."""
    docid, formid = args.optional_text("docid"), args.optional_text("formid")
    if bool(docid) == bool(formid):
        raise SimulatedError(40058, "docid or formid is needed, not both")
    found = documents(world).get(docid or formid)
    if found is None or bool(formid) != ("form_info" in found):
        raise SimulatedError(301085, "invalid docid")
    file: Record = found
    return file


def _cut(name: str) -> str:
    """Return what WeCom keeps of a new name, where a Chinese character counts twice (97736)."""
    width = 0
    for at, letter in enumerate(name):
        width += 1 if letter.isascii() else 2
        if width > NAME_LENGTH:
            return name[:at]
    return name


@routes.post("wedoc/create_doc")
def create_doc(world: World, args: Args) -> Payload:
    """Create a document; a name that is too long is cut."""
    doc_type = args.number("doc_type")
    if doc_type not in PATHS:
        raise SimulatedError(640054)
    name = args.text("doc_name", missing=640052, invalid=640052)
    if args.optional_text("spaceid"):
        args.text("fatherid", missing=640021)
    admins = args.texts("admin_users", most=3, invalid=640053)
    need_members(world, admins, unknown=640012)
    doc = create(world, doc_type, name, args.agent_id)
    doc["doc_member_list"] = [{"type": 1, "userid": userid, "auth": 7} for userid in admins]
    doc.update(args.pick("spaceid", "fatherid"))
    return {"url": doc["url"], "docid": doc["docid"]}


@routes.post("wedoc/rename_doc")
def rename_doc(world: World, args: Args) -> Payload:
    """Rename a document or a form."""
    file = _file_of(world, args)
    name = _cut(args.text("new_name", missing=640052, invalid=640052))
    if "form_info" in file:
        file["form_info"]["form_title"] = name
    else:
        file["doc_name"] = name
        touch(world, file)
    return {}


@routes.post("wedoc/del_doc")
def del_doc(world: World, args: Args) -> Payload:
    """Delete a document or a form."""
    file = _file_of(world, args)
    del documents(world)[file.get("docid") or file["formid"]]
    return {}


@routes.post("wedoc/get_doc_base_info")
def get_doc_base_info(world: World, args: Args) -> Payload:
    """Return name, kind and times."""
    doc = doc_of(world, args)
    names = ("docid", "doc_name", "create_time", "modify_time", "doc_type")
    return {"doc_base_info": {name: doc[name] for name in names}}


@routes.post("wedoc/doc_share")
def doc_share(world: World, args: Args) -> Payload:
    """Return the link."""
    return {"share_url": _file_of(world, args)["url"]}
