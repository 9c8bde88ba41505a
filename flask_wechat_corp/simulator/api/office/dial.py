"""Telephone calls (公费电话). Source: WeCom's page 93662."""

from __future__ import annotations

from ...world.world import Record, World
from ..request import DAY, Args, Fields
from ..routes import Payload, Routes

routes = Routes()


def _calls(world: World) -> list[Record]:
    def default_state(world: World) -> Record:
        caller, callee = (list(world.members) * 2)[:2]
        call = {
            "call_time": world.now() - 3600,
            "total_duration": 66,
            "call_type": 1,
            "caller": {"userid": caller, "duration": 66},
            "callee": [{"userid": callee, "duration": 60}],
        }
        return {"record": [call]}

    records: list[Record] = world.family_state("dial", default_state)["record"]
    return records


@routes.post("dial/get_dial_record")
def get_dial_record(world: World, args: Args) -> Payload:
    """Return the telephone calls of a span of at most 30 days, by default the last 30."""
    last = args.number("end_time", world.now())
    first = args.number("start_time", last - 30 * DAY)
    Fields({"start_time": first, "end_time": last}).span("start_time", "end_time", days=30)
    offset = args.number("offset", 0, least=0)
    limit = args.number("limit", 100, least=1, most=100)
    found = [call for call in _calls(world) if first <= call["call_time"] <= last]
    return {"record": found[offset : offset + limit]}
