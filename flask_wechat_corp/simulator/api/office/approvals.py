"""Approvals: templates, applications and their records.

Sources: WeCom's pages 91982, 91853, 91816, 91983.
"""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

BAD = 301025
APPROVING, APPROVED, REJECTED = 1, 2, 3
KEPT = 2000


def _room(world: World) -> dict[str, Any]:
    return c.room(world, "approval", _furnish)


def _words(text: str) -> list[dict[str, str]]:
    return [{"text": text, "lang": "zh_CN"}]


def _control(
    kind: str, number: int, title: str, *, require: int = 1, **config: Any
) -> dict[str, Any]:
    return {
        "property": {
            "control": kind,
            "id": f"{kind}-{number:011d}",
            "title": _words(title),
            "placeholder": _words(""),
            "require": require,
            "un_print": 0,
        },
        "config": config,
    }


def _furnish(world: World) -> dict[str, Any]:
    template_id = c.plain_id(world, "", "报销", 40)
    controls = [
        _control("Text", 15722334001, "报销事由"),
        _control("Money", 15722334002, "金额"),
        _control("Date", 15722334003, "日期", require=0, date={"type": "day"}),
    ]
    template = {"template_names": _words("报销"), "template_content": {"controls": controls}}
    return {"templates": {template_id: template}, "records": {}}


def template_ids(world: World) -> list[str]:
    """The templates that there are."""
    return list(_room(world)["templates"])


@routes.post("oa/gettemplatedetail")
def get_template_detail(world: World, args: Args) -> Answer:
    """The names and controls of a template."""
    return dict(_template(world, args))


def _template(world: World, args: Args) -> dict[str, Any]:
    found = _room(world)["templates"].get(c.text(args, "template_id", missing=BAD, invalid=BAD))
    if found is None:
        raise SimulatedError(BAD, "invalid template_id")
    template: dict[str, Any] = found
    return template


@routes.post("oa/applyevent")
def apply_event(world: World, args: Args) -> Answer:
    """Hand in an application."""
    creator = c.text(args, "creator_userid", missing=BAD, invalid=BAD)
    applicant = c.member(world, creator, unknown=40003)
    template = _template(world, args)
    contents = c.records(c.record(args, "apply_data"), "contents", most=200, invalid=BAD)
    _check_contents(template, contents)
    by_template = c.number(args, "use_template_approver", 0, least=0, most=1, invalid=BAD)
    steps = _steps(world, args, by_template)
    sp_no = f"{c.now(world) // c.DAY}{world.next_id():08d}"
    records = _room(world)["records"]
    records[sp_no] = {
        "sp_no": sp_no,
        "sp_name": template["template_names"][0]["text"],
        "sp_status": APPROVING,
        "template_id": args.get("template_id"),
        "apply_time": c.now(world),
        "applyer": {"userid": creator, "partyid": str(applicant["department"][0])},
        "sp_record": steps,
        "notifyer": [{"userid": one} for one in c.texts(args, "notifyer", most=100)],
        "apply_data": {"contents": contents},
        "comments": [],
    }
    while len(records) > KEPT:
        del records[next(iter(records))]
    return {"sp_no": sp_no}


def _check_contents(template: dict[str, Any], contents: list[dict[str, Any]]) -> None:
    controls = {
        one["property"]["id"]: one["property"] for one in template["template_content"]["controls"]
    }
    for content in contents:
        wanted = controls.get(str(content.get("id")))
        if wanted is None or wanted["control"] != content.get("control"):
            raise SimulatedError(BAD, f"no control {content.get('control')} {content.get('id')}")
        if not isinstance(content.get("value"), dict):
            raise SimulatedError(BAD, f"value of {content['id']} must be an object")
    given = {content["id"] for content in contents}
    for id_, wanted in controls.items():
        if wanted["require"] and id_ not in given:
            raise SimulatedError(BAD, f"missing required control {id_}")


def _steps(world: World, args: Args, by_template: int) -> list[dict[str, Any]]:
    if by_template:
        approvers: list[dict[str, Any]] = [{"attr": 1, "userid": c.member_ids(world)[:1]}]
    elif args.get("process"):
        nodes = c.records(c.record(args, "process"), "node_list", least=1, most=50)
        approvers = [{"attr": c.number(node, "apv_rel", 2), **node} for node in nodes]
    else:
        approvers = c.records(args, "approver", most=50)
    if not approvers:
        raise SimulatedError(BAD, "missing approver")
    steps = []
    for step in approvers:
        userids = c.known_members(world, c.texts(step, "userid", least=1, most=100), unknown=40003)
        blank = {"speech": "", "sp_status": APPROVING, "sptime": 0, "media_id": []}
        steps.append(
            {
                "sp_status": APPROVING,
                "approverattr": c.number(step, "attr", 1, least=1, most=2),
                "details": [{"approver": {"userid": one}, **blank} for one in userids],
            }
        )
    return steps


@routes.post("oa/getapprovalinfo")
def get_info(world: World, args: Args) -> Answer:
    """The numbers of the applications of a span of at most 31 days."""
    first, last = c.span(args, "starttime", "endtime", days=31, invalid=BAD)
    size = c.number(args, "size", 100, least=1, most=100, invalid=BAD)
    filters = c.records(args, "filters", most=10)
    found = [
        sp_no
        for sp_no, row in _room(world)["records"].items()
        if first <= row["apply_time"] <= last and all(_passes(row, one) for one in filters)
    ]
    if isinstance(args.get("new_cursor"), str):
        shown, following = c.page(found, c.optional_text(args, "new_cursor"), size)
        return {"sp_no_list": shown, "new_next_cursor": following}
    start = c.number(args, "cursor", 0, least=0, invalid=BAD)
    rest = {"next_cursor": start + size} if len(found) > start + size else {}
    return {"sp_no_list": found[start : start + size], **rest}


def _passes(row: dict[str, Any], rule: dict[str, Any]) -> bool:
    values = {
        "template_id": row["template_id"],
        "creator": row["applyer"]["userid"],
        "department": row["applyer"]["partyid"],
        "sp_status": str(row["sp_status"]),
    }
    key = c.text(rule, "key", missing=BAD)
    if key not in values:
        raise SimulatedError(BAD, f"invalid filter {key!r}")
    return bool(values[key] == str(rule.get("value")))


@routes.post("oa/getapprovaldetail")
def get_detail(world: World, args: Args) -> Answer:
    """One application with everything in it."""
    sp_no = args.get("sp_no")
    found = _room(world)["records"].get(str(sp_no)) if sp_no else None
    if found is None:
        raise SimulatedError(BAD, "invalid sp_no")
    return {"info": found}


def decide(world: World, sp_no: str, *, approve: bool) -> dict[str, Any]:
    """Let the approvers of the first open step decide; returns the application."""
    record: dict[str, Any] | None = _room(world)["records"].get(sp_no)
    if record is None or record["sp_status"] != APPROVING:
        raise SimulatedError(BAD, "no open application has this sp_no")
    verdict = APPROVED if approve else REJECTED
    step = next(one for one in record["sp_record"] if one["sp_status"] == APPROVING)
    step["sp_status"] = verdict
    for detail in step["details"]:
        detail |= {"sp_status": verdict, "sptime": c.now(world)}
    if not approve or step is record["sp_record"][-1]:
        record["sp_status"] = verdict
    return record
