"""Checks of limits name the caller's arguments; iterators check a page size as their calls do."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import flask_wechat_corp.api as package
from flask_wechat_corp.api import WeChatAPI
from tests.data.call_shapes import EXAMPLES, EXTRA, FILLED_IN, NAMES, RECORDS
from tests.data.derived_calls import Shape, arguments
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET
from tests.project.test_parity import ROWS

NAMED_FIRST = {"between", "max_bytes", "max_display_width", "max_length", "max_value"}
NAMED_BY_KEYWORD = {"require_one_of", "required"}
#: methods that take WeCom's keys in one dict
IN_ONE_DICT = {"set_agent"}


def named(call: ast.Call) -> list[str]:
    """Return the arguments that the errors of a check name."""
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    keywords = {each.arg: each.value for each in call.keywords if each.arg}
    if function == "max_days":
        given = keywords.get("names")
        return ["starttime", "endtime"] if given is None else list(ast.literal_eval(given))
    if function in NAMED_BY_KEYWORD:
        return [*keywords]
    if function in NAMED_FIRST and isinstance(call.args[0], ast.Constant):
        return [str(call.args[0].value)]
    return []


def methods() -> Iterator[tuple[str, set[str], ast.FunctionDef]]:
    for path in Path(package.__path__[0]).rglob("*.py"):
        if path.parent.name == "engine":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                every = [*node.args.args, *node.args.kwonlyargs]
                yield node.name, {each.arg for each in every}, node


def test_an_error_names_an_argument_of_its_method() -> None:
    checked = [
        (method, name, re.split(r"\W", name)[0] in parameters)
        for method, parameters, body in methods()
        for call in ast.walk(body)
        if isinstance(call, ast.Call)
        for name in named(call)
        if method not in IN_ONE_DICT
    ]
    assert len(checked) >= 400
    assert [each[:2] for each in checked if not each[2]] == []


def spans() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each check of a span: where, the arguments that it checks, and those that it names."""
    root = Path(package.__path__[0])
    for path in sorted(root.glob("*/*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "max_days":
                where = f"{path.relative_to(root)}:{call.lineno}"
                yield where, [ast.unparse(each) for each in call.args[:2]], named(call)


def test_the_error_of_a_span_names_what_it_checks() -> None:
    found = list(spans())
    assert len(found) > 20
    #: a helper may have a shorter name for an argument
    wrong = [
        where
        for where, checked, names in found
        if not all(ours in name for ours, name in zip(checked, names, strict=True))
    ]
    assert wrong == []


def source(name: str) -> str:
    return inspect.getsource(inspect.unwrap(getattr(WeChatAPI, name)))


BY_NAME = {row["name"]: row for row in ROWS}
#: calls that check the page size -> WeCom's limit
LIMITS = {
    row["name"]: each["max"]
    for row in ROWS
    for each in row["params"]
    if each["name"] == "limit" and "max" in each
    if hasattr(WeChatAPI, row["name"]) and '"limit", limit' in source(row["name"])
}
#: those that take a page size
ITERATORS = {
    name: source(name)
    for name in dir(WeChatAPI)
    if name.startswith("iter_")
    and "limit" in inspect.signature(getattr(WeChatAPI, name)).parameters
}
PAIRS = [
    (iterator, name)
    for name in LIMITS
    for iterator, text in ITERATORS.items()
    if f'"{BY_NAME[name]["path"].removeprefix("/cgi-bin/")}"' in text or f"self.{name}(" in text
]


@pytest.mark.parametrize(("iterator", "name"), PAIRS)
def test_an_iterator_refuses_a_page_size_as_its_call_does(iterator: str, name: str) -> None:
    api = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url="http://127.0.0.1:9")
    values = {**Shape(BY_NAME[name], EXAMPLES.get(name)).required(), "limit": LIMITS[name] + 1}
    values = {key: values[key] for key in values if key not in FILLED_IN.get(name, set())}
    given = arguments(
        getattr(WeChatAPI, name),
        BY_NAME[name],
        values,
        names=NAMES.get(name, {}),
        records=RECORDS.get(name, {}),
        extra=EXTRA.get(name, {}),
    )
    with pytest.raises(ValueError, match=r"^limit: WeCom takes "):
        getattr(api, name)(**given)
    taken = inspect.signature(getattr(WeChatAPI, iterator)).parameters
    given = {key: value for key, value in given.items() if key in taken}
    with pytest.raises(ValueError, match=r"^limit: WeCom takes "):
        next(getattr(api, iterator)(**given))


def test_many_iterators_are_tried() -> None:
    assert len(PAIRS) >= 50
