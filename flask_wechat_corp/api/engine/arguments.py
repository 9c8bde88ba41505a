"""What the methods of families take: types checked by name, times and flags made plain.

A family states the types of its arguments once, in its annotations::

    def get_checkin_data(self, opencheckindatatype: int, starttime: Time, …)

and gets a number of seconds for a ``datetime``, 0 or 1 for a ``bool`` where WeCom has a number,
and a ``TypeError`` that names the argument for anything else. :class:`Family` wraps its methods
when their class is made; annotations are read at a method's first call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from .encoding import seconds

__all__ = ["Flag", "Time", "checked"]

#: a point in time: Unix seconds, or a ``datetime``; one without a time zone is local time
Time = int | datetime
#: one of WeCom's switches that are numbers, 0 or 1; ``True`` is sent as 1
Flag = bool | int

Method = TypeVar("Method", bound=Callable[..., Any])


def checked(method: Method) -> Method:
    """Return ``method`` with its arguments checked and made plain before it runs."""
    spec: _Spec | None = None

    def call(self: object, *args: Any, **kwargs: Any) -> Any:
        nonlocal spec
        if spec is None:
            spec = _Spec(method)
        return method(self, *spec.positional(args), **spec.named(kwargs))

    call.__wrapped__ = method  # type: ignore[attr-defined]  # inspect.signature() follows it
    call.__name__ = method.__name__
    call.__qualname__ = method.__qualname__
    call.__doc__ = method.__doc__
    call.__module__ = method.__module__
    call.__annotations__ = method.__annotations__  # the reference shows them
    return call  # type: ignore[return-value]  # it takes what the method takes


class _Spec:
    """The parameters of one method: for each the types that pass as they are, and the rest."""

    def __init__(self, method: Callable[..., Any]) -> None:
        parameters = list(inspect.signature(method).parameters.values())[1:]
        self.by_name = {
            each.name: _Parameter(each.name, each.annotation)
            for each in parameters
            if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        }
        self.in_order = list(self.by_name.values())

    def positional(self, args: tuple[Any, ...]) -> Iterable[Any]:
        for parameter, value in zip(self.in_order, args, strict=False):
            if type(value) not in parameter.plain:
                plain = [each.convert(one) for each, one in zip(self.in_order, args, strict=False)]
                return [*plain, *args[len(plain) :]]
        return args

    def named(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        for name, value in kwargs.items():
            parameter = self.by_name.get(name)
            if parameter is not None and type(value) not in parameter.plain:
                # ours to change: it was made for this call
                kwargs[name] = parameter.convert(value)
        return kwargs


class _Parameter:
    """One parameter, or the entries of one that is a list."""

    def __init__(self, name: str, annotation: object) -> None:
        self.name = name
        kinds = [_kind(each) for each in _alternatives(annotation)]
        self.kinds = [kind for kind in kinds if kind is not None]
        #: an annotation with a type that is not in the table is not checked
        self.free = len(self.kinds) < len(kinds)
        self.plain = frozenset[type]().union(*(kind.plain for kind in self.kinds))

    def convert(self, value: Any, where: str = "") -> Any:
        """Return the value to send.

        :param where: the place in the argument, for messages: ``"[3]"``
        :raises TypeError: naming the argument, what it takes and what it got
        :raises ValueError: for a time that has no Unix seconds, naming the argument
        """
        if self.free or type(value) in self.plain:
            return value
        for kind in self.kinds:
            found = kind.convert(value, self.name + where)
            if found is not _REFUSED:
                return found
        wanted = " or ".join(dict.fromkeys(kind.title for kind in self.kinds if kind.title))
        raise TypeError(f"{self.name}{where} takes {wanted}, not {type(value).__name__}.")


def _alternatives(annotation: object) -> list[str]:
    """Return the types of ``A[…] | B | None``."""
    if not isinstance(annotation, str):
        return ["object"]
    found, depth = [""], 0
    for char in annotation:
        depth += {"[": 1, "]": -1}.get(char, 0)
        if char == "|" and not depth:
            found.append("")
        else:
            found[-1] += char
    return [each.strip() for each in found]


# -- the types that annotations name -----------------------------------------------------------

_REFUSED = object()


class _Kind(NamedTuple):
    """One type of an annotation.

    :param title: for the error message
    :param plain: the types that are sent as they are
    :param convert: gets a value of another type and its name; returns the value to send, or
        ``_REFUSED``
    """

    title: str
    plain: frozenset[type]
    convert: Callable[[Any, str], Any]


def _kind(annotation: str) -> _Kind | None:
    """Return what one type takes; ``None`` when it is not in the table.

    A record, ``records.User`` or ``records_meetings.Guest``, is the type ``records``.
    """
    word, _, inner = annotation.removesuffix("]").partition("[")
    if word == "Literal":
        values = _KINDS["str" if inner[0] in "'\"" else "int"]
        return values._replace(title=f"one of {inner}")
    kind = _KINDS.get(word.partition(".")[0].partition("_")[0])
    return _list_of(inner) if kind is _A_LIST and inner else kind


def _list_of(annotation: str) -> _Kind:
    """Return what a list with such entries takes."""
    if annotation == "str":
        annotation = "str | int"  # WeCom's examples write ids of departments and tags either way
    entries = _Parameter("", annotation)

    def convert(value: Any, name: str) -> Any:
        items = _list(value, name)
        if items is _REFUSED or entries.free or entries.plain.issuperset(map(type, items)):
            return items
        entry = _Parameter(name, annotation)
        return [entry.convert(each, f"[{number}]") for number, each in enumerate(items)]

    return _Kind("a list", frozenset(), convert)


def _number(value: Any, name: str) -> Any:
    if isinstance(value, int):  # True, or a member of an IntEnum
        return int(value)
    # WeCom's own examples write some numbers as texts
    if isinstance(value, str) and value.isascii() and value.strip().isdecimal():
        return value.strip()
    return _REFUSED


def _time(value: Any, name: str) -> Any:
    if isinstance(value, datetime):
        return seconds(value, name)
    return _REFUSED if isinstance(value, bool) else _number(value, name)


def _float(value: Any, name: str) -> Any:
    return float(value) if isinstance(value, (int, float)) else _number(value, name)


def _text(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    return _REFUSED


def _bytes(value: Any, name: str) -> Any:
    return bytes(value) if isinstance(value, (bytearray, memoryview)) else _REFUSED


def _list(value: Any, name: str) -> Any:
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, (str, bytes, bytearray, Mapping)) or not isinstance(value, Iterable):
        return _REFUSED
    if hasattr(value, "read"):  # an open file, whose entries would be its lines
        return _REFUSED
    return list(value)


def _mapping(value: Any, name: str) -> Any:
    return dict(value) if isinstance(value, Mapping) else _REFUSED


def _function(value: Any, name: str) -> Any:
    return value if callable(value) else _REFUSED


def _content(value: Any, name: str) -> Any:
    return value if hasattr(value, "to_message") else _REFUSED


def _article(value: Any, name: str) -> Any:
    return value if hasattr(value, "pic_url") else _REFUSED


def _refused(value: Any, name: str) -> Any:
    return _REFUSED


_A_LIST = _Kind("a list", frozenset({list, tuple}), _list)
_A_DICT = _Kind("a dict", frozenset({dict}), _mapping)
_A_CONTENT = _Kind("a content such as Text(…)", frozenset(), _content)
_A_TEXT = _Kind("a text", frozenset({str}), _text)
_KINDS: dict[str, _Kind] = {
    "None": _Kind("", frozenset({type(None)}), _refused),
    "Time": _Kind("Unix seconds or a datetime", frozenset({int}), _time),
    "Flag": _Kind("True or False", frozenset({int}), _number),
    "bool": _Kind("True or False", frozenset({bool, int}), _number),
    "int": _Kind("a whole number", frozenset({int}), _number),
    "float": _Kind("a number", frozenset({float, int}), _float),
    "str": _A_TEXT,
    "KeyType": _A_TEXT,
    "ViewType": _A_TEXT,
    "bytes": _Kind("bytes", frozenset({bytes}), _bytes),
    "list": _A_LIST,
    "Sequence": _A_LIST,
    "Iterable": _A_LIST,
    "dict": _A_DICT,
    "Mapping": _A_DICT,
    "JSONObject": _A_DICT,
    "records": _A_DICT,
    "types": _A_DICT,
    "Sendable": _A_CONTENT,
    "Text": _A_CONTENT,
    "Article": _Kind("an Article", frozenset(), _article),
    "Progress": _Kind("a function", frozenset(), _function),
}
