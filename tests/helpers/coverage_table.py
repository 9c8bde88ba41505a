"""Print how far the client covers the catalogue: ``python -m tests.helpers.coverage_table``.

One line for each area: its current rows, how many of them were read against WeCom's manual, how
many have a method, how many ``tests/project/test_parity.py`` calls on the wire, and how many the
simulator serves. A current row that was not read has no page in the copy of the manual.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any, get_type_hints

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.simulator.api import ROUTES
from tests.project.test_parity import CALLED, ROWS

COLUMNS = ("current", "read", "method", "parity", "simulated")


def areas() -> dict[str, str]:
    """The view of each method; the methods of every view belong to the client."""
    methods = {
        view: set(dir(get_type_hints(value.func)["return"]))
        for view, value in vars(WeChatAPI).items()
        if isinstance(value, cached_property)
    }
    common = set.intersection(*methods.values())
    return {name: view for view, names in methods.items() for name in names - common}


def has(row: dict[str, Any]) -> list[str]:
    """The columns that count a current row."""
    name, path = row["name"], row["path"].removeprefix("/cgi-bin/")
    answers = (True, row["checked"], hasattr(WeChatAPI, name), name in CALLED, path in ROUTES)
    return [column for column, answer in zip(COLUMNS, answers, strict=True) if answer]


def table() -> str:
    """Return the figures of each area, and their sums."""
    views = areas()
    found: dict[str, Counter[str]] = {}
    for row in ROWS:
        if row["status"] == "current":
            found.setdefault(views.get(row["name"], "client"), Counter()).update(has(row))
    lines = [f"{'area':12}" + "".join(f"{column:>11}" for column in COLUMNS)]
    for area, figures in [*sorted(found.items()), ("all", sum(found.values(), Counter()))]:
        lines.append(f"{area:12}" + "".join(f"{figures[column]:11}" for column in COLUMNS))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
