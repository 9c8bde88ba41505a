"""Who answers: ``Handler.match`` against the documented rules, written down without any table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flask_wechat_corp import Handler, Message

TEXTS = ["a", "ab", " a ", "b", ""]
NAMES = ["click", "CLICK"]
KEYS = [None, "k"]
TYPES = ["text", "image", "event", "hologram"]


@dataclass(frozen=True)
class Spec:
    """One decorator, as it would be written."""

    kind: str
    word: str | None = None
    pattern: str | None = None
    event: str | None = None
    key: str | None = None
    change_type: str | None = None

    def register(self, table: Handler, function: Callable[..., str]) -> None:
        assert self._decorator(table)(function) is function

    def _decorator(self, table: Handler) -> Callable[[Any], Any]:
        if self.kind == "word":
            return table.text(self.word)
        if self.kind == "pattern":
            return table.text(re.compile(self.pattern or ""))
        if self.kind == "event":
            return table.event(self.event, key=self.key, change_type=self.change_type)
        bare: dict[str, Callable[..., Any]]
        bare = {"text": table.text, "image": table.image, "default": table.default}
        return bare[self.kind]() if self.kind in bare else table.on(self.kind)

    def rank(self, fields: dict[str, str]) -> int:
        """How specifically this fits a message; 0 when it does not."""
        kind = fields.get("MsgType", "event")
        if self.kind == "default":
            return 1
        if self.kind in ("word", "pattern"):
            text = fields.get("Content")
            if kind != "text" or text is None:
                return 0
            if self.word is not None:
                return 4 if self.word.strip() == text.strip() else 0
            return 3 if re.fullmatch(self.pattern or "", text.strip()) else 0
        if self.kind == "event":
            return self._rank_of_event(fields) if kind == "event" else 0
        return 2 if self.kind == kind else 0

    def _rank_of_event(self, fields: dict[str, str]) -> int:
        name = fields.get("Event", fields.get("InfoType", ""))
        if self.event is None:
            return 2
        if self.event.lower() != name.lower() or not name:
            return 0
        wanted = [(self.key, fields.get("EventKey")), (self.change_type, fields.get("ChangeType"))]
        if any(ours is not None and ours != theirs for ours, theirs in wanted):
            return 0
        return 3 + sum(ours is not None for ours, _ in wanted)


TEXT_SPECS = st.one_of(
    st.builds(Spec, st.just("word"), word=st.sampled_from(TEXTS)),
    st.builds(
        Spec, st.just("pattern"), pattern=st.sampled_from(["a.*", "(?P<x>a)b?", ".*", " a ", "b|"])
    ),
    st.builds(Spec, st.sampled_from(["text", "default"])),
)
EVENT_SPECS = st.builds(
    Spec,
    st.just("event"),
    event=st.sampled_from(NAMES),
    key=st.sampled_from(KEYS),
    change_type=st.sampled_from(KEYS),
) | st.builds(Spec, st.sampled_from(["event", "default"]))
SPECS = st.one_of(TEXT_SPECS, EVENT_SPECS, st.builds(Spec, st.sampled_from(TYPES)))

TEXT_MESSAGES = st.fixed_dictionaries(
    {"MsgType": st.just("text")}, optional={"Content": st.sampled_from([*TEXTS, "\na\t", "c"])}
)
EVENT_MESSAGES = st.fixed_dictionaries(
    {"MsgType": st.just("event")},
    optional={
        "Event": st.sampled_from([*NAMES, "view"]),
        "EventKey": st.sampled_from(["k", "k", "K", ""]),
        "ChangeType": st.sampled_from(["k", "k", "K", ""]),
    },
) | st.fixed_dictionaries({"InfoType": st.sampled_from(NAMES)})
MESSAGES = st.one_of(
    TEXT_MESSAGES, EVENT_MESSAGES, st.fixed_dictionaries({"MsgType": st.sampled_from(TYPES[1:])})
)


def case(specs: st.SearchStrategy[Spec], messages: st.SearchStrategy[dict[str, str]]) -> Any:
    return st.tuples(st.lists(specs, max_size=10), st.lists(messages, min_size=1, max_size=6))


CASES = st.one_of(
    case(TEXT_SPECS, TEXT_MESSAGES), case(EVENT_SPECS, EVENT_MESSAGES), case(SPECS, MESSAGES)
)


def best(specs: list[tuple[str, Spec]], fields: dict[str, str]) -> str | None:
    """Try all rules, in the order of registration; the first of the highest rank."""
    ranked = [(spec.rank(fields), name) for name, spec in specs]
    highest = max((rank for rank, _ in ranked), default=0)
    return next((name for rank, name in ranked if rank == highest > 0), None)


def named(name: str) -> Callable[..., str]:
    def function(message: Message, **words: str) -> str:
        return name

    return function


def winner(table: Handler, fields: dict[str, str]) -> str | None:
    match = table.match(Message.from_dict(fields))
    if match is None:
        return None
    answer: str = match.entry.function(Message.from_dict(fields), **match.groups)
    return answer


@settings(deadline=None, derandomize=True, max_examples=800)
@given(CASES)
def test_the_most_specific_wins_and_among_equals_the_first(
    case: tuple[list[Spec], list[dict[str, str]]],
) -> None:
    specs, messages = case
    table = Handler()
    rules = [(f"{number} {spec}", spec) for number, spec in enumerate(specs)]
    for name, spec in rules:
        spec.register(table, named(name))
    for fields in messages:
        assert winner(table, fields) == best(rules, fields)


@dataclass
class Tables:
    """Several tables that include each other, and what each must know, in order."""

    tables: list[Handler] = field(default_factory=lambda: [Handler() for _ in range(4)])
    known: list[list[tuple[str, Spec]]] = field(default_factory=lambda: [[] for _ in range(4)])
    includes: set[tuple[int, int]] = field(default_factory=set)

    def reaches(self, parent: int, child: int) -> bool:
        return parent == child or any(
            one == parent and self.reaches(other, child) for one, other in self.includes
        )

    def add(self, table: int, name: str, spec: Spec) -> None:
        spec.register(self.tables[table], named(name))
        self._learn(table, [(name, spec)])

    def include(self, parent: int, child: int) -> None:
        if parent != child and self.reaches(child, parent):
            try:
                self.tables[parent].include(self.tables[child])
            except ValueError:
                return
            raise AssertionError("two tables include each other")
        self.tables[parent].include(self.tables[child])
        if parent != child:
            self.includes.add((parent, child))
            self._learn(parent, self.known[child])

    def _learn(self, table: int, rules: list[tuple[str, Spec]]) -> None:
        for one, known in enumerate(self.known):
            if self.reaches(one, table):
                known += [rule for rule in rules if rule not in known]


TABLE = st.integers(0, 3)
STEPS = st.lists(st.tuples(TABLE, SPECS) | st.tuples(TABLE, TABLE), min_size=1, max_size=14)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(STEPS, st.lists(MESSAGES, min_size=1, max_size=4))
def test_tables_know_what_they_include_also_what_comes_later(
    steps: list[tuple[int, Spec | int]], messages: list[dict[str, str]]
) -> None:
    model = Tables()
    for number, (table, step) in enumerate(steps):
        if isinstance(step, Spec):
            model.add(table, f"{number} {step}", step)
        else:
            model.include(table, step)
    for fields in messages:
        for handler, known in zip(model.tables, model.known, strict=True):
            assert winner(handler, fields) == best(known, fields)
