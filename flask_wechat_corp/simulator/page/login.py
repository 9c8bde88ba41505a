"""The login pages, inside WeCom and elsewhere: they send a member back to the app with a code."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ..api.apps import oauth
from ..errors import SimulatedError
from ..world.world import World

__all__ = ["blueprint"]


def blueprint(world: World) -> Blueprint:
    """Create the routes of OAuth (document/path/91022) and of the scan login (98152)."""
    page = Blueprint("login", __name__)

    @page.get("/connect/oauth2/authorize")
    def authorize() -> BaseResponse:
        return _log_in(world, oauth.check_authorize)

    @page.get("/wwlogin/sso/login")
    def scan_login() -> BaseResponse:
        return _log_in(world, oauth.check_scan_login)

    return page


def _log_in(world: World, check: Callable[[World, dict[str, str]], str]) -> BaseResponse:
    """Redirect with a code for the member ``userid``; without one, show a list to choose from."""
    query = request.args.to_dict()
    try:
        with world.lock:
            scope = check(world, query)
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
