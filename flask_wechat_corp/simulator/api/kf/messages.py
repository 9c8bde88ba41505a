"""Messages of customer service, in and out. Sources: WeCom's pages 94670, 94677, 94910."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..lookups import need_media
from ..request import Args, Fields
from ..routes import Payload, Routes
from .accounts import CLOSED, HUMAN, KEPT, NEW, QUEUE, account_of, remember, service, talk_of

routes = Routes()

REPLIES = 5
REPLY_SECONDS = 48 * 3600
TOKEN_SECONDS = 600
TYPES = {
    "text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location",
    "business_card", "ca_link",
}  # fmt: skip
MEDIA = {"image", "voice", "video", "file"}
MENU_ITEMS = {"click", "view", "miniprogram", "text"}
FROM_CUSTOMER, FROM_SYSTEM = 3, 4


def customer_says(world: World, open_kfid: str, external_userid: str, content: str) -> str:
    """Add a customer's message; return the token of its ``kf_msg_or_event`` callback."""
    ids = {"open_kfid": open_kfid, "external_userid": external_userid}
    talk = talk_of(world, Fields(ids))
    if talk["service_state"] == CLOSED:
        talk["service_state"] = NEW
    talk |= {"asked_at": world.now(), "replies": 0}
    state = service(world)
    state["messages"].append(
        {
            "msgid": world.new_id(""),
            **ids,
            "send_time": world.now(),
            "origin": FROM_CUSTOMER,
            "msgtype": "text",
            "text": {"content": content},
        }
    )
    dropped = len(state["messages"]) - KEPT
    if dropped > 0:
        del state["messages"][:dropped]
        state["dropped"] = state.get("dropped", 0) + dropped
    token = world.new_id("ENC")
    remember(state["tokens"], token, world.now() + TOKEN_SECONDS)
    return token


@routes.post("kf/sync_msg")
def sync_msg(world: World, args: Args) -> Payload:
    """Return the customers' messages after a cursor."""
    state = service(world)
    token = args.optional_text("token", most=128, invalid=95007)
    if token and state["tokens"].get(token, 0) < world.now():
        raise SimulatedError(95007, "invalid msg token")
    limit = args.number("limit", 1000, least=1, most=1000)
    args.number("voice_format", 0, least=0, most=1)
    wanted = args.optional_text("open_kfid")
    if wanted:
        account_of(world, args)
    dropped = int(state.get("dropped", 0))
    start = max(_place(args.optional_text("cursor", most=64)) - dropped, 0)
    found = [row for row in state["messages"][start:] if wanted in {"", row["open_kfid"]}]
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


def _content(world: World, args: Args, allowed: set[str]) -> str:
    kind = args.text("msgtype", missing=40008, invalid=40008)
    if kind not in allowed:
        raise SimulatedError(40008)
    content = args.record(kind)
    if kind == "text" and len(Fields(content).text("content", missing=44004).encode()) > 2048:
        raise SimulatedError(45002)
    if kind in MEDIA:
        need_media(world, content.get("media_id"))
    if kind == "msgmenu":
        for item in Fields(content).records("list", least=1, most=10, invalid=95008):
            if item.get("type") not in MENU_ITEMS:
                raise SimulatedError(95009, "invalid menu item type")
    return kind


def _msgid(world: World, args: Args) -> str:
    return args.optional_text("msgid", most=32) or world.new_id("")


@routes.post("kf/send_msg")
def send_msg(world: World, args: Args) -> Payload:
    """Send a message to a customer: at most 5, within 48 hours of their last one."""
    talk = talk_of(world, args, "touser")
    kind = _content(world, args, TYPES)
    if talk["service_state"] == CLOSED:
        raise SimulatedError(95013, "conversation end")
    if talk["service_state"] in {QUEUE, HUMAN}:
        raise SimulatedError(95018, "send msg session status invalid")
    if world.now() - talk["asked_at"] > REPLY_SECONDS:
        raise SimulatedError(95002, "out of reply time limit")
    if talk["replies"] >= REPLIES:
        raise SimulatedError(95001, "out of reply count limit")
    talk["replies"] += 1
    content = {**args.record(kind), "touser": args.get("touser")}
    world.record_message(
        "kf", account_of(world, args)["servicers"], kind, content, msgid=world.new_id()
    )
    return {"msgid": _msgid(world, args)}


@routes.post("kf/send_msg_on_event")
def send_msg_on_event(world: World, args: Args) -> Payload:
    """Send a message on an event, with the code that the event carried."""
    code = args.text("code", missing=41008)
    _content(world, args, {"text", "msgmenu"})
    until = service(world)["codes"].pop(code, None)
    if until is None or until < world.now():
        raise SimulatedError(40029, "invalid code")
    return {"msgid": _msgid(world, args)}
