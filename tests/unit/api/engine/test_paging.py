"""Iterators over pages survive an error."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api.engine.paging import Pages, pages_by_offset

PAGES = {None: ([1, 2], "b"), "b": ([], "c"), "c": ([3], None)}


def test_all_pages_are_read_one_at_a_time() -> None:
    asked = []

    def read(at: str | None) -> tuple[list[int], str | None]:
        asked.append(at)
        return PAGES[at]

    pages = Pages(read)
    assert asked == []
    assert next(pages) == 1
    assert asked == [None]
    assert list(pages) == [2, 3]
    assert asked == [None, "b", "c"]
    assert list(pages) == []
    assert len(asked) == 3


def test_after_an_error_the_same_page_is_asked_for_again() -> None:
    fails = iter([False, True, True, False, False])
    asked = []

    def read(at: str | None) -> tuple[list[int], str | None]:
        asked.append(at)
        if next(fails):
            raise WeChatAPIError(45009, "too often", "/cgi-bin/user/list_id")
        return PAGES[at]

    pages = Pages(read)
    assert [next(pages), next(pages)] == [1, 2]
    for _ in range(2):
        with pytest.raises(WeChatAPIError):
            next(pages)
    assert next(pages) == 3
    assert asked == [None, "b", "b", "b", "c"]


def test_a_cursor_that_comes_twice_ends_it() -> None:
    pages = Pages(lambda at: ([at], {0: 1, 1: 2, 2: 1}[at]), 0)
    assert list(pages) == [0, 1, 2]


def test_a_first_page_that_names_itself_ends_it() -> None:
    assert list(Pages(lambda at: (["x"], ""), "")) == ["x"]


def test_an_empty_cursor_ends_it() -> None:
    asked = []

    def read(at: str | None) -> tuple[list[str], str]:
        asked.append(at)
        return ["x"], ""

    assert list(Pages(read)) == ["x"]
    assert asked == [None]


@pytest.mark.parametrize(
    ("answers", "size", "found", "offsets"),
    [
        ([{"x": [1, 2], "has_more": 1}, {"x": [3], "has_more": 0}], None, [1, 2, 3], [0, 2]),
        ([{"x": [1, 2]}, {"x": [3]}], 2, [1, 2, 3], [0, 2]),
        ([{"x": [1, 2]}, {"x": [3]}], "2", [1, 2, 3], [0, 2]),
        ([{"x": [1, 2]}, {"x": []}], None, [1, 2], [0, 2]),
        ([{"x": [1, 2]}, {"x": [1, 2]}], 2, [1, 2], [0, 2]),
        ([{}], None, [], [0]),
    ],
)
def test_pages_by_offset_end(
    answers: list[dict[str, object]], size: Any, found: list[int], offsets: list[int]
) -> None:
    asked = []

    def read(offset: int) -> dict[str, object]:
        asked.append(offset)
        return answers[len(asked) - 1]

    assert list(pages_by_offset(read, "x", size=size)) == found
    assert asked == offsets
