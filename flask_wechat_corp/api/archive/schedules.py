"""The file archive (文件内容存档): the schedules in the members' own calendars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import between, max_bytes, max_length
from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["ArchivedSchedules"]


class ArchivedSchedules(Family):
    """The main calendar of a member; without calendars of applications and shared ones."""

    def get_archive_default_calendar(
        self, userid: str, *, is_resigned: Flag | None = None
    ) -> dict[str, Any]:
        """Return a member's main calendar: ``cal_id``.

        :param is_resigned: 1 for a member who has left the corp, 0 (WeCom's default) for others

        WeCom page 101696.
        """
        return self._post(
            "security/calendar/get_default_calendar",
            {"userid": userid, "is_resigned": is_resigned},
            idempotent=True,
        )

    def list_archive_schedules(
        self, cal_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the schedules of a calendar: ``schedule_id_list``.

        :param cal_id: from :meth:`get_archive_default_calendar`, at most 64 bytes
        :param cursor: at most 128 bytes
        :param limit: page size, 1 to 1,000 (default 200)
        :raises ValueError: outside a limit

        WeCom page 101696.
        """
        _check(cal_id, cursor, limit)
        return self._post(
            "security/calendar/get_schedule_list",
            {"cal_id": cal_id, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_archive_schedules(self, cal_id: str, *, limit: int | None = None) -> Iterator[str]:
        """Yield the schedule ids from all pages of :meth:`list_archive_schedules`."""
        _check(cal_id, None, limit)
        return self._post_pages(
            "security/calendar/get_schedule_list",
            {"cal_id": cal_id, "limit": limit},
            "schedule_id_list",
        )

    def list_archive_schedules_by_sequence(
        self, cal_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return the schedules that changed since ``cursor``: ``schedule_list``.

        Store ``next_cursor`` also when the list is empty: it omits deleted schedules.
        A cancelled schedule has ``status`` 1.

        :param cal_id: from :meth:`get_archive_default_calendar`, at most 64 bytes
        :param cursor: at most 128 bytes; without it from the beginning
        :param limit: changes to examine, 1 to 1,000 (default 500)
        :raises ValueError: outside a limit

        WeCom page 101696.
        """
        _check(cal_id, cursor, limit)
        return self._post(
            "security/calendar/get_schedule_list_by_sequence",
            {"cal_id": cal_id, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_archive_schedules_by_sequence(
        self, cal_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`list_archive_schedules_by_sequence`, up to the newest.

        Yields pages, not schedules: store a page's ``next_cursor`` after its ``schedule_list`` is
        processed.
        """
        _check(cal_id, cursor, limit)

        def read(at: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.list_archive_schedules_by_sequence(cal_id, cursor=at, limit=limit)
            return [page], page.get("next_cursor") or None

        return Pages(read, cursor)

    def get_archive_schedules(self, cal_id: str, schedule_id_list: list[str]) -> dict[str, Any]:
        """Return up to 10 schedules: ``schedule_list``. A cancelled one has ``status`` 1.

        :param cal_id: from :meth:`get_archive_default_calendar` or from the event
        :raises ValueError: more than 10 ids

        WeCom page 101697.
        """
        max_length("schedule_id_list", schedule_id_list, 10)
        return self._post(
            "security/calendar/get_schedule_detail",
            {"cal_id": cal_id, "schedule_id_list": schedule_id_list},
            idempotent=True,
        )


def _check(cal_id: str, cursor: str | None, limit: int | None) -> None:
    max_bytes("cal_id", cal_id, 64)
    max_bytes("cursor", cursor, 128)
    between("limit", limit, 1, 1000)
