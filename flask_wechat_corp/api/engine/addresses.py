"""Requests to addresses that came in a message: only public ones over https.

The addresses are secrets: they are in no error and in no log line.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy

from ..._forks import reset_after_fork, reset_if_forked
from ...errors import WeChatAPIError, WeChatTransportError
from .connections import proxies_for
from .download import Media, safe_name
from .public_only import NotPublic, PublicOnly, led_astray, names_the_internet
from .response import Failure
from .transport import failure_of

__all__ = ["Addresses", "Downloaded"]

MAX_ANSWER_BYTES = 64 * 1024
CHUNK_SIZE = 64 * 1024
NOT_PUBLIC = "The address does not lead to a public server."


class Downloaded(Media):
    """A downloaded file in memory."""

    def __init__(self, content: bytes, filename: str, content_type: str = "") -> None:
        self._content = content
        self.size = len(content)
        self.filename = filename
        self.content_type = content_type or _sniffed(content)

    def with_content(self, content: bytes) -> Downloaded:
        """Return the same file after it was decrypted."""
        return Downloaded(content, self.filename)

    def close(self) -> None:
        """Do nothing: there is no connection."""


_KINDS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
}


def _sniffed(content: bytes) -> str:
    """Tell the type by the first bytes: the server says the same of every encrypted file."""
    if content[4:8] == b"ftyp":
        return "video/mp4"
    kinds = (kind for head, kind in _KINDS.items() if content.startswith(head))
    return next(kinds, "application/octet-stream")


class Addresses:
    """Posts to and downloads from addresses that a message has named.

    Without a proxy the address that a name leads to is looked at, and only a public one is talked
    to. Through a proxy, which looks the name up itself, an address that is written as a number must
    be public, and a name must be one of the internet's: with a dot, and not a local one.

    :param trusted: an address whose origin may be used whatever it is: the simulator's
    :param timeout: (connect, read) seconds
    :param proxy: the proxy's address; ``""`` for none; ``None`` for that of the environment
    :param proxy_name: how messages name the setting ``proxy``
    """

    def __init__(
        self,
        trusted: str,
        timeout: float | tuple[float, float],
        *,
        proxy: str | None = None,
        proxy_name: str = "proxy",
    ) -> None:
        self._trusted = _origin(trusted)
        self._timeout = timeout
        self._proxy = proxy
        self._proxy_name = proxy_name
        self._here: dict[str, Callable[..., Any]] = {}
        self._reset()
        reset_after_fork(self)
        for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.poolmanager"):
            logging.getLogger(name).addFilter(_hide_addresses)

    def _reset(self) -> None:
        self.http = requests.Session()
        self.http.mount("https://", PublicOnly(4, 16))
        self._direct = HTTPAdapter(1, 16)

    def answer_here(self, url: str, function: Callable[..., Any]) -> None:
        """Answer an address in this process, for tests.

        :param function: takes what is posted, or returns the bytes and the name of a file
        """
        self._here[url] = function

    def post(self, url: str, body: Any, what: str) -> None:
        """Post JSON once.

        :param what: the name of the address, for errors
        :raises WeChatAPIError: when WeCom refuses it
        :raises WeChatTransportError: when no usable answer comes; WeCom may have got it
        """
        if url in self._here:
            self._here[url](body)
            return
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json"}
        answer = self._exchange("POST", url, what, MAX_ANSWER_BYTES, data, headers)
        try:
            found = json.loads(answer.content)
            code = int(found.get("errcode", 0))
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise WeChatTransportError(what, "The answer is not JSON.") from None
        if code:
            raise WeChatAPIError(code, str(found.get("errmsg", "")), what)

    def download(self, url: str, max_bytes: int, what: str) -> Downloaded:
        """Download a file.

        :raises WeChatTransportError: when it cannot be fetched, or has more than ``max_bytes``
        """
        if url in self._here:
            return Downloaded(*self._here[url]())
        return self._exchange("GET", url, what, max_bytes)

    def _exchange(
        self,
        method: str,
        url: str,
        what: str,
        limit: int,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Downloaded:
        reset_if_forked(self)
        problem: str | None = None
        status = None
        proxied = False
        _quiet.on = True
        try:
            host = self._checked(url, what)
            settings = self._settings(url)
            proxied = select_proxy(url, settings["proxies"]) is not None
            if proxied and host is not None and not names_the_internet(host):
                raise NotPublic
            adapter = self._adapter_for(url, trusted=host is None)
            request = requests.Request(method, url, data=data, headers=headers).prepare()
            response = adapter.send(request, timeout=self._timeout, **settings)
            with response:
                status = response.status_code
                if status != 200:
                    problem = f"HTTP status {status}."
                else:
                    content = _read(response, limit)
                    if content is not None:
                        name = safe_name(response.headers.get("Content-Disposition", ""))
                        return Downloaded(content, name)
                    problem = f"It has more than {limit} bytes."
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            problem = _why(error, self._timeout, self._proxy_name if proxied else None)
        finally:
            _quiet.on = False
        raise WeChatTransportError(what, problem or "No answer.", status)

    def _settings(self, url: str) -> dict[str, Any]:
        """Return proxies and certificates from ``http``, our proxy and the environment."""
        settings = dict(self.http.merge_environment_settings(url, {}, True, None, None))
        if self._proxy is not None:
            settings["proxies"] = proxies_for(self._proxy)
        return settings

    def _checked(self, url: str, what: str) -> str | None:
        """Return the host that must be a public one; ``None`` for the trusted origin."""
        origin = _origin(url)
        if origin == self._trusted:
            return None
        if origin is None or origin[0] != "https":
            raise WeChatTransportError(what, "The address is not an https:// address.")
        return origin[1]

    def _adapter_for(self, url: str, *, trusted: bool) -> Any:
        adapter = self.http.get_adapter(url)
        return self._direct if trusted and isinstance(adapter, PublicOnly) else adapter


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port


def _read(response: requests.Response, limit: int) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_content(CHUNK_SIZE):
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _why(error: Exception, timeout: object, proxy_name: str | None) -> str:
    if led_astray(error):
        return NOT_PUBLIC
    failure: Failure = failure_of(error, f"TIMEOUT is {timeout}", proxy_name=proxy_name)
    return failure.reason


class _Quiet(threading.local):
    """Whether this thread talks to such an address."""

    on = False


_quiet = _Quiet()


class _HideAddresses(logging.Filter):
    """Drop urllib3's lines about these addresses: host, path and query are the secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the lines of other requests."""
        return not _quiet.on


_hide_addresses = _HideAddresses()
