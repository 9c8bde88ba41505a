"""Families whose calls the catalogue describes: what they add to it themselves.

That each call sends what the manual says is held by ``tests/project/test_parity.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from flask_wechat_corp import WeChatAPIError
from flask_wechat_corp.api import WeChatAPI
from tests.helpers.api_server import OK, ApiServer
from tests.helpers.support import AGENT_ID, CORP_ID, SECRET

BUSY = {"errcode": 45009, "errmsg": "api freq out of limit"}
SPAN = (1_700_000_000, 1_700_086_400)
MONTH = (1_700_000_000, 1_700_000_000 + 32 * 86_400)


@pytest.fixture(scope="module")
def running() -> Iterator[ApiServer]:
    with ApiServer() as server:
        yield server


@pytest.fixture
def server(running: ApiServer) -> ApiServer:
    running.seen.clear()
    return running


@pytest.fixture
def api(server: ApiServer) -> Iterator[WeChatAPI]:
    client = WeChatAPI(CORP_ID, SECRET, AGENT_ID, api_url=server.url)
    yield client
    client.http.close()


# -- iterators ---------------------------------------------------------------------------------

#: iterator, its arguments, path, key of the entries
PAGED = [
    ("iter_meeting_attendees", ("m",), "meeting/get_attendee_list", "attendees"),
    ("iter_meeting_realtime_attendees", ("m",), "meeting/get_realtime_attendee_list", "attendees"),
    ("iter_meeting_invitees", ("m",), "meeting/get_invitees", "invitees"),
    (
        "iter_meeting_waitingroom_current_users",
        ("m",),
        "meeting/waitingroom/get_current_user_list",
        "user_list",
    ),
    ("iter_meeting_waitingroom_users", ("m",), "meeting/waitingroom/get_user_list", "user_list"),
    ("iter_meeting_quality_attendees", ("m", SPAN[0]), "meeting/get_quality", "attendees"),
    (
        "iter_meeting_statistics_starts",
        (1, *SPAN),
        "meeting/statistics/get_start_list",
        "meeting_list",
    ),
    ("iter_meeting_enrolls", ("m",), "meeting/enroll/list", "enroll_list"),
    ("iter_meeting_webinar_enrolls", ("m",), "meeting/webinar/enroll/list", "enroll_list"),
    ("iter_meeting_rooms", (), "meeting/rooms/list", "meeting_room_list"),
    ("iter_meeting_rooms_devices", (), "meeting/rooms/list_devices", "device_info_list"),
    (
        "iter_meeting_rooms_controllers",
        (),
        "meeting/rooms/list_controllers",
        "controller_info_list",
    ),
    ("iter_meeting_phone_callouts", ("m",), "meeting/phone/get_callout_status", "phone_numbers"),
    ("iter_meeting_vips", (), "meeting/vip/list", "userid_list"),
    ("iter_exmail_vips", (), "exmail/vip/list", "userid_list"),
    ("iter_report_resident_orders", (), "report/resident/get_order_list", "order_list"),
    ("iter_report_patrol_orders", (), "report/patrol/get_order_list", "order_list"),
    ("iter_report_sitecodes", (), "report/sitecode/list", "site_code_infos"),
    (
        "iter_sitecode_report_answers",
        ("s", "2026-08-01"),
        "report/sitecode/get_report_answer",
        "answers",
    ),
]


@pytest.mark.parametrize(("name", "args", "path", "items"), PAGED, ids=[row[0] for row in PAGED])
def test_an_iterator_reads_all_pages_and_survives_an_error(
    name: str, args: tuple[Any, ...], path: str, items: str, api: WeChatAPI, server: ApiServer
) -> None:
    first = {**OK, items: ["a", "b"], "next_cursor": "n", "has_more": True}
    server.on(path, first, BUSY, {**OK, items: ["c"], "next_cursor": ""})
    found = getattr(api, name)(*args)
    assert [next(found), next(found)] == ["a", "b"]
    with pytest.raises(WeChatAPIError):
        next(found)
    assert list(found) == ["c"]
    assert [request.json.get("cursor") for request in server.seen] == [None, "n", "n"]


def test_meetings_in_a_room_are_paged(api: WeChatAPI, server: ApiServer) -> None:
    server.on("meeting/rooms/list_meetings", {**OK, "meeting_info_list": ["a"], "next_cursor": ""})
    found: list[Any] = list(api.iter_meeting_rooms_meetings(rooms_id="r", limit=20))
    assert found == ["a"]
    assert server.seen[0].json == {"rooms_id": "r", "limit": 20}


@pytest.mark.parametrize("key", ["record_list", "record_meetings"])
def test_recordings_are_found_under_either_of_the_manuals_names(
    key: str, api: WeChatAPI, server: ApiServer
) -> None:
    first = {**OK, key: ["a"], "next_cursor": "n", "has_more": True}
    server.on("meeting/record/list", first, BUSY, {**OK, key: ["b"], "has_more": False})
    found: Iterator[Any] = api.iter_meeting_records(*SPAN, userid="zhangsan")
    assert next(found) == "a"
    with pytest.raises(WeChatAPIError):
        next(found)
    assert list(found) == ["b"]
    assert [request.json.get("cursor") for request in server.seen] == [None, "n", "n"]


@pytest.mark.parametrize(
    ("name", "path", "cursor", "more"),
    [
        ("iter_school_living_watch_stat", "get_watch_stat", "next_key", {"ending": 0}),
        ("iter_school_living_unwatch_stat", "get_unwatch_stat", "next_key", {"ending": 0}),
        ("iter_school_living_watch_stat_v2", "get_watch_stat_v2", "next_cursor", {"has_more": 1}),
        (
            "iter_school_living_unwatch_stat_v2",
            "get_unwatch_stat_v2",
            "next_cursor",
            {"has_more": 1},
        ),
    ],
)
def test_only_the_flag_ends_the_statistics_of_a_lesson(
    name: str, path: str, cursor: str, more: dict[str, int], api: WeChatAPI, server: ApiServer
) -> None:
    last = {key: 1 - value for key, value in more.items()}
    pages = [{**OK, cursor: "n", **more}, {**OK, cursor: "n2", **last}]
    server.on(f"school/living/{path}", *pages)
    assert list(getattr(api, name)("l")) == pages
    assert [request.json.get(cursor) for request in server.seen] == [None, "n"]


def test_health_reports_are_paged(api: WeChatAPI, server: ApiServer) -> None:
    server.on(
        "health/get_report_jobids",
        {**OK, "jobids": ["a", "b"], "ending": 0},
        {**OK, "jobids": ["c"], "ending": 1},
    )
    assert list(api.iter_health_report_jobids(limit=2)) == ["a", "b", "c"]
    server.on("health/get_report_answer", {**OK, "answers": [1, 2]}, {**OK, "answers": [3]})
    answers: list[Any] = list(api.iter_health_report_answers("j", "2026-08-01", limit=2))
    assert answers == [1, 2, 3]
    asked = [(request.json["offset"], request.json["limit"]) for request in server.seen]
    assert asked == [(0, 2), (2, 2), (0, 2), (2, 2)]


@pytest.mark.parametrize("who", ["teacher", "student"])
def test_health_of_teachers_and_students_is_paged(
    who: str, api: WeChatAPI, server: ApiServer
) -> None:
    server.on(
        f"school/user/get_{who}_customize_health_info",
        {**OK, "health_infos": ["a"], "ending": 0, "next_key": "k"},
        {**OK, "health_infos": ["b"], "ending": 1, "next_key": "k2"},
    )
    assert list(getattr(api, f"iter_{who}_customize_health_infos")("2026-08-01")) == ["a", "b"]
    assert [request.json.get("next_key") for request in server.seen] == [None, "k"]


# -- arguments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "groups"),
    [
        ("delete_meeting_poll", ("zhangsan", 1, "m"), "poll_theme_id, poll_id"),
        ("list_meeting_records", SPAN, "meetingid, meeting_code, userid"),
        ("list_meeting_rooms_meetings", (), "meeting_room_id, rooms_id"),
        ("meeting_rooms_call", ("m",), "meeting_room_id, mra_address"),
        ("cancel_meeting_rooms_call", ("m", "i"), "meeting_room_id, mra_address"),
        ("get_meeting_rooms_response_status", ("m",), "meeting_room_id, mra_address"),
        ("get_meeting_webinar", (), "meetingid, meeting_code"),
        ("list_meeting_webinar_guest", (), "meetingid, meeting_code"),
        ("get_hr_staff_info", ("zhangsan",), "get_all, fieldids"),
        ("update_hr_staff_info", ("zhangsan",), "update_items, remove_items, insert_items"),
    ],
)
def test_one_of_several_arguments_is_needed(
    name: str, args: tuple[Any, ...], groups: str, api: WeChatAPI, server: ApiServer
) -> None:
    with pytest.raises(ValueError, match=groups):
        getattr(api, name)(*args)
    assert not server.seen


@pytest.mark.parametrize(
    ("name", "args", "given", "argument"),
    [
        ("get_meeting_attendee_list", ("m",), {"limit": 101}, "limit"),
        ("get_meeting_realtime_attendee_list", ("m",), {"limit": 51}, "limit"),
        ("set_meeting_invitees", ("m",), {"invitees": [{}] * 2001}, "invitees"),
        ("create_meeting_customer_short_url", ("m", "x" * 257), {}, "customer_data"),
        ("query_meeting_enroll_by_tmp_openid", ("m", ["x"] * 501), {}, "tmp_openid_list"),
        ("meeting_phone_callout", ("m", [{}] * 51), {}, "phone_numbers"),
        ("get_meeting_phone_tmp_openid", ("m", [{}] * 21), {}, "phone_numbers"),
        ("create_meeting_poll_theme", ("u", 1, "m", "x" * 51, "d", []), {}, "poll_topic"),
        ("update_meeting_poll_theme", ("u", 1, "m", "t", "x", "x" * 101, []), {}, "poll_desc"),
        ("create_meeting_webinar", ("u", "x" * 256, *SPAN, 0, False), {}, "title"),
        ("list_meeting_rooms", (), {"limit": 0}, "limit"),
        ("batch_meeting_advanced_layout_delete", ("m", ["x"] * 21), {}, "layout_id_list"),
        ("submit_meeting_vip_batch_add_job", (["x"] * 101,), {}, "userid_list"),
        ("update_todo", ("t",), {"attendees": [{}] * 21}, "attendees"),
        ("add_report_grid", ("x" * 31, "p", ["a"]), {}, "grid_name"),
        ("add_report_grid", ("x", "p", ["a"] * 21), {}, "grid_admin"),
        ("add_report_grid_cata", ("x" * 31, 1), {}, "category_name"),
        ("create_contact_rules", ([{}] * 101,), {}, "rules"),
        ("batch_exmail_vip_add", (["x"] * 101,), {}, "userid_list"),
        ("get_health_report_jobids", (), {"limit": 0}, "limit"),
        ("get_school_user_info", ("x" * 513,), {}, "code"),
        ("list_meeting_records", MONTH, {"userid": "u"}, "start_time to end_time"),
        ("get_meeting_statistics_start_list", (1, *MONTH), {}, "begin_time to end_time"),
    ],
)
def test_a_limit_of_the_manual_is_named(
    name: str,
    args: tuple[Any, ...],
    given: dict[str, Any],
    argument: str,
    api: WeChatAPI,
    server: ApiServer,
) -> None:
    with pytest.raises(ValueError, match=f"^{argument}: WeCom takes"):
        getattr(api, name)(*args, **given)
    assert not server.seen


def test_a_webinar_sends_its_times_as_text(api: WeChatAPI, server: ApiServer) -> None:
    server.on("meeting/webinar/create", OK)
    start = datetime(2026, 8, 1, 2, 0, tzinfo=timezone.utc)
    api.create_meeting_webinar("zhangsan", "峰会", start, 1_785_553_200, 0, False)
    sent = server.seen[0].json
    assert (sent["start_time"], sent["end_time"]) == ("1785549600", "1785553200")


def test_switches_that_are_numbers_take_true_and_false(api: WeChatAPI, server: ApiServer) -> None:
    server.on("meeting/realcontrol/dismiss", OK)
    api.dismiss_meeting_realcontrol("m", force_dismiss=False, retrieve_code=True)
    assert server.seen[0].json == {"meetingid": "m", "force_dismiss": 0, "retrieve_code": 1}


def test_a_robots_reply_carries_its_code_and_no_token(api: WeChatAPI, server: ApiServer) -> None:
    server.check_token = False
    server.on("aibot/response", OK)
    api.reply_aibot("CODE", "markdown", markdown={"content": "你好"})
    server.check_token = True
    assert server.seen[0].query == {"response_code": "CODE"}
    assert server.seen[0].json == {"msgtype": "markdown", "markdown": {"content": "你好"}}


def test_an_applications_parents_are_those_of_our_own_by_default(
    api: WeChatAPI, server: ApiServer
) -> None:
    server.on("school/agent/get_allow_scope", OK)
    api.get_school_agent_allow_scope()
    api.get_school_agent_allow_scope(7)
    assert [request.params["agentid"] for request in server.seen] == [str(AGENT_ID), "7"]
