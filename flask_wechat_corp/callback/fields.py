"""How a message class declares the fields that WeCom documents, and how they are read.

A class lists its fields as attributes: ``content = Text("Content")``. Reading one gives the
documented type, or ``None`` when the field is missing or malformed; the item keeps the text.
``KNOWN`` gathers what all classes declare, for messages of a type without a class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, Protocol, TypeVar, overload

__all__ = [
    "KNOWN",
    "Decimal",
    "Element",
    "Elements",
    "Field",
    "Flag",
    "Text",
    "Texts",
    "Whole",
    "Wholes",
    "snake_case",
]

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})", re.ASCII)

T_co = TypeVar("T_co", covariant=True)
F = TypeVar("F", bound="Field[Any]")
P = TypeVar("P")
Reader = Callable[[str], Any]


def snake_case(name: str) -> str:
    """Return the attribute for a vendor name: ``AgentID`` -> ``agent_id``."""
    return _WORDS.sub("_", name).replace("__", "_").lower()


def squash(name: str) -> str:
    """Return what two spellings of one name share: ``ApproverStep`` and ``approverstep``."""
    return name.replace("_", "").lower()


def whole(text: str) -> int | None:
    """Read a whole number; ``None`` when the text is none."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    number = decimal(text)  # Scale has been seen as 15.0
    return None if number is None else int(number)


def decimal(text: str) -> float | None:
    """Read a number with or without a fraction; ``None`` when the text is none."""
    text = text.strip()
    return float(text) if _DECIMAL.fullmatch(text) else None


def flag(text: str) -> bool | None:
    """Read ``true`` or ``false``; ``None`` when the text is neither."""
    return {"true": True, "false": False}.get(text.strip().lower())


_READERS: dict[str, Reader] = {"int": whole, "float": decimal, "bool": flag}


class _Holder(Protocol):
    """What has fields: a message, or an element inside it."""

    _fields: dict[str, Any]


class Field(Generic[T_co]):
    """A documented field; reading it from an instance gives its value or ``None``.

    :param name: the vendor's name
    :param also: further spellings; another case of a letter needs none
    """

    kind: ClassVar[str] = "str"
    """The type of one value, for the documentation."""
    repeated: ClassVar[bool] = False
    """Whether the element may come several times, and is always a list."""
    merged = False
    """Whether several elements of this name count as one."""
    part: type[Any] | None = None
    """The class of an element that holds further elements."""

    def __init__(self, name: str, *also: str) -> None:
        self.name = name
        self.also = also
        self._squashed = squash(name)
        self.reader = _READERS.get(self.kind)

    @overload
    def __get__(self: F, holder: None, owner: type, /) -> F: ...
    @overload
    def __get__(self, holder: _Holder, owner: type | None = None, /) -> T_co | None: ...
    def __get__(self, holder: Any, owner: type | None = None, /) -> Any:
        if holder is None:
            return self
        value = holder._fields.get(self.name)
        if value is None:
            value = self._spelled_otherwise(holder._fields)
        return None if value is None else self.read(value)

    if TYPE_CHECKING:  # at run time assigning is an AttributeError: classes of messages have slots

        def __set__(self, holder: _Holder, value: NoReturn) -> None: ...

    @property
    def may_repeat(self) -> bool:
        """Whether WeCom sends the element several times."""
        return self.repeated or self.merged

    def _spelled_otherwise(self, fields: dict[str, Any]) -> Any:
        for name in self.also:
            if name in fields:
                return fields[name]
        return next((v for name, v in fields.items() if squash(name) == self._squashed), None)

    def read(self, value: Any) -> Any:
        """Return an item's value with the documented type, or ``None``."""
        if type(value) is not str:
            return None
        return value if self.reader is None else self.reader(value)


class Text(Field[str]):
    """A text."""


class Whole(Field[int]):
    """A whole number."""

    kind = "int"


class Decimal(Field[float]):
    """A number with a fraction."""

    kind = "float"


class Flag(Field[bool]):
    """``true`` or ``false``."""

    kind = "bool"


class Element(Field[P]):
    """An element that holds further elements.

    :param part: its class
    :param merged: several of them count as one that holds the elements of all
    """

    kind = "object"

    def __init__(self, name: str, part: type[P], *also: str, merged: bool = False) -> None:
        super().__init__(name, *also)
        self.part = part
        self.merged = merged

    def read(self, value: Any) -> Any:
        """Return the element; an empty one holds nothing."""
        if self.merged and isinstance(value, list):
            value = _merge(value)
        return _part(self.part, value)


class _Repeated(Field[P]):
    repeated = True

    def read(self, value: Any) -> Any:
        values = value if isinstance(value, list) else [value]
        return [one for one in map(super().read, values) if one is not None]


class Texts(_Repeated[list[str]]):
    """A text that may come several times."""


class Wholes(_Repeated[list[int]]):
    """A whole number that may come several times; what is no number is left out."""

    kind = "int"


class Elements(Field[list[P]]):
    """An element with further elements that may come several times."""

    kind = "object"
    repeated = True

    def __init__(self, name: str, part: type[P], *also: str) -> None:
        super().__init__(name, *also)
        self.part = part

    def read(self, value: Any) -> Any:
        """Return the elements as a list."""
        values = value if isinstance(value, list) else [value]
        parts = (_part(self.part, one) for one in values)
        return [part for part in parts if part is not None]


def _part(part: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return part._over(value)
    return part._over({}) if isinstance(value, str) and not value.strip() else None


def _merge(values: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for one in values:
        for name, value in one.items() if isinstance(one, dict) else ():
            known = merged.setdefault(name, value)
            if known is not value and isinstance(known, list) and isinstance(value, list):
                merged[name] = known + value
    return merged


class Meaning:
    """What every class that declares a field of this name agrees on."""

    __slots__ = ("may_repeat", "part", "reader", "repeated")

    def __init__(self, field: Field[Any]) -> None:
        self.may_repeat = field.may_repeat
        self.reader = field.reader
        self.part = field.part
        self.repeated = field.repeated

    def agree(self, field: Field[Any]) -> None:
        """Drop what this declaration of the name contradicts."""
        if self.reader is not field.reader:
            self.reader = None
        if self.part is not field.part:
            self.part = None
        self.repeated = self.repeated and field.repeated
        self.may_repeat = self.may_repeat or field.may_repeat  # as one of the classes says


class _Known:
    """All documented fields, whatever class they belong to."""

    def __init__(self) -> None:
        self.attributes: set[str] = set()
        self._meanings: dict[str, Meaning] = {}
        self._names: set[str] = set()
        self._seen: set[Field[Any]] = set()

    def add(self, fields: Iterable[tuple[str, Field[Any]]]) -> None:
        """Take note of the fields that a class declares: attribute and field."""
        for attribute, field in fields:
            if field in self._seen:
                continue  # inherited
            self._seen.add(field)
            self.attributes.add(attribute.rstrip("_"))
            for name in (field.name, *field.also):
                self.attributes.add(snake_case(name))
                self._names.add(name)
                meaning = self._meanings.setdefault(squash(name), Meaning(field))
                meaning.agree(field)

    def repeated(self) -> set[str]:
        """Return the vendor names that may repeat wherever they are documented."""
        return {name for name in self._names if self._meanings[squash(name)].repeated}

    def has(self, name: str) -> bool:
        """Return whether a vendor name is documented in exactly this spelling."""
        return name in self._names

    def meaning(self, name: str) -> Meaning | None:
        """Return what is known about a vendor name, in any spelling."""
        return self._meanings.get(squash(name))


KNOWN = _Known()
"""What the documentation says about names, for messages of a type without a class."""
