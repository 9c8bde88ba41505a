"""Members (document/path/90194)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from ...errors import SimulatedError
from ...world.records import complete_member
from ...world.world import Record, World
from ..lookups import need_member
from ..request import Args
from ..routes import Payload, Routes
from .departments import complete
from .member_fields import MOBILE, member_name, pushed_fields, read_changes
from .member_tickets import selected_by, take_second_check

routes = Routes()


_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-@.]{0,63}")
_MAX_BATCH = 200
_HIDDEN = ("enable", "activated")
SHORT = ("userid", "name", "department", "open_userid")
"""What ``user/simplelist`` shows of a member."""


def reachable(world: World, args: Args) -> Record:
    """Return the member that a call names, within the agent's visible range.

    :raises SimulatedError: 41009, 60111, or 60011 beyond that range
    """
    row = need_member(world, args.text("userid", missing=41009))
    if row["userid"] not in world.visible(args.agent_id):
        raise SimulatedError(60011)
    return row


def details(row: Record) -> Record:
    """Return a member as ``user/list`` shows it."""
    return {key: value for key, value in row.items() if key not in _HIDDEN}


@routes.get("user/get")
def get(world: World, args: Args) -> Payload:
    """Show a member (90196)."""
    return details(reachable(world, args))


@routes.post("user/create")
def create(world: World, args: Args) -> Payload:
    """Create a member (90195)."""
    userid = args.text("userid", missing=41009, invalid=40003)
    if not _USERID.fullmatch(userid):
        raise SimulatedError(40003)
    if world.member(userid):
        raise SimulatedError(60102)
    row: Record = {"userid": userid, "name": member_name(args)}
    row |= read_changes(world, args, None)
    if not row.get("mobile") and not row.get("email"):
        raise SimulatedError(60129)
    row["department"], made = complete(world, row.get("department", []))
    if row.get("main_department") not in row["department"]:
        row["main_department"] = row["department"][0]
    row["status"] = 4 if args.get("enable") in (None, 1, "1") else 2  # 4: not activated yet
    world.members[userid] = complete_member(row)
    world.changed("contacts", "create_user", userid)
    world.emit_event(event="change_contact", change_type="create_user", **pushed_fields(row))
    created = {"created_department_list": {"department_info": made}} if made else {}
    return {"errmsg": "created", **created}


@routes.post("user/update")
def update(world: World, args: Args) -> Payload:
    """Change a member (90197)."""
    row = reachable(world, args)
    changes = read_changes(world, args, row)
    if args.get("name") is not None:
        changes["name"] = member_name(args)
    if args.get("enable") is not None:
        enabled = args.number("enable") == 1
        changes["enable"] = int(enabled)
        changes["status"] = 1 if enabled else 2
    old = row["userid"]
    pushed = {"UserID": old, **pushed_fields({**changes, "userid": old})}
    if args.get("new_userid") is not None:
        pushed["NewUserID"] = _rename(world, row, args.text("new_userid"))
    row.update(changes)
    world.changed("contacts", "update_user", row["userid"])
    world.emit_event(event="change_contact", change_type="update_user", **pushed)
    return {"errmsg": "updated"}


@routes.get("user/delete")
def delete(world: World, args: Args) -> Payload:
    """Delete a member (90198)."""
    _remove(world, reachable(world, args))
    return {"errmsg": "deleted"}


@routes.post("user/batchdelete")
def delete_many(world: World, args: Args) -> Payload:
    """Delete up to 200 members, all or none (90199)."""
    userids = args.items("useridlist", missing=40032, invalid=40031)
    if len(userids) > _MAX_BATCH:
        raise SimulatedError(40032)
    rows = [need_member(world, userid, unknown=40031) for userid in userids]
    for row in {row["userid"]: row for row in rows}.values():
        _remove(world, row)
    return {"errmsg": "deleted"}


@routes.get("user/simplelist")
def list_names(world: World, args: Args) -> Payload:
    """List a department's members by name (90200)."""
    return {"userlist": [{key: row[key] for key in SHORT} for row in _of_department(world, args)]}


@routes.get("user/list")
def list_details(world: World, args: Args) -> Payload:
    """List a department's members (90201)."""
    return {"userlist": [details(row) for row in _of_department(world, args)]}


@routes.both("user/list_id")
def list_ids(world: World, args: Args) -> Payload:
    """List all user ids page by page (96067)."""
    limit = args.number("limit", 10_000)
    if not 1 <= limit <= 10_000:
        raise SimulatedError(40035)
    cursor = args.get("cursor", "")
    start = args.number("cursor", 0, invalid=50100) if cursor else 0
    pairs = [
        {"userid": row["userid"], "department": party}
        for row in world.members.values()
        for party in row["department"]
    ]
    end = start + limit
    return {
        "next_cursor": str(end) if end < len(pairs) else "",
        "dept_user": pairs[start:end],
    }


@routes.post("user/convert_to_openid")
def to_openid(world: World, args: Args) -> Payload:
    """Return the openid of a member (90202)."""
    return {"openid": openid_of(need_member(world, args.text("userid", missing=41009))["userid"])}


