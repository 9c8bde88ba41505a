"""Ways to join customer groups (QR codes). Source: WeCom's page 92229."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Args, pick
from ..routes import Payload, Routes
from .group_chats import chat_of, chats

routes = Routes()

MOST_WAYS = 2000
MOST_REMARK = 30
"""WeCom truncates a longer one."""
WAY = (
    "scene", "remark", "auto_create_room", "room_base_name", "room_base_id", "chat_id_list",
    "state", "mark_source",
)  # fmt: skip


def _way(world: World, args: Args) -> Record:
    config_id = args.text("config_id", missing=41043, invalid=41044)
    way = chats(world)["ways"].get(config_id)
    if way is None:
        raise SimulatedError(41044, "invalid config id")
    return dict(way)


def _settings(world: World, args: Args) -> Record:
    args.number("scene", least=1, most=2)
    remark = args.optional_text("remark")[:MOST_REMARK]
    args.optional_text("state", most=30)
    args.optional_text("room_base_name", most=40)
    args.number("auto_create_room", 1, least=0, most=1)
    for chat_id in args.texts("chat_id_list", least=1, most=5, invalid=41091):
        chat_of(world, chat_id)
    return {"auto_create_room": 1, **args.pick(*WAY), **({"remark": remark} if remark else {})}


@routes.post("externalcontact/groupchat/add_join_way")
def add_join_way(world: World, args: Args) -> Payload:
    """Create a way to join groups."""
    settings = _settings(world, args)
    ways = chats(world)["ways"]
    if len(ways) >= MOST_WAYS:
        raise SimulatedError(41045, "join way count out of limit")
    config_id = world.new_id("")
    qr_code = f"https://p.qpic.cn/wwhead/{config_id}/0"
    ways[config_id] = {"config_id": config_id, **settings, "qr_code": qr_code}
    return {"config_id": config_id}


@routes.post("externalcontact/groupchat/get_join_way")
def get_join_way(world: World, args: Args) -> Payload:
    """Return a way to join groups."""
    return {"join_way": _way(world, args)}


@routes.post("externalcontact/groupchat/update_join_way")
def update_join_way(world: World, args: Args) -> Payload:
    """Replace the settings of a way to join groups."""
    way = _way(world, args)
    kept = pick(way, "config_id", "qr_code")
    chats(world)["ways"][way["config_id"]] = {**kept, **_settings(world, args)}
    return {}


@routes.post("externalcontact/groupchat/del_join_way")
def del_join_way(world: World, args: Args) -> Payload:
    """Delete a way to join groups."""
    del chats(world)["ways"][_way(world, args)["config_id"]]
    return {}
