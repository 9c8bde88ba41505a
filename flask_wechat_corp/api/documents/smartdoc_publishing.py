"""Smart documents (智能文档): publishing and export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["SmartDocPublishing"]


class SmartDocPublishing(Family):
    """The published copy of a smart document, and its export."""

    def publish_wedoc_smartdoc(
        self,
        docid: str,
        *,
        publish_range: Literal[1, 3, 4] | None = None,
        auth_list: Sequence[records.Reader] | None = None,
    ) -> dict[str, Any]:
        """Publish a document, or its newest version: ``publish_url``, ``share_code``, ``version`` …

        WeCom takes 3 to 8 seconds to respond: set the client's ``timeout`` to 10 or more.

        :param publish_range: 1 the corp (WeCom's default), 3 also persons outside it, 4 the members
            of ``auth_list``
        :param auth_list: ``[{"type": 1, "userid": …}, {"type": 2, "departmentid": …}]``; needed
            for range 4

        WeCom page 101616.
        """
        return self._post(
            "wedoc/smartdoc/publish",
            {"docid": docid, "publish_range": publish_range, "auth_list": auth_list},
        )

    def set_wedoc_smartdoc_publish_range(
        self,
        docid: str,
        *,
        publish_range: Literal[1, 3, 4] | None = None,
        auth_list: Sequence[records.Reader] | None = None,
    ) -> dict[str, Any]:
        """Change the audience of the published copy; see :meth:`publish_wedoc_smartdoc`.

        WeCom page 101618.
        """
        return self._post(
            "wedoc/smartdoc/publish_setting",
            {"docid": docid, "publish_range": publish_range, "auth_list": auth_list},
            idempotent=True,
        )

    def cancel_publish_wedoc_smartdoc(self, docid: str) -> dict[str, Any]:
        """Unpublish the document. WeCom page 101617."""
        return self._post("wedoc/smartdoc/cancel_publish", {"docid": docid}, idempotent=True)

    def export_wedoc_smartdoc(
        self, docid: str, content_type: Literal[1] = 1, *, page_id: str | None = None
    ) -> dict[str, Any]:
        """Start an export: ``task_id``, for :meth:`get_wedoc_smartdoc_export_result`.

        :param content_type: 1 Markdown, the only type
        :param page_id: one page with its blocks only; default: the whole document

        WeCom page 101627.
        """
        return self._post(
            "wedoc/smartdoc/export_task",
            {"docid": docid, "content_type": content_type, "page_id": page_id},
        )

    def get_wedoc_smartdoc_export_result(self, task_id: str) -> dict[str, Any]:
        """Return ``task_done`` and, once that is true, the Markdown: ``content``.

        WeCom page 101627.
        """
        return self._post("wedoc/smartdoc/get_export_result", {"task_id": task_id}, idempotent=True)
