"""Logins of mini programs (小程序). Source: WeCom's page 91507."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

CODE_SECONDS = 300
KEPT = 500


def _state(world: World) -> Record:
    found = world.family_state("miniprogram")
    found.setdefault("codes", {})
    found.setdefault("sessions", {})
    return found


def login_code(world: World, userid: str) -> str:
    """Return the code that ``wx.qy.login`` gives a member: for one use, within five minutes."""
    need_member(world, userid)
    codes = _state(world)["codes"]
    code = world.new_id("", 43)
    codes[code] = {"userid": userid, "until": world.now() + CODE_SECONDS}
    keep_newest(codes, KEPT)
    return code


@routes.get("miniprogram/jscode2session")
def jscode2session(world: World, args: Args) -> Payload:
    """Return the member that logged in to the mini program."""
    if args.text("grant_type") != "authorization_code":
        raise SimulatedError(40058, "grant_type must be authorization_code")
    codes = _state(world)["codes"]
    row = codes.pop(args.text("js_code", missing=41008), None)
    if row is None or row["until"] < world.now():
        raise SimulatedError(40029)
    session_key = world.new_id("", 24)
    sessions = _state(world)["sessions"]
    sessions[session_key] = row["userid"]
    keep_newest(sessions, KEPT)
    return {"corpid": world.corp_id, "userid": row["userid"], "session_key": session_key}


@routes.post("miniprogram/transfer_session")
def transfer_session(world: World, args: Args) -> Payload:
    """Return the ids that a login has in the member's own company: here it is the same company."""
    userid, session_key = args.text("userid", missing=41009), args.text("session_key")
    if _state(world)["sessions"].get(session_key) != userid:
        raise SimulatedError(40058, "invalid session_key")
    return {"userid": userid, "session_key": world.stable_id("", session_key, 24)}
