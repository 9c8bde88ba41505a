"""Imports from CSV files (document/path/90979).

The first line names the columns, with the titles of WeCom's templates; other columns are ignored.
A job is finished at once, and its result is pushed to the ``callback`` of the call.
"""

from __future__ import annotations

import csv
import io
import secrets

from ...errors import SimulatedError
from ...world.recipients import expand
from ...world.records import complete_member, keep_newest
from ...world.world import Record, World
from ..request import Args
from ..routes import Payload, Routes
from .departments import complete

routes = Routes()


_MAX_JOBS = 200
_MAX_IDS = 1000
_MEMBER_COLUMNS = {
    "姓名": "name", "帐号": "userid", "账号": "userid", "成员UserID": "userid", "别名": "alias",
    "手机号": "mobile", "手机": "mobile", "邮箱": "email", "所在部门": "department",
    "部门ID": "department", "部门": "department", "职位": "position", "职务": "position",
    "性别": "gender", "座机": "telephone", "地址": "address",
}  # fmt: skip
_PARTY_COLUMNS = {
    "部门名称": "name", "部门ID": "id", "父部门ID": "parentid", "排序": "order",
}  # fmt: skip


@routes.post("batch/syncuser")
def sync_user(world: World, args: Args) -> Payload:
    """Add and update members; none is deleted (90980)."""
    rows = _csv(world, args, _MEMBER_COLUMNS, "userid")
    return _finish(world, args, "sync_user", [_put_member(world, row) for row in rows])


@routes.post("batch/replaceuser")
def replace_user(world: World, args: Args) -> Payload:
    """Replace all members; those that the file does not list are deleted (90981)."""
    rows = _csv(world, args, _MEMBER_COLUMNS, "userid")
    kept = {str(row["userid"]).lower() for row in rows}
    for userid in [one for one in world.members if one.lower() not in kept]:
        del world.members[userid]
    return _finish(world, args, "replace_user", [_put_member(world, row) for row in rows])


@routes.post("batch/replaceparty")
def replace_party(world: World, args: Args) -> Payload:
    """Replace all departments (90982)."""
    rows = _csv(world, args, _PARTY_COLUMNS, "id")
    results = [_put_party(world, row) for row in rows]
    kept = {row["partyid"] for row in results} | {1}
    for party in reversed([one for one in world.subtree(1) if one not in kept]):
        below = any(one["parentid"] == party for one in world.departments.values())
        if not below and not world.members_of([party]):
            del world.departments[party]
    return _finish(world, args, "replace_party", results)


@routes.get("batch/getresult")
def get_result(world: World, args: Args) -> Payload:
    """Return the result of a job (90983)."""
    job: Record | None = world.family_state("jobs").get(args.text("jobid", missing=40088))
    if job is None:
        raise SimulatedError(40088, "invalid jobid")
    return dict(job)


def _finish(world: World, args: Args, kind: str, results: list[Record]) -> Payload:
    jobs = world.family_state("jobs")
    jobid = secrets.token_urlsafe(24)
    jobs[jobid] = {
        "status": 3, "type": kind, "total": len(results), "percentage": 100, "result": results,
    }  # fmt: skip
    keep_newest(jobs, _MAX_JOBS)
    world.changed("contacts", kind, jobid)
    tell_job(world, args, jobid, kind)
    return {"jobid": jobid}


def tell_job(world: World, args: Args, jobid: str, kind: str) -> None:
    """Push the result to the ``callback`` of the call, when it gives one."""
    callback = args.get("callback")
    if not isinstance(callback, dict) or not callback.get("url"):
        return
    job = {"JobId": jobid, "JobType": kind, "ErrCode": 0, "ErrMsg": "ok"}
    world.emit_event(event="batch_job_result", BatchJob=job, target=dict(callback))


def _csv(world: World, args: Args, columns: dict[str, str], key: str) -> list[Record]:
    media = world.media.get(args.text("media_id", missing=41006))
    if media is None or media.type != "file":
        raise SimulatedError(40007)
    try:
        text = media.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = media.data.decode("gb18030", "replace")
    lines = list(csv.reader(io.StringIO(text)))
    names = [columns.get(cell.strip(), "") for cell in lines[0]] if lines else []
    if key not in names:
        raise SimulatedError(40092, "invalid import file content")
    rows = [dict(zip(names, (cell.strip() for cell in line), strict=False)) for line in lines[1:]]
    rows = [{name: cell for name, cell in row.items() if name} for row in rows if row.get(key)]
    keys = [row[key].lower() for row in rows]
    if len(set(keys)) < len(keys):
        raise SimulatedError(302003 if key == "userid" else 302006, f"duplicate {key}")
    return rows


