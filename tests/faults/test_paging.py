"""Every paged call against servers that fail, repeat themselves, or have holes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flask_wechat_corp import RateLimitError
from flask_wechat_corp.api import WeChatAPI
from flask_wechat_corp.api.engine.call import Call
from flask_wechat_corp.api.engine.paging import Pages

ITERATORS = sorted(name for name in dir(WeChatAPI) if name.startswith("iter_"))
#: they page by department, or by what a page leaves over
ELSEWHERE = {"iter_department_users"}
#: what some calls require although their signature does not
NEEDED: dict[str, dict[str, Any]] = {
    "iter_kf_sync_msg": {"open_kfid": "kf1"},
    "iter_meeting_records": {"userid": "lisi"},
    "iter_moment_customers": {"userid": "lisi"},
    "iter_moment_send_results": {"userid": "lisi"},
    "iter_meeting_rooms_meetings": {"rooms_id": "r1"},
    "iter_device_checkin_data": {"agentid": 1},
    "iter_device_temperature_data": {"agentid": 1},
    "iter_device_accesscontrol_data": {"agentid": 1},
}
#: calls whose cursor is a number
COUNTED = (
    "journal_records",
    "wedrive_files",
    "group_chat_statistic",
    "wedoc_form_users",
    "smartdoc_blocks",
)
CURSORS = {
    "next_cursor", "next_key", "next_offset", "next_start", "cursor", "new_next_cursor",
}  # fmt: skip
#: number of the request -> cursor, whether there is more, entries
Script = Callable[[int], tuple[object, bool, list[dict[str, str]]]]


class Entries(list[dict[str, str]]):
    """The entries of a page, where some calls have one more level."""

    def get(self, key: str) -> Entries:
        return self


class Page(dict[str, Any]):
    """An answer that has a value under whatever key a call reads."""

    def __init__(self, cursor: object, more: bool, entries: list[dict[str, str]]) -> None:
        super().__init__(jobids=entries)
        self.parts = cursor, more, Entries(entries)

    def get(self, key: str, default: Any = None) -> Any:
        cursor, more, entries = self.parts
        if key in CURSORS:
            return cursor
        if key in ("endflag", "ending"):
            return 0 if more else 1
        if key == "has_more":
            return 1 if more else 0
        return 1000 if key == "total" else entries


class Paged(WeChatAPI):
    """A client whose answers come from a script."""

    def __init__(self, script: Script, failing: tuple[int, ...] = ()) -> None:
        super().__init__("ww1", "s" * 43, 1000002)
        self.script, self.failing = script, failing
        self.requests = self.pages = 0

    def _send(self, call: Call[Any]) -> Any:
        self.requests += 1
        assert self.requests < 50, "It does not end."
        if self.requests in self.failing:
            raise RateLimitError(45009, "too often", call.path)
        self.pages += 1
        return Page(*self.script(self.pages - 1))


def opened(name: str, api: WeChatAPI) -> Iterator[Any]:
    method = getattr(api, name)
    given: dict[str, Any] = {}
    for each in inspect.signature(method).parameters.values():
        if each.default is each.empty:
            kind = str(each.annotation)
            if kind.startswith("Time"):
                given[each.name] = 1_700_000_000
            elif kind.startswith(("records", "Mapping", "JSON")):
                given[each.name] = {"userid_list": ["lisi"]}
            elif kind.startswith(("list", "Sequence")):
                given[each.name] = ["lisi"]
            elif found := re.match(r"Literal\[(\d+)", kind):
                given[each.name] = int(found[1])
            else:
                given[each.name] = 1 if kind.startswith("int") else "x"
    entries: Iterator[Any] = method(**given, **NEEDED.get(name, {}))
    return entries


def cursors(name: str) -> tuple[object, ...]:
    return (11, 22, None) if name.endswith(COUNTED) else ("11", "22", None)


@pytest.mark.parametrize("name", ITERATORS)
def test_an_iterator_is_of_the_kind_that_survives_an_error(name: str) -> None:
    assert isinstance(opened(name, Paged(lambda n: (None, False, []))), Pages)


@pytest.mark.parametrize("name", [n for n in ITERATORS if n not in ELSEWHERE])
def test_no_entry_is_lost_or_repeated_after_errors(name: str) -> None:
    def script(number: int) -> tuple[object, bool, list[dict[str, str]]]:
        return (
            cursors(name)[number],
            number < 2,
            [{"userid": f"{number}a"}, {"userid": f"{number}b"}],
        )

    whole = [str(each) for each in opened(name, Paged(script))]
    api = Paged(script, failing=(1, 2, 4, 5))
    entries, found, errors = opened(name, api), [], 0
    while True:
        try:
            found.append(str(next(entries)))
        except StopIteration:
            break
        except RateLimitError:
            errors += 1
    assert found == whole
    assert errors == len([number for number in (1, 2, 4, 5) if number <= api.requests])
    assert next(entries, None) is None


@pytest.mark.parametrize("name", ITERATORS)
@pytest.mark.parametrize("cursor", ["same", ""])
def test_a_server_that_repeats_itself_is_left(name: str, cursor: str) -> None:
    at: object = (11 if cursor else 0) if name.endswith(COUNTED) else cursor
    api = Paged(lambda number: (at, True, [{"userid": "a"}]))
    list(opened(name, api))
    assert api.requests <= 2


@pytest.mark.parametrize("name", ITERATORS)
def test_nothing_found_is_an_empty_iterator(name: str) -> None:
    api = Paged(lambda number: (None, False, []))
    found = list(opened(name, api))
    assert found in ([], [{"jobids": []}])  # some yield whole pages
    assert api.requests <= 2
