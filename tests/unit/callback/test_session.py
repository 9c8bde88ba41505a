from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp import Store, StoreTimeout, open_store
from flask_wechat_corp.callback.session import Conversation, Session, StoreSessions, session_key
from flask_wechat_corp.callback.steps import NOTHING, Waiting
from flask_wechat_corp.stores.memory import MemoryStore

KEY = session_key(b"secret", "corp", 1, "zhangsan")


@pytest.fixture
def store() -> Store:
    return open_store("memory://")


def conversation(store: Store, key: str = KEY, wait: float = 4.5) -> Conversation:
    return Conversation(key, store, StoreSessions(store), 60, wait=wait)


def stored(store: Store) -> dict[str, Any]:
    made = conversation(store)
    try:
        return dict(made.session)
    finally:
        made.close()


def test_the_key_depends_on_all_its_parts_and_shows_none() -> None:
    keys = {
        session_key(*parts)
        for parts in [
            (b"secret", "corp", 1, "zhangsan"),
            (b"secret2", "corp", 1, "zhangsan"),
            (b"secret", "corp2", 1, "zhangsan"),
            (b"secret", "corp", 2, "zhangsan"),
            (b"secret", "corp", 1, "lisi"),
            (b"secret", "corp1", "", "zhangsan"),
        ]
    }
    assert len(keys) == 6
    assert not any("zhangsan" in key or "corp" in key for key in keys)
    assert session_key(b"secret", "corp", "1", "zhangsan") == KEY


def test_what_is_set_is_there_in_the_next_message(store: Store) -> None:
    first = conversation(store)
    first.session["count"] = 1
    assert first.session.id == KEY
    first.save()
    first.close()
    assert stored(store) == {"count": 1}


def test_nested_changes_are_noticed(store: Store) -> None:
    first = conversation(store)
    first.session["cart"] = {"apples": [1]}
    first.save()
    first.close()
    second = conversation(store)
    second.session["cart"]["apples"].append(2)
    second.save()
    second.close()
    assert stored(store) == {"cart": {"apples": [1, 2]}}


def test_what_is_not_saved_is_dropped(store: Store) -> None:
    first = conversation(store)
    first.session["a"] = 1
    first.session.save()
    first.session["b"] = 2
    first.close()
    assert stored(store) == {"a": 1}


def test_destroy_forgets_and_the_session_can_be_used_anew(store: Store) -> None:
    first = conversation(store)
    first.session["a"] = 1
    first.save()
    first.session.destroy()
    assert first.session == {}
    assert store.get("session|" + KEY) is None
    first.session["b"] = 2
    first.save()
    first.close()
    assert stored(store) == {"b": 2}


def test_an_empty_session_leaves_no_row(store: Store) -> None:
    first = conversation(store)
    assert first.session == {}
    first.save()
    assert store.get("session|" + KEY) is None
    first.session["a"] = 1
    first.save()
    del first.session["a"]
    first.save()
    first.close()
    assert store.get("session|" + KEY) is None


def test_a_session_ends_with_its_lifetime() -> None:
    now = 0.0
    store = MemoryStore(clock=lambda: now)
    first = conversation(store)
    first.session["a"] = 1
    first.save()
    first.close()
    now = 61
    assert stored(store) == {}


class Colour(IntEnum):
    RED = 1


class Markup(str):
    __slots__ = ()


NOT_PLAIN: list[tuple[object, str]] = [
    (object(), "object"),
    ((1, 2), "tuple"),
    ({1, 2}, "set"),
    (b"x", "bytes"),
    (float("nan"), "nan"),
    (float("inf"), "inf"),
    (Colour.RED, "Colour"),
    (Markup("x"), "Markup"),
    ({1: "x"}, "keys that are not text"),
    (OrderedDict(), "OrderedDict"),
    ([{"x": [(1,)]}], "tuple"),
]


@pytest.mark.parametrize(("value", "word"), NOT_PLAIN, ids=lambda v: str(type(v)))
def test_only_plain_values_can_be_set(store: Store, value: object, word: str) -> None:
    made = conversation(store)
    setters: list[Callable[[], object]] = [
        lambda: made.session.__setitem__("cart", value),
        lambda: made.session.update(cart=value),
        lambda: made.session.update([("cart", value)]),
        lambda: made.session.setdefault("cart", value),
        lambda: made.session.__ior__({"cart": value}),
    ]
    for setter in setters:
        with pytest.raises(TypeError, match=rf"session\['cart'\].*{word}"):
            setter()
    assert made.session == {}
    made.close()


def test_what_became_unplain_inside_is_found_when_saved(store: Store) -> None:
    made = conversation(store)
    made.session["cart"] = []
    made.session["cart"].append(object())
    with pytest.raises(TypeError, match="cart"):
        made.save()
    loop: list[object] = []
    made.session["cart"] = loop
    loop.append(loop)
    with pytest.raises(TypeError, match=r"cart.*itself"):
        made.save()
    made.close()


