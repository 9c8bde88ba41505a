"""Paid functions (高级功能): members' requests, approved in an application of the corp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_security as records

__all__ = ["AdvancedFeatures"]


class AdvancedFeatures(Family):
    """The calls of the application that 高级功能-成员申请管理 uses for approval."""

    def get_advanced_feature_apply_id_list(
        self,
        business_type: Literal[1, 2, 3, 4],
        userid: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        req_type: Literal[0, 1, 2] | None = None,
    ) -> dict[str, Any]:
        """Return one page of a member's requests: ``apply_id_list``.

        A page may be shorter than ``limit``; the last one has ``has_more`` false.

        :param business_type: 1 mail, 2 documents, 3 drives, 4 meetings
        :param limit: page size, at most 200 (default 100)
        :param req_type: 0 all (WeCom's default), 1 requests decided by API, 2 the others
        :raises ValueError: over the limit

        WeCom page 99883.
        """
        max_value("limit", limit, 200)
        return self._post(
            "advanced_feature/get_apply_id_list",
            {
                "business_type": business_type,
                "userid": userid,
                "limit": limit,
                "cursor": cursor,
                "req_type": req_type,
            },
            idempotent=True,
        )

    def iter_advanced_feature_apply_ids(
        self,
        business_type: Literal[1, 2, 3, 4],
        userid: str,
        *,
        limit: int | None = None,
        req_type: Literal[0, 1, 2] | None = None,
    ) -> Iterator[str]:
        """Yield the requests from all pages of :meth:`get_advanced_feature_apply_id_list`."""
        max_value("limit", limit, 200)
        return self._post_pages(
            "advanced_feature/get_apply_id_list",
            {
                "business_type": business_type,
                "userid": userid,
                "limit": limit,
                "req_type": req_type,
            },
            "apply_id_list",
        )

    def get_advanced_feature_approval_info(self, apply_id: str) -> dict[str, Any]:
        """Return a request: ``approval_info``.

        ``approval_status`` is 0 for old requests without a process, 1 pending, 2 rejected, 3
        approved, 4 rejected by an administrator, 5 given by an administrator. ``approval_type`` is
        0 the default process, 1 one of the corp's own, 2 the API's.

        WeCom page 99885.
        """
        return self._post(
            "advanced_feature/get_approval_info", {"apply_id": apply_id}, idempotent=True
        )

    def set_advanced_feature_approval_detail(
        self,
        apply_id: str,
        approval_id: str,
        approval_status: Literal[1, 2, 3, 101],
        approval_url: str,
        process_list: records.ApprovalNodes,
    ) -> dict[str, Any]:
        """Report the approval status of a request.

        Without a report within 24 hours of the request, WeCom uses its own approval process.

        :param approval_id: the application's own number of the request; it must not change
        :param approval_status: 1 pending, 2 rejected, 3 approved, 101 withdrawn
        :param approval_url: the address of the request's page, with ``http://`` or ``https://``
        :param process_list: ``{"node_list": […]}``, always all nodes, each with
            ``node_apv_status`` (1 pending, 2 rejected, 3 approved, 101 withdrawn, 102 not reached),
            ``node_apv_rel`` (1 all, 2 one, 3 one after the other), ``current_approvers`` or
            ``completed_approvers`` or both (at most 100 each), and perhaps ``apv_update_time``
            (Unix seconds or a datetime)

        WeCom page 99880.
        """
        return self._post(
            "advanced_feature/set_approval_detail",
            {
                "apply_id": apply_id,
                "approval_id": approval_id,
                "approval_status": approval_status,
                "approval_url": approval_url,
                "process_list": process_list,
            },
            idempotent=True,
        )
