"""The pages of the API reference that a script writes are those that it would write now."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from flask_wechat_corp.api import WeChatAPI

from .test_api_names import families

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date(script: ModuleType) -> None:
    stale = [
        path.name
        for path, text in script.pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert stale == [], "Run python docs/make_reference.py."


def test_no_page_is_left_over(script: ModuleType) -> None:
    folder = DOCS / "reference" / "api"
    assert set(folder.glob("*.rst")) - set(script.pages()) == {folder / "index.rst"}


def test_every_family_is_in_the_reference() -> None:
    text = "".join(page.read_text("utf-8") for page in (DOCS / "reference" / "api").glob("*.rst"))
    named = set(re.findall(r"^\.\. autoclass:: (\S+)$", text, re.M))
    written = {f"{one.__module__}.{one.__qualname__}" for one in families()}
    assert written - named == set()
    assert len(written) >= 77


def test_every_view_is_in_the_reference(script: ModuleType) -> None:
    index = (DOCS / "reference" / "api" / "index.rst").read_text("utf-8")
    shown = re.search(r"WeChatAPI\n   :members: (.*)", index)
    assert shown
    assert {"mixin", *script.areas()} == set(shown[1].split(", "))


def test_the_table_of_endpoints_leads_to_methods(script: ModuleType) -> None:
    table = (DOCS / "reference" / "endpoints.rst").read_text("utf-8")
    assert (
        "   * - ``GET user/get``\n     - :meth:`~flask_wechat_corp.api.contacts.users.Users"
        in table
    )
    methods = re.findall(r":meth:`~flask_wechat_corp\.api\.(?!engine)[\w.]+\.(\w+)`", table)
    assert [name for name in methods if not hasattr(WeChatAPI, name)] == []
    assert len(methods) == len(set(methods)) > 500
