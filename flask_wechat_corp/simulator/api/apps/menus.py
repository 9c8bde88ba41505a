"""The menu under an agent's conversation (document/path/90230)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..messaging.messages import own_agent
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()


_KEYED = (
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album",
    "pic_weixin", "location_select",
)  # fmt: skip


@routes.post("menu/create")
def create(world: World, args: Args) -> Payload:
    """Set the agent's menu (90231)."""
    agent_id = own_agent(world, args)
    buttons = args.items("button", missing=40016, invalid=40016)
    if len(buttons) > 3:
        raise SimulatedError(40016)
    for button in buttons:
        _check_top(button)
    menu = {"button": buttons}
    world.menus[agent_id] = menu
    world.events.publish("menu", {"agentid": agent_id, "menu": menu})
    return {}


@routes.get("menu/get")
def get(world: World, args: Args) -> Payload:
    """Show the agent's menu (90232)."""
    menu = world.menus.get(own_agent(world, args))
    if menu is None:
        raise SimulatedError(46003)
    return dict(menu)


@routes.get("menu/delete")
def delete(world: World, args: Args) -> Payload:
    """Remove the agent's menu (90233)."""
    agent_id = own_agent(world, args)
    world.menus.pop(agent_id, None)
    world.events.publish("menu", {"agentid": agent_id, "menu": None})
    return {}


def _check_top(button: object) -> None:
    if not isinstance(button, dict):
        raise SimulatedError(40016)
    _check_name(button, 16, 40018)
    children = button.get("sub_button")
    if not children:
        _check_action(button, 40017, 40019, 40020)
        return
    if not isinstance(children, list) or len(children) > 5:
        raise SimulatedError(40023)
    for child in children:
        if not isinstance(child, dict):
            raise SimulatedError(40023)
        if child.get("sub_button"):
            raise SimulatedError(40022)
        _check_name(child, 40, 40025)
        _check_action(child, 40024, 40026, 40027)


def _check_name(button: Record, limit: int, wrong: int) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not name:
        raise SimulatedError(41102, "button name missing")
    if len(name.encode()) > limit:
        raise SimulatedError(wrong)


def _check_action(button: Record, bad_type: int, bad_key: int, bad_url: int) -> None:
    kind = button.get("type")
    if kind in _KEYED:
        key = button.get("key")
        if not isinstance(key, str) or not key or len(key.encode()) > 128:
            raise SimulatedError(bad_key)
    elif kind == "view":
        url = button.get("url")
        if not isinstance(url, str) or not url or len(url.encode()) > 1024:
            raise SimulatedError(bad_url)
        if not url.startswith(("http://", "https://")):
            raise SimulatedError(40094, "invalid url")
    elif kind == "view_miniprogram":
        if not button.get("appid") or not button.get("pagepath"):
            raise SimulatedError(90200, "appid or pagepath missing")
    else:
        raise SimulatedError(bad_type)
