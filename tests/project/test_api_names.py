"""One flat list of names: no family takes a name of another one, none is forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from pathlib import Path

import flask_wechat_corp.api as package
from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.api.engine.client import Client


def families() -> list[type[Family]]:
    """All classes of calls of the package; what composes them is none."""
    found: set[type[Family]] = set()
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        members = vars(importlib.import_module(module.name)).values()
        classes = {one for one in members if inspect.isclass(one) and issubclass(one, Family)}
        found |= {one for one in classes if any(map(is_a_call, vars(one).items()))}
    return sorted(found - {Client, Family, WeChatAPI}, key=lambda one: one.__name__)


def is_a_call(attribute: tuple[str, object]) -> bool:
    name, value = attribute
    return inspect.isfunction(value) and not name.startswith("_")


def test_no_family_is_overlooked() -> None:
    assert len(families()) >= 77
    assert len(WeChatAPI.__bases__) <= 20


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        path.name: lines
        for path in Path(package.__path__[0]).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_every_family_is_part_of_the_client() -> None:
    assert [one.__name__ for one in families() if not issubclass(WeChatAPI, one)] == []


def test_a_list_of_texts_is_annotated_so_that_one_text_is_a_mistake() -> None:
    """A type checker takes a ``str`` for a ``Sequence[str]``: of its letters."""
    loose = {
        f"{name}({each.name})"
        for name, method in inspect.getmembers(WeChatAPI, inspect.isfunction)
        for each in inspect.signature(method).parameters.values()
        if "Sequence[str]" in str(each.annotation)
    }
    assert loose == set()


def test_no_name_is_given_twice() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for one in WeChatAPI.__mro__[:-1]:
        for name in vars(one):
            if not name.startswith("_"):
                owners[name].append(one.__name__)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}
