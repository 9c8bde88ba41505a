"""The address ranges that WeCom calls from and answers on."""

from __future__ import annotations

from typing import Any

from ..engine.family import Family

__all__ = ["ServerIPs"]


class ServerIPs(Family):
    """Addresses of WeCom's servers, for firewalls."""

    def get_callback_ip(self) -> dict[str, Any]:
        """Get the ranges that callbacks come from, in ``ip_list``. They change: read them daily.

        WeCom page 92521.
        """
        return self._get("getcallbackip")

    def get_api_domain_ip(self) -> dict[str, Any]:
        """Get the ranges that the API's host name resolves to, in ``ip_list``.

        WeCom page 92520.
        """
        return self._get("get_api_domain_ip")
