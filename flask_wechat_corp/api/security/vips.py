"""Security (安全与管理): the members with its paid functions (高级功能账号)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_length, max_value
from ..engine.family import Family

__all__ = ["SecurityVips"]


class SecurityVips(Family):
    """Jobs that give the paid functions to members or remove them, up to 100 members each."""

    def submit_security_vip_batch_add_job(self, userid_list: list[str]) -> dict[str, Any]:
        """Give the functions to members: ``jobid``, ``invalid_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100 members

        WeCom page 99503.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("security/vip/submit_batch_add_job", {"userid_list": userid_list})

    def batch_security_vip_add_job_result(self, jobid: str) -> dict[str, Any]:
        """Return the result of :meth:`submit_security_vip_batch_add_job`: ``job_result``.

        It has ``succ_userid_list``, with those who had the functions already, and
        ``fail_userid_list``.

        WeCom page 99503.
        """
        return self._post("security/vip/batch_add_job_result", {"jobid": jobid}, idempotent=True)

    def submit_security_vip_batch_del_job(self, userid_list: list[str]) -> dict[str, Any]:
        """Remove the functions from members: ``jobid``, ``invalid_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100 members

        WeCom page 99505.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("security/vip/submit_batch_del_job", {"userid_list": userid_list})

    def batch_security_vip_del_job_result(self, jobid: str) -> dict[str, Any]:
        """Return the result of :meth:`submit_security_vip_batch_del_job`: ``job_result``.

        It has ``succ_userid_list`` and ``fail_userid_list``.

        WeCom page 99505.
        """
        return self._post("security/vip/batch_del_job_result", {"jobid": jobid}, idempotent=True)

    def list_security_vips(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members with the functions: ``userid_list``.

        A page may be shorter than ``limit``; the last one has ``has_more`` false.

        :param limit: page size, at most 200 (default 100)
        :raises ValueError: over the limit

        WeCom page 99506.
        """
        max_value("limit", limit, 200)
        return self._post("security/vip/list", {"cursor": cursor, "limit": limit}, idempotent=True)

    def iter_security_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the members from all pages of :meth:`list_security_vips`."""
        max_value("limit", limit, 200)
        return self._post_pages("security/vip/list", {"limit": limit}, "userid_list")
