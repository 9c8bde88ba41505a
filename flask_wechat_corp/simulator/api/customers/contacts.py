"""Customers of the simulated company: their members, remarks, tags and statistics.

Sources: WeCom's pages 92571, 92113, 92114, 92994, 92115, 92132, 92323, 99434; the conversions for
service providers from an SDK's models.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import lenient_page, need_media, need_member, need_members, provider_id
from ..request import DAY, Args
from ..routes import Payload, Routes
from . import customer_ids

routes = Routes()

#: name, gender, type (1: WeChat, 2: WeCom), position, company of the customers a new world has
CUSTOMERS = (
    ("王晓明", 1, 1, "", ""),
    ("周敏", 2, 1, "", ""),
    ("Lena Fischer", 2, 2, "采购经理", "汉堡贸易有限公司"),
    ("何伟", 1, 1, "", ""),
)
WAITING, DONE = 2, 1
KEPT = 2000
KEY = "external_userid"


def customers(world: World) -> Record:
    """Return the family's state: ``customers`` by id, ``transfers``."""
    return world.family_state("external", _default_state)


def _default_state(world: World) -> Record:
    people: Record = {}
    members = list(world.members)
    for index, (name, gender, kind, position, company) in enumerate(CUSTOMERS):
        external_userid = world.stable_id("wm" if kind == 1 else "wo", name)
        profile = {
            "external_userid": external_userid,
            "name": name,
            "avatar": "",
            "type": kind,
            "gender": gender,
            "unionid": world.stable_id("ozynqs", name, 28),
        }
        if kind == 2:
            profile |= {"position": position, "corp_name": company, "corp_full_name": company}
        follow = {userid: _follow(world.now()) for userid in members[index : index + 1]}
        people[external_userid] = {"profile": profile, "follow": follow}
    return {"customers": people, "transfers": []}


def add(world: World, name: str, userid: str, state: str = "", unionid: str = "") -> str:
    """Add a customer of a member; return the customer's id."""
    person = need_member(world, userid)
    external_userid = world.new_id("wm")
    people = customers(world)["customers"]
    profile = {
        "external_userid": external_userid,
        "name": name,
        "avatar": "",
        "type": 1,
        "gender": 0,
        **({"unionid": unionid} if unionid else {}),
    }
    follow = {**_follow(world.now()), "state": state}
    people[external_userid] = {"profile": profile, "follow": {person["userid"]: follow}}
    keep_newest(people, KEPT)
    return external_userid


def _follow(when: int) -> Record:
    return {
        "remark": "",
        "description": "",
        "createtime": when,
        "remark_corp_name": "",
        "remark_mobiles": [],
        "tag_id": [],
        "add_way": 1,
        "oper_userid": "",
        "state": "",
    }


def customer(world: World, args: Args, key: str = "external_userid") -> Record:
    """Return a copy of the customer that a call names."""
    external_userid = args.text(key, missing=41035, invalid=40096)
    found = customers(world)["customers"].get(external_userid)
    if found is None:
        raise SimulatedError(40096, f"invalid external userid {external_userid!r}")
    return dict(found)


def followed(world: World, args: Args) -> tuple[str, Record]:
    """Return the member that a call names, and what they noted about its customer."""
    userid = args.text("userid", missing=41009, invalid=40003)
    need_member(world, userid, unknown=40003)
    person = customer(world, args)
    if userid not in person["follow"]:
        raise SimulatedError(84061, "not external contact")
    return userid, person["follow"][userid]


def customers_of(world: World, userid: str) -> list[str]:
    """Return the ids of a member's customers."""
    settle(world)
    people = customers(world)["customers"]
    return [key for key, person in people.items() if userid in person["follow"]]


@routes.get("externalcontact/get_follow_user_list")
def get_follow_user_list(world: World, args: Args) -> Payload:
    """Return the members that may have customers: all of them."""
    return {"follow_user": list(world.members)}


@routes.get("externalcontact/list")
def list_(world: World, args: Args) -> Payload:
    """Return the customers of one member."""
    userid = args.text("userid", missing=41009, invalid=40003)
    need_member(world, userid, unknown=40003)
    found = customers_of(world, userid)
    if not found:
        raise SimulatedError(84061, "not external contact")
    return {"external_userid": found}


@routes.get("externalcontact/get")
def get(world: World, args: Args) -> Payload:
    """Return one customer and the members that follow it."""
    settle(world)
    person = customer(world, args)
    if not person["follow"]:
        raise SimulatedError(84061, "not external contact")
    names = tag_names(world)
    follow_user = []
    for userid, kept in person["follow"].items():
        shown = {key: value for key, value in kept.items() if key != "tag_id"}
        shown["tags"] = [names[tag] for tag in kept["tag_id"] if tag in names]
        follow_user.append({"userid": userid, **shown})
    return {"external_contact": person["profile"], "follow_user": follow_user}


def tag_names(world: World) -> dict[str, Record]:
    """Return the tags of the library by id, as ``externalcontact/get`` shows them."""
    kept = world.families.get("external_tags", {})
    return {
        tag["id"]: {
            "group_name": group["group_name"],
            "tag_name": tag["name"],
            "tag_id": tag["id"],
            "type": 3 if "strategy_id" in group else 1,
        }
        for group in (*kept.get("groups", ()), *kept.get("strategy_groups", ()))
        for tag in group["tag"]
    }


