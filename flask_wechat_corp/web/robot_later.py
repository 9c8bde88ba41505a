"""Answers by ``response_url``: one message, within an hour after the user's.

Source: developer.work.weixin.qq.com/document/path/101138 (active replies).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from ..callback.robot.growing import Growing
from ..callback.robot.message import RobotMessage
from ..callback.robot.reply import (
    MAX_CONTENT_BYTES,
    RobotReply,
    StreamReply,
    card_json,
    fit,
    make_robot_reply,
)
from ..callback.split import split_text
from ..content import TemplateCard
from ..errors import DecryptError, ReplyError, StoreError, WeChatAPIError, WeChatCorpError
from ..protocol.crypto import decrypt_media
from .background import ExecutorFull
from .robot_state import RobotState

__all__ = [
    "LINK",
    "ReplyLater",
    "RobotServices",
    "address_of",
    "deliver_ending",
    "load_reply_later",
    "send_now",
]

logger = logging.getLogger("flask_wechat_corp.robot")

#: Seconds for which WeCom takes a message at a ``response_url``.
URL_SECONDS = 3600.0
#: Seconds within which a poll should fetch an ending; after that it is sent by ``response_url``.
FETCH_SECONDS = 5.0
#: Seconds between two looks whether a poll has fetched the ending, when a second part waits for it.
LOOK_SECONDS = 0.5
#: How the address of a chat in the long connection begins.
LINK = "link:"


class ReplyLater:
    """Sends one message to the user who wrote, within an hour.

    It comes from :meth:`~flask_wechat_corp.RobotMessage.reply_later`. For a queue,
    :meth:`dump` gives a text, from which ``bot.later(text)`` makes it again.
    """

    def __init__(
        self, state: RobotState, id: str, url: str, expires_at: float, *, group: bool
    ) -> None:
        self._state = state
        self._id = id
        self._url = url
        self._group = group
        self.expires_at = expires_at
        """When it ends, in seconds since the epoch."""

    def __repr__(self) -> str:
        return f"<ReplyLater until {self.expires_at:.0f}>"  # the address would let anyone write

    def dump(self) -> str:
        """Return a text for a queue. Keep it as a secret: whoever has it can write to the user."""
        return json.dumps([self._id, self._url, self.expires_at, self._group])

    def send(self, content: object) -> None:
        """Send the message; once.

        :param content: a string (Markdown, at most 20,480 bytes), a
            :class:`~flask_wechat_corp.Markdown`, or a :class:`~flask_wechat_corp.TemplateCard`,
            which WeCom takes in single chats only
        :raises ReplyError: when it was sent before, is too late, or cannot be shown
        :raises WeChatAPIError: when WeCom refuses it; then it may be tried again
        :raises WeChatTransportError: when WeCom's answer is missing; it counts as sent
        """
        body = body_of(make_robot_reply(content, "(reply_later)"), group=self._group)
        if self._state.clock() >= self.expires_at:
            raise ReplyError("A late answer can be sent for one hour only. The hour is over.")
        if not self._state.streams.claim_sending(self._id):
            raise ReplyError("This late answer was sent before: there is one for each message.")
        try:
            self._state.post_later(self._url, body)
        except WeChatAPIError:
            self._state.streams.release_sending(self._id)
            raise


def load_reply_later(state: RobotState, text: str) -> ReplyLater:
    """Make a :class:`ReplyLater` of what :meth:`ReplyLater.dump` gave.

    :raises ValueError: when the text is something else
    """
    try:
        stream, url, expires_at, group = json.loads(text)
    except (ValueError, TypeError):
        raise ValueError("This is not the text that ReplyLater.dump() gave.") from None
    return ReplyLater(state, str(stream), str(url), float(expires_at), group=bool(group))


def body_of(reply: RobotReply | None, *, group: bool) -> dict[str, Any]:
    """Return the body for ``response_url``.

    :raises ReplyError: when WeCom does not take such a message there
    """
    if isinstance(reply, StreamReply) and not reply.images:
        if reply.text and reply.card is None:
            return markdown(_checked(reply.text), reply.feedback)
        if not reply.text and reply.card is not None:
            return _card(card_json(reply.card), group)
    if isinstance(reply, TemplateCard):
        return _card(card_json(reply), group)
    raise ReplyError("A late answer of a robot must be a text, Markdown or a TemplateCard.")


def _checked(text: str) -> str:
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_CONTENT_BYTES:
        raise ReplyError(f"A late answer has at most {MAX_CONTENT_BYTES} bytes, not {size}.")
    return text


def _card(card: dict[str, Any], group: bool) -> dict[str, Any]:
    if group:
        raise ReplyError("A card cannot be sent later in a group. Send a text.")
    return {"msgtype": "template_card", "template_card": card}


def markdown(text: str, feedback: str | None = None) -> dict[str, Any]:
    """Return a text for ``response_url``."""
    content: dict[str, Any] = {"content": text}
    if feedback:
        content["feedback"] = {"id": feedback}
    return {"msgtype": "markdown", "markdown": content}


class RobotServices:
    """What a message can ask of the robot that received it."""

    def __init__(self, state: RobotState) -> None:
        self._state = state

    def download(self, url: str, aes_key: str | None, max_bytes: int) -> Any:
        """Download and decrypt a medium."""
        key = aes_key or self._state.config.encoding_aes_key
        if key is None:
            raise DecryptError("There is no key for this file.")
        file = self._state.addresses.download(url, max_bytes + 32, "the address of a file")
        return file.with_content(decrypt_media(key, file.content))

    def reply_later(self, message: RobotMessage) -> ReplyLater:
        """Claim the message's ``response_url``."""
        url, stream = address_of(message), self._state.stream_of(message)
        if url is None:
            raise ReplyError(
                "WeCom gave no response_url with this message: there is no late answer."
            )
        if not self._state.streams.claim_url(stream):
            raise ReplyError(
                "The response_url of this message has been used. It takes one message only."
            )
        expires_at = message.arrived + URL_SECONDS
        return ReplyLater(self._state, stream, url, expires_at, group=message.is_group)


