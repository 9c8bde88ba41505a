"""Reports by residents, of patrols and at sites (政民沟通 › 居民上报、巡查上报、场所码)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_value
from ..engine.family import Family

__all__ = ["PatrolReports", "ResidentReports", "SiteCodes"]


class ResidentReports(Family):
    """Reports by residents (居民上报)."""

    def get_report_resident_grid_info(self) -> dict[str, Any]:
        """Get ``grid_list``: the grids with their responsible members. WeCom page 93514."""
        return self._get("report/resident/get_grid_info")

    def get_report_resident_corp_status(self, *, grid_id: str | None = None) -> dict[str, Any]:
        """Get the numbers of reports of residents in the corp or one grid.

        :param grid_id: the whole corp if left out

        WeCom page 93515.
        """
        return self._post("report/resident/get_corp_status", {"grid_id": grid_id}, idempotent=True)

    def get_report_resident_user_status(self, userid: str) -> dict[str, Any]:
        """Get the numbers of reports of residents that one member handles. WeCom page 93516."""
        return self._post("report/resident/get_user_status", {"userid": userid}, idempotent=True)

    def report_resident_category_statistic(
        self, *, category_id: str | None = None
    ) -> dict[str, Any]:
        """Get ``dashboard_list``: the numbers of reports in each category.

        :param category_id: a category of the first level, for those below it; all of the first
            level if left out

        WeCom page 93517.
        """
        body = {"category_id": category_id}
        return self._post("report/resident/category_statistic", body, idempotent=True)

    def get_report_resident_order_list(
        self,
        *,
        begin_create_time: Time | None = None,
        begin_modify_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``order_list``: the reports of residents.

        :param begin_create_time: Unix seconds, only reports made later
        :param begin_modify_time: Unix seconds, only reports changed later
        :param cursor: the ``next_cursor`` of the page before, empty after the last page; only with
            the same times
        :param limit: page size, at most 50 (20 if left out)
        :raises ValueError: over the limit

        WeCom page 93518.
        """
        max_value("limit", limit, 50)
        body = {
            "begin_create_time": begin_create_time,
            "begin_modify_time": begin_modify_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("report/resident/get_order_list", body, idempotent=True)

    def iter_report_resident_orders(
        self,
        *,
        begin_create_time: Time | None = None,
        begin_modify_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the reports from all pages of :meth:`get_report_resident_order_list`."""
        max_value("limit", limit, 50)
        body = {
            "begin_create_time": begin_create_time,
            "begin_modify_time": begin_modify_time,
            "limit": limit,
        }
        return self._post_pages("report/resident/get_order_list", body, "order_list")

    def get_report_resident_order_info(self, order_id: str) -> dict[str, Any]:
        """Get ``order_info``: one report with all steps of its handling. WeCom page 93519."""
        return self._post("report/resident/get_order_info", {"order_id": order_id}, idempotent=True)


class PatrolReports(Family):
    """Reports of patrols (巡查上报)."""

    def get_report_patrol_grid_info(self) -> dict[str, Any]:
        """Get ``grid_list``: the grids with their responsible members. WeCom page 93531."""
        return self._get("report/patrol/get_grid_info")

    def get_report_patrol_corp_status(self, *, grid_id: str | None = None) -> dict[str, Any]:
        """Get the numbers of reports of patrols in the corp or one grid.

        :param grid_id: the whole corp if left out

        WeCom page 93532.
        """
        return self._post("report/patrol/get_corp_status", {"grid_id": grid_id}, idempotent=True)

    def get_report_patrol_user_status(self, userid: str) -> dict[str, Any]:
        """Get the numbers of reports of patrols that one member handles. WeCom page 93533."""
        return self._post("report/patrol/get_user_status", {"userid": userid}, idempotent=True)

    def report_patrol_category_statistic(self, *, category_id: str | None = None) -> dict[str, Any]:
        """Get ``dashboard_list``: the numbers of reports in each category.

        :param category_id: a category of the first level, for those below it; all of the first
            level if left out

        WeCom page 93534.
        """
        body = {"category_id": category_id}
        return self._post("report/patrol/category_statistic", body, idempotent=True)

    def get_report_patrol_order_list(
        self,
        *,
        begin_create_time: Time | None = None,
        begin_modify_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``order_list``: the reports of patrols.

        :param begin_create_time: Unix seconds, only reports made later
        :param begin_modify_time: Unix seconds, only reports changed later
        :param cursor: the ``next_cursor`` of the page before, empty after the last page; only with
            the same times
        :param limit: page size, at most 50 (20 if left out)
        :raises ValueError: over the limit

        WeCom page 93536.
        """
        max_value("limit", limit, 50)
        body = {
            "begin_create_time": begin_create_time,
            "begin_modify_time": begin_modify_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("report/patrol/get_order_list", body, idempotent=True)

    def iter_report_patrol_orders(
        self,
        *,
        begin_create_time: Time | None = None,
        begin_modify_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the reports from all pages of :meth:`get_report_patrol_order_list`."""
        max_value("limit", limit, 50)
        body = {
            "begin_create_time": begin_create_time,
            "begin_modify_time": begin_modify_time,
            "limit": limit,
        }
        return self._post_pages("report/patrol/get_order_list", body, "order_list")

    def get_report_patrol_order_info(self, order_id: str) -> dict[str, Any]:
        """Get ``order_info``: one report with all steps of its handling. WeCom page 93535."""
        return self._post("report/patrol/get_order_info", {"order_id": order_id}, idempotent=True)


class SiteCodes(Family):
    """Codes of sites (场所码) and what visitors reported there."""

    def list_report_sitecodes(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``site_code_infos``: the sites.

        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size

        Not checked against the manual.
        """
        body = {"cursor": cursor, "limit": limit}
        return self._post("report/sitecode/list", body, idempotent=True)

    def iter_report_sitecodes(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the sites from all pages of :meth:`list_report_sitecodes`."""
        return self._post_pages("report/sitecode/list", {"limit": limit}, "site_code_infos")

    def get_sitecode_site_report_info(self, siteid: str) -> dict[str, Any]:
        """Get ``question_templates``: what visitors of a site are asked.

        Not checked against the manual (WeCom page 95461).
        """
        body = {"siteid": siteid}
        return self._post("report/sitecode/get_site_report_info", body, idempotent=True)

    def get_sitecode_report_answer(
        self, siteid: str, date: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``answers``: what visitors of a site reported on a day.

        :param date: ``YYYY-MM-DD``
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size

        Not checked against the manual (WeCom page 95464).
        """
        body = {"siteid": siteid, "date": date, "cursor": cursor, "limit": limit}
        return self._post("report/sitecode/get_report_answer", body, idempotent=True)

    def iter_sitecode_report_answers(
        self, siteid: str, date: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the answers from all pages of :meth:`get_sitecode_report_answer`."""
        body = {"siteid": siteid, "date": date, "limit": limit}
        return self._post_pages("report/sitecode/get_report_answer", body, "answers")
