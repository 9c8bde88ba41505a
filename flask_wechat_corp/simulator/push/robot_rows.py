"""One message to a robot, and how the chat page and the log show what becomes of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..world.history import truncate
from ..world.records import Record, message_record
from ..world.world import World
from .robot_replies import RobotVerdict
from .sender import Exchange

__all__ = ["WINDOW", "RobotChat", "RobotLog", "RobotRows", "agent_of", "result_of", "task_of"]

WINDOW = 360.0
"""Seconds of the world's clock after which a stream must have ended (document/path/100719)."""
MOST_EXCHANGES = 20
"""Exchanges of one message that the log shows; of a long answer the first ones and the last."""

Verdict = tuple[int, str]
"""errcode and errmsg."""

_SECRETS = ("response_url", "url", "aeskey")
"""Fields of a message that let their holder write to the user or read a file."""


@dataclass
class RobotChat:
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
    over_link: bool = False
    """Whether it goes over the robot's long connection."""
    log: RobotLog | None = None

    @property
    def user(self) -> str:
        """The member that wrote."""
        return str(self.message["from"]["userid"])

    @property
    def what(self) -> str:
        """``message``, or the name of the event."""
        event: Mapping[str, Any] = self.message.get("event", {})
        return str(event.get("eventtype") or "message")


class RobotLog:
    """The row of the log for one message: its exchange, and those polls that brought something.

    :param shown: what the page shows of the message
    """

    def __init__(self, world: World, chat: RobotChat, shown: Record) -> None:
        self._world = world
        self._reply = ""
        self._polls = 0
        message = chat.message
        self._row = world.deliveries.add(
            {
                "time": world.clock(),
                "kind": "event" if message["msgtype"] == "event" else "push",
                "msgtype": message["msgtype"],
                "event": chat.what if message["msgtype"] == "event" else "",
                "user": chat.user,
                "agentid": agent_of(chat.robot),
                "msgid": message["msgid"],
                "ok": None,
                "status": None,
                "ms": None,
                "reason": "",
                "fields": shown,
                "xml": truncate(json.dumps(_masked(message), ensure_ascii=False)),
                "reply": None,
                "reply_xml": "",
                "attempts": [],
                "fault": None,
                "polls": 0,
                "way": "link" if chat.over_link else "url",
            }
        )

    @property
    def id(self) -> int:
        """The number of the row."""
        return int(self._row["id"])

    def add(self, exchange: Exchange, verdict: RobotVerdict, *, poll: bool = False) -> None:
        """Note an exchange; a poll only when its answer is refused or has changed."""
        self._polls += poll
        reply = json.dumps(verdict.reply, ensure_ascii=False) if verdict.reply else ""
        if poll and verdict.ok and reply == self._reply:
            return
        self._reply = reply
        attempt = exchange.row(self._world.clock())
        attempt["reason"] = attempt["reason"] or verdict.reason
        if exchange.status is None:  # over a long connection there is none
            attempt["response"] = truncate(exchange.body.decode("utf-8", "replace"))
        attempts = [*self._row["attempts"], attempt]
        if len(attempts) > MOST_EXCHANGES:
            del attempts[-2]
        row = {
            **self._row,
            "ok": verdict.ok,
            "status": exchange.status,
            "reason": verdict.reason,
            "attempts": attempts,
            "polls": self._polls,
        }
        if not poll:
            row["ms"] = exchange.ms
        if verdict.ok:
            row.update(reply=verdict.reply, reply_xml=truncate(reply))
        self._world.deliveries.replace(self._row, row)
        self._row = row


