"""Smart sheets (智能表格): the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.call import NO_AUTH
from ..engine.checks import max_value, require_one_of
from ..engine.family import Family
from ..engine.paging import pages_by_offset

if TYPE_CHECKING:
    from ..engine import records_smartsheets as types

KeyType = Literal["CELL_VALUE_KEY_TYPE_FIELD_TITLE", "CELL_VALUE_KEY_TYPE_FIELD_ID"]

__all__ = ["SmartSheetRecords", "SmartSheetWebhooks"]


class SmartSheetRecords(Family):
    """Rows, at most 100,000 in a sheet, with at most 15,000,000 cells."""

    def get_wedoc_smartsheet_records(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_id: str | None = None,
        record_ids: list[str] | None = None,
        field_ids: list[str] | None = None,
        field_titles: list[str] | None = None,
        key_type: KeyType | None = None,
        sort: Sequence[types.Sort] | None = None,
        filter_spec: types.Filter | None = None,
        offset: int | None = None,
        limit: int | None = None,
        ver: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the rows: ``records``, ``has_more``, ``next``, ``total``.

        :param key_type: ``CELL_VALUE_KEY_TYPE_FIELD_TITLE`` (WeCom's default) or
            ``CELL_VALUE_KEY_TYPE_FIELD_ID``, for ``field_ids``
        :param sort: not together with ``filter_spec``
        :param limit: page size, at most 1,000
        :param ver: the version of the sheet, from an earlier page
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
        key_type: KeyType | None = None,
        sort: Sequence[types.Sort] | None = None,
        filter_spec: types.Filter | None = None,
        limit: int = 1000,
        ver: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows from all pages of :meth:`get_wedoc_smartsheet_records`.

        The parameters are those of that call.
        """

        def read(offset: int) -> dict[str, Any]:
            return self.get_wedoc_smartsheet_records(
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

        return pages_by_offset(read, "records", size=limit)

    def add_wedoc_smartsheet_records(
        self,
        docid: str,
        sheet_id: str,
        records: Sequence[types.NewRow],
        *,
        key_type: KeyType | None = None,
    ) -> dict[str, Any]:
        """Add rows: ``records``, with their ids.

        :param records: ``[{"values": {"标题": [{"type": "text", "text": …}]}}]``; WeCom
            sets the fields for creation and change. WeCom advises at most 500

        WeCom page 99907.
        """
        return self._post(
            "wedoc/smartsheet/add_records",
            {"docid": docid, "sheet_id": sheet_id, "key_type": key_type, "records": records},
        )

    def update_wedoc_smartsheet_records(
        self,
        docid: str,
        sheet_id: str,
        records: Sequence[types.Row],
        *,
        key_type: KeyType | None = None,
    ) -> dict[str, Any]:
        """Change rows: ``records``.

        :param records: ``[{"record_id": …, "values": {…}}]``; WeCom advises at most 500

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
        """Delete rows; WeCom advises at most 500 at once. WeCom page 99908."""
        return self._post(
            "wedoc/smartsheet/delete_records",
            {"docid": docid, "sheet_id": sheet_id, "record_ids": record_ids},
        )


class SmartSheetWebhooks(Family):
    """Rows that are sent to the Webhook address of a sheet (接收外部数据)."""

    def send_wedoc_smartsheet_webhook(
        self,
        key: str,
        *,
        add_records: Sequence[types.NewRow] | None = None,
        update_records: Sequence[types.Row] | None = None,
    ) -> dict[str, Any]:
        """Add rows to a sheet, or change some: ``add_records`` or ``update_records``.

        No access token is sent: the key alone grants access to the sheet.

        :param key: from the sheet's Webhook address
        :param add_records: ``[{"values": {field_id: …}}]``; either these. A text may be given as
            such, a date as ``"2026-06-01"`` or ``"2026-06-01 12:00:00"``, members by their names.
            Files, group chats, and what WeCom sets itself cannot be written
        :param update_records: ``[{"record_id": …, "values": {field_id: …}}]``; or these
        :raises ValueError: without both

        WeCom pages 101240 and 101241.
        """
        require_one_of(add_records=add_records, update_records=update_records)
        return self._post(
            "wedoc/smartsheet/webhook",
            {"add_records": add_records, "update_records": update_records},
            {"key": key},
            auth=NO_AUTH,
        )
