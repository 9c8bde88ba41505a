"""What every registry offers beside handlers: hooks, and the conversation of the message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, overload

from .current import MessageInHand, current_message
from .entries import ErrorEntry, HandlerEntry, HookEntry
from .session import Session
from .steps import RememberedStep, StepEntry, Waiting, cancel_words, until
from .table import Table

__all__ = ["Dialogues"]

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Dialogues(Table):
    """Hooks, error handlers, steps, and the session of the message that is being handled.

    On a registry without an app, ``session``, ``message``, ``ask``, ``wait`` and ``nowait`` belong
    to the object whose message is being handled.
    """

    # -- hooks

    def before_message(self, function: F) -> F:
        """Decorate a function that sees every message before its handler is chosen.

        It runs once for each delivery, in order of registration, with the session available. What
        it returns, other than ``None`` or ``NEXT``, is the reply, and nothing else runs.
        """
        entry = HookEntry(function)
        entry.check()
        self._register(entry)
        return function

    def after_message(self, function: F) -> F:
        """Decorate a function that gets the message and the reply, and returns the reply.

        The reply is a reply object, a content, or ``None``. Return it, or another one; ``""``
        makes the answer empty. The functions run in reverse order of registration, for late
        replies too, not for the text of ``ack=``.
        """
        entry = HookEntry(function, after=True)
        entry.check()
        self._register(entry)
        return function

    @overload
    def errorhandler(self, error: type[Exception], /) -> Callable[[F], F]: ...
    @overload
    def errorhandler(self, function: F, /) -> F: ...
    def errorhandler(self, error: Any, /) -> Any:
        """Decorate a function that replies in place of a handler, step or hook that raised.

        It gets the exception and the message and returns the reply; ``None`` for an empty answer.
        The changes of the session are dropped first, and the error is logged with its traceback.

        :param error: the class of exceptions; without it, all of them. The most specific class
            wins, then the object's own error handlers, then the first registered
        """
        if isinstance(error, type):
            if not issubclass(error, Exception):
                raise TypeError("errorhandler() takes a subclass of Exception.")
            return lambda function: self._add_errorhandler(function, error)
        return self._add_errorhandler(error, Exception)

    def _add_errorhandler(self, function: F, error: type[Exception]) -> F:
        if not callable(function):
            raise TypeError("An error handler must be a function.")
        entry = ErrorEntry(function, error)
        entry.check()
        self._register(entry)
        return function

    # -- the message that is being handled

    @property
    def _current(self) -> MessageInHand:
        return current_message(self)

    @property
    def message(self) -> Any:
        """The message that is being handled.

        :raises RuntimeError: outside of a message, or in a message of another object
        """
        return self._current.message

    @property
    def session(self) -> Session:
        """The conversation session of the message that is being handled.

        The first use locks the conversation: until the end of this message, other messages of the
        same user wait at their own first use.

        :raises RuntimeError: outside of a message, in a message of another object, or in a message
            without a sender
        :raises StoreTimeout: when another message holds the lock for longer than 4.5 seconds
        :raises StoreError: when the store fails
        """
        return self._current.session

    # -- lists

    def wait(self, name: str, timeout: float | None = None) -> str:
        """Remember that the user is shown this list; return its description, which is the reply.

        Inside a step it ends the dialogue.

        :param timeout: seconds after which the list is forgotten; ``None``: with the session
        :raises UndefinedListError: when no list has that name
        """
        current = self._current
        description = current.handlers.lists.get(name).description
        end = until(timeout, current.now())
        conversation = current.conversation
        conversation.hold()
        step = None if conversation.in_step else conversation.waiting.step
        conversation.remember(Waiting(name, end, step))
        return description

    def nowait(self, reply: T = None) -> T:  # type: ignore[assignment]  # None is a reply too
        """Forget the list and the step that this user was shown; return ``reply``."""
        self._current.conversation.remember(Waiting())
        return reply

    # -- dialogues

    @overload
    def step(self, function: F, /) -> F: ...
    @overload
    def step(
        self, function: None = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Callable[[F], F]: ...
    def step(
        self, function: Any = None, /, *, deferred: bool = False, ack: str | None = None
    ) -> Any:
        """Decorate a step of a dialogue, a function that :meth:`ask` can name.

        It gets the message and returns a reply, which ends the dialogue, or another
        :meth:`ask`. ``NEXT`` gives the message to the usual handlers and keeps the step.

        :param deferred: answer empty at once, run in the background, send what is returned
        :param ack: with ``deferred``: answer this text at once, at most 2,048 bytes
        :raises TypeError: when the function has no name of its own, or another step has its name
        """
        if function is None:
            return lambda f: self._add_step(f, deferred, ack)
        return self._add_step(function, deferred, ack)

    def _add_step(self, function: F, deferred: bool, ack: str | None) -> F:
        if not callable(function):
            raise TypeError("A step must be a function.")
        entry = StepEntry(HandlerEntry(function, deferred=deferred, ack=ack))
        entry.check()
        self._register(entry)
        return function

    def ask(
        self,
        prompt: T,
        then: Callable[..., Any],
        *,
        timeout: float | None = 600,
        cancel: Iterable[str] | None = None,
        cancelled: str | None = None,
    ) -> T:
        """Remember a step, which gets the next message of this conversation; return ``prompt``.

        It takes effect when it is called, and replaces an earlier step. Events do not go to the
        step and leave it as it is.

        :param prompt: anything that a handler may return
        :param then: a function that is decorated with :meth:`step`
        :param timeout: seconds after which the step is forgotten; ``None``: with the session
        :param cancel: words that end the dialogue, compared like list keys; without them
            ``cancel_words``
        :param cancelled: the reply to them; without it ``cancelled_reply``
        :raises ValueError: when ``then`` is not a registered step of this object
        :raises RuntimeError: outside of a message
        """
        current = self._current
        known = getattr(then, "__module__", "?"), getattr(then, "__qualname__", "?")
        name = ".".join(map(str, known))
        entry = current.handlers.steps.get(name)
        if entry is None or entry.handler.function is not then:
            raise ValueError(f"{name} is not a step of this object. Decorate it with @wx.step.")
        if cancelled is not None and not isinstance(cancelled, str):
            raise TypeError("cancelled= must be a string.")
        words = cancel_words(cancel) if cancel is not None else None
        step = RememberedStep(name, until(timeout, current.now()), words, cancelled)
        conversation = current.conversation
        conversation.hold()
        conversation.remember(conversation.waiting._replace(step=step))
        return prompt
