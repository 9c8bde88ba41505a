"""Talks to smart robots as WeCom does: a message, then a poll a second until the stream ends."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...protocol.crypto import WXBizMsgCrypt, encrypt_media
from ..world.records import Record, message_record
from ..world.world import World
from .robot_compose import compose_refresh, compose_robot
from .robot_replies import MAX_CONTENT, Asked, RobotVerdict, read_robot_reply
from .sender import DeliveryPolicy, Exchange, Sender

__all__ = ["RobotChats"]

INTERVAL = 1.0
"""Seconds between two polls."""
WINDOW = 360.0
"""Seconds of the world's clock after which WeCom polls no longer (document/path/100719)."""


class _RobotSender(Sender):
    """Posts JSON to a robot's callback URL."""

    def post(self, message: Record) -> tuple[Exchange, str]:
        """Send one callback; return the exchange and its nonce."""
        sealed = self.crypt.encrypt(json.dumps(message, ensure_ascii=False))
        query = self._query(sealed)
        nonce = query.rpartition("nonce=")[2].partition("&")[0]
        return self._exchange("POST", query, json.dumps({"encrypt": sealed}).encode()), nonce

    def _talk(
        self,
        connection: http.client.HTTPConnection,
        exchange: Exchange,
        method: str,
        target: str,
        body: bytes,
    ) -> None:
        super()._talk(connection, exchange, method, target, body)
        exchange.url = exchange.url.partition("?")[0]


@dataclass
class _Chat:
    """One message and what became of it."""

    robot: Record
    message: Record
    code: str = ""
    row: Record | None = None
    answer: Record | None = None
    exchange: Exchange | None = None
    verdict: RobotVerdict = field(default_factory=lambda: RobotVerdict(False))
    stream: str = ""
    texts: list[str] = field(default_factory=list)
    polls: int = 0
    finished: bool = False
    card_shown: bool = False

    @property
    def user(self) -> str:
        return str(self.message["from"]["userid"])

    @property
    def what(self) -> str:
        event: Mapping[str, Any] = self.message.get("event", {})
        return str(event.get("eventtype") or "message")


