"""Customer service (微信客服): accounts, their links, customers, service upgrades.

Sources: WeCom's pages 94661 to 94665, 95159, 94674.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..customers.contacts import customers
from ..lookups import need_media, need_member
from ..request import Args, Reader, pick
from ..routes import Payload, Routes

routes = Routes()

KEPT = 2000
RECENT_SECONDS = 48 * 3600
NEW, ROBOT, QUEUE, HUMAN, CLOSED = 0, 1, 2, 3, 4
"""The states of a conversation (page 94669)."""


def service(world: World) -> Record:
    """Return the family's state: ``accounts``, ``talks``, ``messages``, ``tokens``, ``codes``."""
    return world.family_state("kf", _default_state)


def _default_state(world: World) -> Record:
    open_kfid = world.stable_id("wk", "在线客服")
    account = {
        "open_kfid": open_kfid,
        "name": "在线客服",
        "avatar": "",
        "manage_privilege": True,
        "servicers": list(world.members)[:2],
        "departments": [],
    }
    return {
        "accounts": {open_kfid: account},
        "talks": {},
        "messages": [],
        "tokens": {},
        "codes": {},
    }


def account_of(world: World, args: Reader) -> Record:
    """Return the account that a call names with ``open_kfid``.

    :raises SimulatedError: 95000 or 95004
    """
    open_kfid = args.text("open_kfid", missing=95000, invalid=95000)
    if not open_kfid.startswith("wk"):
        raise SimulatedError(95000, "invalid open_kfid")
    found = service(world)["accounts"].get(open_kfid)
    if found is None:
        raise SimulatedError(95004, "open_kfid not exist")
    account: Record = found
    return account


def talk_of(world: World, args: Reader, key: str = "external_userid") -> Record:
    """Return the conversation of an account and a customer, a new one in state 0.

    :param key: the argument with the customer's id
    :raises SimulatedError: 41035 or 40096
    """
    account = account_of(world, args)
    external = args.text(key, missing=41035, invalid=40096)
    if external not in customers(world)["customers"]:
        raise SimulatedError(40096, "invalid external userid")
    blank = {"service_state": NEW, "servicer_userid": "", "asked_at": 0, "replies": 0}
    talk: Record = service(world)["talks"].setdefault(f"{account['open_kfid']}/{external}", blank)
    return talk


def servicers_of(world: World, account: Record) -> list[str]:
    """Return the servicers of an account, with those of its departments."""
    parties = (one for party in account["departments"] for one in world.subtree(party))
    people = [row["userid"] for row in world.members_of(parties)]
    return list(dict.fromkeys([*account["servicers"], *people]))


def remember(kept: Record, key: str, value: object) -> None:
    """Add an entry and drop the oldest ones beyond ``KEPT``."""
    kept[key] = value
    keep_newest(kept, KEPT)


@routes.both("kf/account/list")
def list_accounts(world: World, args: Args) -> Payload:
    """Return all accounts, or one page of them."""
    offset = args.number("offset", 0, least=0)
    limit = args.number("limit", 100, least=1, most=100)
    shown = ("open_kfid", "name", "avatar", "manage_privilege")
    rows = [pick(account, *shown) for account in service(world)["accounts"].values()]
    return {"account_list": rows[offset : offset + limit]}


@routes.post("kf/account/add")
def add_account(world: World, args: Args) -> Payload:
    """Create an account."""
    name = args.text("name", most=16, missing=95006, invalid=95006)
    need_media(world, args.text("media_id", missing=41006))
    accounts = service(world)["accounts"]
    if len(accounts) >= KEPT:
        raise SimulatedError(95005, f"at most {KEPT} accounts")
    open_kfid = world.new_id("wk")
    accounts[open_kfid] = {
        "open_kfid": open_kfid,
        "name": name,
        "avatar": "",
        "manage_privilege": True,
        "servicers": [],
        "departments": [],
    }
    return {"open_kfid": open_kfid}


