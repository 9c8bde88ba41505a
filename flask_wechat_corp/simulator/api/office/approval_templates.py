"""Templates of approvals: the company's own one, and those that apps make (97437, 97438)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...errors import SimulatedError
from ...world.world import Record, World
from ..request import Fields

__all__ = ["LEAVE", "MOST_TEMPLATES", "check", "default_state", "state"]

BAD_CONTROL = 301086
MOST_TEMPLATES = 500
NAME, NOTE = 40, 80
CONTROLS = {
    "Text", "Textarea", "Number", "Money", "Date", "Selector", "Contact", "Tips", "File", "Table",
    "Location", "RelatedApproval", "DateRange", "PhoneNumber", "Vacation", "Attendance",
    "BankAccount",
}  # fmt: skip
LEAVE = {"Vacation", "Attendance"}


def state(world: World) -> Record:
    """Return the family's state: ``templates``, ``open_templates``, ``records`` …"""
    found = world.family_state("approval", default_state)
    for key, value in default_state(world).items():
        found.setdefault(key, value)
    return found


def _words(text: str) -> list[dict[str, str]]:
    return [{"text": text, "lang": "zh_CN"}]


def _control(kind: str, number: int, title: str, *, require: int = 1, **config: Any) -> Record:
    return {
        "property": {
            "control": kind,
            "id": f"{kind}-{number:011d}",
            "title": _words(title),
            "placeholder": _words(""),
            "require": require,
            "un_print": 0,
        },
        "config": config,
    }


def default_state(world: World) -> Record:
    """Return the state of a new company: a template of its own, and one of a service provider."""
    controls = [
        _control("Text", 15722334001, "报销事由"),
        _control("Money", 15722334002, "金额"),
        _control("Date", 15722334003, "日期", require=0, date={"type": "day"}),
    ]
    own = {"template_names": _words("报销"), "template_content": {"controls": controls}}
    theirs = {
        "template_names": _words("用车"),
        "template_content": {"controls": [_control("Text", 15722334101, "目的地")]},
    }
    return {
        "templates": {world.stable_id("", "报销", 40): own},
        "open_templates": {world.stable_id("", "用车", 40): theirs},
        "records": {},
        "open_records": {},
        "quotas": {},
    }


def check(world: World, given: Fields, own: str = "") -> Record:
    """Return the names and controls of a template, checked.

    :param own: the template's id, when it exists already
    :raises SimulatedError: 301086
    """
    names = _needed(given, "template_name", 10)
    taken = {
        name["text"]
        for template_id, template in state(world)["templates"].items()
        if template_id != own
        for name in template["template_names"]
    }
    for name in map(Fields, names):
        if name.text("text", most=NAME, missing=BAD_CONTROL, invalid=BAD_CONTROL) in taken:
            raise SimulatedError(BAD_CONTROL, "the template's name is taken")
        name.text("lang", missing=BAD_CONTROL, invalid=BAD_CONTROL)
    controls = _needed(given.fields("template_content"), "controls", 200)
    every = list(_checked(controls, nested=False))
    if len({one["id"] for one in every}) < len(every):
        raise SimulatedError(BAD_CONTROL, "two controls have one id")
    if len({one["title"][0]["text"] for one in every}) < len(every):
        raise SimulatedError(BAD_CONTROL, "two controls have one title")
    if sum(one["control"] in LEAVE for one in every) > 1:
        raise SimulatedError(BAD_CONTROL, "a template has one control for leave")
    return {"template_names": names, "template_content": {"controls": controls}}


def _needed(given: Fields, name: str, most: int) -> list[Record]:
    if not given.get(name):
        raise SimulatedError(BAD_CONTROL, f"missing {name}")
    return given.records(name, most=most, invalid=BAD_CONTROL)


def _checked(controls: list[Record], *, nested: bool) -> Iterator[Record]:
    """Yield the properties of controls, and of those within a table."""
    for control in map(Fields, controls):
        given = control.fields("property")
        kind = given.text("control", missing=BAD_CONTROL, invalid=BAD_CONTROL)
        if kind not in CONTROLS or (nested and kind in {*LEAVE, "Table"}):
            raise SimulatedError(BAD_CONTROL, f"invalid control {kind!r}")
        own_id = given.text("id", missing=BAD_CONTROL, invalid=BAD_CONTROL)
        if not re.fullmatch(rf"{kind}-[0-9]+", own_id):
            raise SimulatedError(BAD_CONTROL, f"invalid id {own_id!r}")
        for title in map(Fields, _needed(given, "title", 10)):
            title.text("text", most=NAME, missing=BAD_CONTROL, invalid=BAD_CONTROL)
        for note in map(Fields, given.records("placeholder", most=10, invalid=BAD_CONTROL)):
            note.optional_text("text", most=NOTE, invalid=BAD_CONTROL)
        given.number("require", 0, least=0, most=1, invalid=BAD_CONTROL)
        config = control.fields("config", required=False)
        yield {**given.values, "title": given.items("title")}
        if kind == "Table":
            children = _needed(config.fields("table"), "children", 100)
            yield from _checked(children, nested=True)
        elif kind == "Selector":
            _needed(config.fields("selector"), "options", 2000)
