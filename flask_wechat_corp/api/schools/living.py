"""Lessons as live broadcasts (家校应用 › 上课直播)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["SchoolLiving"]


class SchoolLiving(Family):
    """Lessons that this application created, and their viewers."""

    def get_school_living_info(self, livingid: str) -> dict[str, Any]:
        """Get ``living_info``: theme, times, audience and counts of a lesson. WeCom page 93740."""
        return self._get("school/living/get_living_info", {"livingid": livingid})

    def get_school_living_watch_stat(
        self, livingid: str, *, next_key: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``stat_infoes``: the students and visitors who watched.

        ``ending`` is 1 on the last page, nothing else tells.

        :param next_key: the ``next_key`` of the page before

        WeCom page 93741.
        """
        body = {"livingid": livingid, "next_key": next_key}
        return self._post("school/living/get_watch_stat", body, idempotent=True)

    def iter_school_living_watch_stat(self, livingid: str) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`get_school_living_watch_stat`."""

        def read(next_key: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_school_living_watch_stat(livingid, next_key=next_key)
            return [page], None if page.get("ending", 1) else page.get("next_key")

        return Pages(read)

    def get_school_living_unwatch_stat(
        self, livingid: str, *, next_key: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``stat_info``: the students who did not watch.

        Only students with a parent who follows the school are counted. ``ending`` is 1 on the
        last page, nothing else tells.

        :param next_key: the ``next_key`` of the page before

        WeCom page 93742.
        """
        body = {"livingid": livingid, "next_key": next_key}
        return self._post("school/living/get_unwatch_stat", body, idempotent=True)

    def iter_school_living_unwatch_stat(self, livingid: str) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`get_school_living_unwatch_stat`."""

        def read(next_key: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_school_living_unwatch_stat(livingid, next_key=next_key)
            return [page], None if page.get("ending", 1) else page.get("next_key")

        return Pages(read)

    def get_school_living_watch_stat_v2(
        self, livingid: str, *, next_cursor: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``stat_info``: the students, parents and visitors who watched.

        ``has_more`` is 0 on the last page, nothing else tells.

        :param next_cursor: the ``next_cursor`` of the page before

        WeCom page 95793.
        """
        body = {"livingid": livingid, "next_cursor": next_cursor}
        return self._post("school/living/get_watch_stat_v2", body, idempotent=True)

    def iter_school_living_watch_stat_v2(self, livingid: str) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`get_school_living_watch_stat_v2`."""

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_school_living_watch_stat_v2(livingid, next_cursor=cursor)
            return [page], page.get("next_cursor") if page.get("has_more") else None

        return Pages(read)

    def get_school_living_unwatch_stat_v2(
        self, livingid: str, *, next_cursor: str | None = None
    ) -> dict[str, Any]:
        """Get a page of ``stat_info``: the students and parents who did not watch.

        Only those who follow the school are counted. ``has_more`` is 0 on the last page, nothing
        else tells.

        :param next_cursor: the ``next_cursor`` of the page before

        WeCom page 95795.
        """
        body = {"livingid": livingid, "next_cursor": next_cursor}
        return self._post("school/living/get_unwatch_stat_v2", body, idempotent=True)

    def iter_school_living_unwatch_stat_v2(self, livingid: str) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`get_school_living_unwatch_stat_v2`."""

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_school_living_unwatch_stat_v2(livingid, next_cursor=cursor)
            return [page], page.get("next_cursor") if page.get("has_more") else None

        return Pages(read)
