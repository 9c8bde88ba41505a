"""Application messages (document/path/90235)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from ..answers import SimulatedError
from ..recipients import expand
from ..world import World
from .contents import ANSWERABLE, check_content
from .routes import Answer, Args, Routes

routes = Routes()

_DUPLICATE_INTERVAL = 1_800
_DUPLICATE_MAX = 4 * 3_600
_RECALL_WITHIN = 24 * 3_600
_CODE_LIFETIME = 72 * 3_600


def own_agent(world: World, args: Args, name: str = "agentid") -> int:
    """Return the agent named by the call, which must be the token's own."""
    agent_id = args.integer(name, missing=41011, invalid=40056)
    if agent_id not in world.agents or agent_id != args.agent_id:
        raise SimulatedError(40056)
    return agent_id


@routes.post("message/send")
def send(world: World, args: Args) -> Answer:
    """Send a message to users, departments and tags (document/path/90236)."""
    msgtype = args.get("msgtype")
    content = check_content(world, msgtype, args.body)
    agent_id = own_agent(world, args)
    if args.optional_integer("safe", 0) and msgtype == "news":
        raise SimulatedError(40074)
    to = expand(world, agent_id, args.get("touser"), args.get("toparty"), args.get("totag"))
    swallowed = _duplicate(world, args)
    if swallowed is not None:
        return {"errmsg": "ok", **to.fields(), "msgid": swallowed}
    msgid = secrets.token_urlsafe(24)
    answer: dict[str, Any] = {**to.fields(), "msgid": msgid}
    if msgtype == "template_card" and content["card_type"] in ANSWERABLE:
        answer["response_code"] = _response_code(world, msgid)
    _remember(world, args, msgid)
    world.messages.add(
        {
            "time": world.clock(),
            "agentid": agent_id,
            "direction": "to_user",
            "via": "send",
            "users": to.users,
            "chatid": None,
            "msgtype": msgtype,
            "content": {**content, "safe": args.optional_integer("safe", 0)},
            "status": "ok",
            "reason": "",
            "delivery": None,
            "msgid": msgid,
        }
    )
    return answer


def _key(args: Args) -> str:
    return json.dumps(args.body, sort_keys=True, ensure_ascii=False)


def _duplicate(world: World, args: Args) -> str | None:
    """Return the first message's id when WeCom's own duplicate check swallows this one."""
    if not args.optional_integer("enable_duplicate_check", 0):
        return None
    interval = args.optional_integer("duplicate_check_interval", _DUPLICATE_INTERVAL)
    if not 0 < interval <= _DUPLICATE_MAX:
        raise SimulatedError(40035)
    seen = world.room("duplicates").get(_key(args))
    return str(seen["msgid"]) if seen and seen["time"] + interval > world.clock() else None


def _remember(world: World, args: Args, msgid: str) -> None:
    if args.optional_integer("enable_duplicate_check", 0):
        _bounded(world.room("duplicates"), _key(args), {"msgid": msgid, "time": world.clock()})


def _response_code(world: World, msgid: str) -> str:
    code = secrets.token_urlsafe(24)
    _bounded(world.room("response_codes"), code, {"msgid": msgid, "time": world.clock()})
    return code


def _bounded(room: dict[str, Any], key: str, value: Any) -> None:
    room[key] = value
    while len(room) > 500:
        del room[next(iter(room))]
