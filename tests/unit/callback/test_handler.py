"""Which function handles which message."""

from __future__ import annotations

import re
from typing import Any

import pytest

from flask_wechat_corp import Handler, Message

KINDS = ["text", "image", "voice", "video", "location", "link", "event"]


def text(content: str) -> Message:
    return Message.from_dict({"MsgType": "text", "Content": content})


def event(name: str, key: str | None = None, change_type: str | None = None) -> Message:
    return Message.from_dict(
        {"MsgType": "event", "Event": name, "EventKey": key, "ChangeType": change_type}
    )


def named(name: str) -> Any:
    def function(message: Message, **words: str) -> str:
        return name

    function.__qualname__ = name
    return function


def winner(handler: Handler, message: Message) -> str | None:
    match = handler.match(message)
    return None if match is None else match.entry.function.__qualname__


@pytest.mark.parametrize("kind", KINDS)
def test_decorators_with_and_without_parentheses_return_the_function(kind: str) -> None:
    for bare in (True, False):
        handler, function = Handler(), named(kind)
        decorator = getattr(handler, kind)
        assert (decorator if bare else decorator())(function) is function
        assert handler.get_handler(kind) is function
        fields = {"MsgType": kind, "Event": "anything" if kind == "event" else None}
        assert winner(handler, Message.from_dict(fields)) == kind


def test_default_takes_what_nobody_else_takes() -> None:
    handler = Handler(text=named("text"))
    assert winner(handler, event("click")) is None
    handler.default(named("default"))
    assert winner(handler, event("click")) == "default"
    assert winner(handler, text("x")) == "text"
    assert winner(handler, Message.from_dict({"MsgType": "new"})) == "default"
    assert winner(handler, Message.from_dict({"Content": "no type at all"})) == "default"


def test_on_takes_any_type() -> None:
    handler = Handler()
    handler.on("hologram")(named("hologram"))
    assert winner(handler, Message.from_dict({"MsgType": "hologram"})) == "hologram"


def test_most_specific_text_wins_whatever_the_order() -> None:
    handler = Handler()
    handler.text(named("bare"))
    handler.text(re.compile("帮.*"))(named("pattern"))
    handler.text(re.compile("帮助?"))(named("second pattern"))
    handler.text("帮助")(named("equal"))
    handler.text("帮助")(named("equal again"))
    assert winner(handler, text("帮助")) == "equal"
    assert winner(handler, text(" \n帮助\t")) == "equal"
    assert winner(handler, text("帮")) == "pattern"
    assert winner(handler, text("救命")) == "bare"


def test_patterns_match_the_whole_text_and_give_their_words() -> None:
    handler = Handler()
    handler.text(re.compile(r"天气 (?P<city>\w+)(?: (?P<day>\w+))?"))(named("weather"))
    match = handler.match(text("  天气 北京 "))
    assert match is not None
    assert match.groups == {"city": "北京", "day": None}
    assert handler.match(text("今天天气 北京 怎么样？")) is None


def test_most_specific_event_wins_whatever_the_order() -> None:
    handler = Handler()
    handler.event(named("bare"))
    handler.event("click")(named("name"))
    handler.event("click", change_type="c")(named("change type"))
    handler.event("click", key="K")(named("key"))
    handler.event("click", key="K", change_type="c")(named("both"))
    assert winner(handler, event("click", "K", "c")) == "both"
    assert winner(handler, event("CLICK", "K")) == "key"
    assert winner(handler, event("click", "k")) == "name"
    assert winner(handler, event("click", "other", "c")) == "change type"
    assert winner(handler, event("view", "K")) == "bare"


def test_equally_specific_the_first_registered_wins() -> None:
    for first, second in (
        ({"key": "K"}, {"change_type": "c"}),
        ({"change_type": "c"}, {"key": "K"}),
    ):
        handler = Handler()
        handler.event("e", **first)(named("first"))  # type: ignore[call-overload]  # str only
        handler.event("e", **second)(named("second"))  # type: ignore[call-overload]  # str only
        assert winner(handler, event("e", "K", "c")) == "first"


