"""Approvals: templates, applications and their records.

Sources: WeCom's pages 91982, 91853, 91816, 91983, 97437, 97438, 90269, 93375 to 93377; the copy of
a service provider's template (92630) from an SDK's model.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member
from ..request import DAY, Args, Fields, page, pick
from ..routes import Payload, Routes
from . import approval_steps
from .approval_flows import open_record
from .approval_templates import LEAVE, MOST_TEMPLATES, check, state
from .approval_vacations import kinds, quotas, set_quota

routes = Routes()

BAD = 301025
APPROVING, APPROVED, REJECTED = approval_steps.APPROVING, 2, 3
KEPT = 2000


def template_ids(world: World) -> list[str]:
    """Return the ids of all templates."""
    return list(state(world)["templates"])


@routes.post("oa/gettemplatedetail")
def get_template_detail(world: World, args: Args) -> Payload:
    """Return the names and controls of a template."""
    return pick(_template(world, args), "template_names", "template_content")


def _template(world: World, args: Args) -> Record:
    found = state(world)["templates"].get(args.text("template_id", missing=BAD, invalid=BAD))
    if found is None:
        raise SimulatedError(BAD, "invalid template_id")
    template: Record = found
    return template


@routes.post("oa/applyevent")
def apply_event(world: World, args: Args) -> Payload:
    """Submit an application."""
    creator = args.text("creator_userid", missing=BAD, invalid=BAD)
    applicant = need_member(world, creator, unknown=40003)
    template = _template(world, args)
    contents = args.fields("apply_data").records("contents", most=200, invalid=BAD)
    _check_contents(template, contents)
    args.records("summary_list", most=3, invalid=BAD)
    steps = approval_steps.steps(world, args)
    sp_no = f"{world.now() // DAY}{world.next_id():08d}"
    records = state(world)["records"]
    records[sp_no] = {
        "sp_no": sp_no,
        "sp_name": template["template_names"][0]["text"],
        "sp_status": APPROVING,
        "template_id": args.get("template_id"),
        "apply_time": world.now(),
        "applyer": {"userid": creator, "partyid": str(applicant["department"][0])},
        **steps,
        "apply_data": {"contents": contents},
        "comments": [],
    }
    keep_newest(records, KEPT)
    return {"sp_no": sp_no}


def _check_contents(template: Record, contents: list[Record]) -> None:
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


@routes.post("oa/getapprovalinfo")
def get_info(world: World, args: Args) -> Payload:
    """Return the numbers of the applications of a span of at most 31 days."""
    first, last = args.span("starttime", "endtime", days=31, invalid=BAD)
    size = args.number("size", 100, least=1, most=100, invalid=BAD)
    filters = args.records("filters", most=10)
    found = [
        sp_no
        for sp_no, row in state(world)["records"].items()
        if first <= row["apply_time"] <= last and _passes(row, filters)
    ]
    if isinstance(args.get("new_cursor"), str):
        shown, following = page(found, args.optional_text("new_cursor"), size)
        return {"sp_no_list": shown, **({"new_next_cursor": following} if following else {})}
    start = args.number("cursor", 0, least=0, invalid=BAD)
    rest = {"next_cursor": start + size} if len(found) > start + size else {}
    return {"sp_no_list": found[start : start + size], **rest}


def _passes(row: Record, rules: list[Record]) -> bool:
    """Return whether an application has, for each kind of rule, one of the rules' values."""
    values = {
        "template_id": row["template_id"],
        "creator": row["applyer"]["userid"],
        "department": row["applyer"]["partyid"],
        "sp_status": str(row["sp_status"]),
        "record_type": _record_type(row),
    }
    wanted: dict[str, set[str]] = {}
    for rule in map(Fields, rules):
        key = rule.text("key", missing=BAD)
        if key not in values:
            raise SimulatedError(BAD, f"invalid filter {key!r}")
        wanted.setdefault(key, set()).add(str(rule.get("value")))
    return all(values[key] in asked for key, asked in wanted.items())


def _record_type(row: Record) -> str:
    """Return 1 for leave, 3 to 5 for travel, time outside and overtime; nothing for the rest."""
    for content in row["apply_data"]["contents"]:
        if content["control"] in LEAVE:
            inner = content["value"].get("vacation") or content["value"]
            return str((inner.get("attendance") or {}).get("type", ""))
    return ""


@routes.post("oa/getapprovaldetail")
def get_detail(world: World, args: Args) -> Payload:
    """Return one application with all its fields."""
    sp_no = args.get("sp_no")
    found = state(world)["records"].get(str(sp_no)) if sp_no else None
    if found is None:
        raise SimulatedError(BAD, "invalid sp_no")
    return {"info": found}


def decide(world: World, sp_no: str, *, approve: bool) -> Record:
    """Decide the first open step of an application; return the application.

    :param approve: approve it, or reject it
    :raises SimulatedError: 301025 if no open application has this number
    """
    record: Record | None = state(world)["records"].get(sp_no)
    if record is None or record["sp_status"] != APPROVING:
        raise SimulatedError(BAD, "no open application has this sp_no")
    verdict = APPROVED if approve else REJECTED
    last = approval_steps.decided(record, verdict, world.now())
    if last or not approve:
        record["sp_status"] = verdict
    return record


# -- templates of apps -------------------------------------------------------------------------


def _add(world: World, args: Args, template: Record) -> Payload:
    templates = state(world)["templates"]
    if len(templates) >= MOST_TEMPLATES:
        raise SimulatedError(301087)
    template_id = world.new_id("", 40)
    templates[template_id] = {**template, "agentid": args.agent_id}
    return {"template_id": template_id}


@routes.post("oa/approval/create_template")
def create_template(world: World, args: Args) -> Payload:
    """Create a template."""
    return _add(world, args, check(world, Fields(args.body)))


@routes.post("oa/approval/update_template")
def update_template(world: World, args: Args) -> Payload:
    """Replace the name and the controls of a template that this app has made."""
    template = _template(world, args)
    if template.get("agentid") != args.agent_id:
        raise SimulatedError(301088)
    template.update(check(world, Fields(args.body), args.text("template_id")))
    return {}


@routes.post("oa/approval/copytemplate")
def copy_template(world: World, args: Args) -> Payload:
    """Copy a service provider's template into the company."""
    found = state(world)["open_templates"].get(args.text("open_template_id", missing=BAD))
    if found is None:
        raise SimulatedError(BAD, "invalid open_template_id")
    return _add(world, args, found)


@routes.post("corp/getopenapprovaldata")
def get_open_data(world: World, args: Args) -> Payload:
    """Return an approval that was started in one of the app's own pages."""
    return {"data": open_record(world, args.text("thirdNo", missing=BAD, invalid=BAD))}


# -- leave -------------------------------------------------------------------------------------


@routes.get("oa/vacation/getcorpconf")
def get_vacation_conf(world: World, args: Args) -> Payload:
    """Return the company's kinds of leave."""
    return {"lists": kinds()}


def _member(world: World, args: Args) -> str:
    userid = args.text("userid", missing=301063, invalid=301063)
    return str(need_member(world, userid, unknown=301063)["userid"])


@routes.post("oa/vacation/getuservacationquota")
def get_vacation_quota(world: World, args: Args) -> Payload:
    """Return what a member has left of each kind of leave."""
    return {"lists": quotas(world, _member(world, args))}


@routes.post("oa/vacation/setoneuserquota")
def set_vacation_quota(world: World, args: Args) -> Payload:
    """Set what a member has left of a kind of leave."""
    set_quota(world, _member(world, args), Fields(args.body))
    return {}
