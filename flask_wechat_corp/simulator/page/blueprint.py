"""The chat page at ``/``: the document, its files and the avatars."""

from __future__ import annotations

import hashlib
from importlib import resources

from flask import Blueprint, Response, abort, render_template, request

from ..world.world import World
from .avatars import avatar_svg

__all__ = ["blueprint"]

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The page loads nothing from other hosts, runs nothing inline and parses no text as HTML."""

_TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


def blueprint(world: World) -> Blueprint:
    """Create the routes of the page that shows a world as its members see it."""
    page = Blueprint("chat", __name__, template_folder="templates")

    @page.after_request
    def harden(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    @page.get("/")
    def index() -> Response:
        html = render_template("chat.html", corp_name=world.corp_name)
        response = Response(html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _CSP
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    @page.get("/page/<name>")
    def file(name: str) -> Response:
        return _file(name)

    @page.get("/favicon.ico")
    def favicon() -> Response:
        return _file("icon.svg")

    @page.get("/avatar/<userid>.svg")
    def avatar(userid: str) -> Response:
        member = world.member(userid) or {}
        svg = avatar_svg(str(member.get("userid", userid)), str(member.get("gender", "0")))
        return _fixed(svg.encode(), _TYPES["svg"])

    return page


def _file(name: str) -> Response:
    """Return one of the page's files; there are no folders below ``static``.

    The media types are fixed here, because a machine's own table may say ``text/plain`` for a
    JavaScript module, and a browser then does not run it.
    """
    mimetype = _TYPES.get(name.rpartition(".")[2])
    found = resources.files(__package__).joinpath("static").joinpath(name)
    if mimetype is None or "\\" in name or not found.is_file():
        abort(404)
    return _fixed(found.read_bytes(), mimetype)


def _fixed(data: bytes, mimetype: str) -> Response:
    """Return a file that the browser revalidates each time but does not load again."""
    response = Response(data, mimetype=mimetype)
    response.set_etag(hashlib.sha256(data).hexdigest()[:16])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.make_conditional(request)
    return response
