"""Upstream and downstream corps (企业互联, 上下游): shared applications and their tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_value
from ..engine.family import Family

__all__ = ["CorpGroups"]


class CorpGroups(Family):
    """Applications of the upstream corp in the downstream corps."""

    def list_app_share_info(
        self,
        *,
        agentid: int | None = None,
        business_type: int | None = None,
        corpid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the corps an application is shared with: ``corp_list``.

        A lower corp that must confirm the sharing is missing until it has. ``agentid`` of an
        entry is the application in that corp.

        :param agentid: of the upper corp's application (default: the client's own)
        :param business_type: 0 企业互联 or 局校互联, 1 上下游
        :param corpid: one lower corp only
        :param limit: page size, at most 100; 0 or none for all corps at once
        :raises ValueError: over the limit
        :raises ConfigError: neither ``agentid`` nor one of the client

        WeCom page 93403.
        """
        max_value("limit", limit, 100)
        return self._post(
            "corpgroup/corp/list_app_share_info",
            {
                "agentid": self._agent(agentid),
                "business_type": business_type,
                "corpid": corpid,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_app_share_info(
        self,
        *,
        agentid: int | None = None,
        business_type: int | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the corps from all pages of :meth:`list_app_share_info`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "corpgroup/corp/list_app_share_info",
            {"agentid": self._agent(agentid), "business_type": business_type, "limit": limit},
            "corp_list",
        )

    def get_corp_shared_chain_list(self, *, corpid: str | None = None) -> dict[str, Any]:
        """Return the chains (上下游) that lower corps have joined: ``chains``.

        For applications under 上下游-可调用接口的应用 and those made for the corp (代开发), about
        the corps in their visible range.

        :param corpid: one lower corp only

        WeCom page 97442.
        """
        return self._post(
            "corpgroup/get_corp_shared_chain_list", {"corpid": corpid}, idempotent=True
        )

    def get_corpgroup_token(
        self, corpid: str, agentid: int, *, business_type: int | None = None
    ) -> dict[str, Any]:
        """Get the ``access_token`` of an application in a lower corp.

        The token reads the contacts of the lower corp.

        :param corpid: the lower corp
        :param agentid: the application there, see :meth:`list_app_share_info`
        :param business_type: 0 企业互联 or 局校互联 (WeCom's default), 1 上下游

        WeCom page 93359.
        """
        return self._post(
            "corpgroup/corp/gettoken",
            {"business_type": business_type, "corpid": corpid, "agentid": agentid},
            idempotent=True,
        )