def _put_member(world: World, row: Record) -> Record:
    userid = row["userid"]
    known = world.member(userid)
    ids = [one for one in row.pop("department", "").replace("|", ";").split(";") if one.strip()]
    departments = [int(one) for one in ids if one.strip().isdigit()]
    if len(departments) < len(ids):
        return {"userid": userid, "errcode": 60123, "errmsg": "invalid party id"}
    row["gender"] = {"男": "1", "女": "2"}.get(row.get("gender", ""), "0")
    if known is None:
        if not row.get("name"):
            return {"userid": userid, "errcode": 60112, "errmsg": "invalid name"}
        parties, _ = complete(world, departments)
        world.members[userid] = complete_member({**row, "department": parties})
    else:
        known.update({name: value for name, value in row.items() if name != "userid"})
        if departments:
            departments, _ = complete(world, departments)
            count = len(departments)
            known.update(department=departments, main_department=departments[0])
            known.update(order=[0] * count, is_leader_in_dept=[0] * count)
    return {"userid": userid, "errcode": 0, "errmsg": "ok"}


def _put_party(world: World, row: Record) -> Record:
    if not row["id"].isdigit():
        return {"action": 1, "partyid": 0, "errcode": 60123, "errmsg": "invalid party id"}
    party, parent = int(row["id"]), row.get("parentid", "1") or "1"
    result = {"action": 0, "partyid": party, "errcode": 0, "errmsg": "ok"}
    known = world.departments.get(party)
    parentid = int(parent) if parent.isdigit() else -1
    if party == 1:
        parentid = 0
    elif parentid not in world.departments or (known and parentid in world.subtree(party)):
        return {**result, "errcode": 60124, "errmsg": "invalid parent party id"}
    if known is None:
        order = row.get("order", "")
        world.departments[party] = {
            "id": party, "name": row.get("name", str(party)), "name_en": "", "parentid": parentid,
            "department_leader": [], "order": int(order) if order.isdigit() else 0,
        }  # fmt: skip
        return {**result, "action": 1}
    if row.get("name") and row["name"] != known["name"]:
        known["name"] = row["name"]
        result["action"] = 2
    if parentid != known["parentid"]:
        known["parentid"] = parentid
        result["action"] = int(str(result["action"])) | 4
    order = row.get("order", "")
    if order.isdigit() and int(order) not in (0, known["order"]):
        known["order"] = int(order)
        result["action"] = int(str(result["action"])) | 8
    return result


@routes.post("batch/userid_to_openuserid")
def to_open_ids(world: World, args: Args) -> Payload:
    """Return the encrypted ids of up to 1,000 members (95435)."""
    visible = world.visible(args.agent_id)
    asked = args.texts("userid_list", least=1, most=_MAX_IDS)
    rows = {one: world.member(one) for one in asked}
    known = {one: row for one, row in rows.items() if row and row["userid"] in visible}
    return {
        "open_userid_list": [
            {"userid": row["userid"], "open_userid": row["open_userid"]} for row in known.values()
        ],
        "invalid_userid_list": [one for one in asked if one not in known],
    }


@routes.post("batch/openuserid_to_userid")
def to_plain_ids(world: World, args: Args) -> Payload:
    """Return the members with up to 1,000 encrypted ids; plain ids are invalid (101521)."""
    visible = world.visible(args.agent_id)
    known = {
        row["open_userid"]: userid for userid, row in world.members.items() if userid in visible
    }
    asked = args.texts("open_userid_list", least=1, most=_MAX_IDS)
    return {
        "userid_list": [
            {"open_userid": one, "userid": known[one]} for one in asked if one in known
        ],
        "invalid_open_userid_list": [one for one in asked if one not in known],
    }


@routes.post("batch/invite")
def invite(world: World, args: Args) -> Payload:
    """Invite members (90975)."""
    lists = {name: args.items(name) for name in ("user", "party", "tag")}
    joined = {name: "|".join(str(one) for one in values) for name, values in lists.items()}
    to = expand(world, args.agent_id, joined["user"], joined["party"], joined["tag"])
    return {
        "invaliduser": to.invalid_users,
        "invalidparty": [int(one) for one in to.invalid_parties if one.isdigit()],
        "invalidtag": [int(one) for one in to.invalid_tags if one.isdigit()],
    }
