"""Logins at web pages (document/path/91022)."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode, urlsplit, urlunsplit

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..contacts.member_tickets import issue_second_check
from ..lookups import need_member
from ..request import Args
from ..routes import Payload, Routes

routes = Routes()

CODE_LIFETIME = 300
"""Seconds that a code lives; it is valid for one exchange."""

_TICKET_LIFETIME = 1_800
_MAX_CODES = 500
_SCOPES = ("snsapi_base", "snsapi_userinfo", "snsapi_privateinfo")
_PRIVATE = ("gender", "avatar", "qr_code", "mobile", "email", "biz_mail", "address")


def issue_code(world: World, userid: str, scope: str = "snsapi_base") -> str:
    """Return a code, as the authorization page passes it to ``redirect_uri``.

    :raises SimulatedError: 60111 if there is no such member
    """
    codes = world.family_state("oauth_codes")
    code = secrets.token_urlsafe(32)
    row = {"userid": need_member(world, userid)["userid"], "scope": scope, "time": world.clock()}
    codes[code] = {**row, "used": False}
    keep_newest(codes, _MAX_CODES)
    return code


def check_authorize(world: World, query: dict[str, str]) -> str:
    """Check a request to the authorization page and return its scope.

    :raises SimulatedError: if WeCom's page would show an error
    """
    if query.get("appid") != world.corp_id:
        raise SimulatedError(40013)
    if query.get("response_type") != "code":
        raise SimulatedError(40035, "response_type must be code")
    scope = query.get("scope", "")
    if scope not in _SCOPES:
        raise SimulatedError(40035, "invalid scope")
    if scope != "snsapi_base" and not query.get("agentid"):
        raise SimulatedError(41011)
    _check_landing(world, query)
    return scope


def check_scan_login(world: World, query: dict[str, str]) -> str:
    """Check a request to the page of the scan login (document/path/98152); return its scope.

    :raises SimulatedError: if WeCom's page would show an error
    """
    if query.get("login_type") != "CorpApp":
        raise SimulatedError(40035, "login_type must be CorpApp")
    if query.get("appid") != world.corp_id:
        raise SimulatedError(40013)
    if query.get("agentid") != str(world.agent_id):
        raise SimulatedError(41011)
    _check_landing(world, query)
    return "snsapi_base"


def _check_landing(world: World, query: dict[str, str]) -> None:
    target = urlsplit(query.get("redirect_uri", ""))
    if target.scheme not in ("http", "https") or not target.hostname:
        raise SimulatedError(50001)
    trusted = world.agents.get(world.agent_id, {}).get("redirect_domain", "")
    if trusted and trusted not in (target.hostname, target.netloc):
        raise SimulatedError(50001)


def landing(redirect_uri: str, code: str, state: str) -> str:
    """Return the URL that the browser is redirected to."""
    parts = urlsplit(redirect_uri)
    own = f"{parts.query}&" if parts.query else ""
    query = own + urlencode({"code": code, "state": state})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _exchange(world: World, args: Args) -> Record:
    code = args.text("code", missing=41008)
    row: Record | None = world.family_state("oauth_codes").get(code)
    if row is None:
        raise SimulatedError(40029)
    if row["used"]:
        raise SimulatedError(42022, "code already used")
    if row["time"] + CODE_LIFETIME <= world.clock():
        raise SimulatedError(42003)
    row["used"] = True
    return row


def _ticket(world: World, row: Record) -> str:
    tickets = world.family_state("user_tickets")
    ticket = secrets.token_urlsafe(32)
    tickets[ticket] = {"userid": row["userid"], "scope": row["scope"], "time": world.clock()}
    keep_newest(tickets, _MAX_CODES)
    return ticket


@routes.get("auth/getuserinfo")
def get_user_info(world: World, args: Args) -> Payload:
    """Exchange a code for a member (91023)."""
    row = _exchange(world, args)
    answer = {"userid": row["userid"]}
    if row["scope"] == "snsapi_privateinfo":
        answer["user_ticket"] = _ticket(world, row)
    return answer


@routes.get("user/getuserinfo")
def get_user_info_legacy(world: World, args: Args) -> Payload:
    """Exchange a code for a member, at the older path (91023)."""
    row = _exchange(world, args)
    answer: Record = {"UserId": row["userid"], "DeviceId": "simulated", "usertype": 5}
    if row["scope"] != "snsapi_base":
        answer |= {"user_ticket": _ticket(world, row), "expires_in": _TICKET_LIFETIME}
    return answer


@routes.post("auth/get_tfa_info")
def get_second_check(world: World, args: Args) -> Payload:
    """Exchange the code of the second check's page for a member and a ``tfa_code`` (99499)."""
    userid = str(_exchange(world, args)["userid"])
    return {"userid": userid, "tfa_code": issue_second_check(world, userid)}


def _detail(world: World, args: Args) -> Record:
    ticket = world.family_state("user_tickets").get(args.text("user_ticket", missing=84015))
    if ticket is None:
        raise SimulatedError(84015, "invalid user_ticket")
    if ticket["time"] + _TICKET_LIFETIME <= world.clock():
        raise SimulatedError(84014, "user_ticket expired")
    row = need_member(world, ticket["userid"])
    return {"userid": row["userid"], **{name: row.get(name, "") for name in _PRIVATE}}


@routes.post("auth/getuserdetail")
def get_user_detail(world: World, args: Args) -> Payload:
    """Return the details that a member agreed to share (95833)."""
    return _detail(world, args)


@routes.post("user/getuserdetail")
def get_user_detail_legacy(world: World, args: Args) -> Payload:
    """Return the details that a member agreed to share, at the older path (91122)."""
    detail = _detail(world, args)
    return {**detail, "name": need_member(world, detail["userid"])["name"]}
