"""Documents (文档): content of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.checks import max_length
from ..engine.family import Family, JSONObject

__all__ = ["WedocTexts"]


class WedocTexts(Family):
    """Content of texts."""

    def get_wedoc_document(self, docid: str) -> dict[str, Any]:
        """Return a text as a tree of nodes with positions: ``version``, ``document``.

        :meth:`batch_wedoc_document_update` writes at these positions.

        WeCom page 101161.
        """
        return self._post("wedoc/document/get", {"docid": docid}, idempotent=True)

    def batch_wedoc_document_update(
        self, docid: str, requests: Sequence[JSONObject], *, version: int | None = None
    ) -> dict[str, Any]:
        """Change a text, all of ``requests`` or nothing.

        :param requests: at most 30 with one key each, like ``[{"insert_text": {"text": …,
            "location": {"index": 0}}}]``; one has at most 10 ranges, a table at most 100 rows, 60
            columns, 1,000 cells
        :param version: the version that the changes refer to, at most 100 behind
        :raises ValueError: too many changes

        WeCom page 97626.
        """
        max_length("requests", requests, 30)
        return self._post(
            "wedoc/document/batch_update",
            {"docid": docid, "version": version, "requests": requests},
        )
