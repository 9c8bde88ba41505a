"""Tickets for the JS-SDK, and links that open a chat. Sources: WeCom's pages 90506, 94345."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import World
from ..lookups import need_members
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

LIFETIME = 7200
LAUNCH_SECONDS = 300
KEPT = 500


def _ticket(world: World, kind: str) -> Payload:
    tickets = world.family_state("tickets", lambda _: {"wx": {}})
    row = tickets.get(kind)
    if not row or row["expires_at"] <= world.now():
        row = {"ticket": world.new_id("", 86), "expires_at": world.now() + LIFETIME}
        tickets[kind] = row
    return {"ticket": row["ticket"], "expires_in": row["expires_at"] - world.now()}


@routes.get("get_jsapi_ticket")
def get_jsapi_ticket(world: World, args: Args) -> Payload:
    """Return the company's ticket, the same one while it is valid."""
    return _ticket(world, "corp")


@routes.get("ticket/get")
def get_ticket(world: World, args: Args) -> Payload:
    """Return the app's ticket (``type=agent_config``), or the one of the card wallet."""
    kind = args.text("type", missing=91040)
    if kind not in {"agent_config", "wx_card"}:
        raise SimulatedError(91040, "invalid ticket type")
    return _ticket(world, f"{kind} {args.agent_id}")


@routes.post("get_launch_code")
def get_launch_code(world: World, args: Args) -> Payload:
    """Return the code of a link that opens a member's chat with another, for five minutes."""
    userids = [args.text("operator_userid"), args.fields("single_chat").text("userid")]
    visible = world.visible(args.agent_id)
    for userid in need_members(world, userids):
        if userid not in visible:
            raise SimulatedError(60011)
    codes = world.family_state("launch_codes")
    code = world.new_id("", 43)
    codes[code] = {"userids": userids, "until": world.now() + LAUNCH_SECONDS}
    keep_newest(codes, KEPT)
    return {"launch_code": code}


def launched(world: World, code: str) -> tuple[str, str]:
    """Use a code up, as the client does; return the member and whom the chat is with.

    :raises SimulatedError: 40029
    """
    row = world.family_state("launch_codes").pop(code, None)
    if row is None or row["until"] < world.now():
        raise SimulatedError(40029)
    operator, other = row["userids"]
    return operator, other
