"""Hardware (智慧硬件): the registered devices of a service provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.call import ProviderToken
from ..engine.family import Family
from ..engine.paging import pages_by_offset

__all__ = ["ServiceDevices"]


class ServiceDevices(Family):
    """The devices of a provider. Each call takes the provider's token first.

    None of these pages is in the copy of the manual that this client was checked against.
    """

    def add_service_device(
        self,
        provider_access_token: str,
        model_id: str,
        device_sn: str,
        *,
        remark_name: str | None = None,
    ) -> dict[str, Any]:
        """Register a device: ``device_info``, with its ``secret_no`` and ``qr_code``.

        :param model_id: of the model, from the provider's admin console
        :param device_sn: the device's serial number, letters and digits

        WeCom page 90626, not checked against the manual.
        """
        return self._post(
            "service/add_device",
            {"model_id": model_id, "device_sn": device_sn, "remark_name": remark_name},
            auth=ProviderToken(provider_access_token),
        )

    def delete_service_device(self, provider_access_token: str, device_sn: str) -> dict[str, Any]:
        """Delete a device. WeCom page 92770, not checked against the manual."""
        return self._post(
            "service/del_device",
            {"device_sn": device_sn},
            auth=ProviderToken(provider_access_token),
        )

    def list_service_device(
        self,
        provider_access_token: str,
        *,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the devices: ``device_list``.

        WeCom page 91346, not checked against the manual.
        """
        return self._post(
            "service/list_device",
            {"offset": offset, "limit": limit},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_service_devices(
        self, provider_access_token: str, *, limit: int = 100
    ) -> Iterator[dict[str, Any]]:
        """Yield the devices from all pages of :meth:`list_service_device`."""

        def read(offset: int) -> dict[str, Any]:
            return self.list_service_device(provider_access_token, offset=offset, limit=limit)

        return pages_by_offset(read, "device_list", size=limit)

    def get_service_device_auth_info(
        self, provider_access_token: str, device_sn: str
    ) -> dict[str, Any]:
        """Return the corp that a device is bound to: ``auth_corp_info``, ``device_info``.

        WeCom page 90753, not checked against the manual.
        """
        return self._post(
            "service/get_device_auth_info",
            {"device_sn": device_sn},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def service_reset_secret_no(self, provider_access_token: str, device_sn: str) -> dict[str, Any]:
        """Reset the ``secret_no`` of a device, which then fetches a new one.

        WeCom page 90753, not checked against the manual.
        """
        return self._post(
            "service/reset_secret_no",
            {"device_sn": device_sn},
            auth=ProviderToken(provider_access_token),
        )

    def service_fetch_device_log(
        self, provider_access_token: str, device_sn: str, *, hint: str | None = None
    ) -> dict[str, Any]:
        """Request the log file of a device; an event follows when it is uploaded.

        :param hint: passed to the device, which may select a part of the log with it

        WeCom page 91475, not checked against the manual.
        """
        return self._post(
            "service/fetch_device_log",
            {"device_sn": device_sn, "hint": hint},
            auth=ProviderToken(provider_access_token),
        )

    def set_service_printer_support_state(
        self, provider_access_token: str, device_sn: str, not_supported_printer: bool
    ) -> dict[str, Any]:
        """Set whether a printer box does not support its printer.

        WeCom page 92782, not checked against the manual.
        """
        return self._post(
            "service/set_printer_support_state",
            {"device_sn": device_sn, "not_supported_printer": not_supported_printer},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )
