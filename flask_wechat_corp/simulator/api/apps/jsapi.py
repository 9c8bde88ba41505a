"""Tickets for the JS-SDK, and the session of a mini program.

Sources: WeCom's pages 90506, 91507.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..lookups import need_member
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

LIFETIME = 7200
CODE_SECONDS = 300
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
    """The company's ticket, the same one while it is valid."""
    return _ticket(world, "corp")


@routes.get("ticket/get")
def get_ticket(world: World, args: Args) -> Payload:
    """The app's ticket (`type=agent_config`), or the one of the card wallet."""
    kind = args.text("type", missing=91040)
    if kind not in {"agent_config", "wx_card"}:
        raise SimulatedError(91040, "invalid ticket type")
    return _ticket(world, f"{kind} {args.agent_id}")


def login_code(world: World, userid: str) -> str:
    """What `wx.qy.login` gives a member in a mini program: a code of one use, for five minutes."""
    need_member(world, userid)
    codes = world.family_state("miniprogram", lambda _: {"codes": {}})["codes"]
    code = world.new_id("", 43)
    codes[code] = {"userid": userid, "until": world.now() + CODE_SECONDS}
    while len(codes) > KEPT:
        del codes[next(iter(codes))]
    return code


@routes.get("miniprogram/jscode2session")
def jscode2session(world: World, args: Args) -> Payload:
    """Who has logged in to the mini program."""
    if args.text("grant_type") != "authorization_code":
        raise SimulatedError(40058, "grant_type must be authorization_code")
    codes = world.family_state("miniprogram", lambda _: {"codes": {}})["codes"]
    row = codes.pop(args.text("js_code", missing=41008), None)
    if row is None or row["until"] < world.now():
        raise SimulatedError(40029)
    session_key = world.new_id("", 24)
    return {"corpid": world.corp_id, "userid": row["userid"], "session_key": session_key}