@routes.post("user/convert_to_userid")
def to_userid(world: World, args: Args) -> Payload:
    """Return the member with an openid (90202)."""
    openid = args.text("openid", missing=40073)
    for userid in world.members:
        if openid_of(userid) == openid:
            return {"userid": userid}
    raise SimulatedError(40073)


@routes.post("user/getuserid")
def by_mobile(world: World, args: Args) -> Payload:
    """Find a member by mobile number (95402)."""
    mobile = args.text("mobile", missing=60103)
    if not MOBILE.fullmatch(mobile):
        raise SimulatedError(60103)
    return _found(world, "mobile", mobile)


@routes.post("user/get_userid_by_email")
def by_email(world: World, args: Args) -> Payload:
    """Find a member by mail address (95895)."""
    email = args.text("email", missing=60105)
    kind = "email" if args.number("email_type", 1) == 2 else "biz_mail"
    return _found(world, kind, email)


@routes.get("user/authsucc")
def auth_succeeded(world: World, args: Args) -> Payload:
    """Activate a member after the second verification (90203)."""
    row = need_member(world, args.text("userid", missing=41009))
    row["status"] = 1
    return {}


@routes.post("user/tfa_succ")
def second_check_passed(world: World, args: Args) -> Payload:
    """Let a member in whom the corp's own page has checked, with its code for one use (99500)."""
    userid = need_member(world, args.text("userid", missing=41009))["userid"]
    take_second_check(world, userid, args.text("tfa_code", missing=40207, invalid=40207))
    return {}


@routes.post("user/check_member_auth")
def check_member_auth(world: World, args: Args) -> Payload:
    """Return whether a member has authorized the app: all in its visible range have (94514)."""
    wanted = args.text("open_userid")
    return {"is_member_auth": wanted in _open_ids(world, world.visible(args.agent_id))}


@routes.post("user/list_member_auth")
def list_member_auth(world: World, args: Args) -> Payload:
    """Return the members that have authorized the app (94513)."""
    found = _open_ids(world, world.visible(args.agent_id))
    rows = [{"open_userid": one} for one in found]
    return args.paged("member_auth_list", rows, default=1000, most=1000)


@routes.post("user/list_selected_ticket_user")
def list_selected_ticket_users(world: World, args: Args) -> Payload:
    """Return the members that one of them chose in the client (94894)."""
    operator, chosen = selected_by(world, args.text("selected_ticket"))
    visible = world.visible(args.agent_id)
    known = _open_ids(world, [one for one in chosen if one in visible])
    return {
        "operator_open_userid": _open_ids(world, [operator])[0],
        "open_userid_list": known,
        "unauth_open_userid_list": _open_ids(world, [one for one in chosen if one not in visible]),
        "total": len(chosen),
    }


def _open_ids(world: World, userids: Iterable[str]) -> list[str]:
    wanted = set(userids)
    return [row["open_userid"] for userid, row in world.members.items() if userid in wanted]


@routes.get("corp/get_join_qrcode")
def join_qrcode(world: World, args: Args) -> Payload:
    """Return the URL of the QR code for joining (91714)."""
    size = args.number("size_type", 2)
    if size not in (1, 2, 3, 4):
        raise SimulatedError(40035)
    return {"join_qrcode": f"{world.base_url}/_sim/qrcode?size_type={size}"}


@routes.post("user/get_active_stat")
def active_stat(world: World, args: Args) -> Payload:
    """Count the active members of a day (92714)."""
    args.text("date")
    return {"active_cnt": sum(row["status"] == 1 for row in world.members.values())}


def openid_of(userid: str) -> str:
    """Return a member's openid: always the same one, and not guessable from the user id."""
    digest = hashlib.sha256(f"openid:{userid}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


def _found(world: World, field: str, value: str) -> Record:
    for row in world.members.values():
        if row[field] == value:
            return {"userid": row["userid"]}
    raise SimulatedError(46004)


def _of_department(world: World, args: Args) -> list[Record]:
    party = args.number("department_id", missing=41019, invalid=60123)
    if party not in world.departments:
        raise SimulatedError(60003)
    deep = args.number("fetch_child", 0) == 1
    return world.members_of(world.subtree(party) if deep else [party])


def _rename(world: World, row: Record, new: str) -> str:
    if not _USERID.fullmatch(new):
        raise SimulatedError(40003)
    if world.member(new) not in (None, row):
        raise SimulatedError(60102)
    old = row["userid"]
    del world.members[old]
    world.members[new] = row
    row["userid"] = new
    for tag in world.tags.values():
        tag["userlist"] = [new if one == old else one for one in tag["userlist"]]
    for chat in world.chats.values():
        chat["userlist"] = [new if one == old else one for one in chat["userlist"]]
        chat["owner"] = new if chat["owner"] == old else chat["owner"]
    return new


def _remove(world: World, row: Record) -> None:
    userid = row["userid"]
    del world.members[userid]
    for tag in world.tags.values():
        tag["userlist"] = [one for one in tag["userlist"] if one != userid]
    for chat in world.chats.values():
        chat["userlist"] = [one for one in chat["userlist"] if one != userid]
    world.changed("contacts", "delete_user", userid)
    world.emit_event(event="change_contact", change_type="delete_user", UserID=userid)
