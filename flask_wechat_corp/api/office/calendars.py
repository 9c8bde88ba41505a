"""Calendars that the application keeps (日程 › 管理日历)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Flag
from ..engine.checks import max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["Calendars"]

MAX_IDS = 1000
#: field of a calendar -> most characters (texts) or entries (lists)
CALENDAR_LIMITS = {"summary": 128, "description": 512, "admins": 3, "shares": 2000}


class Calendars(Family):
    """Make, change and read the application's own calendars, at most 10,000.

    A corp has at most 30,000 public calendars, 20 of them for all members; a member has at most 100
    shared ones, and creates or subscribes to at most 100 public ones (WeCom page 93624).
    """

    def add_calendar(
        self, calendar: records.NewCalendar, *, agentid: int | None = None
    ) -> dict[str, Any]:
        """Create a calendar and get its ``cal_id``.

        ``fail_result`` has the entries of ``shares`` that WeCom did not take.

        :param calendar: needed are ``summary`` (1 to 128 characters) and ``color`` (``#RRGGBB``);
            ``description`` has at most 512 characters, ``admins`` 3 entries, which are in
            ``shares`` too, and ``shares`` 2,000, with ``permission`` 1 to see all (WeCom's
            default) or 3 to see only when the member is busy; a ``public_range`` has 1,000 members
            and 100 departments
        :param agentid: only for old third-party suites with several applications

        WeCom page 93647.
        """
        _check_calendar(calendar)
        return self._post("oa/calendar/add", {"calendar": calendar, "agentid": agentid})

    def update_calendar(
        self, calendar: records.Calendar, *, skip_public_range: Flag | None = None
    ) -> dict[str, Any]:
        """Replace a calendar, identified by ``cal_id``; limits as in :meth:`add_calendar`.

        What is not given is emptied. ``fail_result`` is as in :meth:`add_calendar`.

        :param skip_public_range: 1 leaves the range of a public calendar as it is

        WeCom page 97716.
        """
        _check_calendar(calendar)
        body = {"skip_public_range": skip_public_range, "calendar": calendar}
        return self._post("oa/calendar/update", body, idempotent=True)

    def get_calendar(self, cal_id_list: list[str]) -> dict[str, Any]:
        """Get ``calendar_list``: at most 1,000 calendars.

        WeCom page 97717.
        """
        max_length("cal_id_list", cal_id_list, MAX_IDS)
        return self._post("oa/calendar/get", {"cal_id_list": cal_id_list}, idempotent=True)

    def delete_calendar(self, cal_id: str) -> dict[str, Any]:
        """Delete a calendar.

        WeCom page 97718.
        """
        return self._post("oa/calendar/del", {"cal_id": cal_id})


def _check_calendar(calendar: Mapping[str, object]) -> None:
    for key, limit in CALENDAR_LIMITS.items():
        value = calendar.get(key)
        if isinstance(value, (str, list, tuple)):
            max_length(key, value, limit)
