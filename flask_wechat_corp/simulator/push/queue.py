"""Callbacks to the app: pushed at once or in the background, with faults, kept in the history."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping
from typing import Any

from ...protocol.crypto import WXBizMsgCrypt
from ...protocol.xmlio import build
from ..faults import Fault, Faults
from ..world.history import cut
from ..world.world import World
from .cards import apply_reply
from .compose import SYSTEM, compose
from .replies import Opened
from .sender import Exchange, Sender

__all__ = ["Callbacks"]

log = logging.getLogger(__name__)

Row = dict[str, Any]

_MAX_WAITING = 1_000
_REORDER_WAIT = 10.0


class Callbacks:
    """Pushes to one app.

    :param crypt: the app's token, key and receive id
    :param options: of every :class:`~flask_wechat_corp.simulator.push.sender.Sender`
    :param stopping: set when nothing shall be waited for any more
    """

    def __init__(
        self,
        world: World,
        faults: Faults,
        stopping: threading.Event,
        crypt: WXBizMsgCrypt,
        options: dict[str, Any],
    ) -> None:
        self.world = world
        self.faults = faults
        self._stopping = stopping
        self._crypt = crypt
        self._options = options
        self._sender: Sender | None = None
        self._url: str | None = None
        self._outbox: queue.Queue[Mapping[str, Any] | None] = queue.Queue(_MAX_WAITING)
        self._postman: threading.Thread | None = None
        self._helpers: list[threading.Thread] = []
        self._passed = threading.Condition()
        self._pushes_done = 0

    @property
    def url(self) -> str | None:
        """Where callbacks go; may be set at any time."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        self._sender = Sender(self.world, url, self._crypt, **self._options) if url else None
        self._url = url

    def verify(self) -> Row:
        """Verify the callback URL; returns ``{"ok", "status", "ms", "reason"}``."""
        if self._sender is None:
            return {"ok": False, "status": None, "ms": 0.0, "reason": "no callback URL is set"}
        row = self.world.deliveries.add(self._delivery("verify", {}))
        exchange, ok, reason = self._sender.verify()
        row["attempts"].append(exchange.row(self.world.clock()))
        row.update(ok=ok, status=exchange.status, ms=exchange.ms, reason=reason)
        self.world.deliveries.changed(row)
        return {key: row[key] for key in ("ok", "status", "ms", "reason")}

    def push(self, spec: Mapping[str, Any]) -> Row:
        """Push a message or an event and wait for the app's answer.

        :param spec: as in ``POST /_sim/push``
        :returns: ``{"ok", "status", "ms", "attempts", "reply", "reason"}``
        :raises ValueError: when the description cannot be pushed
        """
        with self.world.lock:
            fields = compose(self.world, spec)
        target = spec.get("target")
        return self._push(fields, self._sender_to(target) if target else self._sender)

    def enqueue(self, spec: Mapping[str, Any]) -> None:
        """Push in the background, in order; what an API call causes comes this way."""
        if self._sender is None and not spec.get("target"):
            return
        try:
            self._outbox.put_nowait(dict(spec))
        except queue.Full:
            log.warning("more than %d callbacks are waiting: one is dropped", _MAX_WAITING)

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait until no callback is waiting in the background; tells whether that came true."""
        end = time.monotonic() + timeout
        with self._outbox.all_tasks_done:
            while self._outbox.unfinished_tasks:
                rest = end - time.monotonic()
                if rest <= 0:
                    return False
                self._outbox.all_tasks_done.wait(rest)
        return True

    def _sender_to(self, target: Mapping[str, Any]) -> Sender:
        """Return a sender to the callback that a batch job brings along."""
        crypt = WXBizMsgCrypt(
            str(target.get("token", "")), str(target.get("encodingaeskey", "")), self.world.corp_id
        )
        return Sender(self.world, str(target.get("url", "")), crypt, **self._options)

    def _push(self, fields: Row, sender: Sender | None) -> Row:
        row = self.world.deliveries.add(self._delivery(_kind(fields), fields))
        said = self._note_message(fields, row)
        fault = self.faults.take_callback()
        if fault is not None:
            row["fault"] = fault.row()
            self.world.events.publish("faults", {"faults": self.faults.rows()})
        if fault is not None and fault.callback == "reorder":
            self._let_another_pass()
        if fault is not None and fault.delay:
            self._stopping.wait(fault.delay)
        result = self._deliver(fields, row, fault, sender)
        with self._passed:
            self._pushes_done += 1
            self._passed.notify_all()
        if said is not None:
            said.update(status="ok" if result["ok"] else "failed", reason=result["reason"])
            self.world.messages.changed(said)
        return result

    def _deliver(self, fields: Row, row: Row, fault: Fault | None, sender: Sender | None) -> Row:
        if sender is None or (fault is not None and fault.callback == "drop"):
            reason = "dropped by a fault" if sender else "no callback URL is set"
            row.update(ok=False, reason=reason)
            self.world.deliveries.changed(row)
            return _result(row)

        def progress(exchange: Exchange) -> bool:
            row["attempts"].append(exchange.row(self.world.clock()))
            self.world.deliveries.changed(row)
            return not self._stopping.is_set()

        exchange, opened = sender.deliver(fields, progress)
        if fault is not None and fault.callback == "double":
            exchange, again = sender.deliver(fields, progress)
            opened = again if opened.ok else opened
        row.update(
            ok=opened.ok, status=exchange.status, ms=exchange.ms, reason=opened.reason,
            reply=opened.reply, reply_xml=cut(opened.xml),
        )  # fmt: skip
        self.world.deliveries.changed(row)
        self._note_reply(fields, row, opened)
        return _result(row)

    def _let_another_pass(self) -> None:
        with self._passed:
            seen = self._pushes_done
            self._passed.wait_for(
                lambda: self._pushes_done > seen or self._stopping.is_set(), _REORDER_WAIT
            )

    def _delivery(self, kind: str, fields: Row) -> Row:
        from_user = fields.get("FromUserName")
        return {
            "time": self.world.clock(),
            "kind": kind,
            "msgtype": fields.get("MsgType", ""),
            "event": fields.get("Event", ""),
            "user": None if from_user == SYSTEM else from_user,
            "agentid": fields.get("AgentID"),
            "msgid": str(fields["MsgId"]) if "MsgId" in fields else None,
            "ok": None, "status": None, "ms": None, "reason": "",
            "fields": fields,
            "xml": self._xml(fields),
            "reply": None, "reply_xml": "", "attempts": [], "fault": None,
        }  # fmt: skip

    def _xml(self, fields: Row) -> str:
        return cut(build(fields)) if fields else ""

    def _note_message(self, fields: Row, delivery: Row) -> Row | None:
        user = delivery["user"]
        if user is None:
            return None
        return self.world.messages.add(
            _message(self.world, fields, delivery, direction="to_app", via="push", status="pending")
        )

    def _note_reply(self, fields: Row, delivery: Row, opened: Opened) -> None:
        if opened.reply is None or delivery["user"] is None:
            return
        row = _message(
            self.world, opened.reply, delivery, direction="to_user", via="reply", status="ok"
        )
        if opened.reason:
            row.update(status="failed", reason=opened.reason)
        self.world.messages.add(row)
        apply_reply(self.world, fields, opened.reply)

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start delivering in the background."""
        self._postman = threading.Thread(target=self._work, name="simulated-wecom", daemon=True)
        self._postman.start()

    def stop(self) -> None:
        """Forget what is waiting, and end the background thread. ``stopping`` is set before."""
        with self._passed:
            self._passed.notify_all()
        if self._postman is not None:
            self._drain()
            self._outbox.put(None)
            for thread in (self._postman, *self._helpers):
                thread.join()
            self._postman, self._helpers = None, []

    def _drain(self) -> None:
        while True:
            try:
                self._outbox.get_nowait()
            except queue.Empty:
                return
            self._outbox.task_done()

    def _work(self) -> None:
        while True:
            spec = self._outbox.get()
            if spec is None:
                self._outbox.task_done()
                return
            if self.faults.holds_back():
                # It may have to wait for the one behind it, which must then not wait for it.
                helper = threading.Thread(target=self._push_one, args=(spec,), daemon=True)
                self._helpers = [one for one in self._helpers if one.is_alive()] + [helper]
                helper.start()
            else:
                self._push_one(spec)

    def _push_one(self, spec: Mapping[str, Any]) -> None:
        try:
            self.push(spec)
        except Exception:
            log.exception("a callback could not be pushed")
        finally:
            self._outbox.task_done()


def _kind(fields: Row) -> str:
    return "event" if fields["MsgType"] == "event" else "push"


def _result(row: Row) -> Row:
    return {
        "ok": row["ok"],
        "status": row["status"],
        "ms": row["ms"],
        "attempts": len(row["attempts"]),
        "reply": row["reply"],
        "reason": row["reason"],
        "delivery": row["id"],
    }


def _message(
    world: World, fields: Mapping[str, Any], delivery: Row, *, direction: str, via: str, status: str
) -> Row:
    hidden = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID")
    return {
        "time": world.clock(),
        "agentid": delivery["agentid"],
        "direction": direction,
        "via": via,
        "users": [delivery["user"]],
        "chatid": None,
        "msgtype": fields["MsgType"],
        "content": {key: value for key, value in fields.items() if key not in hidden},
        "status": status,
        "reason": "",
        "delivery": delivery["id"],
        "msgid": delivery["msgid"],
    }
