"""Customer groups (客户群): members, owners and statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import max_days, max_length, max_value
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["ExternalGroupChats"]


class ExternalGroupChats(Family):
    """Customer groups and their statistics."""

    def list_group_chats(
        self,
        limit: int = 1000,
        *,
        status_filter: Literal[0, 1, 2, 3] | None = None,
        owner_filter: records.ListOwnerFilter | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the customer groups: ``group_chat_list``.

        :param limit: page size, at most 1,000
        :param status_filter: 0 all, 1 owner has left, 2 being handed over, 3 handed over
        :param owner_filter: ``{"userid_list": […]}``, at most 100 owners; needed for owners who
            have left, and by applications that more than 1,000 members can see (error 81017)
        :raises ValueError: over a limit

        WeCom page 92120.
        """
        max_value("limit", limit, 1000)
        _check_owners(owner_filter)
        return self._post(
            "externalcontact/groupchat/list",
            {
                "status_filter": status_filter,
                "owner_filter": owner_filter,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_group_chats(
        self,
        limit: int = 1000,
        *,
        status_filter: Literal[0, 1, 2, 3] | None = None,
        owner_filter: records.ListOwnerFilter | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the groups from all pages of :meth:`list_group_chats`."""
        max_value("limit", limit, 1000)
        _check_owners(owner_filter)
        return self._post_pages(
            "externalcontact/groupchat/list",
            {"status_filter": status_filter, "owner_filter": owner_filter, "limit": limit},
            "group_chat_list",
        )

    def get_group_chat(self, chat_id: str, *, need_name: Flag | None = None) -> dict[str, Any]:
        """Return a customer group and its members: ``group_chat``.

        A change shows a little later than its callback arrives.

        :param need_name: 1 gives the names of the members too

        WeCom page 92122.
        """
        return self._post(
            "externalcontact/groupchat/get",
            {"chat_id": chat_id, "need_name": need_name},
            idempotent=True,
        )

    def opengid_to_chatid(self, opengid: str) -> dict[str, Any]:
        """Convert the ``opengid`` that a mini program received into a ``chat_id``.

        It works for groups that a member of the corp created.

        WeCom page 94822.
        """
        return self._post(
            "externalcontact/opengid_to_chatid", {"opengid": opengid}, idempotent=True
        )

    def get_group_chat_new_external_userid(
        self, external_userid_list: list[str], chat_id: str
    ) -> dict[str, Any]:
        """Convert up to 1,000 old ids of a group's members into new ones: ``items``.

        :raises ValueError: more than 1,000 ids

        WeCom page 97107.
        """
        max_length("external_userid_list", external_userid_list, 1000)
        return self._post(
            "externalcontact/groupchat/get_new_external_userid",
            {"external_userid_list": external_userid_list, "chat_id": chat_id},
            idempotent=True,
        )

    def transfer_group_chat(self, chat_id_list: list[str], new_owner: str) -> dict[str, Any]:
        """Assign a new owner to up to 100 groups of members who left: ``failed_chat_list``.

        The new owner may contact customers (客户联系), has a verified name, and logged in within
        the last year. The old one left at most a year ago and logged in within the year before.
        WeCom assigns at most 300 groups of one member to a new owner a day. Third-party
        applications need 客户联系-分配离职成员的客户群.

        :raises ValueError: more than 100 groups

        WeCom page 92127.
        """
        max_length("chat_id_list", chat_id_list, 100)
        return self._post(
            "externalcontact/groupchat/transfer",
            {"chat_id_list": chat_id_list, "new_owner": new_owner},
        )

    def onjob_transfer_group_chat(self, chat_id_list: list[str], new_owner: str) -> dict[str, Any]:
        """Assign a new owner to up to 100 groups of active members: ``failed_chat_list``.

        The new owner may contact customers (客户联系) and has a verified name; both owners logged
        in within the last year. WeCom assigns at most 300 groups of one member to a new owner a
        day, and one group twice in 90 days. Third-party applications need
        客户联系-分配在职成员的客户群.

        :raises ValueError: more than 100 groups

        WeCom page 95703.
        """
        max_length("chat_id_list", chat_id_list, 100)
        return self._post(
            "externalcontact/groupchat/onjob_transfer",
            {"chat_id_list": chat_id_list, "new_owner": new_owner},
        )

    def get_group_chat_statistic(
        self,
        day_begin_time: Time,
        owner_filter: records.OwnerFilter,
        *,
        day_end_time: Time | None = None,
        order_by: Literal[1, 2, 3, 4] | None = None,
        order_asc: Flag | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the groups' statistics by owner: ``items``, ``next_offset``.

        :param day_begin_time: Unix seconds, midnight, from 180 days ago to yesterday
        :param owner_filter: ``{"userid_list": […]}``, at most 100 owners
        :param day_end_time: at most 30 days after (WeCom's default: the same day); its day
            counts too
        :param order_by: 1 new groups (WeCom's default), 2 groups, 3 new members, 4 members
        :param order_asc: 1 for the smallest first
        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over a limit

        WeCom page 92133.
        """
        max_value("limit", limit, 1000)
        _check_owners(owner_filter)
        _check_days(day_begin_time, day_end_time)
        return self._post(
            "externalcontact/groupchat/statistic",
            {
                "day_begin_time": day_begin_time,
                "day_end_time": day_end_time,
                "owner_filter": owner_filter,
                "order_by": order_by,
                "order_asc": order_asc,
                "offset": offset,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_group_chat_statistic(
        self,
        day_begin_time: Time,
        owner_filter: records.OwnerFilter,
        *,
        day_end_time: Time | None = None,
        order_by: Literal[1, 2, 3, 4] | None = None,
        order_asc: Flag | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the items from all pages of :meth:`get_group_chat_statistic`."""

        def read(offset: int) -> tuple[list[dict[str, Any]], int | None]:
            page = self.get_group_chat_statistic(
                day_begin_time,
                owner_filter,
                day_end_time=day_end_time,
                order_by=order_by,
                order_asc=order_asc,
                offset=offset,
                limit=limit,
            )
            items = page.get("items") or []
            following = page.get("next_offset") or 0
            more = bool(items) and offset < following < page.get("total", 0)
            return items, following if more else None

        return Pages(read, 0)

    def get_group_chat_statistic_by_day(
        self,
        day_begin_time: Time,
        owner_filter: records.OwnerFilter,
        *,
        day_end_time: Time | None = None,
    ) -> dict[str, Any]:
        """Return the groups' statistics by day: ``items``.

        Limits as in :meth:`get_group_chat_statistic`. WeCom page 92133.
        """
        _check_owners(owner_filter)
        _check_days(day_begin_time, day_end_time)
        return self._post(
            "externalcontact/groupchat/statistic_group_by_day",
            {
                "day_begin_time": day_begin_time,
                "day_end_time": day_end_time,
                "owner_filter": owner_filter,
            },
            idempotent=True,
        )


def _check_owners(owner_filter: JSONObject | None) -> None:
    max_length("owner_filter.userid_list", (owner_filter or {}).get("userid_list"), 100)


def _check_days(begin: Time, end: Time | None) -> None:
    if end is not None:
        max_days(begin, end, 30, names=("day_begin_time", "day_end_time"))
