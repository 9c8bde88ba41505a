"""Which function handles which message: a registry without an app."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, overload

from .message import Message

__all__ = ["Handler", "HandlerEntry", "Match"]

F = TypeVar("F", bound=Callable[..., Any])
TextFilter = str | re.Pattern[str]


@dataclass(frozen=True)
class HandlerEntry:
    """A registered function and what it is for.

    ``order`` decides between handlers that are equally specific.
    """

    function: Callable[..., Any]
    msg_type: str | None
    match: TextFilter | None = None
    event: str | None = None
    key: str | None = None
    change_type: str | None = None
    deferred: bool = False
    order: int = 0

    @cached_property
    def is_async(self) -> bool:
        """Whether the function must be awaited."""
        return inspect.iscoroutinefunction(self.function)

    @cached_property
    def name(self) -> str:
        """The function's dotted name, for logs and errors."""
        function = self.function
        qualname = getattr(function, "__qualname__", type(function).__qualname__)
        return f"{getattr(function, '__module__', None) or '?'}.{qualname}"

    def check(self) -> None:
        """Fail at the decorator when the function cannot take what it will be given."""
        groups = self.match.groupindex if isinstance(self.match, re.Pattern) else {}
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):
            return  # written in C: nothing to look at
        try:
            signature.bind(None, **dict.fromkeys(groups))
        except TypeError as error:
            wanted = ", ".join(("message", *groups))
            raise TypeError(f"handler {self.name} must accept ({wanted}): {error}") from None


@dataclass(frozen=True)
class Match:
    """A handler that fits a message, and the named groups of its pattern."""

    entry: HandlerEntry
    groups: dict[str, str | None]


