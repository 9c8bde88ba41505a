"""Smart sheets (智能表格): match records against a ``filter_spec``. Source: page 101155."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Fields
from . import smartsheet

__all__ = ["matches"]

DAY = 86_400_000
CHINA = 8 * 3_600_000
"""Milliseconds that China's time is ahead of UTC; WeCom's days are China's."""

EPOCH = date(1970, 1, 1).toordinal()

#: kind of date -> days from today: the first one and the one after the last
DATES = {
    "TODAY": (0, 1),
    "TOMORROW": (1, 2),
    "YESTERDAY": (-1, 0),
    "THE_PAST_7_DAYS": (-7, 1),
    "THE_NEXT_7_DAYS": (0, 8),
    "THE_PAST_30_DAYS": (-30, 1),
    "THE_NEXT_30_DAYS": (0, 31),
}


def matches(world: World, sheet: Record, record: Record, spec: Fields) -> bool:
    """Return whether a record meets all conditions, or one of them (``CONJUNCTION_OR``)."""
    met = [
        _meets(world, sheet, record, Fields(one)) for one in spec.records("conditions", most=100)
    ]
    return any(met) if spec.get("conjunction") == "CONJUNCTION_OR" else all(met)


def _meets(world: World, sheet: Record, record: Record, condition: Fields) -> bool:
    field = smartsheet.field_of(sheet, "field_id", condition.text("field_id", missing=2022033))
    operator = condition.text("operator", missing=2022033).removeprefix("OPERATOR_")
    value = record["values"].get(field["field_id"])
    if operator in ("IS_EMPTY", "IS_NOT_EMPTY"):
        return (value in (None, "", [])) == (operator == "IS_EMPTY")
    if "date_time_value" in condition.values:
        return _meets_date(world, value, operator, condition.fields("date_time_value"))
    if "number_value" in condition.values:
        return _compare(value, operator, condition.fields("number_value").get("value"))
    if "bool_value" in condition.values:
        same = bool(value) == bool(condition.fields("bool_value").get("value"))
        return same == (operator == "IS")
    name = "user_value" if "user_value" in condition.values else "string_value"
    return _meets_words(value, operator, condition.fields(name).items("value"))


def _compare(value: Any, operator: str, other: Any) -> bool:
    if not isinstance(other, (int, float)) or isinstance(other, bool):
        raise SimulatedError(2022033)
    if not isinstance(value, (int, float)):
        return operator == "IS_NOT"
    results = {
        "IS": value == other,
        "IS_NOT": value != other,
        "IS_GREATER": value > other,
        "IS_GREATER_OR_EQUAL": value >= other,
        "IS_LESS": value < other,
        "IS_LESS_OR_EQUAL": value <= other,
    }
    if operator not in results:
        raise SimulatedError(2022033)
    return results[operator]


def _meets_date(world: World, value: Any, operator: str, given: Fields) -> bool:
    first, after = _days(world, given)
    at = int(value) if value else None
    if at is None:
        return operator == "IS_NOT"
    results = {
        "IS": first <= at < after,
        "IS_NOT": not first <= at < after,
        "IS_GREATER": at >= after,
        "IS_GREATER_OR_EQUAL": at >= first,
        "IS_LESS": at < first,
        "IS_LESS_OR_EQUAL": at < after,
    }
    if operator not in results:
        raise SimulatedError(2022033)
    return results[operator]


def _days(world: World, given: Fields) -> tuple[int, int]:
    """Return the milliseconds at which the days of a condition begin and end."""
    kind = given.text("type", missing=2022034).removeprefix("DATE_TIME_TYPE_")
    if kind == "DETAIL_DATE":
        start = _midnight(int(given.texts("value", least=1, most=1, missing=2022034)[0]))
        return start, start + DAY
    today = _midnight(world.now() * 1000)
    first, after = _span(kind, date.fromordinal(EPOCH + (today + CHINA) // DAY))
    return today + first * DAY, today + after * DAY


def _span(kind: str, today: date) -> tuple[int, int]:
    """Return the days from today on which a kind of date begins, and after which it ends."""
    monday = -today.weekday()
    month = 1 - today.day
    last_month = (today + timedelta(month - 1)).replace(day=1) - today
    next_month = (today.replace(day=28) + timedelta(4)).replace(day=1) - today
    spans = {
        **DATES,
        "CURRENT_WEEK": (monday, monday + 7),
        "LAST_WEEK": (monday - 7, monday),
        "CURRENT_MONTH": (month, next_month.days),
        "LAST_MONTH": (last_month.days, month),
    }
    if kind not in spans:
        raise SimulatedError(2022034)
    return spans[kind]


def _midnight(milliseconds: int) -> int:
    return (milliseconds + CHINA) // DAY * DAY - CHINA


def _meets_words(value: Any, operator: str, wanted: list[Any]) -> bool:
    entries = value if isinstance(value, list) else [] if value is None else [value]
    names = {str(word) for word in wanted}
    found: set[str] = set()
    for entry in entries:
        parts = entry if isinstance(entry, dict) else {"text": entry}
        found |= {str(parts[key]) for key in ("id", "user_id", "text", "title") if key in parts}
    text = "".join(
        str(entry.get("text", "")) if isinstance(entry, dict) else str(entry) for entry in entries
    )
    inside = any(name in text for name in names) or bool(found & names)
    same = bool(names) and (text in names or bool(found & names))
    results = {
        "IS": same,
        "IS_NOT": not same,
        "CONTAINS": inside,
        "DOES_NOT_CONTAIN": not inside,
    }
    if operator not in results:
        raise SimulatedError(2022033)
    return results[operator]