class RobotRows:
    """Writes what members and robots say into the conversation of the page."""

    def __init__(self, world: World) -> None:
        self.world = world

    def show_message(self, chat: RobotChat, spec: Mapping[str, Any]) -> None:
        """Show what a member wrote or did, and begin its row of the log."""
        shown = _content(chat, spec)
        chat.log = RobotLog(self.world, chat, shown)
        row = message_record(
            self.world.clock(), "robot", [chat.user], str(chat.message["msgtype"]), {}
        )
        row.update(
            direction="to_app", status="pending", agentid=agent_of(chat.robot),
            chatid=_chat_id(chat), content=shown, delivery=chat.log.id,
        )  # fmt: skip
        chat.row = self.world.messages.add(row)

    def show_verdict(self, chat: RobotChat) -> None:
        """Show whether the message was answered as WeCom wants it."""
        if chat.row is None or chat.exchange is None:
            return
        status = "ok" if chat.verdict.ok else "failed"
        chat.row.update(status=status, reason=chat.verdict.reason, ms=chat.exchange.ms)
        self.world.messages.changed(chat.row)

    def show_reply(self, chat: RobotChat, reply: Record) -> None:
        """Show an answer, let one grow, or replace a card."""
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
            chat.answer = self.add_answer(chat.robot, chat.user, _chat_id(chat), kind, content)
            return
        kept = {name: chat.answer["content"].get(name) for name in ("card", "feedback")}
        content = {**content, **{name: value for name, value in kept.items() if value}}
        chat.answer["content"] = content
        self.world.messages.changed(chat.answer)

    def add_answer(
        self, robot: Record, user: str, chat_id: str, kind: str, content: Record
    ) -> Record:
        """Show a message of the robot; return its row."""
        row = message_record(self.world.clock(), "robot", [user], kind, content)
        row.update(agentid=agent_of(robot), chatid=chat_id)
        return self.world.messages.add(row)

    def log_call(self, robot: Record, method: str, path: str, body: Record, found: Verdict) -> None:
        """Add a message that the robot has sent by itself to the calls of the log."""
        errcode, errmsg = found
        self.world.calls.add(
            {
                "time": self.world.clock(),
                "method": method,
                "path": path,
                "query": {},
                "body": truncate(json.dumps(body, ensure_ascii=False)),
                "files": {},
                "status": 200,
                "ms": 0.0,
                "errcode": errcode,
                "errmsg": errmsg,
                "answer": json.dumps({"errcode": errcode, "errmsg": errmsg}, ensure_ascii=False),
                "agentid": agent_of(robot),
                "unknown": [],
                "simulated": True,
                "fault": None,
            }
        )

    def show_problem(self, chat: RobotChat, reason: str, *, ended: bool = False) -> None:
        """Show at the answer why WeCom refuses a part of it, or why it does not go on."""
        if chat.answer is None:
            return
        chat.answer["reason"] = reason
        if ended:
            chat.answer["status"] = "failed"
        self.world.messages.changed(chat.answer)

    def _update_card(self, chat: RobotChat, reply: Record) -> None:
        """Replace the card that was pressed, for everybody or for some."""
        card = reply["template_card"]
        for row in self.world.messages.rows():
            content = row["content"]
            if row["agentid"] != agent_of(chat.robot) or row["direction"] != "to_user":
                continue
            shown = content.get("card") or content.get("template_card") or {}
            if shown.get("task_id") == card.get("task_id"):
                name = "card" if row["msgtype"] == "robot_stream" else "template_card"
                row["content"] = {**content, name: card}
                row["status"] = "updated"
                self.world.messages.changed(row)


def agent_of(robot: Record) -> str:
    """Return what stands for a robot where an agent's id stands for an agent."""
    return f"robot:{robot['name']}"


def result_of(chat: RobotChat, later: Record | None) -> Record:
    """Return the result of ``POST /_sim/push``.

    :param later: what was posted to the message's ``response_url``
    """
    exchange = chat.exchange or Exchange("", "")
    result = {
        "ok": chat.verdict.ok,
        "status": exchange.status,
        "ms": exchange.ms,
        "attempts": 1 + chat.polls,
        "reply": chat.verdict.reply,
        "reason": chat.verdict.reason,
        "stream": None,
        "delivery": chat.log.id if chat.log is not None else None,
    }
    if chat.stream:
        result["stream"] = {
            "id": chat.stream,
            "texts": chat.texts,
            "polls": chat.polls,
            "finished": chat.finished,
            "later": later,
        }
    return result


def task_of(message: Record) -> str:
    """Return the task id of a card's event, or ``""``."""
    with contextlib.suppress(KeyError, TypeError):
        return str(message["event"]["template_card_event"]["task_id"])
    return ""


def _chat_id(chat: RobotChat) -> str:
    return str(chat.message.get("chatid", ""))


def _masked(value: Any) -> Any:
    """Return a copy without what lets its holder write to the user or read a file."""
    if isinstance(value, Mapping):
        return {key: "…" if key in _SECRETS and one else _masked(one) for key, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list) else value


def _content(chat: RobotChat, spec: Mapping[str, Any]) -> Record:
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
