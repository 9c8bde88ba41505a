"""One message through the handlers: waiting list, most specific handler, session, reply."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import NamedTuple

from flask import current_app

from ..callback.handler import Match, Rule
from ..callback.message import Message
from ..callback.reply import Reply, make_reply, reply_xml
from ..callback.session import Conversation, Session
from ..errors import StoreError
from .state import AppState

__all__ = ["WAIT", "Answer", "Turn", "answer_with", "current_turn", "find"]

logger = logging.getLogger(__name__)

#: Seconds that a message waits for another one of its conversation, when WeCom waits for us.
WAIT = 4.5


class Turn:
    """A message that is being handled, and its conversation, made when it is first touched.

    Inside ``with`` it is what ``wx.session`` belongs to.
    """

    def __init__(self, state: AppState, message: Message, wait: float) -> None:
        self.state = state
        self.message = message
        self._wait = wait
        self._conversation: Conversation | None = None

    @property
    def conversation(self) -> Conversation:
        """The conversation of the message's sender."""
        if self._conversation is None:
            self._conversation = self.state.conversation(self.message, self._wait)
        return self._conversation

    @property
    def session(self) -> Session:
        """The session; the first touch takes hold of the conversation."""
        return self.conversation.session

    def save(self) -> None:
        """Save the session, if it was touched; the message's last step."""
        if self._conversation is not None:
            self._conversation.save(last=True)

    def __enter__(self) -> Turn:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Let the next message of the conversation in; what was not saved is dropped."""
        _current.reset(self._token)
        if self._conversation is not None:
            self._conversation.close()


_current: ContextVar[Turn | None] = ContextVar("flask_wechat_corp_turn", default=None)


def current_turn(state: AppState) -> Turn:
    """Return the turn that is being handled for this extension object.

    :raises RuntimeError: outside of a message
    """
    found = _current.get()
    if found is None or found.state is not state:
        raise RuntimeError("there is no conversation here: no message is being handled")
    return found


class Answer(NamedTuple):
    """What a handler returned, made ready."""

    reply: Reply
    handler: str

    def xml(self, turn: Turn) -> str:
        """Return the plaintext of the passive reply.

        :raises ReplyError: when it breaks one of WeCom's limits
        """
        return reply_xml(
            self.reply,
            _name(turn.message, "FromUserName"),
            _name(turn.message, "ToUserName"),
            int(turn.state.clock()),
            self.handler,
        )


def _name(message: Message, field: str) -> str:
    """Return a name; who signs messages may put elements where the name should be."""
    name = message.get(field)
    return name if isinstance(name, str) else ""


def find(turn: Turn) -> Match | None:
    """Return who answers: the waiting list, the most specific handler, the default, or nobody."""
    owner = turn.state.extension
    match = None
    if owner.lists and turn.message.type == "text":
        match = _find_in_list(turn)
    match = match or owner.match(turn.message)
    if match is None and logger.isEnabledFor(logging.INFO):
        logger.info("nobody handles %s", _unhandled(turn.message))
    return match


def _find_in_list(turn: Turn) -> Match | None:
    """Ask the list that waits for this user's answer: one read, which holds nothing."""
    lists = turn.state.extension.lists
    try:
        name = turn.conversation.waiting
    except StoreError:
        logger.warning("the store failed; a text is handled without looking for its list")
        return None
    if name is None:
        return None
    if name not in lists:
        turn.conversation.waiting = None
        logger.info("a user's list does not exist any more and is forgotten")
        return None
    content = turn.message.get("Content")
    found = lists.get(name).get(content) if isinstance(content, str) else None
    if found is None:
        return None
    if isinstance(found, str):
        return Match(Rule(_Text(found), "text"), {})
    return Match(Rule(found, "text"), {})


class _Text:
    """An item of a list that is the reply itself."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, message: Message) -> str:
        return self._text


def answer_with(match: Match, turn: Turn) -> Answer | None:
    """Run a handler.

    :return: ``None`` for an empty answer
    :raises ReplyError: when no reply can be made of what it returned
    """
    rule = match.rule
    function = current_app.ensure_sync(rule.function) if rule.is_async else rule.function
    returned = function(turn.message, **match.words)
    reply = make_reply(returned, rule.name)
    return None if reply is None else Answer(reply, rule.name)


_SAFE_NAME = re.compile(r"\w{1,64}", re.ASCII)


def _unhandled(message: Message) -> str:
    """Name the decorator that would have taken the message; types only, no content."""
    names = (message.event_name, message.type or "")
    event, kind = (name if _SAFE_NAME.fullmatch(name) else "" for name in names)
    return f'this; @event("{event}") would' if event else f'this; @on("{kind}") would'
