"""The other side of a robot's long connection: a WebSocket server that speaks as WeCom does.

Source: developer.work.weixin.qq.com/document/path/101463. Needs the extra ``robot``.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import secrets
import string
import threading
from typing import Any

from ...protocol.crypto import encrypt_media
from ..world.records import Record
from ..world.world import World
from .robot_replies import Asked, RobotVerdict, check_robot_reply
from .robot_rows import WINDOW, RobotChat, RobotRows, task_of
from .sender import DeliveryPolicy, Exchange

__all__ = ["RobotLinks"]

OK = 0
WRONG_TYPE = 40008
UNKNOWN_CHAT = 93006
UNKNOWN_REQUEST = 846605
EXPIRED_STREAM = 846608
BAD_CREDENTIALS = 853000

_LETTERS = string.ascii_letters + string.digits
_RESPONSES = ("aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg")
_MOST_REQUESTS = 1_000
"""Requests of a connection that can still be answered; the oldest are forgotten first."""


class RobotLinks:
    """Accepts the long connections of all robots; each robot has one."""

    def __init__(
        self, world: World, rows: RobotRows, stopping: threading.Event, policy: DeliveryPolicy
    ) -> None:
        self.world = world
        self.rows = rows
        self.stopping = stopping
        self.policy = policy
        self.window = WINDOW
        self._lock = threading.Lock()
        self._links: dict[str, _Link] = {}
        self._server: Any = None
        self._thread: threading.Thread | None = None

    def open(self, host: str, port: int) -> int:
        """Listen, and return the port; a second call returns the same one.

        :raises RuntimeError: when websockets is missing
        :raises OSError: when the port is taken
        """
        if self._server is None:
            try:
                from websockets.sync.server import serve
            except ImportError:
                raise RuntimeError(
                    "The long connection of robots needs websockets: pip install"
                    " 'flask-wechat-corp[robot]'."
                ) from None
            self._server = serve(self._connected, host, port)
            self._thread = threading.Thread(
                target=self._server.serve_forever, name="simulated-wecom-robots", daemon=True
            )
            self._thread.start()
        return int(self._server.socket.getsockname()[1])

    def close(self) -> None:
        """End all connections and listen no more."""
        server, self._server = self._server, None
        if server is None or self._thread is None:
            return
        server.shutdown()
        with self._lock:
            links = list(self._links.values())
        for link in links:
            link.close()
        self._thread.join()

    def of(self, name: str) -> _Link | None:
        """Return the connection of a robot, or ``None``."""
        with self._lock:
            return self._links.get(name)

    def keep_media(self, data: bytes, filename: str) -> Record:
        """Seal a file with a key of its own, and return its address and its key."""
        aes_key = "".join(secrets.choice(_LETTERS) for _ in range(43))
        key = self.world.robots.keep_file(encrypt_media(aes_key, data), filename)
        return {"url": f"{self.world.base_url}/robot-media/{key}", "aeskey": aes_key}

    def _connected(self, socket: Any) -> None:
        """Serve one connection in its own thread, until it ends."""
        from websockets.exceptions import ConnectionClosed

        link = _Link(self, socket)
        with contextlib.suppress(ConnectionClosed, OSError):
            for text in socket:
                link.take(text)
        with self._lock:
            if link.robot is not None and self._links.get(link.robot["name"]) is link:
                del self._links[link.robot["name"]]
        link.ended()

    def subscribe(self, link: _Link, body: Record) -> int:
        """Give a robot this connection; an older one is told and closed."""
        robot = self.world.robots.with_id(str(body.get("bot_id", "")))
        secret = str(body.get("secret", ""))
        if robot is None or not robot["secret"]:
            return BAD_CREDENTIALS
        if not hmac.compare_digest(robot["secret"].encode(), secret.encode()):
            return BAD_CREDENTIALS
        with self._lock:
            before = self._links.get(robot["name"])
            link.robot = robot
            self._links[robot["name"]] = link
        if before is not None and before is not link:
            before.displace()
        return OK


class _Link:
    """One connection; its request ids end with it."""

    def __init__(self, links: RobotLinks, socket: Any) -> None:
        self.robot: Record | None = None
        self._links = links
        self._socket = socket
        self._changed = threading.Condition()
        self._chats: dict[str, RobotChat] = {}
        self._closed = False

    # -- to the robot

    def push(self, chat: RobotChat, *, wait: bool) -> None:
        """Send a message or an event, and wait for its answer.

        :param wait: also wait until a stream is finished; else only for its first frame
        """
        kind = "event" if chat.message["msgtype"] == "event" else "msg"
        request = secrets.token_hex(8)
        frame = {
            "cmd": f"aibot_{kind}_callback", "headers": {"req_id": request}, "body": chat.message,
        }  # fmt: skip
        chat.exchange = Exchange(f"WebSocket aibot_{kind}_callback", request)
        with self._changed:
            self._chats[request] = chat
            while len(self._chats) > _MOST_REQUESTS:
                del self._chats[next(iter(self._chats))]
        self._send(frame)
        clock = self._links.world.clock
        with self._changed:
            answered = self._changed.wait_for(
                lambda: self._closed or chat.verdict.ok or chat.verdict.reason,
                self._links.policy.time_limit,
            )
            if not answered:
                chat.verdict = RobotVerdict(True)  # a handler may answer nothing
            elif not chat.verdict.ok and not chat.verdict.reason:
                chat.verdict = RobotVerdict(False, reason="the long connection was lost")
            self._links.rows.show_verdict(chat)
            ends = clock() + self._links.window
            while wait and chat.stream and not chat.finished and not self._over(ends):
                self._changed.wait(0.1)

    def _over(self, ends: float) -> bool:
        return self._closed or self._links.stopping.is_set() or self._links.world.clock() >= ends

    def displace(self) -> None:
        """Tell the robot's program that another one has taken its place, and close."""
        event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
        body = {**event, "aibotid": self.robot["bot_id"] if self.robot else ""}
        self._send(
            {"cmd": "aibot_event_callback", "headers": {"req_id": secrets.token_hex(8)},
             "body": body}
        )  # fmt: skip
        self.close()

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(Exception):
            self._socket.close()

    def ended(self) -> None:
        """Show at every answer that still grew that it does not go on here."""
        with self._changed:
            self._closed = True
            for chat in self._chats.values():
                if chat.stream and not chat.finished:
                    self._links.rows.show_problem(chat, "the long connection was lost", ended=True)
            self._changed.notify_all()

    def _send(self, frame: Record) -> None:
        with contextlib.suppress(Exception):  # the end of the connection is seen by its reader
            self._socket.send(json.dumps(frame, ensure_ascii=False))

    # -- from the robot

    def take(self, text: str | bytes) -> None:
        """Take one frame and acknowledge it."""
        try:
            frame = json.loads(text)
            cmd, request = str(frame["cmd"]), str(frame["headers"]["req_id"])
            body = frame.get("body")
        except (ValueError, KeyError, TypeError, RecursionError):
            self._send({"headers": {"req_id": ""}, "errcode": WRONG_TYPE, "errmsg": "no frame"})
            return
        code, reason = self._answer_to(cmd, request, body if isinstance(body, dict) else {})
        self._send({"headers": {"req_id": request}, "errcode": code, "errmsg": reason or "ok"})

    def _answer_to(self, cmd: str, request: str, body: Record) -> tuple[int, str]:
        if cmd == "ping":
            return OK, ""
        if cmd == "aibot_subscribe":
            code = self._links.subscribe(self, body)
            return code, "bot_id or secret is wrong" if code else ""
        if self.robot is None:
            return BAD_CREDENTIALS, "aibot_subscribe must come first"
        if cmd == "aibot_send_msg":
            found = self._own_message(body)
            self._links.rows.log_call(self.robot, "WebSocket", cmd, body, found)
            return found
        if cmd in _RESPONSES:
            return self._response(cmd, request, body)
        return WRONG_TYPE, f"{cmd[:64]} is not simulated"

    def _response(self, cmd: str, request: str, body: Record) -> tuple[int, str]:
        with self._changed:
            chat = self._chats.get(request)
            if chat is None:
                return UNKNOWN_REQUEST, "unknown req_id"
            asked = Asked(
                chat.what, task_id=task_of(chat.message), card_shown=chat.card_shown, over_link=True
            )
            verdict = check_robot_reply(body, asked)
            code = WRONG_TYPE
            if verdict.ok and chat.stream and self._is_late(chat):
                verdict = RobotVerdict(False, reason="the stream has expired")
                code = EXPIRED_STREAM
            self._note(chat, cmd, body, verdict)
            self._changed.notify_all()
        return (OK, "") if verdict.ok else (code, verdict.reason)

    def _is_late(self, chat: RobotChat) -> bool:
        began = chat.row["time"] if chat.row is not None else 0.0
        return chat.finished or bool(self._links.world.clock() >= began + self._links.window)

    def _note(self, chat: RobotChat, cmd: str, body: Record, verdict: RobotVerdict) -> None:
        first = chat.verdict.reply is None and not chat.verdict.reason
        exchange = Exchange(f"WebSocket {cmd}", "", body=json.dumps(body).encode())
        chat.verdict = verdict
        chat.polls += not first
        if chat.log is not None:
            chat.log.add(exchange, verdict, poll=not first)
        if not verdict.ok:
            self._links.rows.show_problem(chat, verdict.reason)
        else:
            self._links.rows.show_reply(chat, body)

    def _own_message(self, body: Record) -> tuple[int, str]:
        """Show a message that the robot sends by itself, to a chat in which it was written to."""
        kind, chat_id = str(body.get("msgtype", "")), str(body.get("chatid", ""))
        if kind not in ("markdown", "template_card") or not isinstance(body.get(kind), dict):
            return WRONG_TYPE, "msgtype must be markdown or template_card"
        assert self.robot is not None  # noqa: S101 - _answer_to() has looked
        for row in reversed(self._links.world.messages.rows()):
            if row["agentid"] != f"robot:{self.robot['name']}" or row["direction"] != "to_app":
                continue
            if chat_id == row["chatid"] or (not row["chatid"] and chat_id in row["users"]):
                self._links.rows.add_answer(
                    self.robot, row["users"][0], str(row["chatid"] or ""), kind, body
                )
                return OK, "ok"
        return UNKNOWN_CHAT, "the robot was not written to in this chat"