def test_keys_are_text(store: Store) -> None:
    made = conversation(store)
    with pytest.raises(TypeError, match="must be a str, not int"):
        made.session[1] = "x"  # type: ignore[index]
    made.close()


@pytest.mark.parametrize("value", ["字\U0001f600\ud800", 2**70, 0.1, None, True, [], {"": {}}])
def test_plain_values_come_back_as_they_were(store: Store, value: object) -> None:
    made = conversation(store)
    made.session["k"] = value
    made.save()
    made.close()
    assert stored(store) == {"k": value}


def test_a_conversation_is_held_from_first_touch_to_close(store: Store) -> None:
    first = conversation(store)
    assert not first.opened
    first.session["a"] = 1
    assert first.opened
    refused: list[str] = []

    def second() -> None:
        other = conversation(store, wait=0.1)
        try:
            other.session["a"] = 2
        except StoreTimeout:
            refused.append("busy")

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(5)
    assert refused == ["busy"]
    elsewhere = conversation(store, session_key(b"secret", "corp", 1, "lisi"), wait=0)
    assert elsewhere.session == {}
    elsewhere.close()
    first.close()
    assert stored(store) == {}


class Counting:
    """A store that counts what is asked of it."""

    def __init__(self) -> None:
        self.inner = MemoryStore()
        self.calls: list[str] = []

    def get(self, key: str) -> str | None:
        self.calls.append("get")
        return self.inner.get(key)

    def set(self, key: str, value: str, ttl: float | None = None) -> None:
        self.calls.append("set")
        self.inner.set(key, value, ttl)

    def add(self, key: str, value: str, ttl: float) -> bool:
        self.calls.append("add")
        return self.inner.add(key, value, ttl)

    def delete(self, key: str) -> None:
        self.calls.append("delete")
        self.inner.delete(key)

    def lock(self, key: str, ttl: float = 4, wait: float = 4.5) -> Any:
        self.calls.append("lock")
        return self.inner.lock(key, ttl, wait)


def test_what_is_not_touched_costs_nothing() -> None:
    store = Counting()
    made = conversation(store)
    made.save()
    made.close()
    assert store.calls == []


def test_the_price_of_a_touch() -> None:
    store = Counting()
    made = conversation(store)
    made.session["a"] = 1
    made.save()
    made.save()
    made.close()
    assert store.calls == ["lock", "get", "set"]
    store.calls.clear()
    made = conversation(store)
    assert made.session["a"] == 1
    made.save()
    made.close()
    assert store.calls == ["lock", "get"]


def test_the_waiting_list_is_read_without_holding_anything(store: Store) -> None:
    first = conversation(store)
    assert first.waiting == NOTHING
    assert not first.opened
    first.waiting = Waiting("view")
    assert first.waiting == Waiting("view")
    first.save()
    second = conversation(store)
    assert second.waiting == Waiting("view")  # though the first one still holds the conversation
    assert not second.opened
    first.close()
    second.waiting = NOTHING
    second.save()
    second.close()
    assert store.get("session|" + KEY) is None


def test_the_waiting_list_is_not_among_the_values(store: Store) -> None:
    first = conversation(store)
    first.waiting = Waiting("view")
    first.session["a"] = 1
    first.save()
    first.close()
    assert stored(store) == {"a": 1}


def test_a_lost_lease_saves_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one, two = (open_store(f"sqlite:///{tmp_path}/s.sqlite") for _ in range(2))  # two processes
    first = conversation(one)
    first.session["a"] = "first"
    two.delete("lock|session|" + KEY)  # as if the first process had been paused for too long
    second = conversation(two)
    second.session["a"] = "second"
    second.save()
    first.save()
    first.close()
    second.close()
    assert stored(two) == {"a": "second"}
    assert "not saved" in caplog.text
    for store in (one, two):
        store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", ["", "no json", "7", "[1, null]", '["ab", null]', "[{}]"])
def test_a_row_that_cannot_be_read_begins_anew(row: str, caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    store.set("session|key", row)
    conversation = Conversation("key", store, StoreSessions(store), 60, wait=4.5)
    assert conversation.waiting == NOTHING
    conversation.session["name"] = "value"
    conversation.save()
    conversation.close()
    assert store.get("session|key") == '[{"name":"value"},null]'
    assert "cannot be read" in caplog.text


def test_a_session_is_set_in_every_way_a_dict_is() -> None:
    session = Session("id", {"a": 1}, lambda: None)
    assert session.setdefault("a", 2) == 1
    assert session.setdefault("b", 2) == 2
    session.update({})
    session |= {"c": 3}
    session.update(d=4)
    assert session == {"a": 1, "b": 2, "c": 3, "d": 4}
    with pytest.raises(TypeError, match="e"):
        session |= {"e": object()}
