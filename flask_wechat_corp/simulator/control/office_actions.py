"""What members do in the office's apps; see ``actions.py``."""

from __future__ import annotations

from collections.abc import Callable

from ..api.office import approval_flows, approvals
from ..api.request import Fields
from ..world.world import Record, World

__all__ = ["ACTIONS"]


def _approve(fields: Fields) -> bool:
    approve = fields.get("approve")
    if not isinstance(approve, bool):
        raise ValueError("approve must be true or false.")
    return approve


def _tell(world: World, event: str, info: Record) -> None:
    """Push an event of the system, as pages 90269 and 91815 show it."""
    world.emit_event(**{"event": event, "from": "sys", "ApprovalInfo": info})


def _decide(world: World, fields: Fields) -> Record:
    if fields.get("third_no"):
        return _decide_flow(world, fields)
    approve = _approve(fields)
    record = approvals.decide(world, fields.text("sp_no"), approve=approve)
    info = {
        "SpNo": record["sp_no"],
        "SpName": record["sp_name"],
        "SpStatus": record["sp_status"],
        "TemplateId": record["template_id"],
        "ApplyTime": record["apply_time"],
        "Applyer": {"UserId": record["applyer"]["userid"], "Party": record["applyer"]["partyid"]},
        "StatuChangeEvent": 2 if approve else 3,
    }
    _tell(world, "sys_approval_change", info)
    return {"sp_no": record["sp_no"], "sp_status": record["sp_status"]}


def _decide_flow(world: World, fields: Fields) -> Record:
    record = approval_flows.decide(world, fields.text("third_no"), approve=_approve(fields))
    _tell(world, "open_approval_change", approval_flows.pushed(record))
    return {"third_no": record["ThirdNo"], "status": record["OpenSpstatus"]}


def _start_approval(world: World, fields: Fields) -> Record:
    record = approval_flows.start(
        world,
        fields.text("third_no", most=64),
        fields.text("userid"),
        fields.text("approver"),
        fields.optional_text("template_id"),
        fields.optional_text("name") or "审批",
    )
    _tell(world, "open_approval_change", approval_flows.pushed(record))
    return {"third_no": record["ThirdNo"], "status": record["OpenSpstatus"]}


ACTIONS: dict[str, Callable[[World, Fields], Record]] = {
    "decide": _decide,
    "start_approval": _start_approval,
}
