"""Smart sheets (智能表格): views, groups of fields, and group chats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length, max_value
from ..engine.family import Family
from ..engine.paging import pages_by_offset

if TYPE_CHECKING:
    from ..engine import records_smartsheets as records

ViewType = Literal[
    "VIEW_TYPE_GRID",
    "VIEW_TYPE_KANBAN",
    "VIEW_TYPE_GALLERY",
    "VIEW_TYPE_GANTT",
    "VIEW_TYPE_CALENDAR",
]

__all__ = ["SmartSheetChats", "SmartSheetFieldGroups", "SmartSheetViews"]


class SmartSheetViews(Family):
    """The views of a sheet, at most 200."""

    def get_wedoc_smartsheet_views(
        self,
        docid: str,
        sheet_id: str,
        *,
        view_ids: list[str] | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the views: ``views``, ``has_more``, ``next``, ``total``.

        :param limit: page size, at most 1,000, which is WeCom's default
        :raises ValueError: over the limit

        WeCom page 101155.
        """
        max_value("limit", limit, 1000)
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
        view_type: ViewType,
        *,
        property_gantt: records.Dates | None = None,
        property_calendar: records.Dates | None = None,
    ) -> dict[str, Any]:
        """Add a view: ``view``.

        :param view_type: ``VIEW_TYPE_GRID``, ``VIEW_TYPE_KANBAN``, ``VIEW_TYPE_GALLERY``,
            ``VIEW_TYPE_GANTT`` or ``VIEW_TYPE_CALENDAR``
        :param property_gantt: for such a view, two columns with dates: ``start_date_field_id``,
            ``end_date_field_id``
        :param property_calendar: the same for a calendar

        WeCom page 99900.
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
        property: records.View | None = None,
    ) -> dict[str, Any]:
        """Change title, order, filter … of a view: ``view``. WeCom page 99902."""
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


class SmartSheetFieldGroups(Family):
    """Groups of fields, at most 150 in a sheet, each with at most 150 fields."""

    def get_wedoc_smartsheet_field_groups(
        self, docid: str, sheet_id: str, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the groups of columns: ``field_groups``, ``has_more``, ``total``.

        WeCom page 101103.
        """
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
        self,
        docid: str,
        sheet_id: str,
        name: str,
        *,
        children: Sequence[records.FieldId] | None = None,
    ) -> dict[str, Any]:
        """Add a group of columns: ``field_group``.

        :param name: unique among the groups of the sheet
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
        children: Sequence[records.FieldId] | None = None,
    ) -> dict[str, Any]:
        """Change a group of columns: ``field_group``. WeCom page 101101."""
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


class SmartSheetChats(Family):
    """Group chats that an automation of a smart sheet created.

    The application must have created the sheet, and its visible range the root department.
    """

    def list_wedoc_smartsheet_groupchats(
        self, docid: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the chats: ``chat_id_list``.

        :param limit: page size, at most 200 (WeCom's default: 100)
        :raises ValueError: over the limit

        WeCom page 100989.
        """
        max_value("limit", limit, 200)
        return self._post(
            "wedoc/smartsheet/groupchat/list",
            {"docid": docid, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_wedoc_smartsheet_groupchats(
        self, docid: str, *, limit: int | None = None
    ) -> Iterator[str]:
        """Yield the chats from all pages of :meth:`list_wedoc_smartsheet_groupchats`."""
        max_value("limit", limit, 200)
        return self._post_pages(
            "wedoc/smartsheet/groupchat/list", {"docid": docid, "limit": limit}, "chat_id_list"
        )

    def get_wedoc_smartsheet_groupchat(self, docid: str, chat_id: str) -> dict[str, Any]:
        """Return a chat: ``name``, ``owner``, ``user_list`` (members of the corp only).

        WeCom page 101028.
        """
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
        """Change owner and members of a chat, at most 2,000.

        A corp can change its chats 1,000 times an hour; change one chat in one call after another.

        :param owner: the new owner, needed when the present one is in ``del_user_list``
        :param add_user_list: at most 500, members of the smart sheet
        :param del_user_list: at most 500
        :raises ValueError: too many members

        WeCom page 101029.
        """
        max_length("add_user_list", add_user_list, 500)
        max_length("del_user_list", del_user_list, 500)
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
