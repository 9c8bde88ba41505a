"""Handlers that take longer than WeCom waits: run in the background, answered by ``message/send``.

Two ways lead here. ``deferred=True`` answers empty at once. ``REPLY_DEADLINE`` gives every
handler a chance to answer in time first. Both run on the executor, in an app context, without a
request.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from flask import Flask, current_app

from .._forks import reset_after_fork
from ..callback.handler import Match
from ..callback.message import Message
from ..signals import reply_sent
from .runner import Answer, Turn, answer_with, find
from .state import AppState

__all__ = ["BoundedPool", "Full", "Race", "defer", "race", "run_deferred"]

logger = logging.getLogger(__name__)

#: Seconds that a background handler waits for its conversation: nobody waits for it, and to give
#: up would lose a message that WeCom takes for answered.
PATIENCE = 300.0


class Full(Exception):
    """The executor takes no more work just now."""


class BoundedPool(Executor):
    """A thread pool that refuses work instead of piling it up.

    The threads are started when first needed, in each process: it survives a fork. What it has
    taken is finished when the process exits in the ordinary way, and lost when it is killed.

    :param threads: handlers that run at the same time
    :param waiting: handlers that may wait for a thread
    """

    def __init__(self, threads: int = 32, waiting: int = 256) -> None:
        self._threads = threads
        self._waiting = waiting
        self._reset()
        reset_after_fork(self)

    def _reset(self) -> None:
        self._room = threading.BoundedSemaphore(self._threads + self._waiting)
        self._pool: ThreadPoolExecutor | None = None
        self._starting = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` in a thread.

        :raises Full: when there is no room
        """
        room = self._room
        if not room.acquire(blocking=False):
            raise Full
        try:
            future = self._started().submit(fn, *args, **kwargs)
        except BaseException:
            room.release()
            raise
        future.add_done_callback(lambda _: room.release())
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work, and wait for what is there."""
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _started(self) -> ThreadPoolExecutor:
        with self._starting:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, "flask-wechat-corp-handler")
            return self._pool


def submit(state: AppState, fn: Callable[..., Any], *args: Any) -> None:
    """Give work to the executor of this process, the app's own or the user's.

    :raises Full: when it refuses, for whatever reason it has
    """
    try:
        state.executor.submit(fn, *args)
    except Full:
        logger.warning("%s: the executor is full, a message is refused with 503", state.name)
        raise
    except Exception as error:  # noqa: BLE001 - each executor has errors of its own
        logger.warning("%s: the executor refused: %s", state.name, type(error).__name__)
        raise Full from None


def this_app() -> Flask:
    """Return the current application itself, to be carried into another thread."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


# -- deferred=True


def defer(state: AppState, message: Message, match: Match) -> None:
    """Hand a handler's run over to the queue, or to the executor of this process.

    :raises Full: when there is no room
    """
    if state.queue is None:
        submit(state, _deferred_in_thread, this_app(), state, message, match)
        return
    try:
        state.queue.defer(state.name, message, match)
    except Exception as error:  # noqa: BLE001 - each broker has errors of its own
        logger.warning("%s: the queue refused: %s", state.name, type(error).__name__)
        raise Full from None


def _deferred_in_thread(app: Flask, state: AppState, message: Message, match: Match) -> None:
    with app.app_context():
        try:
            run_deferred(state, message, match)
        except Exception:
            logger.exception("the deferred handler %s failed", match.rule.name)


def run_deferred(state: AppState, message: Message, match: Match) -> None:
    """Run one handler in the current app context and send what it returns to the user."""
    with Turn(state, message, PATIENCE) as running:
        answer = answer_with(match, running)
        running.save()
    if answer is not None:
        send(state, message, answer)


def send(state: AppState, message: Message, answer: Answer) -> None:
    """Send a late reply.

    :raises ReplyError: when this kind of reply exists only as the answer to a callback
    :raises WeChatAPIError: when WeCom does not take it
    """
    user = message.get("FromUserName", "")
    state.api.send({"touser": user}, answer.reply.to_message())
    state.tell(reply_sent, message=message, reply=answer.reply, late=True)


# -- REPLY_DEADLINE


class Race:
    """A handler against the deadline: who comes first decides how the reply travels."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._late = False
        self._xml: str | None = None
        self._error: BaseException | None = None

    def finish(self, xml: str | None = None, error: BaseException | None = None) -> bool:
        """Note the handler's end: ``True`` when the callback still waits for it."""
        with self._lock:
            if self._late:
                return False
            self._xml, self._error = xml, error
            self._finished.set()
            return True

    def wait(self, seconds: float) -> bool:
        """Wait for the handler: ``False`` when the deadline came first."""
        if self._finished.wait(seconds):
            return True
        with self._lock:
            self._late = not self._finished.is_set()
        return not self._late

    def result(self) -> str | None:
        """Return the handler's reply, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._xml


def race(state: AppState, message: Message, deadline: float) -> str | None:
    """Answer a message within ``deadline`` seconds, empty if the handler takes longer.

    :return: the plaintext of the reply, ``None`` for an empty one
    :raises Full: when the executor has no room
    """
    running = Race()
    submit(state, _run_against_deadline, this_app(), state, message, running)
    return running.result() if running.wait(deadline) else None


def _run_against_deadline(app: Flask, state: AppState, message: Message, running: Race) -> None:
    name = "before a handler was found"
    with app.app_context():
        try:
            answer = xml = None
            with Turn(state, message, PATIENCE) as current:
                match = find(current)
                if match is not None:
                    name = match.rule.name
                    if match.rule.deferred:
                        defer(state, message, match)
                    else:
                        answer = answer_with(match, current)
                        xml = answer.xml(current) if answer else None
                current.save()
            in_time = running.finish(xml)
            if answer is not None and in_time:
                state.tell(reply_sent, message=message, reply=answer.reply, late=False)
            elif answer is not None:
                send(state, message, answer)
        except BaseException as error:
            if not running.finish(error=error):
                logger.exception("the handler %s failed after its deadline", name)
