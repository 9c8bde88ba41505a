"""Transfers of customers from one member to another.

Sources: WeCom's pages 92124, 92125, 94088, 94081, 94082.
"""

from __future__ import annotations

from ...errors import SimulatedError
from ...world.world import Record, World
from ..lookups import need_member
from ..request import DAY, Args, page, pick
from ..routes import Payload, Routes
from .contacts import WAITING, customers, settle

routes = Routes()

HANDOVER_DAYS = 1


@routes.post("externalcontact/get_unassigned_list")
def get_unassigned_list(world: World, args: Args) -> Payload:
    """Return the customers of members that have left."""
    settle(world)
    size = args.number("page_size", 1000, least=1, most=1000)
    rows = [
        {
            "handover_userid": userid,
            "external_userid": external,
            "dimission_time": kept["createtime"],
        }
        for external, person in customers(world)["customers"].items()
        for userid, kept in person["follow"].items()
        if userid not in world.members
    ]
    shown, cursor = page(rows, args.optional_text("cursor"), size)
    return {"info": shown, "is_last": not cursor, "next_cursor": cursor}


@routes.post("externalcontact/transfer_customer")
def transfer_customer(world: World, args: Args) -> Payload:
    """Transfer customers from one member to another, which takes a day."""
    handover = args.text("handover_userid", missing=41009)
    need_member(world, handover, unknown=40003)
    return _transfer(world, args, handover, resigned=False)


@routes.post("externalcontact/resigned/transfer_customer")
def resigned_transfer_customer(world: World, args: Args) -> Payload:
    """Transfer customers of a member that has left."""
    handover = args.text("handover_userid", missing=41009)
    if handover in world.members:
        raise SimulatedError(40097, "the handover user has not left")
    return _transfer(world, args, handover, resigned=True)


def _transfer(world: World, args: Args, handover: str, *, resigned: bool) -> Payload:
    takeover = args.text("takeover_userid", missing=41009)
    need_member(world, takeover, unknown=40003)
    if handover == takeover:
        raise SimulatedError(40130, "handover_userid and takeover_userid are the same")
    external = args.texts("external_userid", least=1, most=100)
    args.optional_text("transfer_success_msg", most=200)
    state = customers(world)
    return {
        "customer": [
            {
                "external_userid": one,
                "errcode": _hand_over(world, state, one, handover, takeover, resigned),
            }
            for one in external
        ]
    }


def _hand_over(
    world: World, state: Record, external: str, handover: str, takeover: str, resigned: bool
) -> int:
    person = state["customers"].get(external)
    if person is None:
        return 40096
    if handover not in person["follow"]:
        return 40131
    settle(world)
    if any(
        row["external_userid"] == external and row["status"] == WAITING
        for row in state["transfers"]
    ):
        return 40129
    state["transfers"].append(
        {
            "external_userid": external,
            "handover": handover,
            "takeover": takeover,
            "resigned": resigned,
            "status": WAITING,
            "takeover_time": world.now() + HANDOVER_DAYS * DAY,
        }
    )
    del state["transfers"][:-1000]
    return 0


@routes.post("externalcontact/transfer_result")
def transfer_result(world: World, args: Args) -> Payload:
    """Return the state of the transfers between two members."""
    return _results(world, args, resigned=False)


@routes.post("externalcontact/resigned/transfer_result")
def resigned_transfer_result(world: World, args: Args) -> Payload:
    """Return the state of the transfers from a member that has left."""
    return _results(world, args, resigned=True)


def _results(world: World, args: Args, *, resigned: bool) -> Payload:
    settle(world)
    handover = args.text("handover_userid", missing=41009)
    takeover = args.text("takeover_userid", missing=41009)
    rows = [
        pick(row, "external_userid", "status", "takeover_time")
        for row in customers(world)["transfers"]
        if (row["handover"], row["takeover"], row["resigned"]) == (handover, takeover, resigned)
    ]
    shown, cursor = page(rows, args.optional_text("cursor"), 1000)
    return {"customer": shown, "next_cursor": cursor}
