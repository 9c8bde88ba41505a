"""Smart sheets (智能表格): the records of a sheet, its fields and groups of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_value
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages, pages_by_offset

__all__ = ["SmartSheetFields", "SmartSheetRecords"]


class SmartSheetRecords(Family):
    """Rows, at most 40,000 in a sheet."""

    def get_wedoc_smartsheet_records(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_id: str | None = None,
        record_ids: list[str] | None = None,
        field_ids: list[str] | None = None,
        field_titles: list[str] | None = None,
        key_type: str | None = None,
        sort: list[JSONObject] | None = None,
        filter_spec: JSONObject | None = None,
        offset: int | None = None,
        limit: int | None = None,
        ver: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the rows: ``records``, ``has_more``, ``next``, ``total``.

        :param key_type: ``CELL_VALUE_KEY_TYPE_FIELD_TITLE`` (WeCom's default) or
            ``CELL_VALUE_KEY_TYPE_FIELD_ID``, for ``field_ids``
        :param sort: not together with ``filter_spec``
        :param limit: page size, at most 1,000
        :raises ValueError: over the limit, or ``sort`` with ``filter_spec``

        WeCom page 101158.
        """
        max_value("limit", limit, 1000)
        if sort and filter_spec:
            raise ValueError("Pass either sort or filter_spec, not both.")
        return self._post(
            "wedoc/smartsheet/get_records",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "view_id": view_id,
                "record_ids": record_ids,
                "field_ids": field_ids,
                "field_titles": field_titles,
                "key_type": key_type,
                "sort": sort,
                "filter_spec": filter_spec,
                "offset": offset,
                "limit": limit,
                "ver": ver,
            },
            idempotent=True,
        )

    def iter_wedoc_smartsheet_records(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_id: str | None = None,
        record_ids: list[str] | None = None,
        field_ids: list[str] | None = None,
        field_titles: list[str] | None = None,
        key_type: str | None = None,
        sort: list[JSONObject] | None = None,
        filter_spec: JSONObject | None = None,
        limit: int = 1000,
        ver: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows from all pages of :meth:`get_wedoc_smartsheet_records`.

        The parameters are those of that call.
        """

        def read(offset: int) -> tuple[list[dict[str, Any]], int | None]:
            page = self.get_wedoc_smartsheet_records(
                docid,
                sheet_id,
                view_id=view_id,
                record_ids=record_ids,
                field_ids=field_ids,
                field_titles=field_titles,
                key_type=key_type,
                sort=sort,
                filter_spec=filter_spec,
                offset=offset,
                limit=limit,
                ver=ver,
            )
            records = page.get("records") or []
            more = bool(records) and bool(page.get("has_more"))
            return records, offset + len(records) if more else None

        return Pages(read, 0)

    def add_wedoc_smartsheet_records(
        self, docid: str, sheet_id: str, records: list[JSONObject], *, key_type: str | None = None
    ) -> dict[str, Any]:
        """Add rows: ``records``, with their ids.

        :param records: ``[{"values": {"标题": [{"type": "text", "text": …}]}}]``; times and
            people of making and changing are WeCom's

        WeCom page 99907.
        """
        return self._post(
            "wedoc/smartsheet/add_records",
            {"docid": docid, "sheet_id": sheet_id, "key_type": key_type, "records": records},
        )

    def update_wedoc_smartsheet_records(
        self, docid: str, sheet_id: str, records: list[JSONObject], *, key_type: str | None = None
    ) -> dict[str, Any]:
        """Change rows: ``records``.

        :param records: ``[{"record_id": …, "values": {…}}]``

        WeCom page 99909.
        """
        return self._post(
            "wedoc/smartsheet/update_records",
            {"docid": docid, "sheet_id": sheet_id, "key_type": key_type, "records": records},
            idempotent=True,
        )

    def delete_wedoc_smartsheet_records(
        self, docid: str, sheet_id: str, record_ids: list[str]
    ) -> dict[str, Any]:
        """Delete rows. WeCom page 99908."""
        return self._post(
            "wedoc/smartsheet/delete_records",
            {"docid": docid, "sheet_id": sheet_id, "record_ids": record_ids},
        )


class SmartSheetFields(Family):
    """Columns, and groups of at most 150 of them."""

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
        """Return one page of the columns: ``fields``, ``total``. WeCom page 99914."""
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
            return self.get_wedoc_smartsheet_fields(
                docid,
                sheet_id,
                view_id=view_id,
                field_ids=field_ids,
                field_titles=field_titles,
                offset=offset,
            )

        return pages_by_offset(read, "fields")

    def add_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, fields: list[JSONObject]
    ) -> dict[str, Any]:
        """Add columns: ``fields``, with their ids. WeCom page 99904."""
        return self._post(
            "wedoc/smartsheet/add_fields",
            {"docid": docid, "sheet_id": sheet_id, "fields": fields},
        )

    def update_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, fields: list[JSONObject]
    ) -> dict[str, Any]:
        """Change titles and properties of columns, not their kinds. WeCom page 99906."""
        return self._post(
            "wedoc/smartsheet/update_fields",
            {"docid": docid, "sheet_id": sheet_id, "fields": fields},
            idempotent=True,
        )

    def delete_wedoc_smartsheet_fields(
        self, docid: str, sheet_id: str, field_ids: list[str]
    ) -> dict[str, Any]:
        """Delete columns. WeCom page 99906."""
        return self._post(
            "wedoc/smartsheet/delete_fields",
            {"docid": docid, "sheet_id": sheet_id, "field_ids": field_ids},
        )

    def get_wedoc_smartsheet_field_groups(
        self, docid: str, sheet_id: str, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the groups of columns: ``field_groups``. WeCom page 101103."""
        return self._post(
            "wedoc/smartsheet/get_field_groups",
            {"docid": docid, "sheet_id": sheet_id, "offset": offset, "limit": limit},
            idempotent=True,
        )

    def iter_wedoc_smartsheet_field_groups(
        self, docid: str, sheet_id: str
    ) -> Iterator[dict[str, Any]]:
        """Yield the groups from all pages of :meth:`get_wedoc_smartsheet_field_groups`."""

        def read(offset: int) -> dict[str, Any]:
            return self.get_wedoc_smartsheet_field_groups(docid, sheet_id, offset=offset)

        return pages_by_offset(read, "field_groups")

    def add_wedoc_smartsheet_field_group(
        self, docid: str, sheet_id: str, name: str, *, children: list[JSONObject] | None = None
    ) -> dict[str, Any]:
        """Add a group of columns: ``field_group``.

        :param children: ``[{"field_id": …}]``; a column is in one group

        WeCom page 101100.
        """
        return self._post(
            "wedoc/smartsheet/add_field_group",
            {"docid": docid, "sheet_id": sheet_id, "name": name, "children": children},
        )

    def update_wedoc_smartsheet_field_group(
        self,
        docid: str,
        sheet_id: str,
        field_group_id: str,
        *,
        name: str | None = None,
        children: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Change a group of columns. WeCom page 101101."""
        return self._post(
            "wedoc/smartsheet/update_field_group",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "field_group_id": field_group_id,
                "name": name,
                "children": children,
            },
            idempotent=True,
        )

    def delete_wedoc_smartsheet_field_groups(
        self, docid: str, sheet_id: str, field_group_ids: list[str]
    ) -> dict[str, Any]:
        """Delete groups of columns; the columns stay. WeCom page 101102."""
        return self._post(
            "wedoc/smartsheet/delete_field_groups",
            {"docid": docid, "sheet_id": sheet_id, "field_group_ids": field_group_ids},
        )
