"""Moments for customers. Sources: WeCom's pages 95094, 93333."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member
from ..request import Args, Fields, page
from ..routes import Payload, Routes
from .contacts import customers_of
from .messages import check_content

routes = Routes()

FINISHED = 3
KEPT = 500


def _state(world: World) -> Record:
    return world.family_state("moments", lambda _: {"jobs": {}, "moments": {}})


@routes.post("externalcontact/add_moment_task")
def add_moment_task(world: World, args: Args) -> Payload:
    """Create a moment that members publish; the job is finished at once."""
    content = check_content(world, args, empty=41089)
    reach = args.record("visible_range", required=False)
    senders = Fields(reach).record("sender_list", required=False)
    asked = Fields(senders).texts("user_list", most=10000)
    invalid = [userid for userid in asked if userid not in world.members]
    users = [userid for userid in (asked or list(world.members)) if userid in world.members]
    if not users:
        raise SimulatedError(40031)
    moment_id, jobid = world.new_id("mom"), world.new_id("job")
    state = _state(world)
    state["moments"][moment_id] = {
        "moment_id": moment_id,
        "creator": users[0],
        "create_time": world.now(),
        "create_type": 0,
        "visible_type": 0 if asked else 1,
        "users": users,
        **content,
    }
    state["jobs"][jobid] = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": moment_id,
        "invalid_sender_list": {"user_list": invalid, "department_list": []},
        "invalid_external_contact_list": {"tag_list": []},
    }
    for kept in state.values():
        keep_newest(kept, KEPT)
    return {"jobid": jobid}


@routes.both("externalcontact/get_moment_task_result")
def get_moment_task_result(world: World, args: Args) -> Payload:
    """Return the result of a job."""
    job = _state(world)["jobs"].get(args.text("jobid", missing=40088, invalid=40088))
    if job is None:
        raise SimulatedError(40088, "invalid jobid")
    return {"status": FINISHED, "type": "add_moment_task", "result": job}


@routes.post("externalcontact/get_moment_list")
def get_moment_list(world: World, args: Args) -> Payload:
    """Return the moments of a span of at most a month."""
    first, last = args.span("start_time", "end_time", days=31)
    creator = args.optional_text("creator")
    limit = args.number("limit", 20, least=1, most=20)
    found = [
        _shown(moment)
        for moment in _state(world)["moments"].values()
        if first <= moment["create_time"] <= last and creator in {"", moment["creator"]}
    ]
    shown, cursor = page(found, args.optional_text("cursor"), limit)
    return {"moment_list": shown, "next_cursor": cursor}


def _shown(moment: Record) -> Record:
    hidden = {"users", "attachments"}
    row: Record = {key: value for key, value in moment.items() if key not in hidden}
    for attachment in moment.get("attachments", []):
        kind = attachment["msgtype"]
        if kind == "image":
            row.setdefault("image", []).append(attachment["image"])
        else:
            row[kind] = attachment[kind]
    return row


def _moment(world: World, args: Args) -> Record:
    moment = _state(world)["moments"].get(args.text("moment_id", missing=41059, invalid=41060))
    if moment is None:
        raise SimulatedError(41060, "invalid moment_id")
    return dict(moment)


def _sender(world: World, args: Args) -> str:
    moment = _moment(world, args)
    userid = args.text("userid", missing=41009, invalid=40003)
    need_member(world, userid, unknown=40003)
    if userid not in moment["users"]:
        raise SimulatedError(41061, "the moment is not for this userid to publish")
    return userid


@routes.post("externalcontact/get_moment_task")
def get_moment_task(world: World, args: Args) -> Payload:
    """Return the members that are to publish a moment; none has yet."""
    rows = [{"userid": userid, "publish_status": 0} for userid in _moment(world, args)["users"]]
    return args.paged("task_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_customer_list")
def get_moment_customer_list(world: World, args: Args) -> Payload:
    """Return the customers that a member's moment is for."""
    userid = _sender(world, args)
    rows = [{"userid": userid, "external_userid": one} for one in customers_of(world, userid)]
    return args.paged("customer_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_send_result")
def get_moment_send_result(world: World, args: Args) -> Payload:
    """Return the customers that a moment has reached: none, because none is published."""
    _sender(world, args)
    args.number("limit", 3000, least=1, most=5000)
    return {"customer_list": [], "next_cursor": ""}


@routes.post("externalcontact/get_moment_comments")
def get_moment_comments(world: World, args: Args) -> Payload:
    """Return the comments and likes of a member's moment: none."""
    _sender(world, args)
    return {"comment_list": [], "like_list": []}
