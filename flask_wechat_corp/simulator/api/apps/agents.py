"""The corp's applications (document/path/90226)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..messaging.messages import own_agent
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

_MAX_NAME = 32
_MAX_DESCRIPTION = 120


@routes.both("agent/get")
def get(world: World, args: Args) -> Payload:
    """Show the application (90227)."""
    agent = world.agents[own_agent(world, args)]
    return {
        "agentid": agent["agentid"],
        "name": agent["name"],
        "square_logo_url": agent.get("square_logo_url", ""),
        "description": agent.get("description", ""),
        "allow_userinfos": {"user": agent.get("allow_userinfos", [])},
        "allow_partys": {"partyid": agent.get("allow_partys", [])},
        "allow_tags": {"tagid": agent.get("allow_tags", [])},
        "close": 0,
        "redirect_domain": agent.get("redirect_domain", ""),
        "report_location_flag": agent.get("report_location_flag", 0),
        "isreportenter": agent.get("isreportenter", 0),
        "home_url": agent.get("home_url", ""),
        "customized_publish_status": 1,
    }


@routes.get("agent/list")
def list_all(world: World, args: Args) -> Payload:
    """List the applications that the token may see: its own (90227)."""
    agent = world.agents[args.agent_id]
    row = {"agentid": agent["agentid"], "name": agent["name"]}
    return {"agentlist": [{**row, "square_logo_url": agent.get("square_logo_url", "")}]}


@routes.post("agent/set")
def set_up(world: World, args: Args) -> Payload:
    """Change the application (90228)."""
    agent = world.agents[own_agent(world, args)]
    changes: Record = {}
    for name in ("name", "description", "redirect_domain", "home_url"):
        if args.get(name) is not None:
            changes[name] = args.text(name)
    if len(changes.get("name", "")) > _MAX_NAME:
        raise SimulatedError(45022)
    if len(changes.get("description", "").encode()) > _MAX_DESCRIPTION * 3:
        raise SimulatedError(45004, "description size out of limit")
    if changes.get("home_url") and not changes["home_url"].startswith(("http://", "https://")):
        raise SimulatedError(45034, "url needs http:// or https://")
    for name in ("report_location_flag", "isreportenter"):
        if args.get(name) is not None:
            changes[name] = args.number(name, invalid=40059)
            if changes[name] not in (0, 1, 2):
                raise SimulatedError(40059, "invalid report_location_flag")
    if args.get("logo_mediaid") is not None:
        media = world.media.get(args.text("logo_mediaid"))
        if media is None or media.type != "image":
            raise SimulatedError(40007)
        changes["square_logo_url"] = f"{world.base_url}/_sim/media/{media.media_id}"
    agent.update(changes)
    world.changed("agents", "set", agent["agentid"])
    return {}


@routes.post("agent/get_permissions")
def permissions(world: World, args: Args) -> Payload:
    """List what the application may do (99052)."""
    return {"app_permissions": ["contact:base_info:readonly", "contact:sensitive:mobile"]}


@routes.post("agent/get_admin_list")
def admins(world: World, args: Args) -> Payload:
    """List the application's administrators (90361)."""
    first = next(iter(world.members), "")
    return {"admin": [{"userid": first, "auth_type": 1}] if first else []}
