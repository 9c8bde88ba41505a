"""What goes over the wire and what comes back: paths, JSON, and errors made of answers."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from ...errors import AccessTokenError, IPNotAllowedError, RateLimitError, WeChatAPIError
from ...protocol.errcodes import describe, hint
from .download import Media
from .response import Failure, Response

__all__ = [
    "BUSY",
    "DEAD_TOKEN",
    "Answer",
    "Secret",
    "decode",
    "errcode_of",
    "error_for",
    "plain_path",
    "plain_value",
    "scrub",
    "to_json",
]

#: codes that say: this access token is dead
DEAD_TOKEN = frozenset({40001, 40014, 42001})
IP_NOT_ALLOWED = 60020
BUSY = -1

#: what came back: a decoded object, or an opened download
Answer = dict[str, Any] | Media


class Secret:
    """A value that is sent and never shown: not by tools that print the variables of a frame."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __str__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "***"


def decode(response: Response, path: str) -> dict[str, Any] | Failure:
    """Return the JSON object in ``response``."""
    if response.status_code != 200:
        return Failure(f"HTTP status {response.status_code}", status=response.status_code)
    try:
        data = json.loads(response.content)
    except (ValueError, RecursionError):  # not JSON, or not UTF-8
        return Failure("the answer is not JSON", status=200)
    if not isinstance(data, dict):
        return Failure("the answer is not a JSON object", status=200)
    try:
        int(data.get("errcode") or 0)
    except (TypeError, ValueError, OverflowError):
        return Failure("the answer's errcode is not a number", status=200)
    return data


def errcode_of(result: Answer | Failure) -> int:
    """Return the error code, which WeCom sometimes gives as text; 0 where there is none."""
    return int(result.get("errcode") or 0) if isinstance(result, dict) else 0


def error_for(code: int, words: str, path: str) -> WeChatAPIError:
    """Build the exception for WeCom's answer."""
    known = describe(code)
    kind: type[WeChatAPIError] = WeChatAPIError
    if code == IP_NOT_ALLOWED:
        kind = IPNotAllowedError
    elif known and known.action == "rate_limit":
        kind = RateLimitError
    elif code in DEAD_TOKEN or path == "/cgi-bin/gettoken":
        kind = AccessTokenError
    return kind(code, words, path, hint(code))


_link_query = re.compile(r"(https?://[^\s?]+)\?\S*")


def scrub(words: str, secrets: tuple[str, ...]) -> str:
    """Take secrets and the queries of addresses out of WeCom's words."""
    for secret in secrets:
        if secret:
            words = words.replace(secret, "***")
    return _link_query.sub(r"\1", words)


def to_json(body: object) -> bytes:
    """Return ``body`` as UTF-8 JSON: WeCom shows ``\\u`` escapes to people as they are.

    :raises ValueError: for what JSON cannot hold (NaN, circles)
    :raises TypeError: for objects that are not plain
    """
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def plain_path(path: str) -> str:
    """Return ``/cgi-bin/…`` for a path with or without it.

    :raises ValueError: when a query or fragment is part of it
    """
    if "?" in path or "#" in path:
        raise ValueError("the path must not hold a query; give its values as arguments")
    return "/cgi-bin/" + quote(path.removeprefix("/cgi-bin/").lstrip("/"))


def plain_value(value: object) -> object:
    """Return a query's value as WeCom reads it: truth as 1 and 0."""
    return int(value) if isinstance(value, bool) else value
