"""«Contact me» codes, and the welcome words of customer groups.

Sources: WeCom's pages 92228, 92366.
"""

from __future__ import annotations

from typing import Any

from ...errors import SimulatedError
from ...world.world import World
from .. import request as c
from ..routes import Answer, Args, Routes

routes = Routes()

SINGLE, SEVERAL = 1, 2
MINI_PROGRAM, QR_CODE = 1, 2
SETTINGS = (
    "style", "remark", "skip_verify", "state", "user", "party", "is_temp", "expires_in",
    "chat_expires_in", "unionid", "is_exclusive", "mark_source", "conclusions",
)  # fmt: skip
WELCOME = ("text", "image", "link", "video", "miniprogram", "file")
MOST_WAYS = 2000
MOST_TEMPLATES = 100


def _ways(world: World) -> dict[str, Any]:
    return c.room(world, "contact_ways", lambda _: {"ways": {}, "templates": {}})


def _way(world: World, args: Args) -> dict[str, Any]:
    config_id = c.text(args, "config_id", missing=41043, invalid=41044)
    way = _ways(world)["ways"].get(config_id)
    if way is None:
        raise SimulatedError(41044, "invalid config id")
    return dict(way)


def _checked(world: World, args: Args, kind: int) -> dict[str, Any]:
    settings = c.kept(args, *SETTINGS)
    c.optional_text(args, "remark", most=30)
    c.optional_text(args, "state", most=30)
    users = c.known_members(world, c.texts(args, "user", most=100, invalid=41041), unknown=40003)
    parties = c.numbers(args, "party", most=100)
    if any(party not in world.departments for party in parties):
        raise SimulatedError(60123)
    if kind == SINGLE and (parties or len(users) > 1):
        raise SimulatedError(40058, "type 1 takes exactly one user")
    for key, most in (("expires_in", 14 * c.DAY), ("chat_expires_in", 14 * c.DAY)):
        if key in settings:
            c.number(args, key, least=0, most=most)
    return settings


@routes.post("externalcontact/add_contact_way")
def add_contact_way(world: World, args: Args) -> Answer:
    """Make a «contact me» code."""
    kind = c.number(args, "type", least=SINGLE, most=SEVERAL, missing=41037, invalid=41039)
    scene = c.number(args, "scene", least=MINI_PROGRAM, most=QR_CODE, missing=41038, invalid=41040)
    settings = _checked(world, args, kind)
    if kind == SINGLE and not settings.get("user"):
        raise SimulatedError(40058, "type 1 takes exactly one user")
    ways = _ways(world)["ways"]
    if len(ways) >= MOST_WAYS:
        raise SimulatedError(41045, "contact way count out of limit")
    config_id = c.new_id(world, "")
    way = {
        "config_id": config_id,
        "type": kind,
        "scene": scene,
        "created": c.now(world),
        **settings,
    }
    answer = {"config_id": config_id}
    if scene == QR_CODE:
        way["qr_code"] = answer["qr_code"] = f"https://p.qpic.cn/wwhead/{config_id}/0"
    ways[config_id] = way
    return answer


@routes.post("externalcontact/get_contact_way")
def get_contact_way(world: World, args: Args) -> Answer:
    """Show one code."""
    way = _way(world, args)
    del way["created"]
    return {"contact_way": way}


@routes.post("externalcontact/list_contact_way")
def list_contact_way(world: World, args: Args) -> Answer:
    """The ids of the codes made in a span of time (the last 90 days when it is left out)."""
    last = c.number(args, "end_time", c.now(world))
    first = c.number(args, "start_time", last - 90 * c.DAY)
    found = [
        {"config_id": way["config_id"]}
        for way in _ways(world)["ways"].values()
        if first <= way["created"] <= last and not way.get("is_temp")
    ]
    return c.paged(args, "contact_way", found, default=100, most=1000)


@routes.post("externalcontact/update_contact_way")
def update_contact_way(world: World, args: Args) -> Answer:
    """Change a code."""
    way = _way(world, args)
    way |= _checked(world, args, way["type"])
    _ways(world)["ways"][way["config_id"]] = way
    return {}


@routes.post("externalcontact/del_contact_way")
def del_contact_way(world: World, args: Args) -> Answer:
    """Delete a code."""
    del _ways(world)["ways"][_way(world, args)["config_id"]]
    return {}


def _welcome(world: World, args: Args) -> dict[str, Any]:
    found = c.kept(args, *WELCOME)
    if not found:
        raise SimulatedError(40058, "text and attachments are all missing")
    if "text" in found:
        c.text(c.record(args, "text"), "content", missing=44004, most=3000)
    if len(found) - ("text" in found) > 1:
        raise SimulatedError(
            40058, "only one of image, link, video, miniprogram and file is allowed"
        )
    for key in ("image", "video", "file"):
        media_id = c.record(args, key, required=False).get("media_id")
        if media_id is not None:
            c.need_media(world, media_id)
    return found


def _template(world: World, args: Args) -> str:
    template_id = c.text(args, "template_id", missing=84019, invalid=84020)
    if template_id not in _ways(world)["templates"]:
        raise SimulatedError(84020, "template_id not found")
    return template_id


@routes.post("externalcontact/group_welcome_template/add")
def add_group_welcome(world: World, args: Args) -> Answer:
    """Add words that greet new members of customer groups."""
    templates = _ways(world)["templates"]
    content = _welcome(world, args)
    if len(templates) >= MOST_TEMPLATES:
        raise SimulatedError(41055, f"at most {MOST_TEMPLATES} templates")
    template_id = c.new_id(world, "msg")
    templates[template_id] = content
    return {"template_id": template_id}


@routes.post("externalcontact/group_welcome_template/edit")
def edit_group_welcome(world: World, args: Args) -> Answer:
    """Replace such words."""
    template_id = _template(world, args)
    _ways(world)["templates"][template_id] = _welcome(world, args)
    return {}


@routes.post("externalcontact/group_welcome_template/get")
def get_group_welcome(world: World, args: Args) -> Answer:
    """Show such words."""
    return dict(_ways(world)["templates"][_template(world, args)])


@routes.post("externalcontact/group_welcome_template/del")
def del_group_welcome(world: World, args: Args) -> Answer:
    """Delete such words."""
    del _ways(world)["templates"][_template(world, args)]
    return {}
