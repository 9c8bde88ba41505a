"""Smart sheets (智能表格): the records of a sheet.

Sources: WeCom's pages 99907 to 99909, 101158, 101240, 101241. Values are kept by field id.
"""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from . import smartsheet, smartsheet_webhook, wedoc
from .smartsheet_filter import matches

routes = Routes()

RECORDS = 100_000
AT_ONCE = 1000
SHOWN = ("record_id", "create_time", "update_time", "creator_name", "updater_name")
BY_TITLE, BY_ID = "CELL_VALUE_KEY_TYPE_FIELD_TITLE", "CELL_VALUE_KEY_TYPE_FIELD_ID"


def _keys(args: Args) -> str:
    kind = args.optional_text("key_type") or BY_TITLE
    if kind not in (BY_TITLE, BY_ID):
        raise SimulatedError(640027, "invalid key_type")
    return "field_id" if kind == BY_ID else "field_title"


def _values(world: World, sheet: Record, given: Record, key: str, *, simple: bool) -> Record:
    """Return values by field id, checked.

    :param simple: take the short forms of a webhook
    """
    found = {}
    for name, value in Fields(given).record("values").items():
        field = smartsheet.field_of(sheet, key, name)
        if smartsheet.read_only(field):
            raise SimulatedError(640101)
        value = smartsheet_webhook.full(world, field, value) if simple else value
        found[field["field_id"]] = _value(world, field, value)
    return found


def _value(world: World, field: Record, value: Any) -> Any:
    kind = field["field_type"].removeprefix("FIELD_TYPE_")
    if kind == "TEXT":
        return _objects(value, 2022015)
    if kind in ("NUMBER", "PROGRESS", "CURRENCY", "PERCENTAGE"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise SimulatedError(2022017)
    elif kind == "CHECKBOX" and not isinstance(value, bool):
        raise SimulatedError(640027, "a checkbox is true or false")
    elif kind == "DATE_TIME" and not (isinstance(value, str) and value.lstrip("-").isdigit()):
        raise SimulatedError(2022034)
    elif kind in ("SELECT", "SINGLE_SELECT"):
        return [_option(world, field, kind, one) for one in _objects(value, 2022013)]
    elif kind in ("IMAGE", "USER", "URL", "LOCATION", "ATTACHMENT"):
        return _objects(value, 640027)
    return value


def _objects(value: Any, errcode: int) -> list[Record]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SimulatedError(errcode)
    return value


def _option(world: World, field: Record, kind: str, given: Record) -> Record:
    """Return the option with this id or text; a new text becomes a new option."""
    name = f"property_{kind.lower()}"
    options = field.setdefault(name, {}).setdefault("options", [])
    if given.get("id"):
        known = find(options, "id", given["id"])
        if known is None:
            raise SimulatedError(2022013)
        return known
    text = Fields(given).text("text", missing=2022013)
    known = find(options, "text", text)
    if known is None:
        known = {"id": world.new_id("o", 6), "text": text, "style": given.get("style", 1)}
        options.append(known)
    return known


def _shown(sheet: Record, record: Record, key: str) -> Record:
    """Return id and values of a record, under the titles or the ids of the fields."""
    values = {}
    for field in sheet["fields"]:
        made = _made(record, field)
        if made is not None:
            values[field[key]] = made
        elif field["field_id"] in record["values"]:
            values[field[key]] = record["values"][field["field_id"]]
    return {"record_id": record["record_id"], "values": values}


def _made(record: Record, field: Record) -> Any:
    """Return a value that WeCom sets itself, None for another field."""
    agent = [{"agentid": record["agentid"], "id_type": 3}]
    made = {
        "CREATED_TIME": record["create_time"],
        "MODIFIED_TIME": record["update_time"],
        "CREATED_USER": agent,
        "MODIFIED_USER": agent,
        "AUTONUMBER": [{"seq": str(record["seq"]), "text": str(record["seq"])}],
    }
    return made.get(field["field_type"].removeprefix("FIELD_TYPE_"))


def _add(world: World, doc: Record, sheet: Record, values: list[Record]) -> list[Record]:
    if len(sheet["records"]) + len(values) > RECORDS:
        raise SimulatedError(2022029)
    agent = world.agents.get(doc["agentid"], {}).get("name", "")
    now = str(world.now() * 1000)
    added = []
    for one in values:
        record_id = world.new_id("r", 6)
        times = {"create_time": now, "update_time": now}
        names = {"creator_name": agent, "updater_name": agent}
        sheet["seq"] = sheet.get("seq", 0) + 1
        made = {"agentid": doc["agentid"], "seq": sheet["seq"]}
        record = {"record_id": record_id, **times, "values": one, **names, **made}
        sheet["records"][record_id] = record
        added.append(record)
    sheet["ver"] += 1
    wedoc.touch(world, doc)
    return added


def _update(world: World, doc: Record, sheet: Record, changes: dict[str, Record]) -> list[Record]:
    for record_id in changes:
        if record_id not in sheet["records"]:
            raise SimulatedError(2022003)
    changed = []
    for record_id, values in changes.items():
        record = sheet["records"][record_id]
        record["values"].update(values)
        record["update_time"] = str(world.now() * 1000)
        changed.append(record)
    sheet["ver"] += 1
    wedoc.touch(world, doc)
    return changed


@routes.post("wedoc/smartsheet/add_records")
def add_records(world: World, args: Args) -> Payload:
    """Add records; new texts of a choice become options."""
    doc, sheet, key = _place(world, args)
    given = args.records("records", least=1, most=AT_ONCE)
    values = [_values(world, sheet, one, key, simple=False) for one in given]
    return {"records": [_shown(sheet, one, key) for one in _add(world, doc, sheet, values)]}


@routes.post("wedoc/smartsheet/update_records")
def update_records(world: World, args: Args) -> Payload:
    """Change values of records; the others stay."""
    doc, sheet, key = _place(world, args)
    changes = {
        Fields(one).text("record_id", missing=2022003): _values(
            world, sheet, one, key, simple=False
        )
        for one in args.records("records", least=1, most=AT_ONCE)
    }
    return {"records": [_shown(sheet, one, key) for one in _update(world, doc, sheet, changes)]}


@routes.post("wedoc/smartsheet/delete_records")
def delete_records(world: World, args: Args) -> Payload:
    """Delete records."""
    doc, sheet, _ = _place(world, args)
    ids = args.texts("record_ids", least=1, most=AT_ONCE)
    if any(record_id not in sheet["records"] for record_id in ids):
        raise SimulatedError(2022003)
    for record_id in ids:
        sheet["records"].pop(record_id, None)
    sheet["ver"] += 1
    wedoc.touch(world, doc)
    return {}


def _place(world: World, args: Args) -> tuple[Record, Record, str]:
    doc = wedoc.doc_of(world, args, wedoc.SMART_SHEET)
    return doc, smartsheet.sheet_of(world, args), _keys(args)


@routes.post("wedoc/smartsheet/get_records")
def get_records(world: World, args: Args) -> Payload:
    """Return one page of the records: filtered, or sorted."""
    _, sheet, key = _place(world, args)
    if args.get("sort") and args.get("filter_spec"):
        raise SimulatedError(640027, "sort and filter_spec cannot be used together")
    if args.get("view_id") and find(sheet["views"], "view_id", args.text("view_id")) is None:
        raise SimulatedError(2022005)
    rows = list(sheet["records"].values())
    if ids := args.texts("record_ids", most=AT_ONCE):
        rows = [record for record in rows if record["record_id"] in ids]
    if spec := args.record("filter_spec", required=False):
        rows = [record for record in rows if matches(world, sheet, record, Fields(spec))]
    for one in reversed(args.records("sort", most=10)):
        field = smartsheet.field_of(sheet, "field_title", one.get("field_title"))
        rows.sort(key=lambda record: _rank(record, field), reverse=bool(one.get("desc")))
    name = "field_ids" if key == "field_id" else "field_titles"
    wanted = args.texts(name, most=smartsheet.FIELDS)
    shown = []
    for record in rows:
        values = _shown(sheet, record, key)["values"]
        if wanted:
            values = {title: value for title, value in values.items() if title in wanted}
        shown.append({**pick(record, *SHOWN), "values": values})
    return {**smartsheet.slice_of(args, "records", shown), "ver": sheet["ver"]}


def _rank(record: Record, field: Record) -> tuple[int, float, str]:
    """Return the sort key of a record: empty ones first, numbers by value, the rest as text."""
    value = record["values"].get(field["field_id"])
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, (bool, int, float)):
        return (1, float(value), "")
    if isinstance(value, list):
        words = (str(one.get("text") or one.get("title") or "") for one in value)
        return (2, 0.0, "".join(words))
    return (2, float(value), "") if value.lstrip("-").isdigit() else (3, 0.0, value)


