"""What the methods of families take: types checked by name, times and flags made plain.

A family states the types of its arguments once, in its annotations::

    def get_checkin_data(self, opencheckindatatype: int, starttime: Time, …)

and gets a number of seconds for a ``datetime``, 0 or 1 for a ``bool`` where WeCom has a number,
and a ``TypeError`` that names the argument for anything else. :class:`Family` wraps its methods
when their class is made; annotations are read at a method's first call.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

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
    """One parameter."""

    def __init__(self, name: str, annotation: object) -> None:
        self.name = name
        kinds = [_KINDS.get(word) for word in _alternatives(annotation)]
        self.kinds = [kind for kind in kinds if kind is not None]
        #: an annotation with a type that is not in the table is not checked
        self.free = len(self.kinds) < len(kinds)
        self.plain = frozenset[type]().union(*(kind.plain for kind in self.kinds))

    def convert(self, value: Any) -> Any:
        """Return the value to send.

        :raises TypeError: naming the argument, what it takes and what it got
        """
        if self.free or type(value) in self.plain:
            return value
        for kind in self.kinds:
            found = kind.convert(value)
            if found is not _REFUSED:
                return found
        wanted = " or ".join(dict.fromkeys(kind.title for kind in self.kinds if kind.title))
        raise TypeError(f"{self.name} takes {wanted}, not {type(value).__name__}.")


def _alternatives(annotation: object) -> list[str]:
    """Return the type names of ``A[…] | B | None``, without what is in brackets.

    A record, ``records.User``, is the type ``records``.
    """
    if not isinstance(annotation, str):
        return ["object"]
    changed = 1
    while changed:
        annotation, changed = re.subn(r"\[[^\[\]]*\]", "", annotation)
    return [word.strip().partition(".")[0] for word in annotation.split("|")]


# -- the types that annotations name -----------------------------------------------------------

_REFUSED = object()


class _Kind(NamedTuple):
    """One type of an annotation.

    :param title: for the error message
    :param plain: the types that are sent as they are
    :param convert: gives the value to send of another type, or ``_REFUSED``
    """

    title: str
    plain: frozenset[type]
    convert: Callable[[Any], Any]


def _number(value: Any) -> Any:
    if isinstance(value, int):  # True, or a member of an IntEnum
        return int(value)
    # WeCom's own examples write some numbers as texts
    return value if isinstance(value, str) and value.strip().isdecimal() else _REFUSED


def _time(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return _REFUSED if isinstance(value, bool) else _number(value)


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, (int, float)) else _number(value)


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else _REFUSED


def _list(value: Any) -> Any:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        return _REFUSED
    return list(value)


def _mapping(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else _REFUSED


def _refused(value: Any) -> Any:
    return _REFUSED


_A_LIST = _Kind("a list", frozenset({list, tuple}), _list)
_A_DICT = _Kind("a dict", frozenset({dict}), _mapping)
_KINDS: dict[str, _Kind] = {
    "None": _Kind("", frozenset({type(None)}), _refused),
    "Time": _Kind("Unix seconds or a datetime", frozenset({int}), _time),
    "Flag": _Kind("True or False", frozenset({int}), _number),
    "bool": _Kind("True or False", frozenset({bool, int}), _number),
    "int": _Kind("a number", frozenset({int}), _number),
    "float": _Kind("a number", frozenset({float, int}), _float),
    "str": _Kind("a text", frozenset({str}), _text),
    "Literal": _Kind("one of WeCom's values", frozenset({str, int}), _number),
    "list": _A_LIST,
    "Sequence": _A_LIST,
    "dict": _A_DICT,
    "Mapping": _A_DICT,
    "JSONObject": _A_DICT,
    "Part": _A_DICT,
    "records": _A_DICT,
}
