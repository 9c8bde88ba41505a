"""Public telephone, live streams and linked companies.

Sources: WeCom's pages 93662, 93635, 93636, 93168 to 93172.
"""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

LIVE_SECONDS = 1800


def _calls(world: World) -> list[dict[str, Any]]:
    def furnish(world: World) -> dict[str, Any]:
        caller, callee = (c.member_ids(world) * 2)[:2]
        call = {
            "call_time": c.now(world) - 3600,
            "total_duration": 66,
            "call_type": 1,
            "caller": {"userid": caller, "duration": 66},
            "callee": [{"userid": callee, "duration": 60}],
        }
        return {"record": [call]}

    records: list[dict[str, Any]] = c.room(world, "dial", furnish)["record"]
    return records


@routes.post("dial/get_dial_record")
def get_dial_record(world: World, args: Args) -> Answer:
    """Telephone calls of a span of at most 30 days (the last 30 days when it is left out)."""
    last = c.number(args, "end_time", c.now(world))
    first = c.number(args, "start_time", last - 30 * c.DAY)
    c.span({"start_time": first, "end_time": last}, "start_time", "end_time", days=30)
    offset = c.number(args, "offset", 0, least=0)
    limit = c.number(args, "limit", 100, least=1, most=100)
    found = [call for call in _calls(world) if first <= call["call_time"] <= last]
    return {"record": found[offset : offset + limit]}


def livings(world: World) -> dict[str, Any]:
    """The room: live streams by id."""

    def furnish(world: World) -> dict[str, Any]:
        livingid = c.plain_id(world, "lv", "新人培训")
        anchor = c.member_ids(world)[0]
        return {livingid: {"theme": "新人培训", "start": c.now(world) - 3600, "anchor": anchor}}

    return c.room(world, "living", furnish)


def _living(world: World, args: Args) -> dict[str, Any]:
    found = livings(world).get(c.text(args, "livingid"))
    if found is None:
        raise SimulatedError(40058, "invalid livingid")
    return dict(found)


@routes.both("living/get_living_info")
def get_living_info(world: World, args: Args) -> Answer:
    """What a live stream was, and how many watched."""
    live = _living(world, args)
    department = c.member(world, live["anchor"])["main_department"]
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
        "replay_status": 2,
        "type": 3,
        "push_stream_url": "",
        "online_count": 0,
        "subscribe_count": 0,
    }
    return {"living_info": info}


@routes.post("living/get_watch_stat")
def get_watch_stat(world: World, args: Args) -> Answer:
    """Who watched a live stream."""
    live = _living(world, args)
    if c.optional_text(args, "next_key"):
        raise SimulatedError(40035, "invalid next_key")
    viewer = {"userid": live["anchor"], "watch_time": LIVE_SECONDS, "is_comment": 0, "is_mic": 0}
    return {"ending": 1, "next_key": "", "stat_info": {"users": [viewer], "external_users": []}}


def linked(world: World) -> dict[str, Any]:
    """The room: a linked company with its department and people."""

    def furnish(world: World) -> dict[str, Any]:
        corp, link = c.plain_id(world, "ww", "蓝天物流", 18), "LINKEDID"
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

    return c.room(world, "linkedcorp", furnish)


@routes.post("linkedcorp/agent/get_perm_list")
def get_perm_list(world: World, args: Args) -> Answer:
    """Whom of linked companies the app may see."""
    room = linked(world)
    return {"userids": list(room["users"]), "department_ids": [room["department"]["department_id"]]}


def _need_department(world: World, args: Args) -> None:
    if c.text(args, "department_id", missing=41019) != linked(world)["department"]["department_id"]:
        raise SimulatedError(60123)


@routes.post("linkedcorp/department/list")
def list_linked_departments(world: World, args: Args) -> Answer:
    """The departments of linked companies, from one on down."""
    if args.get("department_id"):
        _need_department(world, args)
    return {"department_list": [linked(world)["department"]]}


@routes.post("linkedcorp/user/get")
def get_linked_user(world: World, args: Args) -> Answer:
    """One person of a linked company (`CORPID/USERID`)."""
    found = linked(world)["users"].get(c.text(args, "userid", missing=41009))
    if found is None:
        raise SimulatedError(60111)
    return {"user_info": found}


@routes.post("linkedcorp/user/simplelist")
def list_linked_users(world: World, args: Args) -> Answer:
    """The people of a linked company's department."""
    _need_department(world, args)
    shown = ("userid", "name", "department", "corpid")
    return {"userlist": [c.kept(person, *shown) for person in linked(world)["users"].values()]}
