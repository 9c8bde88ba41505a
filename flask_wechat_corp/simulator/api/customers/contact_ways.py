"""«Contact me» codes. Sources: WeCom's pages 92228, 92572."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_members
from ..request import DAY, Args
from ..routes import Payload, Routes
from .contacts import followed

routes = Routes()

SINGLE, SEVERAL = 1, 2
MINI_PROGRAM, QR_CODE = 1, 2
SETTINGS = (
    "style", "remark", "skip_verify", "state", "user", "party", "is_temp", "expires_in",
    "chat_expires_in", "unionid", "is_exclusive", "mark_source", "conclusions",
)  # fmt: skip
MOST_WAYS = 2000


def state(world: World) -> Record:
    """Return the family's state: ``ways`` by config id, ``templates`` by template id."""
    return world.family_state("contact_ways", lambda _: {"ways": {}, "templates": {}})


def _way(world: World, args: Args) -> Record:
    config_id = args.text("config_id", missing=41043, invalid=41044)
    way = state(world)["ways"].get(config_id)
    if way is None:
        raise SimulatedError(41044, "invalid config id")
    return dict(way)


def _checked(world: World, args: Args, kind: int) -> Record:
    settings = args.pick(*SETTINGS)
    args.optional_text("remark", most=30)
    args.optional_text("state", most=30)
    users = need_members(world, args.texts("user", most=100, invalid=41041), unknown=40003)
    parties = args.numbers("party", most=100)
    if any(party not in world.departments for party in parties):
        raise SimulatedError(60123)
    if kind == SINGLE and (parties or len(users) > 1):
        raise SimulatedError(40058, "type 1 takes exactly one user")
    if kind == SEVERAL and settings.get("is_temp"):
        raise SimulatedError(40058, "a temporary chat is of type 1")
    for key, most in (("expires_in", 14 * DAY), ("chat_expires_in", 14 * DAY)):
        if key in settings:
            args.number(key, least=0, most=most)
    return settings


@routes.post("externalcontact/add_contact_way")
def add_contact_way(world: World, args: Args) -> Payload:
    """Create a «contact me» code."""
    kind = args.number("type", least=SINGLE, most=SEVERAL, missing=41037, invalid=41039)
    scene = args.number("scene", least=MINI_PROGRAM, most=QR_CODE, missing=41038, invalid=41040)
    settings = _checked(world, args, kind)
    if kind == SINGLE and not settings.get("user"):
        raise SimulatedError(40058, "type 1 takes exactly one user")
    ways = state(world)["ways"]
    if len(ways) >= MOST_WAYS:
        raise SimulatedError(41045, "contact way count out of limit")
    config_id = world.new_id("")
    way = {
        "config_id": config_id,
        "type": kind,
        "scene": scene,
        "created": world.now(),
        **settings,
    }
    answer = {"config_id": config_id}
    if scene == QR_CODE:
        way["qr_code"] = answer["qr_code"] = f"https://p.qpic.cn/wwhead/{config_id}/0"
    ways[config_id] = way
    return answer


@routes.post("externalcontact/get_contact_way")
def get_contact_way(world: World, args: Args) -> Payload:
    """Return one code."""
    way = _way(world, args)
    del way["created"]
    return {"contact_way": way}


@routes.post("externalcontact/list_contact_way")
def list_contact_way(world: World, args: Args) -> Payload:
    """Return the ids of the codes made in a span of time, by default the last 90 days."""
    last = args.number("end_time", world.now())
    first = args.number("start_time", last - 90 * DAY)
    found = [
        {"config_id": way["config_id"]}
        for way in state(world)["ways"].values()
        if first <= way["created"] <= last and not way.get("is_temp")
    ]
    return args.paged("contact_way", found, default=100, most=1000)


@routes.post("externalcontact/update_contact_way")
def update_contact_way(world: World, args: Args) -> Payload:
    """Update a code."""
    way = _way(world, args)
    way |= _checked(world, args, way["type"])
    state(world)["ways"][way["config_id"]] = way
    return {}


@routes.post("externalcontact/del_contact_way")
def del_contact_way(world: World, args: Args) -> Payload:
    """Delete a code."""
    del state(world)["ways"][_way(world, args)["config_id"]]
    return {}


@routes.post("externalcontact/close_temp_chat")
def close_temp_chat(world: World, args: Args) -> Payload:
    """End the temporary chat of a member with a customer."""
    followed(world, args)
    return {}
