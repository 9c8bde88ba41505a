"""Licences of service providers (接口调用许可): the members who use them.

The first argument of every call is the ``provider_access_token``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Flag
from ..engine.call import ProviderToken
from ..engine.checks import max_length, max_value
from ..engine.family import Family, JSONObject

__all__ = ["LicenseAccounts"]


class LicenseAccounts(Family):
    """Licences in use: members and their codes."""

    def active_license_account(
        self, provider_access_token: str, corpid: str, active_code: str, userid: str
    ) -> dict[str, Any]:
        """Give a code to a member, who may have one of each kind.

        Another code of the same kind takes over the rest of the old one, if that is at most 20
        days; both together are at most 5 years.

        WeCom page 97188.
        """
        return self._post(
            "license/active_account",
            {"corpid": corpid, "active_code": active_code, "userid": userid},
            auth=ProviderToken(provider_access_token),
        )

    def batch_active_license_account(
        self, provider_access_token: str, corpid: str, active_list: list[JSONObject]
    ) -> dict[str, Any]:
        """Give codes to members: ``active_result``, each with its ``errcode``.

        :param active_list: ``[{"active_code": …, "userid": …}]``, at most 1,000
        :raises ValueError: over the limit

        WeCom page 97188.
        """
        max_length("active_list", active_list, 1000)
        return self._post(
            "license/batch_active_account",
            {"corpid": corpid, "active_list": active_list},
            auth=ProviderToken(provider_access_token),
        )

    def get_license_active_info_by_code(
        self, provider_access_token: str, corpid: str, active_code: str
    ) -> dict[str, Any]:
        """Return the member who uses a code, and its expiry: ``active_info``.

        ``status`` is 1 unused, 2 used, 3 expired, 4 to be transferred, 5 merged into another one,
        6 shared with a downstream corp.

        WeCom page 97189.
        """
        return self._post(
            "license/get_active_info_by_code",
            {"corpid": corpid, "active_code": active_code},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def batch_get_license_active_info_by_code(
        self, provider_access_token: str, corpid: str, active_code_list: list[str]
    ) -> dict[str, Any]:
        """Return the members who use up to 1,000 codes: ``active_info_list``.

        :raises ValueError: more than 1,000 codes

        WeCom page 95552, not checked against the manual.
        """
        max_length("active_code_list", active_code_list, 1000)
        return self._post(
            "license/batch_get_active_info_by_code",
            {"corpid": corpid, "active_code_list": active_code_list},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def get_license_active_info_by_user(
        self, provider_access_token: str, corpid: str, userid: str
    ) -> dict[str, Any]:
        """Return the codes of a member: ``active_status`` (1 active), ``active_info_list``.

        ``type`` is 1 for a basic account, 2 for one that serves customers (互通账号).

        WeCom page 97191.
        """
        return self._post(
            "license/get_active_info_by_user",
            {"corpid": corpid, "userid": userid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def list_license_actived_account(
        self,
        provider_access_token: str,
        corpid: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the members with a code: ``account_list``.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 95544.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "license/list_actived_account",
            {"corpid": corpid, "cursor": cursor, "limit": limit},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_license_actived_accounts(
        self, provider_access_token: str, corpid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`list_license_actived_account`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "license/list_actived_account",
            {"corpid": corpid, "limit": limit},
            "account_list",
            auth=ProviderToken(provider_access_token),
        )

    def batch_transfer_license(
        self, provider_access_token: str, corpid: str, transfer_list: list[JSONObject]
    ) -> dict[str, Any]:
        """Transfer licences to other members: ``transfer_result``, each with its ``errcode``.

        An active member can transfer once in 30 days. A member who takes over, and has a licence of
        that kind, must have at most 20 days left of it.

        :param transfer_list: ``[{"handover_userid": …, "takeover_userid": …}]``, at most 1,000
        :raises ValueError: over the limit

        WeCom page 97192.
        """
        max_length("transfer_list", transfer_list, 1000)
        return self._post(
            "license/batch_transfer_license",
            {"corpid": corpid, "transfer_list": transfer_list},
            auth=ProviderToken(provider_access_token),
        )

    def get_app_license_info(
        self, provider_access_token: str, corpid: str, suite_id: str, *, appid: int | None = None
    ) -> dict[str, Any]:
        """Return the state of a suite's licence in a corp that installed it.

        The answer has ``license_status``, 1 once WeCom asks for licences, ``trail_info`` (WeCom's
        spelling) with the times of the trial, 90 days, and ``license_check_time``.

        :param appid: for suites of the old kind with several applications

        WeCom page 97194.
        """
        return self._post(
            "license/get_app_license_info",
            {"corpid": corpid, "suite_id": suite_id, "appid": appid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def get_license_auto_active_status(
        self, provider_access_token: str, corpid: str
    ) -> dict[str, Any]:
        """Return whether codes are given automatically: ``auto_active_status``.

        WeCom page 95874.
        """
        return self._post(
            "license/get_auto_active_status",
            {"corpid": corpid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def set_license_auto_active_status(
        self, provider_access_token: str, corpid: str, auto_active_status: Flag
    ) -> dict[str, Any]:
        """Let codes be given automatically (1) or not (0), in a corp with paid licences.

        WeCom page 95873.
        """
        return self._post(
            "license/set_auto_active_status",
            {"corpid": corpid, "auto_active_status": auto_active_status},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )
