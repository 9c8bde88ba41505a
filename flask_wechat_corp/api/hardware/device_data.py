"""Hardware (智慧硬件): records of a corp's devices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_length, max_value
from ..engine.family import Family
from ..engine.paging import Pages

__all__ = ["DeviceData"]

#: 0 members, 2 students
UserType = Literal[0, 2]


class DeviceData(Family):
    """The devices that an application may query, and their records.

    For third-party applications that the corp permitted to read these devices (设备接口信息权限).
    Records may be returned twice.
    """

    def get_device_auth_info(self, *, agentid: int | None = None) -> dict[str, Any]:
        """Return the devices that the application may query: ``device_list``, with ``item``.

        ``device_ability`` adds 1 for check-ins, 2 for doors and 4 for temperatures.

        :param agentid: for applications of a suite

        WeCom page 96097.
        """
        return self._post("devicedata/get_auth_info", {"agentid": agentid}, idempotent=True)

    def get_device_checkin_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the check-ins at devices: ``checkindata``, ``next_cursor``.

        The records lie in ``items`` below ``checkindata``, in the order of their upload.

        :param user_type: 0 members, 2 students
        :param begin_time: of the upload, Unix seconds or a ``datetime``
        :param end_time: at most a month after ``begin_time``
        :param data_filter_type: 1 the records of ``device_sn_list``, 2 of ``open_userid_list``
        :param agentid: for applications of a suite
        :param device_sn_list: at most 100 devices
        :param open_userid_list: at most 100 people
        :param limit: page size, at most 500 (WeCom's default is 200)
        :raises ValueError: over a limit

        WeCom page 96027.
        """
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._post(
            "devicedata/get_checkin_data", {**body, "cursor": cursor}, idempotent=True
        )

    def iter_device_checkin_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the check-ins from all pages of :meth:`get_device_checkin_data`."""
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._device_pages("devicedata/get_checkin_data", body, "checkindata")

    def get_device_temperature_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the temperature records: ``temperature_data``, ``next_cursor``.

        The arguments are those of :meth:`get_device_checkin_data`.

        WeCom page 96028.
        """
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._post(
            "devicedata/get_temperature_data", {**body, "cursor": cursor}, idempotent=True
        )

    def iter_device_temperature_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`get_device_temperature_data`."""
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._device_pages("devicedata/get_temperature_data", body, "temperature_data")

    def get_device_accesscontrol_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the passages through doors: ``accesscontrol_data``, ``next_cursor``.

        The arguments are those of :meth:`get_device_checkin_data`.

        WeCom page 96029, not checked against the manual.
        """
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._post(
            "devicedata/get_accesscontrol_data", {**body, "cursor": cursor}, idempotent=True
        )

    def iter_device_accesscontrol_data(
        self,
        user_type: UserType,
        begin_time: Time,
        end_time: Time,
        data_filter_type: Literal[1, 2],
        *,
        agentid: int | None = None,
        device_sn_list: list[str] | None = None,
        open_userid_list: list[str] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the passages from all pages of :meth:`get_device_accesscontrol_data`."""
        span = _span(user_type, begin_time, end_time, data_filter_type)
        body = {**span, **_choice(agentid, device_sn_list, open_userid_list, limit)}
        return self._device_pages("devicedata/get_accesscontrol_data", body, "accesscontrol_data")

    def _device_pages(
        self, path: str, body: Mapping[str, object], key: str
    ) -> Iterator[dict[str, Any]]:
        """Return an iterator over the records, which lie in ``items`` below ``key``."""

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self._post(path, {**body, "cursor": cursor}, idempotent=True)
            return (page.get(key) or {}).get("items") or [], page.get("next_cursor") or None

        return Pages(read)


def _span(
    user_type: UserType, begin_time: Time, end_time: Time, data_filter_type: Literal[1, 2]
) -> dict[str, object]:
    return {
        "user_type": user_type,
        "begin_time": begin_time,
        "end_time": end_time,
        "data_filter_type": data_filter_type,
    }


def _choice(
    agentid: int | None,
    device_sn_list: list[str] | None,
    open_userid_list: list[str] | None,
    limit: int | None,
) -> dict[str, object]:
    max_length("device_sn_list", device_sn_list, 100)
    max_length("open_userid_list", open_userid_list, 100)
    max_value("limit", limit, 500)
    return {
        "agentid": agentid,
        "device_sn_list": device_sn_list,
        "open_userid_list": open_userid_list,
        "limit": limit,
    }
