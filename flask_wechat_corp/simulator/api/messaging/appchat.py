"""Group chats created by an app (document/path/90244)."""

from __future__ import annotations

import re
import secrets

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from .contents import check_content

routes = Routes()

_CHATID = re.compile(r"[0-9A-Za-z]{1,32}")
_MAX_NAME = 50
_MAX_MEMBERS = 2_000
_TYPES = (
    "text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown",
)  # fmt: skip


def chat_of(world: World, args: Args) -> Record:
    """Return the chat that a call names.

    :raises SimulatedError: 86001, 86003, or 86008 for another application's chat
    """
    chat = world.chats.get(args.text("chatid", missing=86001, invalid=86001))
    if chat is None:
        raise SimulatedError(86003)
    if chat["agentid"] != args.agent_id:
        raise SimulatedError(86008, "chat was created by another agent")
    return chat


@routes.post("appchat/create")
def create(world: World, args: Args) -> Payload:
    """Create a group chat (90245)."""
    if 1 not in world.agents[args.agent_id].get("allow_partys", []):
        raise SimulatedError(60011)
    users = _users(world, args, "userlist")
    if not 2 <= len(users) <= _MAX_MEMBERS:
        raise SimulatedError(86006, "invalid chat member count")
    owner = args.get("owner")
    if owner is None:
        owner = users[0]
    elif not isinstance(owner, str) or world.member(owner) is None:
        raise SimulatedError(86005, "invalid chat owner")
    elif owner not in users:
        raise SimulatedError(86207, "owner is not in userlist")
    chatid = args.get("chatid") or secrets.token_hex(16)
    if not isinstance(chatid, str) or not _CHATID.fullmatch(chatid):
        raise SimulatedError(86001)
    if chatid in world.chats:
        raise SimulatedError(86215)
    world.chats[chatid] = {
        "chatid": chatid,
        "name": str(args.get("name") or "")[:_MAX_NAME],
        "owner": owner,
        "userlist": users,
        "agentid": args.agent_id,
    }
    world.changed("chats", "create", chatid)
    return {"chatid": chatid}


@routes.get("appchat/get")
def get(world: World, args: Args) -> Payload:
    """Show a group chat (90247)."""
    chat = chat_of(world, args)
    info = {key: chat[key] for key in ("chatid", "name", "owner", "userlist")}
    return {"chat_info": {**info, "chat_type": 0}}


@routes.post("appchat/update")
def update(world: World, args: Args) -> Payload:
    """Change a chat's name, owner or members (90246)."""
    chat = chat_of(world, args)
    added = _users(world, args, "add_user_list")
    removed = _users(world, args, "del_user_list")
    users = [one for one in dict.fromkeys(chat["userlist"] + added) if one not in removed]
    if not 2 <= len(users) <= _MAX_MEMBERS:
        raise SimulatedError(86006, "invalid chat member count")
    owner = args.get("owner", chat["owner"])
    if owner not in users:
        raise SimulatedError(86207 if world.member(owner) else 86005, "invalid chat owner")
    if args.get("name") is not None:
        chat["name"] = args.text("name", missing=86004)[:_MAX_NAME]
    chat.update(owner=owner, userlist=users)
    world.changed("chats", "update", chat["chatid"])
    return {}


@routes.post("appchat/send")
def send(world: World, args: Args) -> Payload:
    """Send a message to a group chat (90248)."""
    chat = chat_of(world, args)
    msgtype = args.get("msgtype")
    if msgtype not in _TYPES:
        raise SimulatedError(40008)
    content = check_content(world, msgtype, args.body)
    if args.number("safe", 0) and msgtype == "news":
        raise SimulatedError(40074)
    users = list(chat["userlist"])
    world.record_message(
        "appchat", users, msgtype, content, agent_id=args.agent_id, chatid=chat["chatid"]
    )
    return {}


def _users(world: World, args: Args, name: str) -> list[str]:
    users: dict[str, None] = {}
    for userid in args.items(name, invalid=40031):
        row = world.member(userid)
        if row is None:
            raise SimulatedError(86007, f"invalid chat member {str(userid)[:64]}")
        users[row["userid"]] = None
    return list(users)
