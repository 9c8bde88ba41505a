"""Meetings (会议): create, change, cancel and find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Time
from ..engine.checks import between, max_days, max_length, max_value, require_one_of
from ..engine.family import Family
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_meetings
    from ..engine import records_planning as records

__all__ = ["Meetings"]


class Meetings(Family):
    """Meetings that were created through the API."""

    def create_meeting(
        self,
        admin_userid: str,
        title: str,
        meeting_start: Time | None = None,
        meeting_duration: int | None = None,
        *,
        description: str | None = None,
        location: str | None = None,
        cal_id: str | None = None,
        invitees: records.Members | None = None,
        guests: Sequence[records_meetings.Guest] | None = None,
        settings: records.MeetingSettings | None = None,
        reminders: records.MeetingReminders | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Create a meeting: ``meetingid``, ``excess_users``.

        A corp with the advanced functions may leave out start and duration, invite guests, and gets
        ``meeting_code`` and ``meeting_link``, too.

        :param title: at most 255 characters; 40 bytes without the advanced functions
        :param meeting_start: Unix seconds or a datetime, to come
        :param meeting_duration: seconds, 300 to 86,399
        :param description: at most 500 bytes
        :param invitees: ``{"userid": […]}``, at most 300; see also :meth:`set_meeting_invitees`
        :param guests: ``[{"area": "86", "phone_number": …, "guest_name": …}]``
        :raises ValueError: over a limit

        WeCom pages 98148 and 99104.
        """
        max_length("title", title, 255)
        between("meeting_duration", meeting_duration, 300, 86399)
        return self._post(
            "meeting/create",
            {
                "admin_userid": admin_userid,
                "title": title,
                "meeting_start": meeting_start,
                "meeting_duration": meeting_duration,
                "description": description,
                "location": location,
                "cal_id": cal_id,
                "invitees": invitees,
                "guests": guests,
                "settings": settings,
                "reminders": reminders,
                "agentid": agentid,
            },
        )

    def update_meeting(
        self,
        meetingid: str,
        *,
        title: str | None = None,
        meeting_start: Time | None = None,
        meeting_duration: int | None = None,
        description: str | None = None,
        location: str | None = None,
        cal_id: str | None = None,
        invitees: records.Members | None = None,
        guests: Sequence[records_meetings.Guest] | None = None,
        settings: records.MeetingSettings | None = None,
        reminders: records.MeetingReminders | None = None,
        agentid: int | None = None,
    ) -> dict[str, Any]:
        """Change a meeting that has not begun; limits as in :meth:`create_meeting`.

        :param meeting_start: together with ``meeting_duration``
        :param guests: not in the manual of this call; see :meth:`set_meeting_guests`

        WeCom pages 98154 and 99047.
        """
        max_length("title", title, 255)
        between("meeting_duration", meeting_duration, 300, 86399)
        return self._post(
            "meeting/update",
            {
                "meetingid": meetingid,
                "title": title,
                "meeting_start": meeting_start,
                "meeting_duration": meeting_duration,
                "description": description,
                "location": location,
                "cal_id": cal_id,
                "invitees": invitees,
                "guests": guests,
                "settings": settings,
                "reminders": reminders,
                "agentid": agentid,
            },
            idempotent=True,
        )

    def cancel_meeting(self, meetingid: str, *, sub_meetingid: str | None = None) -> dict[str, Any]:
        """Cancel a meeting that has not begun.

        :param sub_meetingid: one of a series; all of it without this id (advanced functions)

        WeCom pages 98153 and 99048.
        """
        return self._post(
            "meeting/cancel", {"meetingid": meetingid, "sub_meetingid": sub_meetingid}
        )

    def get_meeting_info(
        self,
        *,
        meetingid: str | None = None,
        meeting_code: str | None = None,
        sub_meetingid: str | None = None,
    ) -> dict[str, Any]:
        """Return a meeting, by id or, with the advanced functions, by its code.

        :param sub_meetingid: one of a series
        :raises ValueError: neither given

        WeCom pages 98149 and 99049.
        """
        require_one_of(meetingid=meetingid, meeting_code=meeting_code)
        return self._post(
            "meeting/get_info",
            {
                "meetingid": meetingid,
                "meeting_code": meeting_code,
                "sub_meetingid": sub_meetingid,
            },
            idempotent=True,
        )

    def get_user_meetingid(
        self,
        userid: str,
        cursor: str = "0",
        *,
        begin_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the meetings of a member: ``meetingid_list``.

        :param cursor: ``"0"`` at first, then the ``next_cursor`` of the page before
        :param begin_time: Unix seconds or a datetime
        :param end_time: at most 180 days after ``begin_time``
        :param limit: page size, at most 100
        :raises ValueError: over a limit

        WeCom pages 98714 and 99050.
        """
        max_value("limit", limit, 100)
        if begin_time is not None and end_time is not None:
            max_days(begin_time, end_time, 180, names=("begin_time", "end_time"))
        return self._post(
            "meeting/get_user_meetingid",
            {
                "userid": userid,
                "cursor": cursor,
                "begin_time": begin_time,
                "end_time": end_time,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_user_meetingids(
        self,
        userid: str,
        *,
        begin_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[str]:
        """Yield the ids from all pages of :meth:`get_user_meetingid`."""

        def read(cursor: str) -> tuple[list[str], str | None]:
            page = self.get_user_meetingid(
                userid, cursor, begin_time=begin_time, end_time=end_time, limit=limit
            )
            found = page.get("meetingid_list") or []
            return found, page.get("next_cursor") if found else None

        return Pages(read, "0")
