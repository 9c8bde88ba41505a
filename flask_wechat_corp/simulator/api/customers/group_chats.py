"""Customer groups. Sources: WeCom's pages 92120, 92122, 92133, 92127, 94822, 95703."""

from __future__ import annotations

from ...errors import SimulatedError, text_of
from ...world.clock import midnight
from ...world.world import Record, World
from ..lookups import need_member, need_members
from ..request import DAY, Args, page
from ..routes import Payload, Routes
from .contacts import customers
from .customer_ids import new_ids

routes = Routes()

MEMBER, CUSTOMER = 1, 2
ORDERS = ("new_chat_cnt", "chat_total", "new_member_cnt", "member_total")
"""What ``order_by`` 1 to 4 sort by (page 92133)."""
MOST_TRANSFERS = 2
"""Hand-overs of one group in 90 days (page 95703)."""


def chats(world: World) -> Record:
    """Return the family's state: ``chats`` by chat id, ``ways`` by config id."""
    return world.family_state("external_chats", _default_state)


def _default_state(world: World) -> Record:
    staff = list(world.members)[:2]
    guests = list(customers(world)["customers"])[:2]
    if not staff:
        return {"chats": {}, "ways": {}}
    when = world.now()
    people = [*((one, MEMBER) for one in staff), *((one, CUSTOMER) for one in guests)]
    chat_id = world.stable_id("wr", "客户体验群")
    chat = {
        "chat_id": chat_id,
        "name": "客户体验群",
        "owner": staff[0],
        "create_time": when,
        "notice": "欢迎提出建议",
        "member_list": [
            {
                "userid": one,
                "type": kind,
                "join_time": when,
                "join_scene": 1,
                "invitor": {"userid": staff[0]},
                "group_nickname": "",
                "name": _name(world, one, kind),
            }
            for one, kind in people
        ],
        "admin_list": [{"userid": staff[-1]}],
        "member_version": world.stable_id("", "客户体验群"),
    }
    return {"chats": {chat_id: chat}, "ways": {}}


def _name(world: World, one: str, kind: int) -> str:
    if kind == MEMBER:
        return str(world.members[one]["name"])
    return str(customers(world)["customers"][one]["profile"]["name"])


def chat_of(world: World, chat_id: str) -> Record:
    """Return a copy of a customer group.

    :raises SimulatedError: 40050
    """
    chat = chats(world)["chats"].get(chat_id)
    if chat is None:
        raise SimulatedError(40050, "invalid chat_id")
    return dict(chat)


def _owned(world: World, args: Args) -> list[Record]:
    owners = args.fields("owner_filter", required=False).texts("userid_list", most=100)
    need_members(world, owners, unknown=40003)
    found = chats(world)["chats"].values()
    return [chat for chat in found if not owners or chat["owner"] in owners]


@routes.post("externalcontact/groupchat/get")
def get(world: World, args: Args) -> Payload:
    """Return one group, with its members' names if ``need_name`` is 1."""
    chat = chat_of(world, args.text("chat_id"))
    if not args.number("need_name", 0, least=0, most=1):
        hidden = [{k: v for k, v in one.items() if k != "name"} for one in chat["member_list"]]
        chat["member_list"] = hidden
    return {"group_chat": chat}


@routes.post("externalcontact/groupchat/list")
def list_(world: World, args: Args) -> Payload:
    """Return the groups, by owner and state.

    States: 0 all, 1 the owner has left, 2 being transferred, 3 transferred.
    """
    status = args.number("status_filter", 0, least=0, most=3)
    limit = args.number("limit", least=1, most=1000)
    rows = [
        {"chat_id": chat["chat_id"], "status": 0 if chat["owner"] in world.members else 1}
        for chat in _owned(world, args)
    ]
    wanted = [row for row in rows if status in {0, row["status"]}]
    shown, cursor = page(wanted, args.optional_text("cursor"), limit)
    return {"group_chat_list": shown, "next_cursor": cursor}


@routes.post("externalcontact/groupchat/statistic")
def statistic(world: World, args: Args) -> Payload:
    """Return the statistics of the groups, one row for each owner."""
    begin = args.number("day_begin_time")
    args.number("day_end_time", begin, least=begin, most=begin + 30 * DAY)
    if not args.record("owner_filter").get("userid_list"):
        raise SimulatedError(40058, "missing owner_filter.userid_list")
    offset = args.number("offset", 0, least=0)
    limit = args.number("limit", 500, least=1, most=1000)
    rows: dict[str, list[Record]] = {}
    for chat in _owned(world, args):
        rows.setdefault(chat["owner"], []).append(chat)
    items: list[Record] = [
        {"owner": owner, "data": _figures(owned)} for owner, owned in rows.items()
    ]
    key = ORDERS[args.number("order_by", 1, least=1, most=len(ORDERS)) - 1]
    rising = args.number("order_asc", 0, least=0, most=1)
    items.sort(key=lambda one: one["data"][key], reverse=not rising)
    end = offset + limit
    return {"total": len(items), "next_offset": min(end, len(items)), "items": items[offset:end]}


