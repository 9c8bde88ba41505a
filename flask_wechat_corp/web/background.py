"""Work outside of the request: deferred handlers, ``REPLY_DEADLINE``, and late replies.

``deferred=True`` answers with an empty 200 at once. ``REPLY_DEADLINE`` gives every handler a chance
to reply in the response first. Both run on an executor, in an app context, without a request; the
reply is sent with ``message/send``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future, wait
from typing import Any, TypeVar

from flask import Flask, Response

from ..callback.handler import HandlerEntry, Match
from ..callback.message import Message
from .flask_compat import this_app
from .late import send_late
from .outcome import Outcome
from .pool import BoundedPool
from .runner import MessageContext
from .sender_queues import ExecutorFull, SenderQueues
from .state import AppState, Corp

__all__ = [
    "BoundedPool",
    "ExecutorFull",
    "InProcessQueue",
    "result_within",
    "run_deferred",
    "run_with_deadline",
    "send_after",
    "submit_deferred",
]

logger = logging.getLogger("flask_wechat_corp.deferred")

R = TypeVar("R")

#: How long a background handler waits for the session lock, in seconds. Long, because WeCom already
#: got its 200: giving up would lose the message.
BACKGROUND_LOCK_WAIT = 300.0
#: How long a deferred handler waits for its ``ack`` to be handed to the server, in seconds. WeCom
#: has hung up by then.
ACK_WAIT = 5.0
#: Threads that the deferred messages of one sender may have: one, which keeps their order.
DEFERRED_THREADS = 1
#: Threads that the messages of one sender may have under ``REPLY_DEADLINE``.
DEADLINE_THREADS = 4


def submit(
    state: AppState,
    fn: Callable[..., Any],
    *args: Any,
    sender: Hashable | None = None,
    threads: int = 1,
) -> None:
    """Give work to the executor of this process.

    :param sender: whose work it is; without one it does not wait for other work
    :param threads: how many threads the work of one sender may have; more of it waits
    :raises ExecutorFull: when it refuses, for whatever reason
    """
    try:
        _submit_counted(state, sender, threads, fn, *args)
    except ExecutorFull:
        logger.warning("%s: The executor is full. A message is rejected with 503.", state.name)
        raise
    except Exception as error:  # noqa: BLE001 - each executor has errors of its own
        name = type(error).__name__
        logger.warning("%s: The executor refused a message with %s.", state.name, name)
        raise ExecutorFull from None


def _sender_key(state: AppState, message: Message, kind: str) -> Hashable | None:
    if not message.sender:
        return None
    return id(state), kind, message.receive_id, str(message.get("AgentID")), message.sender


def _submit_counted(
    state: AppState, sender: Hashable | None, threads: int, fn: Callable[..., Any], *args: Any
) -> None:
    run = state.pending.counted(fn)
    try:
        state.queue.senders.submit(sender, threads, run, *args)
    except BaseException:
        state.pending.end()
        raise


# -- deferred=True


class InProcessQueue:
    """Runs deferred handlers on an executor of this process.

    Those of one sender to one agent run one after the other, in the order of arrival.

    :param executor: the user's, or a :class:`BoundedPool`
    """

    serves_customers = False

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.senders = SenderQueues(executor)

    def submit_customer(self, state: AppState, corp: Corp, account: str, customer: str) -> None:
        """Never called: customers' messages are handled where they are fetched."""
        raise NotImplementedError

    def bind(self, app: Flask, name: str) -> None:
        """Do nothing: the app of the request is handed to the thread."""

    def register(self, entry: HandlerEntry) -> None:
        """Accept every handler."""

    def takes(self, match: Match) -> bool:
        """Leave the handlers of robots to their own pools."""
        return False

    def submit_stream(self, state: AppState, message: Message, match: Match) -> None:
        """Take nothing, since :meth:`takes` says so."""
        raise NotImplementedError

    def submit(
        self, state: AppState, message: Message, match: Match, after: threading.Event | None = None
    ) -> None:
        """Run the handler in another thread.

        :param after: wait for this in the thread
        :raises ExecutorFull: when the executor accepts no more work
        """
        request = None if after is None else (after, threading.get_ident())
        work = (this_app(), state, message, match, request)
        sender = _sender_key(state, message, "deferred")
        submit(state, _deferred_in_thread, *work, sender=sender, threads=DEFERRED_THREADS)


