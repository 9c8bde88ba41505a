"""``wx.kf``: which function handles which message of a customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, overload

from ..entries import ErrorEntry, HandlerEntry, Match, TextFilter
from ..handler import Handler
from ..message import Message
from ..steps import StepEntry
from ..table import Registered, Table
from .message import CUSTOMER, SERVICER, SYSTEM

__all__ = ["KfEntry", "KfHandler"]

F = TypeVar("F", bound=Callable[..., Any])
Origin: TypeAlias = Literal["customer", "servicer", "system"]

ORIGINS = {"customer": CUSTOMER, "servicer": SERVICER, "system": SYSTEM}


@dataclass(eq=False, repr=False)
class KfEntry(HandlerEntry):
    """A handler of customers' messages, and whose messages it wants."""

    origin: int = CUSTOMER
    while_human: bool = False


class KfHandler(Handler):
    """The handlers of customer service (微信客服), with hooks, lists and steps of their own.

    Without a handler here, the callback ``kf_msg_or_event`` is an event like others. With one, the
    messages of the account are fetched in the background, and each goes to its handler. All of
    them run in the background.

    Each decorator but :meth:`event` takes two options: ``origin``, ``"customer"`` (the default),
    ``"servicer"`` or ``"system"``; and ``while_human=True`` for the messages that a customer
    writes while a human has the conversation, or while the customer waits for one.

    :param parent: the extension object; its error handlers are asked where there are none here
    :param check: called when something is registered; raises
        :class:`~flask_wechat_corp.ConfigError` when it could not work
    """

    def __init__(self, parent: Table, check: Callable[[], None]) -> None:
        super().__init__()
        self._parent = parent
        self._check = check
        self.label = f"{parent.label}.kf"

    @property
    def active(self) -> bool:
        """Whether anything is registered."""
        return bool(self._registered)

    def register(self, handler: Handler) -> None:
        """Add what a registry has, also what is registered there later.

        :raises TypeError: when it has a deferred handler, or a step with the name of another one
        :raises ConfigError: when ``SECRET`` is missing
        """
        self.include(handler)

    # -- registering

    @overload  # type: ignore[override]  # all of them run in the background
    def text(self, match: F, /) -> F: ...
    @overload
    def text(
        self, match: TextFilter | None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def text(
        self,
        match: Any = None,
        /,
        *,
        origin: Origin = "customer",
        while_human: bool = False,
        **options: Any,
    ) -> Any:
        """Handle texts.

        :param match: a word that the whole text must equal, or a compiled pattern for the whole
            text whose named groups become keyword arguments
        """
        if callable(match):
            return self._add(match, KfEntry(match, "text"))
        if match is not None and not isinstance(match, (str, re.Pattern)):
            raise TypeError("A text filter must be a string or a compiled pattern.")
        return self._decorator("text", match, origin, while_human, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def image(self, function: F, /) -> F: ...
    @overload
    def image(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def image(self, function: Any = None, /, **options: Any) -> Any:
        """Handle images."""
        return self._bare_kf("image", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def voice(self, function: F, /) -> F: ...
    @overload
    def voice(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def voice(self, function: Any = None, /, **options: Any) -> Any:
        """Handle voice recordings."""
        return self._bare_kf("voice", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def video(self, function: F, /) -> F: ...
    @overload
    def video(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def video(self, function: Any = None, /, **options: Any) -> Any:
        """Handle videos."""
        return self._bare_kf("video", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def file(self, function: F, /) -> F: ...
    @overload
    def file(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def file(self, function: Any = None, /, **options: Any) -> Any:
        """Handle files."""
        return self._bare_kf("file", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def location(self, function: F, /) -> F: ...
    @overload
    def location(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def location(self, function: Any = None, /, **options: Any) -> Any:
        """Handle locations."""
        return self._bare_kf("location", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def link(self, function: F, /) -> F: ...
    @overload
    def link(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def link(self, function: Any = None, /, **options: Any) -> Any:
        """Handle links."""
        return self._bare_kf("link", function, options)

    @overload  # type: ignore[override]  # all of them run in the background
    def default(self, function: F, /) -> F: ...
    @overload
    def default(
        self, function: None = None, /, *, origin: Origin = ..., while_human: bool = ...
    ) -> Callable[[F], F]: ...
    def default(self, function: Any = None, /, **options: Any) -> Any:
        """Handle what no other handler takes; events never."""
        return self._bare_kf(None, function, options)

    def on(
        self, msg_type: str, *, origin: Origin = "customer", while_human: bool = False,
        **options: Any,
    ) -> Callable[[F], F]:  # fmt: skip
        """Handle any message type by its name.

        :param msg_type: the ``msgtype``, for example ``"miniprogram"``
        """
        if not isinstance(msg_type, str):
            raise TypeError("on() takes the name of a message type.")
        return self._decorator(msg_type, None, origin, while_human, options)

    def _bare_kf(self, msg_type: str | None, function: Any, options: dict[str, Any]) -> Any:
        if function is not None:
            if not callable(function):
                raise TypeError(f"{msg_type or 'default'} takes no filter.")
            return self._add(function, KfEntry(function, msg_type))
        origin, human = options.pop("origin", "customer"), options.pop("while_human", False)
        return self._decorator(msg_type, None, origin, human, options)

    def _decorator(
        self, msg_type: str | None, match: TextFilter | None, origin: str, while_human: bool,
        options: dict[str, Any],
    ) -> Callable[[F], F]:  # fmt: skip
        if options.pop("deferred", False) or options.pop("ack", None) is not None:
            raise TypeError(
                "A handler of wx.kf takes neither deferred= nor ack=, because all of them run in"
                " the background."
            )
        if options:
            raise TypeError(f"A handler of wx.kf takes no {', '.join(options)}=.")
        number = ORIGINS.get(origin)
        if number is None:
            raise ValueError('origin= must be "customer", "servicer" or "system".')
        return lambda f: self._add(
            f, KfEntry(f, msg_type, match=match, origin=number, while_human=while_human)
        )

    def _register(self, one: Registered, *, own: bool = True) -> None:
        entry = one.handler if isinstance(one, StepEntry) else one
        if isinstance(entry, HandlerEntry) and entry.deferred:
            raise TypeError(
                f"The handler {entry.name} of wx.kf must not have deferred=True, because all of"
                " them run in the background."
            )
        self._check()
        super()._register(one, own=own)

    # -- choosing

    def matches(self, message: Message) -> Iterator[Match]:
        """Yield the handlers that fit a message and want one of this origin."""
        for match in super().matches(message):
            if _wants(match.entry, message):
                yield match

    def while_human(self, message: Message) -> Match | None:
        """Return the first handler that wants a message which a human answers."""
        found = (one for one in self.matches(message) if getattr(one.entry, "while_human", False))
        return next(found, None)

    def error_handlers(self, error: Exception) -> list[ErrorEntry]:
        """Return the error handlers of this object; those of the extension object if none fits."""
        return super().error_handlers(error) or self._parent.error_handlers(error)


def _wants(entry: HandlerEntry, message: Message) -> bool:
    if message.event_name:
        return entry.msg_type == "event"  # the default answer to an event could go on for ever
    wanted = entry.origin if isinstance(entry, KfEntry) else CUSTOMER
    origin = message.origin
    return origin == wanted or (origin is None and wanted == CUSTOMER)
