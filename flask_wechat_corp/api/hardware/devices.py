"""Hardware (智慧硬件): reports of a device, and its members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from ..engine.call import QueryToken
from ..engine.checks import max_bytes, max_length, max_value, require_one_of
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["HardwareDevices"]


class HardwareDevices(Family):
    """The calls of a device, with its token from :meth:`get_hardware_device_token` first.

    ``user_type`` is 0 for members and 2 for students.
    """

    def report_hardware_device_status(
        self,
        device_access_token: str,
        online_status: Literal[1, 2],
        *,
        cur_version: str | None = None,
        upgradable_version: str | None = None,
        upgradable_version_desc: str | None = None,
    ) -> dict[str, Any]:
        """Report the connection and the firmware of a device, every half hour.

        :param online_status: 1 online, 2 offline
        :param cur_version: the installed firmware, at most 32 bytes
        :param upgradable_version: the available firmware, at most 32 bytes; together with
            ``upgradable_version_desc``
        :param upgradable_version_desc: at most 256 bytes
        :raises ValueError: over a limit

        WeCom page 95983.
        """
        max_bytes("cur_version", cur_version, 32)
        max_bytes("upgradable_version", upgradable_version, 32)
        max_bytes("upgradable_version_desc", upgradable_version_desc, 256)
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
        :param errcode: 0 for success, 1 when the device is offline, else a number of your own
        :param cur_version: the installed firmware, which must differ from the old one

        WeCom page 95999.
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
        self,
        device_access_token: str,
        errcode: int,
        *,
        oper_id: str | None = None,
        errmsg: str | None = None,
        open_userid: str | None = None,
        user_type: Literal[0, 2] | None = None,
        bio_info_type: Literal[1, 2] | None = None,
    ) -> dict[str, Any]:
        """Report the result of recording a member's face or fingerprint.

        :param errcode: 0 for success, 1 when the device is offline, else a number of your own
        :param oper_id: from the event that requested it. Without it WeCom takes the other three
        :param open_userid: whose face or fingerprint it is
        :param bio_info_type: 1 fingerprint, 2 face
        :raises ValueError: neither ``oper_id`` nor ``open_userid``

        WeCom page 96000.
        """
        require_one_of(oper_id=oper_id, open_userid=open_userid)
        return self._post(
            "openhw/device/report_bio_info_result",
            {
                "oper_id": oper_id,
                "errcode": errcode,
                "errmsg": errmsg,
                "open_userid": open_userid,
                "user_type": user_type,
                "bio_info_type": bio_info_type,
            },
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_remote_open_result(
        self,
        device_access_token: str,
        oper_id: str,
        type: Literal["remote_open_door", "scan_qrcode_open"],
        errcode: Literal[0, 1],
        *,
        errmsg: str | None = None,
    ) -> dict[str, Any]:
        """Report the result of opening a door remotely.

        After a success, also call :meth:`report_hardware_device_access_data`.

        :param oper_id: from the event that requested it
        :param type: ``remote_open_door`` in the door application, ``scan_qrcode_open`` at the door
        :param errcode: 0 success, 1 failure

        WeCom page 96048.
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
        """Report at most 100 check-ins at a device: ``fail_list``.

        Those of people outside the device's scope fail. WeCom limits check-ins a day for a corp,
        and an hour for a person.

        :param checkin_data: ``[{"open_userid": …, "user_type": …, "timestamp": …}]``
        :raises ValueError: over the limit

        WeCom page 95985.
        """
        max_length("checkin_data", checkin_data, 100)
        return self._post(
            "openhw/device/report_checkin_data",
            {"checkin_data": checkin_data},
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_temperature_data(
        self, device_access_token: str, temperature_data: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Report at most 100 temperatures measured by a device: ``fail_list``.

        :param temperature_data: ``[{"open_userid": …, "user_type": …, "timestamp": …,
            "temperature": "36.5", "status": …}]``; the status is 0 normal, 1 fever, 2 too low
        :raises ValueError: over the limit

        WeCom page 95986.
        """
        max_length("temperature_data", temperature_data, 100)
        return self._post(
            "openhw/device/report_temperature_data",
            {"temperature_data": temperature_data},
            auth=QueryToken("device_access_token", device_access_token),
        )

    def report_hardware_device_access_data(
        self, device_access_token: str, access_data: Sequence[JSONObject]
    ) -> dict[str, Any]:
        """Report at most 100 passages through a door: ``fail_list``.

        :param access_data: ``[{"open_userid": …, "user_type": …, "timestamp": …,
            "pass_type": …, "pass_method": …}]``; the type is 1 in, 2 out, 3 unknown, the method
            1 face, 2 QR code, 3 opened remotely, 4 fingerprint
        :raises ValueError: over the limit

        WeCom page 95997.
        """
        max_length("access_data", access_data, 100)
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
        :param limit: page size, at most 200 (WeCom's default is 100)
        :raises ValueError: over the limit

        WeCom page 95984.
        """
        max_value("limit", limit, 200)
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
        max_value("limit", limit, 200)

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
        """Return at most 100 members that may use a device: ``userinfo``.

        :param user_item: ``[{"open_userid": …, "user_type": …}]``
        :raises ValueError: over the limit

        WeCom page 96037.
        """
        max_length("user_item", user_item, 100)
        return self._post(
            "openhw/device/get_userinfo_by_ids",
            {"user_item": user_item},
            idempotent=True,
            auth=QueryToken("device_access_token", device_access_token),
        )
