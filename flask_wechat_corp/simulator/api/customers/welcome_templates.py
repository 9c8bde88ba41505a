"""Messages that greet new members of customer groups. Source: WeCom's page 92366."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_media
from ..request import Args
from ..routes import Payload, Routes
from .contact_ways import state

routes = Routes()

#: contents beside the text; WeCom takes the first that is given
CONTENTS = ("image", "link", "miniprogram", "file", "video")
MOST_TEMPLATES = 100
MOST_BYTES = 3000


def _welcome(world: World, args: Args) -> Record:
    given = args.pick(*CONTENTS)
    found = {**args.pick("text"), **dict(list(given.items())[:1])}
    if not found:
        raise SimulatedError(40058, "text and attachments are all missing")
    if "text" in found:
        words = args.fields("text").text("content", missing=44004)
        if len(words.encode()) > MOST_BYTES:
            raise SimulatedError(45002)
    for key in ("image", "video", "file"):
        media_id = args.record(key, required=False).get("media_id") if key in found else None
        if media_id is not None:
            need_media(world, media_id)
    return found


def _template(world: World, args: Args) -> str:
    template_id = args.text("template_id", missing=84019, invalid=84020)
    if template_id not in state(world)["templates"]:
        raise SimulatedError(84020, "template_id not found")
    return template_id


@routes.post("externalcontact/group_welcome_template/add")
def add_group_welcome(world: World, args: Args) -> Payload:
    """Add a welcome message for new members of customer groups."""
    templates = state(world)["templates"]
    content = _welcome(world, args)
    if len(templates) >= MOST_TEMPLATES:
        raise SimulatedError(41055, f"at most {MOST_TEMPLATES} templates")
    template_id = world.new_id("msg")
    templates[template_id] = content
    return {"template_id": template_id}


@routes.post("externalcontact/group_welcome_template/edit")
def edit_group_welcome(world: World, args: Args) -> Payload:
    """Replace a welcome message."""
    template_id = _template(world, args)
    state(world)["templates"][template_id] = _welcome(world, args)
    return {}


@routes.post("externalcontact/group_welcome_template/get")
def get_group_welcome(world: World, args: Args) -> Payload:
    """Return a welcome message."""
    return dict(state(world)["templates"][_template(world, args)])


@routes.post("externalcontact/group_welcome_template/del")
def del_group_welcome(world: World, args: Args) -> Payload:
    """Delete a welcome message."""
    del state(world)["templates"][_template(world, args)]
    return {}
