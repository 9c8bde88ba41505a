"""The robot of a group chat. Source: WeCom's page 91770."""

from __future__ import annotations

import base64
import binascii
import hashlib

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_media
from ..request import Args, Fields
from ..routes import Payload, Routes
from .media import stored

routes = Routes()

MOST_BYTES = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
MOST_ARTICLES = 8
IMAGE_BYTES = 2 * 1024 * 1024
A_MINUTE = 20
TYPES = {*MOST_BYTES, "image", "news", "file", "voice", "template_card"}


def robots(world: World) -> Record:
    """Return the family's state: robots by key, with the times of their latest messages."""

    def default_state(world: World) -> Record:
        raw = hashlib.sha256(f"{world.corp_id} robot".encode()).hexdigest()
        parts = (raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:32])
        return {"-".join(parts): {"name": "值班机器人", "sent": []}}

    return world.family_state("robots", default_state)


def _robot(world: World, args: Args) -> Record:
    found: Record | None = robots(world).get(args.query.get("key", ""))
    if found is None:
        raise SimulatedError(93000)
    return found


@routes.post("webhook/upload_media", token="none")  # noqa: S106 - a kind, no secret
def upload(world: World, args: Args) -> Payload:
    """Store a file for the robot to send, for three days."""
    _robot(world, args)
    kind = args.query.get("type", "")
    if kind not in ("file", "voice"):
        raise SimulatedError(40004)
    return stored(world, args, kind)


@routes.post("webhook/send", token="none")  # noqa: S106 - a kind, no secret
def send(world: World, args: Args) -> Payload:
    """Send a message to the robot's group, at most 20 times a minute."""
    robot = _robot(world, args)
    kind = args.text("msgtype", missing=40008, invalid=40008)
    if kind not in TYPES:
        raise SimulatedError(40008)
    content = args.record(kind)
    _check(world, kind, content)
    now = world.now()
    robot["sent"] = [when for when in robot["sent"] if when > now - 60]
    if len(robot["sent"]) >= A_MINUTE:
        raise SimulatedError(45009)
    robot["sent"].append(now)
    shown = {**content, "base64": "…"} if kind == "image" else content
    world.record_message("webhook", list(world.members), kind, shown, msgid=world.new_id())
    return {}


def _check(world: World, kind: str, content: Record) -> None:
    if kind in MOST_BYTES:
        if len(Fields(content).text("content", missing=44004).encode()) > MOST_BYTES[kind]:
            raise SimulatedError(40058, f"{kind}.content exceed max length {MOST_BYTES[kind]}")
    elif kind == "news":
        for article in Fields(content).records(
            "articles", least=1, most=MOST_ARTICLES, invalid=45008
        ):
            Fields(article).text("title", missing=41016)
            Fields(article).text("url", missing=41010)
    elif kind == "image":
        _check_image(content)
    elif kind in {"file", "voice"}:
        need_media(world, content.get("media_id"))
    elif content.get("card_type") not in {"text_notice", "news_notice"}:
        raise SimulatedError(42031, "invalid card_type")


def _check_image(content: Record) -> None:
    try:
        data = base64.b64decode(Fields(content).text("base64"), validate=True)
    except binascii.Error:
        raise SimulatedError(40123, "base64 is broken") from None
    if len(data) > IMAGE_BYTES:
        raise SimulatedError(40009, "invalid image size")
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    if digest != Fields(content).text("md5").lower():
        raise SimulatedError(301019, "image md5 not match")
