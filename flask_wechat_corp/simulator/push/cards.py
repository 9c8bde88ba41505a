"""Updates of cards that were sent: by a code, or by a passive reply.

A press on a card's button carries a new ``ResponseCode``, which ``update_template_card`` accepts
once (document/path/90376); the passive reply changes the card of the member who pressed (90241).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from ..world.records import keep_newest
from ..world.world import Record, World

__all__ = ["CARD_EVENTS", "apply_reply", "change", "complete_event", "response_code"]

CARD_EVENTS = ("template_card_event", "template_card_menu_event")

_MAX_CODES = 500
_SPELT = {
    "app_id": "appid",
    "check_box": "checkbox",
    "key_name": "keyname",
    "page_path": "pagepath",
    "user_id": "userid",
}
_NUMBERS = ("type", "style", "desc_color", "mode")
_FLAGS = {"true": True, "false": False}


def response_code(world: World, msgid: str) -> str:
    """Return a new code that updates the card ``msgid`` once, within 72 hours."""
    code = secrets.token_urlsafe(24)
    codes = world.family_state("response_codes")
    codes[code] = {"msgid": msgid, "time": world.clock()}
    keep_newest(codes, _MAX_CODES)
    return code


def _find(world: World, task_id: object, userid: object) -> Record | None:
    for row in reversed(world.messages.rows()):
        if (
            task_id
            and row["direction"] == "to_user"
            and userid in row["users"]
            and row["content"].get("task_id") == task_id
        ):
            return row
    return None


def complete_event(world: World, fields: Record) -> None:
    """Add the kind of the pressed card, and a code to update it with."""
    row = _find(world, fields.get("TaskId"), fields["FromUserName"])
    if row is not None:
        fields.setdefault("CardType", row["content"].get("card_type", ""))
        fields.setdefault("ResponseCode", response_code(world, str(row["msgid"])))
    fields.setdefault("TaskId", "task")
    fields.setdefault("CardType", "button_interaction")
    fields.setdefault("ResponseCode", "code")


def apply_reply(world: World, pushed: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
    """Change the card of the member who pressed its button, if the reply is an update."""
    kind = reply.get("MsgType")
    row = _find(world, pushed.get("TaskId"), pushed.get("FromUserName"))
    if row is None or kind not in ("update_button", "update_template_card", "update_taskcard"):
        return
    if kind == "update_template_card":
        content = _plain(reply.get("TemplateCard", {}))
        content.setdefault("task_id", row["content"].get("task_id"))
    else:
        element = reply.get("Button" if kind == "update_button" else "TaskCard", {})
        content = {**row["content"], "replace_name": element.get("ReplaceName")}
    changed = {**row.get("changed_for", {}), pushed["FromUserName"]: content}
    row["changed_for"] = changed
    world.messages.changed(row)


def change(
    world: World, row: Record, users: list[str] | None, card: Record | None, name: object
) -> list[str]:
    """Change a card that was sent, or the text of its pressed button.

    :param users: the members whose card changes; None for all recipients
    :param card: the new card, or None for a new text of the button
    :returns: those of ``users`` that never got the card
    """

    def after(shown: Record) -> Record:
        return {**shown, "replace_name": name} if card is None else card

    if users is None:
        row["content"] = after(row["content"])
        row.pop("changed_for", None)
        row["status"] = "updated"
    else:
        changed: dict[str, Record] = dict(row.get("changed_for", {}))
        for user in set(users) & set(row["users"]):
            changed[user] = after(changed[user] if user in changed else row["content"])
        row["changed_for"] = changed
    world.messages.changed(row)
    return [user for user in users or () if user not in row["users"]]


def _plain(element: Mapping[str, Any]) -> Record:
    """Return a card's XML in the form of ``message/send``: ``IconUrl`` becomes ``icon_url``."""
    card: Record = {}
    for name, value in element.items():
        key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        card[_SPELT.get(key, key)] = _value(key, value)
    return card


def _value(key: str, value: Any) -> Any:
    if key.endswith("_list"):
        rows = value if isinstance(value, list) else [value]
        return [_value("", one) for one in rows]
    if isinstance(value, Mapping):
        return _plain(value)
    if key in ("is_checked", "disable") and isinstance(value, str):
        return _FLAGS.get(value.strip(), value)
    if key in _NUMBERS and isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value