def test_suite_notices_match_as_events() -> None:
    handler = Handler()
    handler.event("suite_ticket")(named("ticket"))
    handler.event(named("bare"))
    assert winner(handler, Message.from_dict({"InfoType": "suite_ticket"})) == "ticket"
    assert winner(handler, Message.from_dict({"InfoType": "cancel_auth"})) == "bare"


def test_the_seeds_chain() -> None:
    one: Any = named("one")
    two = named("two")
    handler = Handler().set_handler("text", one).set_handler("location", two)
    assert handler.get_handler("location") is two
    assert handler.get_handler("text") is one
    assert handler.get_handler("voice") is None
    filtered = Handler()
    filtered.text("x")(named("one"))
    assert filtered.get_handler("text") is None


def test_the_chain_has_a_default_too() -> None:
    table = Handler(default=str)
    assert table.get_handler("default") is str
    found = table.match(Message.from_dict({"MsgType": "link"}))
    assert found is not None
    assert found.entry.function is str


def test_a_table_takes_over_anothers_rules_also_later_ones() -> None:
    parent, child, grandchild = Handler(), Handler(), Handler()
    child.text("early")(named("early"))
    parent.include(child)
    parent.include(child)
    child.include(grandchild)
    child.text("late")(named("late"))
    grandchild.text("latest")(named("latest"))
    assert [winner(parent, text(word)) for word in ("early", "late", "latest")] == [
        "early",
        "late",
        "latest",
    ]
    parent.include(parent)
    with pytest.raises(ValueError, match="include each other"):
        grandchild.include(parent)


def test_deferred_on_every_decorator() -> None:
    handler = Handler()
    for kind in KINDS:
        getattr(handler, kind)(deferred=True)(named(kind))
    handler.default(deferred=True)(named("default"))
    handler.on("file", deferred=True)(named("file"))
    for kind in [*KINDS, "file", "unknown"]:
        match = handler.match(Message.from_dict({"MsgType": kind, "Event": "e"}))
        assert match is not None
        assert match.entry.deferred, kind


def test_mistakes_fail_at_the_decorator() -> None:
    handler = Handler()
    with pytest.raises(TypeError, match=r"must accept \(message, city\)"):
        handler.text(re.compile("(?P<city>.)"))(lambda message: "")
    with pytest.raises(TypeError, match=r"must accept \(message\)"):
        handler.image(lambda: "")
    with pytest.raises(TypeError, match="string or a compiled pattern"):
        handler.text(5)  # type: ignore[call-overload]  # the mistake that is tested
    with pytest.raises(TypeError, match="takes no filter"):
        handler.image("x")  # type: ignore[call-overload]  # the mistake that is tested
    with pytest.raises(TypeError, match="need the name"):
        handler.event(key="K")
    with pytest.raises(TypeError, match="name of a message type"):
        handler.on(named("function"))
    with pytest.raises(TypeError, match="callable"):
        handler.text("x")("not a function")  # type: ignore[type-var]  # the mistake that is tested


def test_a_rule_names_its_function() -> None:
    handler = Handler(text=some_handler)
    match = handler.match(text("x"))
    assert match is not None
    assert match.entry.name == f"{__name__}.some_handler"


def some_handler(message: Message) -> None:
    """Stand in for a handler."""


def test_many_handlers_are_found_without_a_search() -> None:
    handler = Handler()
    for number in range(1000):
        handler.text(f"word {number}")(named(str(number)))
        handler.event("click", key=str(number))(named(f"key {number}"))
    assert winner(handler, text("word 999")) == "999"
    assert winner(handler, event("click", "999")) == "key 999"


def test_the_name_of_an_event_is_text() -> None:
    with pytest.raises(TypeError, match="The name of an event must be a string"):
        Handler().event(7)  # type: ignore[call-overload]
