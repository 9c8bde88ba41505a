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
from typing import Any

from flask import Flask

from ..errors import ConfigError, StoreError, StoreTimeout, WeChatAPIError
from ..protocol.jsonio import dump
from .link_answers import LinkAnswers
from .robot_state import RobotState

__all__ = ["Displaced", "LongConnection"]

logger = logging.getLogger("flask_wechat_corp.robot")

BAD_CREDENTIALS = 853000


class Displaced(Exception):
    """Another program has opened the connection of this robot, and WeCom has closed ours."""


class LongConnection:
    """The connection of one robot; :meth:`run` returns when it was stopped.

    :param app: the application
    :param state: the robot's state in it
    :param say: told what happens, in words for an operator
    """

    heartbeat = 30.0
    """Seconds between two heartbeats; after two that are not answered the connection is dead."""
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
            import websockets  # noqa: F401 - whether it is installed
        except ImportError:
            raise ConfigError(
                "The long connection needs websockets: pip install flask-wechat-corp[robot]"
            ) from None
        self._state = state
        self._say = say
        self._stop = threading.Event()
        self.answers = LinkAnswers(app, state, self)
        """The messages that came, and their answers."""
        self._socket: Any = None
        self._guard = threading.Lock()
        self._waiting: dict[str, Callable[[int], None]] = {}
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
                    self._state.link = self.answers
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

        options: dict[str, Any] = {"open_timeout": 15, "close_timeout": 2, "max_size": 4 * 1024**2}
        proxy = self._state.config.proxy
        options["proxy"] = True if proxy is None else proxy or None  # True: the environment's
        try:
            opened = connect(self._state.config.link_url, **options)
        except ImportError:
            raise ConfigError(
                "The proxy of the long connection is a SOCKS proxy, which needs the extra socks:"
                " pip install 'flask-wechat-corp[robot,socks]'."
            ) from None
        with opened as self._socket:
            self._subscribe()
            self._pause = self.backoff[0]
            self._serve(lease)

    def _subscribe(self) -> None:
        config = self._state.config
        self._missed, self._next_beat = 0, time.monotonic() + self.heartbeat
        body = {"bot_id": config.bot_id, "secret": config.bot_secret}
        request = secrets.token_hex(8)
        self.send("aibot_subscribe", body, request)
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
        self.answers.disconnected()

    def _serve(self, lease: Any) -> None:
        """Read frames, push answers and beat until the connection or the lease is lost."""
        deadline: float | None = None
        while getattr(lease, "held", lambda: True)():
            frame = self._read(self.tick)
            if frame is not None:
                self._take(frame)
            self.answers.push()
            self._beat()
            if self._stop.is_set():
                deadline = deadline or time.monotonic() + self.finish_within
                if self.answers.idle or time.monotonic() > deadline:
                    return
        logger.error("%s: The lock of the connection was lost.", self._state.name)

    def _read(self, timeout: float) -> dict[str, Any] | None:
        try:
            frame = json.loads(self._socket.recv(timeout=max(0.0, timeout)))
        except (TimeoutError, ValueError, RecursionError):
            return None
        return frame if isinstance(frame, dict) else None

    def send(
        self, cmd: str, body: Any, request: str, acknowledged: Callable[[int], None] | None = None
    ) -> None:
        """Send a frame; may be called from any thread.

        :param body: ``None`` for none
        :param request: the request id
        :param acknowledged: called with WeCom's code when it has the frame
        :raises ConnectionError: when there is no connection, or when it was lost
        """
        frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": request}}
        if body is not None:
            frame["body"] = body
        socket = self._socket
        if socket is None:
            raise ConnectionError
        if acknowledged is not None:
            with self._guard:
                self._waiting[request] = acknowledged
        try:
            socket.send(dump(frame))
        except (OSError, _connection_errors()) as error:
            with self._guard:
                self._waiting.pop(request, None)
            raise ConnectionError(type(error).__name__) from error

    def _beat(self) -> None:
        now = time.monotonic()
        if now < self._next_beat:
            return
        if self._missed >= 2:
            raise ConnectionError
        self._next_beat = now + self.heartbeat
        self._missed += 1
        request = secrets.token_hex(8)
        self.send("ping", None, request, lambda code: setattr(self, "_missed", 0))

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
                self.answers.take(request, body)


def _connection_errors() -> type[Exception]:
    from websockets.exceptions import WebSocketException

    return WebSocketException


def _request_of(frame: dict[str, Any]) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, dict) else ""
