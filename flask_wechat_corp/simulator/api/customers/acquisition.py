"""Links that bring customers (获客助手).

Sources: WeCom's pages 97297 to 97299, 97375, 100130; the permissions (101146) from an SDK's model.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.clock import midnight
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_members
from ..request import DAY, Args, Fields, pick
from ..routes import Payload, Routes

routes = Routes()

MOST_USERS = 500
MOST_PRIORITY = 1000
MOST_LINKS = 2000
KEPT = 2000
QUOTA = 1000
KEY_SECONDS = 1800
COUNTED = (3, 5, 10)
"""Messages of a customer that are told with a ``ChatKey``."""
CHOSEN = 2
OPTIONS = ("skip_verify", "mark_source", "priority_option")


def _state(world: World) -> Record:
    return world.family_state("acquisition", lambda _: {"links": {}, "customers": [], "keys": {}})


def link_of(world: World, link_id: str) -> Record:
    """Return a link.

    :raises SimulatedError: 40058
    """
    found: Record | None = _state(world)["links"].get(link_id)
    if found is None:
        raise SimulatedError(40058, "invalid link_id")
    return found


def _range(world: World, args: Args) -> Record:
    given = args.fields("range")
    users = need_members(world, given.texts("user_list", most=MOST_USERS), unknown=40003)
    parties = given.numbers("department_list", most=MOST_USERS)
    if any(party not in world.departments for party in parties):
        raise SimulatedError(60123)
    if not users and not parties:
        raise SimulatedError(40058, "range is empty")
    below = (one for party in parties for one in world.subtree(party))
    covered = {*users, *(row["userid"] for row in world.members_of(below))}
    if len(covered) > MOST_USERS:
        raise SimulatedError(40058, f"range covers more than {MOST_USERS} members")
    return {"user_list": users, "department_list": parties}


def _options(world: World, args: Args) -> Record:
    if args.get("priority_option") is not None:
        given = args.fields("priority_option")
        chosen = given.number("priority_type", least=1, most=2) == CHOSEN
        users = given.texts("priority_userid_list", least=int(chosen), most=MOST_PRIORITY)
        need_members(world, users, unknown=40003)
    return args.pick(*OPTIONS)


@routes.post("externalcontact/customer_acquisition/list_link")
def list_links(world: World, args: Args) -> Payload:
    """Return the ids of the links."""
    return args.paged("link_id_list", list(_state(world)["links"]), default=100, most=100)


@routes.post("externalcontact/customer_acquisition/get")
def get_link(world: World, args: Args) -> Payload:
    """Return a link with its range."""
    link = link_of(world, args.text("link_id"))
    shown = pick(link, "link_name", "url", "create_time", "skip_verify", "mark_source")
    return {"link": shown, **pick(link, "range", "priority_option")}


@routes.post("externalcontact/customer_acquisition/create_link")
def create_link(world: World, args: Args) -> Payload:
    """Create a link."""
    name, covered = args.text("link_name", most=30), _range(world, args)
    options = {"skip_verify": True, "mark_source": True, **_options(world, args)}
    links = _state(world)["links"]
    if len(links) >= MOST_LINKS:
        raise SimulatedError(41095)
    link_id = world.new_id("ca", 18)
    links[link_id] = {
        "link_id": link_id,
        "link_name": name,
        "url": f"https://work.weixin.qq.com/ca/{link_id}",
        "create_time": world.now(),
        "range": covered,
        **options,
    }
    return {"link": pick(links[link_id], "link_id", "link_name", "url", "create_time")}


@routes.post("externalcontact/customer_acquisition/update_link")
def update_link(world: World, args: Args) -> Payload:
    """Change what is given of a link; its range and its priorities are replaced whole."""
    link = link_of(world, args.text("link_id"))
    changed = _options(world, args)
    if args.get("link_name") is not None:
        changed["link_name"] = args.text("link_name", most=30)
    if args.get("range") is not None:
        changed["range"] = _range(world, args)
    link.update(changed)
    return {}


@routes.post("externalcontact/customer_acquisition/delete_link")
def delete_link(world: World, args: Args) -> Payload:
    """Delete a link."""
    del _state(world)["links"][link_of(world, args.text("link_id"))["link_id"]]
    return {}


def acquire(world: World, link_id: str, external_userid: str, userid: str, state: str) -> None:
    """Note that a customer has added a member through a link."""
    row = {
        "link_id": link_of(world, link_id)["link_id"],
        "external_userid": external_userid,
        "userid": userid,
        "state": state,
        "time": world.now(),
        "messages": 0,
    }
    rows = _state(world)["customers"]
    rows.append(row)
    del rows[:-KEPT]


def receive(world: World, external_userid: str) -> tuple[Record, str]:
    """Let a customer of a link write to the member; return the customer's row and a ``ChatKey``.

    The third, the fifth and the tenth message have a key, the others an empty one (97299).

    :raises SimulatedError: 84061 if the customer came through no link
    """
    state = _state(world)
    rows = [row for row in state["customers"] if row["external_userid"] == external_userid]
    if not rows:
        raise SimulatedError(84061, "the customer came through no link")
    row: Record = rows[-1]
    row["messages"] += 1
    if row["messages"] not in COUNTED:
        return row, ""
    key = world.new_id("CHAT", 43)
    state["keys"][key] = {"external_userid": external_userid, "until": world.now() + KEY_SECONDS}
    keep_newest(state["keys"], KEPT)
    return row, key


@routes.post("externalcontact/customer_acquisition/customer")
def list_customers(world: World, args: Args) -> Payload:
    """Return the customers that came through a link."""
    link_id = link_of(world, args.text("link_id"))["link_id"]
    rows = [
        {
            **pick(row, "external_userid", "userid", "state"),
            "chat_status": int(row["messages"] > 0),
        }
        for row in _state(world)["customers"]
        if row["link_id"] == link_id
    ]
    return args.paged("customer_list", rows, default=1000, most=1000)


@routes.post("externalcontact/customer_acquisition/get_chat_info")
def get_chat_info(world: World, args: Args) -> Payload:
    """Return what a ``ChatKey`` of an event stands for, within half an hour."""
    key = _state(world)["keys"].get(args.text("chat_key", missing=41201, invalid=41201))
    if key is None or key["until"] < world.now():
        raise SimulatedError(41201)
    rows = _state(world)["customers"]
    row = next(one for one in rows if one["external_userid"] == key["external_userid"])
    info = {"recv_msg_cnt": row["messages"], **pick(row, "link_id", "state")}
    return {**pick(row, "userid", "external_userid"), "chat_info": info}


@routes.post("externalcontact/customer_acquisition/statistic")
def get_statistic(world: World, args: Args) -> Payload:
    """Return how many customers a link has brought in a span of up to 30 days."""
    link_id = link_of(world, args.text("link_id"))["link_id"]
    first, last = args.span("start_time", "end_time", days=30)
    if world.now() - first > 180 * DAY:
        raise SimulatedError(40058, "start_time is more than 180 days ago")
    found = [
        row
        for row in _state(world)["customers"]
        if row["link_id"] == link_id and midnight(first) <= row["time"] < midnight(last) + DAY
    ]
    return {"click_link_customer_cnt": len(found), "new_customer_cnt": len(found)}


@routes.get("externalcontact/customer_acquisition_quota")
def get_quota(world: World, args: Args) -> Payload:
    """Return how many customers the links may still bring."""
    used = len(_state(world)["customers"])
    expires = midnight(world.now()) + 365 * DAY
    left = max(QUOTA - used, 0)
    quotas = [{"expire_date": expires, "balance": left}] if left else []
    return {"total": used, "balance": left, "quota_list": quotas}


@routes.get("externalcontact/customer_acquisition_app/get_permit")
def get_permit(world: World, args: Args) -> Payload:
    """Return the members, departments and tags for which the app may create links."""
    agent = Fields(world.agents.get(args.agent_id, {}))
    return {
        "user_list": [one["userid"] for one in agent.get("allow_userinfos", [])],
        "department_list": agent.get("allow_partys", []),
        "tag_list": agent.get("allow_tags", []),
    }
