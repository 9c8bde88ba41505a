"""Smart sheets (智能表格): the sheets and their fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_value
from ..engine.family import Family
from ..engine.paging import pages_by_offset

if TYPE_CHECKING:
    from ..engine import records_smartsheets as records

__all__ = ["SmartSheetFields", "SmartSheets"]


class SmartSheets(Family):
    """The sheets of a smart sheet document."""

    def get_wedoc_smartsheet_sheet(
        self, docid: str, *, sheet_id: str | None = None, need_all_type_sheet: bool | None = None
    ) -> dict[str, Any]:
        """Return one sheet or all of them: ``sheet_list``.

        :param need_all_type_sheet: also dashboards (``type`` ``dashboard``) and pages with
            instructions (``external``); without it smart sheets only

        WeCom page 101154.
        """
        return self._post(
            "wedoc/smartsheet/get_sheet",
            {"docid": docid, "sheet_id": sheet_id, "need_all_type_sheet": need_all_type_sheet},
            idempotent=True,
        )

    def add_wedoc_smartsheet_sheet(
        self, docid: str, *, properties: records.SheetProperties | None = None
    ) -> dict[str, Any]:
        """Add a sheet without views, columns and rows: ``properties``, with its ``sheet_id``.

        :param properties: ``{"title": …, "index": …}``, both optional

        WeCom page 99896.
        """
        return self._post("wedoc/smartsheet/add_sheet", {"docid": docid, "properties": properties})

    def update_wedoc_smartsheet_sheet(
        self, docid: str, properties: records.SheetChange
    ) -> dict[str, Any]:
        """Rename a sheet: ``{"sheet_id": …, "title": …}``. WeCom page 99898."""
        return self._post(
            "wedoc/smartsheet/update_sheet",
            {"docid": docid, "properties": properties},
            idempotent=True,
        )

    def delete_wedoc_smartsheet_sheet(self, docid: str, sheet_id: str) -> dict[str, Any]:
        """Delete a sheet with its rows. WeCom page 99899."""
        return self._post("wedoc/smartsheet/delete_sheet", {"docid": docid, "sheet_id": sheet_id})


class SmartSheetFields(Family):
    """Columns, at most 150 in a sheet."""

    def get_wedoc_smartsheet_fields(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_id: str | None = None,
        field_ids: list[str] | None = None,
        field_titles: list[str] | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the columns: ``fields``, ``total``.

        :param limit: page size, at most 1,000, which is WeCom's default
        :raises ValueError: over the limit

        WeCom page 101157.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "wedoc/smartsheet/get_fields",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "view_id": view_id,
                "field_ids": field_ids,
                "field_titles": field_titles,
                "offset": offset,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_wedoc_smartsheet_fields(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_id: str | None = None,
        field_ids: list[str] | None = None,
        field_titles: list[str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the columns from all pages of :meth:`get_wedoc_smartsheet_fields`."""

        def read(offset: int) -> dict[str, Any]:
            page = self.get_wedoc_smartsheet_fields(
                docid,
                sheet_id,
                view_id=view_id,
                field_ids=field_ids,
                field_titles=field_titles,
                offset=offset,
            )
            # this answer has a total in place of has_more
            if isinstance(total := page.get("total"), int):
                return {**page, "has_more": offset + len(page.get("fields") or ()) < total}
            return page

        return pages_by_offset(read, "fields")

    def add_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, fields: Sequence[records.NewField]
    ) -> dict[str, Any]:
        """Add columns: ``fields``, with their ids.

        :param fields: ``[{"field_title": …, "field_type": "FIELD_TYPE_TEXT"}]``, with the property
            of the kind, like ``property_number``

        WeCom page 99904.
        """
        return self._post(
            "wedoc/smartsheet/add_fields",
            {"docid": docid, "sheet_id": sheet_id, "fields": fields},
        )

    def update_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, fields: Sequence[records.ChangedField]
    ) -> dict[str, Any]:
        """Change titles and properties of columns, not their kinds: ``fields``.

        :param fields: ``field_id`` and ``field_type``, as they are, and what changes: a title, the
            property of the kind, or both; a ``field_title`` must not be the one that the column
            already has

        WeCom page 99906.
        """
        # after a renaming, a second request would set the title that the column has by then
        return self._post(
            "wedoc/smartsheet/update_fields",
            {"docid": docid, "sheet_id": sheet_id, "fields": fields},
            idempotent=not any("field_title" in field for field in fields),
        )

    def delete_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, field_ids: list[str]
    ) -> dict[str, Any]:
        """Delete columns. WeCom page 99905."""
        return self._post(
            "wedoc/smartsheet/delete_fields",
            {"docid": docid, "sheet_id": sheet_id, "field_ids": field_ids},
        )
