"""Hardware (智慧硬件): tokens of a model and of its devices, and the devices' numbers."""

from __future__ import annotations

from typing import Any

from ..engine.call import NO_AUTH, QueryToken
from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["HardwareModels"]


class HardwareModels(Family):
    """Tokens and serial numbers. A model's token comes from the ticket that WeCom pushes."""

    def get_hardware_model_token(
        self, model_id: str, model_secret: str, model_ticket: str
    ) -> dict[str, Any]:
        """Get the token of a model: ``model_access_token``, ``expires_in``.

        :param model_ticket: the newest ticket that WeCom pushed; valid for 30 minutes

        WeCom page 95992.
        """
        return self._post(
            "openhw/get_model_token",
            {"model_id": model_id, "model_secret": model_secret, "model_ticket": model_ticket},
            idempotent=True,
            auth=NO_AUTH,
        )

    def get_hardware_device_secret(self, model_access_token: str, auth_code: str) -> dict[str, Any]:
        """Get the secret and the first token of a device that is bound to a corp.

        The answer has ``device_secret``, ``device_access_token`` and ``expires_in``.

        :param auth_code: from the event of the binding; valid once. The secret is valid until the
            corp unbinds the device

        WeCom page 95993.
        """
        return self._post(
            "openhw/get_device_secret",
            {"auth_code": auth_code},
            auth=QueryToken("model_access_token", model_access_token),
        )

    def get_hardware_device_token(
        self, model_access_token: str, device_sn: str, device_secret: str
    ) -> dict[str, Any]:
        """Get the next token of a device: ``device_access_token``, ``expires_in``.

        :param device_sn: the device's serial number
        :param device_secret: from :meth:`get_hardware_device_secret`

        WeCom page 96022.
        """
        return self._post(
            "openhw/get_device_token",
            {"device_sn": device_sn, "device_secret": device_secret},
            idempotent=True,
            auth=QueryToken("model_access_token", model_access_token),
        )

    def register_hardware_model_sn(self, model_access_token: str, device_sn: str) -> dict[str, Any]:
        """Add the serial number of a device to a model: ``qr_code``, the content of its QR code.

        :param device_sn: digits and letters, at most 128, different from all others
        :raises ValueError: over the limit

        WeCom page 95980.
        """
        max_length("device_sn", device_sn, 128)
        return self._post(
            "openhw/model/register_sn",
            {"device_sn": device_sn},
            auth=QueryToken("model_access_token", model_access_token),
        )

    def unregister_hardware_model_sn(
        self, model_access_token: str, device_sn: str
    ) -> dict[str, Any]:
        """Remove the serial number of a device that is not bound from a model.

        WeCom page 95981.
        """
        return self._post(
            "openhw/model/unregister_sn",
            {"device_sn": device_sn},
            auth=QueryToken("model_access_token", model_access_token),
        )

    def create_hardware_device_qrcode(
        self, model_access_token: str, device_sn: str, *, state: str | None = None
    ) -> dict[str, Any]:
        """Get the content of a QR code that identifies a device for 5 minutes: ``qrcode_content``.

        At most one a minute for a device.

        :param state: in the event of the scan

        WeCom page 98024.
        """
        return self._post(
            "openhw/device/gen_id_dynamic_qrcode",
            {"device_sn": device_sn, "state": state},
            auth=QueryToken("model_access_token", model_access_token),
        )

    def get_hardware_device_detail(self, model_access_token: str, device_sn: str) -> dict[str, Any]:
        """Return names, QR code and corp of a device: ``device_detail``.

        WeCom page 95982.
        """
        return self._post(
            "openhw/device/get_device_detail",
            {"device_sn": device_sn},
            idempotent=True,
            auth=QueryToken("model_access_token", model_access_token),
        )
