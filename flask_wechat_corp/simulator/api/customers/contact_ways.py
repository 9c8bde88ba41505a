"""«Contact me» codes, and the welcome words of customer groups.

Sources: WeCom's pages 92228, 92366.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_media, need_members
from ..request import DAY, Args
from ..routes import Payload, Routes

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


def _ways(world: World) -> Record:
    return world.family_state("contact_ways", lambda _: {"ways": {}, "templates": {}})


def _way(world: World, args: Args) -> Record:
    config_id = args.text("config_id", missing=41043, invalid=41044)
    way = _ways(world)["ways"].get(config_id)
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
    for key, most in (("expires_in", 14 * DAY), ("chat_expires_in", 14 * DAY)):
        if key in settings:
            args.number(key, least=0, most=most)
    return settings


@routes.post("externalcontact/add_contact_way")
def add_contact_way(world: World, args: Args) -> Payload:
    """Make a «contact me» code."""
    kind = args.number("type", least=SINGLE, most=SEVERAL, missing=41037, invalid=41039)
    scene = args.number("scene", least=MINI_PROGRAM, most=QR_CODE, missing=41038, invalid=41040)
    settings = _checked(world, args, kind)
    if kind == SINGLE and not settings.get("user"):
        raise SimulatedError(40058, "type 1 takes exactly one user")
    ways = _ways(world)["ways"]
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
    """Show one code."""
    way = _way(world, args)
    del way["created"]
    return {"contact_way": way}


@routes.post("externalcontact/list_contact_way")
def list_contact_way(world: World, args: Args) -> Payload:
    """The ids of the codes made in a span of time (the last 90 days when it is left out)."""
    last = args.number("end_time", world.now())
    first = args.number("start_time", last - 90 * DAY)
    found = [
        {"config_id": way["config_id"]}
        for way in _ways(world)["ways"].values()
        if first <= way["created"] <= last and not way.get("is_temp")
    ]
    return args.paged("contact_way", found, default=100, most=1000)


@routes.post("externalcontact/update_contact_way")
def update_contact_way(world: World, args: Args) -> Payload:
    """Change a code."""
    way = _way(world, args)
    way |= _checked(world, args, way["type"])
    _ways(world)["ways"][way["config_id"]] = way
    return {}


@routes.post("externalcontact/del_contact_way")
def del_contact_way(world: World, args: Args) -> Payload:
    """Delete a code."""
    del _ways(world)["ways"][_way(world, args)["config_id"]]
    return {}


def _welcome(world: World, args: Args) -> Record:
    found = args.pick(*WELCOME)
    if not found:
        raise SimulatedError(40058, "text and attachments are all missing")
    if "text" in found:
        args.fields("text").text("content", missing=44004, most=3000)
    if len(found) - ("text" in found) > 1:
        raise SimulatedError(
            40058, "only one of image, link, video, miniprogram and file is allowed"
        )
    for key in ("image", "video", "file"):
        media_id = args.record(key, required=False).get("media_id")
        if media_id is not None:
            need_media(world, media_id)
    return found


def _template(world: World, args: Args) -> str:
    template_id = args.text("template_id", missing=84019, invalid=84020)
    if template_id not in _ways(world)["templates"]:
        raise SimulatedError(84020, "template_id not found")
    return template_id


@routes.post("externalcontact/group_welcome_template/add")
def add_group_welcome(world: World, args: Args) -> Payload:
    """Add words that greet new members of customer groups."""
    templates = _ways(world)["templates"]
    content = _welcome(world, args)
    if len(templates) >= MOST_TEMPLATES:
        raise SimulatedError(41055, f"at most {MOST_TEMPLATES} templates")
    template_id = world.new_id("msg")
    templates[template_id] = content
    return {"template_id": template_id}


@routes.post("externalcontact/group_welcome_template/edit")
def edit_group_welcome(world: World, args: Args) -> Payload:
    """Replace such words."""
    template_id = _template(world, args)
    _ways(world)["templates"][template_id] = _welcome(world, args)
    return {}


@routes.post("externalcontact/group_welcome_template/get")
def get_group_welcome(world: World, args: Args) -> Payload:
    """Show such words."""
    return dict(_ways(world)["templates"][_template(world, args)])


@routes.post("externalcontact/group_welcome_template/del")
def del_group_welcome(world: World, args: Args) -> Payload:
    """Delete such words."""
    del _ways(world)["templates"][_template(world, args)]
    return {}
