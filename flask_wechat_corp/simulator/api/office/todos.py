"""To-dos. Sources: WeCom's pages 101524 and 101534.

Members create them in the client; the company has one.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import DAY, Args, Fields
from ..routes import Payload, Routes

routes = Routes()

DONE, OPEN = 0, 1


def todos(world: World) -> Record:
    """To-dos by id."""

    def default_state(world: World) -> Record:
        creator, other = (list(world.members) * 2)[:2]
        todo_id = world.stable_id("17c7d2bd9f", "述职")
        now = world.now()
        todo = {
            "content": "完成述职PPT",
            "creator": creator,
            "status": OPEN,
            "create_time": now - 3600,
            "attendees": [{"userid": one, "status": OPEN} for one in (creator, other)],
            "end_time": now + DAY,
            "reminders": [{"remind_time": now + DAY - 900}],
        }
        return {"by_id": {todo_id: todo}}

    found: Record = world.family_state("todos", default_state)["by_id"]
    return found


def _todo(world: World, args: Args) -> Record:
    found = todos(world).get(args.text("todo_id"))
    if found is None:
        raise SimulatedError(40058, "invalid todo_id")
    return dict(found)


@routes.post("todo/get")
def get(world: World, args: Args) -> Payload:
    """A to-do."""
    return _todo(world, args)


@routes.post("todo/update")
def update(world: World, args: Args) -> Payload:
    """Change the state of a to-do, and its participants where some are given."""
    todo = _todo(world, args)
    if args.get("status") is not None:
        todo["status"] = args.number("status", least=DONE, most=OPEN)
    given = args.records("attendees", most=20)
    attendees = [
        {
            "userid": Fields(one).text("userid", missing=41009),
            "status": Fields(one).number("status", least=DONE, most=OPEN),
        }
        for one in given
    ]
    need_members(world, [Fields(one).text("userid") for one in given])
    if attendees:
        todo["attendees"] = attendees
    todos(world)[args.text("todo_id")] = todo
    return {}
