"""Runs what writes a stream: generators, async generators, deferred handlers."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from flask import Flask

from ..callback.entries import NEXT, Match
from ..callback.robot.growing import StreamLost
from .background import BACKGROUND_LOCK_WAIT, submit
from .robot_context import AsyncStreamContext, RobotContext, StreamContext
from .robot_runner import Answer

__all__ = ["produce"]

logger = logging.getLogger("flask_wechat_corp.robot")

_END = object()


def produce(app: Flask, answer: Answer, match: Match) -> None:
    """Start the handler in the background.

    :raises ExecutorFull: when too many run
    """
    function, state = match.entry.function, answer.state
    answer.handler = match.entry.name
    if inspect.isasyncgenfunction(function):
        state.loop.submit(lambda: _run_async(app, answer, match))
    elif inspect.isgeneratorfunction(function):
        state.pool.submit(_run_generator, app, answer, match)
    else:
        submit(state, _run_deferred, app, answer, match)


def _run_deferred(app: Flask, answer: Answer, match: Match) -> None:
    with app.app_context():
        context = RobotContext(answer.state, answer.message, BACKGROUND_LOCK_WAIT)
        try:
            outcome: Any = context.run(match)
        except Exception as error:  # noqa: BLE001 - any mistake of the handler ends its stream
            outcome = error
        answer.handler = context.handler
        answer.end(outcome)


def _run_generator(app: Flask, answer: Answer, match: Match) -> None:
    """Take the pieces one by one; each is a commit of the session."""
    growing = answer.growing
    with app.app_context():
        context = StreamContext(answer.state, answer.message, BACKGROUND_LOCK_WAIT)
        context.handler = match.entry.name
        try:
            pieces = match.entry.function(answer.message, **match.groups)
            try:
                while True:
                    piece, last = _next(context, pieces)
                    growing.check()
                    growing.feed(_checked(match, piece))
                    if last:
                        break
                with context:
                    context.end(match)
            finally:
                pieces.close()
            growing.finish()
        except Exception as error:  # noqa: BLE001 - any mistake of the handler ends its stream
            _fail(answer, match, error)


def _next(context: StreamContext, pieces: Any) -> tuple[object, bool]:
    """Take one piece; the session is saved, and the conversation free for other messages."""
    with context:
        try:
            piece, last = next(pieces), False
        except StopIteration as end:
            piece, last = end.value, True
        context.give_way()
    return piece, last


async def _run_async(app: Flask, answer: Answer, match: Match) -> None:
    import asyncio  # here, as the loop does: most applications have no async generator

    growing = answer.growing
    with app.app_context():
        try:
            context = AsyncStreamContext(answer.state, answer.message, BACKGROUND_LOCK_WAIT)
            context.handler = match.entry.name
            pieces = match.entry.function(answer.message, **match.groups)
            try:
                with context:
                    while (piece := await anext(pieces, _END)) is not _END:
                        if context.used:  # in a thread: it may wait for the conversation
                            await asyncio.to_thread(context.give_way)
                        growing.check()
                        growing.feed(_checked(match, piece))
                    await asyncio.to_thread(context.end, match)
            finally:
                await pieces.aclose()
            await asyncio.to_thread(growing.finish)
        except Exception as error:  # noqa: BLE001 - any mistake of the handler ends its stream
            await asyncio.to_thread(_fail, answer, match, error)


def _checked(match: Match, piece: object) -> object:
    if piece is NEXT:
        raise TypeError(f"The generator {match.entry.name} cannot return or yield NEXT.")
    return piece


def _fail(answer: Answer, match: Match, error: Exception) -> None:
    """End a stream whose generator has raised: with an error handler's reply, else a sentence."""
    if isinstance(error, StreamLost):
        logger.warning("%s: The stream of the handler %s was ended.", *answer.names())
        answer.growing.drop_lease()
        return
    context = StreamContext(answer.state, answer.message, BACKGROUND_LOCK_WAIT)
    context.handler = match.entry.name
    try:
        with context:
            outcome = context.error_reply(error)
    except Exception as failed:  # noqa: BLE001 - the error handler has failed too
        answer.log(failed)
        outcome = None
    if outcome is None:
        answer.end(error)
    else:
        answer.end(outcome, below=True)
