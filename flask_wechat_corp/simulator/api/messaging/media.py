"""Temporary media and pictures (document/path/90252)."""

from __future__ import annotations

from ...errors import Download, SimulatedError
from ...world.world import World
from ..request import Args, Upload
from ..routes import Payload, Routes

routes = Routes()

_MIB = 1024 * 1024
_LIMITS = {"image": 10 * _MIB, "voice": 2 * _MIB, "video": 10 * _MIB, "file": 20 * _MIB}
_SMALLEST = 5
_MAX_PICTURE = 2 * _MIB
_MAX_ATTACHMENT = 10 * _MIB


def _file(args: Args, limit: int) -> Upload:
    upload = args.files.get("media")
    if upload is None or not upload.filename:
        raise SimulatedError(41005, "media data missing")
    if not upload.data:
        raise SimulatedError(44001)
    if len(upload.data) > limit or len(upload.data) <= _SMALLEST:
        raise SimulatedError(45001 if len(upload.data) > limit else 40006)
    return upload


@routes.post("media/upload")
def upload(world: World, args: Args) -> Payload:
    """Store a file for three days (90253)."""
    kind = args.query.get("type", "")
    if kind not in _LIMITS:
        raise SimulatedError(40004)
    file = _file(args, _LIMITS[kind])
    media = world.media.add(kind, file.filename, file.content_type, file.data)
    world.changed("media", "upload", media.media_id)
    return {
        "type": kind,
        "media_id": media.media_id,
        "created_at": str(media.created_at),
    }


@routes.post("media/upload_attachment")
def upload_attachment(world: World, args: Args) -> Payload:
    """Store a file for moments or product albums (95098)."""
    kind = args.query.get("media_type", "")
    if kind not in ("image", "video", "file"):
        raise SimulatedError(40004)
    if args.number("attachment_type", 0) not in (1, 2):
        raise SimulatedError(40035)
    file = _file(args, _MAX_ATTACHMENT)
    media = world.media.add(kind, file.filename, file.content_type, file.data)
    return {"type": kind, "media_id": media.media_id, "created_at": media.created_at}


@routes.post("media/uploadimg")
def upload_picture(world: World, args: Args) -> Payload:
    """Store a picture permanently and return its URL (90256)."""
    file = args.files.get("media") or next(iter(args.files.values()), None)
    picked = _file(Args("POST", args.path, files={"media": file} if file else {}), _MAX_PICTURE)
    media = world.media.add(
        "image", picked.filename, picked.content_type, picked.data, permanent=True
    )
    return {"url": f"{world.base_url}/_sim/media/{media.media_id}"}


def _download(world: World, args: Args) -> Download:
    media = world.media.get(args.text("media_id", missing=41006))
    if media is None:
        raise SimulatedError(40007)
    return Download(media.data, media.filename, media.content_type)


@routes.get("media/get")
def get(world: World, args: Args) -> Payload:
    """Return a file (90254)."""
    return _download(world, args)


@routes.get("media/get/jssdk")
def get_voice(world: World, args: Args) -> Payload:
    """Return a recording of the JS-SDK (90255)."""
    return _download(world, args)
