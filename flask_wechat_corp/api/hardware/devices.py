"""Hardware (智慧硬件): reports of a device, and its members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..engine.call import QueryToken
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["HardwareDevices"]


class HardwareDevices(Family):
    """The calls of a device, with its token from :meth:`get_hardware_device_token` first.

    None of these pages is in the copy of the manual that this client was checked against.
    """

    def report_hardware_device_status(
        self,
        device_access_token: str,
        online_status: int,
        *,
        cur_version: str | None = None,
        upgradable_version: str | None = None,
        upgradable_version_desc: str | None = None,
    ) -> dict[str, Any]:
        """Report the connection and the firmware of a device.

        :param cur_version: the installed firmware
        :param upgradable_version: the available firmware

        WeCom page 95983, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_device_status",
            {
                "online_status": online_status,
                "cur_version": cur_version,
                "upgradable_version": upgradable_version,
                "upgradable_version_desc": upgradable_version_desc,
            },
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_firmware_upgrade_result(
        self,
        device_access_token: str,
        oper_id: str,
        errcode: int,
        *,
        errmsg: str | None = None,
        cur_version: str | None = None,
    ) -> dict[str, Any]:
        """Report the result of a firmware update.

        :param oper_id: from the event that requested it
        :param errcode: 0 for success

        WeCom page 95999, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_firmware_upgrade_result",
            {
                "oper_id": oper_id,
                "errcode": errcode,
                "errmsg": errmsg,
                "cur_version": cur_version,
            },
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_bio_info_result(
        self, device_access_token: str, oper_id: str, errcode: int, *, errmsg: str | None = None
    ) -> dict[str, Any]:
        """Report the result of recording a member's face or fingerprint.

        :param oper_id: from the event that requested it
        :param errcode: 0 for success

        WeCom page 96000, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_bio_info_result",
            {"oper_id": oper_id, "errcode": errcode, "errmsg": errmsg},
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_remote_open_result(
        self,
        device_access_token: str,
        oper_id: str,
        type: str,
        errcode: int,
        *,
        errmsg: str | None = None,
    ) -> dict[str, Any]:
        """Report the result of opening a door remotely.

        :param oper_id: from the event that requested it
        :param type: the kind of opening, from the event
        :param errcode: 0 for success

        WeCom page 96048, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_remote_open_result",
            {"oper_id": oper_id, "type": type, "errcode": errcode, "errmsg": errmsg},
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_checkin_data(
        self, device_access_token: str, checkin_data: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Report check-ins at a device: ``fail_list``.

        :param checkin_data: ``[{"open_userid": …, "user_type": …, "timestamp": …}]``

        WeCom page 95985, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_checkin_data",
            {"checkin_data": checkin_data},
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_temperature_data(
        self, device_access_token: str, temperature_data: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Report temperatures measured by a device: ``fail_list``.

        :param temperature_data: ``[{"open_userid": …, "user_type": …, "timestamp": …,
            "temperature": "36.5", "status": …}]``

        WeCom page 95986, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_temperature_data",
            {"temperature_data": temperature_data},
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_access_data(
        self, device_access_token: str, access_data: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Report passages through a door: ``fail_list``.

        :param access_data: ``[{"open_userid": …, "user_type": …, "timestamp": …,
            "pass_type": …, "pass_method": …}]``

        WeCom page 95997, not checked against the manual.
        """
        return self._post(
            "openhw/device/report_access_data",
            {"access_data": access_data},
            auth=QueryToken("device_access_token", device_access_token),
        )

    def get_hardware_device_userinfo_by_page(
        self,
        device_access_token: str,
        *,
        only_perm_version: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the members that may use a device: ``userinfo``.

        :param only_perm_version: return only ``perm_version``, the version of the list

        WeCom page 95984, not checked against the manual.
        """
        return self._post(
            "openhw/device/get_userinfo_by_page",
            {"only_perm_version": only_perm_version, "limit": limit, "cursor": cursor},
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def iter_hardware_device_userinfo(
        self, device_access_token: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`get_hardware_device_userinfo_by_page`."""

        def read(cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
            page = self.get_hardware_device_userinfo_by_page(
                device_access_token, limit=limit, cursor=cursor
            )
            members = (page.get("userinfo") or {}).get("useritems")
            return members or [], page.get("next_cursor") or None

        return Pages(read)

    def get_hardware_device_userinfo_by_ids(
        self, device_access_token: str, user_item: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Return members that may use a device: ``userinfo``.

        :param user_item: ``[{"open_userid": …, "user_type": …}]``

        WeCom page 96037, not checked against the manual.
        """
        return self._post(
            "openhw/device/get_userinfo_by_ids",
            {"user_item": user_item},
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )
