"""Handles the app's API calls: faults, arguments, token, family, history."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from ..errors import Download, SimulatedError
from ..faults import Fault, Faults
from ..world.history import truncate
from ..world.world import Record, World
from . import CATALOGUE, ROUTES, known_parameters
from .request import Args, read_args
from .routes import Payload

__all__ = ["Gateway"]

logger = logging.getLogger(__name__)

#: kinds of token that the simulator issues; a call that needs another one is not simulated
_ISSUED = {"none", "access_token", "suite_access_token", "provider_access_token"}

_MASKED = {
    "access_token", "corpsecret", "suite_access_token", "provider_access_token",
    "model_access_token", "device_access_token", "key",
}  # fmt: skip


@dataclass
class _Call:
    """One API call on its way to the history."""

    args: Args
    started: float
    fault: Fault | None
    unknown: list[str] = field(default_factory=list)


class Gateway:
    """Handles every request under ``/cgi-bin/``.

    :param world: the simulated company
    :param faults: the planned faults
    :param stopping: set when no delay may go on
    :param strict: reject parameters that the manual does not list, with 40058
    """

    def __init__(
        self, world: World, faults: Faults, stopping: threading.Event, *, strict: bool
    ) -> None:
        self.world = world
        self.faults = faults
        self.strict = strict
        self._stopping = stopping

    def handle(self, request: Request, path: str) -> Response:
        """Return the response to an API request and add the call to the history.

        :param path: the path below ``/cgi-bin/``
        """
        started = time.perf_counter()
        fault = self._fault_for(path)
        try:
            args = read_args(request, path)
        except SimulatedError as error:
            call = _Call(Args(request.method, path, request.args.to_dict()), started, fault)
            refusal: Record = {"errcode": error.errcode, "errmsg": error.errmsg}
            self._record(call, refusal)
            return _response(refusal)
        if fault is not None and (fault.drop or fault.body is not None or fault.status is not None):
            self._record(_Call(args, started, fault), None)
            return _broken(request, fault)
        payload = self.call(args, fault)
        return _download(request, payload) if isinstance(payload, Download) else _response(payload)

    def call(self, args: Args, fault: Fault | None = None) -> Payload:
        """Answer one call and add it to the history.

        :param fault: the planned fault that this call runs into
        """
        call = _Call(args, time.perf_counter(), fault)
        payload = self._perform(call)
        self._record(call, payload)
        return payload

    def _fault_for(self, path: str) -> Fault | None:
        """Return the fault that this call runs into, after waiting for its delay."""
        fault = self.faults.take_call(path)
        if fault is not None:
            self.world.events.publish("faults", {"faults": self.faults.rows()})
            if fault.delay:
                self._stopping.wait(fault.delay)
        return fault

    def _perform(self, call: _Call) -> Payload:
        args = call.args
        known = known_parameters(args.path)
        if known is not None:
            sent = set(args.query) | set(args.body) | set(args.files)
            call.unknown = sorted(sent - known - _MASKED - {"debug"})
        try:
            if call.fault is not None and call.fault.errcode is not None:
                raise SimulatedError(call.fault.errcode, call.fault.errmsg)
            with self.world.lock:
                return self._dispatch(args, call.unknown)
        except SimulatedError as error:
            return {"errcode": error.errcode, "errmsg": self._hint(error), **error.fields}

    def _dispatch(self, args: Args, unknown: list[str]) -> Payload:
        route = ROUTES.get(args.path)
        row = CATALOGUE.get(args.path)
        if route is None and row is None:
            raise SimulatedError(404, "no such path")
        kind = route.token if route else str(row[4]) if row else "access_token"
        if route is not None or kind in _ISSUED:
            self._check_token(args, kind)
        if route is None:
            logger.warning("/cgi-bin/%s is documented by WeCom but not simulated.", args.path)
            raise SimulatedError(48002, f"/cgi-bin/{args.path} is not simulated", simulated=False)
        if route.verbs and args.method not in route.verbs:
            raise SimulatedError(43001 if "GET" in route.verbs else 43002)
        if unknown and self.strict:
            raise SimulatedError(40058, f"unknown parameter {unknown[0]}")
        payload = route.function(self.world, args)
        return {"errcode": 0, "errmsg": "ok", **payload} if isinstance(payload, dict) else payload

    def _check_token(self, args: Args, kind: str) -> None:
        if kind == "none":
            return
        if kind == "access_token":
            owner = self.world.tokens.check(args.query.get("access_token", ""))
            args.agent_id = int(owner)
        else:
            token = args.query.get(kind) or args.query.get("access_token", "")
            args.owner = self.world.tokens.check(token, kind)

    def _hint(self, error: SimulatedError) -> str:
        if error.errcode == -1:
            return error.errmsg
        return (
            f"{error.errmsg}, hint: [{self.world.now()}_{self.world.next_id()}_simulated], "
            "from ip: 127.0.0.1, more info at "
            f"https://open.work.weixin.qq.com/devtool/query?e={error.errcode}"
        )

    def _record(self, call: _Call, payload: Payload | None) -> None:
        """Add a call to the history; ``payload`` is None if a fault replaced the response."""
        plain = payload if isinstance(payload, dict) else {}
        shown = json.dumps(_masked(plain), ensure_ascii=False) if plain else _label(payload)
        args = call.args
        self.world.calls.add(
            {
                "time": self.world.clock(),
                "method": args.method,
                "path": f"/cgi-bin/{args.path}",
                "query": _masked(args.query),
                "body": truncate(json.dumps(args.body, ensure_ascii=False)) if args.body else "",
                "files": {name: one.filename for name, one in args.files.items()},
                "status": 200,
                "ms": round((time.perf_counter() - call.started) * 1000, 1),
                "errcode": plain.get("errcode"),
                "errmsg": plain.get("errmsg", ""),
                "answer": truncate(shown),
                "agentid": args.agent_id,
                "unknown": call.unknown,
                "simulated": args.path in ROUTES,
                "fault": call.fault.row() if call.fault else None,
            }
        )


def _masked(values: Mapping[str, Any]) -> Record:
    return {key: "…" if key in _MASKED else value for key, value in values.items()}


def _label(payload: Payload | None) -> str:
    if isinstance(payload, Download):
        return f"{payload.filename}, {len(payload.data)} bytes, {payload.content_type}"
    return ""


def _response(payload: Record) -> Response:
    response = Response(
        json.dumps(payload, ensure_ascii=False), content_type="application/json; charset=UTF-8"
    )
    # WeCom repeats them in headers, so that a client can tell a download from an error.
    response.headers["Error-Code"] = str(payload.get("errcode", 0))
    errmsg = str(payload.get("errmsg", ""))
    response.headers["Error-Msg"] = errmsg.encode("ascii", "replace").decode()
    return response


def _download(request: Request, file: Download) -> Response:
    response = Response(file.data, content_type=file.content_type)
    # WeCom sends the name as UTF-8 bytes; WSGI represents header bytes as Latin-1.
    filename = file.filename.encode().decode("latin-1")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers.update(file.headers)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(file.data))


def _broken(request: Request, fault: Fault) -> Response:
    if fault.drop:
        request.environ["simulator.drop"]()
        return Response(status=502)
    status = fault.status or 200
    return Response(fault.body or "", status=status, content_type="text/html; charset=utf-8")
