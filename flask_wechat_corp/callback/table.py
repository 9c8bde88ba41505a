"""Everything that is registered with one registry, and which handlers fit a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from .entries import ErrorEntry, HandlerEntry, HookEntry, Match
from .lists import Lists
from .message import Message
from .steps import StepEntry, cancel_words

__all__ = ["Registered", "Table"]

Registered: TypeAlias = "HandlerEntry | HookEntry | ErrorEntry | StepEntry"


class Table:
    """What was registered, in order, also by the registries that this one includes."""

    label: str = ""
    """The name of an extension object, for errors; empty for a registry without an app."""

    cancel_words: Iterable[str] = ()
    """The words that end a dialogue whose ``ask()`` names none; compared like list keys."""
    cancelled_reply: Any = "已取消"
    """The reply to them."""

    def __init__(self) -> None:
        self._registered: dict[int, Registered] = {}
        self._included_by: list[Table] = []
        self._bare: dict[str | None, list[HandlerEntry]] = {}
        self._exact_texts: dict[str, list[HandlerEntry]] = {}
        self._patterns: list[tuple[re.Pattern[str], HandlerEntry]] = []
        self._events: dict[tuple[str, str | None, str | None], list[HandlerEntry]] = {}
        self._error_handlers: list[tuple[bool, ErrorEntry]] = []
        self.before_hooks: list[HookEntry] = []
        """The hooks that run before a handler is chosen, in order of registration."""
        self.after_hooks: list[HookEntry] = []
        """The hooks that see the reply, the last registered one first."""
        self.steps: dict[str, StepEntry] = {}
        """The steps of dialogues by their dotted names."""
        self.lists = Lists()
        """The lists that :meth:`~flask_wechat_corp.Handler.wait` can show."""

    def include(self, other: Table) -> None:
        """Add what another registry has, also what is registered there later.

        :raises TypeError: when both have a step of the same name
        """
        if other is self or other._is_included_by(self):
            return
        if self._is_included_by(other):
            raise ValueError("Two registries cannot include each other.")
        for one in other._registered.values():
            if isinstance(one, StepEntry):
                one.keep_in(dict(self.steps))  # raises before anything is added
        for one in other._registered.values():
            self._register(one, own=False)
        other._included_by.append(self)
        self.lists.include(other.lists)

    def _is_included_by(self, other: Table) -> bool:
        return any(one is other or one._is_included_by(other) for one in self._included_by)

    def _register(self, one: Registered, *, own: bool = True) -> None:
        """Keep one object, once; pass it on to the registries that include this one.

        :param own: whether it was registered here, not with a registry that is included
        """
        if id(one) in self._registered:
            return
        if isinstance(one, HandlerEntry):
            self._keep(replace(one, order=len(self._registered)))
        elif isinstance(one, StepEntry):
            one.keep_in(self.steps)
        elif isinstance(one, ErrorEntry):
            self._error_handlers.append((own, one))
        elif one.after:
            self.after_hooks.insert(0, one)
        else:
            self.before_hooks.append(one)
        self._registered[id(one)] = one
        for registry in self._included_by:
            registry._register(one, own=False)

    def _keep(self, entry: HandlerEntry) -> None:
        if isinstance(entry.match, str):
            self._exact_texts.setdefault(entry.match.strip(), []).append(entry)
        elif entry.match is not None:
            self._patterns.append((entry.match, entry))
        elif entry.event is not None:
            name = (entry.event, entry.key, entry.change_type)
            self._events.setdefault(name, []).append(entry)
        else:
            self._bare.setdefault(entry.msg_type, []).append(entry)

    def default_cancel_words(self) -> tuple[str, ...]:
        """Return ``cancel_words`` in the form in which they are compared."""
        return cancel_words(self.cancel_words) if self.cancel_words else ()

    def error_handlers(self, error: Exception) -> list[ErrorEntry]:
        """Return the error handlers for an exception, the one to ask first at the front."""
        classes = type(error).__mro__
        found = [
            (classes.index(one.error), not own, one)
            for own, one in self._error_handlers
            if one.error in classes
        ]
        return [one for _, _, one in sorted(found, key=lambda each: each[:2])]

    def matches(self, message: Message) -> Iterator[Match]:
        """Yield the handlers that fit a message, the most specific one first."""
        msg_type = message.type
        if msg_type == "text":
            if self._exact_texts or self._patterns:
                yield from self._text_matches(message)
        elif message.event_name:
            for entry in self._event_entries(message):
                yield Match(entry, {})
            msg_type = "event"  # a suite's notice has no MsgType
        for entry in self._bare.get(msg_type or "", ()):
            yield Match(entry, {})
        for entry in self._bare.get(None, ()):
            yield Match(entry, {})

    def match(self, message: Message) -> Match | None:
        """Return the most specific handler for a message, or ``None``."""
        return next(self.matches(message), None)

    def _text_matches(self, message: Message) -> Iterator[Match]:
        content = message.get("Content")
        if not isinstance(content, str):
            return
        content = content.strip()
        for entry in self._exact_texts.get(content, ()):
            yield Match(entry, {})
        for pattern, entry in self._patterns:
            found = pattern.fullmatch(content)
            if found:
                yield Match(entry, found.groupdict())

    def _event_entries(self, message: Message) -> list[HandlerEntry]:
        events = self._events
        if not events:
            return []
        event = message.event_name
        key, change = message.get("EventKey"), message.get("ChangeType")
        key = key if isinstance(key, str) else None
        change = change if isinstance(change, str) else None
        both = events.get((event, key, change), []) if None not in (key, change) else []
        halves = [
            *(events.get((event, key, None), ()) if key is not None else ()),
            *(events.get((event, None, change), ()) if change is not None else ()),
        ]
        if len(halves) > 1:
            halves.sort(key=lambda entry: entry.order)
        return [*both, *halves, *events.get((event, None, None), ())]
