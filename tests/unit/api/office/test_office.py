"""Office: approvals, reports, attendance, calendars, meetings and more: what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flask_wechat_corp.api.engine.call import ProviderToken
from flask_wechat_corp.api.office import Office
from tests.helpers.recording import Recording, assert_refused

START = 1_700_000_000
DAY = 86400
USERS = ["a"] * 101


class Api(Recording, Office):
    pass


REFUSED = [
    ("create_meeting", ["a", "题" * 256, START, 600], {}, "title.*255"),
    ("get_user_meetingid", ["a"], {"begin_time": 0, "end_time": 181 * DAY}, "at most 180 days"),
    ("create_meeting", ["a", "t", START, 299], {}, "meeting_duration.*300"),
    ("update_meeting", ["m"], {"meeting_duration": 86400}, "meeting_duration.*86399"),
    ("get_meeting_info", [], {}, "meetingid, meeting_code"),
    ("get_user_meetingid", ["a"], {"limit": 101}, "limit.*100"),
    ("get_approval_info", (DAY, 0), {}, "before starttime"),
    ("get_approval_info", (0, 31 * DAY + 1), {}, "at most 31 days"),
    ("get_approval_info", (0, DAY), {"size": 101}, "size: .*1 to 100"),
    ("get_approval_data", (0, 30 * DAY + 1), {}, "at most 30 days"),
    ("create_approval_template", ([{"text": "名" * 41}], {}), {}, "template_name: .*40"),
    ("update_approval_template", ("t", [{"text": "名" * 41}], {}), {}, "template_name: .*40"),
    ("set_user_vacation_quota", ("a", 1, 86400, 2), {}, "time_attr: .*0 to 1"),
    ("set_user_vacation_quota", ("a", 1, 360, 1), {"remarks": "字" * 201}, "remarks: .*200"),
    ("get_journal_record_list", (0, 32 * DAY), {}, "at most 31 days"),
    ("get_journal_record_list", (0, DAY, 0, 101), {}, "limit: .*1 to 100"),
    ("get_checkin_data", (4, 0, DAY, ["a"]), {}, "opencheckindatatype: .*1 to 3"),
    ("get_checkin_data", (3, 0, 30 * DAY + 1, ["a"]), {}, "at most 30 days"),
    ("get_checkin_data", (3, 0, DAY, USERS), {}, "useridlist: .*100, got 101"),
    ("get_checkin_option", (0, USERS), {}, "useridlist: .*100"),
    ("get_checkin_day_data", (0, DAY, USERS), {}, "useridlist: .*100"),
    ("get_checkin_month_data", (0, DAY, USERS), {}, "useridlist: .*100"),
    ("get_checkin_schedule_list", (0, 32 * DAY, ["a"]), {}, "at most 31 days"),
    ("get_hardware_checkin_data", (0, DAY, ["a"]), {"filter_type": 3}, "filter_type: .*1 to 2"),
    ("add_checkin_record", ([{}] * 201,), {}, "records: .*200"),
    ("add_calendar", ({"summary": "名" * 129},), {}, "summary: .*128"),
    ("add_calendar", ({"description": "述" * 513},), {}, "description: .*512"),
    ("update_calendar", ({"admins": ["a"] * 4},), {}, "admins: .*3"),
    ("add_calendar", ({"shares": [{}] * 2001},), {}, "shares: .*2000"),
    ("get_calendar", (["a"] * 1001,), {}, "cal_id_list: .*1000"),
    ("get_schedule", (["a"] * 1001,), {}, "schedule_id_list: .*1000"),
    ("get_schedule_by_calendar", ("c",), {"limit": 1001}, "limit: .*1 to 1000"),
    ("update_schedule", ({},), {"op_mode": 3}, "op_mode: .*0 to 2"),
    ("delete_schedule", ("s",), {"op_mode": 3}, "op_mode: .*0 to 2"),
    ("add_meetingroom", ("名" * 31, 5), {}, "name: .*30"),
    ("edit_meetingroom", (1,), {"range": {"user_list": ["a"] * 1001}}, "user_list: .*1000"),
    ("create_living", ("a", "题" * 21, 0, 60), {}, "theme: .*20"),
    ("create_living", ("a", "题", 0, 60, 5), {}, "type: .*0 to 4"),
    ("modify_living", ("l",), {"description": "述" * 101}, "description: .*300 bytes"),
    ("get_user_all_livingid", ("a",), {"limit": 101}, "limit: .*1 to 100"),
    ("pstncc_call", ([],), {}, "at least one member"),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "words"), REFUSED)
def test_what_wecom_would_refuse_is_refused_before_it_is_sent(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], words: str
) -> None:
    assert_refused(Api(), name, args, kwargs, words)


def test_a_meeting_with_a_long_title_and_without_times_is_sent() -> None:
    """The advanced page of the same path allows what the basic one does not."""
    api = Api()
    api.create_meeting("a", "题" * 255)
    assert api.calls[0].body == {"admin_userid": "a", "title": "题" * 255}


def test_meetings_are_read_from_cursor_zero_to_the_end() -> None:
    api = Api(
        {"meetingid_list": ["a"], "next_cursor": "C1"},
        {"meetingid_list": [], "next_cursor": "C2"},  # a page may be empty (page 98714)
        {"meetingid_list": ["b"]},
    )
    assert list(api.iter_user_meetingids("zhangsan")) == ["a", "b"]
    assert [call.body["cursor"] for call in api.calls if call.body] == ["0", "C1", "C2"]


def test_meetings_do_not_go_round_for_ever() -> None:
    api = Api(*[{"meetingid_list": ["a"], "next_cursor": "C1"}] * 9)
    assert list(api.iter_user_meetingids("zhangsan")) == ["a", "a"]


def test_iter_approvals_pages_with_the_new_cursor() -> None:
    api = Api(
        {"sp_no_list": ["1", "2"], "new_next_cursor": "n1"},
        {"sp_no_list": [], "new_next_cursor": "n2"},
        {"sp_no_list": ["3"], "new_next_cursor": ""},
    )
    filters = [{"key": "creator", "value": "zhangsan"}]
    assert list(api.iter_approvals(0, DAY, filters=filters)) == ["1", "2", "3"]
    common = {"starttime": 0, "endtime": DAY, "size": 100, "filters": filters}
    assert [call.body for call in api.calls] == [
        {**common, "new_cursor": ""},
        {**common, "new_cursor": "n1"},
        {**common, "new_cursor": "n2"},
    ]


def test_iter_approvals_falls_back_to_the_older_cursor() -> None:
    api = Api(
        {"sp_no_list": ["1"], "next_cursor": 1},
        {"sp_no_list": ["2"], "next_cursor": 2},
        {"sp_no_list": ["3"]},
    )
    assert list(api.iter_approvals(0, DAY)) == ["1", "2", "3"]
    assert [call.body and call.body.get("cursor") for call in api.calls] == [None, 1, 2]
    assert "new_cursor" not in (api.calls[1].body or {})


def test_iter_approvals_stops_when_a_cursor_comes_back() -> None:
    pages = [{"sp_no_list": [str(n)], "new_next_cursor": "ab"[n % 2]} for n in range(20)]
    api = Api(*pages)
    assert list(api.iter_approvals(0, DAY)) == ["0", "1", "2"]


def test_get_approval_info_takes_the_older_cursor_in_the_catalogues_order() -> None:
    api = Api()
    api.get_approval_info(0, DAY, 0, 50)
    assert api.calls[0].body == {"starttime": 0, "endtime": DAY, "cursor": 0, "size": 50}


def test_iter_journal_records_stops_at_the_end_flag() -> None:
    api = Api(
        {"journaluuid_list": ["a"], "next_cursor": 1, "endflag": 0},
        {"journaluuid_list": ["b"], "next_cursor": 2, "endflag": 1},
    )
    assert list(api.iter_journal_records(0, DAY)) == ["a", "b"]
    assert [call.body and call.body["cursor"] for call in api.calls] == [0, 1]


@pytest.mark.parametrize("last", [{}, {"next_cursor": 0}, {"next_cursor": 1}])
def test_iter_journal_records_stops_without_an_end_flag(last: dict[str, Any]) -> None:
    page = {"journaluuid_list": ["a"], "next_cursor": 1}
    api = Api(page, {"journaluuid_list": ["b"], **last})
    assert list(api.iter_journal_records(0, DAY)) == ["a", "b"]


def test_iter_schedules_ends_with_an_empty_page() -> None:
    api = Api(
        {"schedule_list": [{"schedule_id": "a"}, {"schedule_id": "b"}]},
        {"schedule_list": [{"schedule_id": "c"}]},
        {"schedule_list": []},
    )
    found = [entry["schedule_id"] for entry in api.iter_schedules("cal", limit=2)]
    assert found == ["a", "b", "c"]
    assert [call.body and call.body["offset"] for call in api.calls] == [0, 2, 3]


def test_iter_dial_records_ends_with_a_short_page() -> None:
    api = Api({"record": [{"n": n} for n in range(100)]}, {"record": [{"n": 100}]})
    assert [record["n"] for record in api.iter_dial_records(start_time=5)] == list(range(101))
    assert [call.body for call in api.calls] == [
        {"start_time": 5, "offset": 0, "limit": 100},
        {"start_time": 5, "offset": 100, "limit": 100},
    ]


def test_iter_user_livingids_follows_the_cursor() -> None:
    api = Api({"livingid_list": ["a"], "next_cursor": "n"}, {"livingid_list": ["b"]})
    assert list(api.iter_user_livingids("zhangsan")) == ["a", "b"]


def test_changing_a_part_of_a_repeating_entry_is_not_repeated() -> None:
    api = Api()
    schedule: Any = {"schedule_id": "a"}
    api.update_schedule(schedule)
    api.update_schedule(schedule, op_mode=0)
    api.update_schedule(schedule, op_mode=2, op_start_time=5)
    assert [call.idempotent for call in api.calls] == [True, True, False]


def test_the_token_of_a_provider_is_sent_under_its_name() -> None:
    api = Api()
    api.get_hardware_device_feature("PROVIDER", "sn")
    assert [call.auth for call in api.calls] == [ProviderToken("PROVIDER")]


def test_times_written_as_texts_pass_as_in_wecoms_examples() -> None:
    api = Api()
    api.get_approval_info("1569546000", "1569718800")  # type: ignore[arg-type]  # a text is what some callers have
    assert api.calls[0].body == {
        "starttime": "1569546000",
        "endtime": "1569718800",
        "new_cursor": "",
        "size": 100,
    }
    with pytest.raises(ValueError, match="before starttime"):
        api.get_approval_info("1569718800", "1569546000")  # type: ignore[arg-type]  # a text is what some callers have
