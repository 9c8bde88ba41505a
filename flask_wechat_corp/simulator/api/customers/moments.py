"""Moments published to customers. Sources: WeCom's pages 95094, 93333."""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes
from .contacts import customers_of
from .messages import check_content

routes = Routes()

FINISHED = 3
KEPT = 500


def _room(world: World) -> dict[str, Any]:
    return c.room(world, "moments", lambda _: {"jobs": {}, "moments": {}})


@routes.post("externalcontact/add_moment_task")
def add_moment_task(world: World, args: Args) -> Answer:
    """Hand a moment to members for publishing; the job is done at once."""
    content = check_content(world, args, empty=41089)
    reach = c.record(args, "visible_range", required=False)
    senders = c.record(reach, "sender_list", required=False)
    asked = c.texts(senders, "user_list", most=10000)
    invalid = [userid for userid in asked if userid not in world.members]
    users = [userid for userid in (asked or c.member_ids(world)) if userid in world.members]
    if not users:
        raise SimulatedError(40031)
    moment_id, jobid = c.new_id(world, "mom"), c.new_id(world, "job")
    room = _room(world)
    room["moments"][moment_id] = {
        "moment_id": moment_id,
        "creator": users[0],
        "create_time": c.now(world),
        "create_type": 0,
        "visible_type": 0 if asked else 1,
        "users": users,
        **content,
    }
    room["jobs"][jobid] = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": moment_id,
        "invalid_sender_list": {"user_list": invalid, "department_list": []},
        "invalid_external_contact_list": {"tag_list": []},
    }
    for kept in room.values():
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
    return {"jobid": jobid}


@routes.both("externalcontact/get_moment_task_result")
def get_moment_task_result(world: World, args: Args) -> Answer:
    """What became of the job."""
    job = _room(world)["jobs"].get(c.text(args, "jobid", missing=40088, invalid=40088))
    if job is None:
        raise SimulatedError(40088, "invalid jobid")
    return {"status": FINISHED, "type": "add_moment_task", "result": job}


@routes.post("externalcontact/get_moment_list")
def get_moment_list(world: World, args: Args) -> Answer:
    """The moments of a span of at most a month."""
    first, last = c.span(args, "start_time", "end_time", days=31)
    creator = c.optional_text(args, "creator")
    limit = c.number(args, "limit", 20, least=1, most=20)
    found = [
        _shown(moment)
        for moment in _room(world)["moments"].values()
        if first <= moment["create_time"] <= last and creator in {"", moment["creator"]}
    ]
    shown, cursor = c.page(found, c.optional_text(args, "cursor"), limit)
    return {"moment_list": shown, "next_cursor": cursor}


def _shown(moment: dict[str, Any]) -> dict[str, Any]:
    hidden = {"users", "attachments"}
    row: dict[str, Any] = {key: value for key, value in moment.items() if key not in hidden}
    for attachment in moment.get("attachments", []):
        kind = attachment["msgtype"]
        if kind == "image":
            row.setdefault("image", []).append(attachment["image"])
        else:
            row[kind] = attachment[kind]
    return row


def _moment(world: World, args: Args) -> dict[str, Any]:
    moment = _room(world)["moments"].get(c.text(args, "moment_id", missing=41059, invalid=41060))
    if moment is None:
        raise SimulatedError(41060, "invalid moment_id")
    return dict(moment)


def _sender(world: World, args: Args) -> str:
    moment = _moment(world, args)
    userid = c.text(args, "userid", missing=41009, invalid=40003)
    c.member(world, userid, unknown=40003)
    if userid not in moment["users"]:
        raise SimulatedError(41061, "the moment is not for this userid to publish")
    return userid


@routes.post("externalcontact/get_moment_task")
def get_moment_task(world: World, args: Args) -> Answer:
    """Which members have published: nobody has yet."""
    rows = [{"userid": userid, "publish_status": 0} for userid in _moment(world, args)["users"]]
    return c.paged(args, "task_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_customer_list")
def get_moment_customer_list(world: World, args: Args) -> Answer:
    """Which customers a member's moment is for."""
    userid = _sender(world, args)
    rows = [{"userid": userid, "external_userid": one} for one in customers_of(world, userid)]
    return c.paged(args, "customer_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_send_result")
def get_moment_send_result(world: World, args: Args) -> Answer:
    """Which customers a member's published moment has reached: nobody publishes here."""
    _sender(world, args)
    c.number(args, "limit", 3000, least=1, most=5000)
    return {"customer_list": [], "next_cursor": ""}


@routes.post("externalcontact/get_moment_comments")
def get_moment_comments(world: World, args: Args) -> Answer:
    """Comments and likes of a member's moment: none yet."""
    _sender(world, args)
    return {"comment_list": [], "like_list": []}
