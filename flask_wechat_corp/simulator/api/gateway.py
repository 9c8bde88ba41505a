"""Calls that the app makes: token, arguments, faults, answer, history."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from ..errors import Download, SimulatedError
from ..faults import Fault, Faults
from ..world.history import cut
from ..world.world import World
from . import CATALOGUE, ROUTES, Args, known_parameters

__all__ = ["Gateway"]

log = logging.getLogger(__name__)

Row = dict[str, Any]

_MASKED = {"access_token", "corpsecret", "suite_access_token", "provider_access_token", "key"}


class Gateway:
    """Answers the server API.

    :param strict: refuse parameters that the manual does not know, with 40058
    :param stopping: set when nothing shall be waited for any more
    """

    def __init__(
        self, world: World, faults: Faults, stopping: threading.Event, *, strict: bool
    ) -> None:
        self.world = world
        self.faults = faults
        self.strict = strict
        self._stopping = stopping

    def fault_for(self, path: str) -> Fault | None:
        """Return the fault that this call runs into, after its delay has passed."""
        fault = self.faults.take_call(path)
        if fault is not None:
            self.world.events.publish("faults", {"faults": self.faults.rows()})
            if fault.delay:
                self._stopping.wait(fault.delay)
        return fault

    def call(self, args: Args, fault: Fault | None = None) -> Row | Download:
        """Answer one API call and keep it in the history."""
        started = time.perf_counter()
        path = args.path
        known = known_parameters(path)
        sent = set(args.query) | set(args.body) | set(args.files)
        unknown = sorted(sent - known - _MASKED - {"debug"}) if known is not None else []
        answer: Row | Download
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

    def _answer(self, args: Args, unknown: list[str]) -> Row | Download:
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
        answer: Row | Download | None,
        started: float,
        unknown: list[str],
        fault: Fault | None,
    ) -> None:
        """Add a call to the history. ``answer`` is None when nothing usable was answered."""
        plain = answer if isinstance(answer, dict) else {}
        shown = cut(json.dumps(_masked(plain), ensure_ascii=False)) if plain else _label(answer)
        self.world.calls.add(
            {
                "time": self.world.clock(),
                "method": args.method,
                "path": f"/cgi-bin/{args.path}",
                "query": _masked(args.query),
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


def _masked(values: Mapping[str, Any]) -> Row:
    return {key: "…" if key in _MASKED else value for key, value in values.items()}


def _label(answer: Row | Download | None) -> str:
    if isinstance(answer, Download):
        return f"{answer.filename}, {len(answer.data)} bytes, {answer.content_type}"
    return ""
