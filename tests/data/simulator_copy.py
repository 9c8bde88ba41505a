"""Write the simulator's copy of the catalogue: ``python -m tests.data.simulator_copy``.

The simulator reads what it needs of ``endpoints.json``: for each path the name of its method, the
verb, the keys of query and body, the kind of token, the priority and the manual's page.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_wechat_corp import simulator

CATALOGUE = Path(__file__).parent / "endpoints.json"
COPY = Path(simulator.__file__).parent / "data" / "endpoints.json"


def rows(catalogue: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return path -> row for all paths below ``/cgi-bin/``, sorted.

    Where several rows share a path the first names it, and it takes the keys of all.
    """
    found: dict[str, list[Any]] = {}
    for row in catalogue:
        path = row["path"].removeprefix("/cgi-bin/")
        if path == row["path"]:
            continue
        body = [*row["body"], *row.get("sdk_keys", ())]
        page = row.get("page") or next(iter(row.get("doc_ids") or ()), 0)
        known = found.setdefault(
            path, [row["name"], row["method"], [], [], row["token"], row["priority"], page]
        )
        known[2] += [key for key in row["query"] if key not in known[2]]
        known[3] += [key for key in body if key not in known[3]]
    return dict(sorted(found.items()))


def text(found: dict[str, list[Any]]) -> str:
    lines = [
        f"{json.dumps(path)}: {json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
        for path, row in found.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    COPY.write_text(text(rows(json.loads(CATALOGUE.read_text("utf-8")))), "utf-8")
