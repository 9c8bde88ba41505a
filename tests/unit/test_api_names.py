"""One flat list of names: no family takes a name of another one, none is forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict

import flask_wechat_corp.api as room
from flask_wechat_corp.api import Family, WeChatAPI


def families() -> list[type[Family]]:
    """All classes of calls of the package, the client and its base aside."""
    found: set[type[Family]] = set()
    for module in pkgutil.iter_modules(room.__path__):
        members = vars(importlib.import_module(f"{room.__name__}.{module.name}")).values()
        found |= {
            one
            for one in members
            if inspect.isclass(one)
            and issubclass(one, Family)
            and one is not Family
            and one.__module__ != f"{room.__name__}.client"
        }
    return sorted(found, key=lambda one: one.__name__)


def test_every_family_is_part_of_the_client() -> None:
    assert [one.__name__ for one in families() if not issubclass(WeChatAPI, one)] == []


def test_no_name_is_given_twice() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for one in WeChatAPI.__mro__[:-1]:
        for name in vars(one):
            if not name.startswith("_"):
                owners[name].append(one.__name__)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}
