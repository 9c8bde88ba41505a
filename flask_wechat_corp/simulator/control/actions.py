"""What happens in WeCom without an API call: customers write, approvers decide, people log in.

``POST /_sim/outside`` takes ``{"act": …}`` and the fields of one of these:

``customer_says``
    A customer writes to customer service. ``content``; ``open_kfid`` and ``external_userid`` when
    it is not the first of each. The app gets ``kf_msg_or_event`` and reads with ``kf/sync_msg``.
``new_customer``
    Somebody adds a member. ``name``; ``userid``, ``state``. The app gets
    ``change_external_contact`` with a ``WelcomeCode`` for ``send_welcome_msg``.
``decide``
    An approver decides about an application. ``sp_no``, ``approve`` (true or false). The app gets
    ``sys_approval_change``.
``login_code``
    A member logs in to a mini program: ``userid``; answers ``{"code"}`` for ``jscode2session``.
``auth_code``
    An administrator installs the suite, or with ``userid`` somebody logs in at the provider's page;
    answers ``{"code"}``.

``GET /_sim/rooms`` shows the state behind those calls: robot keys, the suite's secret and ticket,
customer service accounts, customers, approval templates, invoices …
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from ..api import request as c
from ..api.apps import jsapi
from ..api.customers import (
    contacts as external_contact,
)
from ..api.customers import (
    group_chats as external_groupchat,
)
from ..api.customers import (
    messages as external_messages,
)
from ..api.customers import (
    tags as external_tags,
)
from ..api.finance import invoices as invoice
from ..api.kf import accounts as kf
from ..api.kf import messages as kf_messages
from ..api.messaging import webhook
from ..api.office import approvals as approval
from ..api.office import dial as office
from ..api.providers import suites as service
from ..errors import SimulatedError
from ..world.world import World

__all__ = ["happen", "rooms"]

Fields = Mapping[str, Any]
Act = Callable[[World, Fields], dict[str, Any]]


def rooms(world: World) -> dict[str, Any]:
    """Return the state of all families beyond contacts and messages, JSON-plain."""
    with world.lock:
        for furnish in (
            external_contact.customers, external_groupchat.chats, external_tags.library,
            kf.service, approval.template_ids, invoice.invoices, office.livings, office.linked,
            service.suite, webhook.robots,
        ):  # fmt: skip
            furnish(world)
        return copy.deepcopy(world.rooms)


def happen(world: World, fields: Fields) -> dict[str, Any]:
    """Let something happen; returns what the one who caused it sees.

    :raises ValueError: when there is no such act, or a field is missing or wrong
    """
    act = _ACTS.get(str(fields.get("act")))
    if act is None:
        raise ValueError(f"act must be one of {', '.join(_ACTS)}")
    try:
        with world.lock:
            return act(world, fields)
    except SimulatedError as error:
        raise ValueError(error.errmsg) from None


def _customer_says(world: World, fields: Fields) -> dict[str, Any]:
    open_kfid = fields.get("open_kfid") or next(iter(kf.service(world)["accounts"]), "")
    people = external_contact.customers(world)["customers"]
    external = fields.get("external_userid") or next(iter(people), "")
    content = c.text(fields, "content", most=4000)
    token = kf_messages.customer_says(world, str(open_kfid), str(external), content)
    world.call_back(event="kf_msg_or_event", Token=token, OpenKfId=open_kfid)
    return {"open_kfid": open_kfid, "external_userid": external, "token": token}


def _new_customer(world: World, fields: Fields) -> dict[str, Any]:
    userid = str(fields.get("userid") or next(iter(world.members), ""))
    state = c.optional_text(fields, "state", most=30)
    external = external_contact.add(world, c.text(fields, "name", most=64), userid, state)
    code = c.new_id(world, "CALLBACK")
    external_messages.expect_welcome(world, code)
    world.call_back(
        event="change_external_contact", ChangeType="add_external_contact",
        UserID=userid, ExternalUserID=external, State=state, WelcomeCode=code,
    )  # fmt: skip
    return {"external_userid": external, "userid": userid, "welcome_code": code}


def _decide(world: World, fields: Fields) -> dict[str, Any]:
    if not isinstance(fields.get("approve"), bool):
        raise ValueError("approve must be true or false")
    record = approval.decide(world, c.text(fields, "sp_no"), approve=fields["approve"])
    info = {
        "SpNo": record["sp_no"],
        "SpName": record["sp_name"],
        "SpStatus": record["sp_status"],
        "TemplateId": record["template_id"],
        "ApplyTime": record["apply_time"],
        "Applyer": {"UserId": record["applyer"]["userid"], "Party": record["applyer"]["partyid"]},
        "StatuChangeEvent": 2 if fields["approve"] else 3,
    }
    world.call_back(event="sys_approval_change", ApprovalInfo=info)
    return {"sp_no": record["sp_no"], "sp_status": record["sp_status"]}


def _login_code(world: World, fields: Fields) -> dict[str, Any]:
    return {"code": jsapi.login_code(world, c.text(fields, "userid"))}


def _auth_code(world: World, fields: Fields) -> dict[str, Any]:
    userid = c.optional_text(fields, "userid")
    if userid:
        c.member(world, userid)
    return {"code": service.auth_code(world, userid)}


_ACTS: dict[str, Act] = {
    "customer_says": _customer_says,
    "new_customer": _new_customer,
    "decide": _decide,
    "login_code": _login_code,
    "auth_code": _auth_code,
}
