"""The simulated platform without its HTTP server: world, faults, calls and callbacks together."""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Mapping
from typing import Any

from ..crypto import WXBizMsgCrypt
from ..xmlio import build
from .answers import Download, Redirect, SimulatedError
from .api import CATALOGUE, ROUTES, Args, known_parameters
from .cards import apply_reply
from .compose import SYSTEM, compose
from .events import MAX_ROWS, cut
from .faults import Fault, Faults
from .push import ATTEMPTS, TIME_LIMIT, Exchange, Sender
from .replies import Opened
from .world import World

__all__ = ["Engine"]

log = logging.getLogger(__name__)

Row = dict[str, Any]

_MASKED = {"access_token", "corpsecret", "suite_access_token", "provider_access_token", "key"}
_MAX_WAITING = 1_000
_REORDER_WAIT = 10.0


class Engine:
    """One WeCom with one corp and one app behind a callback URL.

    :param corp_id: the corp id that ``gettoken`` takes and callbacks are sealed for
    :param secret: the app's secret, good for contacts too; never a real one
    :param agent_id: the app's agent id
    :param token: the callback token
    :param aes_key: the callback key, 43 letters and digits
    :param callback_url: where callbacks go; None = nowhere
    :param world: the company; a friendly small one by default
    :param strict: refuse parameters that the manual does not know, with 40058
    :param time_limit: seconds that the app has for an answer
    :param repeat_on_5xx: whether a 5xx is delivered again
    """

    def __init__(
        self,
        *,
        corp_id: str,
        secret: str,
        agent_id: int | str,
        token: str,
        aes_key: str,
        callback_url: str | None = None,
        world: World | None = None,
        strict: bool = False,
        time_limit: float = TIME_LIMIT,
        attempts: int = ATTEMPTS,
        repeat_on_5xx: bool = False,
    ) -> None:
        self.world = world if world is not None else World()
        self.world.adopt(corp_id, secret, int(agent_id))
        self.faults = Faults()
        self.strict = strict
        self.stopping = threading.Event()
        self._crypt = WXBizMsgCrypt(token, aes_key, corp_id)
        self._options: dict[str, Any] = {
            "time_limit": time_limit, "attempts": attempts, "repeat_on_5xx": repeat_on_5xx,
        }  # fmt: skip
        self._sender: Sender | None = None
        self.callback_url = callback_url
        self._outbox: queue.Queue[Mapping[str, Any] | None] = queue.Queue(_MAX_WAITING)
        self._postman: threading.Thread | None = None
        self._passed = threading.Condition()
        self._pushes_done = 0
        self.world.outbox = self.enqueue

    @property
    def callback_url(self) -> str | None:
        """Where callbacks go; may be set at any time."""
        return self._callback_url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        self._callback_url = url
        self._sender = Sender(self.world, url, self._crypt, **self._options) if url else None

    # -- control ------------------------------------------------------------------------------

    def state(self, last: int | None = None) -> Row:
        """Return everything that the page shows, JSON-plain.

        :param last: only so many of the newest rows of each history
        """
        world = self.world
        with world.lock:
            histories = {
                history.name: {"total": history.total, "dropped": history.dropped}
                for history in (world.messages, world.deliveries, world.calls)
            }
            state = {
                **self.hello(),
                "members": list(world.members.values()),
                "departments": list(world.departments.values()),
                "tags": list(world.tags.values()),
                "agents": list(world.agents.values()),
                "menus": [{"agentid": key, "menu": menu} for key, menu in world.menus.items()],
                "chats": list(world.chats.values()),
                "media": world.media.rows(),
                "messages": world.messages.rows(last),
                "deliveries": world.deliveries.rows(last),
                "calls": world.calls.rows(last),
                "faults": self.faults.rows(),
                "histories": histories,
                "media_bytes": world.media.size,
                "media_dropped": world.media.dropped,
            }
            copied: Row = json.loads(json.dumps(state, default=str))
        return copied

    def hello(self) -> Row:
        """Return who and when we are."""
        world = self.world
        return {
            "now": world.clock(),
            "offset": world.clock.offset,
            "corp_id": world.corp_id,
            "corp_name": world.corp_name,
            "agent_id": world.agent_id,
            "callback_url": self.callback_url,
            "limits": {"rows": MAX_ROWS, "media_bytes": world.media.limit},
        }

    def reset(self) -> None:
        """Return world, faults and clock to their beginning."""
        self.faults.clear()
        self.world.reset()

    def advance(self, seconds: float) -> float:
        """Move the world's clock forward; returns its time.

        :raises ValueError: when it should run backwards
        """
        now = self.world.clock.advance(seconds)
        self.world.events.publish("clock", {"now": now, "offset": self.world.clock.offset})
        return now

    def add_fault(self, spec: Mapping[str, Any]) -> Row:
        """Plan a fault, or kill all tokens at once with ``{"kill_tokens": true}``.

        :raises ValueError: when the description is malformed
        """
        if "kill_tokens" in spec:
            if dict(spec) != {"kill_tokens": True}:
                raise ValueError("kill_tokens must be true and stand alone")
            return {"killed": self.world.kill_tokens()}
        fault = self.faults.add(spec)
        self._tell_faults()
        return fault.row()

    def clear_faults(self, id: int | None = None) -> bool:
        """Forget one fault, or all of them; tells whether there was one."""
        found = True if id is None else self.faults.remove(id)
        if id is None:
            self.faults.clear()
        self._tell_faults()
        return found

    def _tell_faults(self) -> None:
        self.world.events.publish("faults", {"faults": self.faults.rows()})

    # -- app → WeCom --------------------------------------------------------------------------

    def fault_for(self, path: str) -> Fault | None:
        """Return the fault that this call runs into, after its delay has passed."""
        fault = self.faults.take_call(path)
        if fault is not None:
            self._tell_faults()
            if fault.delay:
                self.stopping.wait(fault.delay)
        return fault

    def call(self, args: Args, fault: Fault | None = None) -> Row | Download | Redirect:
        """Answer one API call and keep it in the history."""
        started = time.perf_counter()
        path = args.path
        known = known_parameters(path)
        sent = set(args.query) | set(args.body) | set(args.files)
        unknown = sorted(sent - known - _MASKED - {"debug"}) if known is not None else []
        answer: Row | Download | Redirect
        try:
            if fault is not None and fault.errcode is not None:
                raise SimulatedError(fault.errcode, fault.errmsg)
            with self.world.lock:
                answer = self._answer(args, unknown)
        except SimulatedError as error:
            answer = {
                "errcode": error.errcode, "errmsg": self._hint(error), **error.fields,
            }  # fmt: skip
        self.note_call(args, answer, started, unknown, fault)
        return answer

    def _answer(self, args: Args, unknown: list[str]) -> Row | Download | Redirect:
        route = ROUTES.get(args.path)
        row = CATALOGUE.get(args.path)
        if route is None and row is None:
            raise SimulatedError(404, "no such path")
        kind = route.token if route else str(row[4]) if row else "access_token"
        self._check_token(args, kind)
        if route is None:
            log.warning("/cgi-bin/%s is documented by WeCom but not simulated", args.path)
            raise SimulatedError(48002, f"/cgi-bin/{args.path} is not simulated", simulated=False)
        if route.verbs and args.method not in route.verbs:
            raise SimulatedError(43001 if "GET" in route.verbs else 43002)
        if unknown and self.strict:
            raise SimulatedError(40058, f"unknown parameter {unknown[0]}")
        answer = route.function(self.world, args)
        return {"errcode": 0, "errmsg": "ok", **answer} if isinstance(answer, dict) else answer

    def _check_token(self, args: Args, kind: str) -> None:
        if kind == "none":
            return
        if kind == "access_token":
            owner = self.world.check_token(args.query.get("access_token", ""))
            args.agent_id = int(owner)
        else:
            token = args.query.get(kind) or args.query.get("access_token", "")
            args.owner = self.world.check_token(token, kind)

    def _hint(self, error: SimulatedError) -> str:
        if error.errcode == -1:
            return error.errmsg
        now = int(self.world.clock())
        return (
            f"{error.errmsg}, hint: [{now}_{self.world.next_id()}_simulated], from ip: 127.0.0.1, "
            f"more info at https://open.work.weixin.qq.com/devtool/query?e={error.errcode}"
        )

    def note_call(
        self,
        args: Args,
        answer: Row | Download | Redirect | None,
        started: float,
        unknown: list[str],
        fault: Fault | None,
    ) -> None:
        """Add a call to the history. ``answer`` is None when nothing usable was answered."""
        plain = answer if isinstance(answer, dict) else {}
        shown = cut(json.dumps(plain, ensure_ascii=False)) if plain else _label(answer)
        query = {key: "…" if key in _MASKED else value for key, value in args.query.items()}
        self.world.calls.add(
            {
                "time": self.world.clock(),
                "method": args.method,
                "path": f"/cgi-bin/{args.path}",
                "query": query,
                "body": cut(json.dumps(args.body, ensure_ascii=False)) if args.body else "",
                "files": {name: one.filename for name, one in args.files.items()},
                "status": 200,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "errcode": plain.get("errcode"),
                "errmsg": plain.get("errmsg", ""),
                "answer": shown,
                "agentid": args.agent_id,
                "unknown": unknown,
                "simulated": args.path in ROUTES,
                "fault": fault.row() if fault else None,
            }
        )

    # -- WeCom → app --------------------------------------------------------------------------

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
            self._tell_faults()
        if fault is not None and fault.callback == "reorder":
            self._let_another_pass()
        if fault is not None and fault.delay:
            self.stopping.wait(fault.delay)
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

        def progress(exchange: Exchange) -> None:
            row["attempts"].append(exchange.row(self.world.clock()))
            self.world.deliveries.changed(row)

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
                lambda: self._pushes_done > seen or self.stopping.is_set(), _REORDER_WAIT
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
        self.stopping.clear()
        self.world.events.reopen()
        self._postman = threading.Thread(target=self._work, name="simulated-wecom", daemon=True)
        self._postman.start()

    def stop(self) -> None:
        """Stop: no delay goes on, all event streams end, the background thread is gone."""
        self.stopping.set()
        with self._passed:
            self._passed.notify_all()
        self.world.events.close()
        if self._postman is not None:
            self._drain()
            self._outbox.put(None)
            self._postman.join()
            self._postman = None

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
            try:
                if spec is None:
                    return
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


def _label(answer: Row | Download | Redirect | None) -> str:
    if isinstance(answer, Download):
        return f"{answer.filename}, {len(answer.data)} bytes, {answer.content_type}"
    return f"→ {answer.url}" if isinstance(answer, Redirect) else ""


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
