"""Checks of ranges and time spans that WeCom's manual states, made before a request is sent."""

from __future__ import annotations

__all__ = ["at_most_days", "at_most_width", "between", "one_of_them"]

DAY = 86400


def between(name: str, value: int | None, low: int, high: int) -> None:
    """Check that ``value``, when it is given, lies in ``low`` … ``high``, both included.

    :raises ValueError: naming the argument and WeCom's range, never the value
    """
    if value is not None and not low <= int(value) <= high:
        raise ValueError(f"{name}: WeCom takes {low} to {high}")


def at_most_days(starttime: int, endtime: int, days: int) -> None:
    """Check that a span in Unix seconds runs forward and lasts at most ``days`` days.

    :raises ValueError: naming the span and WeCom's limit
    """
    # WeCom's examples write some of these numbers as texts
    span = int(endtime) - int(starttime)
    if span < 0:
        raise ValueError("endtime lies before starttime")
    if span > days * DAY:
        raise ValueError(f"starttime to endtime: WeCom takes at most {days} days")


def one_of_them(**values: object) -> None:
    """Check that at least one of the values is given and not empty.

    :raises ValueError: naming all of them
    """
    if not any(values.values()):
        raise ValueError(f"one of {', '.join(values)} is needed")


def at_most_width(name: str, text: str | None, limit: int) -> None:
    """Check the length of a text where WeCom counts a Chinese character as two; None passes.

    :raises ValueError: naming the argument and WeCom's limit, never the value
    """
    width = sum(1 if char.isascii() else 2 for char in text or "")
    if width > limit:
        raise ValueError(
            f"{name}: WeCom takes at most {limit} (Chinese characters count twice), got {width}"
        )