@routes.post("externalcontact/batch/get_by_user")
def batch_get_by_user(world: World, args: Args) -> Payload:
    """Return the customers of up to 100 members, one page at a time."""
    userids = need_members(world, args.texts("userid_list", most=100, least=1), unknown=40003)
    pairs = [(userid, external) for userid in userids for external in customers_of(world, userid)]
    if not pairs:
        raise SimulatedError(84061, "not external contact")
    people = customers(world)["customers"]
    rows = [
        {
            "external_contact": people[external]["profile"],
            "follow_info": {"userid": userid, **people[external]["follow"][userid]},
        }
        for userid, external in pairs
    ]
    return lenient_page(args, "external_contact_list", rows, default=50, most=100, over=100)


@routes.post("externalcontact/remark")
def remark(world: World, args: Args) -> Payload:
    """Set a member's notes about a customer."""
    _, kept = followed(world, args)
    changes: Record = {}
    if args.get("remark") is not None:
        changes["remark"] = args.optional_text("remark", most=20)
    if args.get("description") is not None:
        changes["description"] = args.optional_text("description", most=150)
    if args.get("remark_company") is not None:
        changes["remark_corp_name"] = args.optional_text("remark_company", most=20)
    if args.get("remark_mobiles") is not None:
        mobiles = args.texts("remark_mobiles", most=30)
        changes["remark_mobiles"] = [mobile for mobile in mobiles if mobile]
    if args.get("remark_pic_mediaid"):
        changes["remark_pic_mediaid"] = need_media(world, args.get("remark_pic_mediaid"))
    if not changes:
        raise SimulatedError(
            40058, "remark, description, remark_company and remark_mobiles are all missing"
        )
    kept.update(changes)
    return {}


@routes.post("externalcontact/get_user_behavior_data")
def get_user_behavior_data(world: World, args: Args) -> Payload:
    """Return the daily statistics of members or departments for up to 30 days."""
    first, last = args.span("start_time", "end_time", days=30)
    if world.now() - first > 180 * DAY:
        raise SimulatedError(40035, "start_time is more than 180 days ago")
    userids = args.texts("userid", most=100)
    if not userids and not args.numbers("partyid", most=100):
        raise SimulatedError(40058, "userid and partyid are both missing")
    need_members(world, userids, unknown=40003)
    zeros = {
        "chat_cnt": 0,
        "message_cnt": 0,
        "reply_percentage": 0.0,
        "avg_reply_time": 0,
        "negative_feedback_cnt": 0,
        "new_apply_cnt": 0,
        "new_contact_cnt": 0,
    }
    days = range(first, last + 1, DAY)
    return {"behavior_data": [{"stat_time": day, **zeros} for day in days]}


def settle(world: World) -> None:
    """Finish the transfers whose takeover time has passed."""
    state = customers(world)
    for row in state["transfers"]:
        if row["status"] == WAITING and world.now() >= row["takeover_time"]:
            row["status"] = DONE
            follow = state["customers"][row["external_userid"]]["follow"]
            follow.setdefault(row["takeover"], follow.pop(row["handover"], _follow(world.now())))


@routes.post("externalcontact/convert_to_openid")
def to_openid(world: World, args: Args) -> Payload:
    """Return the openid of a customer that uses WeChat."""
    return {"openid": customer_ids.openid_of(world, customer(world, args))}


@routes.post("externalcontact/unionid_to_external_userid")
def from_unionid(world: World, args: Args) -> Payload:
    """Return the customer with a union id."""
    people = customers(world)["customers"]
    return {KEY: customer_ids.with_unionid(people, args.text("unionid"))}


@routes.post("externalcontact/to_service_external_userid")
def to_service_id(world: World, args: Args) -> Payload:
    """Return the service provider's id of a customer."""
    return {KEY: provider_id(world, customer(world, args)["profile"][KEY])}


@routes.post("externalcontact/from_service_external_userid")
def from_service_id(world: World, args: Args) -> Payload:
    """Return the customer with a service provider's id."""
    args.number("source_agentid")
    wanted, people = args.text(KEY, missing=41035, invalid=40096), customers(world)["customers"]
    return {KEY: customer_ids.from_provider(world, people, wanted)}


@routes.post("externalcontact/get_new_external_userid")
def get_new_ids(world: World, args: Args) -> Payload:
    """Return the new ids of customers."""
    people = customers(world)["customers"]
    asked = args.texts("external_userid_list", least=1, most=1000)
    return {"items": customer_ids.new_ids(world, [one for one in asked if one in people])}


@routes.post("externalcontact/batch_to_external_userid")
def from_mobiles(world: World, args: Args) -> Payload:
    """Return the customers that members have noted with mobile numbers."""
    mobiles = args.texts("mobiles", least=1, most=100)
    return customer_ids.by_mobiles(customers(world)["customers"], mobiles)


@routes.post("externalcontact/contact_list")
def list_served(world: World, args: Args) -> Payload:
    """Return all persons that were ever served, by member and by group."""
    settle(world)
    return customer_ids.served(world, customers(world)["customers"], args)