@routes.post("kf/account/update")
def update_account(world: World, args: Args) -> Payload:
    """Change an account's name or avatar."""
    account = account_of(world, args)
    name = args.optional_text("name", most=16, invalid=95006)
    if args.get("media_id"):
        need_media(world, args.get("media_id"))
    account["name"] = name or account["name"]
    return {}


@routes.post("kf/account/del")
def del_account(world: World, args: Args) -> Payload:
    """Delete an account and its conversations."""
    open_kfid = account_of(world, args)["open_kfid"]
    state = service(world)
    del state["accounts"][open_kfid]
    for key in [key for key in state["talks"] if key.startswith(f"{open_kfid}/")]:
        del state["talks"][key]
    return {}


@routes.post("kf/add_contact_way")
def add_contact_way(world: World, args: Args) -> Payload:
    """Return the link that opens a conversation with the account."""
    account = account_of(world, args)
    scene = args.optional_text("scene", most=32)
    code = world.stable_id("kf", account["open_kfid"], 18)
    query = "?enc_scene=" + world.stable_id("ENC", f"{code}/{scene}", 20) if scene else ""
    return {"url": f"https://work.weixin.qq.com/kf/{code}{query}"}


@routes.post("kf/customer/batchget")
def batchget_customers(world: World, args: Args) -> Payload:
    """Return the nicknames of customers that wrote or entered in the last 48 hours (95159)."""
    asked = args.texts("external_userid_list", least=1, most=100)
    wanted = args.number("need_enter_session_context", 0, least=0, most=1)
    people, known = customers(world)["customers"], _recent(world)
    rows = [
        {
            "external_userid": one,
            "nickname": people[one]["profile"]["name"],
            **pick(people[one]["profile"], "avatar", "gender", "unionid"),
            **({"enter_session_context": known[one]} if wanted and known[one] else {}),
        }
        for one in asked
        if one in people and one in known
    ]
    shown = {row["external_userid"] for row in rows}
    return {
        "customer_list": rows,
        "invalid_external_userid": [one for one in asked if one not in shown],
    }


def _recent(world: World) -> dict[str, Record]:
    """Return the customers of the last 48 hours, and how they entered a conversation last."""
    since = world.now() - RECENT_SECONDS
    found: dict[str, Record] = {}
    for name, talk in service(world)["talks"].items():
        entered = talk.get("entered", {})
        came = entered.get("time", 0) > since
        if came or talk["asked_at"] > since:
            context = pick(entered, "scene", "scene_param") if came else {}
            external = name.partition("/")[2]
            found[external] = context or found.get(external, {})
    return found


@routes.get("kf/customer/get_upgrade_service_config")
def get_upgrade_config(world: World, args: Args) -> Payload:
    """Return the members and groups that a customer can be passed to."""
    people = {"userid_list": list(world.members)[:2], "department_id_list": [1]}
    return {"member_range": people, "groupchat_range": {"chat_id_list": []}}


@routes.post("kf/customer/upgrade_service")
def upgrade_service(world: World, args: Args) -> Payload:
    """Pass a customer to a member (type 1) or a group (type 2)."""
    talk = talk_of(world, args)
    if args.number("type", least=1, most=2) == 1:
        userid = args.fields("member").text("userid", missing=41009)
        need_member(world, userid, unknown=40003)
        talk["upgrade"] = {"userid": userid}
    else:
        talk["upgrade"] = {"chat_id": args.fields("groupchat").text("chat_id")}
    return {}


@routes.post("kf/customer/cancel_upgrade_service")
def cancel_upgrade_service(world: World, args: Args) -> Payload:
    """Cancel the upgrade of a customer."""
    talk_of(world, args).pop("upgrade", None)
    return {}


@routes.get("kf/get_corp_qualification")
def get_corp_qualification(world: World, args: Args) -> Payload:
    """Return whether a video channel is bound to the company: none is."""
    return {"wechat_channels_binding": False}
