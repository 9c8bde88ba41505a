"""Smart documents (智能文档): the blocks of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..engine.checks import max_value
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["SmartDocBlocks"]


class SmartDocBlocks(Family):
    """Paragraphs, headings, images, to-dos … of a page.

    A block is ``{"type": "BLOCK_TYPE_TEXT", "title": …, "parent_id": …, "after_id": …,
    "children": […], "props": {…}}``. The types are ``BLOCK_TYPE_`` with ``TEXT``, ``IMAGE``,
    ``TODO``, ``NUMBERED_LIST``, ``BULLETED_LIST``, ``DIVIDER``, ``LINK``, ``COLUMN_LIST``,
    ``HEADER_1`` to ``HEADER_6``, ``HIGHLIGHT``, ``FILE``, ``VIEW``, ``TABLE``, ``CODE`` and
    ``QUOTE``. ``props`` holds the properties of that type, ``{"todo_props": {"checked": true}}``;
    WeCom page 101623 lists them. A ``COLUMN_LIST`` has 2 to 4 columns (``column_num``).
    """

    def get_wedoc_smartdoc_blocks(
        self,
        docid: str,
        page_id: str,
        *,
        ids: list[str] | None = None,
        start: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the blocks of a page: ``blocks``, ``next_start``.

        ``has_more`` is the text ``"true"`` or ``"false"``.

        :param ids: these blocks only
        :param start: index of the first block, from 0
        :param limit: page size, at most 200, which is WeCom's default
        :raises ValueError: over the limit

        WeCom page 101626.
        """
        max_value("limit", limit, 200)
        return self._post(
            "wedoc/smartdoc/get_block_list",
            {"docid": docid, "page_id": page_id, "ids": ids, "start": start, "limit": limit},
            idempotent=True,
        )

    def iter_wedoc_smartdoc_blocks(
        self, docid: str, page_id: str, *, ids: list[str] | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the blocks from all pages of :meth:`get_wedoc_smartdoc_blocks`."""
        max_value("limit", limit, 200)

        def read(start: int | None) -> tuple[list[dict[str, Any]], int | None]:
            page = self.get_wedoc_smartdoc_blocks(docid, page_id, ids=ids, start=start, limit=limit)
            more = page.get("has_more") in (True, "true")
            return page.get("blocks") or [], page.get("next_start") if more else None

        return Pages(read)

    def add_wedoc_smartdoc_blocks(
        self, docid: str, page_id: str, blocks: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Add blocks to a page: ``blocks``, with their ids.

        :param blocks: each with its ``type``; an empty ``after_id`` puts it first

        WeCom page 101623.
        """
        return self._post(
            "wedoc/smartdoc/add_blocks", {"docid": docid, "page_id": page_id, "blocks": blocks}
        )

    def update_wedoc_smartdoc_blocks(
        self, docid: str, page_id: str, blocks: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Change blocks: ``blocks``.

        :param blocks: each with its ``id`` and what changes

        WeCom page 101624.
        """
        return self._post(
            "wedoc/smartdoc/update_blocks",
            {"docid": docid, "page_id": page_id, "blocks": blocks},
            idempotent=True,
        )

    def delete_wedoc_smartdoc_blocks(
        self, docid: str, page_id: str, ids: list[str]
    ) -> dict[str, Any]:
        """Delete blocks of a page. WeCom page 101625."""
        return self._post(
            "wedoc/smartdoc/delete_blocks", {"docid": docid, "page_id": page_id, "ids": ids}
        )
