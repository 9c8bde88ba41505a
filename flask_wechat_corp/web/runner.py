"""One message through its hooks, its step, list or handler, its session and its reply.

The request, a handler under ``REPLY_DEADLINE`` and a deferred handler (also on Celery) all call
:meth:`MessageContext.run`: there is no other pipeline.
"""

from __future__ import annotations

import logging
from typing import Literal

from flask.signals import got_request_exception

from ..api import WeChatAPI
from ..callback.current import message_in_hand
from ..callback.entries import NEXT, HookEntry, Match
from ..callback.handler import Handler
from ..callback.message import Message
from ..callback.parts import is_passive, parts_of
from ..callback.reply import Reply, TextReply, is_reply, reply_xml
from ..callback.returned import make_reply
from ..callback.session import (
    Conversation,
    ConversationBusy,
    Session,
    session_key,
)
from ..callback.steps import RememberedStep
from ..content import Content
from ..errors import ReplyError
from .calls import call, call_handler
from .choice import choices, log_unhandled
from .flask_compat import this_app
from .identity import client_of, key_of_conversation
from .late import check_late
from .notices import drop_reply, is_notice
from .outcome import NOTHING, Outcome
from .sessions import session_backend, session_secret
from .state import AppState

__all__ = ["MessageContext", "message_context"]

logger = logging.getLogger("flask_wechat_corp.callback")


