"""Service providers: their token and logins at their page. Sources: WeCom's pages 91200, 91125."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import World
from ..lookups import need_member
from ..request import Args, pick
from ..routes import Payload, Routes
from .suites import spend_code

routes = Routes()

PROVIDER = "provider_access_token"


@routes.post("service/get_provider_token", token="none")  # noqa: S106 - a kind, no secret
def get_provider_token(world: World, args: Args) -> Payload:
    """Return the provider's token, for the company's id and secret."""
    if args.text("corpid", missing=41002, invalid=40013) != world.corp_id:
        raise SimulatedError(40013)
    if args.text("provider_secret", missing=41004, invalid=40001) != world.secret:
        raise SimulatedError(40001)
    token, expires_in = world.tokens.issue(world.corp_id, PROVIDER)
    return {"provider_access_token": token, "expires_in": expires_in}


@routes.post("service/get_login_info", token=PROVIDER)
def get_login_info(world: World, args: Args) -> Payload:
    """Return the member that logged in at the provider's page."""
    userid = spend_code(world, args.text("auth_code", missing=41008, invalid=40078), login=True)
    person = need_member(world, userid)
    return {
        "usertype": 5,
        "user_info": pick(person, "userid", "name", "avatar", "open_userid"),
        "corp_info": {"corpid": world.corp_id},
        "agent": [{"agentid": agentid, "auth_type": 1} for agentid in world.agents],
        "auth_info": {
            "department": [{"id": one, "writable": True} for one in person["department"]]
        },
    }
