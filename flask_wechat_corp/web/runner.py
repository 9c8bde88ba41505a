"""One message through its list or handler, its session and its reply: the only pipeline.

The request, a handler under ``REPLY_DEADLINE`` and a deferred handler (also on Celery) all call
:meth:`MessageContext.run`.
"""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import NamedTuple

from flask import current_app

from ..callback.handler import HandlerEntry, Match
from ..callback.message import Message
from ..callback.reply import Reply, make_reply, reply_xml
from ..callback.session import Conversation, Session, SessionBackend, StoreSessions, session_key
from ..errors import StoreError
from .flask_compat import this_app
from .flask_session import flask_session_backend, warn_about_local_store
from .state import AppState

__all__ = ["MessageContext", "Outcome", "current_message_context", "find_handler"]

logger = logging.getLogger("flask_wechat_corp.callback")


class Outcome(NamedTuple):
    """The result of handling a message."""

    reply: Reply | None = None
    """The reply object; ``None`` for an empty answer."""
    xml: str | None = None
    """The plaintext of the passive reply; ``None`` for an empty answer."""
    deferred: Match | None = None
    """The deferred handler that the caller must submit; nothing was run."""


class MessageContext:
    """A message that is being handled, and its conversation, which is made when it is first used.

    Inside ``with`` it is what ``wx.session`` belongs to.

    :param wait: seconds to wait for another message of the same conversation
    """

    def __init__(self, state: AppState, message: Message, wait: float) -> None:
        self.state = state
        self.message = message
        self.handler = "(not chosen yet)"
        """The name of the handler that was chosen, for the log."""
        self._wait = wait
        self._conversation: Conversation | None = None

    def run(self, match: Match | None = None) -> Outcome:
        """Choose the handler, call it, make the reply, and save the session.

        :param match: the deferred handler to run; its reply is sent with ``message/send``, so no
            passive reply is made. Without it the handler is chosen here, and a deferred one is
            returned instead of called
        :raises ReplyError: when no reply can be made of what the handler returned
        :raises ConversationBusy: when another message holds the conversation for too long
        :raises StoreError: when the session cannot be read or written
        """
        with self:
            outcome = self._respond(match)
            self.save()
        return outcome

    def _respond(self, given: Match | None) -> Outcome:
        match = given or find_handler(self)
        if match is None:
            return Outcome()
        self.handler = match.entry.name
        if match.entry.deferred and given is None:
            return Outcome(deferred=match)
        reply = call_handler(match, self.message)
        if reply is None or given is not None:
            return Outcome(reply)
        return Outcome(reply, self._passive_xml(reply, self.handler))

    def _passive_xml(self, reply: Reply, handler: str) -> str:
        message = self.message
        to_user, from_user = _text(message, "FromUserName"), _text(message, "ToUserName")
        return reply_xml(reply, to_user, from_user, int(self.state.clock()), handler)

    @property
    def conversation(self) -> Conversation:
        """The conversation of the message's sender."""
        if self._conversation is None:
            self._conversation = self._make_conversation()
        return self._conversation

    def _make_conversation(self) -> Conversation:
        state, message = self.state, self.message
        key = session_key(
            _session_secret(state),
            message.get("ToUserName", state.config.id),
            message.get("AgentID", state.config.agent_id),
            message.get("FromUserName", ""),
        )
        backend, lifetime = session_backend(state), state.config.session_lifetime
        return Conversation(key, state.store, backend, lifetime, wait=self._wait)

    @property
    def session(self) -> Session:
        """The session; the first use acquires the conversation's lock."""
        return self.conversation.session

    def save(self) -> None:
        """Save the session if it was used; the last step of a message."""
        if self._conversation is not None:
            self._conversation.save(last=True)

    def __enter__(self) -> MessageContext:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Release the conversation's lock; changes that were not saved are dropped."""
        _current.reset(self._token)
        if self._conversation is not None:
            self._conversation.close()


_current: ContextVar[MessageContext | None] = ContextVar(
    "flask_wechat_corp_message_context", default=None
)


def current_message_context(state: AppState) -> MessageContext:
    """Return the context of the message that this extension object is handling.

    :raises RuntimeError: outside of a message
    """
    found = _current.get()
    if found is None or found.state is not state:
        raise RuntimeError(
            "wx.session, wx.wait() and wx.nowait() can only be used while a message is being"
            " handled."
        )
    return found


def session_backend(state: AppState) -> SessionBackend:
    """Return where sessions are kept: Flask-Session's store when the app has one, else ours.

    It is chosen at the first use and kept, because Flask-Session may be initialised after us.
    """
    if state.session_backend is None:
        app = this_app()
        warn_about_local_store(state, app)
        theirs = flask_session_backend(app.session_interface, app.app_context)
        state.session_backend = theirs or StoreSessions(state.store)
    return state.session_backend


def _session_secret(state: AppState) -> bytes:
    secret = current_app.secret_key or state.config.encoding_aes_key or state.config.secret
    if not secret:
        raise RuntimeError("Sessions need a secret key. Set the app's SECRET_KEY.")
    return secret.encode() if isinstance(secret, str) else secret


def find_handler(context: MessageContext) -> Match | None:
    """Return the handler of a message: of the remembered list, else the most specific one.

    :returns: ``None`` when no handler matches
    """
    state, message = context.state, context.message
    match = None
    if state.lists and message.type == "text":
        match = _find_in_list(context)
    match = match or state.handlers.match(message)
    if match is None and logger.isEnabledFor(logging.INFO):
        logger.info("No handler for %s.", _unhandled(message))
    return match


def _find_in_list(context: MessageContext) -> Match | None:
    """Ask the list that was shown to this user: one read without a lock."""
    lists = context.state.lists
    try:
        name = context.conversation.waiting
    except StoreError:
        logger.warning("The store failed. A text is handled without looking for its list.")
        return None
    if name is None:
        return None
    if name not in lists:
        context.conversation.waiting = None
        logger.info("The list that a user was shown is not registered any more; it is forgotten.")
        return None
    content = context.message.get("Content")
    found = lists.get(name).get(content) if isinstance(content, str) else None
    if found is None:
        return None
    if isinstance(found, str):
        return Match(HandlerEntry(_FixedText(found), "text"), {})
    return Match(HandlerEntry(found, "text"), {})


class _FixedText:
    """The handler of a list item that is itself the reply."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, message: Message) -> str:
        return self._text


def call_handler(match: Match, message: Message) -> Reply | None:
    """Call a handler and turn what it returns into a reply.

    :return: ``None`` for an empty answer
    :raises ReplyError: when no reply can be made of what it returned
    """
    entry = match.entry
    function = current_app.ensure_sync(entry.function) if entry.is_async else entry.function
    return make_reply(function(message, **match.groups), entry.name)


def _text(message: Message, field: str) -> str:
    """Return a text field, or "" when it has nested elements: a message may contain anything."""
    value = message.get(field)
    return value if isinstance(value, str) else ""


_SAFE_NAME = re.compile(r"\w{1,64}", re.ASCII)


def _unhandled(message: Message) -> str:
    """Describe the message and the decorator that would handle it; types only, no content."""
    names = (message.event_name, message.type or "")
    event, kind = (name if _SAFE_NAME.fullmatch(name) else "" for name in names)
    if event:
        return f'event "{event}"; add one with @wx.event("{event}")'
    return f'message type "{kind}"; add one with @wx.on("{kind}")'