class Handler:
    """A table of handlers, independent of any app; register it with ``wx.register(handler)``.

    The most specific handler wins whatever the order of registration; among equals, the first.
    Handlers may be added at any time, also after :meth:`~flask_wechat_corp.WeChatCorp.register`.

    :param handlers: the seed's short form, ``Handler(text=fn, location=fn)``
    """

    def __init__(self, **handlers: Callable[..., Any]) -> None:
        self._entries: list[HandlerEntry] = []
        self._bare: dict[str | None, HandlerEntry] = {}
        self._exact_texts: dict[str, HandlerEntry] = {}
        self._patterns: list[tuple[re.Pattern[str], HandlerEntry]] = []
        self._events: dict[tuple[str, str | None, str | None], HandlerEntry] = {}
        self._included_by: list[Handler] = []
        for msg_type, function in handlers.items():
            self.set_handler(msg_type, function)

    # -- registering

    @overload
    def text(self, match: F, /) -> F: ...
    @overload
    def text(
        self, match: TextFilter | None = None, /, *, deferred: bool = False
    ) -> Callable[[F], F]: ...
    def text(self, match: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle texts.

        :param match: a word that the whole text must equal, or a compiled pattern for the whole
            text whose named groups become keyword arguments; both see the text without
            surrounding white space
        :param deferred: answer empty at once, run in the background, send what is returned
        """
        if callable(match):
            return self._add(match, HandlerEntry(match, "text"))
        if match is not None and not isinstance(match, (str, re.Pattern)):
            raise TypeError("a text filter is a string or a compiled pattern")
        return lambda f: self._add(f, HandlerEntry(f, "text", match=match, deferred=deferred))

    @overload
    def image(self, function: F, /) -> F: ...
    @overload
    def image(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def image(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle images."""
        return self._bare_decorator("image", function, deferred)

    @overload
    def voice(self, function: F, /) -> F: ...
    @overload
    def voice(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def voice(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle voice recordings."""
        return self._bare_decorator("voice", function, deferred)

    @overload
    def video(self, function: F, /) -> F: ...
    @overload
    def video(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def video(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle videos."""
        return self._bare_decorator("video", function, deferred)

    @overload
    def location(self, function: F, /) -> F: ...
    @overload
    def location(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def location(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle locations that a member sends (the periodic reports are events)."""
        return self._bare_decorator("location", function, deferred)

    @overload
    def link(self, function: F, /) -> F: ...
    @overload
    def link(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def link(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle links."""
        return self._bare_decorator("link", function, deferred)

    @overload
    def file(self, function: F, /) -> F: ...
    @overload
    def file(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def file(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle files."""
        return self._bare_decorator("file", function, deferred)

    @overload
    def mixed(self, function: F, /) -> F: ...
    @overload
    def mixed(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def mixed(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle texts and images in one message."""
        return self._bare_decorator("mixed", function, deferred)

    @overload
    def default(self, function: F, /) -> F: ...
    @overload
    def default(self, function: None = None, /, *, deferred: bool = False) -> Callable[[F], F]: ...
    def default(self, function: Any = None, /, *, deferred: bool = False) -> Any:
        """Handle what nobody else takes."""
        return self._bare_decorator(None, function, deferred)

    @overload
    def event(self, name: F, /) -> F: ...
    @overload
    def event(
        self,
        name: str | None = None,
        /,
        *,
        key: str | None = None,
        change_type: str | None = None,
        deferred: bool = False,
    ) -> Callable[[F], F]: ...
    def event(
        self,
        name: Any = None,
        /,
        *,
        key: str | None = None,
        change_type: str | None = None,
        deferred: bool = False,
    ) -> Any:
        """Handle events.

        :param name: the event (``Event``, or ``InfoType`` of suites), compared without case
        :param key: the ``EventKey``, compared exactly
        :param change_type: the ``ChangeType``, compared exactly
        :param deferred: answer empty at once, run in the background, send what is returned
        """
        if callable(name):
            return self._add(name, HandlerEntry(name, "event"))
        if name is None and (key is not None or change_type is not None):
            raise TypeError("key and change_type need the name of the event")
        if name is not None and not isinstance(name, str):
            raise TypeError("the name of an event is a string")
        event = None if name is None else name.lower()
        return lambda f: self._add(
            f,
            HandlerEntry(
                f, "event", event=event, key=key, change_type=change_type, deferred=deferred
            ),
        )

    def on(self, msg_type: str, *, deferred: bool = False) -> Callable[[F], F]:
        """Handle any message type by its name, also one that WeCom invents tomorrow."""
        if not isinstance(msg_type, str):
            raise TypeError("on() takes the name of a message type")
        return lambda f: self._add(f, HandlerEntry(f, msg_type, deferred=deferred))

    def set_handler(self, msg_type: str, function: Callable[..., Any]) -> Handler:
        """Register a function for a type and return this table (the seed's chained form).

        :param msg_type: also ``"default"``, for what nobody else takes
        """
        self._add(function, HandlerEntry(function, None if msg_type == "default" else msg_type))
        return self

    def get_handler(self, msg_type: str) -> Callable[..., Any] | None:
        """Return the unfiltered handler of a type, or ``None``."""
        entry = self._bare.get(None if msg_type == "default" else msg_type)
        return None if entry is None else entry.function

    def include(self, other: Handler) -> None:
        """Add the handlers of another registry, also those that are registered there later."""
        if other is self or other._is_included_by(self):
            return
        if self._is_included_by(other):
            raise ValueError("the two tables would include each other")
        for entry in other._entries:
            self._register(entry)
        other._included_by.append(self)

    def _is_included_by(self, other: Handler) -> bool:
        return any(one is other or one._is_included_by(other) for one in self._included_by)

    def _bare_decorator(self, msg_type: str | None, function: Any, deferred: bool) -> Any:
        if function is not None:
            if not callable(function):
                raise TypeError(f"{msg_type or 'default'} takes no filter")
            return self._add(function, HandlerEntry(function, msg_type))
        return lambda f: self._add(f, HandlerEntry(f, msg_type, deferred=deferred))

    def _add(self, function: F, entry: HandlerEntry) -> F:
        if not callable(function):
            raise TypeError("a handler must be callable")
        entry.check()
        self._register(entry)
        return function

    def _register(self, entry: HandlerEntry) -> None:
        entry = replace(entry, order=len(self._entries))
        self._entries.append(entry)
        if isinstance(entry.match, str):
            self._exact_texts.setdefault(entry.match.strip(), entry)
        elif entry.match is not None:
            self._patterns.append((entry.match, entry))
        elif entry.event is not None:
            self._events.setdefault((entry.event, entry.key, entry.change_type), entry)
        else:
            self._bare.setdefault(entry.msg_type, entry)
        for registry in self._included_by:
            registry._register(entry)

    # -- finding

    def match(self, message: Message) -> Match | None:
        """Return the most specific handler for a message, or ``None``."""
        msg_type = message.type
        entry: HandlerEntry | None = None
        if msg_type == "text":
            found = self._match_text(message)
            if found is not None:
                return found
        elif message.event_name:
            entry = self._match_event(message)
            msg_type = "event"  # a suite's notice has no MsgType
        entry = entry or self._bare.get(msg_type or "") or self._bare.get(None)
        return None if entry is None else Match(entry, {})

    def _match_text(self, message: Message) -> Match | None:
        content = message.get("Content")
        if not isinstance(content, str) or not (self._exact_texts or self._patterns):
            return None
        content = content.strip()
        entry = self._exact_texts.get(content)
        if entry is not None:
            return Match(entry, {})
        for pattern, entry in self._patterns:
            found = pattern.fullmatch(content)
            if found:
                return Match(entry, found.groupdict())
        return None

    def _match_event(self, message: Message) -> HandlerEntry | None:
        if not self._events:
            return None
        event = message.event_name
        key, change = message.get("EventKey"), message.get("ChangeType")
        key = key if isinstance(key, str) else None
        change = change if isinstance(change, str) else None
        both = self._events.get((event, key, change))
        if both is not None and key is not None and change is not None:
            return both
        halves = [
            entry
            for entry in (
                self._events.get((event, key, None)) if key is not None else None,
                self._events.get((event, None, change)) if change is not None else None,
            )
            if entry is not None
        ]
        if halves:
            return min(halves, key=lambda entry: entry.order)
        return self._events.get((event, None, None))
