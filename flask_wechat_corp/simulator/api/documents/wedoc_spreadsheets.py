"""Sheets (表格): cells by row and column. Sources: WeCom's pages 97661, 97711, 101168."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc

routes = Routes()

OPERATIONS = 5
ROWS, COLUMNS, CELLS = 1000, 200, 10_000
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")


def _sheet(world: World, title: str, rows: int, columns: int) -> Record:
    sheet_id = world.new_id("", 6)
    return {
        "sheet_id": sheet_id,
        "title": title,
        "row_count": rows,
        "column_count": columns,
        "cells": {},
    }


def _contents(world: World) -> Record:
    return {"sheets": [_sheet(world, "工作表1", 200, 20)]}


wedoc.CONTENTS[wedoc.SHEET] = _contents


def _properties(sheet: Record) -> Record:
    return {key: value for key, value in sheet.items() if key != "cells"}


def _sheet_of(doc: Record, sheet_id: str) -> Record:
    sheet = find(doc["sheets"], "sheet_id", sheet_id)
    if sheet is None:
        raise SimulatedError(640097)
    return sheet


def _checked_size(rows: int, columns: int) -> None:
    if rows > ROWS or columns > COLUMNS or rows * columns > CELLS:
        raise SimulatedError(640027, "range too large")


@routes.post("wedoc/spreadsheet/get_sheet_properties")
def get_sheet_properties(world: World, args: Args) -> Payload:
    """Return the sheets with their sizes."""
    doc = wedoc.doc_of(world, args, wedoc.SHEET)
    return {"properties": [_properties(sheet) for sheet in doc["sheets"]]}


@routes.post("wedoc/spreadsheet/get_sheet_range_data")
def get_sheet_range_data(world: World, args: Args) -> Payload:
    """Return the cells of a range like ``A1:B2``."""
    doc = wedoc.doc_of(world, args, wedoc.SHEET)
    sheet = _sheet_of(doc, args.text("sheet_id"))
    match = REFERENCE.fullmatch(args.text("range"))
    if match is None:
        raise SimulatedError(640027, "invalid range")
    left, top = _column(match[1]), int(match[2]) - 1
    right, bottom = _column(match[3]), int(match[4]) - 1
    if right < left or bottom < top:
        raise SimulatedError(640027, "invalid range")
    _checked_size(bottom - top + 1, right - left + 1)
    empty: Record = {"cell_value": {}, "cell_format": {}}
    rows = [
        {"values": [sheet["cells"].get(f"{row},{at}", empty) for at in range(left, right + 1)]}
        for row in range(top, bottom + 1)
    ]
    return {"data": {"result": {"start_row": top, "start_column": left, "rows": rows}}}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@routes.post("wedoc/spreadsheet/batch_update")
def batch_update(world: World, args: Args) -> Payload:
    """Apply the operations in order up to the first error; earlier ones remain."""
    doc = wedoc.doc_of(world, args, wedoc.SHEET)
    responses = []
    for request in args.records("requests", least=1, most=OPERATIONS):
        name = next((name for name in _OPERATIONS if request.get(name) is not None), None)
        if name is None:
            raise SimulatedError(640027, "invalid requests")
        result = _OPERATIONS[name](world, doc, Fields(request).fields(name))
        responses.append({name.replace("_request", "_response"): result})
        wedoc.touch(world, doc)
    return {"data": {"responses": responses}}


def _add_sheet(world: World, doc: Record, fields: Fields) -> Record:
    rows = fields.number("row_count", 200, least=1)
    columns = fields.number("column_count", 20, least=1, most=COLUMNS, invalid=640027)
    if rows * columns > CELLS:
        raise SimulatedError(640027, "too many cells")
    sheet = _sheet(world, fields.text("title"), rows, columns)
    doc["sheets"].append(sheet)
    return {"properties": _properties(sheet)}


def _delete_sheet(world: World, doc: Record, fields: Fields) -> Record:
    sheet = _sheet_of(doc, fields.text("sheet_id"))
    doc["sheets"].remove(sheet)
    return {"sheet_id": sheet["sheet_id"]}


def _update_range(world: World, doc: Record, fields: Fields) -> Record:
    sheet = _sheet_of(doc, fields.text("sheet_id"))
    grid = fields.fields("grid_data")
    top, left = grid.number("start_row", 0, least=0), grid.number("start_column", 0, least=0)
    rows = [Fields(row).records("values", most=COLUMNS) for row in grid.records("rows", most=ROWS)]
    widest = max((len(row) for row in rows), default=0)
    _checked_size(len(rows), widest)
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            kept = {"cell_format": {}, **cell}
            sheet["cells"][f"{top + down},{left + across}"] = kept
    sheet["row_count"] = max(sheet["row_count"], top + len(rows))
    sheet["column_count"] = max(sheet["column_count"], left + widest)
    return {"updated_cells": sum(len(row) for row in rows)}


def _delete_dimension(world: World, doc: Record, fields: Fields) -> Record:
    sheet = _sheet_of(doc, fields.text("sheet_id"))
    dimension = fields.text("dimension")
    if dimension not in ("ROW", "COLUMN"):
        raise SimulatedError(640027, "invalid dimension")
    start = fields.number("start_index", least=1, invalid=640027) - 1
    count = "row_count" if dimension == "ROW" else "column_count"
    end = min(fields.number("end_index", least=1, invalid=640027) - 1, sheet[count])
    if end <= start:
        raise SimulatedError(640027, "end_index must be above start_index")
    cells = {}
    for key, cell in sheet["cells"].items():
        at = [int(part) for part in key.split(",")]
        axis = 0 if dimension == "ROW" else 1
        if start <= at[axis] < end:
            continue
        at[axis] -= end - start if at[axis] >= end else 0
        cells[f"{at[0]},{at[1]}"] = cell
    sheet["cells"] = cells
    sheet[count] -= end - start
    return {"deleted": end - start}


_OPERATIONS: dict[str, Callable[[World, Record, Fields], Record]] = {
    "add_sheet_request": _add_sheet,
    "delete_sheet_request": _delete_sheet,
    "update_range_request": _update_range,
    "delete_dimension_request": _delete_dimension,
}
