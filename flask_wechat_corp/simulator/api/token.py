"""Access tokens (document/path/91039)."""

from __future__ import annotations

from ..errors import SimulatedError
from ..world.world import World
from .request import Args
from .routes import Payload, Routes

routes = Routes()


@routes.both("gettoken", token="none")  # noqa: S106 - a kind, no secret
def gettoken(world: World, args: Args) -> Payload:
    """Give the app's token for the corp's id and secret."""
    if not args.query.get("corpid"):
        raise SimulatedError(41002)
    if not args.query.get("corpsecret"):
        raise SimulatedError(41004)
    if args.query["corpid"] != world.corp_id:
        raise SimulatedError(40013)
    if args.query["corpsecret"] != world.secret:
        raise SimulatedError(40001)
    token, expires_in = world.tokens.issue(str(world.agent_id))
    return {"access_token": token, "expires_in": expires_in}
