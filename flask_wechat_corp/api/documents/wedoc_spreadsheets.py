"""Documents (文档): content of spreadsheets (在线表格)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.checks import max_length
from ..engine.family import Family, JSONObject

__all__ = ["WedocSpreadsheets"]


class WedocSpreadsheets(Family):
    """Content of spreadsheets."""

    def batch_wedoc_spreadsheet_update(
        self, docid: str, requests: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Change a sheet: ``data``, with the ``responses`` to the changes.

        WeCom applies the changes in order and stops at the first error; earlier changes remain.

        :param requests: at most 5: ``add_sheet_request`` (at most 200 columns, 10,000 cells),
            ``delete_sheet_request``, ``update_range_request`` (at most 1,000 rows, 200 columns,
            10,000 cells; it counts from 0), ``delete_dimension_request`` (it counts from 1;
            ``end_index`` is the first that stays)
        :raises ValueError: too many changes

        WeCom page 101168.
        """
        max_length("requests", requests, 5)
        return self._post("wedoc/spreadsheet/batch_update", {"docid": docid, "requests": requests})

    def get_wedoc_spreadsheet_sheet_properties(self, docid: str) -> dict[str, Any]:
        """Return the sheets, their rows and columns: ``properties``. WeCom page 97711."""
        return self._post(
            "wedoc/spreadsheet/get_sheet_properties", {"docid": docid}, idempotent=True
        )

    def get_wedoc_spreadsheet_sheet_range_data(
        self, docid: str, sheet_id: str, range: str
    ) -> dict[str, Any]:
        """Return the cells of a range: ``data``, with ``result``.

        :param range: like ``"A1:B2"``, one cell like ``"A1:A1"``; at most 1,000 rows, 200 columns,
            10,000 cells

        WeCom page 97661.
        """
        return self._post(
            "wedoc/spreadsheet/get_sheet_range_data",
            {"docid": docid, "sheet_id": sheet_id, "range": range},
            idempotent=True,
        )
