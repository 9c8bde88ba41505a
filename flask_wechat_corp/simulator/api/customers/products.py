"""Products that members show to customers (商品图册). Source: WeCom's page 95096."""

from __future__ import annotations

import re

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import lenient_page, need_media
from ..request import Args, Fields
from ..routes import Payload, Routes

routes = Routes()

MOST_ATTACHMENTS = 9
HIGHEST_PRICE = 5_000_000
MOST_PRODUCTS = 2000
NUMBER = re.compile(r"[0-9A-Za-z]{0,128}")


def products(world: World) -> Record:
    """Return the products by id; a deleted one is None."""
    found: Record = world.family_state("products", lambda _: {"by_id": {}})["by_id"]
    return found


def _product(world: World, args: Args) -> Record:
    found = products(world)
    product_id = args.text("product_id", missing=41075, invalid=41075)
    if product_id not in found:
        raise SimulatedError(41075)
    if found[product_id] is None:
        raise SimulatedError(41074)
    return dict(found[product_id])


def _settings(args: Args, old: Record) -> Record:
    """Return the description, the price and the number; what is not given is the old one's."""
    description = old.get("description")
    if not old or args.get("description") is not None:
        description = args.text("description", most=300, missing=41087, invalid=41087)
    price = args.number(
        "price", old.get("price"), least=0, most=HIGHEST_PRICE, missing=41086, invalid=41086
    )
    if not NUMBER.fullmatch(args.optional_text("product_sn", invalid=41085)):
        raise SimulatedError(41085)
    return {"description": description, "price": price, **args.pick("product_sn")}


def _attachments(world: World, args: Args) -> list[Record]:
    given = args.records("attachments", most=MOST_ATTACHMENTS, invalid=41064)
    for attachment in given:
        kind = attachment.get("type") or attachment.get("msgtype")
        if kind != "image":
            raise SimulatedError(41065)
        need_media(world, Fields(attachment).record("image").get("media_id"))
    return given


@routes.post("externalcontact/add_product_album")
def add(world: World, args: Args) -> Payload:
    """Add a product with its pictures."""
    settings, pictures = _settings(args, {}), _attachments(world, args)
    if not pictures:
        raise SimulatedError(41088)
    kept = products(world)
    if sum(one is not None for one in kept.values()) >= MOST_PRODUCTS:
        raise SimulatedError(41202)
    product_id = world.new_id("pc")
    kept[product_id] = {
        "product_id": product_id,
        "create_time": world.now(),
        **settings,
        "attachments": pictures,
    }
    return {"product_id": product_id}


@routes.post("externalcontact/get_product_album")
def get(world: World, args: Args) -> Payload:
    """Return a product."""
    return {"product": _product(world, args)}


@routes.post("externalcontact/get_product_album_list")
def list_(world: World, args: Args) -> Payload:
    """Return the products; a limit over 100 is 50, the default."""
    rows = [
        {key: value for key, value in one.items() if key != "create_time"}
        for one in products(world).values()
        if one is not None
    ]
    return lenient_page(args, "product_list", rows, default=50, most=100)


@routes.post("externalcontact/update_product_album")
def update(world: World, args: Args) -> Payload:
    """Change what is given of a product."""
    old = _product(world, args)
    new = {**old, **_settings(args, old)}
    new["attachments"] = _attachments(world, args) or old["attachments"]
    products(world)[old["product_id"]] = new
    return {}


@routes.post("externalcontact/delete_product_album")
def delete(world: World, args: Args) -> Payload:
    """Delete a product."""
    products(world)[_product(world, args)["product_id"]] = None
    return {}
