"""Approvals in an app's own pages: started through the JS-SDK, with the app's number (90269)."""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..lookups import need_member
from .approval_templates import state

__all__ = ["decide", "open_record", "pushed", "start"]

BAD = 301025
APPROVING, APPROVED, REJECTED = 1, 2, 3
KEPT = 2000


def _person(world: World, userid: str, prefix: str) -> Record:
    row = need_member(world, userid)
    party = world.departments.get(row["department"][0], {}).get("name", "")
    return {
        f"{prefix}Name": row["name"],
        f"{prefix}UserId": row["userid"],
        f"{prefix}Party": party,
        f"{prefix}Image": row["avatar"],
    }


def start(
    world: World, third_no: str, userid: str, approver: str, template_id: str, name: str
) -> Record:
    """Start an approval, as ``thirdPartyOpenPage`` does; return what ``data`` shows of it.

    :param third_no: the app's own number
    :raises SimulatedError: 301025 if the number is taken
    """
    kept = state(world)["open_records"]
    if third_no in kept:
        raise SimulatedError(BAD, "thirdNo exists already")
    applicant = _person(world, userid, "Apply")
    item = {**_person(world, approver, "Item"), "ItemStatus": APPROVING, "ItemSpeech": ""}
    node = {
        "NodeStatus": APPROVING,
        "NodeAttr": 1,
        "NodeType": 1,
        "Items": {"Item": [{**item, "ItemOpTime": 0}]},
    }
    kept[third_no] = {
        "ThirdNo": third_no,
        "OpenTemplateId": template_id,
        "OpenSpName": name,
        "OpenSpstatus": APPROVING,
        "ApplyTime": world.now(),
        "ApplyUsername": applicant["ApplyName"],
        "ApplyUserParty": applicant["ApplyParty"],
        "ApplyUserImage": applicant["ApplyImage"],
        "ApplyUserId": applicant["ApplyUserId"],
        "ApprovalNodes": {"ApprovalNode": [node]},
        "NotifyNodes": {"NotifyNode": []},
        "ApproverStep": 0,
    }
    keep_newest(kept, KEPT)
    return open_record(world, third_no)


def open_record(world: World, third_no: str) -> Record:
    """Return an approval by the app's number.

    :raises SimulatedError: 301025
    """
    found: Record | None = state(world)["open_records"].get(third_no)
    if found is None:
        raise SimulatedError(BAD, "invalid thirdNo")
    return found


def decide(world: World, third_no: str, *, approve: bool) -> Record:
    """Decide an open approval; return it."""
    found = open_record(world, third_no)
    if found["OpenSpstatus"] != APPROVING:
        raise SimulatedError(BAD, "no open application has this thirdNo")
    verdict = APPROVED if approve else REJECTED
    found["OpenSpstatus"] = verdict
    (node,) = found["ApprovalNodes"]["ApprovalNode"]
    node["NodeStatus"] = verdict
    for item in node["Items"]["Item"]:
        item.update(ItemStatus=verdict, ItemOpTime=world.now())
    return found


def pushed(record: Record) -> Record:
    """Return an approval by the names that ``open_approval_change`` has for its fields."""
    (node,) = record["ApprovalNodes"]["ApprovalNode"]
    items = [
        {("ItemUserid" if key == "ItemUserId" else key): value for key, value in item.items()}
        for item in node["Items"]["Item"]
    ]
    names = {"OpenSpstatus": "OpenSpStatus", "ApplyUsername": "ApplyUserName"}
    shown = {names.get(key, key): value for key, value in record.items()}
    return {**shown, "ApprovalNodes": {"ApprovalNode": [{**node, "Items": {"Item": items}}]}}
