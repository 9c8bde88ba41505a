"""One callback on its way to the app, as the history shows it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...protocol.xmlio import build
from ..faults import Fault
from ..world.history import History, truncate
from ..world.records import PART_HEADER, Record, part_of
from .compose import SYSTEM
from .replies import ReplyVerdict
from .sender import Exchange

__all__ = ["Delivery"]


@dataclass
class Delivery:
    """A callback, its attempts and its result.

    The history gets a new copy after each change and never the object itself, so that a thread
    that reads the history cannot see a change half done.

    :param kind: ``push``, ``event`` or ``verify``
    :param fields: the pushed fields; empty for ``verify``
    :param time: when it started, in seconds of the world's clock
    """

    kind: str
    fields: Mapping[str, Any]
    time: float
    ok: bool | None = None
    status: int | None = None
    ms: float | None = None
    reason: str = ""
    reply: Mapping[str, Any] | None = None
    reply_xml: str = ""
    fault: Record | None = None
    part: list[int] | None = None
    attempts: list[Record] = field(default_factory=list)
    _row: Record = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number of its row in the history."""
        return int(self._row["id"])

    @property
    def user(self) -> str | None:
        """The member that wrote; None for what the system sends."""
        sender = self.fields.get("FromUserName")
        return None if sender is None or sender == SYSTEM else str(sender)

    @property
    def msgid(self) -> str | None:
        """The message id, or None for an event."""
        return str(self.fields["MsgId"]) if "MsgId" in self.fields else None

    def add_to(self, history: History) -> Delivery:
        """Add it to the history, which gives it its id."""
        self._row = history.add(self.to_dict())
        return self

    def set_fault(self, fault: Fault) -> None:
        """Note the fault that changes this delivery."""
        self.fault = fault.row()

    def add_attempt(self, exchange: Exchange, now: float, history: History) -> None:
        """Add one HTTP request and its result.

        :param now: seconds of the world's clock
        """
        self.attempts.append(exchange.row(now))
        headers = {name.lower(): value for name, value in exchange.headers}
        # A repeated delivery gets the same reply, without the header.
        self.part = part_of(headers.get(PART_HEADER.lower())) or self.part
        self._update(history)

    def finish(self, verdict: ReplyVerdict, exchange: Exchange | None, history: History) -> None:
        """Set the result.

        :param exchange: the last attempt, or None if nothing was sent
        """
        self.ok, self.reason = verdict.ok, verdict.reason
        self.reply, self.reply_xml = verdict.reply, truncate(verdict.xml)
        if exchange is not None:
            self.status, self.ms = exchange.status, exchange.ms
        self._update(history)

    def _update(self, history: History) -> None:
        row = self.to_dict()
        history.replace(self._row, row)
        self._row = row

    def result(self) -> Record:
        """Return the response of ``POST /_sim/push``."""
        return {
            "ok": self.ok,
            "status": self.status,
            "ms": self.ms,
            "attempts": len(self.attempts),
            "reply": self.reply,
            "reason": self.reason,
            "delivery": self.id,
        }

    def to_dict(self) -> Record:
        """Return the row of the history; see the event ``delivery`` in ``world/history.py``."""
        fields = self.fields
        return {
            "time": self.time,
            "kind": self.kind,
            "msgtype": fields.get("MsgType", ""),
            "event": fields.get("Event", ""),
            "user": self.user,
            "agentid": fields.get("AgentID"),
            "msgid": self.msgid,
            "ok": self.ok,
            "status": self.status,
            "ms": self.ms,
            "reason": self.reason,
            "fields": copy.deepcopy(dict(fields)),
            "xml": truncate(build(fields)) if fields else "",
            "reply": self.reply,
            "reply_xml": self.reply_xml,
            "attempts": list(self.attempts),
            "fault": self.fault,
        }
