"""The file archive: limits, flags and pages."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from flask_wechat_corp.api.archive import Archive
from tests.helpers.recording import Recording, assert_refused


class Api(Recording, Archive):
    pass


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "named"),
    [
        ("list_archive_users", [], {"cursor": "c" * 129}, "cursor.*128"),
        ("list_archive_users", [], {"limit": 0}, "limit.*1 to 1000"),
        ("iter_archive_users", [], {"limit": 1001}, "limit.*1 to 1000"),
        ("list_archive_wedrive_files", ["u", "s"], {"limit": 101}, "limit.*100"),
        ("list_archive_docs", [1, 2, "u", 3], {"limit": 101}, "limit.*100"),
        ("list_archive_schedules", ["c" * 65], {}, "cal_id.*64"),
        ("list_archive_schedules_by_sequence", ["c"], {"limit": 1001}, "limit.*1000"),
        ("get_archive_schedules", ["c", ["s"] * 11], {}, "schedule_id_list.*10"),
    ],
)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: list[Any], kwargs: dict[str, Any], named: str
) -> None:
    assert_refused(Api(), name, args, kwargs, named)


def test_a_flag_and_a_datetime_go_as_numbers() -> None:
    api = Api()
    start = datetime(2030, 1, 1, tzinfo=timezone.utc)
    api.list_archive_docs(start, 1_900_000_000, "u", 3, is_resigned=True)
    body = api.calls[0].body or {}
    assert body["start_time"] == int(start.timestamp())
    assert body["is_resigned"] == 1
    assert not isinstance(body["is_resigned"], bool)


def test_changes_of_a_calendar_come_in_pages_that_can_be_stored() -> None:
    api = Api(
        {"schedule_list": [{"schedule_id": "1"}], "next_cursor": "B"},
        {"schedule_list": [], "next_cursor": "B"},
    )
    pages = list(api.iter_archive_schedules_by_sequence("c", cursor="A"))
    assert [page["next_cursor"] for page in pages] == ["B", "B"]
    assert [(call.body or {})["cursor"] for call in api.calls] == ["A", "B"]


def test_files_are_read_page_after_page() -> None:
    api = Api(
        {"file_list": [{"fileid": "1"}], "next_cursor": "B", "has_more": True},
        {"file_list": [{"fileid": "2"}], "has_more": False},
    )
    found = list(api.iter_archive_wedrive_files("u", "s", limit=1))
    assert [file["fileid"] for file in found] == ["1", "2"]
