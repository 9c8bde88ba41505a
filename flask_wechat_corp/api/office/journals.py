"""Reports that members write (汇报)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import between, max_days
from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["Journals"]

PAGE = 100
MAX_DAYS = 31


class Journals(Family):
    """Read reports and their statistics. Times are Unix seconds."""

    def get_journal_record_list(
        self,
        starttime: Time,
        endtime: Time,
        cursor: int = 0,
        limit: int = PAGE,
        *,
        filters: Sequence[Mapping[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``journaluuid_list``: ids of reports, ``next_cursor`` and ``endflag``.

        :param endtime: at most a month after ``starttime``
        :param limit: ids in the page, at most 100
        :param filters: ``{"key": "creator" | "department" | "template_id", "value": …}``, values
            of at most 256 bytes

        WeCom page 93393.
        """
        max_days(starttime, endtime, MAX_DAYS)
        between("limit", limit, 1, PAGE)
        body = {
            "starttime": starttime,
            "endtime": endtime,
            "cursor": cursor,
            "limit": limit,
            "filters": filters,
        }
        return self._post("oa/journal/get_record_list", body, idempotent=True)

    def iter_journal_records(
        self,
        starttime: Time,
        endtime: Time,
        *,
        filters: Sequence[Mapping[str, str]] | None = None,
    ) -> Iterator[str]:
        """Yield the ids of all reports in a span, 100 in a request.

        See :meth:`get_journal_record_list`.
        """

        def read(cursor: int) -> tuple[list[str], int | None]:
            page = self.get_journal_record_list(starttime, endtime, cursor, PAGE, filters=filters)
            following = None if page.get("endflag") else int(page.get("next_cursor") or 0)
            return page.get("journaluuid_list") or [], following

        return Pages(read, 0)

    def get_journal_record_detail(self, journaluuid: str) -> dict[str, Any]:
        """Get ``info``: a report with its fields, readers and comments.

        WeCom page 93394.
        """
        body = {"journaluuid": journaluuid}
        return self._post("oa/journal/get_record_detail", body, idempotent=True)

    def get_journal_stat_list(
        self, starttime: Time, endtime: Time, template_id: str
    ) -> dict[str, Any]:
        """Get ``stat_list``: which members have written a report, by period that is over.

        :param endtime: at most a year after ``starttime``

        WeCom page 93395.
        """
        body = {"template_id": template_id, "starttime": starttime, "endtime": endtime}
        return self._post("oa/journal/get_stat_list", body, idempotent=True)

    def export_journal_doc(self, journaluuid: str, docid: str) -> dict[str, Any]:
        """Start the export of a document in a report, and get its ``jobid``.

        WeCom page 96108, not checked against the manual.
        """
        return self._post("oa/journal/export_doc", {"journaluuid": journaluuid, "docid": docid})

    def get_journal_export_result(self, jobid: str) -> dict[str, Any]:
        """Get the state of an export, and the address of the file when it is done.

        WeCom page 96108, not checked against the manual.
        """
        return self._post("oa/journal/get_export_doc_result", {"jobid": jobid}, idempotent=True)

    def download_journal_wedrive_file(self, journaluuid: str, fileid: str) -> dict[str, Any]:
        """Get ``download_url`` of a WeDrive file in a report, valid for two hours.

        The download needs the cookie ``cookie_name`` with ``cookie_value``.

        :param fileid: from ``wedrive_files`` of :meth:`get_journal_record_detail`

        WeCom page 98021.
        """
        body = {"journaluuid": journaluuid, "fileid": fileid}
        return self._post("oa/journal/download_wedrive_file", body, idempotent=True)
