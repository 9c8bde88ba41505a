"""Security (安全与管理): the computers of members (设备管理)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length, max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_security as records

__all__ = ["TrustedDevices"]


class TrustedDevices(Family):
    """Devices of the corp (type 1), unknown ones (2) and members' own (3).

    Only for self-built applications that are permitted under 设备管理.
    """

    def import_security_trustdevice(
        self, device_list: Sequence[records.TrustedDevice]
    ) -> dict[str, Any]:
        """Add devices of the corp: ``result``, one object a device.

        ``device_index`` counts from 1; ``status`` is 1 added, with ``device_code``, 2 already
        known, with ``duplicated_device_code``, 3 not supported, 4 malformed.

        :param device_list: at most 100: ``{"system": "Windows", "mac_addr": […]}``, perhaps with
            ``motherboard_uuid``, ``harddisk_uuid`` (a list), ``domain``, ``pc_name``; or
            ``{"system": "Mac", "seq_no": …}``, perhaps with ``mac_addr``. At most 100 addresses and
            100 disks a device
        :raises ValueError: more than 100 devices

        WeCom page 98920.
        """
        max_length("device_list", device_list, 100)
        return self._post("security/trustdevice/import", {"device_list": device_list})

    def list_security_trustdevices(
        self, type: Literal[1, 2, 3], *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the devices: ``device_list``.

        ``status`` is 1 imported and not used yet, 2 to be invited, 3 to be confirmed as a device of
        the corp, 4 to be confirmed as a member's own, 5 confirmed as a device of the corp, 6
        confirmed as a member's own. WeCom masks the numbers where it is 2, 4 or 6.

        :param type: 1 of the corp, 2 unknown, 3 members' own
        :param limit: page size, at most 100 (100 if left out)
        :raises ValueError: over the limit

        WeCom page 98920.
        """
        max_value("limit", limit, 100)
        return self._post(
            "security/trustdevice/list",
            {"cursor": cursor, "type": type, "limit": limit},
            idempotent=True,
        )

    def iter_security_trustdevices(
        self, type: Literal[1, 2, 3], *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the devices from all pages of :meth:`list_security_trustdevices`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "security/trustdevice/list", {"type": type, "limit": limit}, "device_list"
        )

    def get_security_trustdevice(
        self, last_login_userid: str, type: Literal[1, 2, 3]
    ) -> dict[str, Any]:
        """Return the devices last used by a member: ``device_list``.

        ``status`` and what WeCom masks are as in :meth:`list_security_trustdevices`.

        :param type: 1 of the corp, 2 unknown, 3 members' own

        WeCom page 98920.
        """
        return self._post(
            "security/trustdevice/get_by_user",
            {"last_login_userid": last_login_userid, "type": type},
            idempotent=True,
        )

    def delete_security_trustdevice(
        self, type: Literal[1, 2, 3], device_code_list: list[str]
    ) -> dict[str, Any]:
        """Delete up to 100 devices.

        :param type: 1 of the corp, 2 unknown, 3 members' own
        :raises ValueError: more than 100 devices

        WeCom page 98920.
        """
        max_length("device_code_list", device_code_list, 100)
        return self._post(
            "security/trustdevice/delete", {"type": type, "device_code_list": device_code_list}
        )

    def approve_security_trustdevice(self, device_code_list: list[str]) -> dict[str, Any]:
        """Confirm up to 100 pending devices: ``success_list``, ``fail_list``.

        :param device_code_list: devices with ``status`` 3 or 4
        :raises ValueError: more than 100 devices

        WeCom page 98920.
        """
        max_length("device_code_list", device_code_list, 100)
        return self._post("security/trustdevice/approve", {"device_code_list": device_code_list})

    def reject_security_trustdevice(self, device_code_list: list[str]) -> dict[str, Any]:
        """Reject up to 100 pending devices: ``success_list``, ``fail_list``.

        :param device_code_list: devices with ``status`` 3 or 4
        :raises ValueError: more than 100 devices

        WeCom page 98920.
        """
        max_length("device_code_list", device_code_list, 100)
        return self._post("security/trustdevice/reject", {"device_code_list": device_code_list})
