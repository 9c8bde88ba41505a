"""One message of a robot: its handler raced against the deadline, its answer as a stream."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeAlias, cast

from flask import Flask
from flask.signals import got_request_exception

from ..callback.entries import Match
from ..callback.reply import UpdateTemplateCardReply
from ..callback.robot.growing import Growing
from ..callback.robot.message import RobotMessage
from ..callback.robot.reply import RobotReply, shown, stream_json
from ..callback.session import ConversationBusy
from ..errors import ReplyError, StoreError
from ..signals import reply_sent, send_signal
from .background import BACKGROUND_LOCK_WAIT, ExecutorFull, result_within, submit
from .flask_compat import this_app
from .outcome import Outcome
from .robot_context import RobotContext
from .robot_later import address_of, body_of, deliver_ending, send_now
from .robot_passive import passive_reply
from .robot_state import RobotState

__all__ = ["Answer"]

logger = logging.getLogger("flask_wechat_corp.robot")

#: Seconds that a message waits for its handler when the store fails and there can be no stream.
ALONE_SECONDS = 4.0
#: Seconds between two looks for the first piece of another process.
LOOK_SECONDS = 0.1

Start: TypeAlias = "Callable[[Flask, Answer, Match], bool]"


class Answer:
    """One message and the answer that is made of it.

    :param start: starts a handler in the background, and returns whether this process runs it; may
        raise :class:`ExecutorFull`
    :param on_end: is called in place of :func:`deliver_ending`
    """

    def __init__(
        self,
        state: RobotState,
        message: RobotMessage,
        start: Start,
        on_end: Callable[[Growing], object] | None = None,
    ) -> None:
        self.state = state
        self._start = start
        self.message = message
        self.handler = "(not chosen yet)"
        self._outcome: Future[Outcome | BaseException] = Future()
        self.growing = Growing(
            state.streams,
            state.schedule,
            state.stream_of(message),
            message.arrived,
            image_bytes=state.config.stream_image_bytes,
            placeholder=state.config.texts.placeholder,
            on_end=on_end or (lambda growing: deliver_ending(state, message, growing)),
        )

    # -- in the request

    def first(self) -> dict[str, Any] | None:
        """Run the handler and return the first answer, ``None`` for an empty one."""
        state, deadline = self.state, self.state.config.reply_deadline
        if deadline is None:
            return self._reply_to(self._run(state.wait))
        try:
            submit(state, self._race, this_app())
        except ExecutorFull:
            return self._refused()
        if self.message.type == "event":
            return self._of_event(result_within(self._outcome, deadline))
        waiting = state.waiting.acquire(blocking=False)
        try:
            outcome = result_within(self._outcome, deadline if waiting else 0)
            return self._stream(waiting) if outcome is None else self._reply_to(outcome, waiting)
        finally:
            if waiting:
                state.waiting.release()

    def _of_event(self, outcome: Outcome | BaseException | None) -> dict[str, Any] | None:
        return None if outcome is None else self._reply_to(outcome)

    def _run(self, wait: float) -> Outcome | BaseException:
        context = RobotContext(self.state, self.message, wait)
        try:
            return context.run()
        except BaseException as error:
            if not isinstance(error, Exception):
                raise
            return error
        finally:
            self.handler = context.handler

    def _reply_to(
        self, outcome: Outcome | BaseException, waiting: bool = True
    ) -> dict[str, Any] | None:
        if isinstance(outcome, BaseException):
            return self._failed(outcome)
        if outcome.deferred is not None:
            return self._begin(outcome.deferred, waiting)
        reply = cast("RobotReply | None", outcome.reply)
        try:
            answer = passive_reply(self.state, self.message, self.growing, self.handler, reply)
        except ReplyError as error:
            return self._failed(error)
        if reply is not None:
            self.report(reply, late=False)
        return answer

    def _begin(self, match: Match, waiting: bool) -> dict[str, Any] | None:
        """Begin a stream, and wait a moment for its first piece."""
        try:
            here = self.start(this_app(), match)
        except ExecutorFull:
            return self._refused()
        waiting = waiting and not match.entry.deferred
        return self._stream(waiting) if here else self._stream_elsewhere(waiting)

    def start(self, app: Flask, match: Match) -> bool:
        """Start a handler in the background; return whether this process runs it.

        :raises ExecutorFull: when too many run, or when no other process could be asked
        """
        self.use_ack(match)
        return self._start(app, self, match)

    def use_ack(self, match: Match) -> None:
        """Show the handler's ``ack`` in place of the placeholder."""
        if match.entry.ack is not None:
            self.growing.snapshot.placeholder = match.entry.ack

    def _stream(self, waiting: bool) -> dict[str, Any] | None:
        if waiting:
            self.growing.shown_first.wait(self.state.first_piece)
        try:
            return self.growing.first_reply()
        except StoreError:
            logger.warning("%s: The store failed. An answer cannot be a stream.", self.state.name)
            self.growing.ended.wait(ALONE_SECONDS)
            return self.growing.answer_alone(self.state.config.texts.late)

    def _stream_elsewhere(self, waiting: bool) -> dict[str, Any] | None:
        """Answer with what another process has shown so far; wait a moment for its first piece."""
        streams, stream, clock = self.state.streams, self.growing.id, self.state.schedule.clock
        ends = clock() + (self.state.first_piece if waiting else 0)
        try:
            while clock() < ends and not streams.shows_something(stream):
                self.state.sleep(LOOK_SECONDS)
            return streams.poll(stream)
        except StoreError:
            # The stream was written before: when the store is back, a poll finds it.
            logger.warning("%s: The store failed. A message is answered blindly.", self.state.name)
            now = self.growing.snapshot
            content = shown(now.thinking, now.text, now.placeholder)
            return stream_json(stream, content, finish=False)

    def _refused(self) -> dict[str, Any] | None:
        logger.warning("%s: A message was refused: too many are being handled.", self.state.name)
        return self._sentence(self.state.config.texts.busy)

    def _failed(self, error: BaseException) -> dict[str, Any] | None:
        texts = self.state.config.texts
        if isinstance(error, ConversationBusy):
            logger.warning("%s: The handler %s found its conversation busy.", *self.names())
            return self._sentence(texts.busy)
        self.log(error)
        return self._sentence(texts.failure)

    def report(self, reply: RobotReply, *, late: bool = True) -> None:
        """Send the signal of an answer."""
        send_signal(reply_sent, self.state.name, message=self.message, reply=reply, late=late)

    def names(self) -> tuple[str, str]:
        """Return the names of the robot and of the handler, for the log."""
        return self.state.name, self.handler

    def log(self, error: BaseException) -> None:
        """Log an error of the handler and tell Flask."""
        logger.error("%s: The handler %s failed.", *self.names(), exc_info=error)
        app = this_app()
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=error)

    def _sentence(self, text: str) -> dict[str, Any] | None:
        """Answer a message with a sentence; an event stays without."""
        if self.message.type == "event" or not text:
            return None
        self.growing.finish(text)
        return self.growing.first_reply()

    # -- in the executor

    def _race(self, app: Any) -> None:
        with app.app_context():
            outcome = self._run(BACKGROUND_LOCK_WAIT)
            if self._outcome.set_running_or_notify_cancel():
                self._outcome.set_result(outcome)
                return
            if self.message.type == "event":
                self._late_event(outcome)
            elif isinstance(outcome, Outcome) and outcome.deferred is not None:
                self._late_begin(app, outcome.deferred)
            else:
                self.end(outcome)

    def _late_begin(self, app: Any, match: Match) -> None:
        try:
            self.start(app, match)
        except ExecutorFull:
            logger.warning("%s: A stream was refused: too many are running.", self.state.name)
            self.growing.finish(self.state.config.texts.busy)

    def end(self, outcome: Outcome | BaseException, *, below: bool = False) -> None:
        """End the stream with what a handler or an error handler has returned, or with a failure.

        :param below: the reply goes below the text so far
        """
        if isinstance(outcome, Outcome):
            try:
                if below and outcome.reply is not None and self.growing.snapshot.text:
                    self.growing.feed("\n\n")
                if isinstance(outcome.reply, UpdateTemplateCardReply):
                    raise ReplyError("A card can only be updated in time, not by a stream.")
                self.growing.feed(outcome.reply)
            except ReplyError as error:
                outcome = error
        if isinstance(outcome, BaseException):
            self.log(outcome)
            self.growing.finish(self.state.config.texts.failure)
            return
        self.growing.finish()
        if outcome.reply is not None:
            self.report(cast("RobotReply", outcome.reply))

    def _late_event(self, outcome: Outcome | BaseException) -> None:
        """Send what an event's handler has returned too late, where there is a way."""
        if isinstance(outcome, BaseException):
            self.log(outcome)
            return
        reply = cast("RobotReply | None", outcome.reply)
        if reply is None:
            return
        try:
            body = body_of(reply, group=self.message.is_group)
        except ReplyError:
            body = None
        if body is None or address_of(self.message) is None:
            logger.error("%s: The answer of the handler %s came too late.", *self.names())
        elif send_now(self.state, self.message, body):
            self.report(reply)
