"""One HTTP exchange: the only file that knows requests.

``requests`` works out proxies, certificates, cookies, redirects and a merged header set anew for
every call. All our calls go to one host, so what can be decided once is decided once, and each
call goes straight to the adapter that is mounted on ``http``.
"""

from __future__ import annotations

import logging
import os
import re
import time
import weakref
from collections.abc import Iterator
from typing import Any

import requests
import urllib3
import urllib3.exceptions
from requests import Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from ...errors import WeChatTransportError
from . import response as answer
from .response import Failure

__all__ = ["QueryFilter", "Transport", "read_stream"]

#: connections kept per host; more threads than this open short-lived ones beside them
POOL_SIZE = 32
#: how many read time-outs a whole answer may take, a byte now and then
PATIENCE = 4
#: bytes of an answer that is not a file
LARGEST = 64 * 1024 * 1024
PIECE = 64 * 1024


class Transport:
    """A pool of connections and the decisions that hold for all calls.

    :param url: the base address, to choose proxy and certificates by
    :param timeout: (connect, read) seconds, or one number for both
    """

    def __init__(self, url: str, timeout: float | tuple[float, float]) -> None:
        self.http = requests.Session()
        self.http.headers["User-Agent"] = "flask-wechat-corp"
        for prefix in ("https://", "http://"):
            self.http.mount(prefix, HTTPAdapter(pool_connections=4, pool_maxsize=POOL_SIZE))
        self.timeout = timeout
        self._url = url
        self._decided_for: object = None
        self._decided: dict[str, Any] = {}
        _transports.add(self)
        _quieten_urllib3()

    def exchange(
        self,
        method: str,
        url: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        stream: bool = False,
    ) -> Response | Failure:
        """Send one request; return the answer, read to its end unless ``stream``."""
        request = requests.PreparedRequest()
        request.method = method
        request.url = url
        request.body = body
        request.headers = CaseInsensitiveDict[Any](self.http.headers)
        if headers:
            request.headers.update(headers)
        try:
            response = self.http.get_adapter(url).send(
                request, stream=True, timeout=self.timeout, **self._settings()
            )
            return response if stream else read_whole(response, self.timeout)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return failure_of(error, self.timeout)

    def _settings(self) -> dict[str, Any]:
        """Proxies and certificates from ``http`` and the environment, decided at the first call.

        A changed setting of ``http`` is seen, a changed environment is not. Certificates named in
        ``http.verify`` win over the environment's, which requests would prefer.
        """
        http = self.http
        key = (http.trust_env, http.verify, http.cert, dict(http.proxies))
        if key != self._decided_for:
            merged = http.merge_environment_settings(self._url, {}, None, None, None)
            decided = {name: merged[name] for name in ("proxies", "verify", "cert")}
            if http.verify is not True:
                decided["verify"] = http.verify
            self._decided, self._decided_for = decided, key
        return self._decided

    def renew_pools(self) -> None:
        """Give up the connections without touching them: they belong to the parent process."""
        for adapter in self.http.adapters.values():
            if isinstance(adapter, HTTPAdapter):
                adapter.__setstate__(adapter.__getstate__())  # type: ignore[attr-defined]


def read_whole(response: Response, timeout: float | tuple[float, float]) -> Response | Failure:
    """Read the body, which gives the connection back; give up where it does not end."""
    if not isinstance(response.raw, urllib3.HTTPResponse):
        response.content  # noqa: B018 -- an adapter of the user's has what it has
        return response
    read = timeout[1] if isinstance(timeout, tuple) else timeout
    ends = time.monotonic() + PATIENCE * read
    # What has come so far; urllib3 1 can only wait for a whole piece.
    take = getattr(response.raw, "read1", response.raw.read)
    pieces, size = [], 0
    while piece := take(PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        late = time.monotonic() > ends
        if late or size > LARGEST:
            response.close()
            if late:
                return Failure(f"no whole answer in time (TIMEOUT is {timeout})", broken=True)
            return Failure(f"the answer has more than {LARGEST} bytes", status=200)
    response._content = b"".join(pieces)  # what response.content gives from here on
    response.raw.release_conn()
    return response


def read_stream(response: answer.Response, size: int, path: str) -> Iterator[bytes]:
    """Yield the body in pieces of at most ``size`` bytes.

    :raises WeChatTransportError: when it breaks off
    """
    pieces = response.iter_content(size)
    failure: Failure | None = None
    while failure is None:
        try:
            piece = next(pieces, None)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failure = failure_of(error, None)
            continue
        if piece is None:
            return
        yield piece
    raise WeChatTransportError(path, f"the download broke off: {failure.reason}")


def failure_of(error: Exception, timeout: object) -> Failure:
    """Say in words free of addresses what went wrong, and whether WeCom can have seen the call."""
    cause = error.args[0] if error.args else None
    inner = getattr(cause, "reason", cause)
    unsent = isinstance(
        inner, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    )
    if isinstance(error, requests.exceptions.SSLError):
        return Failure(f"the TLS connection could not be made{_detail(error)}")
    if isinstance(error, requests.exceptions.ProxyError):
        return Failure(f"the proxy could not be used{_detail(error)}", unsent=True)
    if isinstance(error, requests.ConnectTimeout):
        return Failure(f"could not connect in time (TIMEOUT is {timeout})", unsent=True)
    if isinstance(error, requests.ReadTimeout) or isinstance(
        inner, (urllib3.exceptions.ReadTimeoutError, TimeoutError)
    ):
        return Failure(f"no answer in time (TIMEOUT is {timeout})", broken=True)
    if unsent:
        return Failure(f"could not connect{_detail(error)}", unsent=True)
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return Failure("API_URL is not an address that can be called")
    return Failure(f"the connection broke{_detail(error)}", broken=True)


def _detail(error: BaseException | None) -> str:
    """Find the operating system's or TLS library's own short reason below ``error``."""
    for _ in range(8):
        if error is None:
            break
        words = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
        if isinstance(error, OSError) and isinstance(words, str) and words:
            return f": {words}"
        first = error.args[0] if error.args else None
        inner = (getattr(first, "reason", None), first, error.__cause__, error.__context__)
        error = next((one for one in inner if isinstance(one, BaseException)), None)
    return ""


class QueryFilter(logging.Filter):
    """Cut the query, which holds secrets and tokens, from our addresses in foreign log lines."""

    _query = re.compile(r"(/cgi-bin/[^\s?'\"]*)\?[^\s'\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message and arguments; never drop it."""
        record.msg = self._clean(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._clean(value) for value in record.args)
        return True

    def _clean(self, value: Any) -> Any:
        if isinstance(value, (int, float)) or value is None:
            return value
        text = str(value)
        cleaned = self._query.sub(r"\1", text)
        return value if cleaned == text else cleaned


_filter = QueryFilter()


def _quieten_urllib3() -> None:
    """Put the filter on the loggers of urllib3 that print addresses; again is harmless."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.poolmanager"):
        logging.getLogger(name).addFilter(_filter)


_transports: weakref.WeakSet[Transport] = weakref.WeakSet()


def _after_fork() -> None:
    """Two processes must not talk over one connection."""
    for transport in _transports:
        transport.renew_pools()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_after_fork)
