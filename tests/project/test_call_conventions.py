"""What all methods of the API share: iterators go on after an error, errors name arguments."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_wechat_corp import api
from flask_wechat_corp.api import WeChatAPI

ITERATORS = [name for name in dir(WeChatAPI) if name.startswith("iter_")]
FAMILIES = Path(api.__file__).parent


def test_there_are_many_iterators() -> None:
    assert len(ITERATORS) > 80


@pytest.mark.parametrize("name", ITERATORS)
def test_an_iterator_goes_on_after_an_error(name: str) -> None:
    """A generator would end with the first error; ``Pages`` asks for the same page again."""
    assert not inspect.isgeneratorfunction(inspect.unwrap(getattr(WeChatAPI, name)))


def spans() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each check of a span: where, the arguments that it checks, and those that it names."""
    for path in sorted(FAMILIES.glob("*/*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or ast.unparse(call.func) != "max_days":
                continue
            names = {key.arg: key.value for key in call.keywords}.get("names")
            named = ["starttime", "endtime"] if names is None else list(ast.literal_eval(names))
            checked = [ast.unparse(each) for each in call.args[:2]]
            yield f"{path.relative_to(FAMILIES)}:{call.lineno}", checked, named


def test_the_error_of_a_span_names_its_arguments() -> None:
    found = list(spans())
    assert len(found) > 20
    #: a helper may have a shorter name for an argument
    wrong = [
        where
        for where, checked, named in found
        if not all(ours in name for ours, name in zip(checked, named, strict=True))
    ]
    assert wrong == []
