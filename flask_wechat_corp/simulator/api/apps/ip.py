"""Access tokens (document/path/91039) and the addresses WeCom calls from (90930)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..routes import Answer, Args, Routes

routes = Routes()


@routes.both("gettoken", token="none")  # noqa: S106
def gettoken(world: World, args: Args) -> Answer:
    """Give the app's token for the corp's id and secret."""
    if not args.query.get("corpid"):
        raise SimulatedError(41002)
    if not args.query.get("corpsecret"):
        raise SimulatedError(41004)
    if args.query["corpid"] != world.corp_id:
        raise SimulatedError(40013)
    if args.query["corpsecret"] != world.secret:
        raise SimulatedError(40001)
    token, expires_in = world.issue_token(str(world.agent_id))
    return {"access_token": token, "expires_in": expires_in}


@routes.get("getcallbackip")
def getcallbackip(world: World, args: Args) -> Answer:
    """List the addresses that callbacks come from: this machine."""
    return {"ip_list": ["127.0.0.1"]}


@routes.get("get_api_domain_ip")
def get_api_domain_ip(world: World, args: Args) -> Answer:
    """List the addresses of the API: this machine."""
    return {"ip_list": ["127.0.0.1"]}
