"""The login page of WeCom's OAuth: it sends a visiting member back to the app with a code."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ..api.apps import oauth
from ..errors import SimulatedError
from ..world.world import World

__all__ = ["blueprint"]


def blueprint(world: World) -> Blueprint:
    """Create the route ``/connect/oauth2/authorize`` (document/path/91022)."""
    page = Blueprint("login", __name__)

    @page.get("/connect/oauth2/authorize")
    def authorize() -> BaseResponse:
        return _authorize(world)

    return page


def _authorize(world: World) -> BaseResponse:
    """Redirect with a code for the member ``userid``; without one, show a list to choose from."""
    query = request.args.to_dict()
    try:
        with world.lock:
            scope = oauth.check_authorize(world, query)
            if "userid" not in query:
                return _choose_member(world)
            code = oauth.issue_code(world, query["userid"], scope)
    except SimulatedError as error:
        text = f"{error.errmsg} ({error.errcode})"
        return Response(text, status=400, content_type="text/plain; charset=utf-8")
    return redirect(oauth.landing(query["redirect_uri"], code, query.get("state", "")))


def _choose_member(world: World) -> BaseResponse:
    links = "".join(
        f'<li><a href="?{escape(request.query_string.decode("latin-1"))}'
        f'&amp;userid={escape(quote(userid))}">{escape(row["name"])}</a></li>'
        for userid, row in world.members.items()
    )
    page = f'<!doctype html><meta charset="utf-8"><title>登录 · Sign in</title><ul>{links}</ul>'
    return Response(page)
