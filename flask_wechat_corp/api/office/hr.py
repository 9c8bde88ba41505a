"""The roster of employees (人事助手 › 花名册)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_office as records

__all__ = ["HumanResources"]


class HumanResources(Family):
    """Read and change the roster of members whom the application can see."""

    def get_hr_fields(self) -> dict[str, Any]:
        """Get ``group_list``: the groups of fields, and each field's id, type and options.

        WeCom page 99131.
        """
        return self._get("hr/get_fields")

    def get_hr_staff_info(
        self,
        userid: str,
        *,
        get_all: bool | None = None,
        fieldids: Sequence[records.RosterField] | None = None,
    ) -> dict[str, Any]:
        """Get ``field_info``: fields of a member.

        ``result`` of a field: 1 read, 2 failed, 3 no such field, 5 a type that cannot be read.

        :param get_all: all fields
        :param fieldids: ``{"fieldid": …, "sub_idx": …}`` each; needed unless ``get_all`` is true.
            ``sub_idx`` counts the entries of a repeated group from 0
        :raises ValueError: neither given

        WeCom page 99132.
        """
        require_one_of(get_all=get_all, fieldids=fieldids)
        body = {"userid": userid, "get_all": get_all, "fieldids": fieldids}
        return self._post("hr/get_staff_info", body, idempotent=True)

    def update_hr_staff_info(
        self,
        userid: str,
        *,
        update_items: Sequence[records.RosterValue] | None = None,
        remove_items: Sequence[records.RosterEntry] | None = None,
        insert_items: Sequence[records.NewRosterEntry] | None = None,
    ) -> dict[str, Any]:
        """Change fields of a member.

        The answer has ``update_results`` and ``remove_results``, and ``insert_result`` in the
        manual's example, which its table names ``insert_results``. ``result`` of an entry: 1 done,
        2 failed, 3 not found, 4 a field that is needed would be empty, 5 a type that cannot be
        changed.

        Groups: 1 education, 2 previous jobs, 3 family, 4 emergency contacts, 5 contracts. Age,
        length of service and state (11006, 11012, 12004) cannot be changed.

        :param update_items: ``fieldid``, ``sub_idx`` (0 outside a repeated group) and the value as
            ``value_string``, ``value_uint64``, ``value_uint32``, ``value_int64`` or
            ``value_mobile``: ``{"value_country_code": …, "value_mobile": …}``; without a value the
            field is cleared
        :param remove_items: entries of repeated groups, ``{"group_type": …, "sub_idx": …}`` each
        :param insert_items: entries to add, ``{"group_type": …, "item": […]}`` each, fields as in
            ``update_items``; WeCom does not read their ``sub_idx``
        :raises ValueError: none of them given

        WeCom page 99133.
        """
        require_one_of(
            update_items=update_items, remove_items=remove_items, insert_items=insert_items
        )
        body = {
            "userid": userid,
            "update_items": update_items,
            "remove_items": remove_items,
            "insert_items": insert_items,
        }
        return self._post("hr/update_staff_info", body)
