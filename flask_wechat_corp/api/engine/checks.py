"""Checks of the limits that WeCom's manual states, made before a request is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from datetime import datetime
from typing import Any

from .arguments import Time
from .encoding import encodable

__all__ = [
    "between",
    "max_bytes",
    "max_days",
    "max_display_width",
    "max_length",
    "max_value",
    "record",
    "require_one_of",
    "required",
]

DAY = 86400


def max_length(name: str, items: Sized | None, limit: int) -> None:
    """Check that a list has at most ``limit`` entries, or a text that many characters.

    ``None``, an argument that was not given, always passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    :raises TypeError: when it is neither, as a value inside a record may be
    """
    if items is None:
        return
    if not isinstance(items, Sized):
        raise TypeError(f"{name} takes a text or a list, not {type(items).__name__}.")
    if len(items) > limit:
        raise ValueError(f"{name}: WeCom takes at most {limit}, got {len(items)}.")


def max_bytes(name: str, text: str | None, limit: int) -> None:
    """Check that ``text`` has at most ``limit`` UTF-8 bytes; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    :raises TypeError: when it is no text, as a value inside a record may be
    """
    if text is None:
        return
    size = len(encodable(_text(name, text)).encode())
    if size > limit:
        raise ValueError(f"{name}: WeCom takes at most {limit} bytes, got {size}.")


def required(**values: object) -> None:
    """Check that all values are given: those that became required after their method was made.

    :raises ValueError: naming the first one that is not
    """
    for name, value in values.items():
        if value is None:
            raise ValueError(f"{name} is needed.")


def max_display_width(name: str, text: str | None, limit: int) -> None:
    """Check the length of a text where a Chinese character counts as two; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    :raises TypeError: when it is no text, as a value inside a record may be
    """
    width = sum(1 if char.isascii() else 2 for char in _text(name, text or ""))
    if width > limit:
        raise ValueError(
            f"{name}: WeCom takes at most {limit} (Chinese characters count twice), got {width}."
        )


def record(name: str, value: Any) -> Mapping[str, Any]:
    """Return a value that stands inside a record and must be a record itself.

    :raises TypeError: when it is none
    """
    if isinstance(value, Mapping):
        return value
    raise TypeError(f"{name} takes a dict, not {type(value).__name__}.")


def _text(name: str, text: object) -> str:
    if isinstance(text, str):
        return text
    raise TypeError(f"{name} takes a text, not {type(text).__name__}.")


def max_value(name: str, value: int | None, limit: int) -> None:
    """Check that a number, for instance a page size, is at most ``limit``; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's limit
    """
    if value is not None and int(value) > limit:  # a text of digits is taken for a number
        raise ValueError(f"{name}: WeCom takes at most {limit}, got {value}.")


def max_days(
    starttime: Time,
    endtime: Time,
    days: int,
    *,
    names: tuple[str, str] = ("starttime", "endtime"),
) -> None:
    """Check that a span runs forward and lasts at most ``days`` days.

    :param names: the arguments, for the error
    :raises ValueError: naming the span and WeCom's limit
    """
    span = _seconds(endtime) - _seconds(starttime)
    if span < 0:
        raise ValueError(f"{names[1]} is before {names[0]}.")
    if span > days * DAY:
        raise ValueError(f"{names[0]} to {names[1]}: WeCom takes at most {days} days.")


def _seconds(value: Time) -> int:
    # WeCom's examples write some of these numbers as texts.
    return int(value.timestamp() if isinstance(value, datetime) else value)


def between(name: str, value: int | None, low: int, high: int) -> None:
    """Check that a number is in ``low`` … ``high``, both included; ``None`` passes.

    :raises ValueError: naming the argument and WeCom's range, never the value
    """
    if value is not None and not low <= int(value) <= high:
        raise ValueError(f"{name}: WeCom takes {low} to {high}.")


def require_one_of(**values: object) -> None:
    """Check that at least one of the values is given and not empty.

    :raises ValueError: naming all of them
    """
    if not any(values.values()):
        raise ValueError(f"Pass at least one of {', '.join(values)}.")
