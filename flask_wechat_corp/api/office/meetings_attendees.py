"""Attendees, waiting rooms and quality of meetings (会议)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_days, max_value
from ..engine.family import Family

__all__ = ["MeetingAttendees"]


class MeetingAttendees(Family):
    """Attendees and waiting rooms of meetings of this application."""

    def get_meeting_attendee_list(
        self,
        meetingid: str,
        *,
        sub_meetingid: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``attendees``: the members who joined a meeting or webinar.

        :param sub_meetingid: the occurrence, required for a recurring meeting
        :param start_time: joined at or after this, Unix seconds; 31 days ago if only this is left
            out. The times have no effect for a recurring meeting
        :param end_time: joined before this, Unix seconds, at most 31 days later; now if only this
            is left out. Without both, WeCom looks back 90 days
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 100, the same for all pages
        :raises ValueError: over a limit

        WeCom page 98156.
        """
        max_value("limit", limit, 100)
        if start_time is not None and end_time is not None:
            max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        body = {
            "meetingid": meetingid,
            "sub_meetingid": sub_meetingid,
            "start_time": start_time,
            "end_time": end_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("meeting/get_attendee_list", body, idempotent=True)

    def iter_meeting_attendees(
        self,
        meetingid: str,
        *,
        sub_meetingid: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the attendees from all pages of :meth:`get_meeting_attendee_list`."""
        max_value("limit", limit, 100)
        if start_time is not None and end_time is not None:
            max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        body = {
            "meetingid": meetingid,
            "sub_meetingid": sub_meetingid,
            "start_time": start_time,
            "end_time": end_time,
            "limit": limit,
        }
        return self._post_pages("meeting/get_attendee_list", body, "attendees")

    def get_meeting_realtime_attendee_list(
        self,
        meetingid: str,
        *,
        sub_meetingid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``attendees``: the members who are in the meeting right now.

        :param sub_meetingid: the occurrence, required for a recurring meeting
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 50, the same for all pages
        :raises ValueError: over the limit

        WeCom page 98157.
        """
        max_value("limit", limit, 50)
        body = {
            "meetingid": meetingid,
            "sub_meetingid": sub_meetingid,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("meeting/get_realtime_attendee_list", body, idempotent=True)

    def iter_meeting_realtime_attendees(
        self, meetingid: str, *, sub_meetingid: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the attendees from all pages of :meth:`get_meeting_realtime_attendee_list`."""
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "sub_meetingid": sub_meetingid, "limit": limit}
        return self._post_pages("meeting/get_realtime_attendee_list", body, "attendees")

    def get_meeting_waitingroom_current_user_list(
        self, meetingid: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``user_list``: the members in the waiting room of a running meeting.

        The list is empty while the meeting is not running.

        :param limit: page size, at most 50 (10 if left out), the same for all pages
        :param cursor: the ``next_cursor`` of the page before
        :raises ValueError: over the limit

        WeCom page 98163.
        """
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "limit": limit, "cursor": cursor}
        return self._post("meeting/waitingroom/get_current_user_list", body, idempotent=True)

    def iter_meeting_waitingroom_current_users(
        self, meetingid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`get_meeting_waitingroom_current_user_list`."""
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "limit": limit}
        return self._post_pages("meeting/waitingroom/get_current_user_list", body, "user_list")

    def get_meeting_waitingroom_user_list(
        self, meetingid: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``user_list``: all members who have been in the waiting room.

        Their ``join_time`` and ``quit_time`` are in milliseconds.

        :param limit: page size, at most 50 (20 if left out), the same for all pages
        :param cursor: the ``next_cursor`` of the page before
        :raises ValueError: over the limit

        WeCom page 98164.
        """
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "limit": limit, "cursor": cursor}
        return self._post("meeting/waitingroom/get_user_list", body, idempotent=True)

    def iter_meeting_waitingroom_users(
        self, meetingid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`get_meeting_waitingroom_user_list`."""
        max_value("limit", limit, 50)
        body = {"meetingid": meetingid, "limit": limit}
        return self._post_pages("meeting/waitingroom/get_user_list", body, "user_list")

    def check_device_in_meeting(
        self, userid: str, meetingid_list: list[str], *, instance_id_list: list[int] | None = None
    ) -> dict[str, Any]:
        """Get ``result_list``: the devices with which a member has entered the given meetings.

        :param instance_id_list: kinds of devices to look at (1 PC, 2 Mac, 3 Android, 4 iOS …); all
            if left out
        :param meetingid_list: meetings of this corp

        WeCom page 98165.
        """
        body = {
            "userid": userid,
            "instance_id_list": instance_id_list,
            "meetingid_list": meetingid_list,
        }
        return self._post("meeting/check_device_in_meeting", body, idempotent=True)

    def get_meeting_quality(
        self,
        meetingid: str,
        start_time: Time,
        *,
        sub_meetingid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get the quality of an ended meeting and a page of ``attendees`` with theirs.

        :param sub_meetingid: the occurrence, required for a recurring meeting
        :param start_time: Unix seconds, within the last 7 days; the first session that began then
            or later is described
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 50 (50 if left out), the same for all pages
        :raises ValueError: over the limit

        WeCom page 98821.
        """
        max_value("limit", limit, 50)
        body = {
            "meetingid": meetingid,
            "sub_meetingid": sub_meetingid,
            "start_time": start_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("meeting/get_quality", body, idempotent=True)

    def iter_meeting_quality_attendees(
        self,
        meetingid: str,
        start_time: Time,
        *,
        sub_meetingid: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the attendees from all pages of :meth:`get_meeting_quality`."""
        max_value("limit", limit, 50)
        body = {
            "meetingid": meetingid,
            "sub_meetingid": sub_meetingid,
            "start_time": start_time,
            "limit": limit,
        }
        return self._post_pages("meeting/get_quality", body, "attendees")

    def get_meeting_statistics_start_list(
        self,
        type: Literal[1, 2],
        begin_time: Time,
        end_time: Time,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``meeting_list``: the records of started meetings, newest first.

        Members whom the application cannot see are left out, so a page may be short.

        :param type: 1 meetings that started, 2 those that did not because the corp's limit of
            meetings at once was reached
        :param begin_time: Unix seconds, included
        :param end_time: Unix seconds, not included; at most 30 days later
        :param limit: page size, at most 1,000 (200 if left out)
        :param cursor: the ``next_cursor`` of the page before
        :raises ValueError: over a limit

        WeCom page 99651.
        """
        max_value("limit", limit, 1000)
        max_days(begin_time, end_time, 30, names=("begin_time", "end_time"))
        body = {
            "type": type,
            "begin_time": begin_time,
            "end_time": end_time,
            "limit": limit,
            "cursor": cursor,
        }
        return self._post("meeting/statistics/get_start_list", body, idempotent=True)

    def iter_meeting_statistics_starts(
        self, type: Literal[1, 2], begin_time: Time, end_time: Time, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`get_meeting_statistics_start_list`."""
        max_value("limit", limit, 1000)
        max_days(begin_time, end_time, 30, names=("begin_time", "end_time"))
        body = {"type": type, "begin_time": begin_time, "end_time": end_time, "limit": limit}
        return self._post_pages("meeting/statistics/get_start_list", body, "meeting_list")
