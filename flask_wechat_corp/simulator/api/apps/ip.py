"""The IP addresses of WeCom's servers (document/path/90930)."""

from __future__ import annotations

from ...world.world import World
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()


@routes.get("getcallbackip")
def getcallbackip(world: World, args: Args) -> Payload:
    """List the addresses that callbacks come from: this machine."""
    return {"ip_list": ["127.0.0.1"]}


@routes.get("get_api_domain_ip")
def get_api_domain_ip(world: World, args: Args) -> Payload:
    """List the addresses of the API: this machine."""
    return {"ip_list": ["127.0.0.1"]}
