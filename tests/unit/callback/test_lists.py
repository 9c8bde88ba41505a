from __future__ import annotations

import pytest

from flask_wechat_corp import UndefinedListError
from flask_wechat_corp.callback.lists import List, Lists


def gender() -> str:
    return "a robot"


def test_the_description_shows_the_keys_without_braces() -> None:
    made = List([("回复{a}查看我的性别", gender), ("回复{b}查看我的年龄", "18"), "谢谢"])
    assert made.description == "回复a查看我的性别\n回复b查看我的年龄\n谢谢"
    assert made.get("a") is gender
    assert made.get("b") == "18"
    assert made.get("c") is None


def test_a_line_may_hold_several_keys() -> None:
    made = List([("{yes} or {y}", "good"), ("{no}/{n}", "bad")])
    assert made.description == "yes or y\nno/n"
    assert [made.get(word) for word in ("yes", "y", "no", "n")] == ["good", "good", "bad", "bad"]
    assert made.get("yes} or {y") is None


def test_white_space_around_a_key_does_not_matter() -> None:
    assert List([("{ a }", "x")]).get(" a\n") == "x"


def test_a_key_without_an_answer_is_only_shown() -> None:
    made = List(["{a}", ["{b}"], ("{c}", None)])
    assert made.description == "a\nb\nc"
    assert [made.get(word) for word in "abc"] == [None] * 3


def test_an_empty_answer_is_an_answer() -> None:
    assert List([("{a}", "")]).get("a") == ""


@pytest.mark.parametrize("item", [1, None, (), (1, "x"), ("{a}", 1), ("{a}", "x", "y")])
def test_what_is_no_item_raises(item: object) -> None:
    with pytest.raises(TypeError):
        List([item])  # type: ignore[list-item]


def test_one_key_has_one_answer() -> None:
    with pytest.raises(ValueError, match="'a'"):
        List([("{a}", "x"), ("{a}", "y")])


def test_lists_are_found_by_name() -> None:
    lists = Lists()
    assert not lists
    view = lists.add("view", [("{a}", "x")])
    assert lists
    assert lists.get("view") is view
    assert "view" in lists
    again = lists.add("view", [("{b}", "x")])
    assert lists.get("view") is again
    lists.clear()
    assert not lists


def test_an_unknown_list_raises() -> None:
    with pytest.raises(UndefinedListError, match="'view'"):
        Lists().get("view")
