"""When meeting rooms are booked (93620)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from ...errors import SimulatedError
from ...world.records import keep_newest
from ...world.world import Record, World
from ..request import DAY

__all__ = ["HALF_HOUR", "bookings", "free", "keep", "occurrences", "rounded"]

HALF_HOUR = 1800
LATEST = 900
KEPT = 5000
DAILY, WEEKLY, MONTHLY, YEARLY, WORKDAYS = 0, 1, 2, 5, 7
MOST_DAYS = 100
"""Days of a repeating schedule that are booked."""


def bookings(world: World) -> Record:
    """Return the bookings by id, cancelled ones too."""
    found: Record = world.family_state("room_bookings", lambda _: {"by_id": {}})["by_id"]
    return found


def free(world: World, room: int, start: int, end: int) -> bool:
    """Return whether a room is not booked in a span."""
    return not any(
        row["meetingroom_id"] == room
        and not row["status"]
        and row["start_time"] < end
        and row["end_time"] > start
        for row in bookings(world).values()
    )


def keep(
    world: World,
    room: int,
    booker: str,
    spans: list[tuple[int, int]],
    schedule_id: str,
    *,
    series: bool = False,
) -> str:
    """Store a booking for each span; return the id of the booking, or of the whole series."""
    master = world.new_id("rb") if series else ""
    kept = bookings(world)
    booking_id = ""
    for start, end in spans:
        booking_id = world.new_id("bk")
        kept[booking_id] = {
            "booking_id": booking_id,
            "master_booking_id": master,
            "meetingroom_id": room,
            "schedule_id": schedule_id,
            "start_time": start,
            "end_time": end,
            "booker": booker,
            "status": 0,
        }
    keep_newest(kept, KEPT)
    return master or booking_id


def rounded(now: int, start: int, end: int) -> tuple[int, int]:
    """Return a span in half hours, as WeCom books it.

    A room can be booked until a quarter of an hour after the start; later the next half hour is.

    :raises SimulatedError: 40058 if the span is over
    """
    start, end = start // HALF_HOUR * HALF_HOUR, -(-end // HALF_HOUR) * HALF_HOUR
    while now > start + LATEST and start < end:
        start += HALF_HOUR
    if now >= end or start >= end:
        raise SimulatedError(40058, "the time to book is over")
    return start, end


def occurrences(schedule: Record) -> Iterator[tuple[int, int]]:
    """Yield the spans of a schedule: one, or those of a repeating one."""
    start, length = schedule["start_time"], schedule["end_time"] - schedule["start_time"]
    reminders = schedule.get("reminders") or {}
    if not reminders.get("is_repeat"):
        yield start, start + length
        return
    until = reminders.get("repeat_until") or start + 365 * DAY
    every = int(reminders.get("repeat_interval") or 1) if reminders.get("is_custom_repeat") else 1
    zone = timezone(timedelta(hours=int(reminders.get("timezone", 8))))
    first = datetime.fromtimestamp(start, zone)
    kind = int(reminders.get("repeat_type", DAILY))
    count = 0
    left_out = {one["start_time"] for one in reminders.get("exclude_time_list", ())}
    for number in range(MOST_DAYS * 2):
        moment = _after(first, kind, number * every)
        if moment is None or (kind == WORKDAYS and moment.weekday() > 4):
            continue
        begin = int(moment.timestamp())
        if begin > until or count >= MOST_DAYS:
            return
        count += 1
        if begin not in left_out:
            yield begin, begin + length


def _after(first: datetime, kind: int, steps: int) -> datetime | None:
    """Return the moment some steps later; None where that month has no such day."""
    if kind in (MONTHLY, YEARLY):
        months = first.month - 1 + steps * (12 if kind == YEARLY else 1)
        try:
            return first.replace(year=first.year + months // 12, month=months % 12 + 1)
        except ValueError:
            return None
    return first + timedelta(days=steps * (7 if kind == WEEKLY else 1))
