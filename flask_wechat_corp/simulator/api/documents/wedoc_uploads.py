"""Images and files in documents. Sources: pages 99933, 101870, 101871."""

from __future__ import annotations

import binascii
import hashlib
import struct
from base64 import b64decode

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from . import wedoc

routes = Routes()

TEN_MIB = 10 * 1024 * 1024
BLOCK = 2 * 1024 * 1024
SIZE = 20 * 1024**3
UPLOADS = 5
"""Uploads under way that are remembered: their blocks are kept until the end."""


def _decoded(args: Args, name: str) -> bytes:
    try:
        return b64decode(args.text(name, missing=640022), validate=True)
    except (binascii.Error, ValueError):
        raise SimulatedError(640022) from None


def _address(name: str, content: bytes) -> str:
    return f"https://doc.example.com/{name}/{hashlib.sha1(content).hexdigest()}"  # noqa: S324 - a name


@routes.post("wedoc/image_upload")
def image_upload(world: World, args: Args) -> Payload:
    """Take an image; its size is read from a PNG only."""
    wedoc.doc_of(world, args)
    content = _decoded(args, "base64_content")
    width = height = 0
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    address = _address("image", content)
    return {"url": address, "height": height, "width": width, "size": len(content)}


@routes.post("wedoc/file_upload")
def file_upload(world: World, args: Args) -> Payload:
    """Take a file of at most 10 MB."""
    wedoc.doc_of(world, args)
    _file_name(args)
    content = _decoded(args, "file_base64_content")
    if len(content) > TEN_MIB:
        raise SimulatedError(640047)
    return {"file_url": _address("file", content)}


def _file_name(args: Args) -> str:
    name = args.text("file_name", missing=640009, invalid=640009)
    if sum(1 if letter.isascii() else 2 for letter in name) > 255:
        raise SimulatedError(640009)
    return name


def _uploads(world: World) -> Record:
    wedoc.documents(world)
    found: Record = world.family_state("documents").setdefault("uploads", {})
    return found


@routes.post("wedoc/file_upload_init")
def file_upload_init(world: World, args: Args) -> Payload:
    """Begin an upload in blocks of 2 MB."""
    wedoc.doc_of(world, args)
    name = args.text("file_name", missing=640009, invalid=640009)
    size = args.number("size", least=1, most=SIZE, invalid=640047)
    hashes = args.texts("block_sha", least=1, most=SIZE // BLOCK, missing=640039)
    if len(hashes) != -(-size // BLOCK):
        raise SimulatedError(640039)
    key = world.new_id("up")
    _uploads(world)[key] = {"name": name, "size": size, "sha": hashes[-1], "blocks": {}}
    keep_newest(_uploads(world), UPLOADS)
    return {"hit_exist": False, "upload_key": key}


def _upload(world: World, args: Args) -> Record:
    upload = _uploads(world).get(args.text("upload_key", missing=640048))
    if upload is None:
        raise SimulatedError(640048)
    found: Record = upload
    return found


@routes.post("wedoc/file_upload_part")
def file_upload_part(world: World, args: Args) -> Payload:
    """Take one block."""
    upload = _upload(world, args)
    count = -(-upload["size"] // BLOCK)
    index = args.number("index", least=1, most=count, invalid=640048)
    last = upload["size"] - (count - 1) * BLOCK
    if len(_decoded(args, "file_base64_content")) != (last if index == count else BLOCK):
        raise SimulatedError(640039)
    upload["blocks"][str(index)] = args.text("file_base64_content")
    return {}


@routes.post("wedoc/file_upload_finish")
def file_upload_finish(world: World, args: Args) -> Payload:
    """Join the blocks; the file must have the announced SHA-1."""
    upload = _upload(world, args)
    count = -(-upload["size"] // BLOCK)
    if len(upload["blocks"]) != count:
        raise SimulatedError(640048)
    content = b"".join(b64decode(upload["blocks"][str(index + 1)]) for index in range(count))
    if hashlib.sha1(content).hexdigest() != upload["sha"].lower():  # noqa: S324 -- WeCom's choice
        raise SimulatedError(640039)
    del _uploads(world)[args.text("upload_key")]
    return {"file_url": _address("file", content)}
