"""Smart documents (智能文档): the blocks of a page.

Sources: WeCom's pages 101623 to 101626.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import find
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import smartdoc, wedoc

routes = Routes()

PAGE = 200
KINDS = (
    "TEXT", "IMAGE", "TODO", "NUMBERED_LIST", "BULLETED_LIST", "DIVIDER", "LINK", "COLUMN_LIST",
    "HEADER_1", "HEADER_2", "HEADER_3", "HEADER_4", "HEADER_5", "HEADER_6", "HIGHLIGHT", "FILE",
    "VIEW", "TABLE", "CODE", "QUOTE",
)  # fmt: skip


def in_order(blocks: list[Record], parent_id: str = "") -> list[Record]:
    """Return the blocks, each followed by its children."""
    found = []
    for block in blocks:
        if block["parent_id"] == parent_id:
            found += [block, *in_order(blocks, block["id"])]
    return found


def _shown(blocks: list[Record], block: Record) -> Record:
    children = [one["id"] for one in blocks if one["parent_id"] == block["id"]]
    return {**block, "children": children}


def _set(blocks: list[Record], block: Record, given: Fields) -> None:
    kind = given.optional_text("type").removeprefix("BLOCK_TYPE_")
    if kind:
        if kind not in KINDS:
            raise SimulatedError(640027, "invalid type")
        block["type"] = f"BLOCK_TYPE_{kind}"
    if given.get("parent_id") is not None:
        parent_id = given.optional_text("parent_id")
        if parent_id and parent_id in _with_children(blocks, [block["id"]]):
            raise SimulatedError(640027, "invalid parent_id")
        if parent_id and find(blocks, "id", parent_id) is None:
            raise SimulatedError(640027, "invalid parent_id")
        block["parent_id"] = parent_id
    block.update(given.pick("title", "props"))


@routes.post("wedoc/smartdoc/add_blocks")
def add_blocks(world: World, args: Args) -> Payload:
    """Add blocks; without ``after_id`` a block is the first."""
    blocks = [dict(one) for one in smartdoc.page_of(world, args)["blocks"]]
    added = []
    for one in map(Fields, args.records("blocks", least=1, most=PAGE)):
        one.text("type")
        block: Record = {"id": world.new_id("b", 12), "parent_id": "", "title": "", "props": {}}
        _set(blocks, block, one)
        after_id = one.optional_text("after_id")
        smartdoc.place(blocks, block, "id", after_id, empty_is_first=True)
        added.append((block, after_id))
    _keep(world, args, blocks)
    return {"blocks": [{**_shown(blocks, one), "after_id": after} for one, after in added]}


@routes.post("wedoc/smartdoc/update_blocks")
def update_blocks(world: World, args: Args) -> Payload:
    """Change blocks."""
    blocks = [dict(one) for one in smartdoc.page_of(world, args)["blocks"]]
    changed = []
    for one in map(Fields, args.records("blocks", least=1, most=PAGE)):
        block = find(blocks, "id", one.text("id"))
        if block is None:
            raise SimulatedError(640027, "invalid block id")
        _set(blocks, block, one)
        if one.get("after_id") is not None:
            after_id = one.optional_text("after_id")
            smartdoc.place(blocks, block, "id", after_id, empty_is_first=True)
        changed.append(block)
    _keep(world, args, blocks)
    return {"blocks": [_shown(blocks, block) for block in changed]}


@routes.post("wedoc/smartdoc/delete_blocks")
def delete_blocks(world: World, args: Args) -> Payload:
    """Delete blocks with those below them."""
    blocks = smartdoc.page_of(world, args)["blocks"]
    ids = args.texts("ids", least=1, most=PAGE)
    if any(find(blocks, "id", one) is None for one in ids):
        raise SimulatedError(640027, "invalid block id")
    gone = _with_children(blocks, ids)
    _keep(world, args, [block for block in blocks if block["id"] not in gone])
    return {}


def _with_children(blocks: list[Record], ids: list[str]) -> list[str]:
    found = list(ids)
    for parent in found:
        found += [block["id"] for block in blocks if block["parent_id"] == parent]
    return found


def _keep(world: World, args: Args, blocks: list[Record]) -> None:
    smartdoc.page_of(world, args)["blocks"] = blocks
    wedoc.touch(world, wedoc.doc_of(world, args, wedoc.SMART_DOC))


@routes.post("wedoc/smartdoc/get_block_list")
def get_block_list(world: World, args: Args) -> Payload:
    """Return one page of the blocks; ``has_more`` is a string, as in WeCom."""
    blocks = smartdoc.page_of(world, args)["blocks"]
    rows = in_order(blocks)
    if ids := args.texts("ids", most=PAGE):
        rows = [block for block in rows if block["id"] in ids]
    start = args.number("start", 0, least=0, invalid=640027)
    end = start + args.number("limit", PAGE, least=1, most=PAGE, invalid=640027)
    return {
        "blocks": [_shown(blocks, block) for block in rows[start:end]],
        "has_more": "true" if end < len(rows) else "false",
        "next_start": min(end, len(rows)),
    }


# -- export -----------------------------------------------------------------------------------
