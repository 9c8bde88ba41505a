"""Accounts with advanced meeting functions (高级功能账号)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_length, max_value
from ..engine.family import Family

__all__ = ["MeetingAccounts"]


class MeetingAccounts(Family):
    """Give and take the advanced meeting functions of members whom the application can see."""

    def submit_meeting_vip_batch_add_job(self, userid_list: list[str]) -> dict[str, Any]:
        """Start a job that gives members the functions: ``jobid``, ``invalid_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: over the limit

        WeCom page 99508.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("meeting/vip/submit_batch_add_job", {"userid_list": userid_list})

    def batch_meeting_vip_add_job_result(self, jobid: str) -> dict[str, Any]:
        """Get ``job_result`` of :meth:`submit_meeting_vip_batch_add_job`.

        It has ``succ_userid_list``, with those who had the functions already, and
        ``fail_userid_list``.

        WeCom page 99508.
        """
        return self._post("meeting/vip/batch_add_job_result", {"jobid": jobid}, idempotent=True)

    def submit_meeting_vip_batch_del_job(self, userid_list: list[str]) -> dict[str, Any]:
        """Start a job that takes the functions away: ``jobid``, ``invalid_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: over the limit

        WeCom page 99509.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("meeting/vip/submit_batch_del_job", {"userid_list": userid_list})

    def batch_meeting_vip_del_job_result(self, jobid: str) -> dict[str, Any]:
        """Get ``job_result`` of :meth:`submit_meeting_vip_batch_del_job`.

        It has ``succ_userid_list`` and ``fail_userid_list``.

        WeCom page 99509.
        """
        return self._post("meeting/vip/batch_del_job_result", {"jobid": jobid}, idempotent=True)

    def list_meeting_vips(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``userid_list``: the members who have the functions.

        A page may be short; ``has_more`` says whether there are others.

        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 200 (100 if left out)
        :raises ValueError: over the limit

        WeCom page 99510.
        """
        max_value("limit", limit, 200)
        return self._post("meeting/vip/list", {"cursor": cursor, "limit": limit}, idempotent=True)

    def iter_meeting_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the userids from all pages of :meth:`list_meeting_vips`."""
        max_value("limit", limit, 200)
        return self._post_pages("meeting/vip/list", {"limit": limit}, "userid_list")
