"""Temporary media and pictures (document/path/90252)."""

from __future__ import annotations

import hashlib

from ...errors import Download, SimulatedError, text_of
from ...world.records import keep_newest
from ...world.world import Record, World
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
    return stored(world, args, kind)


def stored(world: World, args: Args, kind: str) -> Record:
    """Store the file of a call for three days; return what ``media/upload`` returns."""
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


# -- files by their addresses ------------------------------------------------------------------

_MAX_BY_URL = 200 * _MIB
_JOB_SECONDS = 3600
_MAX_JOBS = 200


@routes.post("media/upload_by_url")
def upload_by_url(world: World, args: Args) -> Payload:
    """Store a file by its address: an address of the simulator's own files (96219).

    The job is finished at once. The simulator downloads nothing, so another address fails.
    """
    args.number("scene", least=1, most=1)
    kind = args.text("type", most=32)
    if kind not in ("video", "file"):
        raise SimulatedError(40004)
    filename, url = args.text("filename", most=128), args.text("url", most=1024)
    digest = args.text("md5", most=32)
    jobs = world.family_state("media_jobs")
    jobid = world.new_id("jobid_", 43)
    jobs[jobid] = {
        "until": world.now() + _JOB_SECONDS,
        **_fetched(world, kind, filename, url, digest),
    }
    keep_newest(jobs, _MAX_JOBS)
    world.emit_event(event="upload_media_job_finish", JobId=jobid)
    return {"jobid": jobid}


def _fetched(world: World, kind: str, filename: str, url: str, digest: str) -> Record:
    start = f"{world.base_url}/_sim/media/"
    source = world.media.get(url.removeprefix(start)) if url.startswith(start) else None
    if source is None:
        return _failed(830003, "the simulator downloads its own files only")
    if not _SMALLEST < len(source.data) <= _MAX_BY_URL:
        return _failed(45001)
    if hashlib.md5(source.data, usedforsecurity=False).hexdigest() != digest.lower():
        return _failed(301019)
    media = world.media.add(kind, filename, source.content_type, source.data)
    found = {"media_id": media.media_id, "created_at": str(media.created_at)}
    return {"status": 2, "detail": {"errcode": 0, "errmsg": "ok", **found}}


def _failed(errcode: int, reason: str = "") -> Record:
    return {"status": 3, "detail": {"errcode": errcode, "errmsg": reason or text_of(errcode)}}


@routes.post("media/get_upload_by_url_result")
def get_upload_by_url_result(world: World, args: Args) -> Payload:
    """Return the result of a job, for an hour (96219)."""
    job = world.family_state("media_jobs").get(args.text("jobid", missing=40088))
    if job is None or job["until"] < world.now():
        raise SimulatedError(40088, "invalid jobid")
    return {"status": job["status"], "detail": job["detail"]}
