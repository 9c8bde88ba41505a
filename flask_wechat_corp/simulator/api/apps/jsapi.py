"""Tickets for the JS-SDK, and the session of a mini program.

Sources: WeCom's pages 90506, 91507.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

LIFETIME = 7200
CODE_SECONDS = 300
KEPT = 500


def _ticket(world: World, kind: str) -> Answer:
    tickets = c.room(world, "tickets", lambda _: {"wx": {}})
    row = tickets.get(kind)
    if not row or row["expires_at"] <= c.now(world):
        row = {"ticket": c.new_id(world, "", 86), "expires_at": c.now(world) + LIFETIME}
        tickets[kind] = row
    return {"ticket": row["ticket"], "expires_in": row["expires_at"] - c.now(world)}


@routes.get("get_jsapi_ticket")
def get_jsapi_ticket(world: World, args: Args) -> Answer:
    """The company's ticket, the same one while it is valid."""
    return _ticket(world, "corp")


@routes.get("ticket/get")
def get_ticket(world: World, args: Args) -> Answer:
    """The app's ticket (`type=agent_config`), or the one of the card wallet."""
    kind = c.text(args, "type", missing=91040)
    if kind not in {"agent_config", "wx_card"}:
        raise SimulatedError(91040, "invalid ticket type")
    return _ticket(world, f"{kind} {args.agent_id}")


def login_code(world: World, userid: str) -> str:
    """What `wx.qy.login` gives a member in a mini program: a code of one use, for five minutes."""
    c.member(world, userid)
    codes = c.room(world, "miniprogram", lambda _: {"codes": {}})["codes"]
    code = c.new_id(world, "", 43)
    codes[code] = {"userid": userid, "until": c.now(world) + CODE_SECONDS}
    while len(codes) > KEPT:
        del codes[next(iter(codes))]
    return code


@routes.get("miniprogram/jscode2session")
def jscode2session(world: World, args: Args) -> Answer:
    """Who has logged in to the mini program."""
    if c.text(args, "grant_type") != "authorization_code":
        raise SimulatedError(40058, "grant_type must be authorization_code")
    codes = c.room(world, "miniprogram", lambda _: {"codes": {}})["codes"]
    row = codes.pop(c.text(args, "js_code", missing=41008), None)
    if row is None or row["until"] < c.now(world):
        raise SimulatedError(40029)
    session_key = c.new_id(world, "", 24)
    return {"corpid": world.corp_id, "userid": row["userid"], "session_key": session_key}
