"""Wrong arguments of every method: a plain error that names the argument, and nothing is sent.

Each method of the catalogue is called with what its row requires and one argument replaced by a
value of another kind, at the top and inside records.
"""

from __future__ import annotations

import copy
import inspect
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.api.engine.call import Call
from flask_wechat_corp.errors import WeChatCorpError
from tests.data.call_shapes import EXAMPLES, EXTRA, FILLED_IN, NAMES, RECORDS
from tests.data.derived_calls import Shape, arguments

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8")
)
BY_NAME = {row["name"]: row for row in ROWS}
CALLED = sorted(name for name in BY_NAME if hasattr(WeChatAPI, name))
SHOWN = "A-VALUE-THAT-STAYS-PRIVATE"


class Colour(Enum):
    RED = SHOWN


WRONG: list[Callable[[], Any]] = [
    lambda: None,
    list,
    dict,
    lambda: SHOWN,
    lambda: SHOWN.encode(),
    lambda: [None],
    lambda: [SHOWN.encode()],
    lambda: [object()],
    lambda: {b"x": 1},
    lambda: {"x": {SHOWN}},
    lambda: Colour.RED,
    lambda: True,
    lambda: 1.5,
    lambda: float("nan"),
    lambda: "5",
    lambda: "\ud800",
    lambda: Decimal(1),
    lambda: date(2026, 1, 1),
    lambda: datetime.min,
    lambda: (each for each in SHOWN),
    lambda: io.StringIO(SHOWN),
    object,
]
#: addresses for a browser, and files, which end in errors of the operating system
LEFT_OUT = {"file", "progress"}


class Recorder(WeChatAPI):
    """A client that writes down the bytes it would send."""

    def __init__(self) -> None:
        super().__init__("ww1", "s" * 43, 1000002)
        self.seen: list[object] = []

    def _send(self, call: Call[Any]) -> Any:
        self.seen.append((call.target, call.body))
        return {"errcode": 0}


def call_of(name: str, *, whole: bool) -> dict[str, Any]:
    row = BY_NAME[name]
    shape = Shape(row, EXAMPLES.get(name))
    values = shape.whole() if whole else shape.required()
    return arguments(
        getattr(WeChatAPI, name),
        row,
        {key: value for key, value in values.items() if key not in FILLED_IN.get(name, ())},
        names=NAMES.get(name, {}),
        records=RECORDS.get(name, {}),
        extra=EXTRA.get(name, {}),
    )


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where the values inside a record are."""
    keys = list(value) if isinstance(value, dict) else range(len(value[:1]))
    for key in keys:
        yield (*at, key)
        if isinstance(value[key], (dict, list)):
            yield from places(value[key], (*at, key))


def wrong_calls(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names that an error may contain, and the arguments."""
    required = call_of(name, whole=False)
    for parameter in list(inspect.signature(getattr(WeChatAPI, name)).parameters.values())[1:]:
        if parameter.name not in LEFT_OUT and parameter.kind is not parameter.VAR_KEYWORD:
            for wrong in WRONG:
                yield parameter.name, {**required, parameter.name: wrong()}
    for argument, record in call_of(name, whole=True).items():
        if isinstance(record, (dict, list)):
            for place in places(record):
                for wrong in WRONG[::3]:
                    changed = copy.deepcopy(record)
                    inner = changed
                    for key in place[:-1]:
                        inner = inner[key]
                    inner[place[-1]] = wrong()
                    yield argument, {**call_of(name, whole=True), argument: changed}


def keys(value: Any) -> Iterator[str]:
    """Yield all keys of a record."""
    for key in value if isinstance(value, dict) else ():
        yield str(key)
        yield from keys(value[key])
    for each in value if isinstance(value, list) else ():
        yield from keys(each)


def fault(error: Exception, name: str, given: dict[str, Any]) -> str:
    """Return what is wrong with an error."""
    if isinstance(error, WeChatCorpError):
        return ""
    text = str(error)
    if type(error) not in (TypeError, ValueError):
        return f"{type(error).__name__}: {text}"
    if SHOWN in text or SHOWN in repr(error):
        return f"shows the value: {text}"
    names = {name, "body", "button", *keys(given[name])}
    named = any(each in text for each in names) or text.startswith("Pass ")
    return "" if named and text.endswith(".") else f"names no argument: {text}"


@pytest.mark.parametrize("name", [n for n in CALLED if BY_NAME[n]["kind"] != "browser_url"])
def test_a_wrong_argument_is_named_and_nothing_is_sent(name: str) -> None:
    api = Recorder()
    found = set()
    for argument, given in wrong_calls(name):
        api.seen.clear()
        try:
            answer = getattr(api, name)(**given)
            if isinstance(answer, Iterator):
                next(answer, None)
        except Exception as error:  # noqa: BLE001 -- which one is the question
            found.add(fault(error, argument, given))
            if api.seen:
                found.add(f"{argument}: sent before {error}")
    assert found <= {""}
