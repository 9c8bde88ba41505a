"""What is said over a robot's long connection: messages handled, answers pushed and confirmed.

Source: developer.work.weixin.qq.com/document/path/101463.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask

from ..callback.robot.message import RobotMessage
from ..errors import ReplyError, StoreError
from .background import BoundedPool, ExecutorFull
from .robot_endpoint import answer_message, read_message
from .robot_later import LINK, markdown
from .robot_state import RobotState

__all__ = ["LinkAnswers"]

logger = logging.getLogger("flask_wechat_corp.robot")

DEAD_REQUEST = frozenset({846605, 846608})
"""Codes of a reply whose request or stream WeCom does not know any more."""


class Wire(Protocol):
    """Sends frames, while there is a connection."""

    def send(
        self, cmd: str, body: Any, request: str, acknowledged: Callable[[int], None] | None = None
    ) -> None:
        """Send a frame.

        :param acknowledged: called with WeCom's code when it has the frame
        :raises ConnectionError: when there is no connection, or when it was lost
        """


@dataclass(eq=False, repr=False)
class _Following:
    """A stream that is pushed while it grows."""

    message: RobotMessage
    stream: str
    request: str | None
    """The request that its frames answer; ``None`` after the connection was lost."""
    sent: str = ""
    in_flight: float | None = None
    """When the last frame was sent that is not acknowledged yet."""
    looked: float = 0.0


class LinkAnswers:
    """The messages that came over the connection of one robot, and their answers.

    Its methods may be called from any thread, also while there is no connection.

    :param wire: the connection
    """

    push_every = 0.5
    """Seconds between two looks at a growing answer."""
    ack_within = 5.0
    """Seconds after which a frame that was not acknowledged no longer holds up the next one."""

    def __init__(self, app: Flask, state: RobotState, wire: Wire) -> None:
        self._app = app
        self._state = state
        self._wire = wire
        self._pool = BoundedPool(64, 1024)
        self._following: list[_Following] = []
        self._handling = 0
        self._guard = threading.Lock()
        self._outbox: list[dict[str, Any]] = []
        self._unconfirmed: dict[str, dict[str, Any]] = {}

    @property
    def idle(self) -> bool:
        """Whether every message was answered, and every answer confirmed."""
        with self._guard:
            return not (self._following or self._handling or self._outbox or self._unconfirmed)

    def disconnected(self) -> None:
        """Forget the requests; what was not confirmed goes on as messages of our own."""
        with self._guard:
            self._outbox.extend(self._unconfirmed.values())
            self._unconfirmed.clear()
            for one in self._following:
                one.request, one.in_flight = None, None

    # -- messages

    def take(self, request: str, body: dict[str, Any]) -> None:
        """Handle a message or an event in a thread.

        :param request: the request id that its answer must repeat
        """
        with self._guard:
            self._handling += 1
        try:
            self._pool.submit(self._handle, request, body)
        except ExecutorFull:
            with self._guard:
                self._handling -= 1
            logger.warning("%s: Too many messages; one is dropped.", self._state.name)

    def _handle(self, request: str, body: dict[str, Any]) -> None:
        try:
            with self._app.app_context():
                message = read_message(self._state, body, "")
                message.address = LINK + json.dumps(_chat_of(message))
                answer = answer_message(self._state, message)
            if answer is not None:
                self._respond(message, request, answer)
        except Exception:
            logger.exception("%s: A message over the long connection failed.", self._state.name)
        finally:
            with self._guard:
                self._handling -= 1

    def _respond(self, message: RobotMessage, request: str, answer: dict[str, Any]) -> None:
        stream = answer.get("stream")
        if stream is not None:
            now = time.monotonic()
            following = _Following(message, stream["id"], request, in_flight=now, looked=now)
            with self._guard:
                self._following.append(following)
            self._push(following, answer)
            return
        cmd = "aibot_respond_msg"
        if answer.get("response_type"):
            cmd = "aibot_respond_update_msg"
        elif message.event_name == "enter_chat":
            cmd = "aibot_respond_welcome_msg"
        if cmd == "aibot_respond_msg":
            self._send_confirmed(cmd, answer, request, {**_chat_of(message), **answer})
            return
        try:
            self._wire.send(cmd, answer, request)
        except ConnectionError:
            logger.error("%s: The answer to an event was lost.", self._state.name)

    # -- answers

    def push(self) -> None:
        """Push what has changed of the growing answers, and what waits for a connection."""
        with self._guard:
            outbox, self._outbox = self._outbox, []
            following = list(self._following)
        for body in outbox:
            self._send_own(body)
        now = time.monotonic()
        for one in following:
            if one.in_flight is not None and now - one.in_flight < self.ack_within:
                continue  # frames carry no number: one at a time
            if now - one.looked < self.push_every:
                continue
            one.looked = now
            try:
                self._push(one, self._state.streams.poll(one.stream))
            except StoreError:
                logger.warning("%s: The store failed. A push waits.", self._state.name)

    def _push(self, one: _Following, answer: dict[str, Any]) -> None:
        """Send one snapshot of an answer, unless WeCom has it."""
        stream = answer["stream"]
        card, images = answer.get("template_card"), stream.pop("msg_item", None)
        if images:
            logger.warning("%s: Images are not sent over the long connection.", self._state.name)
        finish = bool(stream["finish"])
        if not finish and (one.request is None or one.sent == stream["content"]):
            return
        one.sent = stream["content"]
        if one.request is None:
            self._end(one)
            if stream["content"] == self._state.config.texts.late:
                return  # it went as a message of our own
            self._send_own({**_chat_of(one.message), **markdown(_plain(stream["content"]))})
        else:
            self._push_frame(one, {"msgtype": "stream", "stream": stream}, finish=finish)
        if card is not None:
            body = {"msgtype": "template_card", "template_card": card}
            self._send_own({**_chat_of(one.message), **body})

    def _push_frame(self, one: _Following, body: dict[str, Any], *, finish: bool) -> None:
        request = one.request
        one.in_flight = time.monotonic()

        def acknowledged(code: int) -> None:
            one.in_flight = None
            if code in DEAD_REQUEST or (code and finish):
                one.request = None
            elif finish:
                self._end(one)

        try:
            self._wire.send("aibot_respond_msg", body, str(request), acknowledged)
        except ConnectionError:
            one.request = one.in_flight = None  # goes on as a message of our own

    def _end(self, one: _Following) -> None:
        with self._guard, suppress(ValueError):
            self._following.remove(one)

    def post(self, chat: dict[str, Any], body: dict[str, Any]) -> None:
        """Send a late answer as a message of our own.

        :raises ReplyError: when the chat is unknown
        """
        if "chatid" not in chat:
            raise ReplyError("This message has no chat that can be written to.")
        self._send_own({**chat, **body})

    def _send_own(self, body: dict[str, Any]) -> None:
        """Send a message of our own; without a connection it waits for the next one."""
        self._send_confirmed("aibot_send_msg", body, secrets.token_hex(8), body)

    def _send_confirmed(
        self, cmd: str, body: dict[str, Any], request: str, instead: dict[str, Any]
    ) -> None:
        """Send a frame; when it is not acknowledged, it is sent as a message of our own.

        :param instead: that message
        """

        def acknowledged(code: int) -> None:
            with self._guard:
                self._unconfirmed.pop(request, None)
                if code in DEAD_REQUEST and cmd != "aibot_send_msg":
                    self._outbox.append(instead)
                    return
            if code:
                logger.error("%s: WeCom refused a message: %d.", self._state.name, code)

        with self._guard:
            self._unconfirmed[request] = instead
        try:
            self._wire.send(cmd, body, request, acknowledged)
        except ConnectionError:
            with self._guard:
                if self._unconfirmed.pop(request, None) is not None:
                    self._outbox.append(instead)


def _chat_of(message: RobotMessage) -> dict[str, Any]:
    if message.chat_id is not None:
        return {"chatid": message.chat_id, "chat_type": 2}
    return {"chatid": message.from_user_name, "chat_type": 1}


def _plain(content: str) -> str:
    """Return an answer without its thinking, which only streams can show."""
    head, block, rest = content.partition("</think>")
    return rest if block and head.startswith("<think>") else content
