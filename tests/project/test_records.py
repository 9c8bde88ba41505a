"""The typed records of calls have the keys of WeCom's manual: all of them, and no others.

What a record is compared with are the nested parameters of its row in ``data/endpoints.json``.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from flask_wechat_corp.api import WeChatAPI, engine
from tests.data.call_shapes import NAMES
from tests.project.test_parity import BY_NAME, CALLED

#: records whose row names a few keys only, since the page refers to another call for the rest
ABRIDGED = {("update_checkin_option", "group")}
#: differences between a record and the row of one call that no record and no row can mend
KNOWN = {
    # of the manual: lang is needed with a text, and an entry without a text says nothing
    *(
        (name, "template_content.controls.property.placeholder", f"requires {key}")
        for name in ("create_approval_template", "update_approval_template")
        for key in ("lang", "text")
    ),
}


def record_in(hint: Any) -> Any:
    """Return the record that an annotation names, also as the entry of a list."""
    if typing.is_typeddict(hint):
        return hint
    return next(filter(None, map(record_in, typing.get_args(hint))), None)


def values_in(hint: Any) -> set[Any]:
    """Return the values of a ``Literal``."""
    if typing.get_origin(hint) is typing.Literal:
        return set(typing.get_args(hint))
    return set().union(*map(values_in, typing.get_args(hint)))


def records_of(name: str) -> Iterator[tuple[str, Any]]:
    """Yield the parameters of a method that take records, by the vendor's names."""
    method = inspect.unwrap(getattr(WeChatAPI, name))
    source = inspect.getsource(sys.modules[method.__module__])
    renamed = {ours: module for module, ours in re.findall(r"\b(records_\w+) as (\w+)", source)}
    for each in inspect.signature(method).parameters.values():
        for alias, kind in re.findall(r"\b(\w+)\.(\w+)", str(each.annotation)):
            if alias not in renamed and not alias.startswith("records"):
                continue
            module = importlib.import_module(f"{engine.__name__}.{renamed.get(alias, alias)}")
            found = record_in(getattr(module, kind))
            if found is not None:
                yield NAMES.get(name, {}).get(each.name, each.name), found


def faults(row: dict[str, Any], at: str, record: Any) -> Iterator[tuple[str, str, str]]:
    """Say where a record and the nested parameters at ``at`` differ."""
    params = {
        each["name"].rpartition(".")[2]: each
        for each in row["params"]
        if each["name"].rpartition(".")[0] == at
    }
    if not params:
        return
    hints = typing.get_type_hints(record)
    for key in params.keys() - hints.keys():
        yield row["name"], at, f"lacks {key}"
    for key in hints.keys() - params.keys():
        yield row["name"], at, f"invents {key}"
    for key in hints.keys() & params.keys():
        required = params[key]["required"]
        if required != (key in record.__required_keys__):
            yield row["name"], at, f"{'does not require' if required else 'requires'} {key}"
        values = values_in(hints[key])
        if values and values != set(params[key].get("enum", values)):
            yield row["name"], at, f"has other values of {key}"
        if (inner := record_in(hints[key])) is not None:
            yield from faults(row, f"{at}.{key}", inner)


WITH_RECORDS = [
    (name, at, record)
    for name in CALLED
    for at, record in records_of(name)
    if (name, at) not in ABRIDGED
]


def test_many_calls_take_records() -> None:
    assert len(WITH_RECORDS) >= 100


def test_a_nested_parameter_has_its_parent() -> None:
    """Without the parent in its row, a record would be compared in part."""
    nested = [(row["name"], each["name"]) for row in BY_NAME.values() for each in row["params"]]
    parents = {(name, each.rpartition(".")[0]) for name, each in nested if "." in each}
    assert parents - set(nested) == set()


@pytest.mark.parametrize(
    ("name", "at", "record"), WITH_RECORDS, ids=[f"{name}-{at}" for name, at, _ in WITH_RECORDS]
)
def test_a_record_has_the_keys_of_the_manual(name: str, at: str, record: Any) -> None:
    assert set(faults(BY_NAME[name], at, record)) - KNOWN == set()


def test_the_known_differences_are_there() -> None:
    found = {
        each for name, at, record in WITH_RECORDS for each in faults(BY_NAME[name], at, record)
    }
    assert KNOWN - found == set()


@pytest.mark.parametrize("name", CALLED)
def test_an_enumeration_has_the_values_of_the_manual(name: str) -> None:
    """A ``Literal`` is complete and right; where there is none, any value of the type goes."""
    own = {vendor: ours for ours, vendor in NAMES.get(name, {}).items()}
    parameters = inspect.signature(getattr(WeChatAPI, name)).parameters
    for param in BY_NAME[name]["params"]:
        parameter = parameters.get(own.get(param["name"], param["name"]))
        if parameter is None or not param.get("enum"):
            continue
        for values in re.findall(r"\bLiteral\[([^\]]*)\]", str(parameter.annotation)):
            found = {value.strip(" \"'") for value in values.split(",")}
            assert found == {str(value) for value in param["enum"]}, param["name"]
