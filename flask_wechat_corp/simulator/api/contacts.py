"""Members (document/path/90194)."""

from __future__ import annotations

from ..answers import SimulatedError
from ..world import World
from .routes import Answer, Args, Routes

routes = Routes()


@routes.get("user/get")
def get_user(world: World, args: Args) -> Answer:
    """Show a member (document/path/90196)."""
    member = world.member(args.text("userid", missing=41009))
    if member is None:
        raise SimulatedError(60111)
    return {key: value for key, value in member.items() if key != "enable"}
