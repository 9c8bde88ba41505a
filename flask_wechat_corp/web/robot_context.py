"""A robot's message in the pipeline: its conversation, its replies, its streams."""

from __future__ import annotations

from typing import Any

from ..callback.entries import Match
from ..callback.robot.message import RobotMessage
from ..callback.robot.reply import make_robot_reply
from ..callback.session import Conversation, session_key
from .outcome import Outcome
from .robot_session import OptimisticConversation, StreamConversation
from .robot_state import RobotState
from .runner import MessageContext
from .sessions import session_backend, session_secret

__all__ = ["AsyncStreamContext", "RobotContext", "StreamContext"]


class RobotContext(MessageContext):
    """A robot's message that is being handled; its conversation is robot, chat and user."""

    state: RobotState
    message: RobotMessage

    _conversation_class: type[Conversation] = Conversation

    def _make_conversation(self) -> Conversation:
        state, message = self.state, self.message
        if not message.sender:
            raise RuntimeError(
                "This message has no sender, so it has no session, list or dialogue."
            )
        robot = f"robot {state.name} {message.receive_id}"
        key = session_key(session_secret(state), robot, message.chat_id or "", message.sender)
        backend, lifetime = session_backend(state), state.config.session_lifetime
        return self._conversation_class(
            key, state.store, backend, lifetime, wait=self._wait, holder=lambda: self.handler
        )

    def _make_reply(self, returned: object, name: str) -> Any:
        return make_robot_reply(returned, name)

    def _outcome(self, reply: Any, *, of_error: bool = False) -> Outcome:
        return Outcome(reply)  # its JSON is made by Answer, which knows whether it is a stream

    def _outcome_of_error(self, reply: Any) -> Outcome:
        return Outcome(reply)

    def _passive_xml(self, reply: Any) -> str:
        return ""  # of ack=, which is the placeholder of the stream


class StreamContext(RobotContext):
    """A robot's message in a generator, which gives way to other messages at each ``yield``."""

    _conversation_class: type[Conversation] = StreamConversation
    _conversation: StreamConversation | None

    def __init__(self, state: RobotState, message: RobotMessage, wait: float) -> None:
        super().__init__(state, message, wait)
        self._background = self._answered = True

    @property
    def used(self) -> bool:
        """Whether the session was touched since the last piece."""
        return self._conversation is not None and self._conversation.opened

    def give_way(self) -> None:
        """Save the session, and let other messages of the conversation in."""
        if self._conversation is not None:
            self._conversation.give_way()

    def end(self, match: Match) -> None:
        """Let take effect what the generator has asked; a step that asked nothing is over."""
        step = None
        if match.entry.name in self.handlers.steps:
            step = self.conversation.waiting.step
            step = step if step is not None and step.name == match.entry.name else None
        if step is not None or self._conversation is not None:
            conversation = self.conversation
            assert isinstance(conversation, StreamConversation)  # noqa: S101 - our own class
            conversation.end(step)

    def error_reply(self, error: Exception) -> Outcome | None:
        """Ask the error handlers; ``None`` when none takes the error."""
        return self._error_reply(error)


class AsyncStreamContext(StreamContext):
    """A robot's message in an async generator."""

    _conversation_class: type[Conversation] = OptimisticConversation
