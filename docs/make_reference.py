"""Write the pages of the API reference: one for each area, and the table of endpoints.

Run ``python docs/make_reference.py`` after a family or a call was added; a test compares the pages
with what this file would write. The classes come from the package, the paths from
``tests/data/endpoints.json``, against which ``tests/project/test_parity.py`` checks every call.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

from flask_wechat_corp.api import Family, WeChatAPI
from flask_wechat_corp.cli.api import manual_pages

DOCS = Path(__file__).parent
NOTE = ".. Written by docs/make_reference.py; do not edit.\n\n"
MANUAL = "https://developer.work.weixin.qq.com/document/path"


def areas() -> dict[str, type[Family]]:
    """Return the class of each view of the client, by the view's name."""
    return {
        name: get_type_hints(value.func)["return"]
        for name, value in vars(WeChatAPI).items()
        if isinstance(value, cached_property)
    }


def families(area: type[Family]) -> list[type[Family]]:
    """Return the documented classes that an area is composed of, in its order."""
    return [base for base in area.__mro__[1:] if public_methods(base) and base is not Family]


def public_methods(cls: type) -> list[str]:
    """Return the names of the methods that a class itself defines, as written."""
    return [name for name, one in vars(cls).items() if callable(one) and name[0] != "_"]


def heading(text: str, line: str) -> str:
    """Return a title and the line below it; a Chinese character is as wide as two others."""
    wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return f"{text}\n{line * wide}\n\n"


def area_name(area: type[Family]) -> str:
    """Return an area's name in WeCom's manual, from the docstring ``All calls of ….``"""
    found = re.match(r"All calls of (.+?)\.", area.__doc__ or "")
    if not found:
        raise ValueError(f'The docstring of {area.__name__} must begin with "All calls of ….".')
    return found[1]


def area_page(view: str, area: type[Family]) -> str:
    """Return the page of one area."""
    parts = [NOTE, heading(f"api.{view}: {area_name(area)}", "=")]
    count = sum(len(public_methods(one)) for one in families(area))
    parts.append(
        f"The {count} calls of this area are methods of the client; ``api.{view}`` has these and no"
        " others.\n\n"
    )
    parts.append(f".. autoclass:: {area.__module__}.{area.__qualname__}\n\n")
    for family in families(area):
        parts.append(heading(family.__name__, "-"))
        parts.append(f".. autoclass:: {family.__module__}.{family.__qualname__}\n   :members:\n\n")
    return "".join(parts).rstrip("\n") + "\n"


def endpoints_page(rows: list[dict[str, Any]]) -> str:
    """Return the table of endpoints, in the order of their paths within each area."""
    parts = [
        NOTE,
        heading("Endpoints and their methods", "="),
        "Find the method for a path of WeCom's manual: search this page for the path, or for the\n"
        "number in the address of the manual's page (``…/document/path/90196``). A path without a\n"
        "method is called with :meth:`~flask_wechat_corp.api.engine.endpoints.AnyEndpoint.get` or\n"
        ":meth:`~flask_wechat_corp.api.engine.endpoints.AnyEndpoint.post`. The client\n"
        "itself calls ``gettoken`` (page 91039).\n\n",
    ]
    named = {row["name"]: row for row in rows}
    for view, area in areas().items():
        calls = [
            (named[name]["path"], endpoint_row(family, named[name]))
            for family in families(area)
            for name in public_methods(family)
            if name in named
        ]
        parts.append(heading(area_name(area), "-"))
        parts.append(f"``api.{view}``, :doc:`api/{view}`\n\n")
        parts.append(
            ".. list-table::\n   :class: notranslate\n   :header-rows: 1\n   :widths: 50 35 15\n\n"
        )
        parts.append("   * - Path\n     - Method\n     - Manual\n")
        parts += [row for _, row in sorted(calls)]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def endpoint_row(family: type[Family], row: dict[str, Any]) -> str:
    """Return the row of one call; the pages are those that its docstring names."""
    path = row["path"].removeprefix("/cgi-bin/")
    method = f":meth:`~{family.__module__}.{family.__qualname__}.{row['name']}`"
    numbers = manual_pages(getattr(family, row["name"]).__doc__ or "")
    links = ", ".join(f"`{page} <{MANUAL}/{page}>`__" for page in numbers)
    return f"   * - ``{row['method']} {path}``\n     - {method}\n     - {links}".rstrip() + "\n"


def pages() -> dict[Path, str]:
    """Return the text of every written page."""
    rows = json.loads((DOCS.parent / "tests" / "data" / "endpoints.json").read_text("utf-8"))
    found = {
        DOCS / "reference" / "api" / f"{view}.rst": area_page(view, area)
        for view, area in areas().items()
    }
    return {**found, DOCS / "reference" / "endpoints.rst": endpoints_page(rows)}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
