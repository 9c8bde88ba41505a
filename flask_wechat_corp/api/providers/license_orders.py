"""Licences of service providers (接口调用许可): orders, and who uses what was bought.

The first argument of every call is the ``provider_access_token``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.checks import at_most_days
from ..engine.family import Family, at_most, no_more_than

__all__ = ["LicenseAccounts", "LicenseOrders"]

PROVIDER = "provider_access_token"
Part = Mapping[str, Any]


class LicenseOrders(Family):
    """Buying and renewing licences."""

    def create_license_new_order(
        self,
        provider_access_token: str,
        corpid: str,
        buyer_userid: str,
        account_count: Part,
        account_duration: Part,
    ) -> dict[str, Any]:
        """Order licences for a corp: ``order_id``; it is paid in the provider's console.

        :param buyer_userid: a member of the provider
        :param account_count: ``base_count`` and ``external_contact_count``, at most 1,000,000
            each
        :param account_duration: ``{"months": …}`` or ``{"days": …}``
        :raises ValueError: over a limit

        WeCom page 95644.
        """
        for key in ("base_count", "external_contact_count"):
            no_more_than(f"account_count.{key}", account_count.get(key), 1_000_000)
        return self._post(
            "license/create_new_order",
            {
                "corpid": corpid,
                "buyer_userid": buyer_userid,
                "account_count": account_count,
                "account_duration": account_duration,
            },
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def create_license_renew_order_job(
        self,
        provider_access_token: str,
        corpid: str,
        account_list: list[Part],
        *,
        jobid: str | None = None,
    ) -> dict[str, Any]:
        """Collect accounts to renew: ``jobid``; :meth:`submit_license_order_job` orders them.

        :param account_list: ``[{"userid": …, "type": 1}]``, at most 1,000 at once
        :param jobid: the job to add to; without it a new one
        :raises ValueError: over the limit

        WeCom page 95646.
        """
        at_most("account_list", account_list, 1000)
        return self._post(
            "license/create_renew_order_job",
            {"corpid": corpid, "jobid": jobid, "account_list": account_list},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def submit_license_order_job(
        self, provider_access_token: str, jobid: str, buyer_userid: str, account_duration: Part
    ) -> dict[str, Any]:
        """Order the renewal of what was collected: ``order_id``. WeCom page 95646."""
        return self._post(
            "license/submit_order_job",
            {"jobid": jobid, "buyer_userid": buyer_userid, "account_duration": account_duration},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def list_license_order(
        self,
        provider_access_token: str,
        corpid: str | None = None,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the orders, for one corp or for all: ``order_list``.

        :param start_time: Unix seconds; together with ``end_time`` or not at all
        :param end_time: at most 31 days after ``start_time``
        :param limit: page size, at most 1,000
        :raises ValueError: over a limit

        WeCom page 95647.
        """
        no_more_than("limit", limit, 1000)
        _check_time(start_time, end_time)
        return self._post(
            "license/list_order",
            {
                "corpid": corpid,
                "start_time": start_time,
                "end_time": end_time,
                "cursor": cursor,
                "limit": limit,
            },
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def iter_license_orders(
        self,
        provider_access_token: str,
        corpid: str | None = None,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the orders from all pages of :meth:`list_license_order`."""
        no_more_than("limit", limit, 1000)
        _check_time(start_time, end_time)
        return self._post_pages(
            "license/list_order",
            {"corpid": corpid, "start_time": start_time, "end_time": end_time, "limit": limit},
            "order_list",
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_license_order(self, provider_access_token: str, order_id: str) -> dict[str, Any]:
        """Return an order: ``order``. WeCom page 95648."""
        return self._post(
            "license/get_order",
            {"order_id": order_id},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def cancel_license_order(
        self, provider_access_token: str, corpid: str, order_id: str
    ) -> dict[str, Any]:
        """Cancel an order that was not paid. WeCom page 96106."""
        return self._post(
            "license/cancel_order",
            {"corpid": corpid, "order_id": order_id},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def list_license_order_account(
        self,
        provider_access_token: str,
        order_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the accounts of an order: ``account_list``.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 95649.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "license/list_order_account",
            {"order_id": order_id, "cursor": cursor, "limit": limit},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def iter_license_order_accounts(
        self, provider_access_token: str, order_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the accounts from all pages of :meth:`list_license_order_account`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "license/list_order_account",
            {"order_id": order_id, "limit": limit},
            "account_list",
            token=provider_access_token,
            token_name=PROVIDER,
        )


class LicenseAccounts(Family):
    """Licences in use: members and their codes."""

    def active_license_account(
        self, provider_access_token: str, corpid: str, active_code: str, userid: str
    ) -> dict[str, Any]:
        """Give a code to a member. WeCom page 95553."""
        return self._post(
            "license/active_account",
            {"corpid": corpid, "active_code": active_code, "userid": userid},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def batch_active_license_account(
        self, provider_access_token: str, corpid: str, active_list: list[Part]
    ) -> dict[str, Any]:
        """Give codes to members: ``active_result``, each with its ``errcode``.

        :param active_list: ``[{"active_code": …, "userid": …}]``, at most 1,000
        :raises ValueError: over the limit

        WeCom page 95553.
        """
        at_most("active_list", active_list, 1000)
        return self._post(
            "license/batch_active_account",
            {"corpid": corpid, "active_list": active_list},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_license_active_info_by_code(
        self, provider_access_token: str, corpid: str, active_code: str
    ) -> dict[str, Any]:
        """Return who uses a code, and until when: ``active_info``. WeCom page 95552."""
        return self._post(
            "license/get_active_info_by_code",
            {"corpid": corpid, "active_code": active_code},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def batch_get_license_active_info_by_code(
        self, provider_access_token: str, corpid: str, active_code_list: list[str]
    ) -> dict[str, Any]:
        """Return who uses up to 1,000 codes: ``active_info_list``.

        :raises ValueError: more than 1,000 codes

        WeCom page 95552.
        """
        at_most("active_code_list", active_code_list, 1000)
        return self._post(
            "license/batch_get_active_info_by_code",
            {"corpid": corpid, "active_code_list": active_code_list},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_license_active_info_by_user(
        self, provider_access_token: str, corpid: str, userid: str
    ) -> dict[str, Any]:
        """Return the codes of a member: ``active_info_list``. WeCom page 95555."""
        return self._post(
            "license/get_active_info_by_user",
            {"corpid": corpid, "userid": userid},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
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
        no_more_than("limit", limit, 1000)
        return self._post(
            "license/list_actived_account",
            {"corpid": corpid, "cursor": cursor, "limit": limit},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def iter_license_actived_accounts(
        self, provider_access_token: str, corpid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`list_license_actived_account`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "license/list_actived_account",
            {"corpid": corpid, "limit": limit},
            "account_list",
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def batch_transfer_license(
        self, provider_access_token: str, corpid: str, transfer_list: list[Part]
    ) -> dict[str, Any]:
        """Hand licences over to other members: ``transfer_result``, each with its ``errcode``.

        :param transfer_list: ``[{"handover_userid": …, "takeover_userid": …}]``, at most 1,000
        :raises ValueError: over the limit

        WeCom page 95673.
        """
        at_most("transfer_list", transfer_list, 1000)
        return self._post(
            "license/batch_transfer_license",
            {"corpid": corpid, "transfer_list": transfer_list},
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_app_license_info(
        self, provider_access_token: str, corpid: str, *, suite_id: str | None = None
    ) -> dict[str, Any]:
        """Return the state of a suite's licence in a corp: ``license_status``, ``trial_info``.

        WeCom page 95844.
        """
        return self._post(
            "license/get_app_license_info",
            {"corpid": corpid, "suite_id": suite_id},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def get_license_auto_active_status(
        self, provider_access_token: str, corpid: str
    ) -> dict[str, Any]:
        """Return whether codes are given by themselves: ``auto_active_status``.

        WeCom page 95874.
        """
        return self._post(
            "license/get_auto_active_status",
            {"corpid": corpid},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )

    def set_license_auto_active_status(
        self, provider_access_token: str, corpid: str, auto_active_status: int
    ) -> dict[str, Any]:
        """Let codes be given by themselves (1) or not (0). WeCom page 95873."""
        return self._post(
            "license/set_auto_active_status",
            {"corpid": corpid, "auto_active_status": auto_active_status},
            repeatable=True,
            token=provider_access_token,
            token_name=PROVIDER,
        )


def _check_time(start_time: int | None, end_time: int | None) -> None:
    if (start_time is None) != (end_time is None):
        raise ValueError("WeCom takes start_time and end_time only together")
    if start_time is not None and end_time is not None:
        at_most_days(start_time, end_time, 31)
