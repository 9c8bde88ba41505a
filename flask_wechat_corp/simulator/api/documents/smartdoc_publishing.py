"""Smart documents (智能文档): the published copy, and the export as Markdown.

Sources: WeCom's pages 101616 to 101618, 101627.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import Args, Fields
from ..routes import Payload, Routes
from . import wedoc
from .smartdoc import page_of
from .smartdoc_blocks import in_order

routes = Routes()

RANGES = (1, 3, 4)
TASKS = 100
SECONDS = 2
"""What an export takes, on the world's clock."""


def _audience(world: World, args: Args) -> Record:
    chosen = args.number("publish_range", 1)
    if chosen not in RANGES:
        raise SimulatedError(640027, "invalid publish_range")
    people = args.records("auth_list", most=500)
    if chosen == 4 and not people:
        raise SimulatedError(640027, "missing auth_list")
    for one in map(Fields, people):
        if one.number("type", least=1, most=2, invalid=640027) == 1:
            if world.member(one.text("userid", missing=640012)) is None:
                raise SimulatedError(640012)
        elif one.number("departmentid", missing=640013) not in world.departments:
            raise SimulatedError(640013)
    return {"publish_range": chosen, "auth_list": people}


@routes.post("wedoc/smartdoc/publish")
def publish(world: World, args: Args) -> Payload:
    """Publish the document as it is now."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    audience = _audience(world, args)
    before = doc["published"] or {"share_code": world.new_id("", 16), "version": 0}
    code = before["share_code"]
    doc["published"] = {
        "share_code": code,
        "publish_url": f"https://doc.example.com/smartdoc/p/{code}",
        "version": before["version"] + 1,
        "publish_time": world.now(),
        "publish_doc_title": doc["doc_name"],
        **audience,
    }
    return {name: value for name, value in doc["published"].items() if name not in audience}


@routes.post("wedoc/smartdoc/publish_setting")
def publish_setting(world: World, args: Args) -> Payload:
    """Change the audience of the published copy."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    if doc["published"] is None:
        raise SimulatedError(640027, "the document is not published")
    doc["published"].update(_audience(world, args))
    return {}


@routes.post("wedoc/smartdoc/cancel_publish")
def cancel_publish(world: World, args: Args) -> Payload:
    """Unpublish the document."""
    wedoc.doc_of(world, args, wedoc.SMART_DOC)["published"] = None
    return {}


@routes.post("wedoc/smartdoc/export_task")
def export_task(world: World, args: Args) -> Payload:
    """Start an export of the document, or of one page."""
    doc = wedoc.doc_of(world, args, wedoc.SMART_DOC)
    args.number("content_type", least=1, most=1, invalid=640027)
    pages = [page_of(world, args)] if args.get("page_id") else doc["pages"]
    content = "\n\n".join(_markdown(page) for page in pages)
    task_id = world.new_id("task_sp_")
    tasks = world.family_state("documents").setdefault("exports", {})
    tasks[task_id] = {"content": content, "done": world.now() + SECONDS}
    keep_newest(tasks, TASKS)
    return {"task_id": task_id}


@routes.post("wedoc/smartdoc/get_export_result")
def get_export_result(world: World, args: Args) -> Payload:
    """Return the Markdown once the export has run for two seconds of the world's clock."""
    wedoc.documents(world)
    task = world.family_state("documents").get("exports", {}).get(args.text("task_id"))
    if task is None:
        raise SimulatedError(640027, "invalid task_id")
    if world.now() < task["done"]:
        return {"task_done": False}
    return {"task_done": True, "content": task["content"]}


def _markdown(page: Record) -> str:
    lines = [f"# {page['title']}"] if page["title"] else []
    lines += [_line(block) for block in in_order(page["blocks"])]
    return "\n\n".join(lines)


def _line(block: Record) -> str:
    kind, title = block["type"].removeprefix("BLOCK_TYPE_"), str(block["title"])
    props = block["props"]
    if kind.startswith("HEADER_"):
        return "#" * int(kind[-1]) + " " + title
    if kind == "TODO":
        done = props.get("todo_props", {}).get("checked")
        return f"- [{'x' if done else ' '}] {title}"
    if kind == "IMAGE":
        return f"![{title}]({props.get('image_props', {}).get('url', '')})"
    if kind == "LINK":
        link = props.get("link_props", {})
        return f"[{link.get('link_name') or title}]({link.get('link_url', '')})"
    if kind == "CODE":
        return f"```\n{title}\n```"
    if kind == "DIVIDER":
        return "---"
    marks = {"NUMBERED_LIST": "1. ", "BULLETED_LIST": "- ", "QUOTE": "> ", "HIGHLIGHT": "> "}
    return marks.get(kind, "") + title
