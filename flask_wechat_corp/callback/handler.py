"""Which function handles which message: a registry without an app."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, overload

from .dialogues import Dialogues
from .entries import HandlerEntry, Match, TextFilter

__all__ = ["Handler", "HandlerEntry", "Match"]

F = TypeVar("F", bound=Callable[..., Any])


class Handler(Dialogues):
    """A table of handlers, independent of any app; register it with ``wx.register(handler)``.

    The most specific handler wins whatever the order of registration; among equals, the first. A
    handler that returns ``NEXT`` leaves the message to the next one.
    Handlers may be added at any time, also after :meth:`~flask_wechat_corp.WeChatCorp.register`.

    :param handlers: the handlers of types: ``Handler(text=fn, location=fn)``
    """

    def __init__(self, **handlers: Callable[..., Any]) -> None:
        super().__init__()
        for msg_type, function in handlers.items():
            self.set_handler(msg_type, function)

    # -- registering

    @overload
    def text(self, match: F, /) -> F: ...
    @overload
    def text(
        self,
        match: TextFilter | None = None,
        /,
        *,
        deferred: bool = False,
        ack: str | None = None,
    ) -> Callable[[F], F]: ...
    def text(self, match: Any = None, /, *, deferred: bool = False, ack: str | None = None) -> Any:
        """Handle texts.

        :param match: a word that the whole text must equal, or a compiled pattern for the whole
            text whose named groups become keyword arguments; both see the text without
            surrounding white space
        :param deferred: answer empty at once, run in the background, send what is returned
        :param ack: with ``deferred``: answer this text at once, at most 2,048 bytes
        """
        if callable(match):
            return self._add(match, HandlerEntry(match, "text"))
        if match is not None and not isinstance(match, (str, re.Pattern)):
            raise TypeError("A text filter must be a string or a compiled pattern.")
        return lambda f: self._add(
            f, HandlerEntry(f, "text", match=match, deferred=deferred, ack=ack)
        )

    @overload
    def image(self, function: F, /) -> F: ...
    @overload
    def image(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def image(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle images."""
        return self._bare_decorator("image", function, deferred, ack)

    @overload
    def voice(self, function: F, /) -> F: ...
    @overload
    def voice(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def voice(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle voice recordings."""
        return self._bare_decorator("voice", function, deferred, ack)

    @overload
    def video(self, function: F, /) -> F: ...
    @overload
    def video(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def video(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle videos."""
        return self._bare_decorator("video", function, deferred, ack)

    @overload
    def location(self, function: F, /) -> F: ...
    @overload
    def location(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def location(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle locations that a member sends (the periodic reports are events)."""
        return self._bare_decorator("location", function, deferred, ack)

    @overload
    def link(self, function: F, /) -> F: ...
    @overload
    def link(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def link(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle links."""
        return self._bare_decorator("link", function, deferred, ack)

    @overload
    def file(self, function: F, /) -> F: ...
    @overload
    def file(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def file(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle files."""
        return self._bare_decorator("file", function, deferred, ack)

    @overload
    def mixed(self, function: F, /) -> F: ...
    @overload
    def mixed(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def mixed(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle texts and images in one message."""
        return self._bare_decorator("mixed", function, deferred, ack)

    @overload
    def default(self, function: F, /) -> F: ...
    @overload
    def default(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def default(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Handle what no other handler takes."""
        return self._bare_decorator(None, function, deferred, ack)

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
        ack: str | None = None,
    ) -> Callable[[F], F]: ...
    def event(
        self,
        name: Any = None,
        /,
        *,
        key: str | None = None,
        change_type: str | None = None,
        deferred: bool = False,
        ack: str | None = None,
    ) -> Any:
        """Handle events.

        :param name: the event (``Event``, or ``InfoType`` of suites), compared without case
        :param key: the ``EventKey``, compared exactly
        :param change_type: the ``ChangeType``, compared exactly
        :param deferred: answer empty at once, run in the background, send what is returned
        :param ack: with ``deferred``: answer this text at once, at most 2,048 bytes
        """
        if callable(name):
            return self._add(name, HandlerEntry(name, "event"))
        if name is None and (key is not None or change_type is not None):
            raise TypeError("key= and change_type= need the name of the event.")
        if name is not None and not isinstance(name, str):
            raise TypeError("The name of an event must be a string.")
        event = None if name is None else name.lower()
        return lambda f: self._add(
            f,
            HandlerEntry(
                f,
                "event",
                event=event,
                key=key,
                change_type=change_type,
                deferred=deferred,
                ack=ack,
            ),
        )

    def on(
        self, msg_type: str, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]:
        """Handle any message type by its name, also one that WeCom invents tomorrow."""
        if not isinstance(msg_type, str):
            raise TypeError("on() takes the name of a message type.")
        return lambda f: self._add(f, HandlerEntry(f, msg_type, deferred=deferred, ack=ack))

    def set_handler(self, msg_type: str, function: Callable[..., Any]) -> Handler:
        """Register a function for a type; return this table, so that calls can be chained.

        :param msg_type: also ``"default"``, for what no other handler takes
        """
        self._add(function, HandlerEntry(function, None if msg_type == "default" else msg_type))
        return self

    def get_handler(self, msg_type: str) -> Callable[..., Any] | None:
        """Return the unfiltered handler of a type, or ``None``."""
        entries = self._bare.get(None if msg_type == "default" else msg_type)
        return entries[0].function if entries else None

    def _bare_decorator(
        self, msg_type: str | None, function: Any, deferred: bool, ack: str | None
    ) -> Any:
        if function is not None:
            if not callable(function):
                raise TypeError(f"{msg_type or 'default'}() takes no filter.")
            return self._add(function, HandlerEntry(function, msg_type))
        return lambda f: self._add(f, HandlerEntry(f, msg_type, deferred=deferred, ack=ack))

    def _add(self, function: F, entry: HandlerEntry) -> F:
        if not callable(function):
            raise TypeError("A handler must be callable.")
        entry.check()
        self._register(entry)
        return function
