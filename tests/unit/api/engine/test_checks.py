"""The checks of WeCom's limits: the limit itself passes, one more does not, no value is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flask_wechat_corp.api.engine.checks import (
    between,
    max_bytes,
    max_days,
    max_display_width,
    max_length,
    max_value,
    record,
    require_one_of,
)

DAY = 86400

PASS = [
    lambda: max_length("a", "字" * 3, 3),
    lambda: max_length("a", None, 3),
    lambda: max_bytes("a", "字", 3),
    lambda: max_bytes("a", None, 3),
    lambda: max_display_width("a", "字a", 3),
    lambda: max_display_width("a", None, 3),
    lambda: max_value("a", 3, 3),
    lambda: max_value("a", None, 3),
    lambda: max_value("a", "3", 3),  # type: ignore[arg-type]
    lambda: between("a", 1, 1, 3),
    lambda: between("a", 3, 1, 3),
    lambda: between("a", None, 1, 3),
    lambda: max_days(0, 3 * DAY, 3),
    lambda: require_one_of(a=None, b=[1]),
]

FAIL = [
    (lambda: max_length("a", ["x"] * 4, 3), "a: WeCom takes at most 3, got 4."),
    (lambda: max_bytes("a", "字x", 3), "a: WeCom takes at most 3 bytes, got 4."),
    (
        lambda: max_display_width("a", "字字", 3),
        "a: WeCom takes at most 3 (Chinese characters count twice), got 4.",
    ),
    (lambda: max_value("a", 4, 3), "a: WeCom takes at most 3, got 4."),
    (lambda: max_value("a", "4", 3), "a: WeCom takes at most 3, got 4."),  # type: ignore[arg-type]
    (lambda: between("a", 0, 1, 3), "a: WeCom takes 1 to 3."),
    (lambda: between("a", 4, 1, 3), "a: WeCom takes 1 to 3."),
    (lambda: max_days(0, 3 * DAY + 1, 3), "starttime to endtime: WeCom takes at most 3 days."),
    (lambda: max_days(1, 0, 3), "endtime is before starttime."),
    (lambda: max_days(1, 0, 3, names=("begin", "end")), "end is before begin."),
    (
        lambda: max_days(0, DAY + 1, 1, names=("begin", "end")),
        "begin to end: WeCom takes at most 1 days.",
    ),
    (lambda: require_one_of(a=None, b=[]), "Pass at least one of a, b."),
]


@pytest.mark.parametrize("check", PASS)
def test_the_limit_itself_passes(check: Callable[[], None]) -> None:
    check()


@pytest.mark.parametrize(("check", "text"), FAIL)
def test_the_message_names_argument_and_limit(check: Callable[[], None], text: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole text is compared
        check()
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (lambda: max_length("a", 5, 3), "a takes a text or a list, not int."),  # type: ignore[arg-type]
        (lambda: max_bytes("a", 5, 3), "a takes a text, not int."),  # type: ignore[arg-type]
        (lambda: max_display_width("a", [1], 3), "a takes a text, not list."),  # type: ignore[arg-type]
        (lambda: record("a", "x"), "a takes a dict, not str."),
    ],
)
def test_a_wrong_type_inside_a_record_is_named(check: Callable[[], None], text: str) -> None:
    with pytest.raises(TypeError) as caught:
        check()
    assert str(caught.value) == text
