"""The arguments of an API call: typed readers that raise WeCom's error codes.

:class:`Args` holds what a call sent; :class:`Fields` reads an object within it. Every reader
raises :class:`~flask_wechat_corp.simulator.SimulatedError` with 40058, WeCom's general code for a
bad parameter; a family passes ``missing=`` and ``invalid=`` where the manual documents another.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request

from ..control.json_input import read_object
from ..errors import SimulatedError
from ..world.records import PART_HEADER, Record, part_of

__all__ = ["DAY", "Args", "Fields", "Reader", "Upload", "page", "pick", "read_args", "to_integer"]

T = TypeVar("T")
BAD_PARAMETER = 40058
"""WeCom's code for a missing or malformed parameter without a code of its own."""
DAY = 86_400

_KINDS: dict[type, str] = {str: "strings", int: "integers", dict: "objects"}


def to_integer(value: object, invalid: int = BAD_PARAMETER, name: str = "") -> int:
    """Return ``value`` as a number; digits in a string are a number, as WeCom reads them.

    :param invalid: the error code for anything else
    :param name: the parameter, for the message
    """
    if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SimulatedError(invalid, f"{name} must be an integer" if name else "")
    return value


class Reader:
    """Reads named values; ``missing`` and ``invalid`` are error codes in all its methods."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value as it is; null counts as absent."""
        raise NotImplementedError

    def text(
        self,
        name: str,
        *,
        most: int | None = None,
        missing: int = BAD_PARAMETER,
        invalid: int = BAD_PARAMETER,
    ) -> str:
        """Return a required string that is not empty, of at most ``most`` characters."""
        value = self.get(name)
        if value is None or value == "":
            raise SimulatedError(missing, _missing(name, missing))
        return _text(value, name, most, invalid)

    def optional_text(
        self, name: str, *, most: int | None = None, invalid: int = BAD_PARAMETER
    ) -> str:
        """Return a string, or an empty one if it is absent."""
        value = self.get(name)
        return "" if value is None else _text(value, name, most, invalid)

    def number(
        self,
        name: str,
        default: int | None = None,
        *,
        least: int | None = None,
        most: int | None = None,
        missing: int = BAD_PARAMETER,
        invalid: int = BAD_PARAMETER,
    ) -> int:
        """Return an integer from ``least`` to ``most``; without ``default`` it is required."""
        value = self.get(name)
        if value is None or value == "":
            if default is None:
                raise SimulatedError(missing, _missing(name, missing))
            return default
        number = to_integer(value, invalid, name)
        if (least is not None and number < least) or (most is not None and number > most):
            raise SimulatedError(invalid, f"{name} out of range")
        return number

    def items(
        self, name: str, *, missing: int | None = None, invalid: int = BAD_PARAMETER
    ) -> list[Any]:
        """Return a list of any values; an absent one is empty unless ``missing`` is given."""
        value = self.get(name)
        if value is None or value == []:
            if missing is not None:
                raise SimulatedError(missing)
            return []
        if not isinstance(value, list):
            raise SimulatedError(invalid, f"{name} must be a list")
        return value

    def texts(
        self,
        name: str,
        *,
        most: int,
        least: int = 0,
        missing: int = BAD_PARAMETER,
        invalid: int = BAD_PARAMETER,
    ) -> list[str]:
        """Return a list of ``least`` to ``most`` strings; an absent one is empty."""
        return self._list(name, str, most, least, missing, invalid)

    def numbers(self, name: str, *, most: int) -> list[int]:
        """Return a list of at most ``most`` integers; an absent one is empty."""
        return self._list(name, int, most, 0, BAD_PARAMETER, BAD_PARAMETER)

    def records(
        self, name: str, *, most: int, least: int = 0, invalid: int = BAD_PARAMETER
    ) -> list[Record]:
        """Return a list of ``least`` to ``most`` objects; an absent one is empty."""
        return self._list(name, dict, most, least, BAD_PARAMETER, invalid)

    def _list(
        self, name: str, kind: type[T], most: int, least: int, missing: int, invalid: int
    ) -> list[T]:
        value = self.get(name)
        if value is None:
            value = []
        if not isinstance(value, list) or not all(type(item) is kind for item in value):
            raise SimulatedError(invalid, f"{name} must be a list of {_KINDS[kind]}")
        if len(value) < least:
            raise SimulatedError(missing, _missing(name, missing))
        if len(value) > most:
            raise SimulatedError(invalid, f"{name} exceed max size {most}")
        return list(value)

    def record(self, name: str, *, required: bool = True) -> Record:
        """Return an object; an absent one is empty if it is not required."""
        value = self.get(name)
        if value is None and not required:
            return {}
        if value is None:
            raise SimulatedError(BAD_PARAMETER, _missing(name, BAD_PARAMETER))
        if not isinstance(value, dict):
            raise SimulatedError(BAD_PARAMETER, f"{name} must be an object")
        return dict(value)

    def fields(self, name: str, *, required: bool = True) -> Fields:
        """Return an object like :meth:`record`, with these readers on it."""
        return Fields(self.record(name, required=required))

    def pick(self, *names: str) -> Record:
        """Return the values of ``names`` that are present, unchecked."""
        return pick(self, *names)

    def span(
        self, start: str, end: str, *, days: int, invalid: int = BAD_PARAMETER
    ) -> tuple[int, int]:
        """Return two moments in Unix seconds, in order and at most ``days`` apart."""
        first, last = self.number(start, invalid=invalid), self.number(end, invalid=invalid)
        if first > last:
            raise SimulatedError(invalid, f"{start} is later than {end}")
        if last - first > days * DAY:
            raise SimulatedError(invalid, f"{start} and {end} are more than {days} days apart")
        return first, last

    def paged(self, name: str, rows: Sequence[Any], *, default: int, most: int) -> Record:
        """Return the page of ``rows`` that ``limit`` and ``cursor`` ask for, and the next cursor.

        :param name: the key of the rows in the response
        :param default: the ``limit`` if none is given; ``most`` is the largest
        """
        limit = self.number("limit", default, least=1, most=most)
        shown, cursor = page(rows, self.optional_text("cursor"), limit)
        return {name: shown, "next_cursor": cursor}


