"""Health reports in schools (家校应用 › 健康上报)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.checks import between, max_value
from ..engine.family import Family
from ..engine.paging import Pages, pages_by_offset

__all__ = ["HealthCodes", "HealthReports"]


class HealthReports(Family):
    """Jobs that ask teachers or parents about their health, and the answers."""

    def get_health_report_stat(self, date: str) -> dict[str, Any]:
        """Get ``pv`` and ``uv``: how often, and by how many, health reports were used on a day.

        :param date: ``YYYY-MM-DD``, within the last 30 days

        WeCom page 93676.
        """
        return self._post("health/get_health_report_stat", {"date": date}, idempotent=True)

    def get_health_report_jobids(
        self, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``jobids``: the running jobs; ``ending`` is 1 on the last page.

        :param offset: 0 if left out
        :param limit: page size, 1 to 100 (WeCom's default)
        :raises ValueError: over the limit

        WeCom page 93677.
        """
        between("limit", limit, 1, 100)
        body = {"offset": offset, "limit": limit}
        return self._post("health/get_report_jobids", body, idempotent=True)

    def iter_health_report_jobids(self, *, limit: int = 100) -> Iterator[str]:
        """Yield the ids from all pages of :meth:`get_health_report_jobids`."""
        between("limit", limit, 1, 100)

        def read(offset: int) -> dict[str, Any]:
            page = self.get_health_report_jobids(offset=offset, limit=limit)
            return {**page, "has_more": not page.get("ending")}

        return pages_by_offset(read, "jobids")

    def get_health_report_job_info(self, jobid: str, date: str) -> dict[str, Any]:
        """Get ``job_info``: a job as it was on a day.

        :param date: ``YYYY-MM-DD``, within the last 14 days

        WeCom page 93678.
        """
        body = {"jobid": jobid, "date": date}
        return self._post("health/get_report_job_info", body, idempotent=True)

    def get_health_report_answer(
        self, jobid: str, date: str, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``answers`` to a job on a day.

        :param date: ``YYYY-MM-DD``, within the last 14 days
        :param offset: 0 if left out
        :param limit: page size, at most 100
        :raises ValueError: over the limit

        WeCom page 93679.
        """
        max_value("limit", limit, 100)
        body = {"jobid": jobid, "date": date, "offset": offset, "limit": limit}
        return self._post("health/get_report_answer", body, idempotent=True)

    def iter_health_report_answers(
        self, jobid: str, date: str, *, limit: int = 100
    ) -> Iterator[dict[str, Any]]:
        """Yield the answers from all pages of :meth:`get_health_report_answer`."""
        max_value("limit", limit, 100)

        def read(offset: int) -> dict[str, Any]:
            return self.get_health_report_answer(jobid, date, offset=offset, limit=limit)

        return pages_by_offset(read, "answers", size=limit)


class HealthCodes(Family):
    """Health of teachers and students, and their codes (复学码)."""

    def get_teacher_customize_health_info(
        self, date: str, *, next_key: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``health_infos`` of teachers on a day; ``ending`` is 1 on the last page.

        :param date: ``YYYY-MM-DD``
        :param next_key: the ``next_key`` of the page before
        :param limit: page size

        Not checked against the manual (WeCom page 93744).
        """
        body = {"date": date, "next_key": next_key, "limit": limit}
        return self._post("school/user/get_teacher_customize_health_info", body, idempotent=True)

    def iter_teacher_customize_health_infos(
        self, date: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the entries from all pages of :meth:`get_teacher_customize_health_info`."""

        def read(next_key: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_teacher_customize_health_info(date, next_key=next_key, limit=limit)
            return page.get("health_infos") or [], None if page.get("ending") else page.get(
                "next_key"
            )

        return Pages(read)

    def get_student_customize_health_info(
        self, date: str, *, next_key: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``health_infos`` of students on a day; ``ending`` is 1 on the last page.

        :param date: ``YYYY-MM-DD``
        :param next_key: the ``next_key`` of the page before
        :param limit: page size

        Not checked against the manual (WeCom page 93745).
        """
        body = {"date": date, "next_key": next_key, "limit": limit}
        return self._post("school/user/get_student_customize_health_info", body, idempotent=True)

    def iter_student_customize_health_infos(
        self, date: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the entries from all pages of :meth:`get_student_customize_health_info`."""

        def read(next_key: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_student_customize_health_info(date, next_key=next_key, limit=limit)
            return page.get("health_infos") or [], None if page.get("ending") else page.get(
                "next_key"
            )

        return Pages(read)

    def get_health_qrcode(self, type: Literal[1, 2], userids: list[str]) -> dict[str, Any]:
        """Get ``result_list`` with the ``qrcode_data`` of teachers or students.

        :param type: 1 teachers, 2 students

        Not checked against the manual (WeCom page 93746).
        """
        body = {"type": type, "userids": userids}
        return self._post("school/user/get_health_qrcode", body, idempotent=True)
