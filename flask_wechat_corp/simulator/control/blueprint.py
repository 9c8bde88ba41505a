"""The control plane: JSON in and out under ``/_sim/``, for the page, tests and curl.

Only pages and programs of this machine may use it: the Host must be the simulator's, a browser must
be on the simulator's page, and a posted body must be JSON.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from ..wsgi_server import is_loopback
from .actions import family_states, perform
from .interface import ControlledSimulator
from .json_input import read_object

__all__ = ["blueprint"]

_MAX_UPLOAD = 32 * 1024 * 1024


def blueprint(
    simulator: ControlledSimulator, host: str, *, allow_remote: bool = False
) -> Blueprint:
    """Return the routes of the control plane.

    :param host: the address that the server is bound to
    :param allow_remote: also accept other machines' addresses as Host
    """
    plane = Blueprint("control", __name__, url_prefix="/_sim")

    @plane.before_request
    def guard() -> BaseResponse | None:
        return _guard(host, allow_remote=allow_remote)

    @plane.errorhandler(ValueError)
    def reject(error: ValueError) -> tuple[Response, int]:
        return jsonify(ok=False, reason=str(error)), 400

    _add_reading(plane, simulator)
    _add_acting(plane, simulator)
    _add_faults(plane, simulator)
    _add_media(plane, simulator)
    return plane


def _guard(host: str, *, allow_remote: bool) -> BaseResponse | None:
    if not _is_our_host(request.host, host, allow_remote=allow_remote):
        return _refusal("The Host of the request is not the simulator's.", 403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return _refusal("Only the simulator's own page may call the control plane.", 403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return _refusal("Only the simulator's own page may call the control plane.", 403)
    sent = request.method == "POST" and (request.content_length or request.mimetype)
    if sent and request.mimetype != "application/json":
        return _refusal("Content-Type must be application/json.", 415)
    return None


def _refusal(reason: str, status: int) -> BaseResponse:
    response = jsonify(ok=False, reason=reason)
    response.status_code = status
    return response


def _is_our_host(asked: str, bound: str, *, allow_remote: bool) -> bool:
    name = (urlsplit(f"//{asked}").hostname or "").lower()
    if name in ("localhost", bound.lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return allow_remote and "." not in name  # a container's or neighbour's plain name
    return address.is_loopback or allow_remote


def _json() -> dict[str, Any]:
    data = request.get_data()
    return read_object(data) if data else {}


def _add_reading(plane: Blueprint, simulator: ControlledSimulator) -> None:
    @plane.get("/state")
    def state() -> Response:
        last = request.args.get("last", type=int)
        return Response(simulator.state_text(last), mimetype="application/json")

    @plane.get("/events")
    def events() -> Response:
        bus = simulator.world.events
        subscription = bus.subscribe()
        subscription.put((0, "hello", simulator.info()))
        response = Response(subscription.stream(), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.call_on_close(lambda: bus.unsubscribe(subscription))
        return response


def _add_acting(plane: Blueprint, simulator: ControlledSimulator) -> None:
    @plane.post("/reset")
    def reset() -> Response:
        simulator.reset()
        return jsonify(ok=True)

    @plane.post("/push")
    def push() -> Response:
        spec = _json()
        if "target" in spec and not is_loopback(request.remote_addr or ""):
            raise ValueError("target can only be given by programs on this machine.")
        return jsonify(simulator.push(spec))

    @plane.post("/verify")
    def verify() -> Response:
        return jsonify(simulator.verify())

    @plane.post("/actions")
    def actions() -> Response:
        return jsonify(ok=True, **perform(simulator.world, _json()))

    @plane.get("/families")
    def families() -> Response:
        return jsonify(family_states(simulator.world))

    @plane.post("/dialogue")
    def dialogue() -> Response:
        simulator.world.dialogues.report(_json())
        return jsonify(ok=True)

    @plane.post("/settle")
    def settle() -> Response:
        timeout = _json().get("timeout", 30)
        if not isinstance(timeout, (int, float)) or not 0 <= timeout <= 300:
            raise ValueError("timeout must be 0 to 300 seconds.")
        return jsonify(ok=simulator.settle(timeout))

    @plane.post("/clock")
    def clock() -> Response:
        seconds = _json().get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise ValueError("advance must be a number of seconds.")
        return jsonify(ok=True, now=simulator.advance(seconds))


def _add_faults(plane: Blueprint, simulator: ControlledSimulator) -> None:
    @plane.get("/faults")
    def listed() -> Response:
        return jsonify(faults=simulator.faults.rows())

    @plane.post("/faults")
    def add() -> Response:
        return jsonify(ok=True, **simulator.add_fault(_json()))

    @plane.delete("/faults")
    def clear() -> Response:
        simulator.clear_faults()
        return jsonify(ok=True)

    @plane.delete("/faults/<int:id>")
    def remove(id: int) -> Response:
        return jsonify(ok=simulator.clear_faults(id))


def _add_media(plane: Blueprint, simulator: ControlledSimulator) -> None:
    @plane.post("/media")
    def upload() -> Response:
        """Take a member's file: ``{"type", "filename", "content_type", "data": base64}``."""
        data = _json()
        kind = data.get("type")
        if kind not in ("image", "voice", "video", "file"):
            raise ValueError("type must be image, voice, video or file.")
        try:
            content = base64.b64decode(str(data.get("data", "")), validate=True)
        except binascii.Error:
            raise ValueError("data must be base64.") from None
        if not content or len(content) > _MAX_UPLOAD:
            raise ValueError("The file must have 1 byte to 32 MiB.")
        filename = str(data.get("filename") or kind)
        content_type = str(data.get("content_type") or "application/octet-stream")
        media = simulator.world.media.add(kind, filename, content_type, content)
        simulator.world.changed("media", "upload", media.media_id)
        # The pic_* events carry a checksum of each picture in SendPicsInfo.
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        return jsonify(ok=True, **media.row(), md5=md5)

    @plane.get("/media/<media_id>")
    def download(media_id: str) -> Response:
        media = simulator.world.media.get(media_id)
        if media is None:
            abort(404)
        response = Response(media.data, mimetype=media.content_type)
        # An uploaded HTML file must not run as one of the simulator's pages.
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        # A player requests ranges to seek in a video.
        response.make_conditional(request, accept_ranges=True, complete_length=len(media.data))
        return response
