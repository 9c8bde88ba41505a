"""Mail accounts with advanced functions (高级功能账号)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_length, max_value
from ..engine.family import Family

__all__ = ["ExmailVips"]


class ExmailVips(Family):
    """Give and take the advanced mail functions of members whom the application can see."""

    def batch_exmail_vip_add(self, userid_list: list[str]) -> dict[str, Any]:
        """Give members the functions: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: over the limit

        WeCom page 99316.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("exmail/vip/batch_add", {"userid_list": userid_list}, idempotent=True)

    def batch_exmail_vip_del(self, userid_list: list[str]) -> dict[str, Any]:
        """Take the functions away: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: over the limit

        WeCom page 99317.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("exmail/vip/batch_del", {"userid_list": userid_list})

    def list_exmail_vips(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``userid_list``: the members who have the functions.

        A page may be short; ``has_more`` says whether there are others.

        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 200 (100 if left out)
        :raises ValueError: over the limit

        WeCom page 99318.
        """
        max_value("limit", limit, 200)
        return self._post("exmail/vip/list", {"cursor": cursor, "limit": limit}, idempotent=True)

    def iter_exmail_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the userids from all pages of :meth:`list_exmail_vips`."""
        max_value("limit", limit, 200)
        return self._post_pages("exmail/vip/list", {"limit": limit}, "userid_list")
