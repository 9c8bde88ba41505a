"""A callback's message: read-only, as it came, with typed attributes beside the items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..protocol.xmlio import Value, build, parse
from .fields import FLOAT, IN_CONTEXT, INT, LIST, OBJECT, TEXT

__all__ = ["Message", "Part"]

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})", re.ASCII)


def snake_case(name: str) -> str:
    """Return the attribute for a vendor name: ``AgentID`` -> ``agent_id``."""
    return _WORDS.sub("_", name).replace("__", "_").lower()


def _attributes() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for name in sorted(INT | FLOAT | LIST | OBJECT | TEXT):
        known.setdefault(snake_case(name), []).append(name)
    # One interface spells these two the other way round.
    known["option_ids"].append("OpitonIds")
    known["option_id"].append("OpitonId")
    return known


_NAMES = _attributes()
"""Attribute -> the vendor's spellings of it, ``UserID`` and ``UserId`` for example."""

_LISTS = LIST | {"OpitonId"}

_PLAIN = {
    attribute: names[0]
    for attribute, names in _NAMES.items()
    if len(names) == 1 and names[0] in TEXT.difference(*IN_CONTEXT.values())
}
"""The short way to a text: attribute -> the one field it can be."""


class Part(Mapping[str, Any]):
    """The fields of a message or of an element inside it.

    ``part["ScanResult"]`` is the value as it came and raises :class:`KeyError` when it is missing;
    ``part.scan_result`` has the documented type, or is ``None`` when a documented field is missing
    or its number is malformed. Where Python or this class already uses the name, append an
    underscore: ``part.items_``, ``message.id_``.
    """

    __slots__ = ("_context", "_fields")

    _fields: dict[str, Any]
    _context: str

    def __init__(self, fields: dict[str, Any], context: str = "") -> None:
        _listify(fields, context)
        self._fields = fields
        self._context = context

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value as it came, or ``default``."""
        return self._fields.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Part):
            return self._fields == other._fields
        return isinstance(other, Mapping) and self._fields == dict(other)

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content may hold lists

    def __getattr__(self, attribute: str) -> Any:
        if attribute[0] == "_":
            raise AttributeError(attribute)
        fields = self._fields
        value = fields.get(_PLAIN.get(attribute, ""))
        if isinstance(value, str):
            return value
        plain = attribute.rstrip("_")
        for name in _NAMES.get(plain, ()):
            if name in fields:
                return self._typed(name, fields[name])
        squashed = plain.replace("_", "")
        for name, value in fields.items():
            if name.replace("_", "").lower() == squashed:
                return self._typed(name, value)
        if plain in _NAMES:
            return None
        raise AttributeError(f"{type(self).__name__} has no field {attribute!r}")

    def _typed(self, name: str, value: Any) -> Any:
        kind = IN_CONTEXT.get(self._context, {}).get(name)
        if isinstance(value, list):
            return [_element(name, one, None) for one in value]
        return _element(name, value, kind)


def _element(name: str, value: Any, kind: str | None) -> Any:
    if isinstance(value, dict):
        return Part(value, name)
    if name in OBJECT and not value.strip():
        return Part({}, name)  # an empty element of a kind that holds others
    if name in INT or kind == "int":
        return _whole(value)
    return _decimal(value) if name in FLOAT else value


def _whole(text: str) -> int | None:
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    number = _decimal(text)  # Scale has been seen as 15.0
    return None if number is None else int(number)


def _decimal(text: str) -> float | None:
    text = text.strip()
    return float(text) if _DECIMAL.fullmatch(text) else None


def _listify(fields: dict[str, Any], context: str) -> None:
    """Make every repeatable element a list, also when it came once."""
    special = IN_CONTEXT.get(context)
    for name, value in fields.items():
        if type(value) is str and special is None and name not in _LISTS:
            continue  # nearly always
        if isinstance(value, dict):
            _listify(value, name)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    _listify(one, name)
        repeatable = name in _LISTS or (special is not None and special.get(name) == "list")
        if repeatable and not isinstance(value, list):
            fields[name] = [value]


class Message(Part):
    """What WeCom pushed: a read-only mapping of the XML with typed attributes.

    Build one for a test with :meth:`from_dict`.

    :param fields: the children of ``<xml>`` by their vendor names
    :param xml: the decrypted text; bytes are UTF-8
    """

    __slots__ = ("_xml",)

    _xml: str | bytes

    def __init__(self, fields: dict[str, Any], xml: str | bytes = "") -> None:
        event = fields.get("Event") or fields.get("InfoType")
        super().__init__(fields, event.lower() if isinstance(event, str) else "")
        self._xml = xml

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.type} {self._context}>".replace(" >", ">")

    @property
    def xml(self) -> str:
        """The decrypted text, exactly as it came."""
        return self._xml if isinstance(self._xml, str) else self._xml.decode()

    @classmethod
    def from_xml(cls, xml: str | bytes) -> Message:
        """Read a decrypted message.

        :param xml: the text; bytes are UTF-8
        :raises BadMessage: when it is not XML or has a document type
        """
        return cls(parse(xml), xml)

    @classmethod
    def from_dict(cls, fields: Mapping[str, object]) -> Message:
        """Build a message from vendor names and values, for tests: numbers may be numbers."""
        return cls.from_xml(build(fields))

    @property
    def type(self) -> str | None:
        """The ``MsgType``, in the vendor's spelling; ``None`` for suite notices (InfoType)."""
        value = self._fields.get("MsgType")
        return value if isinstance(value, str) else None

    @property
    def id(self) -> int | None:
        """The ``MsgId``; events have none."""
        value: Value | None = self._fields.get("MsgId")
        return _whole(value) if isinstance(value, str) else None

    @property
    def event_name(self) -> str:
        """The event in lower case, from ``Event`` or ``InfoType``; empty for other messages."""
        return self._context
