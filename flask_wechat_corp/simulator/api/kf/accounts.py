"""WeChat customer service (微信客服): accounts, their links and servicers, customers.

Sources: WeCom's pages 94661 to 94665, 94645 to 94647, 95149, 94674.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..customers.contacts import customers
from ..lookups import need_media
from ..request import Args, Reader, pick
from ..routes import Payload, Routes

routes = Routes()

KEPT = 2000


def service(world: World) -> Record:
    """The room: `accounts`, `talks`, `messages`, `tokens`, `codes`."""
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
    """The account that `open_kfid` names."""
    open_kfid = args.text("open_kfid", missing=95000, invalid=95000)
    if not open_kfid.startswith("wk"):
        raise SimulatedError(95000, "invalid open_kfid")
    found = service(world)["accounts"].get(open_kfid)
    if found is None:
        raise SimulatedError(95004, "open_kfid not exist")
    account: Record = found
    return account


@routes.both("kf/account/list")
def list_accounts(world: World, args: Args) -> Payload:
    """All accounts, or one page of them."""
    offset = args.number("offset", 0, least=0)
    limit = args.number("limit", 100, least=1, most=100)
    shown = ("open_kfid", "name", "avatar", "manage_privilege")
    rows = [pick(account, *shown) for account in service(world)["accounts"].values()]
    return {"account_list": rows[offset : offset + limit]}


@routes.post("kf/account/add")
def add_account(world: World, args: Args) -> Payload:
    """Open an account."""
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
    """Rename an account or change its picture."""
    account = account_of(world, args)
    name = args.optional_text("name", most=16, invalid=95006)
    if args.get("media_id"):
        need_media(world, args.get("media_id"))
    account["name"] = name or account["name"]
    return {}


@routes.post("kf/account/del")
def del_account(world: World, args: Args) -> Payload:
    """Close an account."""
    open_kfid = account_of(world, args)["open_kfid"]
    state = service(world)
    del state["accounts"][open_kfid]
    for key in [key for key in state["talks"] if key.startswith(f"{open_kfid}/")]:
        del state["talks"][key]
    return {}


@routes.post("kf/add_contact_way")
def add_contact_way(world: World, args: Args) -> Payload:
    """The link that opens a conversation with the account."""
    account = account_of(world, args)
    scene = args.optional_text("scene", most=32)
    code = world.stable_id("kf", account["open_kfid"], 18)
    query = "?enc_scene=" + world.stable_id("ENC", f"{code}/{scene}", 20) if scene else ""
    return {"url": f"https://work.weixin.qq.com/kf/{code}{query}"}


def _people(world: World, args: Args) -> tuple[list[str], list[int]]:
    users = args.texts("userid_list", most=100)
    departments = args.numbers("department_id_list", most=100)
    if not users and not departments:
        raise SimulatedError(40058, "userid_list and department_id_list are both empty")
    return users, departments


def _line(world: World, key: str, value: str | int) -> Record:
    known = value in world.members if key == "userid" else value in world.departments
    if known:
        return {key: value, "errcode": 0, "errmsg": "success"}
    errcode, text = (
        (40003, "invalid UserID") if key == "userid" else (60003, "department not found")
    )
    return {key: value, "errcode": errcode, "errmsg": text}


@routes.post("kf/servicer/add")
def add_servicer(world: World, args: Args) -> Payload:
    """Let members and departments answer for the account."""
    account = account_of(world, args)
    users, departments = _people(world, args)
    rows = [_line(world, "userid", one) for one in users]
    rows += [_line(world, "department_id", one) for one in departments]
    for row in rows:
        kept = account["servicers" if "userid" in row else "departments"]
        one = row.get("userid", row.get("department_id"))
        if row["errcode"] == 0 and one not in kept:
            kept.append(one)
    return {"result_list": rows}


@routes.post("kf/servicer/del")
def del_servicer(world: World, args: Args) -> Payload:
    """Let members and departments answer no longer."""
    account = account_of(world, args)
    users, departments = _people(world, args)
    account["servicers"] = [one for one in account["servicers"] if one not in users]
    account["departments"] = [one for one in account["departments"] if one not in departments]
    rows: list[Record] = [{"userid": one, "errcode": 0, "errmsg": "success"} for one in users]
    rows += [{"department_id": one, "errcode": 0, "errmsg": "success"} for one in departments]
    return {"result_list": rows}


@routes.both("kf/servicer/list")
def list_servicers(world: World, args: Args) -> Payload:
    """Who answers for the account; status 0 is «taking conversations»."""
    account = account_of(world, args)
    rows: list[Record] = [{"userid": one, "status": 0} for one in account["servicers"]]
    return {"servicer_list": rows + [{"department_id": one} for one in account["departments"]]}


@routes.post("kf/customer/batchget")
def batchget_customers(world: World, args: Args) -> Payload:
    """Nicknames of customers."""
    asked = args.texts("external_userid_list", least=1, most=100)
    people = customers(world)["customers"]
    rows = [
        {
            "external_userid": one,
            "nickname": people[one]["profile"]["name"],
            **pick(people[one]["profile"], "avatar", "gender", "unionid"),
        }
        for one in asked
        if one in people
    ]
    return {
        "customer_list": rows,
        "invalid_external_userid": [one for one in asked if one not in people],
    }


@routes.get("kf/customer/get_upgrade_service_config")
def get_upgrade_config(world: World, args: Args) -> Payload:
    """Which members and groups a customer can be passed to."""
    people = {"userid_list": list(world.members)[:2], "department_id_list": [1]}
    return {"member_range": people, "groupchat_range": {"chat_id_list": []}}
