"""The other side of a robot's long connection: a WebSocket server that speaks as WeCom does."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve


class LinkServer:
    """Accepts one robot, sends it messages and keeps what it answers.

    A request id is good for the connection in which it was sent, as at WeCom.
    """

    def __init__(self, bot_id: str = "aibX", secret: str = "link-secret") -> None:
        self.bot_id, self.secret = bot_id, secret
        self.frames: list[dict[str, Any]] = []
        self.pings = 0
        self.answer_pings = True
        self.subscribed = 0
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._current: ServerConnection | None = None
        self._requests: dict[str, str] = {}
        self._alive: set[str] = set()

    def __enter__(self) -> LinkServer:
        self._server = serve(self._connected, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()

    def _connected(self, socket: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            for text in socket:
                self._take(socket, json.loads(text))
        with self._changed:
            if self._current is socket:
                self._current = None
            self._changed.notify_all()

    def _take(self, socket: ServerConnection, frame: dict[str, Any]) -> None:
        cmd, request = frame["cmd"], frame["headers"]["req_id"]
        code = 0
        if cmd == "ping":
            self.pings += 1
            if not self.answer_pings:
                return
        elif cmd == "aibot_subscribe":
            code = self._subscribe(socket, frame["body"])
        elif cmd.startswith("aibot_respond") and request not in self._alive:
            code = 846605
        with self._changed:
            if not code and cmd not in ("ping", "aibot_subscribe"):
                self.frames.append(frame)
            self._changed.notify_all()
        socket.send(json.dumps({"headers": {"req_id": request}, "errcode": code, "errmsg": "ok"}))

    def _subscribe(self, socket: ServerConnection, body: dict[str, Any]) -> int:
        if (body["bot_id"], body["secret"]) != (self.bot_id, self.secret):
            return 853000
        with self._changed:
            self._alive.clear()
            self._current = socket
            self.subscribed += 1
        return 0

    # -- for tests

    def until(self, condition: Callable[[], Any], seconds: float = 15) -> Any:
        """Wait until something is true, which is looked at after every frame."""
        with self._changed:
            assert self._changed.wait_for(condition, seconds), "it did not happen"

    def send(self, cmd: str, body: dict[str, Any], msgid: str | None = None) -> str:
        """Send a callback; return its message's id. Waits for a connection."""
        number = next(self._numbers)
        msgid = msgid or f"m{number}"
        request = f"w{number}"
        body = {"msgid": msgid, "aibotid": self.bot_id, **body}
        while True:
            self.until(lambda: self._current is not None)
            socket = self._current
            try:
                assert socket is not None
                self._alive.add(request)
                self._requests[request] = msgid
                socket.send(json.dumps({"cmd": cmd, "headers": {"req_id": request}, "body": body}))
                return msgid
            except (ConnectionClosed, AssertionError):
                time.sleep(0.01)

    def text(self, content: str, user: str = "lisi", **more: Any) -> str:
        """Send a text."""
        body = {
            "chattype": "single", "from": {"userid": user}, "msgtype": "text",
            "text": {"content": content}, **more,
        }  # fmt: skip
        return self.send("aibot_msg_callback", body)

    def event(self, name: str, **data: Any) -> str:
        """Send an event."""
        event = {"eventtype": name, name: data}
        body = {"from": {"userid": "lisi"}, "msgtype": "event", "event": event}
        return self.send("aibot_event_callback", body)

    def disconnect(self) -> None:
        """Drop the connection without a word."""
        socket = self._current
        if socket is not None:
            socket.socket.close()

    def answers(self, msgid: str) -> list[dict[str, Any]]:
        """Return the frames that answered a message."""
        return [
            frame
            for frame in list(self.frames)
            if self._requests.get(frame["headers"]["req_id"]) == msgid
        ]

    def own(self) -> list[dict[str, Any]]:
        """Return the messages that the robot sent by itself."""
        return [frame["body"] for frame in list(self.frames) if frame["cmd"] == "aibot_send_msg"]
