"""The API calls of an application under test: listed, and answered without a network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from ..api import WeChatAPI
from ..api.engine.call import Call
from ..api.engine.response import ErrorResponse, Failure, api_error
from ..config import EXTENSION_KEY
from ..errors import WeChatTransportError
from ..web.state import AppState

__all__ = ["ApiCalls", "Responder", "SentCall"]


Responder = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class SentCall:
    """One API call of the application."""

    method: str
    """``GET`` or ``POST``."""
    path: str
    """The path after ``/cgi-bin/``, such as ``message/send``."""
    query: Mapping[str, object] = field(repr=False)
    """The query, without the token."""
    body: Mapping[str, Any] | None
    """The JSON body; ``None`` for a GET and for an upload."""
    in_background: bool = field(default=False, repr=False)
    """Whether another thread than that of the request made the call."""

    @property
    def text(self) -> str:
        """The text of a text or Markdown message, or ``""``."""
        body = self.body or {}
        part = body.get(str(body.get("msgtype")))
        content = part.get("content") if isinstance(part, Mapping) else None
        return content if isinstance(content, str) else ""


class _Response:
    """A response of the test client, in the form in which calls read it."""

    def __init__(self, answer: Mapping[str, Any] | bytes) -> None:
        self.status_code = 200
        if isinstance(answer, bytes):
            self.content = answer
            self.headers = {
                "Content-Type": "application/octet-stream",
                "Content-Disposition": 'attachment; filename="file"',
            }
        else:
            self.content = json.dumps(answer).encode()
            self.headers = {"Content-Type": "application/json"}
        self.headers["Content-Length"] = str(len(self.content))

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        yield self.content

    def close(self) -> None:
        """Do nothing: there is no connection."""


class _Tap:
    """Takes the place of the method of a client that all its calls go through."""

    def __init__(self, api: WeChatAPI, *, answers: bool) -> None:
        self._send = api._send
        self._answers = answers
        self.listeners: list[ApiCalls] = []

    def __call__(self, call: Call[Any]) -> Any:
        path = call.path.removeprefix("/cgi-bin/")
        if path == "gettoken":  # not a call of the application's own
            return self._send(call)
        body = json.loads(call.body) if isinstance(call.body, bytes) and call.body else None
        query = {key: value for key, value in call.query.items() if value is not None}
        listeners = list(dict.fromkeys(self.listeners))  # one may listen twice at the same time
        for listener in listeners:
            late = threading.get_ident() != listener.thread
            listener.sent.append(SentCall(call.method, path, query, body, late))
        if not self._answers and not any(path in one.responders for one in listeners):
            return self._send(call)
        result = call.receive(_Response(_answer(path, body or {}, listeners)), call.path)
        if isinstance(result, Failure):
            raise WeChatTransportError(call.path, result.reason, result.status)
        if isinstance(result, ErrorResponse):
            raise api_error(result, call.path, ())
        return result


def _answer(
    path: str, body: Mapping[str, Any], listeners: list[ApiCalls]
) -> Mapping[str, Any] | bytes:
    for listener in listeners:
        given = listener.answers.get(path)
        respond = listener.responders.get(path)
        if isinstance(given, bytes):
            return given
        if respond is not None and not (given or {}).get("errcode"):
            given = {**respond(body), **(given or {})}
        if given is not None:
            return {"errcode": 0, "errmsg": "ok", **given}
    answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
    if path == "message/send":
        answer["msgid"] = "test-message"
    elif path == "media/upload":
        answer["media_id"] = "test-media"
    elif path == "media/get":
        return b"test media"
    return answer


_lock = threading.Lock()


class ApiCalls:
    """Listens to all API clients of an application while one of the test client's methods runs.

    :param app: the application
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.sent: list[SentCall] = []
        self.answers: dict[str, Mapping[str, Any] | bytes] = {}
        self.responders: dict[str, Responder] = {}
        """Given the body of a call, return its answer; by path, for a simulator's calls too."""
        self.thread = threading.get_ident()

    @contextmanager
    def listening(self, state: AppState) -> Iterator[None]:
        """Listen until the block and the background work that it caused have ended."""
        states: dict[str, AppState] = self._app.extensions[EXTENSION_KEY]
        apis = [one.api for one in states.values() if isinstance(one.api, WeChatAPI)]
        self.thread = threading.get_ident()
        removers = [self._listen_to(api) for api in apis]
        try:
            yield
        finally:
            state.pending.when_idle(lambda: [remove() for remove in removers])

    def _listen_to(self, api: WeChatAPI) -> Callable[[], None]:
        with _lock:
            tap = vars(api).get("_send")
            if not isinstance(tap, _Tap):
                tap = _Tap(api, answers=not _is_on_this_machine(api.api_url))
                vars(api)["_send"] = tap
            tap.listeners.append(self)

        def remove() -> None:
            with _lock:
                tap.listeners.remove(self)
                if not tap.listeners and vars(api).get("_send") is tap:
                    del vars(api)["_send"]

        return remove


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
