"""Sends callbacks to the app, at once or from a background thread, and keeps the history."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping
from typing import Any

from ...protocol.crypto import WXBizMsgCrypt
from ..faults import MALFORMED, Fault, Faults
from ..world.records import Record
from ..world.world import World
from .cards import apply_reply
from .compose import compose
from .delivery import Delivery
from .replies import ReplyVerdict
from .sender import DeliveryPolicy, Exchange, Sender

__all__ = ["CallbackQueue"]

logger = logging.getLogger(__name__)

_MAX_QUEUED = 1_000
_REORDER_TIMEOUT = 10.0
_HIDDEN = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID")


class CallbackQueue:
    """Pushes callbacks to one app.

    :param stopping: set when no delay may go on
    :param crypt: the app's token, key and receive id
    :param policy: how often and how long to try
    """

    def __init__(
        self,
        world: World,
        faults: Faults,
        stopping: threading.Event,
        crypt: WXBizMsgCrypt,
        policy: DeliveryPolicy,
    ) -> None:
        self.world = world
        self.faults = faults
        self._stopping = stopping
        self._crypt = crypt
        self._policy = policy
        self._sender: Sender | None = None
        self._url: str | None = None
        self._queue: queue.Queue[Mapping[str, Any] | None] = queue.Queue(_MAX_QUEUED)
        self._worker: threading.Thread | None = None
        self._helpers: list[threading.Thread] = []
        self._finished = threading.Condition()
        self._finished_count = 0

    @property
    def url(self) -> str | None:
        """The URL that gets the callbacks; may be set at any time."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        self._sender = Sender(self.world, url, self._crypt, self._policy) if url else None
        self._url = url

    def verify(self) -> Record:
        """Verify the callback URL; return ``{"ok", "status", "ms", "reason"}``."""
        if self._sender is None:
            return {"ok": False, "status": None, "ms": 0.0, "reason": "no callback URL is set"}
        history = self.world.deliveries
        delivery = Delivery("verify", {}, self.world.clock()).add_to(history)
        exchange, ok, reason = self._sender.verify()
        delivery.add_attempt(exchange, self.world.clock(), history)
        delivery.finish(ReplyVerdict(ok, reason=reason), exchange, history)
        row = delivery.result()
        return {key: row[key] for key in ("ok", "status", "ms", "reason")}

    def push(self, spec: Mapping[str, Any]) -> Record:
        """Push a message or an event and wait for the app's response.

        :param spec: the fields of ``POST /_sim/push``
        :returns: ``{"ok", "status", "ms", "attempts", "reply", "reason", "delivery"}``
        :raises ValueError: if the description cannot be pushed
        """
        with self.world.lock:
            fields = compose(self.world, spec)
        target = spec.get("target")
        return self._push(fields, self._sender_to(target) if target else self._sender)

    def enqueue(self, spec: Mapping[str, Any]) -> None:
        """Push in the background, in order, what an API call has caused."""
        if self._sender is None and not spec.get("target"):
            return
        try:
            self._queue.put_nowait(dict(spec))
        except queue.Full:
            logger.warning("Dropped a callback: %d callbacks are already queued.", _MAX_QUEUED)

    def wait_until_idle(self, timeout: float = 30.0) -> bool:
        """Wait until no callback is queued; return whether that happened in time.

        :param timeout: seconds to wait
        """
        end = time.monotonic() + timeout
        with self._queue.all_tasks_done:
            while self._queue.unfinished_tasks:
                rest = end - time.monotonic()
                if rest <= 0:
                    return False
                self._queue.all_tasks_done.wait(rest)
        return True

    def _sender_to(self, target: Mapping[str, Any]) -> Sender:
        """Return a sender to the callback that a batch job names."""
        crypt = WXBizMsgCrypt(
            str(target.get("token", "")), str(target.get("encodingaeskey", "")), self.world.corp_id
        )
        return Sender(self.world, str(target.get("url", "")), crypt, self._policy)

    def _push(self, fields: Record, sender: Sender | None) -> Record:
        kind = "event" if fields["MsgType"] == "event" else "push"
        delivery = Delivery(kind, fields, self.world.clock()).add_to(self.world.deliveries)
        message = self._record_message(delivery)
        fault = self.faults.take_callback()
        if fault is not None:
            delivery.set_fault(fault)
            self.world.events.publish("faults", {"faults": self.faults.rows()})
        if fault is not None and fault.callback == "reorder":
            self._let_another_pass()
        if fault is not None and fault.delay:
            self._stopping.wait(fault.delay)
        self._deliver(delivery, fault, sender)
        with self._finished:
            self._finished_count += 1
            self._finished.notify_all()
        if message is not None:
            message.update(status="ok" if delivery.ok else "failed", reason=delivery.reason)
            self.world.messages.changed(message)
        return delivery.result()

    def _deliver(self, delivery: Delivery, fault: Fault | None, sender: Sender | None) -> None:
        history = self.world.deliveries
        if sender is None or (fault is not None and fault.callback == "drop"):
            reason = "dropped by a fault" if sender else "no callback URL is set"
            delivery.finish(ReplyVerdict(False, reason=reason), None, history)
            return

        def progress(exchange: Exchange) -> bool:
            delivery.add_attempt(exchange, self.world.clock(), history)
            return not self._stopping.is_set()

        malformed = MALFORMED.get(fault.callback, b"") if fault is not None else b""
        exchange, verdict = sender.deliver(delivery.fields, progress, malformed=malformed)
        if fault is not None and fault.callback == "double":
            exchange, again = sender.deliver(delivery.fields, progress)
            verdict = again if verdict.ok else verdict
        delivery.finish(verdict, exchange, history)
        self._record_reply(delivery, verdict)

    def _let_another_pass(self) -> None:
        with self._finished:
            seen = self._finished_count
            self._finished.wait_for(
                lambda: self._finished_count > seen or self._stopping.is_set(), _REORDER_TIMEOUT
            )

    def _record_message(self, delivery: Delivery) -> Record | None:
        if delivery.user is None:
            return None
        row = _message(self.world, delivery.fields, delivery, direction="to_app", via="push")
        row["status"] = "pending"
        return self.world.messages.add(row)

    def _record_reply(self, delivery: Delivery, verdict: ReplyVerdict) -> None:
        if verdict.reply is None or delivery.user is None:
            return
        row = _message(self.world, verdict.reply, delivery, direction="to_user", via="reply")
        row["part"] = delivery.part
        if verdict.reason:
            row.update(status="failed", reason=verdict.reason)
        self.world.messages.add(row)
        apply_reply(self.world, delivery.fields, verdict.reply)

    # -- background thread --------------------------------------------------------------------

    def start(self) -> None:
        """Start delivering what is queued."""
        self._worker = threading.Thread(target=self._work, name="simulated-wecom", daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """Drop what is queued and end the background thread. ``stopping`` must be set before."""
        with self._finished:
            self._finished.notify_all()
        if self._worker is not None:
            self._drain()
            self._queue.put(None)
            for thread in (self._worker, *self._helpers):
                thread.join()
            self._worker, self._helpers = None, []

    def _drain(self) -> None:
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                return
            self._queue.task_done()

    def _work(self) -> None:
        while True:
            spec = self._queue.get()
            if spec is None:
                self._queue.task_done()
                return
            if self.faults.holds_back():
                # A callback with the fault "reorder" waits for the one behind it, so that one must
                # not wait in this thread.
                helper = threading.Thread(target=self._push_queued, args=(spec,), daemon=True)
                self._helpers = [one for one in self._helpers if one.is_alive()] + [helper]
                helper.start()
            else:
                self._push_queued(spec)

    def _push_queued(self, spec: Mapping[str, Any]) -> None:
        try:
            self.push(spec)
        except Exception:
            logger.exception("A queued callback could not be pushed.")
        finally:
            self._queue.task_done()


def _message(
    world: World, fields: Mapping[str, Any], delivery: Delivery, *, direction: str, via: str
) -> Record:
    return {
        "time": world.clock(),
        "agentid": delivery.fields.get("AgentID"),
        "direction": direction,
        "via": via,
        "users": [delivery.user],
        "chatid": None,
        "msgtype": fields["MsgType"],
        "content": {key: value for key, value in fields.items() if key not in _HIDDEN},
        "status": "ok",
        "reason": "",
        "delivery": delivery.id,
        "msgid": delivery.msgid,
        "part": None,
    }
