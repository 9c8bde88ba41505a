"""The message archive's calls (not its pulling library).

Sources: WeCom's pages 91614, 91782, 92951.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..customers.contacts import customers
from ..customers.group_chats import chats
from ..lookups import need_member
from ..request import Args, Fields
from ..routes import Payload, Routes

routes = Routes()


@routes.post("msgaudit/get_permit_user_list")
def get_permit_user_list(world: World, args: Args) -> Payload:
    """Return the archived members, by edition (1 office, 2 service, 3 enterprise)."""
    edition = args.number("type", 0, least=0, most=3)
    return {"ids": list(world.members) if edition in {0, 1} else []}


@routes.post("msgaudit/check_single_agree")
def check_single_agree(world: World, args: Args) -> Payload:
    """Return whether customers have agreed. The vendor's key is spelt ``exteranalopenid``."""
    rows = []
    for pair in args.records("info", least=1, most=100, invalid=301060):
        userid = Fields(pair).text("userid", missing=41009)
        need_member(world, userid, unknown=301061)
        external = Fields(pair).text("exteranalopenid", missing=41035)
        person = customers(world)["customers"].get(external)
        if person is None:
            raise SimulatedError(301061, "no such userid or exteranalopenid")
        agreed = person["follow"].get(userid)
        rows.append(
            {
                "status_change_time": agreed["createtime"] if agreed else 0,
                "userid": userid,
                "exteranalopenid": external,
                "agree_status": "Agree" if agreed else "Disagree",
            }
        )
    return {"agreeinfo": rows}


@routes.post("msgaudit/groupchat/get")
def get_group_chat(world: World, args: Args) -> Payload:
    """Return an internal group chat, made with ``appchat/create``."""
    roomid = args.text("roomid")
    chat = world.chats.get(roomid)
    if chat is None or roomid in chats(world)["chats"]:
        raise SimulatedError(301059, "not an internal group chat")
    made = int(chat.get("create_time", 0))
    return {
        "roomname": chat.get("name", ""),
        "creator": chat.get("owner", ""),
        "room_create_time": made,
        "notice": "",
        "members": [{"memberid": one, "jointime": made} for one in chat.get("userlist", [])],
    }
