"""Smart sheets (智能表格): the sheets of a document, their views, their group chats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.family import Family, JSONObject
from ..engine.paging import pages_by_offset

__all__ = ["SmartSheetChats", "SmartSheets"]


class SmartSheets(Family):
    """Sheets and views."""

    def get_wedoc_smartsheet_sheet(
        self, docid: str, *, sheet_id: str | None = None
    ) -> dict[str, Any]:
        """Return one sheet or all of them: ``sheet_list``. WeCom page 99911."""
        return self._post(
            "wedoc/smartsheet/get_sheet", {"docid": docid, "sheet_id": sheet_id}, idempotent=True
        )

    def add_wedoc_smartsheet_sheet(self, docid: str, properties: JSONObject) -> dict[str, Any]:
        """Add a sheet: ``properties``, with its ``sheet_id``.

        :param properties: ``{"title": …, "index": …}``

        WeCom page 99896.
        """
        return self._post("wedoc/smartsheet/add_sheet", {"docid": docid, "properties": properties})

    def update_wedoc_smartsheet_sheet(self, docid: str, properties: JSONObject) -> dict[str, Any]:
        """Rename a sheet: ``{"sheet_id": …, "title": …}``. WeCom page 99898."""
        return self._post(
            "wedoc/smartsheet/update_sheet",
            {"docid": docid, "properties": properties},
            idempotent=True,
        )

    def delete_wedoc_smartsheet_sheet(self, docid: str, sheet_id: str) -> dict[str, Any]:
        """Delete a sheet with its rows. WeCom page 99898."""
        return self._post("wedoc/smartsheet/delete_sheet", {"docid": docid, "sheet_id": sheet_id})

    def get_wedoc_smartsheet_views(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_ids: list[str] | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the views: ``views``. WeCom page 99913."""
        return self._post(
            "wedoc/smartsheet/get_views",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "view_ids": view_ids,
                "offset": offset,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_wedoc_smartsheet_views(
        self, docid: str, sheet_id: str, *, view_ids: list[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the views from all pages of :meth:`get_wedoc_smartsheet_views`."""

        def read(offset: int) -> dict[str, Any]:
            return self.get_wedoc_smartsheet_views(
                docid, sheet_id, view_ids=view_ids, offset=offset
            )

        return pages_by_offset(read, "views")

    def add_wedoc_smartsheet_view(
        self,
        docid: str,
        sheet_id: str,
        view_title: str,
        view_type: str,
        *,
        property_gantt: JSONObject | None = None,
        property_calendar: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Add a view: ``view``.

        :param view_type: ``VIEW_TYPE_GRID``, ``VIEW_TYPE_KANBAN``, ``VIEW_TYPE_GALLERY``,
            ``VIEW_TYPE_GANTT`` or ``VIEW_TYPE_CALENDAR``

        WeCom page 99896.
        """
        return self._post(
            "wedoc/smartsheet/add_view",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "view_title": view_title,
                "view_type": view_type,
                "property_gantt": property_gantt,
                "property_calendar": property_calendar,
            },
        )

    def update_wedoc_smartsheet_view(
        self,
        docid: str,
        sheet_id: str,
        view_id: str,
        *,
        view_title: str | None = None,
        property: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change title, order, filter … of a view. WeCom page 99902."""
        return self._post(
            "wedoc/smartsheet/update_view",
            {
                "docid": docid,
                "sheet_id": sheet_id,
                "view_id": view_id,
                "view_title": view_title,
                "property": property,
            },
            idempotent=True,
        )

    def delete_wedoc_smartsheet_views(
        self, docid: str, sheet_id: str, view_ids: list[str]
    ) -> dict[str, Any]:
        """Delete views. WeCom page 99901."""
        return self._post(
            "wedoc/smartsheet/delete_views",
            {"docid": docid, "sheet_id": sheet_id, "view_ids": view_ids},
        )


class SmartSheetChats(Family):
    """Group chats that belong to a smart sheet."""

    def list_wedoc_smartsheet_groupchats(
        self, docid: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the chats: ``chat_id_list``. WeCom page 100989."""
        return self._post(
            "wedoc/smartsheet/groupchat/list",
            {"docid": docid, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_wedoc_smartsheet_groupchats(
        self, docid: str, *, limit: int | None = None
    ) -> Iterator[str]:
        """Yield the chats from all pages of :meth:`list_wedoc_smartsheet_groupchats`."""
        return self._post_pages(
            "wedoc/smartsheet/groupchat/list", {"docid": docid, "limit": limit}, "chat_id_list"
        )

    def get_wedoc_smartsheet_groupchat(self, docid: str, chat_id: str) -> dict[str, Any]:
        """Return a chat and its members. WeCom page 101028."""
        return self._post(
            "wedoc/smartsheet/groupchat/get",
            {"docid": docid, "chat_id": chat_id},
            idempotent=True,
        )

    def update_wedoc_smartsheet_groupchat(
        self,
        docid: str,
        chat_id: str,
        *,
        owner: str | None = None,
        add_user_list: list[str] | None = None,
        del_user_list: list[str] | None = None,
    ) -> dict[str, Any]:
        """Change owner and members of a chat. WeCom page 101029."""
        return self._post(
            "wedoc/smartsheet/groupchat/update",
            {
                "docid": docid,
                "chat_id": chat_id,
                "owner": owner,
                "add_user_list": add_user_list,
                "del_user_list": del_user_list,
            },
            idempotent=True,
        )
