"""The simulated WeCom over HTTP: server API, control plane and chat page on one port."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from types import TracebackType
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from .api import Args, Upload
from .api.apps import oauth
from .control import blueprint as control
from .control.json_input import read_object
from .errors import Download, SimulatedError
from .faults import Fault
from .page import blueprint as chat
from .simulator import Engine
from .wsgi_server import HTTPServer, WSGIApp

__all__ = ["Simulator", "create_app"]

_VERBS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


class Simulator(Engine):
    """A WeCom on this machine; a context manager that serves while it is open.

    ``sim.url`` is its address, ``sim.world`` its company, ``sim.push({...})``, ``sim.verify()``,
    ``sim.faults`` and ``sim.advance(seconds)`` do what the control plane does. The parameters are
    those of :class:`~flask_wechat_corp.simulator.simulator.Engine` and

    :param host: where to listen; beyond loopback only with ``allow_remote``
    :param port: 0 = any free one
    :raises ValueError: when the address is reachable from outside and nobody said it may be
    """

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, allow_remote: bool = False, **options: Any
    ) -> None:
        if not allow_remote and not is_loopback(host):
            raise ValueError(
                "the simulator listens beyond loopback only with allow_remote (--allow-remote)"
            )
        super().__init__(**options)
        self._token: str = options["token"]
        self._aes_key: str = options["aes_key"]
        self.host = host
        self.allow_remote = allow_remote
        self._port = port
        self._server: HTTPServer | None = None

    @property
    def url(self) -> str:
        """Base address, for example ``http://127.0.0.1:49152``; RuntimeError while not open."""
        if self._server is None:
            raise RuntimeError("the simulator is not running: use it in a with statement")
        host = self.host if self.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
        return (
            f"http://[{host}]:{self._server.port}"
            if ":" in host
            else f"http://{host}:{self._server.port}"
        )

    def settings(self, prefix: str = "WECHAT_CORP_") -> dict[str, Any]:
        """Return the settings that point a Flask app at this WeCom, for ``app.config``."""
        values = {
            "ID": self.world.corp_id,
            "SECRET": self.world.secret,
            "AGENT_ID": self.world.agent_id,
            "TOKEN": self._token,
            "ENCODING_AES_KEY": self._aes_key,
            "API_URL": self.url,
            "AUTHORIZE_URL": f"{self.url}/connect/oauth2/authorize",
            "STORE": "memory://",
        }
        return {prefix + key: value for key, value in values.items()}

    @contextmanager
    def serving(self, app: WSGIApp, path: str = "/wechat") -> Iterator[str]:
        """Serve a WSGI app on a free port and send callbacks to its ``path``.

        :returns: a context manager that gives the app's base address
        """
        server = HTTPServer("127.0.0.1", 0, app)
        server.start()
        before = self.callback_url
        try:
            address = f"http://127.0.0.1:{server.port}"
            self.callback_url = address + path
            yield address
        finally:
            self.callback_url = before
            server.stop()

    def __enter__(self) -> Simulator:
        if self._server is not None:
            raise RuntimeError("the simulator runs already")
        app = create_app(self, self.host, allow_remote=self.allow_remote)
        self._server = HTTPServer(self.host, self._port, app)
        self._port = self._server.port
        self.world.base_url = self.url
        self.start()
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._server is not None:
            self._server.stop()
            self._server = None


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def create_app(engine: Engine, host: str = "127.0.0.1", *, allow_remote: bool = False) -> Flask:
    """Return the WSGI app of one engine."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(control.blueprint(engine, host, allow_remote=allow_remote))
    app.register_blueprint(chat.blueprint(engine))

    @app.route("/cgi-bin/<path:path>", methods=_VERBS)
    def api(path: str) -> BaseResponse:
        return _answer(engine, path.rstrip("/"))

    @app.get("/connect/oauth2/authorize")
    def authorize() -> BaseResponse:
        return _authorize(engine)

    return app


def _authorize(engine: Engine) -> BaseResponse:
    """Send a visiting member back with a code; ``userid`` says who visits, else a list asks."""
    query = request.args.to_dict()
    try:
        with engine.world.lock:
            scope = oauth.check_authorize(engine.world, query)
            if "userid" not in query:
                return _ask_who(engine)
            code = oauth.issue_code(engine.world, query["userid"], scope)
    except SimulatedError as error:
        text = f"{error.errmsg} ({error.errcode})"
        return Response(text, status=400, content_type="text/plain; charset=utf-8")
    return redirect(oauth.landing(query["redirect_uri"], code, query.get("state", "")))


def _ask_who(engine: Engine) -> BaseResponse:
    links = "".join(
        f'<li><a href="?{escape(request.query_string.decode("latin-1"))}'
        f'&amp;userid={escape(quote(userid))}">{escape(row["name"])}</a></li>'
        for userid, row in engine.world.members.items()
    )
    page = f'<!doctype html><meta charset="utf-8"><title>登录 · Sign in</title><ul>{links}</ul>'
    return Response(page)


def _answer(engine: Engine, path: str) -> BaseResponse:
    started = time.perf_counter()
    fault = engine.gateway.fault_for(path)
    try:
        args = _args(path)
    except SimulatedError as error:
        args = Args(request.method, path, request.args.to_dict())
        answer: Any = {"errcode": error.errcode, "errmsg": error.errmsg}
        engine.gateway.note_call(args, answer, started, [], fault)
        return _json(answer)
    if fault is not None and (fault.drop or fault.body is not None or fault.status is not None):
        engine.gateway.note_call(args, None, started, [], fault)
        return _broken(fault)
    result = engine.gateway.call(args, fault)
    if isinstance(result, Download):
        return _download(result)
    return _json(result)


def _broken(fault: Fault) -> BaseResponse:
    if fault.drop:
        request.environ["simulator.drop"]()
        return Response(status=502)
    status = fault.status or 200
    return Response(fault.body or "", status=status, content_type="text/html; charset=utf-8")


def _json(answer: Mapping[str, Any]) -> Response:
    response = Response(
        json.dumps(answer, ensure_ascii=False), content_type="application/json; charset=UTF-8"
    )
    # WeCom repeats them in the head, and so tells downloads from errors.
    response.headers["Error-Code"] = str(answer.get("errcode", 0))
    response.headers["Error-Msg"] = (
        str(answer.get("errmsg", "")).encode("ascii", "replace").decode()
    )
    return response


def _download(file: Download) -> BaseResponse:
    response = Response(file.data, content_type=file.content_type)
    # UTF-8 bytes in the header, as WeCom sends them; WSGI carries bytes as Latin-1
    filename = file.filename.encode().decode("latin-1")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers.update(file.headers)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(file.data))


def _args(path: str) -> Args:
    args = Args(request.method, path, request.args.to_dict())
    if request.mimetype == "multipart/form-data":
        args.files = {name: _upload(one) for name, one in request.files.items()}
        args.body = dict(request.form)
        return args
    data = request.get_data()
    if request.method == "GET" or not data.strip():
        return args
    try:
        args.body = read_object(data)
    except UnicodeError:
        raise SimulatedError(40033) from None
    except ValueError:
        raise SimulatedError(47001) from None
    return args


def _upload(file: FileStorage) -> Upload:
    content_type = file.content_type or "application/octet-stream"
    return Upload(file.filename or "", content_type, file.read())
