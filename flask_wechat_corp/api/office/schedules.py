"""Entries of calendars (日程 › 管理日程)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import between, max_length
from ..engine.family import Family
from ..engine.paging import pages_by_offset

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["Schedules"]

MAX_IDS = 1000


class Schedules(Family):
    """Make, change and read the application's own entries; at most 20,000 new ones a day.

    ``op_mode`` tells which part of a repeating entry is meant: 0 all of it, 1 the one that starts
    at ``op_start_time`` (Unix seconds), 2 that one and those after it (WeCom page 93624).
    """

    def add_schedule(
        self, schedule: records.NewSchedule, *, agentid: int | None = None
    ) -> dict[str, Any]:
        """Create an entry and get its ``schedule_id``.

        :param schedule: needed are ``start_time`` and ``end_time`` in Unix seconds or a datetime;
            ``summary`` has at most 128 characters, ``location`` 128, ``description`` 1,000,
            ``attendees`` 1,000 entries and ``admins`` 3, which are attendees too. Without
            ``cal_id`` the entry goes to the application's default calendar; a third-party
            application needs one
        :param agentid: only for old third-party suites with several applications

        WeCom page 93648.
        """
        return self._post("oa/schedule/add", {"schedule": schedule, "agentid": agentid})

    def update_schedule(
        self,
        schedule: records.Schedule,
        *,
        skip_attendees: Flag | None = None,
        op_mode: Literal[0, 1, 2] | None = None,
        op_start_time: Time | None = None,
    ) -> dict[str, Any]:
        """Replace an entry, identified by ``schedule_id``; only its calendar stays.

        A part that is changed becomes an entry of its own, with a new ``schedule_id``. The times of
        an entry that a room is booked for cannot be changed: cancel the booking first.

        :param schedule: as in :meth:`add_schedule`; what is not given is emptied
        :param skip_attendees: 1 leaves the attendees as they are
        :param op_start_time: one of the entry's starts; the new times are on that day or later

        WeCom page 97720.
        """
        between("op_mode", op_mode, 0, 2)
        body = {
            "skip_attendees": skip_attendees,
            "op_mode": op_mode,
            "op_start_time": op_start_time,
            "schedule": schedule,
        }
        # changing a part splits the entry: doing so twice would split it twice
        return self._post("oa/schedule/update", body, idempotent=not op_mode)

    def add_schedule_attendees(
        self, schedule_id: str, attendees: Sequence[Mapping[str, str]]
    ) -> dict[str, Any]:
        """Add attendees to an entry, which has at most 1,000.

        :param attendees: ``{"userid": …}`` of each

        WeCom page 97721.
        """
        body = {"schedule_id": schedule_id, "attendees": attendees}
        return self._post("oa/schedule/add_attendees", body, idempotent=True)

    def delete_schedule_attendees(
        self, schedule_id: str, attendees: Sequence[Mapping[str, str]]
    ) -> dict[str, Any]:
        """Remove attendees from an entry.

        :param attendees: ``{"userid": …}`` of each

        WeCom page 97722.
        """
        body = {"schedule_id": schedule_id, "attendees": attendees}
        return self._post("oa/schedule/del_attendees", body)

    def get_schedule_by_calendar(
        self, cal_id: str, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``schedule_list``: the entries of a calendar of the application.

        Cancelled entries are in the list too, with ``status`` 1.

        :param offset: entries to leave out; 0 without it
        :param limit: entries in the page, 1 to 1,000; 500 without it

        WeCom page 97723.
        """
        between("limit", limit, 1, MAX_IDS)
        body = {"cal_id": cal_id, "offset": offset, "limit": limit}
        return self._post("oa/schedule/get_by_calendar", body, idempotent=True)

    def iter_schedules(self, cal_id: str, *, limit: int = 500) -> Iterator[dict[str, Any]]:
        """Yield all entries of a calendar, ``limit`` in a request.

        See :meth:`get_schedule_by_calendar`. As the manual says, an empty page is the end.
        """

        def read(offset: int) -> dict[str, Any]:
            return self.get_schedule_by_calendar(cal_id, offset=offset, limit=limit)

        return pages_by_offset(read, "schedule_list")

    def get_schedule(self, schedule_id_list: list[str]) -> dict[str, Any]:
        """Get ``schedule_list``: at most 1,000 entries; a cancelled one has ``status`` 1.

        WeCom page 97724.
        """
        max_length("schedule_id_list", schedule_id_list, MAX_IDS)
        body = {"schedule_id_list": schedule_id_list}
        return self._post("oa/schedule/get", body, idempotent=True)

    def delete_schedule(
        self,
        schedule_id: str,
        *,
        op_mode: Literal[0, 1, 2] | None = None,
        op_start_time: Time | None = None,
    ) -> dict[str, Any]:
        """Cancel an entry, or the part of it that ``op_mode`` names.

        WeCom page 97725.
        """
        between("op_mode", op_mode, 0, 2)
        body = {"schedule_id": schedule_id, "op_mode": op_mode, "op_start_time": op_start_time}
        return self._post("oa/schedule/del", body)
