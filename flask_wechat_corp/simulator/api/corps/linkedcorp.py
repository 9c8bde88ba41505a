"""Linked companies (互联企业). Sources: WeCom's pages 93168 to 93172."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, pick
from ..routes import Payload, Routes

routes = Routes()


def linked(world: World) -> Record:
    """Return the family's state: a linked company with its department and people."""

    def default_state(world: World) -> Record:
        corp, link = world.stable_id("ww", "蓝天物流", 18), "LINKEDID"
        people = [("linyi", "林一", "1"), ("fangzhou", "方舟", "2")]
        return {
            "corpid": corp,
            "department": {
                "department_id": f"{link}/1",
                "department_name": "蓝天物流",
                "parentid": "0",
                "order": 1,
            },
            "users": {
                f"{corp}/{userid}": {
                    "userid": userid,
                    "name": name,
                    "corpid": corp,
                    "department": [f"{link}/1"],
                    "gender": gender,
                    "position": "",
                }
                for userid, name, gender in people
            },
        }

    return world.family_state("linkedcorp", default_state)


@routes.post("linkedcorp/agent/get_perm_list")
def get_perm_list(world: World, args: Args) -> Payload:
    """Return the people and departments of linked companies that the app may see."""
    state = linked(world)
    departments = [state["department"]["department_id"]]
    return {"userids": list(state["users"]), "department_ids": departments}


def _need_department(world: World, args: Args) -> None:
    if args.text("department_id", missing=41019) != linked(world)["department"]["department_id"]:
        raise SimulatedError(60123)


@routes.post("linkedcorp/department/list")
def list_linked_departments(world: World, args: Args) -> Payload:
    """Return the departments of linked companies, from one downwards."""
    if args.get("department_id"):
        _need_department(world, args)
    return {"department_list": [linked(world)["department"]]}


@routes.post("linkedcorp/user/get")
def get_linked_user(world: World, args: Args) -> Payload:
    """Return one person of a linked company (``CORPID/USERID``)."""
    found = linked(world)["users"].get(args.text("userid", missing=41009))
    if found is None:
        raise SimulatedError(60111)
    return {"user_info": found}


@routes.post("linkedcorp/user/simplelist")
def list_linked_users(world: World, args: Args) -> Payload:
    """Return the people of a linked company's department."""
    _need_department(world, args)
    shown = ("userid", "name", "department", "corpid")
    return {"userlist": [pick(person, *shown) for person in linked(world)["users"].values()]}
