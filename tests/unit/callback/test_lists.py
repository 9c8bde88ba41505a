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


@pytest.mark.parametrize(
    ("key", "typed"),
    [("1", "１"), ("１", "1"), ("yes", "YES"), ("STRASSE", "straße"), ("ｑ", " Q "), ("是", "是")],
)
def test_keys_compare_after_nfkc_and_without_case(key: str, typed: str) -> None:
    assert List([(f"{{{key}}} x", "found")]).get(typed) == "found"


def test_two_braces_are_one_that_is_shown() -> None:
    made = List([("{{json}} {a}", "x"), "{{", "}", "a } b"])
    assert made.description == "{json} a\n{\n}\na } b"
    assert made.get("json") is None
    assert made.get("a") == "x"


@pytest.mark.parametrize("text", ["{1 a", "a {", "{a{b}", "{}", "{ }", "{a} {b"])
@pytest.mark.parametrize("answer", ["x", None])
def test_a_brace_that_is_not_closed_or_empty_raises(text: str, answer: str | None) -> None:
    with pytest.raises(ValueError, match=r"Write \{\{ for a brace"):
        List([(text, answer)])


@pytest.mark.parametrize("items", [[("{a}", "x"), ("{A}", "y")], [("{1}", "x"), ("{１}", "y")]])
def test_keys_that_differ_in_spelling_alone_repeat(items: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="Two items of the list have the key"):
        List(items)


@pytest.mark.parametrize("items", [{"1": "x"}, "1 x"])
def test_a_dict_or_a_text_is_no_list_of_items(items: object) -> None:
    with pytest.raises(TypeError, match=r"\(text, handler or string\) pairs in a list"):
        Lists().add("menu", items)  # type: ignore[arg-type]


def test_a_dict_among_the_items_raises() -> None:
    with pytest.raises(TypeError, match="not a dict"):
        List([{"text": "{a}"}])  # type: ignore[list-item]


def test_lists_of_a_registry_are_those_of_its_objects_too() -> None:
    outer, middle, inner = Lists(), Lists(), Lists()
    first = inner.add("first", ["x"])
    middle.include(inner)
    outer.include(middle)
    second = inner.add("second", ["y"])
    assert outer.get("first") is first
    assert outer.get("second") is second
    own = outer.add("second", ["z"])
    inner.clear()
    assert "first" not in outer
    assert outer.get("second") is own
