"""Calls of a catalogued endpoint, made from its row: what WeCom's manual lets an application send.

For every row there is one call with the required values alone, one for each optional value, and
one for each largest, smallest or enumerated value. The values come from the row; what a method
takes under another name, or as one record, is in ``call_shapes.py``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Values = dict[str, Any]

#: tokens of other kinds come first in a method that needs one
TOKENS = {
    "suite_access_token": "SUITE",
    "provider_access_token": "PROVIDER",
    "device_access_token": "DEVICE",
    "model_access_token": "MODEL",
}
#: ends of a span: a day apart, so that no limit in days is met by accident
START, END = 1_700_000_000, 1_700_086_400
ENDS = ("end_time", "endtime", "day_end_time")
STARTS = ("start_time", "starttime", "begin_time", "start_date", "day_begin_time")
#: contents of a message, of which one goes out, named by ``msgtype``
KINDS = frozenset(
    """text image voice video file textcard news mpnews markdown markdown_v2 miniprogram
    miniprogram_notice template_card link location msgmenu business_card ca_link music""".split()
)


@dataclass(frozen=True)
class Variant:
    """One call: what it shows, and the values by the vendor's names."""

    title: str
    values: Values
    #: top-level keys that this call must put on the wire
    sent: frozenset[str]


class Shape:
    """The parameters of a row as a tree."""

    def __init__(self, row: Row, examples: Mapping[str, Any] | None = None) -> None:
        self.row = row
        self.examples = examples or {}
        self.params: dict[str, Row] = {param["name"]: param for param in row["params"]}
        self.top = [name for name in self.params if "." not in name]

    def children(self, name: str) -> list[str]:
        prefix = f"{name}."
        return [
            each
            for each in self.params
            if each.startswith(prefix) and "." not in each[len(prefix) :]
        ]

    def value(self, name: str) -> Any:
        """Return the plainest value of a parameter that the manual allows."""
        if name in self.examples:
            return self.examples[name]
        param = self.params[name]
        kind = param["type"]
        if kind.startswith("list"):
            return [self._one(name, kind[5:-1] or "str")] * int(
                param.get("min", 1) if param.get("unit") == "items" else 1
            )
        return self._one(name, kind)

    def _one(self, name: str, kind: str) -> Any:
        param = self.params[name]
        if param.get("enum") and kind != "object":
            return param["enum"][0]
        if kind == "object":
            inner = {
                each.rpartition(".")[2]: self.value(each)
                for each in self.children(name)
                if self.params[each]["required"]
            }
            return inner or {"x": "x"}
        if kind == "int":
            return self._number(name)
        if kind in ("bool", "float"):
            return True if kind == "bool" else 1.5
        if kind == "file":
            return b"a file of at least some bytes"
        return self._text(name)

    def _number(self, name: str) -> int:
        last = name.rpartition(".")[2]
        if last in STARTS:
            return START
        if last in ENDS:
            return END
        param = self.params[name]
        low = param.get("min", 1) if param.get("unit") == "value" else 1
        return int(low)

    def _text(self, name: str) -> str:
        param = self.params[name]
        least = int(param.get("min", 1)) if param.get("unit") in ("bytes", "chars", "width") else 1
        return "x" * max(1, least)

    def required(self) -> Values:
        """Return the required values, with one of each group of which one is needed."""
        names = [name for name in self.top if self.params[name]["required"]]
        for group in [*self.row.get("one_of", ()), *self.row.get("exactly_one_of", ())]:
            if not set(group) & set(names):
                names.append(next(name for name in group if name in self.params))
        values = {name: self.value(name) for name in names}
        return {**values, **self._content(self._kind())} if "msgtype" in self.params else values

    def _kind(self) -> str:
        """Return the plainest kind of message: a text, else the first one."""
        return "text" if "text" in self.params else next(each for each in self.top if each in KINDS)

    def _content(self, kind: str) -> Values:
        return {"msgtype": kind, kind: self.value(kind)}

    def with_value(self, name: str, value: Any) -> Values:
        """Return the required values and this one, of whatever depth."""
        top = name.split(".")[0]
        values = self.required()
        if "msgtype" in self.params and top in KINDS:
            values = {key: each for key, each in values.items() if key not in KINDS}
            values["msgtype"] = top
        for group in self.row.get("exactly_one_of", ()):
            if top in group:
                values = {key: each for key, each in values.items() if key not in group}
        for group in self.row.get("together", ()):
            if top in group:
                values.update({each: self.value(each) for each in group})
        if top == name:
            return {**values, name: value}
        values[top] = self._grown(top, name, value)
        return values

    def _grown(self, at: str, name: str, value: Any) -> Any:
        """Return the value of ``at``, with ``value`` for ``name`` somewhere inside."""
        if at == name:
            return value
        inner: Any = {
            each.rpartition(".")[2]: self.value(each)
            for each in self.children(at)
            if self.params[each]["required"]
        }
        below = name[len(at) + 1 :].split(".")[0]
        inner[below] = self._grown(f"{at}.{below}", name, value)
        kind = self.params.get(at, {"type": "object"})["type"]
        return [inner] if kind.startswith("list") else inner

    def limits(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield the values at the edges of what the manual allows."""
        param = self.params[name]
        listed = param["type"].startswith("list")
        for value in param.get("enum", ()):
            yield f"{value}", [value] if listed else value
        for edge in ("min", "max"):
            if edge in param:
                yield f"{edge} {param[edge]}", self._edge(name, int(param[edge]))
        if "over" in param:  # WeCom reads more as "default" or "max", or it truncates ("cut")
            yield f"over {param['max']}", self._edge(name, int(param["max"]) + 1)

    def _edge(self, name: str, size: int) -> Any:
        param = self.params[name]
        kind, unit = param["type"], param.get("unit")
        if unit == "value" or kind == "int":
            return size
        if unit == "items":
            one = self._one(name, kind[5:-1] or "str")
            if kind == "list[int]":
                return list(range(1, size + 1))
            return [f"x{n}" for n in range(size)] if kind == "list[str]" else [one] * size
        if name.endswith("userid"):  # an id is of letters and digits
            return "x" * size
        # Chinese characters, as many as fit
        text = "字" * (size // {"bytes": 3, "width": 2}.get(str(unit), 1))
        if unit == "bytes":
            text += "x" * (size - len(text.encode()))
        if unit == "width":
            text += "x" * (size % 2)
        return [text] if kind.startswith("list") else text

    def whole(self) -> Values:
        """Return all values that go together."""
        groups = [*self.row.get("exactly_one_of", ()), *self.row.get("at_most_one_of", ())]
        one_only = {name for group in groups for name in group}
        one_only |= KINDS if "msgtype" in self.params else set()
        rest = {name: self.value(name) for name in self.top if name not in one_only}
        return {**rest, **self.required()}

    def variants(self) -> Iterator[Variant]:
        """Yield all calls of this row."""
        required = self.required()
        needed = frozenset(name for name in self.top if self.params[name]["required"])
        yield Variant("required", required, needed)
        for name in self.top:
            if not self.params[name]["required"]:
                values = self.with_value(name, self.value(name))
                yield Variant(f"{name}", values, frozenset({name}))
        yield Variant("all", self.whole(), frozenset())
        for name in self.params:
            if name == "msgtype":
                continue  # seen with each of the contents
            for title, value in self.limits(name):
                values = self.with_value(name, value)
                yield Variant(f"{name}={title}", values, frozenset({name.split(".")[0]}))


def arguments(
    method: Callable[..., Any],
    row: Row,
    values: Values,
    *,
    names: Mapping[str, str],
    records: Mapping[str, frozenset[str]],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the keyword arguments that carry ``values``.

    What a method requires although the row does not is added, unless the row was read in the
    manual: there the row decides.

    :param names: the method's name of a value -> the vendor's
    :param records: the parameters that take values in one dict, and which; none named: all that
        have no parameter of their own
    :param extra: values of the method's own parameters, which the vendor does not know
    """
    shape = Shape(row)
    rest = dict(values)
    given: dict[str, Any] = {}
    parameters = list(inspect.signature(method).parameters.values())[1:]
    for parameter in parameters:
        vendor = names.get(parameter.name, parameter.name)
        if vendor in rest:
            given[parameter.name] = rest.pop(vendor)
        elif parameter.name in extra:
            given[parameter.name] = extra[parameter.name]
        elif parameter.name in TOKENS:
            given[parameter.name] = TOKENS[parameter.name]
        elif parameter.default is parameter.empty and vendor in shape.params and not row["checked"]:
            given[parameter.name] = shape.value(vendor)
    for parameter_name, keys in records.items():
        taken = {key: rest.pop(key) for key in list(rest) if not keys or key in keys}
        given[parameter_name] = taken
    if rest:
        raise AssertionError(f"{row['name']} has no argument for {', '.join(rest)}")
    return given
