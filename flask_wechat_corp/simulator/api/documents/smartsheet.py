"""Smart sheets (智能表格): their sheets and fields.

Sources: WeCom's pages 99896, 99898, 99899, 99904 to 99906, 101154, 101157.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc

__all__ = ["field_of", "read_only", "routes", "sheet_of", "sheets_of", "slice_of"]

routes = Routes()

FIELDS = 150
PAGE = 1000
#: kind of field -> its property in requests
PROPERTIES = {
    "TEXT": None, "NUMBER": "number", "CHECKBOX": "checkbox", "DATE_TIME": "date_time",
    "IMAGE": None, "ATTACHMENT": "attachment", "USER": "user", "URL": "url", "SELECT": "select",
    "CREATED_USER": None, "MODIFIED_USER": None, "CREATED_TIME": "created_time",
    "MODIFIED_TIME": "modified_time", "PROGRESS": "progress", "PHONE_NUMBER": None, "EMAIL": None,
    "SINGLE_SELECT": "single_select", "REFERENCE": "reference", "LOCATION": "location",
    "CURRENCY": "currency", "WWGROUP": "ww_group", "AUTONUMBER": "auto_number",
    "PERCENTAGE": "percentage", "BARCODE": "barcode",
}  # fmt: skip
#: kinds whose values WeCom makes itself
READ_ONLY = ("CREATED_USER", "MODIFIED_USER", "CREATED_TIME", "MODIFIED_TIME", "AUTONUMBER")


def _new_sheet(world: World, title: str) -> Record:
    return {
        "sheet_id": world.new_id("", 6),
        "title": title,
        "is_visible": True,
        "type": "smartsheet",
        "fields": [],
        "records": {},
        "views": [],
        "field_groups": [],
        "ver": 1,
        "webhook_key": world.new_id("", 32),
    }


def _contents(world: World) -> Record:
    sheet = _new_sheet(world, "智能表1")
    title = {"field_title": "文本", "field_type": "FIELD_TYPE_TEXT"}
    sheet["fields"] = [{"field_id": world.new_id("f", 6), **title}]
    view = {"view_title": "表格视图", "view_type": "VIEW_TYPE_GRID", "property": {}}
    sheet["views"] = [{"view_id": world.new_id("v", 6), **view}]
    return {"sheets": [sheet], "rules": {}, "groupchats": {}}


wedoc.CONTENTS[wedoc.SMART_SHEET] = _contents


def sheets_of(world: World, args: Args) -> list[Record]:
    """Return the sheets of the smart sheet that ``docid`` names."""
    sheets: list[Record] = wedoc.doc_of(world, args, wedoc.SMART_SHEET)["sheets"]
    return sheets


def sheet_of(world: World, args: Args) -> Record:
    """Return the sheet that ``docid`` and ``sheet_id`` name."""
    sheet = find(sheets_of(world, args), "sheet_id", args.text("sheet_id", missing=640086))
    if sheet is None:
        raise SimulatedError(640097)
    return sheet


def field_of(sheet: Record, key: str, value: object) -> Record:
    """Return a field of a sheet by ``field_id`` or ``field_title``."""
    field = find(sheet["fields"], key, value)
    if field is None:
        raise SimulatedError(2022004)
    return field


def read_only(field: Record) -> bool:
    """Return whether WeCom sets the values of a field itself."""
    return str(field["field_type"]).removeprefix("FIELD_TYPE_") in READ_ONLY


def slice_of(args: Args, name: str, rows: list[Record]) -> Record:
    """Return the rows that ``offset`` and ``limit`` ask for, called ``name``."""
    offset = args.number("offset", 0, least=0)
    limit = args.number("limit", 0, least=0, most=PAGE) or PAGE
    if offset > len(rows):
        raise SimulatedError(2022023)
    end = min(offset + limit, len(rows))
    return {
        name: rows[offset:end],
        "total": len(rows),
        "has_more": end < len(rows),
        "next": end,
    }


# -- sheets -----------------------------------------------------------------------------------


@routes.post("wedoc/smartsheet/get_sheet")
def get_sheet(world: World, args: Args) -> Payload:
    """Return one sheet, or all of them."""
    rows = [sheet_of(world, args)] if args.get("sheet_id") else sheets_of(world, args)
    names = ("sheet_id", "title", "is_visible", "type")
    return {"sheet_list": [{name: sheet[name] for name in names} for sheet in rows]}


@routes.post("wedoc/smartsheet/add_sheet")
def add_sheet(world: World, args: Args) -> Payload:
    """Add a sheet without fields, views and records."""
    sheets = sheets_of(world, args)
    properties = args.fields("properties", required=False)
    sheet = _new_sheet(world, properties.optional_text("title") or f"智能表{len(sheets) + 1}")
    index = properties.number("index", len(sheets), least=0)
    sheets.insert(index, sheet)
    shown = {"title": sheet["title"], "index": sheets.index(sheet)}
    return {"properties": {"sheet_id": sheet["sheet_id"], **shown}}


@routes.post("wedoc/smartsheet/update_sheet")
def update_sheet(world: World, args: Args) -> Payload:
    """Rename a sheet."""
    properties = args.fields("properties")
    sheet = find(sheets_of(world, args), "sheet_id", properties.text("sheet_id", missing=640086))
    if sheet is None:
        raise SimulatedError(640097)
    sheet["title"] = properties.text("title")
    return {}


@routes.post("wedoc/smartsheet/delete_sheet")
def delete_sheet(world: World, args: Args) -> Payload:
    """Delete a sheet with everything in it."""
    sheets_of(world, args).remove(sheet_of(world, args))
    return {}


# -- fields -----------------------------------------------------------------------------------


@routes.post("wedoc/smartsheet/get_fields")
def get_fields(world: World, args: Args) -> Payload:
    """Return one page of the fields, those of the ids or the titles if given."""
    sheet = sheet_of(world, args)
    fields = sheet["fields"]
    if args.get("view_id") and find(sheet["views"], "view_id", args.text("view_id")) is None:
        raise SimulatedError(2022005)
    if ids := args.texts("field_ids", most=FIELDS):
        fields = [field for field in fields if field["field_id"] in ids]
    if titles := args.texts("field_titles", most=FIELDS):
        fields = [field for field in fields if field["field_title"] in titles]
    found = slice_of(args, "fields", fields)
    return {"total": found["total"], "fields": found["fields"]}


@routes.post("wedoc/smartsheet/add_fields")
def add_fields(world: World, args: Args) -> Payload:
    """Add fields."""
    sheet = sheet_of(world, args)
    given = args.records("fields", least=1, most=FIELDS)
    if len(sheet["fields"]) + len(given) > FIELDS:
        raise SimulatedError(2022029)
    added: list[Record] = []
    for one in map(Fields, given):
        kind = one.text("field_type", missing=2022010).removeprefix("FIELD_TYPE_")
        if kind not in PROPERTIES:
            raise SimulatedError(2022010)
        title = _free_title(one, [*sheet["fields"], *added])
        field = {"field_id": world.new_id("f", 6), "field_title": title}
        added.append({**field, "field_type": f"FIELD_TYPE_{kind}", **_property(world, kind, one)})
    sheet["fields"] += added
    return {"fields": added}


@routes.post("wedoc/smartsheet/update_fields")
def update_fields(world: World, args: Args) -> Payload:
    """Change titles and properties; the kind of a field stays."""
    sheet = sheet_of(world, args)
    changed = []
    for one in map(Fields, args.records("fields", least=1, most=FIELDS)):
        field = field_of(sheet, "field_id", one.text("field_id", missing=2022004))
        if one.text("field_type", missing=2022010) != field["field_type"]:
            raise SimulatedError(2022010)
        kind = field["field_type"].removeprefix("FIELD_TYPE_")
        if one.get("field_title") is not None:  # its own title is taken too
            field["field_title"] = _free_title(one, sheet["fields"])
        field.update(_property(world, kind, one))
        changed.append(field)
    return {"fields": changed}


@routes.post("wedoc/smartsheet/delete_fields")
def delete_fields(world: World, args: Args) -> Payload:
    """Delete fields with their values."""
    sheet = sheet_of(world, args)
    ids = args.texts("field_ids", least=1, most=FIELDS)
    for field_id in ids:
        field_of(sheet, "field_id", field_id)
    sheet["fields"] = [field for field in sheet["fields"] if field["field_id"] not in ids]
    for record in sheet["records"].values():
        for field_id in ids:
            record["values"].pop(field_id, None)
    for group in sheet["field_groups"]:
        group["children"] = [one for one in group["children"] if one["field_id"] not in ids]
    return {}


def _free_title(given: Fields, others: list[Record]) -> str:
    title = given.text("field_title", missing=2022030)
    if find(others, "field_title", title) is not None:
        raise SimulatedError(2022030)
    return title


def _property(world: World, kind: str, given: Fields) -> Record:
    """Return the property of a field, its options with ids."""
    name = f"property_{PROPERTIES[kind]}"
    if PROPERTIES[kind] is None or given.get(name) is None:
        return {}
    value = given.record(name)
    if isinstance(value.get("options"), list):
        value["options"] = [
            {"id": world.new_id("o", 6), "style": 1, **option}
            for option in value["options"]
            if isinstance(option, dict)
        ]
    return {name: value}