class RobotChats:
    """What members and robots say to each other.

    :param stopping: ends all polls
    :param policy: how long an answer may take
    """

    def __init__(self, world: World, stopping: threading.Event, policy: DeliveryPolicy) -> None:
        self.world = world
        self.interval = INTERVAL
        self.window = WINDOW
        self._stopping = stopping
        self._policy = policy

    def push(self, spec: Mapping[str, Any]) -> Record:
        """Send a message or an event to a robot; wait until its answer is finished.

        :param spec: the fields of ``POST /_sim/push`` with ``robot``; ``"wait": false`` returns
            after the first reply
        :raises ValueError: if the description cannot be pushed
        """
        robot = self.world.robots.by_name.get(str(spec.get("robot")))
        if robot is None:
            names = ", ".join(self.world.robots.by_name) or "none"
            raise ValueError(f"There is no robot of this name. The robots are: {names}.")
        if not robot["url"]:
            raise ValueError(f"The robot {robot['name']!r} has no callback URL.")
        spec = self._with_file(spec)
        chat = _Chat(robot, compose_robot(spec, robot, self.world.now(), self._media_of(robot)))
        crypt = WXBizMsgCrypt(robot["token"], robot["aes_key"], "")
        sender = _RobotSender(self.world, robot["url"], crypt, self._policy)
        if chat.what in ("message", "template_card_event"):
            chat.code = self.world.robots.open_address(
                robot["name"], chat.user, str(chat.message.get("chatid", ""))
            )
            chat.message["response_url"] = (
                f"{self.world.base_url}/cgi-bin/aibot/response?response_code={chat.code}"
            )
        self._show_message(chat, spec)
        self._ask(sender, chat, chat.message, Asked(chat.what, task_id=_task_id(chat.message)))
        self._show_verdict(chat)
        if spec.get("wait", True) is False:
            if chat.stream and not chat.finished:
                threading.Thread(target=self._poll, args=(sender, chat), daemon=True).start()
        else:
            self._poll(sender, chat)
        return self._result(chat)

    # -- the exchange

    def _ask(self, sender: _RobotSender, chat: _Chat, message: Record, asked: Asked) -> None:
        chat.exchange, nonce = sender.post(message)
        verdict = RobotVerdict(False, reason=chat.exchange.reason)
        if chat.exchange.status is not None and not chat.exchange.reason:
            if chat.exchange.status == 200:
                asked = Asked(asked.what, nonce, asked.stream, asked.task_id, chat.card_shown)
                verdict = read_robot_reply(sender.crypt, chat.exchange.body, asked)
            else:
                verdict = RobotVerdict(False, reason=f"HTTP status {chat.exchange.status}")
        chat.verdict = verdict
        if verdict.ok and verdict.reply:
            self._show_reply(chat, verdict.reply)

    def _poll(self, sender: _RobotSender, chat: _Chat) -> None:
        """Ask until the stream is finished; a refused answer changes nothing."""
        ends = self.world.clock() + self.window
        while chat.stream and not chat.finished and self.world.clock() < ends:
            if self._stopping.wait(self.interval):
                return
            chat.polls += 1
            refresh = compose_refresh(chat.message, chat.stream)
            self._ask(sender, chat, refresh, Asked("refresh", stream=chat.stream))
            if not chat.verdict.ok and chat.answer is not None:
                chat.answer["reason"] = chat.verdict.reason
                self.world.messages.changed(chat.answer)
        if chat.stream and not chat.finished and chat.answer is not None:
            chat.answer.update(status="failed", reason="the stream was not finished in time")
            self.world.messages.changed(chat.answer)

    # -- the page

    def _show_message(self, chat: _Chat, spec: Mapping[str, Any]) -> None:
        row = message_record(
            self.world.clock(), "robot", [chat.user], str(chat.message["msgtype"]), {}
        )
        shown = dict(chat.message)
        shown.pop("response_url", None)  # it is for the robot alone
        row.update(
            direction="to_app", status="pending", agentid=_agent(chat.robot),
            chatid=str(chat.message.get("chatid", "")), content=_content(chat, spec, shown),
        )  # fmt: skip
        chat.row = self.world.messages.add(row)

    def _show_verdict(self, chat: _Chat) -> None:
        if chat.row is None or chat.exchange is None:
            return
        status = "ok" if chat.verdict.ok else "failed"
        chat.row.update(status=status, reason=chat.verdict.reason, ms=chat.exchange.ms)
        self.world.messages.changed(chat.row)

    def _show_reply(self, chat: _Chat, reply: Record) -> None:
        stream, card = reply.get("stream"), reply.get("template_card")
        if reply.get("response_type") == "update_template_card":
            self._update_card(chat, reply)
            return
        if card is not None:
            chat.card_shown = True
        if stream is not None:
            chat.stream, chat.finished = stream["id"], stream.get("finish", False)
            if not chat.texts or chat.texts[-1] != stream.get("content", ""):
                chat.texts.append(stream.get("content", ""))
        kind = "robot_stream" if stream is not None else str(reply["msgtype"])
        content = {"card": card, **stream} if stream is not None else reply
        if chat.answer is None:
            chat.answer = self._add_answer(chat, kind, content)
            return
        kept = {name: chat.answer["content"].get(name) for name in ("card", "feedback")}
        content = {**content, **{name: value for name, value in kept.items() if value}}
        chat.answer["content"] = content
        self.world.messages.changed(chat.answer)

    def _add_answer(self, chat: _Chat, kind: str, content: Record) -> Record:
        row = message_record(self.world.clock(), "robot", [chat.user], kind, content)
        row.update(agentid=_agent(chat.robot), chatid=str(chat.message.get("chatid", "")))
        return self.world.messages.add(row)

    def _update_card(self, chat: _Chat, reply: Record) -> None:
        """Replace the card that was pressed, for everybody or for some."""
        card = reply["template_card"]
        for row in self.world.messages.rows():
            content = row["content"]
            if row["agentid"] != _agent(chat.robot) or row["direction"] != "to_user":
                continue
            shown = content.get("card") or content.get("template_card") or {}
            if shown.get("task_id") == card.get("task_id"):
                name = "card" if row["msgtype"] == "robot_stream" else "template_card"
                row["content"] = {**content, name: card}
                row["status"] = "updated"
                self.world.messages.changed(row)

    def later(self, code: str, body: Record) -> tuple[int, str]:
        """Take a message that was posted to a ``response_url``; return errcode and errmsg."""
        address = self.world.robots.address(code)
        kind = body.get("msgtype")
        if address is None or address.used:
            return 40058, "response_code is unknown, used or expired"
        if kind not in ("markdown", "template_card") or not isinstance(body.get(str(kind)), dict):
            return 40008, "msgtype must be markdown or template_card"
        if kind == "template_card" and address.chat:
            return 40058, "a card can be sent in single chats only"
        content = body[str(kind)].get("content", "")
        if kind == "markdown" and not 0 < len(str(content).encode()) <= MAX_CONTENT:
            return 40058, f"markdown.content must have 1 to {MAX_CONTENT} bytes"
        address.used, address.later = True, body
        row = message_record(self.world.clock(), "robot", [address.user], str(kind), body)
        robot = self.world.robots.by_name.get(address.robot, {"name": address.robot})
        row.update(agentid=_agent(robot), chatid=address.chat)
        self.world.messages.add(row)
        return 0, "ok"

    # -- helpers

    def _media_of(self, robot: Record) -> Any:
        def keep(data: bytes, filename: str) -> str:
            key = self.world.robots.keep_file(encrypt_media(robot["aes_key"], data), filename)
            return f"{self.world.base_url}/robot-media/{key}"

        return keep

    def _with_file(self, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put the bytes of an uploaded file in the place of its id."""
        media = self.world.media.get(spec.get("MediaId"))
        if media is None or "data" in spec:
            return spec
        data = base64.b64encode(media.data).decode()
        return {"filename": media.filename, **spec, "data": data}

    def _result(self, chat: _Chat) -> Record:
        exchange = chat.exchange or Exchange("", "")
        address = self.world.robots.address(chat.code) if chat.code else None
        reply = chat.verdict.reply
        result = {
            "ok": chat.verdict.ok,
            "status": exchange.status,
            "ms": exchange.ms,
            "attempts": 1 + chat.polls,
            "reply": reply,
            "reason": chat.verdict.reason,
            "stream": None,
        }
        if chat.stream:
            result["stream"] = {
                "id": chat.stream,
                "texts": chat.texts,
                "polls": chat.polls,
                "finished": chat.finished,
                "later": address.later if address is not None else None,
            }
        return result


def _agent(robot: Record) -> str:
    """Return what stands for a robot where an agent's id stands for an agent."""
    return f"robot:{robot['name']}"


def _task_id(message: Record) -> str:
    with contextlib.suppress(KeyError, TypeError):
        return str(message["event"]["template_card_event"]["task_id"])
    return ""


def _content(chat: _Chat, spec: Mapping[str, Any], shown: Record) -> Record:
    """Return what the page shows of a message: of files the name, not the sealed address."""
    kind = str(chat.message["msgtype"])
    if kind == "event":
        key = spec.get("event_key", spec.get("EventKey", ""))
        return {"Event": chat.what, "EventKey": str(key)}
    if kind in ("text", "voice"):
        return {"Content": chat.message[kind]["content"]}
    if kind == "mixed":
        items = chat.message["mixed"]["msg_item"]
        return {"Content": "\n".join(one["text"]["content"] for one in items if "text" in one)}
    return {"Title": str(spec.get("filename", "")), "MediaId": str(spec.get("MediaId", ""))}
