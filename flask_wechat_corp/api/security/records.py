"""Security (安全与管理): operation records, and WeCom's server addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import between, max_days, max_length, max_value
from ..engine.family import Family, JSONObject

__all__ = ["OperationRecords"]


class OperationRecords(Family):
    """Records of members in the application's visible range, and of administrators."""

    def get_security_file_oper_record(
        self,
        start_time: Time,
        end_time: Time,
        *,
        userid_list: list[str] | None = None,
        operation: JSONObject | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the file operations: ``record_list``.

        :param start_time: Unix seconds; at most 14 days before ``end_time``
        :param userid_list: at most 100 members
        :param operation: ``{"type": 103, "source": 401}``: downloads from chats; the page lists
            the numbers
        :param limit: page size, at most 1,000
        :raises ValueError: over a limit

        WeCom page 98079.
        """
        max_days(start_time, end_time, 14, names=("start_time", "end_time"))
        max_length("userid_list", userid_list, 100)
        max_value("limit", limit, 1000)
        return self._post(
            "security/get_file_oper_record",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid_list": userid_list,
                "operation": operation,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_security_file_oper_records(
        self,
        start_time: Time,
        end_time: Time,
        *,
        userid_list: list[str] | None = None,
        operation: JSONObject | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`get_security_file_oper_record`."""
        max_days(start_time, end_time, 14, names=("start_time", "end_time"))
        max_length("userid_list", userid_list, 100)
        max_value("limit", limit, 1000)
        return self._post_pages(
            "security/get_file_oper_record",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid_list": userid_list,
                "operation": operation,
                "limit": limit,
            },
            "record_list",
        )

    def get_security_screen_oper_record(
        self,
        start_time: Time,
        end_time: Time,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
        screen_shot_type: Literal[1, 2, 3, 4, 5, 6] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the screenshots and recordings: ``record_list``.

        :param start_time: Unix seconds; at most 14 days before ``end_time``
        :param userid_list: at most 100 members in the application's visible range
        :param department_id_list: at most 100 departments
        :param screen_shot_type: 1 chat, 2 contacts, 3 mail, 4 file, 5 schedule, 6 other
        :param limit: page size, at most 1,000
        :raises ValueError: over a limit

        WeCom page 100128.
        """
        max_days(start_time, end_time, 14, names=("start_time", "end_time"))
        max_length("userid_list", userid_list, 100)
        max_length("department_id_list", department_id_list, 100)
        max_value("limit", limit, 1000)
        return self._post(
            "security/get_screen_oper_record",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
                "screen_shot_type": screen_shot_type,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_security_screen_oper_records(
        self,
        start_time: Time,
        end_time: Time,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
        screen_shot_type: Literal[1, 2, 3, 4, 5, 6] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`get_security_screen_oper_record`."""
        max_days(start_time, end_time, 14, names=("start_time", "end_time"))
        max_length("userid_list", userid_list, 100)
        max_length("department_id_list", department_id_list, 100)
        max_value("limit", limit, 1000)
        return self._post_pages(
            "security/get_screen_oper_record",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
                "screen_shot_type": screen_shot_type,
                "limit": limit,
            },
            "record_list",
        )

    def list_security_member_oper_logs(
        self,
        start_time: Time,
        end_time: Time,
        *,
        oper_type: int | None = None,
        userid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of members' operations: ``record_list``. At most 600 calls a minute.

        A page may be shorter than ``limit``; the last one has ``has_more`` false.

        :param start_time: Unix seconds, at most 180 days ago
        :param end_time: in the past, at most 7 days after ``start_time``
        :param oper_type: 1 customer added, 2 customer deleted, 4 new device, 5 new mobile,
            9 login blocked …; the page lists the numbers
        :param userid: one member only
        :param limit: page size, 1 to 400
        :raises ValueError: outside a limit

        WeCom page 100178.
        """
        max_days(start_time, end_time, 7, names=("start_time", "end_time"))
        between("limit", limit, 1, 400)
        return self._post(
            "security/member_oper_log/list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "oper_type": oper_type,
                "userid": userid,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_security_member_oper_logs(
        self,
        start_time: Time,
        end_time: Time,
        *,
        oper_type: int | None = None,
        userid: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`list_security_member_oper_logs`."""
        return self._logs("member_oper_log", start_time, end_time, oper_type, userid, limit)

    def list_security_admin_oper_logs(
        self,
        start_time: Time,
        end_time: Time,
        *,
        oper_type: Literal[2, 3, 7, 8, 11, 12, 13] | None = None,
        userid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of administrators' operations: ``record_list``.

        Covers the whole corp, independent of the visible range, without API calls. At most 600
        calls a minute. A page may be shorter than ``limit``; the last one has ``has_more`` false.

        :param start_time: Unix seconds, at most 180 days ago
        :param end_time: in the past, at most 7 days after ``start_time``
        :param oper_type: 2 rights, 3 members and departments, 7 other, 8 applications,
            11 contacts and chats, 12 the corp, 13 customers
        :param userid: one administrator only
        :param limit: page size, 1 to 400
        :raises ValueError: outside a limit

        WeCom page 100179.
        """
        max_days(start_time, end_time, 7, names=("start_time", "end_time"))
        between("limit", limit, 1, 400)
        return self._post(
            "security/admin_oper_log/list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "oper_type": oper_type,
                "userid": userid,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_security_admin_oper_logs(
        self,
        start_time: Time,
        end_time: Time,
        *,
        oper_type: Literal[2, 3, 7, 8, 11, 12, 13] | None = None,
        userid: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`list_security_admin_oper_logs`."""
        return self._logs("admin_oper_log", start_time, end_time, oper_type, userid, limit)

    def _logs(
        self,
        kind: str,
        start_time: Time,
        end_time: Time,
        oper_type: int | None,
        userid: str | None,
        limit: int | None,
    ) -> Iterator[dict[str, Any]]:
        max_days(start_time, end_time, 7, names=("start_time", "end_time"))
        between("limit", limit, 1, 400)
        return self._post_pages(
            f"security/{kind}/list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "oper_type": oper_type,
                "userid": userid,
                "limit": limit,
            },
            "record_list",
        )

    def get_security_server_domain_ip(self) -> dict[str, Any]:
        """Return the domains and addresses that WeCom's programs connect to.

        The answer has ``domain_list`` and ``ip_list``. An entry with ``is_necessary`` 1 must not
        be blocked.

        WeCom page 100079.
        """
        return self._get("security/get_server_domain_ip")
