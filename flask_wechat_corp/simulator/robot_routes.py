"""Two addresses that WeCom gives to robots: for late answers, and for files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, request

from .push.robots import RobotChats

__all__ = ["blueprint"]


def blueprint(chats: RobotChats) -> Blueprint:
    """Return the routes; they need no access token, the address itself is the secret."""
    routes = Blueprint("robots", __name__)

    @routes.post("/cgi-bin/aibot/response")
    def later() -> Response:
        body: Any = request.get_json(force=True, silent=True)
        code = request.args.get("response_code", "")
        errcode, errmsg = chats.later(code, body if isinstance(body, dict) else {})
        return jsonify(errcode=errcode, errmsg=errmsg)

    @routes.get("/robot-media/<key>")
    def file(key: str) -> Response:
        found = chats.world.robots.file(key)
        if found is None:
            abort(403)
        sealed, name = found
        response = Response(sealed, mimetype="application/octet-stream")
        if name:
            disposition = f"attachment; filename*=UTF-8''{quote(name)}"
            response.headers["Content-Disposition"] = disposition
        return response

    return routes
