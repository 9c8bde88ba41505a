"""Runs what writes a stream: generators, async generators, deferred handlers."""

from __future__ import annotations

import inspect
import logging
import threading
from typing import Any

from flask import Flask

from ..callback.entries import NEXT, Match
from ..callback.robot.growing import StreamLost
from ..errors import StoreError
from .background import BACKGROUND_LOCK_WAIT, ExecutorFull, submit
from .robot_context import AsyncStreamContext, RobotContext, StreamContext
from .robot_runner import Answer

__all__ = ["produce", "produce_now"]

logger = logging.getLogger("flask_wechat_corp.robot")

_END = object()


def produce(app: Flask, answer: Answer, match: Match) -> bool:
    """Start the handler in the background; return whether this process runs it.

    :raises ExecutorFull: when too many run, or when no other process could be asked
    """
    answer.handler = match.entry.name
    if answer.message.address is None and _hand_over(answer, match):
        return False
    function, state = match.entry.function, answer.state
    if inspect.isasyncgenfunction(function):
        state.loop.submit(lambda: _run_async(app, answer, match))
    elif inspect.isgeneratorfunction(function):
        state.pool.submit(_run_generator, app, answer, match)
    else:
        submit(state, _run_deferred, app, answer, match)
    return True


def _hand_over(answer: Answer, match: Match) -> bool:
    """Let a worker of the queue run the handler, where there are such workers.

    The stream waits in the store before the worker can have it: a snapshot that is written later
    could overwrite the worker's first one. Over the long connection nothing is handed over, since
    late answers leave through that connection.

    :raises ExecutorFull: when the queue refuses, for whatever reason
    """
    state, growing = answer.state, answer.growing
    if not state.queue.takes(match):
        return False
    try:
        growing.hand_over()
    except StoreError:
        logger.warning("%s: The store failed. A handler runs in this process.", state.name)
        return False
    try:
        state.queue.submit_stream(state, answer.message, match)
    except Exception as error:  # noqa: BLE001 - each broker has errors of its own
        name = type(error).__name__
        logger.warning("%s: The queue refused a message with %s.", state.name, name)
        growing.take_back()
        raise ExecutorFull from None
    return True


def produce_now(app: Flask, answer: Answer, match: Match) -> None:
    """Run the handler of a stream that was handed over, and wait until it has ended."""
    answer.handler = match.entry.name
    function = match.entry.function
    if inspect.isasyncgenfunction(function):
        # In the process's one loop, which clients that the handlers share may belong to.
        done = threading.Event()

        async def run() -> None:
            try:
                await _run_async(app, answer, match)
            finally:
                done.set()

        answer.state.loop.submit(run)
        done.wait()
    elif inspect.isgeneratorfunction(function):
        _run_generator(app, answer, match)
    else:
        _run_deferred(app, answer, match)


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
