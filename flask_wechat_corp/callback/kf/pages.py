"""One page of ``kf/sync_msg``, also one that cannot be read as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Page", "page_of", "salvage"]

# A quote inside a customer's text is written with a backslash, so a name cannot be forged there.
_CURSOR = rb'(?<!\\)"next_cursor"\s*:\s*"([^"\\]{1,64})"'
_MORE = rb'(?<!\\)"has_more"\s*:\s*"?(\d)'


class Page(NamedTuple):
    """The messages of a page, and where the next one begins."""

    rows: list[Any]
    next_cursor: str
    more: bool


def page_of(answer: Mapping[str, Any]) -> Page:
    """Return the page in WeCom's answer."""
    rows, cursor = answer.get("msg_list"), answer.get("next_cursor")
    return Page(
        rows if isinstance(rows, list) else [],
        cursor if isinstance(cursor, str) else "",
        bool(answer.get("has_more")),
    )


def salvage(body: bytes) -> Page | None:
    """Return a page without messages when at least the cursor of a broken answer can be read.

    :param body: the answer, which is not JSON
    :returns: ``None`` when there is no cursor, or more than one
    """
    cursors = set(re.findall(_CURSOR, body))
    if len(cursors) != 1:
        return None
    more = re.search(_MORE, body)
    try:
        cursor = cursors.pop().decode("ascii")
    except UnicodeDecodeError:
        return None
    return Page([], cursor, more is not None and more[1] != b"0")
