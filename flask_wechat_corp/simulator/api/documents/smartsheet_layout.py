"""Smart sheets (智能表格): views, groups of fields, and group chats of automations.

Sources: WeCom's pages 99900 to 99902, 101155, 101100 to 101103, 100989, 101028, 101029.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find, need_members
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import smartsheet, wedoc

routes = Routes()

VIEWS = 200
GROUPS = 150
KINDS = ("GRID", "KANBAN", "GALLERY", "GANTT", "CALENDAR")


# -- views ------------------------------------------------------------------------------------


@routes.post("wedoc/smartsheet/get_views")
def get_views(world: World, args: Args) -> Payload:
    """Return one page of the views."""
    views = smartsheet.sheet_of(world, args)["views"]
    if ids := args.texts("view_ids", most=VIEWS):
        views = [view for view in views if view["view_id"] in ids]
    return smartsheet.slice_of(args, "views", views)


@routes.post("wedoc/smartsheet/add_view")
def add_view(world: World, args: Args) -> Payload:
    """Add a view; a Gantt chart or a calendar needs two date fields."""
    sheet = smartsheet.sheet_of(world, args)
    kind = args.text("view_type", missing=2022009).removeprefix("VIEW_TYPE_")
    if kind not in KINDS:
        raise SimulatedError(2022009)
    if len(sheet["views"]) >= VIEWS:
        raise SimulatedError(2022029)
    title = args.text("view_title")
    if find(sheet["views"], "view_title", title) is not None:
        raise SimulatedError(2022022)
    view: Record = {
        "view_id": world.new_id("v", 6),
        "view_title": title,
        "view_type": f"VIEW_TYPE_{kind}",
        "property": {},
    }
    if kind in ("GANTT", "CALENDAR"):
        name = f"property_{kind.lower()}"
        dates = args.fields(name)
        for end in ("start_date_field_id", "end_date_field_id"):
            field = smartsheet.field_of(sheet, "field_id", dates.text(end, missing=2022032))
            if field["field_type"] != "FIELD_TYPE_DATE_TIME":
                raise SimulatedError(2022032)
        view[name] = args.record(name)
    sheet["views"].append(view)
    return {"view": {name: view[name] for name in ("view_id", "view_title", "view_type")}}


@routes.post("wedoc/smartsheet/update_view")
def update_view(world: World, args: Args) -> Payload:
    """Change title and property of a view."""
    view = _view(smartsheet.sheet_of(world, args), args.text("view_id", missing=2022005))
    view.update(args.pick("view_title"))
    view["property"].update(args.record("property", required=False))
    return {"view": view}


@routes.post("wedoc/smartsheet/delete_views")
def delete_views(world: World, args: Args) -> Payload:
    """Delete views."""
    sheet = smartsheet.sheet_of(world, args)
    for view_id in args.texts("view_ids", least=1, most=VIEWS, missing=2022005):
        sheet["views"].remove(_view(sheet, view_id))
    return {}


def _view(sheet: Record, view_id: str) -> Record:
    view = find(sheet["views"], "view_id", view_id)
    if view is None:
        raise SimulatedError(2022005)
    return view


# -- groups of fields -------------------------------------------------------------------------


@routes.post("wedoc/smartsheet/get_field_groups")
def get_field_groups(world: World, args: Args) -> Payload:
    """Return one page of the groups."""
    groups = smartsheet.sheet_of(world, args)["field_groups"]
    return smartsheet.slice_of(args, "field_groups", groups)


@routes.post("wedoc/smartsheet/add_field_group")
def add_field_group(world: World, args: Args) -> Payload:
    """Add a group; a field is in one group."""
    sheet = smartsheet.sheet_of(world, args)
    if len(sheet["field_groups"]) >= GROUPS:
        raise SimulatedError(2022029)
    group_id = world.new_id("g", 6)
    children = _children(sheet, args, group_id)
    group = {"field_group_id": group_id, "name": _free_name(sheet, args), "children": children}
    sheet["field_groups"].append(group)
    return {"field_group": group}


@routes.post("wedoc/smartsheet/update_field_group")
def update_field_group(world: World, args: Args) -> Payload:
    """Change name and fields of a group."""
    sheet = smartsheet.sheet_of(world, args)
    group = _group(sheet, args.text("field_group_id"))
    if args.get("name") not in (None, group["name"]):
        group["name"] = _free_name(sheet, args)
    if args.get("children") is not None:
        group["children"] = _children(sheet, args, group["field_group_id"])
    return {"field_group": group}


@routes.post("wedoc/smartsheet/delete_field_groups")
def delete_field_groups(world: World, args: Args) -> Payload:
    """Delete groups; their fields stay."""
    sheet = smartsheet.sheet_of(world, args)
    for group_id in args.texts("field_group_ids", least=1, most=GROUPS):
        sheet["field_groups"].remove(_group(sheet, group_id))
    return {}


def _group(sheet: Record, group_id: str) -> Record:
    group = find(sheet["field_groups"], "field_group_id", group_id)
    if group is None:
        raise SimulatedError(640027, "invalid field_group_id")
    return group


def _free_name(sheet: Record, args: Args) -> str:
    name = args.text("name")
    if find(sheet["field_groups"], "name", name) is not None:
        raise SimulatedError(2022031)
    return name


def _children(sheet: Record, args: Args, group_id: str) -> list[Record]:
    ids = [Fields(one).text("field_id") for one in args.records("children", most=GROUPS)]
    taken = {
        child["field_id"]
        for group in sheet["field_groups"]
        if group["field_group_id"] != group_id
        for child in group["children"]
    }
    for field_id in ids:
        smartsheet.field_of(sheet, "field_id", field_id)
        if field_id in taken:
            raise SimulatedError(2022031)
    return [{"field_id": field_id} for field_id in dict.fromkeys(ids)]


# -- group chats ------------------------------------------------------------------------------


def add_groupchat(world: World, docid: str, name: str, owner: str, users: list[str]) -> str:
    """Create a group chat, as an automation of a smart sheet does; return its id.

    :raises SimulatedError: 301085, 640054 or 60111
    """
    args = Args("POST", "", body={"docid": docid})
    chats = wedoc.doc_of(world, args, wedoc.SMART_SHEET)["groupchats"]
    members = list(dict.fromkeys([owner, *need_members(world, [owner, *users])]))
    chat_id = world.new_id("wr")
    chats[chat_id] = {"name": name, "owner": owner, "user_list": members}
    return chat_id


def _chats(world: World, args: Args) -> Record:
    chats: Record = wedoc.doc_of(world, args, wedoc.SMART_SHEET)["groupchats"]
    return chats


def _chat(world: World, args: Args) -> Record:
    chat = _chats(world, args).get(args.text("chat_id"))
    if chat is None:
        raise SimulatedError(40050)
    found: Record = chat
    return found


@routes.post("wedoc/smartsheet/groupchat/list")
def groupchat_list(world: World, args: Args) -> Payload:
    """Return one page of the chats of automations."""
    found = args.paged("chat_id_list", list(_chats(world, args)), default=100, most=200)
    return {**found, "has_more": bool(found["next_cursor"])}


@routes.post("wedoc/smartsheet/groupchat/get")
def groupchat_get(world: World, args: Args) -> Payload:
    """Return name, owner and members."""
    return dict(_chat(world, args))


@routes.post("wedoc/smartsheet/groupchat/update")
def groupchat_update(world: World, args: Args) -> Payload:
    """Change owner and members."""
    chat = _chat(world, args)
    added = need_members(world, args.texts("add_user_list", most=500))
    gone = args.texts("del_user_list", most=500)
    users = [userid for userid in dict.fromkeys([*chat["user_list"], *added]) if userid not in gone]
    owner = args.optional_text("owner") or chat["owner"]
    if owner not in users:
        raise SimulatedError(40058, "the owner must be a member")
    chat.update(owner=owner, user_list=users)
    return {}
