"""Telephone calls (公费电话). Source: WeCom's page 93662."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import DAY, Args
from ..routes import Payload, Routes

routes = Routes()

MOST, MOST_DAYS = 100, 30


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
    """Return the telephone calls of the last 30 days of a span, at most 100."""
    last = args.number("end_time", world.now())
    first = args.number("start_time", last - MOST_DAYS * DAY)
    if first > min(last, world.now()):
        raise SimulatedError(600018)
    first = max(first, last - MOST_DAYS * DAY)
    offset = args.number("offset", 0, least=0)
    limit = min(args.number("limit", MOST, least=1), MOST)
    found = [call for call in _calls(world) if first <= call["call_time"] <= last]
    return {"record": found[offset : offset + limit]}
