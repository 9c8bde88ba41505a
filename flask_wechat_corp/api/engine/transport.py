"""Send one request and receive its response. No other module imports requests.

``requests`` looks up proxies and certificates, merges headers and handles cookies and redirects
for every request. All calls of a client go to one host, so this module looks these settings up
once and hands each request directly to the adapter that is mounted on ``http``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import requests
import urllib3
import urllib3.exceptions
from requests import Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import select_proxy

from ..._clocks import monotonic
from ..._forks import reset_after_fork, reset_if_forked
from ...errors import WeChatTransportError
from .call import Call
from .connections import IdleLimitedAdapter, is_send_replaced, proxies_for, send_with
from .encoding import Hidden
from .multipart import Multipart
from .query_filter import QueryFilter, filter_urllib3_logs
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
    :param proxy: the proxy's address; ``""`` for none; ``None`` for that of the environment
    :param proxy_name: how messages name the setting ``proxy``
    :param clock: returns seconds that only increase, for the age of connections
    """

    def __init__(
        self,
        url: str,
        timeout: float | tuple[float, float],
        *,
        timeout_name: str = "timeout",
        url_name: str = "api_url",
        proxy: str | None = None,
        proxy_name: str = "proxy",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.http = requests.Session()
        self.http.headers["User-Agent"] = "flask-wechat-corp"
        for prefix in ("https://", "http://"):
            self.http.mount(prefix, IdleLimitedAdapter(POOL_HOSTS, POOL_SIZE, clock))
        self.timeout = timeout
        self.url = url
        self._proxy = proxy
        self._proxy_name = proxy_name
        self._timeout_name = timeout_name
        self._url_name = url_name
        self._settings_key: object = None
        self._decided_settings: dict[str, Any] = {}
        reset_after_fork(self)
        filter_urllib3_logs()

    def send(self, call: Call[Any]) -> Response | Failure:
        """Send one call and return the response, with its whole body unless it is streamed."""
        reset_if_forked(self)
        url = Hidden(self.url + call.target)  # it contains a token or a secret
        request = requests.PreparedRequest()
        request.method = call.method
        request.url = url
        request.body = call.body  # type: ignore[assignment]  # requests reads any file object
        request.headers = CaseInsensitiveDict[Any](self.http.headers)
        if call.headers:
            request.headers.update(call.headers)
        if isinstance(call.body, Multipart):
            call.body.rewind()
        settings = self._settings()
        try:
            if is_send_replaced(self.http):
                response = send_with(
                    self.http, request, stream=True, timeout=self.timeout, **settings
                )
            else:
                adapter = self.http.get_adapter(url)
                response = adapter.send(request, stream=True, timeout=self.timeout, **settings)
            if "," in response.headers.get("Content-Encoding", ""):
                response.close()  # a few bytes would become gigabytes
                return Failure("The response is compressed more than once.", status=200)
            return response if call.stream else self._read_body(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            proxied = select_proxy(self.url, settings["proxies"]) is not None
            proxy_name = self._proxy_name if proxied else None
            return failure_of(error, self._timeout_text(), self._url_name, proxy_name)

    def _timeout_text(self) -> str:
        return f"{self._timeout_name} is {self.timeout} seconds"

    def _read_body(self, response: Response) -> Response | Failure:
        """Read the body, which gives the connection back; stop when it does not end."""
        if not isinstance(response.raw, urllib3.HTTPResponse):
            response.content  # noqa: B018 -- a custom adapter may return any body object
            return response
        read = self.timeout[1] if isinstance(self.timeout, tuple) else self.timeout
        ends = monotonic() + MAX_READ_TIMEOUTS * read
        # read1 returns what has arrived so far; urllib3 1 can only wait for a whole chunk.
        take = getattr(response.raw, "read1", response.raw.read)
        chunks, size = [], 0
        while chunk := take(CHUNK_SIZE, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            late = monotonic() > ends
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
            if self._proxy is not None:
                own = http.proxies if self._proxy else {}
                decided["proxies"] = {**proxies_for(self._proxy), **own}
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


def failure_of(
    error: Exception, timeout: str, url_name: str = "api_url", proxy_name: str | None = None
) -> Failure:
    """Describe an error without its URL, and whether WeCom can have received the request.

    :param timeout: the setting and its value, for the message
    :param url_name: the setting with the base address
    :param proxy_name: the setting with the proxy, if the request was sent through one
    """
    mistake = _mistake_in_settings(error, url_name, proxy_name)
    if mistake:
        return Failure(mistake)
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
    return Failure(f"The connection broke{_detail(error)}.", maybe_sent=True)


def _mistake_in_settings(error: Exception, url_name: str, proxy_name: str | None) -> str | None:
    """Name the setting that is to blame; trying again would not help."""
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        text = str(error)  # requests has no class for these
        if "TLS CA certificate bundle" in text:
            return (
                "The file with the trusted certificates does not exist. Correct REQUESTS_CA_BUNDLE,"
                " CURL_CA_BUNDLE or api.http.verify."
            )
        if "TLS certificate file" in text or "TLS key file" in text:
            return "The file of the client certificate does not exist. Correct api.http.cert."
    if isinstance(error, requests.exceptions.InvalidSchema) and "SOCKS" in str(error):
        return (
            "A SOCKS proxy needs the extra socks: pip install 'flask-wechat-corp[socks]'."
            f" The proxy comes from {_proxy_sources(proxy_name)}."
        )
    if not isinstance(
        error,
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            urllib3.exceptions.LocationValueError,
        ),
    ):
        return None
    if proxy_name or isinstance(error, requests.exceptions.InvalidProxyURL):
        return (
            "The address of the proxy cannot be used. It must be like http://host:port. Correct"
            f" {_proxy_sources(proxy_name)}."
        )
    return f"{url_name} must be an address that begins with http:// or https://."


def _proxy_sources(proxy_name: str | None) -> str:
    return f"{proxy_name or 'proxy'}, HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"


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
