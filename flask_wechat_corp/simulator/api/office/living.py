"""Live streams (直播). Sources: WeCom's pages 93635, 93636."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

LIVE_SECONDS = 1800


def livings(world: World) -> Record:
    """Return the family's state: live streams by id."""

    def default_state(world: World) -> Record:
        livingid = world.stable_id("lv", "新人培训")
        anchor = next(iter(world.members))
        return {livingid: {"theme": "新人培训", "start": world.now() - 3600, "anchor": anchor}}

    return world.family_state("living", default_state)


def _living(world: World, args: Args) -> Record:
    found = livings(world).get(args.text("livingid"))
    if found is None:
        raise SimulatedError(40058, "invalid livingid")
    return dict(found)


@routes.both("living/get_living_info")
def get_living_info(world: World, args: Args) -> Payload:
    """Return the details and statistics of a live stream: over, and without a replay."""
    live = _living(world, args)
    department = need_member(world, live["anchor"])["main_department"]
    info = {
        "theme": live["theme"],
        "living_start": live["start"],
        "living_duration": LIVE_SECONDS,
        "status": 2,
        "reserve_start": live["start"],
        "reserve_living_duration": LIVE_SECONDS,
        "description": "",
        "anchor_userid": live["anchor"],
        "main_department": department,
        "viewer_num": 1,
        "comment_num": 0,
        "mic_num": 0,
        "open_replay": 0,
        "type": 3,
        "online_count": 0,
        "subscribe_count": 0,
    }
    return {"living_info": info}


@routes.post("living/get_watch_stat")
def get_watch_stat(world: World, args: Args) -> Payload:
    """Return the viewers of a live stream."""
    live = _living(world, args)
    if args.optional_text("next_key") not in ("", "0"):
        raise SimulatedError(40035, "invalid next_key")
    viewer = {"userid": live["anchor"], "watch_time": LIVE_SECONDS, "is_comment": 0, "is_mic": 0}
    return {"ending": 1, "next_key": "", "stat_info": {"users": [viewer], "external_users": []}}
