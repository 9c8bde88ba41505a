"""What is generated from the classes of messages is what the classes say now."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from flask_wechat_corp import Handler
from flask_wechat_corp.callback.message import message_classes
from tests.helpers.message_tables import (
    PAGE,
    STUB,
    classes_of,
    decorators_stub,
    fields_page,
    modules,
)


@pytest.mark.parametrize(("path", "text"), [(STUB, decorators_stub), (PAGE, fields_page)])
def test_generated_files_are_up_to_date(path: object, text: Callable[[], str]) -> None:
    assert path in (STUB, PAGE)
    written = (STUB if path == STUB else PAGE).read_text("utf-8")
    assert written == text(), "python -m tests.helpers.message_tables"


def test_the_stub_has_the_decorators_of_a_table() -> None:
    tree = ast.parse(decorators_stub())
    (stub,) = (one for one in tree.body if getattr(one, "name", "") == "MessageDecorators")
    assert isinstance(stub, ast.ClassDef)
    names = {one.name for one in stub.body if isinstance(one, ast.FunctionDef)}
    assert names == {
        "text", "image", "voice", "video", "location", "link", "file", "mixed", "default", "event",
        "on", "step", "before_message", "after_message", "errorhandler",
    }  # fmt: skip
    assert all(callable(getattr(Handler, name)) for name in names)


def test_every_class_is_on_the_page() -> None:
    shown = {kind for module in modules() for kind in classes_of(module)}
    assert {kind for kind in message_classes() if kind.__name__ != "EventMessage"} <= shown
