"""How paths, query values and JSON bodies are written for WeCom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from urllib.parse import quote

__all__ = [
    "JSON_HEADERS",
    "Hidden",
    "Secret",
    "api_path",
    "encodable",
    "encode_json",
    "query_value",
    "seconds",
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

    :raises ValueError: for a value that JSON does not have (NaN, a circular reference), naming the
        key under which it stands
    :raises TypeError: for an object of another type than JSON's, likewise
    """
    try:
        return encodable(_dumps(body)).encode()
    except (TypeError, ValueError, RecursionError) as error:
        problem = error
    if isinstance(body, Mapping):
        for key, value in body.items():
            try:
                _dumps(value)
            except (TypeError, ValueError, RecursionError) as error:
                raise _unsendable(str(key), error) from None
    raise _unsendable("The body of the call", problem) from None


def _dumps(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )


def _unsendable(name: str, error: Exception) -> Exception:
    """Return the error for what JSON does not have, without the value."""
    if isinstance(error, TypeError):
        found = error.args[0] if isinstance(error, _NoJSON) else "has a key that is no text"
        return TypeError(f"{name} {found}.")
    if isinstance(error, RecursionError) or "ircular" in str(error):
        return ValueError(f"{name} contains itself, or nests too deeply.")
    return ValueError(f"{name} has a number or a time that JSON does not have.")


class _NoJSON(TypeError):
    """A value that JSON does not know."""


def _plain(value: object) -> int:
    """Return what JSON has for a value that it does not know: Unix seconds for a time."""
    if isinstance(value, datetime):
        return seconds(value)
    raise _NoJSON(f"takes dicts, lists, texts, numbers and datetimes, not {type(value).__name__}")


def seconds(time: datetime, name: str = "A time") -> int:
    """Return Unix seconds; a time without a zone is local time.

    :param name: the argument, for the error
    :raises ValueError: for a time too close to the first or the last year
    """
    try:
        return int(time.timestamp())
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{name} is a datetime that has no Unix seconds.") from None


def api_path(path: str) -> str:
    """Return ``/cgi-bin/…`` for a path with or without that prefix.

    :raises ValueError: when the path is empty, a whole address, contains a query or a fragment, or
        would leave ``/cgi-bin/``
    """
    if not isinstance(path, str):
        raise TypeError(f"path takes a text, not {type(path).__name__}.")
    if "?" in path or "#" in path:
        raise ValueError("path must not contain a query. Pass its values as keyword arguments.")
    path = path.strip().lstrip("/").removeprefix("cgi-bin/").lstrip("/")
    if not path or "://" in path:
        raise ValueError("path must be relative to /cgi-bin/, for example 'user/get'.")
    if not {".", ".."}.isdisjoint(path.replace("\\", "/").split("/")):
        raise ValueError("path must not leave /cgi-bin/. Write it without '.' and '..'.")
    return "/cgi-bin/" + quote(encodable(path))


def query_value(value: object) -> object:
    """Return a query's value as WeCom reads it: booleans as 1 and 0, times as Unix seconds.

    A member of an enumeration is its value, whatever ``str()`` makes of it.
    """
    if isinstance(value, datetime):
        return seconds(value)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, (str, Secret)):
        return encodable(str(value))
    return int(value) if isinstance(value, bool) else value
