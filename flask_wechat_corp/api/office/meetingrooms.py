"""Meeting rooms and their bookings (会议室)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..engine.arguments import Flag, Time
from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

__all__ = ["MeetingRooms"]

NAME_LENGTH = 30
MAX_RANGE = 1000


class MeetingRooms(Family):
    """Manage and book meeting rooms.

    The place of a room is its city, building and floor together. A place to look for needs what is
    above it: a building its city, a floor its building.

    Equipment: 1 television, 2 telephone, 3 projector, 4 whiteboard, 5 video.
    """

    def add_meetingroom(
        self,
        name: str,
        capacity: int,
        *,
        city: str | None = None,
        building: str | None = None,
        floor: str | None = None,
        coordinate: Mapping[str, str] | None = None,
        range: Mapping[str, Sequence[object]] | None = None,
        equipment: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Add a room and get its ``meetingroom_id``.

        :param name: at most 30 characters
        :param coordinate: ``latitude`` and ``longitude`` as texts
        :param range: the members who may book it: ``user_list`` and ``department_list``, at most
            1,000 each; all members without it
        :param equipment: numbers from 1 to 5

        WeCom page 93619.
        """
        _check_room(name, range)
        body = {
            "name": name,
            "capacity": capacity,
            "city": city,
            "building": building,
            "floor": floor,
            "coordinate": coordinate,
            "range": range,
            "equipment": equipment,
        }
        return self._post("oa/meetingroom/add", body)

    def edit_meetingroom(
        self,
        meetingroom_id: int,
        *,
        name: str | None = None,
        capacity: int | None = None,
        city: str | None = None,
        building: str | None = None,
        floor: str | None = None,
        coordinate: Mapping[str, str] | None = None,
        range: Mapping[str, Sequence[object]] | None = None,
        equipment: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Change what is given of a room; limits as in :meth:`add_meetingroom`.

        A ``range`` that is given replaces the one that was. The coordinates of a building that
        exists cannot be changed.

        WeCom page 93619.
        """
        _check_room(name, range)
        body = {
            "meetingroom_id": meetingroom_id,
            "name": name,
            "capacity": capacity,
            "city": city,
            "building": building,
            "floor": floor,
            "coordinate": coordinate,
            "range": range,
            "equipment": equipment,
        }
        return self._post("oa/meetingroom/edit", body, idempotent=True)

    def list_meetingrooms(
        self,
        *,
        city: str | None = None,
        building: str | None = None,
        floor: str | None = None,
        equipment: Sequence[int] | None = None,
    ) -> dict[str, Any]:
        """Get ``meetingroom_list``: the rooms at a place and with certain equipment.

        ``need_approval`` of a room is 1 if its bookings need an approval.

        WeCom page 93619.
        """
        body = {"city": city, "building": building, "floor": floor, "equipment": equipment}
        return self._post("oa/meetingroom/list", body, idempotent=True)

    def delete_meetingroom(self, meetingroom_id: int) -> dict[str, Any]:
        """Delete a room.

        WeCom page 93619.
        """
        return self._post("oa/meetingroom/del", {"meetingroom_id": meetingroom_id})

    def book_meetingroom(
        self,
        meetingroom_id: int,
        start_time: Time,
        end_time: Time,
        booker: str,
        *,
        subject: str | None = None,
        attendees: list[str] | None = None,
    ) -> dict[str, Any]:
        """Book a room and get ``booking_id`` and ``schedule_id``.

        Only rooms without an approval can be booked, for 30 minutes or more. More than 15 minutes
        after the start WeCom moves the start to the next half hour; after the end it books nothing.
        For self-built applications under 会议室-可调用接口的应用.

        :param start_time: Unix seconds or a datetime; WeCom rounds down to half hours
        :param end_time: the same; WeCom rounds up to half hours
        :param attendees: userids

        WeCom page 93620.
        """
        body = {
            "meetingroom_id": meetingroom_id,
            "subject": subject,
            "start_time": start_time,
            "end_time": end_time,
            "booker": booker,
            "attendees": attendees,
        }
        return self._post("oa/meetingroom/book", body)

    def book_meetingroom_by_schedule(
        self, meetingroom_id: int, schedule_id: str, booker: str
    ) -> dict[str, Any]:
        """Book a room for an entry of a calendar and get ``booking_id``, ``conflict_date``.

        Only rooms without an approval can be booked. ``conflict_date`` has the days of a repeating
        entry, midnights in Unix seconds, on which the room is taken. After this the application
        can change the attendees of the entry and nothing else; cancel the booking for that.

        :param schedule_id: of an entry that this application created

        WeCom page 93620.
        """
        body = {"meetingroom_id": meetingroom_id, "schedule_id": schedule_id, "booker": booker}
        return self._post("oa/meetingroom/book_by_schedule", body)

    def book_meetingroom_by_meeting(
        self, meetingroom_id: int, meetingid: str, booker: str
    ) -> dict[str, Any]:
        """Book a room for an online meeting and get ``booking_id``, ``conflict_date``.

        As :meth:`book_meetingroom_by_schedule`.

        :param meetingid: of a meeting that this application created

        WeCom page 93620.
        """
        body = {"meetingroom_id": meetingroom_id, "meetingid": meetingid, "booker": booker}
        return self._post("oa/meetingroom/book_by_meeting", body)

    def cancel_meetingroom_book(
        self,
        booking_id: str | None = None,
        *,
        keep_schedule: Flag | None = None,
        cancel_date: Time | None = None,
        meeting_id: str | None = None,
    ) -> dict[str, Any]:
        """Cancel a booking, or one day of a repeating one.

        :param booking_id: from the answer of the calls that book
        :param keep_schedule: ``True`` keeps the calendar entry; WeCom deletes it otherwise. Only
            for entries that do not repeat
        :param cancel_date: midnight of the day to cancel, Unix seconds or a datetime; all days
            without it
        :param meeting_id: the name that WeCom had for ``booking_id``; sent as ``booking_id``
        :raises ValueError: without ``booking_id``

        WeCom page 93620.
        """
        require_one_of(booking_id=booking_id, meeting_id=meeting_id)
        body = {
            "booking_id": booking_id or meeting_id,
            "keep_schedule": keep_schedule,
            "cancel_date": cancel_date,
        }
        return self._post("oa/meetingroom/cancel_book", body)

    def get_meetingroom_booking_info(
        self,
        *,
        meetingroom_id: int | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        city: str | None = None,
        building: str | None = None,
        floor: str | None = None,
    ) -> dict[str, Any]:
        """Get ``booking_list``: the bookings of a room, or of the rooms at a place, on one day.

        ``status`` of a booking: 0 booked, 2 applied for, 3 waiting for approval.

        :param start_time: Unix seconds or a datetime; now without it
        :param end_time: the same, on the same day; the next midnight without it

        WeCom page 93620.
        """
        body = {
            "meetingroom_id": meetingroom_id,
            "start_time": start_time,
            "end_time": end_time,
            "city": city,
            "building": building,
            "floor": floor,
        }
        return self._post("oa/meetingroom/get_booking_info", body, idempotent=True)

    def get_meetingroom_bookinfo(self, meetingroom_id: int, booking_id: str) -> dict[str, Any]:
        """Get one booking of a room: ``meetingroom_id`` and ``schedule``.

        ``status`` is as in :meth:`get_meetingroom_booking_info`, or 1 cancelled;
        ``master_booking_id`` is there for one day of a repeating booking.

        WeCom page 93620.
        """
        body = {"meetingroom_id": meetingroom_id, "booking_id": booking_id}
        return self._post("oa/meetingroom/bookinfo/get", body, idempotent=True)

    def get_meetingroom_booking_info_by_meeting_id(
        self, meetingroom_id: int, meeting_id: str
    ) -> dict[str, Any]:
        """Get the booking of a room that belongs to a meeting. Legacy.

        The manual has :meth:`get_meetingroom_bookinfo` instead. WeCom page 93620.
        """
        body = {"meetingroom_id": meetingroom_id, "meeting_id": meeting_id}
        return self._post("oa/meetingroom/get_booking_info_by_meeting_id", body, idempotent=True)


def _check_room(name: str | None, range: Mapping[str, Sequence[object]] | None) -> None:
    max_length("name", name or "", NAME_LENGTH)
    for key in ("user_list", "department_list"):
        max_length(key, (range or {}).get(key) or (), MAX_RANGE)
