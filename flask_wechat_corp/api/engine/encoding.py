"""How paths, query values and JSON bodies are written for WeCom."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import quote

__all__ = [
    "JSON_HEADERS",
    "Hidden",
    "Secret",
    "api_path",
    "encodable",
    "encode_json",
    "query_value",
]

JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


class Secret:
    """A query value that is sent but never shown, not even by tools that print local variables."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __str__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "***"


class Hidden(str):
    """A text that is used as any other, and that tools which print local variables do not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def encodable(text: str) -> str:
    """Return a text without what UTF-8 cannot express: half a character, cut out of an emoji.

    A passive reply drops it too. Two halves that belong together become their character.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text


def encode_json(body: object) -> bytes:
    """Return ``body`` as UTF-8 JSON without ``\\u`` escapes, which WeCom shows to people.

    :raises ValueError: for a value that JSON does not have (NaN, a circular reference)
    :raises TypeError: for an object of another type than JSON's
    """
    text = json.dumps(
        body, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )
    return encodable(text).encode()


def _plain(value: object) -> int:
    """Return what JSON has for a value that it does not know: Unix seconds for a time."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    raise TypeError(
        f"A call takes dicts, lists, texts, numbers and datetimes, not {type(value).__name__}."
    )


def api_path(path: str) -> str:
    """Return ``/cgi-bin/…`` for a path with or without that prefix.

    :raises ValueError: when the path contains a query or a fragment, or would leave ``/cgi-bin/``
    """
    if "?" in path or "#" in path:
        raise ValueError("path must not contain a query. Pass its values as keyword arguments.")
    path = path.removeprefix("/cgi-bin/").lstrip("/")
    if not {".", ".."}.isdisjoint(path.replace("\\", "/").split("/")):
        raise ValueError("path must not leave /cgi-bin/. Write it without '.' and '..'.")
    return "/cgi-bin/" + quote(encodable(path))


def query_value(value: object) -> object:
    """Return a query's value as WeCom reads it: booleans as 1 and 0, times as Unix seconds."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, str):
        return encodable(value)
    return int(value) if isinstance(value, bool) else value
