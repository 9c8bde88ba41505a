"""Application messages (document/path/90235)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from ...errors import SimulatedError
from ...push.cards import change, response_code
from ...world.recipients import expand
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from .contents import check_content, is_answerable

routes = Routes()

_DUPLICATE_INTERVAL = 1_800
_DUPLICATE_MAX = 4 * 3_600
_RECALL_WITHIN = 24 * 3_600
_CODE_LIFETIME = 72 * 3_600


def own_agent(world: World, args: Args, name: str = "agentid") -> int:
    """Return the agent named by the call, which must be the token's own."""
    agent_id = args.number(name, missing=41011, invalid=40056)
    if agent_id not in world.agents or agent_id != args.agent_id:
        raise SimulatedError(40056)
    return agent_id


@routes.post("message/send")
def send(world: World, args: Args) -> Payload:
    """Send a message to users, departments and tags (document/path/90236)."""
    msgtype = args.get("msgtype")
    content = check_content(world, msgtype, args.body)
    agent_id = own_agent(world, args)
    if args.number("safe", 0) and msgtype == "news":
        raise SimulatedError(40074)
    to = expand(world, agent_id, args.get("touser"), args.get("toparty"), args.get("totag"))
    swallowed = _duplicate(world, args)
    if swallowed is not None:
        return {"errmsg": "ok", **to.fields(), "msgid": swallowed}
    msgid = secrets.token_urlsafe(24)
    answer: Record = {**to.fields(), "msgid": msgid}
    if msgtype == "template_card" and is_answerable(content):
        answer["response_code"] = response_code(world, msgid)
    _remember(world, args, msgid)
    shown = {**content, "safe": args.number("safe", 0)}
    world.record_message(
        "send",
        to.users,
        msgtype,
        shown,
        agent_id=agent_id,
        chatid=None,
        msgid=msgid,
        part=args.part,
    )
    return answer


@routes.post("message/recall")
def recall(world: World, args: Args) -> Payload:
    """Recall a message within 24 hours (94867)."""
    row = world.messages.find(msgid=args.text("msgid"), via="send", agentid=args.agent_id)
    if row is None:
        raise SimulatedError(40035, "invalid msgid")
    if row["time"] + _RECALL_WITHIN < world.clock():
        raise SimulatedError(42052, "msgid is too old to recall")
    row["status"] = "recalled"
    world.messages.changed(row)
    return {}


@routes.post("message/update_template_card")
def update_template_card(world: World, args: Args) -> Payload:
    """Update a card, once within 72 hours, for all or some recipients (94888)."""
    agent_id = own_agent(world, args)
    code = world.family_state("response_codes").get(args.text("response_code", missing=60140))
    if code is None or code.get("used") or code["time"] + _CODE_LIFETIME < world.clock():
        raise SimulatedError(60140, "invalid response_code")
    button, card = args.get("button"), args.get("template_card")
    if not isinstance(button, dict) and not isinstance(card, dict):
        raise SimulatedError(40063)
    meant = _meant(world, args, agent_id)
    code["used"] = True
    row = world.messages.find(msgid=code["msgid"])
    if row is None:
        return {"invaliduser": []}
    name = None if isinstance(card, dict) else button.get("replace_name")
    strangers = change(world, row, meant, card if isinstance(card, dict) else None, name)
    return {"invaliduser": strangers}


def _meant(world: World, args: Args, agent_id: int) -> list[str] | None:
    """Return the members whose card changes, or None for all recipients."""
    users = args.texts("userids", most=1000)
    parties = args.numbers("partyids", most=100)
    tags = args.numbers("tagids", most=100)
    if args.number("atall", 0) or not (users or parties or tags):
        return None
    named = ("|".join(map(str, ids)) for ids in (users, parties, tags))
    found = expand(world, agent_id, *named)
    return [*found.users, *found.invalid_users]


@routes.post("message/update_taskcard")
def update_taskcard(world: World, args: Args) -> Payload:
    """Update the buttons of a task card (94888, the older form)."""
    own_agent(world, args)
    task_id = args.text("task_id", missing=42014)
    for row in reversed(world.messages.rows()):
        if row["msgtype"] == "interactive_taskcard" and row["content"].get("task_id") == task_id:
            row["content"]["replace_name"] = args.text("replace_name")
            row["status"] = "updated"
            world.messages.changed(row)
            return {"invaliduser": []}
    raise SimulatedError(42016, "task_id not found")


@routes.post("message/get_statistics")
def statistics(world: World, args: Args) -> Payload:
    """Count the messages that the apps sent (92369)."""
    if args.number("time_type", 0) not in (0, 1):
        raise SimulatedError(40035)
    counts: dict[int, int] = {}
    for row in world.messages.rows():
        if row["via"] == "send":
            counts[row["agentid"]] = counts.get(row["agentid"], 0) + len(row["users"])
    rows = [
        {"agentid": one, "app_name": world.agents.get(one, {}).get("name", ""), "count": count}
        for one, count in counts.items()
    ]
    return {"statistics": rows}


def _key(args: Args) -> str:
    return json.dumps(args.body, sort_keys=True, ensure_ascii=False)


def _duplicate(world: World, args: Args) -> str | None:
    """Return the first message's id if WeCom's duplicate check drops this one."""
    if not args.number("enable_duplicate_check", 0):
        return None
    interval = args.number("duplicate_check_interval", _DUPLICATE_INTERVAL)
    if not 0 < interval <= _DUPLICATE_MAX:
        raise SimulatedError(40035)
    seen = world.family_state("duplicates").get(_key(args))
    return str(seen["msgid"]) if seen and seen["time"] + interval > world.clock() else None


def _remember(world: World, args: Args, msgid: str) -> None:
    if args.number("enable_duplicate_check", 0):
        _bounded(
            world.family_state("duplicates"), _key(args), {"msgid": msgid, "time": world.clock()}
        )


def _bounded(kept: Record, key: str, value: Any) -> None:
    kept[key] = value
    keep_newest(kept, 500)
