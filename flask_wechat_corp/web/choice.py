"""Which handler a message goes to: the step of a dialogue, the item of a list, then the others."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from ..callback.current import MessageInHand
from ..callback.entries import HandlerEntry, Match
from ..callback.message import Message
from ..callback.steps import RememberedStep, Waiting, normal_key
from ..errors import StoreError

__all__ = ["choices", "log_unhandled"]

logger = logging.getLogger("flask_wechat_corp.callback")


def choices(context: MessageInHand, given: Match | None) -> Iterator[Match]:
    """Return the handlers of a message in the order in which they are asked.

    :param given: the deferred handler that was chosen before; the first one, unless it is a step
    """
    handlers, message = context.handlers, context.message
    if given is None and not handlers.steps and not handlers.lists:
        return handlers.matches(message)
    return _choices(context, given)


def _choices(context: MessageInHand, given: Match | None) -> Iterator[Match]:
    handlers, message = context.handlers, context.message
    given_step = given.entry.name if given and given.entry.name in handlers.steps else None
    if given is not None and given_step is None:
        yield from _from(given, handlers.matches(message))
        return
    if handlers.steps or (handlers.lists and message.type == "text"):
        remembered = _remembered(context, given_step)
        if remembered is not None:
            yield remembered
    yield from handlers.matches(message)


def _from(given: Match, matches: Iterator[Match]) -> Iterator[Match]:
    """Yield the given handler and those that follow it."""
    yield given
    for match in matches:
        if match.entry.function is given.entry.function:
            break
    yield from matches


def _remembered(context: MessageInHand, given_step: str | None) -> Match | None:
    """Ask what the conversation waits for: one read without a lock.

    A message that finds a step acquires the conversation's lock and reads again, so that two quick
    answers go to two steps.
    """
    message = context.message
    if message.event_name or message.type == "event" or not message.sender:
        return None
    conversation = context.conversation
    try:
        waiting = conversation.waiting
    except StoreError:
        logger.warning(
            "The store failed. A message is handled without looking for its step or list."
        )
        return None
    name = given_step or (waiting.step and waiting.step.name)
    if name:
        context.handler = name  # a message that waits shows it in its log
        conversation.hold()
        waiting = conversation.waiting
        if waiting.step is not None:
            match = _step(context, waiting.step, given_step)
            if match is not None:
                return match
            waiting = conversation.waiting = waiting._replace(step=None)
    if waiting.list_name is None or message.type != "text":
        return None
    return _list_item(context, waiting)


def _step(context: MessageInHand, step: RememberedStep, given: str | None) -> Match | None:
    """Return the step, or the reply to a word that ends the dialogue.

    :returns: ``None`` when the step is to be forgotten
    """
    if step.until is not None and context.now() >= step.until and step.name != given:
        return None
    entry = context.handlers.steps.get(step.name)
    if entry is None:
        logger.warning(
            "The step %s, which a conversation waits for, is not registered any more; it is"
            " forgotten.",
            step.name,
        )
        return None
    if _cancels(context, step):
        conversation = context.conversation
        conversation.waiting = conversation.waiting._replace(step=None)
        reply = context.handlers.cancelled_reply if step.cancelled is None else step.cancelled
        return Match(HandlerEntry(_FixedReply(reply)), {})
    context.step = step
    return Match(entry.handler, {})


def _cancels(context: MessageInHand, step: RememberedStep) -> bool:
    content = context.message.get("Content")
    if context.message.type != "text" or not isinstance(content, str):
        return False
    word = normal_key(content)
    if step.cancel is not None:
        return word in step.cancel
    return word in context.handlers.default_cancel_words()


def _list_item(context: MessageInHand, waiting: Waiting) -> Match | None:
    lists, conversation = context.handlers.lists, context.conversation
    name = waiting.list_name or ""
    expired = waiting.list_until is not None and context.now() >= waiting.list_until
    if name not in lists or expired:
        conversation.waiting = waiting._replace(list_name=None, list_until=None)
        if not expired:
            logger.info(
                "The list that a user was shown is not registered any more; it is forgotten."
            )
        return None
    content = context.message.get("Content")
    found = lists.get(name).get(content) if isinstance(content, str) else None
    if found is None:
        return None
    if isinstance(found, str):
        return Match(HandlerEntry(_FixedReply(found), "text"), {})
    return Match(HandlerEntry(found, "text"), {})


class _FixedReply:
    """The handler of a list item or a cancel word that is itself the reply."""

    def __init__(self, reply: object) -> None:
        self._reply = reply

    def __call__(self, message: Message) -> object:
        return self._reply


_SAFE_NAME = r"(?a)\w{1,64}"


def log_unhandled(message: Message) -> None:
    """Log the type of the message and the decorator that would handle it, without content."""
    if not logger.isEnabledFor(logging.INFO):
        return
    names = (message.event_name, message.type or "")
    event, kind = (name if re.fullmatch(_SAFE_NAME, name) else "" for name in names)
    if event:
        what = f'event "{event}"; add one with @wx.event("{event}")'
    else:
        what = f'message type "{kind}"; add one with @wx.on("{kind}")'
    logger.info("No handler for %s.", what)
