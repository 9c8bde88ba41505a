"""Smart documents (智能文档): pages and tables.

Sources: WeCom's pages 101619 to 101622, 101628 to 101631.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc

__all__ = ["page_of", "place", "routes"]

routes = Routes()


def _page(world: World, title: str) -> Record:
    return {
        "page_id": world.new_id("p", 12),
        "parent_id": "",
        "title": title,
        "layout_mode": 1,
        "blocks": [],
    }


def _contents(world: World) -> Record:
    return {"pages": [_page(world, "")], "tables": [], "ss_docid": "", "published": None}


wedoc.CONTENTS[wedoc.SMART_DOC] = _contents


def page_of(world: World, args: Args) -> Record:
    """Return the page that ``docid`` and ``page_id`` name."""
    page = find(
        wedoc.doc_of(world, args, wedoc.SMART_DOC)["pages"], "page_id", args.text("page_id")
    )
    if page is None:
        raise SimulatedError(640027, "invalid page_id")
    return page


def place(
    rows: list[Record], row: Record, key: str, after_id: str, *, empty_is_first: bool
) -> None:
    """Put ``row`` behind the row with the id ``after_id``, or first, or last.

    :param key: the name of the ids
    :param empty_is_first: where the row goes without ``after_id``
    """
    if row in rows:
        rows.remove(row)
    if not after_id:
        rows.insert(0 if empty_is_first else len(rows), row)
        return
    before = find(rows, key, after_id)
    if before is None:
        raise SimulatedError(640027, "invalid after_id")
    rows.insert(rows.index(before) + 1, row)


# -- pages ------------------------------------------------------------------------------------


@routes.post("wedoc/smartdoc/get_page_hierarchy")
def get_page_hierarchy(world: World, args: Args) -> Payload:
    """Return the pages in their order."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    names = ("page_id", "parent_id", "title")
    return {"pages": [{name: page[name] for name in names} for page in doc["pages"]]}


@routes.post("wedoc/smartdoc/add_page")
def add_page(world: World, args: Args) -> Payload:
    """Add a page; without ``after_id`` it is the first."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    info = args.fields("info")
    page = _page(world, info.optional_text("title"))
    _set_page(doc, page, info)
    place(doc["pages"], page, "page_id", info.optional_text("after_id"), empty_is_first=True)
    wedoc.touch(world, doc)
    return {"info": _shown_page(page, info)}


@routes.post("wedoc/smartdoc/update_page")
def update_page(world: World, args: Args) -> Payload:
    """Change title, layout and place of a page; an empty ``after_id`` moves it to the end."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    info = args.fields("info")
    page = find(doc["pages"], "page_id", info.text("page_id"))
    if page is None:
        raise SimulatedError(640027, "invalid page_id")
    page.update(info.pick("title"))
    _set_page(doc, page, info)
    if info.get("after_id") is not None:
        after_id = info.optional_text("after_id")
        place(doc["pages"], page, "page_id", after_id, empty_is_first=False)
    wedoc.touch(world, doc)
    return {"info": _shown_page(page, info)}


def _set_page(doc: Record, page: Record, info: Fields) -> None:
    page["layout_mode"] = info.number(
        "layout_mode", page["layout_mode"], least=1, most=3, invalid=640027
    )
    if info.get("parent_id") is None:
        return
    parent_id = info.optional_text("parent_id")
    if parent_id in _below(doc, page["page_id"]):
        raise SimulatedError(640027, "invalid parent_id")
    if parent_id and find(doc["pages"], "page_id", parent_id) is None:
        raise SimulatedError(640027, "invalid parent_id")
    page["parent_id"] = parent_id


def _shown_page(page: Record, info: Fields) -> Record:
    names = ("page_id", "title", "parent_id", "layout_mode")
    after = {"after_id": info.optional_text("after_id")}
    return {**{name: page[name] for name in names}, **after}


def _below(doc: Record, page_id: str) -> list[str]:
    """Return a page's id and those of all pages below it."""
    found = [page_id]
    for parent in found:
        found += [page["page_id"] for page in doc["pages"] if page["parent_id"] == parent]
    return found


@routes.post("wedoc/smartdoc/delete_page")
def delete_page(world: World, args: Args) -> Payload:
    """Delete a page with all pages below it."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    gone = _below(doc, page_of(world, args)["page_id"])
    doc["pages"] = [page for page in doc["pages"] if page["page_id"] not in gone]
    wedoc.touch(world, doc)
    return {}


# -- tables -----------------------------------------------------------------------------------


def _bound(world: World, doc: Record) -> Record:
    """Return the smart sheet behind a document; created on first use."""
    found = wedoc.documents(world).get(doc["ss_docid"])
    if found is None:
        found = wedoc.create(world, wedoc.SMART_SHEET, doc["doc_name"], doc["agentid"])
        found["sheets"].clear()
        doc["ss_docid"] = found["docid"]
    bound: Record = found
    return bound


@routes.post("wedoc/smartdoc/get_smartsheet_info")
def get_smartsheet_info(world: World, args: Args) -> Payload:
    """Return the smart sheet behind a document."""
    return {"ss_docid": _bound(world, wedoc.doc_of(world, args, wedoc.SMART_DOC))["docid"]}


@routes.post("wedoc/smartdoc/add_smartsheet")
def add_smartsheet(world: World, args: Args) -> Payload:
    """Add a table: a block of the document and a sheet."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    info = args.fields("info")
    bound = _bound(world, doc)
    sheet = wedoc.CONTENTS[wedoc.SMART_SHEET](world)["sheets"][0]
    sheet["title"] = info.optional_text("title") or f"数据表{len(doc['tables']) + 1}"
    block_id = world.new_id("b", 12)
    table = {"block_id": block_id, "title": sheet["title"], "sheet_id": sheet["sheet_id"]}
    place(doc["tables"], table, "block_id", info.optional_text("after_id"), empty_is_first=False)
    bound["sheets"].append(sheet)
    return {"info": _shown_table(doc, table, info)}


@routes.post("wedoc/smartdoc/update_smartsheet")
def update_smartsheet(world: World, args: Args) -> Payload:
    """Change title and place of a table."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    info = args.fields("info")
    table = _table(doc, info.text("block_id"))
    table.update(info.pick("title"))
    sheet = find(_bound(world, doc)["sheets"], "sheet_id", table["sheet_id"])
    if sheet is not None:
        sheet["title"] = table["title"]
    if info.get("after_id") is not None:
        after_id = info.optional_text("after_id")
        place(doc["tables"], table, "block_id", after_id, empty_is_first=False)
    return {"info": _shown_table(doc, table, info)}


@routes.post("wedoc/smartdoc/delete_smartsheet")
def delete_smartsheet(world: World, args: Args) -> Payload:
    """Delete a table; its sheet stays."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    doc["tables"].remove(_table(doc, args.text("block_id")))
    return {}


def _table(doc: Record, block_id: str) -> Record:
    table = find(doc["tables"], "block_id", block_id)
    if table is None:
        raise SimulatedError(640027, "invalid block_id")
    return table


def _shown_table(doc: Record, table: Record, info: Fields) -> Record:
    return {**table, "ss_docid": doc["ss_docid"], "after_id": info.optional_text("after_id")}
