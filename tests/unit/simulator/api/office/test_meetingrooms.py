"""Rounding, repeating and refusing of rooms' bookings."""

from __future__ import annotations

from typing import Any

import pytest

from flask_wechat_corp.simulator.api.office.room_bookings import occurrences
from tests.helpers.simulated import DAY, MONDAY, NOW, DirectWorld

HOUR = 3600
START = MONDAY + DAY + 9 * HOUR


def book(wecom: DirectWorld, start: int, end: int, **more: Any) -> Any:
    given = {"meetingroom_id": 1, "booker": "lisi", "start_time": start, "end_time": end, **more}
    return wecom("oa/meetingroom/book", **given)


def span(wecom: DirectWorld, booking_id: str) -> tuple[int, int]:
    path = "oa/meetingroom/bookinfo/get"
    found = wecom(path, meetingroom_id=1, booking_id=booking_id)["schedule"]
    return found["start_time"], found["end_time"]


@pytest.mark.parametrize(
    ("late", "begins"),
    [(0, 0), (900, 0), (901, 1800), (2 * 1800 + 901, 3 * 1800)],
)
def test_a_late_booking_begins_at_the_next_half_hour(
    late: int, begins: int, wecom: DirectWorld
) -> None:
    wecom.later(START + late - NOW)
    booked = book(wecom, START + 60, START + 4 * HOUR - 60)
    assert span(wecom, booked["booking_id"]) == (START + begins, START + 4 * HOUR)


def test_what_is_over_cannot_be_booked(wecom: DirectWorld) -> None:
    wecom.later(START + HOUR - NOW)
    room = {"meetingroom_id": 1, "booker": "lisi"}
    path = "oa/meetingroom/book"
    assert wecom.refused(path, **room, start_time=START, end_time=START + HOUR) == 40058
    late = {"start_time": START + HOUR - 1800, "end_time": START + HOUR}
    assert wecom.refused(path, **room, **late) == 40058


@pytest.mark.parametrize(
    ("reminders", "days"),
    [
        ({}, [0]),
        ({"is_repeat": 1, "repeat_type": 0}, [0, 1, 2, 3]),
        ({"is_repeat": 1, "repeat_type": 1}, [0, 7, 14, 21]),
        ({"is_repeat": 1, "repeat_type": 7}, [0, 1, 2, 3, 6]),  # from Tuesday, over a weekend
        (
            {"is_repeat": 1, "repeat_type": 0, "is_custom_repeat": 1, "repeat_interval": 3},
            [0, 3, 6],
        ),
        ({"is_repeat": 1, "repeat_type": 2}, [0, 30, 61]),  # 24 November, December, January
        ({"is_repeat": 1, "repeat_type": 5}, [0, 365]),
    ],
)
def test_days_of_a_repeating_schedule(reminders: dict[str, int], days: list[int]) -> None:
    reminders = {**reminders, "repeat_until": START + 400 * DAY}
    found = list(
        occurrences({"start_time": START, "end_time": START + HOUR, "reminders": reminders})
    )
    assert [(begin - START) // DAY for begin, _ in found][: len(days)] == days
    assert all(end - begin == HOUR for begin, end in found)


def test_a_month_without_the_day_is_left_out_and_the_end_counts() -> None:
    last = MONDAY + 38 * DAY  # 31 December
    monthly = {"is_repeat": 1, "repeat_type": 2, "repeat_until": last + 100 * DAY}
    event = {"start_time": last, "end_time": last + HOUR, "reminders": monthly}
    assert [(begin - last) // DAY for begin, _ in occurrences(event)] == [0, 31, 90]
    forever = {**event, "reminders": {"is_repeat": 1, "repeat_type": 0}}
    assert len(list(occurrences(forever))) == 100


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "长" * 31}, {"equipment": [6]}, {"city": "广州"}, {"capacity": 0},
    ],
)  # fmt: skip
def test_rooms_that_are_refused(changed: dict[str, Any], wecom: DirectWorld) -> None:
    assert wecom.refused("oa/meetingroom/add", **{"name": "厅", "capacity": 1, **changed}) == 40058
    unknown = {"range": {"department_list": [99]}}
    assert wecom.refused("oa/meetingroom/add", name="厅", capacity=1, **unknown) == 60123


def test_a_building_keeps_its_place(wecom: DirectWorld) -> None:
    here, there = ({"latitude": one, "longitude": "1"} for one in ("22.5", "30.1"))
    path = "oa/meetingroom"
    room = wecom(f"{path}/add", name="厅", capacity=1, coordinate=here)["meetingroom_id"]
    wecom(f"{path}/edit", meetingroom_id=room, coordinate=there, name="大厅")
    shown = wecom(f"{path}/list")["meetingroom_list"][-1]
    assert (shown["name"], shown["coordinate"]) == ("大厅", here)


def test_the_bookings_of_a_deleted_room_are_gone(wecom: DirectWorld) -> None:
    booked = book(wecom, START, START + HOUR)
    wecom("oa/meetingroom/del", meetingroom_id=1)
    assert wecom.refused("oa/meetingroom/cancel_book", booking_id=booked["booking_id"]) == 40058


def test_bookings_are_asked_for_day_by_day(wecom: DirectWorld) -> None:
    path = "oa/meetingroom/get_booking_info"
    assert wecom.refused(path, start_time=START, end_time=START + DAY) == 40058
    booked = book(wecom, START, START + HOUR)
    assert wecom(path)["booking_list"] == [{"meetingroom_id": 1, "schedule": []}]  # today
    (row,) = wecom(path, start_time=START)["booking_list"]
    assert [one["booking_id"] for one in row["schedule"]] == [booked["booking_id"]]
    assert wecom(path, city="深圳")["booking_list"] == []
    assert wecom.refused("oa/meetingroom/bookinfo/get", meetingroom_id=1, booking_id="x") == 40058
    other = wecom("oa/meetingroom/add", name="厅", capacity=1)["meetingroom_id"]
    wrong = {"meetingroom_id": other, "booking_id": booked["booking_id"]}
    assert wecom.refused("oa/meetingroom/bookinfo/get", **wrong) == 40058


def test_a_cancelled_meeting_takes_no_room(wecom: DirectWorld) -> None:
    meeting = wecom("meeting/create", admin_userid="lisi", title="评审", meeting_start=START,
                    meeting_duration=HOUR)["meetingid"]  # fmt: skip
    wecom("meeting/cancel", meetingid=meeting)
    given = {"meetingroom_id": 1, "booker": "lisi", "meetingid": meeting}
    assert wecom.refused("oa/meetingroom/book_by_meeting", **given) == 400041