# -- rows from outside ------------------------------------------------------------------------


@routes.post("wedoc/smartsheet/webhook", token="none")  # noqa: S106 - a kind, no secret
def webhook(world: World, args: Args) -> Payload:
    """Add or change records of the sheet that the key belongs to; cells are named by field id."""
    key = args.text("key", missing=93000)
    for doc in wedoc.documents(world).values():
        sheet = find(doc.get("sheets", ()), "webhook_key", key)
        if sheet is not None:
            break
    else:
        raise SimulatedError(93000)
    adding, changing = args.get("add_records"), args.get("update_records")
    if (adding is None) == (changing is None):
        raise SimulatedError(640027, "add_records or update_records is needed, not both")
    if adding is not None:
        values = [
            _values(world, sheet, one, "field_id", simple=True)
            for one in args.records("add_records", least=1, most=AT_ONCE)
        ]
        added = _add(world, doc, sheet, values)
        return {"add_records": [_shown_outside(sheet, one) for one in added]}
    changes = {
        Fields(one).text("record_id", missing=2022003): _values(
            world, sheet, one, "field_id", simple=True
        )
        for one in args.records("update_records", least=1, most=AT_ONCE)
    }
    changed = _update(world, doc, sheet, changes)
    return {"update_records": [_shown_outside(sheet, one) for one in changed]}


def _shown_outside(sheet: Record, record: Record) -> Record:
    found = _shown(sheet, record, "field_id")
    fields = {field["field_id"]: field for field in sheet["fields"]}
    values = found["values"].items()
    return {
        **found,
        "values": {name: smartsheet_webhook.shown(fields[name], value) for name, value in values},
    }