class MessageContext:
    """A message that is being handled, and its conversation, which is made when it is first used.

    Inside ``with`` it is what ``wx.message`` and ``wx.session`` belong to.

    :param wait: seconds to wait for another message of the same conversation
    """

    def __init__(self, state: AppState, message: Message, wait: float) -> None:
        self.state = state
        self.message = message
        self.handlers: Handler = state.handlers
        """The extension object, with its handlers, hooks, steps and lists."""
        self.handler = "(not chosen yet)"
        """The name of the function that runs, for the log."""
        self.step: RememberedStep | None = None
        """The step that the message goes to."""
        self._wait = wait
        self._background = False
        self._answered = False
        self._conversation: Conversation | None = None
        self._client: WeChatAPI | Literal[False] | None = False  # not asked yet

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return self.state.clock()

    # -- the pipeline

    def run(self, match: Match | None = None) -> Outcome:
        """Run the hooks and the handler, make the reply, and save the session.

        :param match: the deferred handler to run; its reply is sent with ``message/send``, so no
            passive reply is made, and the hooks before it have run. Without it the handler is
            chosen here, and a deferred one is returned instead of called
        :raises ReplyError: when no reply can be made of what the handler returned
        :raises ConversationBusy: when another message holds the conversation for too long
        :raises StoreError: when the session cannot be read or written
        """
        self._background = match is not None
        with self:
            try:
                outcome = self._respond(match)
                self.save()
            except Exception as error:
                recovered = self._error_reply(error)
                if recovered is None:
                    raise
                outcome = recovered
            return outcome

    def _respond(self, given: Match | None) -> Outcome:
        reply: Reply | Content | None = None
        if given is None and self.handlers.before_hooks:
            reply, ended = self._before()
            if ended:
                return self._outcome(self._after(reply))
        for match in choices(self, given):
            self.handler = match.entry.name
            if match.entry.in_background and given is None:
                return Outcome(xml=self._ack_xml(match), deferred=match)
            if self.step is None:
                returned = call_handler(match, self.message)
            else:
                returned = self._call_step(self.step, match)
            if returned is not NEXT:
                reply = self._make_reply(returned, self.handler)
                break
        else:
            log_unhandled(self.message)
        return self._outcome(self._after(reply))

    def _before(self) -> tuple[Reply | Content | None, bool]:
        """Run the hooks before the handler; return the reply, and whether there is one."""
        for hook in self.handlers.before_hooks:
            self.handler = hook.name
            returned = call(hook.function, hook.is_async, self.message)
            if returned is not None and returned is not NEXT:
                return self._make_reply(returned, hook.name), True
        return None, False

    def _after(self, reply: Reply | Content | None) -> Reply | Content | None:
        """Give the reply to the hooks that may change it."""
        self._answered = True
        for hook in self.handlers.after_hooks:
            self.handler = hook.name
            reply = self._changed(hook, reply)
        return reply

    def _changed(self, hook: HookEntry, reply: Reply | Content | None) -> Reply | Content | None:
        returned = call(hook.function, hook.is_async, self.message, reply)
        if returned is None and reply is not None:
            raise ReplyError(
                f"The after_message function {hook.name} returned None although there is a reply."
                ' Return the reply, or "" for an empty answer.'
            )
        return self._make_reply(returned, hook.name)

    def _call_step(self, step: RememberedStep, match: Match) -> object:
        """Call a step, or a handler after it; end the dialogue when the step does not go on."""
        if match.entry.name not in self.handlers.steps:
            return call_handler(match, self.message)
        conversation = self.conversation
        conversation.in_step = True
        try:
            returned = call_handler(match, self.message)
        finally:
            conversation.in_step = False
        if returned is not NEXT and not conversation.decided:
            conversation.hold()  # the step may have released it
            waiting = conversation.waiting
            if waiting.step == step:
                conversation.waiting = waiting._replace(step=None)
        return returned

    def _make_reply(self, returned: object, name: str) -> Reply | Content | None:
        """Turn what a function has returned into a reply; a robot has other ones."""
        return make_reply(returned, name)

    def _outcome(self, reply: Reply | Content | None, *, of_error: bool = False) -> Outcome:
        """Split the reply and make the passive one.

        :param of_error: the reply is an error handler's, so the event may be one that takes none
        """
        if reply is None or drop_reply(self.state, self.message, reply, self.handler):
            return NOTHING
        parts = parts_of(reply, self.handler)
        first, xml = parts[0], None
        passive = not of_error or is_passive(self.message, first)
        if passive and not self._background and is_reply(first):
            xml = self._passive_xml(first)
        outcome = Outcome(reply, xml, parts=parts, handler=self.handler)
        if xml is None or len(parts) > 1:
            check_late(self.client, self.message, self.handler)
            outcome = outcome._replace(client=self.client)
            outcome.late[0].to_message()  # raises where WeCom has no such message
        return outcome

    def _ack_xml(self, match: Match) -> str | None:
        """Return the reply that a deferred handler's ``ack=`` makes; a notice gets none."""
        ack = match.entry.ack
        return None if ack is None or is_notice(self.message) else self._passive_xml(TextReply(ack))

    def _passive_xml(self, reply: Reply) -> str:
        names = self.message.get("FromUserName"), self.message.get("ToUserName")
        # A message may contain anything, also elements in place of a name.
        to_user, from_user = (name if isinstance(name, str) else "" for name in names)
        return reply_xml(reply, to_user, from_user, int(self.state.clock()), self.handler)

    # -- errors

    def _error_reply(self, error: Exception) -> Outcome | None:
        """Ask the error handlers; the changes of the session are dropped first.

        :returns: ``None`` when no error handler takes the error
        """
        if isinstance(error, ConversationBusy) and not self._background:
            return None  # this is a 503
        found = self.handlers.error_handlers(error)
        if not found:
            return None
        logger.error("%s: The handler %s failed.", self.state.name, self.handler, exc_info=error)
        app = this_app()
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=error)
        self._drop()
        for entry in found:
            self.handler = entry.name
            returned = call(entry.function, entry.is_async, error, self.message)
            if returned is not NEXT:
                break
        else:
            return None
        reply = self._make_reply(returned, entry.name)
        reply = reply if self._answered else self._after(reply)
        outcome = self._outcome_of_error(reply)
        self.save()
        return outcome

    def _outcome_of_error(self, reply: Reply | Content | None) -> Outcome:
        """Make the outcome of an error handler; without a way to the member the answer is empty."""
        no_sender = not self.message.sender
        if reply is not None and no_sender and not is_passive(self.message, reply):
            logger.warning(
                "%s: The reply of the error handler %s is dropped, because the message has no"
                " sender.",
                self.state.name,
                self.handler,
            )
            return NOTHING
        return self._outcome(reply, of_error=True)

    def _drop(self) -> None:
        """Forget the changes of the session, and release it."""
        conversation, self._conversation = self._conversation, None
        self.step = None
        if conversation is not None:
            conversation.close()

    # -- the conversation

    @property
    def client(self) -> WeChatAPI | None:
        """The API client of the message's corp; ``@wx.client_for`` is asked once."""
        if self._client is False:
            self._client = client_of(self.state, self.message)
        return self._client

    @property
    def conversation(self) -> Conversation:
        """The conversation of the message's sender.

        :raises RuntimeError: when the message has no sender
        """
        if self._conversation is None:
            self._conversation = self._make_conversation()
        return self._conversation

    def _make_conversation(self) -> Conversation:
        state, message = self.state, self.message
        parts = key_of_conversation(state, message)
        key = session_key(session_secret(state), *parts)
        backend, lifetime = session_backend(state), state.config.session_lifetime
        return Conversation(
            key, state.store, backend, lifetime, wait=self._wait, holder=lambda: self.handler
        )

    @property
    def session(self) -> Session:
        """The session; the first use acquires the conversation's lock."""
        return self.conversation.session

    def save(self) -> None:
        """Save the session if it was used; the last step of a message."""
        if self._conversation is not None:
            self._conversation.save(last=True)

    def __enter__(self) -> MessageContext:
        self._token = message_in_hand.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Release the conversation's lock; changes that were not saved are dropped."""
        message_in_hand.reset(self._token)
        if self._conversation is not None:
            self._conversation.close()
        if self.state.watch is not None:
            self.state.watch(self)


def message_context(state: AppState) -> MessageContext | None:
    """Return the context of the message that this extension object is handling, if there is one."""
    found = message_in_hand.get()
    return found if isinstance(found, MessageContext) and found.state is state else None
