"""Messages of customer service, in and out. Sources: WeCom's pages 94670, 94677, 95122."""

from __future__ import annotations

import string

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_media
from ..request import Args, Fields
from ..routes import Payload, Routes
from .accounts import (
    CLOSED,
    HUMAN,
    KEPT,
    NEW,
    QUEUE,
    account_of,
    remember,
    service,
    servicers_of,
    talk_of,
)

routes = Routes()

REPLIES = 5
REPLY_SECONDS = 48 * 3600
TOKEN_SECONDS = 600
MSGID_LETTERS = set(string.ascii_letters + string.digits + "_-")
TYPES = {
    "text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location",
    "business_card", "ca_link",
}  # fmt: skip
MEDIA = {"image", "voice", "video", "file"}
MENU_ITEMS = {"click", "view", "miniprogram", "text"}
MOST_ITEMS, MOST_LINKS = 50, 10
MOST_BYTES = 2048
FROM_CUSTOMER, FROM_SYSTEM, FROM_SERVICER = 3, 4, 5


def customer_says(
    world: World, open_kfid: str, external_userid: str, content: str, *, menu_id: str = ""
) -> str:
    """Add a customer's text; return the token of its ``kf_msg_or_event`` callback."""
    text = {"content": content, **({"menu_id": menu_id} if menu_id else {})}
    return customer_sends(world, open_kfid, external_userid, "text", text)


def customer_sends(
    world: World, open_kfid: str, external_userid: str, msgtype: str, content: Record
) -> str:
    """Add a customer's message; return the token of its ``kf_msg_or_event`` callback."""
    ids = {"open_kfid": open_kfid, "external_userid": external_userid}
    talk = talk_of(world, Fields(ids))
    if talk["service_state"] == CLOSED:
        talk["service_state"] = NEW
    talk |= {"asked_at": world.now(), "replies": 0}
    return _add(world, {**ids, "origin": FROM_CUSTOMER, "msgtype": msgtype, msgtype: content})


def servicer_says(world: World, open_kfid: str, external_userid: str, content: str) -> str:
    """Add a text of the servicer who has the conversation; return the token of its callback.

    :raises SimulatedError: when no servicer has it
    """
    ids = {"open_kfid": open_kfid, "external_userid": external_userid}
    talk = talk_of(world, Fields(ids))
    if talk["service_state"] != HUMAN:
        raise SimulatedError(95016, "no servicer has this conversation")
    sender = {"servicer_userid": talk["servicer_userid"], "origin": FROM_SERVICER}
    return _add(world, {**ids, **sender, "msgtype": "text", "text": {"content": content}})


def customer_enters(world: World, open_kfid: str, external_userid: str, scene: str = "") -> str:
    """Let a customer open the conversation; return the token of the callback.

    The event has a welcome code unless the customer wrote or was welcomed in the last 48 hours.
    """
    ids = {"open_kfid": open_kfid, "external_userid": external_userid}
    talk = talk_of(world, Fields(ids))
    fields: Record = {"event_type": "enter_session", **ids, "scene": scene}
    talk["entered"] = {"time": world.now(), "scene": scene, "scene_param": ""}
    recent = world.now() - REPLY_SECONDS
    if talk["asked_at"] <= recent and talk.get("welcomed_at", 0) <= recent:
        code = fields["welcome_code"] = new_code(world, 20, talk=f"{open_kfid}/{external_userid}")
        service(world)["codes"][code]["welcome"] = True
    return _add_event(world, fields)


def servicer_acts(
    world: World, open_kfid: str, external_userid: str, servicer: str, *, ends: bool = False
) -> str:
    """Let a servicer take a conversation over, or end it; return the token of the callback."""
    ids = {"open_kfid": open_kfid, "external_userid": external_userid}
    talk = talk_of(world, Fields(ids))
    if servicer not in servicers_of(world, account_of(world, Fields(ids))):
        raise SimulatedError(95014, "not a servicer")
    old, queued = talk["servicer_userid"], talk["service_state"] == QUEUE
    fields: Record = {"event_type": "session_status_change", **ids}
    if ends:
        fields |= {"change_type": 3, "old_servicer_userid": old or servicer}
    else:
        fields |= {"change_type": 1 if queued or not old else 2, "new_servicer_userid": servicer}
    state = CLOSED if ends else HUMAN
    talk |= {"service_state": state, "servicer_userid": "" if ends else servicer}
    if fields["change_type"] in (1, 3):
        seconds = 20 if ends else REPLY_SECONDS
        fields["msg_code"] = new_code(
            world, seconds, talk=f"{open_kfid}/{external_userid}", state=state
        )
    return _add_event(world, fields)


def new_code(world: World, seconds: int, *, talk: str, state: int | None = None) -> str:
    """Return a new code for ``kf/send_msg_on_event``.

    :param talk: the conversation that it belongs to
    :param state: the state in which the conversation must be then
    """
    code = world.new_id("")
    entry = {"until": world.now() + seconds, "talk": talk, "state": state}
    remember(service(world)["codes"], code, entry)
    return code


def _add_event(world: World, fields: Record) -> str:
    return _add(world, {"origin": FROM_SYSTEM, "msgtype": "event", "event": fields})


def _add(world: World, fields: Record) -> str:
    """Add a row of ``kf/sync_msg``; return the token of its callback."""
    state = service(world)
    state["messages"].append({"msgid": world.new_id(""), "send_time": world.now(), **fields})
    dropped = len(state["messages"]) - KEPT
    if dropped > 0:
        del state["messages"][:dropped]
        state["dropped"] = state.get("dropped", 0) + dropped
    token = world.new_id("ENC")
    remember(state["tokens"], token, world.now() + TOKEN_SECONDS)
    return token


