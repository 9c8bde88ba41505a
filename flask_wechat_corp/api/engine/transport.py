"""Send one request and receive its response. No other module imports requests.

``requests`` looks up proxies and certificates, merges headers and handles cookies and redirects
for every request. All calls of a client go to one host, so this module looks these settings up
once and hands each request directly to the adapter that is mounted on ``http``.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from typing import Any

import requests
import urllib3
import urllib3.exceptions
from requests import Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from ..._forks import reset_after_fork, reset_if_forked
from ...errors import WeChatTransportError
from .call import Call
from .multipart import Multipart
from .response import Failure
from .response import Response as ResponseProtocol

__all__ = ["QueryFilter", "Transport", "read_stream"]

#: number of hosts that connections are kept open for
POOL_HOSTS = 4
#: connections that are kept open for a host; more threads than that open short-lived ones
POOL_SIZE = 32
#: limit for a whole response, as a multiple of the read timeout; a server may send slowly
MAX_READ_TIMEOUTS = 4
#: largest response that is not a file, in bytes
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
CHUNK_SIZE = 64 * 1024


class Transport:
    """Keep the connections, and the settings that are the same for all calls.

    :param url: the base address; it also selects the proxy and the certificates
    :param timeout: (connect, read) seconds, or one number for both
    :param timeout_name: how messages name the setting ``timeout``
    :param url_name: how messages name the setting ``url``
    """

    def __init__(
        self,
        url: str,
        timeout: float | tuple[float, float],
        *,
        timeout_name: str = "timeout",
        url_name: str = "api_url",
    ) -> None:
        self.http = requests.Session()
        self.http.headers["User-Agent"] = "flask-wechat-corp"
        for prefix in ("https://", "http://"):
            self.http.mount(prefix, HTTPAdapter(POOL_HOSTS, POOL_SIZE))
        self.timeout = timeout
        self.url = url
        self._timeout_name = timeout_name
        self._url_name = url_name
        self._settings_key: object = None
        self._decided_settings: dict[str, Any] = {}
        reset_after_fork(self)
        _filter_urllib3_logs()

    def send(self, call: Call[Any]) -> Response | Failure:
        """Send one call and return the response, with its whole body unless it is streamed."""
        reset_if_forked(self)
        url = self.url + call.target
        request = requests.PreparedRequest()
        request.method = call.method
        request.url = url
        request.body = call.body  # type: ignore[assignment]  # requests reads any file object
        request.headers = CaseInsensitiveDict[Any](self.http.headers)
        if call.headers:
            request.headers.update(call.headers)
        if isinstance(call.body, Multipart):
            call.body.rewind()
        try:
            response = self.http.get_adapter(url).send(
                request, stream=True, timeout=self.timeout, **self._settings()
            )
            return response if call.stream else self._read_body(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return failure_of(error, self._timeout_text(), self._url_name)

    def _timeout_text(self) -> str:
        return f"{self._timeout_name} is {self.timeout} seconds"

    def _read_body(self, response: Response) -> Response | Failure:
        """Read the body, which gives the connection back; stop when it does not end."""
        if not isinstance(response.raw, urllib3.HTTPResponse):
            response.content  # noqa: B018 -- a custom adapter may return any body object
            return response
        read = self.timeout[1] if isinstance(self.timeout, tuple) else self.timeout
        ends = time.monotonic() + MAX_READ_TIMEOUTS * read
        # read1 returns what has arrived so far; urllib3 1 can only wait for a whole chunk.
        take = getattr(response.raw, "read1", response.raw.read)
        chunks, size = [], 0
        while chunk := take(CHUNK_SIZE, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            late = time.monotonic() > ends
            if late or size > MAX_RESPONSE_BYTES:
                response.close()
                if late:
                    return Failure(
                        f"The response was not complete in time ({self._timeout_text()}).",
                        maybe_sent=True,
                    )
                return Failure(
                    f"The response has more than {MAX_RESPONSE_BYTES} bytes.", status=200
                )
        response._content = b"".join(chunks)  # what response.content returns from here on
        response.raw.release_conn()
        return response

    def _settings(self) -> dict[str, Any]:
        """Return proxies and certificates from ``http`` and the environment.

        They are looked up at the first call, and again when a setting of ``http`` has changed; a
        later change of the environment has no effect. ``http.verify`` takes precedence over the
        environment, where requests would do the opposite.
        """
        http = self.http
        key = (http.trust_env, http.verify, http.cert, dict(http.proxies))
        if key != self._settings_key:
            merged = http.merge_environment_settings(self.url, {}, None, None, None)
            decided = {name: merged[name] for name in ("proxies", "verify", "cert")}
            if http.verify is not True:
                decided["verify"] = http.verify
            self._decided_settings, self._settings_key = decided, key
        return self._decided_settings

    def _reset(self) -> None:
        """Open new pools in a forked child: two processes must not share one connection.

        The old connections are not closed, because they belong to the parent process.
        """
        for adapter in self.http.adapters.values():
            if isinstance(adapter, HTTPAdapter):
                adapter.proxy_manager = {}
                kept = vars(adapter)  # a mounted adapter may have pools of another size
                adapter.init_poolmanager(
                    kept.get("_pool_connections", POOL_HOSTS),
                    kept.get("_pool_maxsize", POOL_SIZE),
                    kept.get("_pool_block", False),
                )


def read_stream(response: ResponseProtocol, size: int, path: str) -> Iterator[bytes]:
    """Yield the body in chunks of at most ``size`` bytes.

    :raises WeChatTransportError: when the connection breaks before the end
    """
    pieces = response.iter_content(size)
    failure: Failure | None = None
    while failure is None:
        try:
            piece = next(pieces, None)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failure = failure_of(error, "timeout")
            continue
        if piece is None:
            return
        yield piece
    raise WeChatTransportError(path, f"The download broke off. {failure.reason}")


def failure_of(error: Exception, timeout: str, url_name: str = "api_url") -> Failure:
    """Describe an error without its URL, and whether WeCom can have received the request.

    :param timeout: the setting and its value, for the message
    :param url_name: the setting with the base address
    """
    cause = error.args[0] if error.args else None
    inner = getattr(cause, "reason", cause)
    never_sent = isinstance(
        inner, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    )
    if isinstance(error, requests.exceptions.SSLError):
        return Failure(f"Could not make a TLS connection{_detail(error)}.")
    if isinstance(error, requests.exceptions.ProxyError):
        return Failure(f"Could not use the proxy{_detail(error)}.", never_sent=True)
    if isinstance(error, requests.ConnectTimeout):
        return Failure(f"Could not connect in time ({timeout}).", never_sent=True)
    if isinstance(error, requests.ReadTimeout) or isinstance(
        inner, (urllib3.exceptions.ReadTimeoutError, TimeoutError)
    ):
        return Failure(f"No response in time ({timeout}).", maybe_sent=True)
    if never_sent:
        return Failure(f"Could not connect{_detail(error)}.", never_sent=True)
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return Failure(f"{url_name} must be an address that begins with http:// or https://.")
    return Failure(f"The connection broke{_detail(error)}.", maybe_sent=True)


def _detail(error: BaseException | None) -> str:
    """Return the short reason of the operating system or the TLS library below ``error``."""
    for _ in range(8):
        if error is None:
            break
        text = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
        if isinstance(error, OSError) and isinstance(text, str) and text:
            return f": {text.rstrip('.')}"
        first = error.args[0] if error.args else None
        inner = (getattr(first, "reason", None), first, error.__cause__, error.__context__)
        error = next((one for one in inner if isinstance(one, BaseException)), None)
    return ""


class QueryFilter(logging.Filter):
    """Remove the query of WeCom's URLs from log records: it contains secrets and tokens."""

    _query = re.compile(r"(/cgi-bin/[^\s?'\"]*)\?[^\s'\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message and the arguments of the record; return ``True`` to keep it."""
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


def _filter_urllib3_logs() -> None:
    """Add the filter to the loggers of urllib3 that print URLs; a second time has no effect."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.poolmanager"):
        logging.getLogger(name).addFilter(_filter)
