"""What happens in WeCom without an API call: customers write, approvers decide, people log in.

``POST /_sim/actions`` takes ``{"act": …}`` and the fields of one of these:

``customer_says``
    A customer writes to customer service. ``content``; ``open_kfid`` and ``external_userid``, by
    default the first of each. The app gets ``kf_msg_or_event`` and reads with ``kf/sync_msg``.
    ``doorbells`` says how often the callback comes: 0 for one that is lost, 2 for one that comes
    twice. With ``msgtype`` it is another message, whose fields are under that name:
    ``{"msgtype": "image", "image": {"media_id": …}}``.
``customer_enters``
    A customer opens the conversation by a link. ``open_kfid``, ``external_userid`` and
    ``doorbells`` as above; ``scene``. The event has a ``welcome_code`` when WeCom gives one.
``servicer_takes``, ``servicer_says``, ``servicer_ends``
    A servicer takes a conversation over, writes (``content``) or ends it. ``userid``, by default
    the account's first servicer; ``open_kfid``, ``external_userid``, ``doorbells`` as above.
``new_customer``
    A customer adds a member. ``name``; ``userid``, ``state``, ``unionid``, and the ``link_id`` that
    the customer used, if any. The app gets ``change_external_contact`` with a ``WelcomeCode`` for
    ``send_welcome_msg``.
``acquired_says``
    A customer who came through a link writes to the member: ``external_userid``. The app gets
    ``customer_acquisition`` on the first message, and with a ``ChatKey`` on the third, fifth and
    tenth. Returns ``{"chat_key", "userid", "messages"}``.
``send_group_message``
    A member sends a mass message to the customers or groups: ``msgid``, ``userid``.
``publish_moment``, ``react_to_moment``
    A member publishes a moment: ``moment_id``, ``userid``. A customer, the ``external_userid``,
    comments or likes it (``kind``).
``decide``
    An approver decides about an application. ``sp_no``, ``approve`` (true or false). The app gets
    ``sys_approval_change``. With ``third_no`` instead it is one of ``start_approval``.
``start_approval``
    A member starts an approval in one of the app's pages: ``third_no`` (the app's number),
    ``userid``, ``approver``; ``template_id``, ``name``. The app gets ``open_approval_change``.
``answer_form``
    A member answers a form: ``formid``, ``userid``, ``items`` (one object a question, as
    ``wedoc/get_form_answer`` returns them). With ``external_userid`` a customer does. Returns
    ``{"answer_id", "repeated_id"}``.
``sheet_chat``
    An automation of a smart sheet makes a group chat: ``docid``, ``name``, ``owner``, ``users``.
    Returns ``{"chat_id"}``.
``login_code``
    A member logs in to a mini program: ``userid``. Returns ``{"code"}`` for ``jscode2session``.
``select_members``
    A member, the ``operator``, chooses ``userids`` in the client. Returns ``{"selected_ticket"}``
    for ``user/list_selected_ticket_user``.
``auth_code``
    An administrator installs the suite, or, with ``userid``, that member logs in at the provider's
    page. Returns ``{"code"}``.

``GET /_sim/families`` returns the state behind the calls: robot keys, the suite's secret and
ticket, customer service accounts, customers, approval templates, invoices …
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from ..api.apps import miniprograms
from ..api.contacts import member_tickets
from ..api.corps import linkedcorp
from ..api.customers import contacts, group_chats, tags
from ..api.documents import smartsheet_layout, wedoc_forms
from ..api.finance import invoices
from ..api.kf import accounts
from ..api.kf import messages as kf_messages
from ..api.lookups import need_member
from ..api.messaging import webhook
from ..api.office import approvals, living
from ..api.providers import suites
from ..api.request import Fields
from ..errors import SimulatedError
from ..world.world import Record, World
from . import customer_actions, office_actions

__all__ = ["family_states", "perform"]

Action = Callable[[World, Fields], Record]

#: functions that create a family's default state
_DEFAULTS: tuple[Callable[[World], object], ...] = (
    contacts.customers, group_chats.chats, tags.library, accounts.service, approvals.template_ids,
    invoices.invoices, living.livings, linkedcorp.linked, suites.suite, webhook.robots,
)  # fmt: skip


def family_states(world: World) -> Record:
    """Return a copy of the state of all API families beyond contacts and messages."""
    with world.lock:
        for create in _DEFAULTS:
            create(world)
        return copy.deepcopy(world.families)


def perform(world: World, spec: Mapping[str, Any]) -> Record:
    """Perform an action; return what the person who did it sees.

    :param spec: the fields of ``POST /_sim/actions``
    :raises ValueError: if there is no such action, or a field is missing or wrong
    """
    action = _ACTIONS.get(str(spec.get("act")))
    if action is None:
        raise ValueError(f"act must be one of {', '.join(_ACTIONS)}.")
    try:
        with world.lock:
            return action(world, Fields(spec))
    except SimulatedError as error:
        raise ValueError(error.errmsg) from None


def _ids(world: World, fields: Fields) -> tuple[str, str]:
    open_kfid = fields.get("open_kfid") or next(iter(accounts.service(world)["accounts"]), "")
    people = contacts.customers(world)["customers"]
    external = fields.get("external_userid") or next(iter(people), "")
    return str(open_kfid), str(external)


def _ring(world: World, fields: Fields, ids: tuple[str, str], token: str) -> Record:
    """Send the doorbell, as often as ``doorbells`` says."""
    times = fields.number("doorbells", 1, least=0, most=10)
    for _ in range(times):
        world.emit_event(event="kf_msg_or_event", Token=token, OpenKfId=ids[0])
    return {"open_kfid": ids[0], "external_userid": ids[1], "token": token}


def _customer_says(world: World, fields: Fields) -> Record:
    ids = _ids(world, fields)
    kind = fields.optional_text("msgtype") or "text"
    if kind == "text":
        content = fields.text("content", most=4000)
        menu_id = fields.optional_text("menu_id")
        token = kf_messages.customer_says(world, *ids, content, menu_id=menu_id)
    else:
        token = kf_messages.customer_sends(world, *ids, kind, dict(fields.record(kind)))
    return _ring(world, fields, ids, token)


def _customer_enters(world: World, fields: Fields) -> Record:
    ids = _ids(world, fields)
    token = kf_messages.customer_enters(world, *ids, fields.optional_text("scene"))
    return _ring(world, fields, ids, token)


def _servicer_says(world: World, fields: Fields) -> Record:
    ids = _ids(world, fields)
    token = kf_messages.servicer_says(world, *ids, fields.text("content", most=4000))
    return _ring(world, fields, ids, token)


def _servicer_acts(world: World, fields: Fields, *, ends: bool) -> Record:
    ids = _ids(world, fields)
    account = accounts.service(world)["accounts"].get(ids[0], {})
    userid = fields.get("userid") or next(iter(account.get("servicers", ())), "")
    token = kf_messages.servicer_acts(world, *ids, str(userid), ends=ends)
    return {**_ring(world, fields, ids, token), "userid": userid}


def _servicer_takes(world: World, fields: Fields) -> Record:
    return _servicer_acts(world, fields, ends=False)


def _servicer_ends(world: World, fields: Fields) -> Record:
    return _servicer_acts(world, fields, ends=True)


def _answer_form(world: World, fields: Fields) -> Record:
    items = fields.items("items", missing=40058)
    formid, external = fields.text("formid"), fields.optional_text("external_userid")
    userid = "" if external else fields.text("userid")
    answer = wedoc_forms.answer(world, formid, userid, items, external_userid=external)
    return {"answer_id": answer["answer_id"], "repeated_id": wedoc_forms.round_of(world, formid)}


def _sheet_chat(world: World, fields: Fields) -> Record:
    docid, name, owner = (fields.text(key) for key in ("docid", "name", "owner"))
    users = fields.texts("users", most=500)
    return {"chat_id": smartsheet_layout.add_groupchat(world, docid, name, owner, users)}


def _login_code(world: World, fields: Fields) -> Record:
    return {"code": miniprograms.login_code(world, fields.text("userid"))}


def _select_members(world: World, fields: Fields) -> Record:
    operator = fields.text("operator")
    chosen = fields.texts("userids", least=1, most=1000)
    return {"selected_ticket": member_tickets.select(world, operator, chosen)}


def _auth_code(world: World, fields: Fields) -> Record:
    userid = fields.optional_text("userid")
    if userid:
        need_member(world, userid)
    return {"code": suites.auth_code(world, userid)}


_ACTIONS: dict[str, Action] = {
    "customer_says": _customer_says,
    "customer_enters": _customer_enters,
    "servicer_takes": _servicer_takes,
    "servicer_says": _servicer_says,
    "servicer_ends": _servicer_ends,
    **customer_actions.ACTIONS,
    **office_actions.ACTIONS,
    "answer_form": _answer_form,
    "sheet_chat": _sheet_chat,
    "login_code": _login_code,
    "select_members": _select_members,
    "auth_code": _auth_code,
}
