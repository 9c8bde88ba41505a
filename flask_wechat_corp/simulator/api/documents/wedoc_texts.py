"""Text documents: reading them as a tree and changing them.

Sources: WeCom's pages 97626 and 101161. A document is stored as a list of positions: a character, a
picture or a table takes one each. Positions inside a table are not simulated.
"""

from __future__ import annotations

from collections.abc import Callable

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc

routes = Routes()

OPERATIONS = 30
RANGES = 10
VERSIONS = 100
LENGTH = 200_000
ROWS, COLUMNS, CELLS = 100, 60, 1000
PARAGRAPH: Record = {"text": "\n"}


def _contents(world: World) -> Record:
    return {"version": 1, "positions": [dict(PARAGRAPH)]}


wedoc.CONTENTS[wedoc.DOCUMENT] = _contents


# -- reading ----------------------------------------------------------------------------------


@routes.post("wedoc/document/get")
def get(world: World, args: Args) -> Payload:
    """Return the document as a tree of nodes."""
    doc = wedoc.doc_of(world, args, wedoc.DOCUMENT)
    positions = doc["positions"]
    section = _node("Section", 0, len(positions), _blocks(positions))
    story = _node("MainStory", 0, len(positions), [section])
    return {
        "version": doc["version"],
        "document": _node("Document", 0, len(positions), [story]),
    }


def _node(kind: str, begin: int, end: int, children: list[Record]) -> Record:
    return {"begin": begin, "end": end, "property": {}, "type": kind, "children": children}


def _blocks(positions: list[Record]) -> list[Record]:
    """Return paragraphs and tables, in order."""
    found = []
    start = 0
    for index, position in enumerate(positions):
        if "table" in position:
            if index > start:
                found.append(_paragraph(positions, start, index))
            found.append(_table(position["table"], index))
            start = index + 1
        elif position.get("text") == "\n":
            found.append(_paragraph(positions, start, index + 1))
            start = index + 1
    if start < len(positions):
        found.append(_paragraph(positions, start, len(positions)))
    return found


def _paragraph(positions: list[Record], start: int, end: int) -> Record:
    children: list[Record] = []
    for index in range(start, end):
        position = positions[index]
        last = children[-1] if children else None
        if "drawing" in position:
            leaf = _node("Drawing", index, index + 1, [])
            leaf["property"] = {"drawing_property": position["drawing"]}
            children.append(leaf)
            continue
        style = position.get("style", {})
        runs = {"run_property": style} if style else {}
        if last is not None and last["type"] == "Text" and last["property"] == runs:
            last["text"] += position["text"]
            last["end"] = index + 1
        else:
            leaf = _node("Text", index, index + 1, [])
            children.append({**leaf, "property": runs, "text": position["text"]})
    return _node("Paragraph", start, end, children)


def _table(size: Record, index: int) -> Record:
    cells = [_node("TableCell", index, index + 1, []) for _ in range(size["cols"])]
    rows = [_node("TableRow", index, index + 1, list(cells)) for _ in range(size["rows"])]
    return _node("Table", index, index + 1, rows)


# -- changing ---------------------------------------------------------------------------------


@routes.post("wedoc/document/batch_update")
def batch_update(world: World, args: Args) -> Payload:
    """Apply all operations, or none when one fails."""
    doc = wedoc.doc_of(world, args, wedoc.DOCUMENT)
    version = args.number("version", doc["version"], least=0)
    if not doc["version"] - VERSIONS <= version <= doc["version"]:
        raise SimulatedError(640027, "invalid version")
    positions = [dict(one) for one in doc["positions"]]
    for request in args.records("requests", least=1, most=OPERATIONS):
        name = next((name for name in _OPERATIONS if request.get(name) is not None), None)
        if name is None:
            raise SimulatedError(640027, "invalid requests")
        _OPERATIONS[name](positions, Fields(request).fields(name))
        if len(positions) > LENGTH:
            raise SimulatedError(640027, "document too long")
    if not positions or positions[-1].get("text") != "\n":
        positions.append(dict(PARAGRAPH))
    doc["positions"] = positions
    doc["version"] += 1
    wedoc.touch(world, doc)
    return {}


def _at(positions: list[Record], fields: Fields) -> int:
    return fields.fields("location").number("index", least=0, most=len(positions), invalid=640027)


def _range(positions: list[Record], given: Fields) -> tuple[int, int]:
    start = given.number("start_index", least=0, most=len(positions), invalid=640027)
    length = given.number("length", least=0, invalid=640027)
    if start + length > len(positions):
        raise SimulatedError(640027, "range beyond the end")
    return start, start + length


def _ranges(positions: list[Record], fields: Fields) -> list[tuple[int, int]]:
    found = [
        _range(positions, Fields(one)) for one in fields.records("ranges", least=1, most=RANGES)
    ]
    return sorted(found, reverse=True)  # from the end: an earlier range keeps its place


def _letters(text: str) -> list[Record]:
    return [{"text": letter} for letter in text]


def _insert_text(positions: list[Record], fields: Fields) -> None:
    at = _at(positions, fields)
    positions[at:at] = _letters(fields.text("text"))


def _replace_text(positions: list[Record], fields: Fields) -> None:
    for start, end in _ranges(positions, fields):
        positions[start:end] = _letters(fields.optional_text("text"))


def _delete_content(positions: list[Record], fields: Fields) -> None:
    start, end = _range(positions, fields.fields("range"))
    del positions[start:end]


def _insert_image(positions: list[Record], fields: Fields) -> None:
    extent = {"cx": fields.number("width", 0), "cy": fields.number("height", 0)}
    picture = {"uri": fields.text("image_id"), "shape": {"transform": {"extent": extent}}}
    positions.insert(_at(positions, fields), {"drawing": {"inline_keyword": {"picture": picture}}})


def _insert_page_break(positions: list[Record], fields: Fields) -> None:
    positions.insert(_at(positions, fields), {"text": "\f"})


def _insert_table(positions: list[Record], fields: Fields) -> None:
    rows = fields.number("rows", least=1, most=ROWS, invalid=640027)
    columns = fields.number("cols", least=1, most=COLUMNS, invalid=640027)
    if rows * columns > CELLS:
        raise SimulatedError(640027, "too many cells")
    positions.insert(_at(positions, fields), {"table": {"rows": rows, "cols": columns}})


def _insert_paragraph(positions: list[Record], fields: Fields) -> None:
    positions.insert(_at(positions, fields), dict(PARAGRAPH))


def _update_text_property(positions: list[Record], fields: Fields) -> None:
    style = fields.record("text_property")
    for start, end in _ranges(positions, fields):
        for position in positions[start:end]:
            if "text" in position:
                position["style"] = {**position.get("style", {}), **style}


_OPERATIONS: dict[str, Callable[[list[Record], Fields], None]] = {
    "replace_text": _replace_text,
    "insert_text": _insert_text,
    "delete_content": _delete_content,
    "insert_image": _insert_image,
    "insert_page_break": _insert_page_break,
    "insert_table": _insert_table,
    "insert_paragraph": _insert_paragraph,
    "update_text_property": _update_text_property,
}
