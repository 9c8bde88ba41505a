"""Moments for customers. Sources: WeCom's pages 95094, 93333, 97612."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import lenient_page, need_media, need_member
from ..request import Args, Fields, pick
from ..routes import Payload, Routes
from .contacts import customers, customers_of, tag_names
from .messages import ALL, PERSONAL
from .tags import MOST_TAGS

routes = Routes()

FINISHED = 3
MOST_WIDTH = 4000
"""Bytes of a text where a Chinese character has two."""
MOST_SENDERS = 100_000
#: how many attachments of each kind a moment has
ATTACHMENTS = {"image": 9, "video": 1, "link": 1}
KEPT = 500


def _state(world: World) -> Record:
    return world.family_state("moments", lambda _: {"jobs": {}, "moments": {}})


@routes.post("externalcontact/add_moment_task")
def add_moment_task(world: World, args: Args) -> Payload:
    """Create a moment that members publish; the job is finished at once.

    With tags, only members publish it that have a customer with one of them (95094).
    """
    content = _content(world, args)
    reach = args.fields("visible_range", required=False)
    users, invalid = _senders(world, reach.fields("sender_list", required=False))
    tags = reach.fields("external_contact_list", required=False).texts("tag_list", most=MOST_TAGS)
    if not users:
        raise SimulatedError(40031)
    known = tag_names(world)
    moment_id, jobid = world.new_id("mom"), world.new_id("job")
    state = _state(world)
    state["moments"][moment_id] = {
        "moment_id": moment_id,
        "creator": users[0],
        "create_time": world.now(),
        "create_type": 0,
        "visible_type": 0 if tags else 1,
        "users": [one for one in users if not tags or _reached(world, {"tags": tags}, one)],
        "tags": tags,
        "published": {},
        "reactions": [],
        "cancelled": False,
        **content,
    }
    state["jobs"][jobid] = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": moment_id,
        "invalid_sender_list": invalid,
        "invalid_external_contact_list": {"tag_list": [one for one in tags if one not in known]},
    }
    for kept in state.values():
        keep_newest(kept, KEPT)
    return {"jobid": jobid}


def _content(world: World, args: Args) -> Record:
    """Return the checked text and attachments of a moment, all of one kind (page 95094)."""
    words = args.fields("text", required=False).optional_text("content")
    if sum(1 if char.isascii() else 2 for char in words) > MOST_WIDTH:
        raise SimulatedError(45002, "invalid text size")
    attachments = args.records("attachments", most=max(ATTACHMENTS.values()), invalid=41064)
    if not words and not attachments:
        raise SimulatedError(41089, "text and attachments are both empty")
    kinds = {Fields(one).optional_text("msgtype", invalid=41065) for one in attachments}
    if len(kinds) > 1 or not kinds <= set(ATTACHMENTS):
        raise SimulatedError(41065, "invalid attachments msgtype")
    for one in attachments:
        kind = one["msgtype"]
        if len(attachments) > ATTACHMENTS[kind]:
            raise SimulatedError(41064, "invalid attachments size")
        need_media(world, Fields(one).record(kind).get("media_id"))
        if kind == "link":
            Fields(one).fields(kind).text("url", missing=41010)
    return args.pick("text", "attachments")


def _senders(world: World, given: Fields) -> tuple[list[str], Record]:
    """Return the members that publish a moment, and the ids that are none or no department."""
    asked, parties = (
        given.texts("user_list", most=MOST_SENDERS),
        given.numbers("department_list", most=MOST_SENDERS),
    )
    unknown = {
        "user_list": [one for one in asked if one not in world.members],
        "department_list": [one for one in parties if one not in world.departments],
    }
    if not asked and not parties:
        return list(world.members), unknown
    below = [one for party in parties if party in world.departments for one in world.subtree(party)]
    found = [*asked, *(row["userid"] for row in world.members_of(below))]
    return [one for one in dict.fromkeys(found) if one in world.members], unknown


@routes.both("externalcontact/get_moment_task_result")
def get_moment_task_result(world: World, args: Args) -> Payload:
    """Return the result of a job."""
    job = _state(world)["jobs"].get(args.text("jobid", missing=40088, invalid=40088))
    if job is None:
        raise SimulatedError(40088, "invalid jobid")
    return {"status": FINISHED, "type": "add_moment_task", "result": job}


@routes.post("externalcontact/get_moment_list")
def get_moment_list(world: World, args: Args) -> Payload:
    """Return the moments of a span of at most 30 days.

    All are the company's; WeCom shows no creator of what the API has made (93333).
    """
    first, last = args.span("start_time", "end_time", days=30)
    creator = args.optional_text("creator")
    personal = args.number("filter_type", ALL, least=0, most=ALL) == PERSONAL
    found = [
        _shown(moment)
        for moment in _state(world)["moments"].values()
        if first <= moment["create_time"] <= last
        and not personal
        and creator in {"", moment["creator"]}
    ]
    return lenient_page(args, "moment_list", found, default=20, most=20)


def _shown(moment: Record) -> Record:
    hidden = {"users", "tags", "attachments", "published", "reactions", "cancelled", "creator"}
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


def _reached(world: World, moment: Record, userid: str) -> list[str]:
    """Return the customers of a member that a moment is for: those with one of its tags."""
    tags, people = set(moment.get("tags", ())), customers(world)["customers"]
    return [
        one
        for one in customers_of(world, userid)
        if not tags or tags & set(people[one]["follow"][userid]["tag_id"])
    ]


def _sender(world: World, args: Args) -> str:
    moment = _moment(world, args)
    userid = args.text("userid", missing=41009, invalid=40003)
    need_member(world, userid, unknown=40003)
    if userid not in moment["users"]:
        raise SimulatedError(41061, "the moment is not for this userid to publish")
    return userid


@routes.post("externalcontact/get_moment_task")
def get_moment_task(world: World, args: Args) -> Payload:
    """Return the members that are to publish a moment, or have published it."""
    moment = _moment(world, args)
    done = moment.get("published", {})
    rows = [{"userid": one, "publish_status": int(one in done)} for one in moment["users"]]
    return lenient_page(args, "task_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_customer_list")
def get_moment_customer_list(world: World, args: Args) -> Payload:
    """Return the customers that a member's moment is for."""
    userid = _sender(world, args)
    reached = _reached(world, _moment(world, args), userid)
    rows = [{"userid": userid, "external_userid": one} for one in reached]
    return lenient_page(args, "customer_list", rows, default=500, most=1000)


