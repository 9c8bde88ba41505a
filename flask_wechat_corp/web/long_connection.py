"""A robot's long connection: messages over a WebSocket that we open, without a public URL.

The handlers are the same. Where a callback's stream is polled by WeCom, here we poll it ourselves
and push what has changed. Source: developer.work.weixin.qq.com/document/path/101463.
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
from typing import Any

from flask import Flask

from ..callback.robot.message import RobotMessage
from ..errors import ConfigError, ReplyError, StoreError, StoreTimeout, WeChatAPIError
from ..protocol.jsonio import dump
from .background import BoundedPool, ExecutorFull
from .robot_endpoint import answer_message, read_message
from .robot_later import LINK, markdown
from .robot_state import RobotState

__all__ = ["Displaced", "LongConnection"]

logger = logging.getLogger("flask_wechat_corp.robot")

BAD_CREDENTIALS = 853000
DEAD_REQUEST = frozenset({846605, 846608})
"""Codes of a reply whose request or stream WeCom does not know any more."""


class Displaced(Exception):
    """Another program has opened the connection of this robot, and WeCom has closed ours."""


@dataclass
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


class LongConnection:
    """The connection of one robot; :meth:`run` returns when it was stopped.

    :param app: the application
    :param state: the robot's state in it
    :param say: told what happens, in words for an operator
    """

    heartbeat = 30.0
    """Seconds between two heartbeats; after two that are not answered the connection is dead."""
    push_every = 0.5
    """Seconds between two looks at a growing answer."""
    ack_within = 5.0
    """Seconds after which a frame that was not acknowledged no longer holds up the next one."""
    backoff = (1.0, 30.0)
    """Seconds before the next try: doubled from the first to the last."""
    finish_within = 20.0
    """Seconds that running answers get when the connection is stopped."""
    tick = 0.1

    def __init__(
        self, app: Flask, state: RobotState, say: Callable[[str], object] = lambda _: None
    ) -> None:
        config = state.config
        if config.bot_id is None or config.bot_secret is None:
            raise ConfigError(
                "The long connection needs BOT_ID and BOT_SECRET, from the robot's page in the"
                " client."
            )
        try:
            import websockets  # noqa: F401
        except ImportError:
            raise ConfigError(
                "The long connection needs websockets: pip install flask-wechat-corp[robot]"
            ) from None
        self._app = app
        self._state = state
        self._say = say
        self._stop = threading.Event()
        self._pool = BoundedPool(64, 1024)
        self._socket: Any = None
        self._following: list[_Following] = []
        self._handling = 0
        self._guard = threading.Lock()
        self._waiting: dict[str, Callable[[int], None]] = {}
        self._outbox: list[dict[str, Any]] = []
        self._unconfirmed: dict[str, dict[str, Any]] = {}
        self._missed = 0
        self._next_beat = 0.0
        self._pause = 0.0

    def stop(self) -> None:
        """End after the running answers; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Connect, serve and connect again until :meth:`stop`.

        :raises ConfigError: when WeCom does not accept ``BOT_ID`` and ``BOT_SECRET``
        :raises Displaced: when another program has taken the connection
        """
        key = f"robot link|{self._state.name}|{self._state.config.bot_id}"
        told = False
        while not self._stop.is_set():
            try:
                lease: Any = self._state.store.lock(key, ttl=4, wait=0.5)
                with lease:
                    self._state.link = self
                    try:
                        self._connect_for_ever(lease)
                    finally:
                        self._state.link = None
            except StoreTimeout:
                if not told:
                    self._say("Another process holds the connection of this robot; waiting for it.")
                    told = True
            except StoreError:
                logger.warning("%s: The store failed; the connection waits.", self._state.name)
                self._stop.wait(self.backoff[0])

    def _connect_for_ever(self, lease: Any) -> None:
        self._pause = self.backoff[0]
        while not self._stop.is_set():
            try:
                self._connect(lease)
            except Displaced:
                raise
            except WeChatAPIError as error:
                if error.errcode == BAD_CREDENTIALS:
                    raise ConfigError(
                        "WeCom does not accept BOT_ID and BOT_SECRET of this robot."
                    ) from None
                logger.warning("%s: WeCom refused the connection: %s", self._state.name, error)
            except (OSError, _connection_errors()) as error:
                name = type(error).__name__
                logger.warning("%s: The connection was lost with %s.", self._state.name, name)
            finally:
                self._close()
            if getattr(lease, "held", lambda: True)() is False:
                return
            self._stop.wait(self._pause)
            self._pause = min(2 * self._pause, self.backoff[1])

    # -- one connection

    def _connect(self, lease: Any) -> None:
        from websockets.sync.client import connect

        limits: dict[str, Any] = {"open_timeout": 15, "close_timeout": 2, "max_size": 4 * 1024**2}
        with connect(self._state.config.link_url, **limits) as self._socket:
            self._subscribe()
            self._pause = self.backoff[0]
            self._serve(lease)

    def _subscribe(self) -> None:
        config = self._state.config
        self._missed, self._next_beat = 0, time.monotonic() + self.heartbeat
        body = {"bot_id": config.bot_id, "secret": config.bot_secret}
        request = self._write("aibot_subscribe", body)
        ends = time.monotonic() + 15
        while time.monotonic() < ends:
            frame = self._read(ends - time.monotonic())
            if frame is not None and _request_of(frame) == request:
                code = frame.get("errcode", 0)
                if code:
                    raise WeChatAPIError(code, str(frame.get("errmsg", "")), "aibot_subscribe")
                self._say("Connected.")
                return
        raise TimeoutError

    def _close(self) -> None:
        """Forget the connection; what was not acknowledged goes on as messages of our own."""
        self._socket = None
        with self._guard:
            self._waiting.clear()
            self._outbox.extend(self._unconfirmed.values())
            self._unconfirmed.clear()
            for one in self._following:
                one.request, one.in_flight = None, None

    def _serve(self, lease: Any) -> None:
        """Read frames, push answers and beat until the connection or the lease is lost."""
        deadline: float | None = None
        while getattr(lease, "held", lambda: True)():
            frame = self._read(self.tick)
            if frame is not None:
                self._take(frame)
            self._push_answers()
            self._beat()
            if self._stop.is_set():
                deadline = deadline or time.monotonic() + self.finish_within
                with self._guard:
                    idle = not (
                        self._following or self._handling or self._outbox or self._unconfirmed
                    )
                if idle or time.monotonic() > deadline:
                    return
        logger.error("%s: The lock of the connection was lost.", self._state.name)

    def _read(self, timeout: float) -> dict[str, Any] | None:
        try:
            frame = json.loads(self._socket.recv(timeout=max(0.0, timeout)))
        except (TimeoutError, ValueError, RecursionError):
            return None
        return frame if isinstance(frame, dict) else None

    def _write(self, cmd: str, body: Any, request: str | None = None) -> str:
        request = request or secrets.token_hex(8)
        frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": request}}
        if body is not None:
            frame["body"] = body
        socket = self._socket
        if socket is None:
            raise ConnectionError
        socket.send(dump(frame))
        return request

    def _beat(self) -> None:
        now = time.monotonic()
        if now < self._next_beat:
            return
        if self._missed >= 2:
            raise ConnectionError
        self._next_beat = now + self.heartbeat
        self._missed += 1
        request = secrets.token_hex(8)
        self._waiting[request] = lambda code: setattr(self, "_missed", 0)
        self._write("ping", None, request)

    def _take(self, frame: dict[str, Any]) -> None:
        request, body = _request_of(frame), frame.get("body")
        cmd = frame.get("cmd")
        if cmd is None:
            with self._guard:
                told = self._waiting.pop(request, None)
            if told is not None:
                code = frame.get("errcode", 0)
                told(code if isinstance(code, int) else 0)
        elif cmd in ("aibot_msg_callback", "aibot_event_callback") and isinstance(body, dict):
            event = body.get("event")
            if isinstance(event, dict) and event.get("eventtype") == "disconnected_event":
                raise Displaced
            if not self._stop.is_set():
                self._handle_in_pool(request, body)

    # -- messages

    def _handle_in_pool(self, request: str, body: dict[str, Any]) -> None:
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
            self._write(cmd, answer, request)
        except (OSError, _connection_errors()):
            logger.error("%s: The answer to an event was lost.", self._state.name)

    # -- answers

    def _push_answers(self) -> None:
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

        with self._guard:
            self._waiting[str(request)] = acknowledged
        try:
            self._write("aibot_respond_msg", body, request)
        except (OSError, _connection_errors()):
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
            self._waiting[request] = acknowledged
            self._unconfirmed[request] = instead
        try:
            self._write(cmd, body, request)
        except (OSError, _connection_errors()):
            with self._guard:
                self._waiting.pop(request, None)
                if self._unconfirmed.pop(request, None) is not None:
                    self._outbox.append(instead)


def _connection_errors() -> type[Exception]:
    from websockets.exceptions import WebSocketException

    return WebSocketException


def _request_of(frame: dict[str, Any]) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, dict) else ""


def _chat_of(message: RobotMessage) -> dict[str, Any]:
    if message.chat_id is not None:
        return {"chatid": message.chat_id, "chat_type": 2}
    return {"chatid": message.from_user_name, "chat_type": 1}


def _plain(content: str) -> str:
    """Return an answer without its thinking, which only streams can show."""
    head, block, rest = content.partition("</think>")
    return rest if block and head.startswith("<think>") else content
