"""Calling the user's functions: handlers, steps, hooks, plain or ``async``, also generators."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

from flask import current_app

from ..callback.entries import HandlerEntry, Match
from ..callback.message import Message
from ..errors import ReplyError

__all__ = ["call", "call_handler"]


def call(function: Callable[..., Any], is_async: bool, /, *arguments: Any, **named: Any) -> Any:
    """Call a function; await it when it is ``async``."""
    if is_async:
        function = current_app.ensure_sync(function)
    return function(*arguments, **named)


def call_handler(match: Match, message: Message) -> Any:
    """Call a handler and return what it returned; the pieces of a generator are joined.

    :raises ReplyError: when a generator yields something that is not a string
    """
    entry = match.entry
    if entry.is_generator:
        return _joined(entry, entry.function(message, **match.groups))
    # Not with call(): in its variables would stand what a member wrote.
    function = current_app.ensure_sync(entry.function) if entry.is_async else entry.function
    return function(message, **match.groups)


def _joined(entry: HandlerEntry, pieces: Any) -> str:
    if inspect.isasyncgen(pieces):
        pieces = current_app.ensure_sync(_collected)(pieces)
    return "".join(_piece(entry, piece) for piece in pieces)


async def _collected(pieces: AsyncIterator[Any]) -> list[Any]:
    return [piece async for piece in pieces]


def _piece(entry: HandlerEntry, piece: object) -> str:
    if not isinstance(piece, str):
        raise ReplyError(
            f"Handler {entry.name}: A generator of an agent must yield strings, not"
            f" {type(piece).__name__}."
        )
    return piece
