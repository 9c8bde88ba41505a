"""Smart sheets (智能表格): the short forms of cells that a webhook takes (101240)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World

__all__ = ["full", "shown"]

CHINA = timezone(timedelta(hours=8))
#: kinds of fields that no webhook writes, beside those that WeCom sets itself
CLOSED = ("ATTACHMENT", "WWGROUP")


def _kind(field: Record) -> str:
    return str(field["field_type"]).removeprefix("FIELD_TYPE_")


def full(world: World, field: Record, value: Any) -> Any:
    """Return a webhook's value in the form of the other calls.

    :raises SimulatedError: 640027, 2022013, 2022014 or 2022034
    """
    kind = _kind(field)
    if kind in CLOSED:
        raise SimulatedError(640027, "a webhook cannot write this field")
    if kind == "TEXT" and isinstance(value, str):
        return [{"type": "text", "text": value}]
    if kind == "DATE_TIME" and isinstance(value, str) and not value.lstrip("-").isdigit():
        return _milliseconds(value)
    if not isinstance(value, list):
        return value
    if kind == "USER":
        return [_member(world, one) if isinstance(one, str) else one for one in value]
    if kind == "IMAGE":
        return [_picture(world, one) for one in value]
    if kind == "REFERENCE":
        return [one.get("record_id") if isinstance(one, dict) else one for one in value]
    return value


def shown(field: Record, value: Any) -> Any:
    """Return a stored value as the webhook's answer has it."""
    if _kind(field) == "REFERENCE" and isinstance(value, list):
        return [{"record_id": one} for one in value]
    return value


def _milliseconds(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SimulatedError(2022034) from None
    return str(int(moment.replace(tzinfo=CHINA).timestamp()) * 1000)


def _member(world: World, name: str) -> Record:
    """Return the member with this name, this alias, or both as ``name(alias)``."""
    for userid, row in world.members.items():
        own, alias = row["name"], row.get("alias", "")
        if name in (own, f"{own}({alias})") or (alias and name == alias):
            return {"user_id": userid}
    raise SimulatedError(640027, "no member has this name")


def _picture(world: World, given: Any) -> Record:
    if not isinstance(given, dict) or not isinstance(given.get("image_base64"), str):
        raise SimulatedError(2022014)
    number = world.new_id("", 8)
    address = f"https://doc.example.com/image/{number}"
    return {"id": number, "title": given.get("title", ""), "image_url": address}
