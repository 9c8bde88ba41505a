"""What is registered with a :class:`~flask_wechat_corp.Handler`, and the value ``NEXT``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final

__all__ = [
    "MAX_TEXT_BYTES",
    "NEXT",
    "ErrorEntry",
    "HandlerEntry",
    "HookEntry",
    "Match",
    "Next",
    "TextFilter",
]

TextFilter = str | re.Pattern[str]

#: Bytes of a text that answers a callback, page 90241.
MAX_TEXT_BYTES = 2048


class Next(Enum):
    """The type of :data:`NEXT`."""

    NEXT = "NEXT"

    def __repr__(self) -> str:
        return self.name


NEXT: Final = Next.NEXT
"""Return it from a handler to decline: the next handler that fits the message is asked."""


@dataclass(frozen=True)
class _Entry:
    function: Callable[..., Any]

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

    def _check(self, what: str, /, *positional: str, **named: Any) -> None:
        """Raise :class:`TypeError` when the function cannot take these arguments."""
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):
            return  # written in C: it has no signature
        try:
            signature.bind(*positional, **named)
        except TypeError as error:
            wanted = ", ".join((*positional, *named))
            raise TypeError(f"{what} {self.name} must accept ({wanted}): {error}") from None


@dataclass(frozen=True)
class HandlerEntry(_Entry):
    """A registered handler or step, and what it is for.

    ``order`` decides between handlers that are equally specific.
    """

    msg_type: str | None = None
    match: TextFilter | None = None
    event: str | None = None
    key: str | None = None
    change_type: str | None = None
    deferred: bool = False
    ack: str | None = None
    order: int = 0

    @cached_property
    def is_generator(self) -> bool:
        """Whether the function yields its reply in pieces."""
        function = self.function
        return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)

    @cached_property
    def in_background(self) -> bool:
        """Whether an agent answers first and runs the function afterwards."""
        return self.deferred or self.is_generator

    def check(self) -> None:
        """Fail at the decorator when the function cannot take what it will be given.

        :raises TypeError: when the arguments do not fit, or ``ack`` has no use
        :raises ValueError: when ``ack`` is empty or too long
        """
        groups = self.match.groupindex if isinstance(self.match, re.Pattern) else {}
        self._check("handler", "message", **dict.fromkeys(groups))
        if self.ack is not None:
            self._check_ack(self.ack)

    def _check_ack(self, ack: str) -> None:
        if not isinstance(ack, str):
            raise TypeError(f"ack= of {self.name} must be a string.")
        if not self.deferred:
            raise TypeError(f"ack= of {self.name} needs deferred=True.")
        size = len(ack.encode("utf-8", "replace"))
        if not 0 < size <= MAX_TEXT_BYTES:
            raise ValueError(
                f"ack= of {self.name} must have 1 to {MAX_TEXT_BYTES} bytes, not {size}."
            )


@dataclass(frozen=True)
class HookEntry(_Entry):
    """A function that runs before or after every message."""

    after: bool = False

    def check(self) -> None:
        """Fail at the decorator when the function cannot take what it will be given."""
        if self.after:
            self._check("after_message", "message", "reply")
        else:
            self._check("before_message", "message")


@dataclass(frozen=True)
class ErrorEntry(_Entry):
    """A function that replies in place of a handler that raised."""

    error: type[Exception] = Exception

    def check(self) -> None:
        """Fail at the decorator when the function cannot take what it will be given."""
        self._check("errorhandler", "error", "message")


@dataclass
class Match:
    """A handler that fits a message, and the named groups of its pattern."""

    entry: HandlerEntry
    groups: dict[str, str | None] = field(repr=False)  # what a member wrote