@routes.post("externalcontact/groupchat/statistic_group_by_day")
def statistic_by_day(world: World, args: Args) -> Payload:
    """Return the statistics of the groups, one row for each day."""
    begin = midnight(args.number("day_begin_time"))
    end = args.number("day_end_time", begin, least=begin, most=begin + 31 * DAY - 1)
    if not args.record("owner_filter").get("userid_list"):
        raise SimulatedError(40058, "missing owner_filter.userid_list")
    owned = _owned(world, args)
    rows = []
    for day in range(begin, end + 1, DAY):
        known = [chat for chat in owned if chat["create_time"] < day + DAY]
        new = sum(chat["create_time"] >= day for chat in known)
        rows.append({"stat_time": day, "data": {**_figures(known), "new_chat_cnt": new}})
    return {"items": rows}


def _figures(owned: list[Record]) -> dict[str, int]:
    return {
        "new_chat_cnt": 0,
        "chat_total": len(owned),
        "chat_has_msg": 0,
        "new_member_cnt": 0,
        "member_total": sum(len(chat["member_list"]) for chat in owned),
        "member_has_msg": 0,
        "msg_total": 0,
        "migrate_trainee_chat_cnt": 0,
    }


@routes.post("externalcontact/groupchat/transfer")
def transfer(world: World, args: Args) -> Payload:
    """Transfer groups whose owner has left to another member."""
    chat_ids = args.texts("chat_id_list", least=1, most=100)
    new_owner = args.text("new_owner")
    need_member(world, new_owner, unknown=40003)
    failed = []
    for chat_id in chat_ids:
        chat = chats(world)["chats"].get(chat_id)
        if chat is None:
            text = "chat is not external group chat"
            failed.append({"chat_id": chat_id, "errcode": 90501, "errmsg": text})
        elif chat["owner"] in world.members:
            text = "the owner of this chat is not resigned"
            failed.append({"chat_id": chat_id, "errcode": 90500, "errmsg": text})
        else:
            chat["owner"] = new_owner
    return {"failed_chat_list": failed}


@routes.post("externalcontact/groupchat/onjob_transfer")
def onjob_transfer(world: World, args: Args) -> Payload:
    """Transfer groups to another member, each at most twice in 90 days."""
    chat_ids = args.texts("chat_id_list", least=1, most=100)
    new_owner = need_member(world, args.text("new_owner"), unknown=40003)["userid"]
    failed = []
    for chat_id in chat_ids:
        errcode = _hand_over(world, chat_id, new_owner)
        if errcode:
            row = {"chat_id": chat_id, "errcode": errcode, "errmsg": text_of(errcode)}
            failed.append(row)
    return {"failed_chat_list": failed}


def _hand_over(world: World, chat_id: str, new_owner: str) -> int:
    """Give a group another owner; return 0 or the code of the refusal."""
    chat = chats(world)["chats"].get(chat_id)
    if chat is None:
        return 90501
    if chat["owner"] not in world.members:
        return 90502
    if chat["owner"] == new_owner:
        return 90504
    transfers = chats(world).setdefault("transfers", {}).setdefault(chat_id, [])
    transfers[:] = [when for when in transfers if when > world.now() - 90 * DAY]
    if len(transfers) >= MOST_TRANSFERS:
        return 40128
    transfers.append(world.now())
    chat["owner"] = new_owner
    return 0


@routes.post("externalcontact/groupchat/get_new_external_userid")
def get_new_external_userid(world: World, args: Args) -> Payload:
    """Return the new ids of a group's customers."""
    chat = chat_of(world, args.text("chat_id"))
    inside = {one["userid"] for one in chat["member_list"] if one["type"] == CUSTOMER}
    asked = args.texts("external_userid_list", least=1, most=1000)
    return {"items": new_ids(world, [one for one in asked if one in inside])}


@routes.post("externalcontact/opengid_to_chatid")
def opengid_to_chatid(world: World, args: Args) -> Payload:
    """Return the group of a mini program's group id: the chat id with the prefix ``og``."""
    chat_id = args.text("opengid", invalid=90511).removeprefix("og")
    if chat_id not in chats(world)["chats"]:
        raise SimulatedError(90511, "invalid opengid")
    return {"chat_id": chat_id}