def _deferred_in_thread(
    app: Flask,
    state: AppState,
    message: Message,
    match: Match,
    request: tuple[threading.Event, int] | None,
) -> None:
    if request is not None and request[1] != threading.get_ident():
        # An executor that runs everything at once cannot wait for the response of its own thread.
        request[0].wait(ACK_WAIT)
    with app.app_context():
        try:
            run_deferred(state, message, match)
        except Exception:
            logger.exception("The deferred handler %s failed.", match.entry.name)


def submit_deferred(state: AppState, message: Message, outcome: Outcome) -> Outcome:
    """Submit the run of the deferred handler to the queue.

    :returns: the outcome; when it has an ``ack``, with the event to be set when that was sent
    :raises ExecutorFull: when the queue refuses, for whatever reason
    """
    assert outcome.deferred is not None  # noqa: S101 - else there is nothing to submit
    after = None if outcome.xml is None else threading.Event()
    try:
        state.queue.submit(state, message, outcome.deferred, after)
    except ExecutorFull:
        raise
    except Exception as error:  # noqa: BLE001 - each broker has errors of its own
        name = type(error).__name__
        logger.warning("%s: The queue refused a message with %s.", state.name, name)
        raise ExecutorFull from None
    return outcome._replace(ack_sent=after)


def run_deferred(state: AppState, message: Message, match: Match) -> None:
    """Run one handler in the current app context and send what it returns to the user.

    :raises ReplyError: when no reply can be made of what the handler returned
    :raises WeChatAPIError: when WeCom does not accept the reply
    """
    outcome = MessageContext(state, message, BACKGROUND_LOCK_WAIT).run(match)
    send_late(state, message, outcome)


# -- REPLY_DEADLINE


def run_with_deadline(state: AppState, message: Message, deadline: float) -> Outcome:
    """Handle a message on the executor; return an empty outcome if it takes too long.

    The reply of a handler that is too late is sent with ``message/send``.

    :param deadline: seconds
    :raises ExecutorFull: when the executor accepts no more work
    """
    answer: Future[Outcome] = Future()
    work = (this_app(), state, message, answer)
    sender = _sender_key(state, message, "deadline")
    submit(state, _run_against_deadline, *work, sender=sender, threads=DEADLINE_THREADS)
    outcome = result_within(answer, deadline)
    return Outcome() if outcome is None else outcome


def result_within(answer: Future[R], seconds: float) -> R | None:
    """Return the result of a future, or ``None`` when it is late; then it is never set.

    What sets it must first ask ``set_running_or_notify_cancel()``, which says whether it is late.
    """
    wait([answer], seconds)
    # Either cancel() succeeds, or the future was claimed and its result is there: the future
    # decides this atomically.
    return None if answer.cancel() else answer.result()


# -- after the response


def send_after(state: AppState, message: Message, outcome: Outcome, response: Response) -> None:
    """Do what is to be done once the response has been handed to the server.

    The late parts of a reply are sent, and a deferred handler with an ``ack`` is started.
    """
    if outcome.ack_sent is not None:
        response.call_on_close(outcome.ack_sent.set)
        return
    app = this_app()

    def closed() -> None:
        try:
            _submit_counted(state, None, 1, _send_in_thread, app, state, message, outcome)
        except Exception:  # noqa: BLE001 - it is full; the rest of the reply must not be lost
            _send_in_thread(app, state, message, outcome)

    response.call_on_close(closed)


def _send_in_thread(app: Flask, state: AppState, message: Message, outcome: Outcome) -> None:
    with app.app_context():
        try:
            send_late(state, message, outcome)
        except Exception:
            logger.exception("The late reply of the handler %s failed.", outcome.handler)


def _run_against_deadline(
    app: Flask, state: AppState, message: Message, answer: Future[Outcome]
) -> None:
    context = MessageContext(state, message, BACKGROUND_LOCK_WAIT)
    with app.app_context():
        try:
            outcome = context.run()
            if outcome.deferred is not None:
                outcome = submit_deferred(state, message, outcome)
        except BaseException as error:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(error)
            else:
                logger.exception("The handler %s failed after its deadline.", context.handler)
            return
        if answer.set_running_or_notify_cancel():
            answer.set_result(outcome)
            return
        if outcome.ack_sent is not None:
            outcome.ack_sent.set()  # too late for it
        try:
            outcome = outcome.without_answer()
            if outcome.late:
                outcome = outcome._replace(client=context.client)
            send_late(state, message, outcome)
        except Exception:
            logger.exception("The late reply of the handler %s failed.", outcome.handler)