class Fields(Reader):
    """Readers on an object within a call's arguments."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value as it is; null counts as absent."""
        value = self.values.get(name)
        return default if value is None else value


@dataclass
class Upload:
    """A file that was sent as multipart/form-data."""

    filename: str
    content_type: str
    data: bytes


@dataclass
class Args(Reader):
    """The arguments of a call: body, query and files.

    ``agent_id`` is the agent of its access token, ``owner`` the owner of its suite or provider
    token, ``part`` that of a long reply.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Record = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    agent_id: int = 0
    owner: str = ""
    part: list[int] | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter from the body, else from the query; null counts as absent."""
        value = self.body.get(name)
        if value is None:
            value = self.query.get(name)
        return default if value is None else value


def read_args(request: Request, path: str) -> Args:
    """Return the arguments of an HTTP request.

    :param path: the path below ``/cgi-bin/``
    :raises SimulatedError: 40033 for lone surrogates in JSON, 47001 for what is no JSON object
    """
    part = part_of(request.headers.get(PART_HEADER))
    args = Args(request.method, path, request.args.to_dict(), part=part)
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


def _missing(name: str, errcode: int) -> str:
    return f"missing {name}" if errcode == BAD_PARAMETER else ""


def _text(value: object, name: str, most: int | None, invalid: int) -> str:
    if not isinstance(value, str):
        raise SimulatedError(invalid, f"{name} must be a string")
    if most is not None and len(value) > most:
        raise SimulatedError(invalid, f"{name} exceed max length {most}")
    return value


def pick(source: Reader | Mapping[str, Any], *names: str) -> Record:
    """Return the values of ``names`` that are neither absent nor null."""
    found = {name: source.get(name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def page(rows: Sequence[T], cursor: str, limit: int) -> tuple[list[T], str]:
    """Return one page of ``rows`` and the opaque cursor of the next one, empty at the end.

    :raises SimulatedError: 50100 for a cursor that was never given
    """
    start = _offset(cursor)
    if start is None or start > len(rows):
        raise SimulatedError(50100, "invalid cursor")
    end = start + limit
    return list(rows[start:end]), _cursor(end) if end < len(rows) else ""


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"cursor:{offset}".encode()).decode("ascii")


def _offset(cursor: str) -> int | None:
    if not cursor:
        return 0
    try:
        name, _, digits = base64.urlsafe_b64decode(cursor.encode("ascii")).decode().partition(":")
    except ValueError:
        return None
    return int(digits) if name == "cursor" and digits.isdecimal() else None
