"""What members do for customers, and customers with what they get; see ``actions.py``."""

from __future__ import annotations

from collections.abc import Callable

from ..api.customers import acquisition, contacts, messages, moments
from ..api.request import Fields
from ..errors import SimulatedError
from ..world.world import Record, World

__all__ = ["ACTIONS"]


def _new_customer(world: World, fields: Fields) -> Record:
    userid = str(fields.get("userid") or next(iter(world.members), ""))
    state, link_id = fields.optional_text("state", most=30), fields.optional_text("link_id")
    if link_id:
        acquisition.link_of(world, link_id)
    unionid = fields.optional_text("unionid", most=64)
    external = contacts.add(world, fields.text("name", most=64), userid, state, unionid)
    if link_id:
        acquisition.acquire(world, link_id, external, userid, state)
    code = world.new_id("CALLBACK")
    messages.expect_welcome(world, code)
    world.emit_event(
        event="change_external_contact", ChangeType="add_external_contact",
        UserID=userid, ExternalUserID=external, State=state, WelcomeCode=code,
    )  # fmt: skip
    return {"external_userid": external, "userid": userid, "welcome_code": code}


def _acquired_says(world: World, fields: Fields) -> Record:
    row, key = acquisition.receive(world, fields.text("external_userid"))
    event: Record = {"event": "customer_acquisition", "from": "sys", "LinkId": row["link_id"]}
    if row["messages"] == 1:
        people = {"UserID": row["userid"], "ExternalUserID": row["external_userid"]}
        world.emit_event(**event, ChangeType="customer_start_chat", **people)
    elif key:
        world.emit_event(**event, ChangeType="message_from_customer", ChatKey=key)
    return {"chat_key": key, "userid": row["userid"], "messages": row["messages"]}


def _send_group_message(world: World, fields: Fields) -> Record:
    sent = messages.member_sends(world, fields.text("msgid"), fields.text("userid"))
    return {"sent": sent}


def _publish_moment(world: World, fields: Fields) -> Record:
    reached = moments.publish(world, fields.text("moment_id"), fields.text("userid"))
    return {"external_userid": reached}


def _react_to_moment(world: World, fields: Fields) -> Record:
    kind = fields.text("kind")
    if kind not in ("comment", "like"):
        raise SimulatedError(40058, "kind must be comment or like")
    moment_id, userid = fields.text("moment_id"), fields.text("userid")
    moments.react(world, moment_id, userid, fields.text("external_userid"), kind)
    return {"kind": kind}


ACTIONS: dict[str, Callable[[World, Fields], Record]] = {
    "new_customer": _new_customer,
    "acquired_says": _acquired_says,
    "send_group_message": _send_group_message,
    "publish_moment": _publish_moment,
    "react_to_moment": _react_to_moment,
}