@routes.post("externalcontact/get_moment_send_result")
def get_moment_send_result(world: World, args: Args) -> Payload:
    """Return the customers that a member's moment has reached: none before it is published."""
    userid = _sender(world, args)
    moment = _moment(world, args)
    reached = _reached(world, moment, userid) if userid in moment.get("published", {}) else []
    rows = [{"external_userid": one} for one in reached]
    return lenient_page(args, "customer_list", rows, default=3000, most=5000)


@routes.post("externalcontact/get_moment_comments")
def get_moment_comments(world: World, args: Args) -> Payload:
    """Return the comments and likes of a member's moment."""
    userid = _sender(world, args)
    rows = [one for one in _moment(world, args).get("reactions", []) if one["of"] == userid]
    shown = ("external_userid", "create_time")
    return {
        f"{kind}_list": [pick(one, *shown) for one in rows if one["kind"] == kind]
        for kind in ("comment", "like")
    }


def _kept(world: World, moment_id: str) -> Record:
    """Return the row of a moment, not a copy."""
    row: Record = _state(world)["moments"][moment_id]
    row.setdefault("published", {})  # a world that an earlier version saved has neither
    row.setdefault("reactions", [])
    return row


@routes.post("externalcontact/cancel_moment_task")
def cancel_moment_task(world: World, args: Args) -> Payload:
    """Cancel a moment for the members that have not published it."""
    _kept(world, _moment(world, args)["moment_id"])["cancelled"] = True
    return {}


def publish(world: World, moment_id: str, userid: str) -> list[str]:
    """Let a member publish a moment; return the customers that it reaches.

    :raises SimulatedError: 41060, 41061, or 41093 if it was cancelled
    """
    args = Args("POST", "", body={"moment_id": moment_id, "userid": userid})
    _sender(world, args)
    if _moment(world, args).get("cancelled"):
        raise SimulatedError(41093, "the moment was cancelled")
    row = _kept(world, moment_id)
    row["published"].setdefault(userid, world.now())
    return _reached(world, row, userid)


def react(world: World, moment_id: str, userid: str, external_userid: str, kind: str) -> None:
    """Let a customer comment or like the moment that a member has published.

    :param kind: ``comment`` or ``like``
    :raises SimulatedError: 41060 to 41062, or 84061 if the person is not the member's customer
    """
    _sender(world, Args("POST", "", body={"moment_id": moment_id, "userid": userid}))
    moment = _kept(world, moment_id)
    if userid not in moment["published"]:
        raise SimulatedError(41062)
    if external_userid not in _reached(world, moment, userid):
        raise SimulatedError(84061)
    row = {"of": userid, "kind": kind, "external_userid": external_userid}
    moment["reactions"].append({**row, "create_time": world.now()})
    del moment["reactions"][:-KEPT]