def account_of_row(row: Record) -> str:
    """Return the account of a row; events have it inside."""
    return str(row.get("open_kfid") or row.get("event", {}).get("open_kfid", ""))


@routes.post("kf/sync_msg")
def sync_msg(world: World, args: Args) -> Payload:
    """Return the customers' messages after a cursor."""
    state = service(world)
    token = args.optional_text("token", most=128, invalid=95007)
    if token and state["tokens"].get(token, 0) < world.now():
        raise SimulatedError(95007, "invalid msg token")
    limit = args.number("limit", 1000, least=1, most=1000)
    args.number("voice_format", 0, least=0, most=1)
    account = account_of(world, args)["open_kfid"]
    dropped = int(state.get("dropped", 0))
    start = max(_place(args.optional_text("cursor", most=64)) - dropped, 0)
    found = [row for row in state["messages"][start:] if account_of_row(row) == account]
    rest = found[limit:]
    end = state["messages"].index(rest[0]) if rest else len(state["messages"])
    return {
        "next_cursor": f"4gw7MepFLfgF2VC5np{end + dropped}",
        "has_more": 1 if rest else 0,
        "msg_list": found[:limit],
    }


def _place(cursor: str) -> int:
    digits = cursor.removeprefix("4gw7MepFLfgF2VC5np")
    if cursor and (digits == cursor or not digits.isdecimal()):
        raise SimulatedError(40035, "invalid cursor")
    return int(digits or 0)


def _content(world: World, args: Args, allowed: set[str], items: int) -> tuple[str, Record]:
    """Return the type of a message and its content.

    :param items: most entries of a menu; ten of them may be something else than plain texts
    """
    kind = args.text("msgtype", missing=40008, invalid=40008)
    if kind not in allowed:
        raise SimulatedError(40008)
    content = args.record(kind)
    if kind == "text":
        Fields(content).text("content", missing=44004)
    if kind in MEDIA:
        need_media(world, content.get("media_id"))
    if kind == "msgmenu":
        entries = Fields(content).records("list", most=items, invalid=95008)
        if any(item.get("type") not in MENU_ITEMS for item in entries):
            raise SimulatedError(95009, "invalid menu item type")
        if sum(item["type"] != "text" for item in entries) > MOST_LINKS:
            raise SimulatedError(95008, f"at most {MOST_LINKS} menu items")
    return kind, content


def _msgid(world: World, args: Args, account: str) -> str:
    """Return the id of a message to a customer; one of the app's own is good once."""
    given = args.optional_text("msgid", most=32)
    if given and set(given) - MSGID_LETTERS:
        raise SimulatedError(40058, "invalid msgid")
    msgid = given or world.new_id("")
    used = service(world).setdefault("used", {})
    if f"{account}/{msgid}" in used:
        raise SimulatedError(95033, "msgid duplicate")
    remember(used, f"{account}/{msgid}", world.now())
    return msgid


@routes.post("kf/send_msg")
def send_msg(world: World, args: Args) -> Payload:
    """Send a message to a customer: at most 5, within 48 hours of their last one."""
    talk = talk_of(world, args, "touser")
    kind, content = _content(world, args, TYPES, MOST_ITEMS)
    if kind == "text":  # WeCom truncates
        words = content["content"].encode()[:MOST_BYTES].decode("utf-8", "ignore")
        content = {**content, "content": words}
    if talk["service_state"] == CLOSED:
        raise SimulatedError(95013, "conversation end")
    if talk["service_state"] in {QUEUE, HUMAN}:
        raise SimulatedError(95018, "send msg session status invalid")
    if world.now() - talk["asked_at"] > REPLY_SECONDS:
        raise SimulatedError(95002, "out of reply time limit")
    if talk["replies"] >= REPLIES:
        raise SimulatedError(95001, "out of reply count limit")
    account = account_of(world, args)
    msgid = _msgid(world, args, account["open_kfid"])
    talk["replies"] += 1
    _record(world, account, str(args.get("touser")), kind, content, msgid)
    return {"msgid": msgid}


def _record(
    world: World, account: Record, customer: str, kind: str, content: Record, msgid: str
) -> None:
    """Keep what a customer is sent, and after which row, because ``send_time`` is in seconds."""
    rows = service(world)["messages"]
    place = {"open_kfid": account["open_kfid"], "after": rows[-1]["msgid"] if rows else ""}
    shown = {**content, "touser": customer, **place}
    world.record_message("kf", servicers_of(world, account), kind, shown, msgid=msgid)


@routes.post("kf/send_msg_on_event")
def send_msg_on_event(world: World, args: Args) -> Payload:
    """Send a message on an event, with the code that the event carried."""
    code = args.text("code", missing=41008)
    kind, content = _content(world, args, {"text", "msgmenu"}, MOST_LINKS)
    if kind == "text" and len(content["content"].encode()) > MOST_BYTES:
        raise SimulatedError(45002)
    state = service(world)
    entry = state["codes"].pop(code, None)
    if entry is None or entry["until"] < world.now():
        raise SimulatedError(40029, "invalid code")
    account_id, _, customer = entry["talk"].partition("/")
    account, talk = state["accounts"].get(account_id), state["talks"].get(entry["talk"])
    if account is None or talk is None:
        raise SimulatedError(95004, "open_kfid not exist")
    if entry["state"] is not None and talk["service_state"] != entry["state"]:
        raise SimulatedError(95018, "send msg session status invalid")
    msgid = _msgid(world, args, account_id)
    if entry.get("welcome"):
        talk["welcomed_at"] = world.now()
    _record(world, account, customer, kind, content, msgid)
    return {"msgid": msgid}