def address_of(message: RobotMessage) -> str | None:
    """Return the ``response_url``, or the address of its chat in the long connection."""
    if message.address is not None:
        return message.address
    url = message.json.get("response_url")
    return url if isinstance(url, str) and url else None


# -- what we send ourselves


def deliver_ending(state: RobotState, message: RobotMessage, growing: Growing) -> None:
    """See to it that the ending of a stream, all of it, reaches the user."""
    settled = growing.settled
    if settled is growing.ending and not growing.answered:
        looks = LOOK_SECONDS if growing.rest else FETCH_SECONDS
        state.schedule.after(looks, lambda: _look_for_poll(state, message, growing, looks, looks))
    elif settled is growing.ending:
        if growing.rest:
            _in_pool(state, lambda: send_rest(state, message, growing))
    elif settled is not None and settled.why == "late":
        _in_pool(state, lambda: send_whole(state, message, growing))
    else:
        logger.warning("%s: An answer was dropped: its stream was ended meanwhile.", state.name)


def _look_for_poll(
    state: RobotState, message: RobotMessage, growing: Growing, waited: float, every: float
) -> None:
    """Look whether a poll has fetched the ending."""
    try:
        if state.streams.was_given(growing.id):
            if growing.rest:
                _in_pool(state, lambda: send_rest(state, message, growing))
            return
        if waited < FETCH_SECONDS:
            again = waited + every
            state.schedule.after(
                every, lambda: _look_for_poll(state, message, growing, again, every)
            )
            return
        _in_pool(state, lambda: send_whole(state, message, growing))
    except StoreError:
        logger.warning("The store failed. It is not known whether an answer was fetched.")


def _in_pool(state: RobotState, work: Callable[[], None]) -> None:
    """Post in a thread of the pool: it may take seconds."""
    try:
        state.pool.submit(work)
    except ExecutorFull:
        work()


def send_whole(state: RobotState, message: RobotMessage, growing: Growing) -> None:
    """Send an answer that no poll has fetched."""
    text, card = growing.snapshot.text, growing.ending.card if growing.ending else None
    if growing.ending is not None and growing.ending.images:
        logger.error("%s: The images of an answer that is sent late are lost.", state.name)
    if text.strip():
        if card is not None:
            logger.error("%s: The card of an answer that is sent late is lost.", state.name)
        first, *rest = split_text(text, MAX_CONTENT_BYTES)
        body = markdown(_with_cut(state, first, rest))
    elif card is not None and not message.is_group:
        body = {"msgtype": "template_card", "template_card": card}
    else:
        return
    if not _quietly(lambda: state.streams.take(growing.id, "url"), default=True):
        return  # a poll came after all
    if not send_now(state, message, body):
        _quietly(lambda: state.streams.give_back(growing.id), default=None)


def send_rest(state: RobotState, message: RobotMessage, growing: Growing) -> None:
    """Send the second part of a long answer."""
    first, *rest = growing.rest
    send_now(state, message, markdown(_with_cut(state, first, rest)))


def _with_cut(state: RobotState, text: str, rest: list[str]) -> str:
    if not rest:
        return text
    logger.error("%s: An answer is too long; its end is not sent.", state.name)
    return fit(text, state.config.texts.cut)


def send_now(state: RobotState, message: RobotMessage, body: dict[str, Any]) -> bool:
    """Post to the message's ``response_url`` if it is still free. Never raises.

    :returns: whether WeCom has it, or may have it
    """
    url, stream = address_of(message), state.stream_of(message)
    if url is None or state.clock() >= message.arrived + URL_SECONDS:
        logger.error("%s: A late answer is lost: there is no response_url to use.", state.name)
        return False
    if not _quietly(lambda: state.streams.claim_url(stream), default=True):
        logger.error(
            "%s: A late answer is lost, because the handler has taken the one response_url with"
            " reply_later().",
            state.name,
        )
        return False
    try:
        state.post_later(url, body)
    except WeChatAPIError as error:
        logger.error("%s: WeCom refused a late answer: %s", state.name, error)
        _quietly(lambda: state.streams.release_url(stream), default=None)
        return False
    except WeChatCorpError as error:
        logger.error("%s: A late answer may be lost: %s", state.name, error)
    return True


def _quietly(work: Callable[[], Any], default: Any) -> Any:
    try:
        return work()
    except StoreError:
        logger.warning("The store failed while a late answer was sent.")
        return default
