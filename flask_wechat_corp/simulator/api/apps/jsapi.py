"""Tickets for the JS-SDK. Source: WeCom's page 90506."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

LIFETIME = 7200


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
