"""Smart documents (智能文档): pages and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["SmartDocPages", "SmartDocTables"]


class SmartDocPages(Family):
    """The tree of pages of a smart document, created with :meth:`create_wedoc_doc` (type 11)."""

    def get_wedoc_smartdoc_pages(self, docid: str) -> dict[str, Any]:
        """Return the tree of pages: ``pages``, each with ``page_id``, ``parent_id``, ``title``.

        A page of the first level has an empty ``parent_id``.

        WeCom page 101619.
        """
        return self._post("wedoc/smartdoc/get_page_hierarchy", {"docid": docid}, idempotent=True)

    def add_wedoc_smartdoc_page(self, docid: str, info: records.NewPage) -> dict[str, Any]:
        """Add a page: ``info``, with its ``page_id``.

        :param info: ``title``, ``parent_id`` (empty: the first level), ``after_id`` (the page it
            follows; empty: it becomes the first), ``layout_mode`` (1 default, 2 paper, 3 full
            width); all optional

        WeCom page 101620.
        """
        return self._post("wedoc/smartdoc/add_page", {"docid": docid, "info": info})

    def update_wedoc_smartdoc_page(self, docid: str, info: records.ChangedPage) -> dict[str, Any]:
        """Change title, layout or position of a page: ``info``.

        :param info: ``page_id``, and what changes, as in :meth:`add_wedoc_smartdoc_page`; an
            empty ``after_id`` moves the page to the end

        WeCom page 101621.
        """
        return self._post(
            "wedoc/smartdoc/update_page", {"docid": docid, "info": info}, idempotent=True
        )

    def delete_wedoc_smartdoc_page(self, docid: str, page_id: str) -> dict[str, Any]:
        """Delete a page and all pages below it; this cannot be undone. WeCom page 101622."""
        return self._post("wedoc/smartdoc/delete_page", {"docid": docid, "page_id": page_id})


class SmartDocTables(Family):
    """The tables (数据表) of a smart document.

    Their fields and records are those of the smart sheet that the document is bound to: ask
    :meth:`get_wedoc_smartdoc_smartsheet_info` for its id.
    """

    def get_wedoc_smartdoc_smartsheet_info(self, docid: str) -> dict[str, Any]:
        """Return the id of the smart sheet behind a document: ``ss_docid``.

        WeCom creates one when there is none.

        WeCom page 101628.
        """
        return self._post("wedoc/smartdoc/get_smartsheet_info", {"docid": docid}, idempotent=True)

    def add_wedoc_smartdoc_smartsheet(self, docid: str, info: records.NewTable) -> dict[str, Any]:
        """Add a table: ``info``, with ``block_id``, ``sheet_id`` and ``ss_docid``.

        :param info: ``title``, ``after_id`` (the block of another table); both optional

        WeCom page 101629.
        """
        return self._post("wedoc/smartdoc/add_smartsheet", {"docid": docid, "info": info})

    def update_wedoc_smartdoc_smartsheet(
        self, docid: str, info: records.ChangedTable
    ) -> dict[str, Any]:
        """Change title or position of a table: ``info``.

        :param info: ``block_id``, and what changes: ``title``, ``after_id`` (empty: to the end)

        WeCom page 101631.
        """
        return self._post(
            "wedoc/smartdoc/update_smartsheet", {"docid": docid, "info": info}, idempotent=True
        )

    def delete_wedoc_smartdoc_smartsheet(self, docid: str, block_id: str) -> dict[str, Any]:
        """Delete the block of a table from a document; this cannot be undone.

        Only the block goes: the sheet that it shows stays in the smart sheet behind the document.

        WeCom page 101630.
        """
        return self._post(
            "wedoc/smartdoc/delete_smartsheet", {"docid": docid, "block_id": block_id}
        )
