"""Licences of service providers (接口调用许可): orders.

The first argument of every call is the ``provider_access_token``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.call import ProviderToken
from ..engine.checks import max_days, max_length, max_value
from ..engine.family import Family, JSONObject

__all__ = ["LicenseOrders"]


class LicenseOrders(Family):
    """Buying and renewing licences."""

    def create_license_new_order(
        self,
        provider_access_token: str,
        corpid: str,
        buyer_userid: str,
        account_count: JSONObject,
        account_duration: JSONObject,
    ) -> dict[str, Any]:
        """Order licences for a corp: ``order_id``; it is paid in the provider's console.

        :param buyer_userid: a member of the provider who may buy licences
        :param account_count: ``base_count`` and ``external_contact_count``, at most 1,000,000
            each (1,000 for a test corp); one of them is over 0
        :param account_duration: ``{"months": 2, "days": 20}``, or one of them; with months of 31
            days it is 31 to 1,860 days, for a test corp one month
        :raises ValueError: over a limit

        WeCom page 97182.
        """
        for key in ("base_count", "external_contact_count"):
            max_value(f"account_count.{key}", account_count.get(key), 1_000_000)
        return self._post(
            "license/create_new_order",
            {
                "corpid": corpid,
                "buyer_userid": buyer_userid,
                "account_count": account_count,
                "account_duration": account_duration,
            },
            auth=ProviderToken(provider_access_token),
        )

    def create_license_renew_order_job(
        self,
        provider_access_token: str,
        corpid: str,
        account_list: list[JSONObject],
        *,
        jobid: str | None = None,
    ) -> dict[str, Any]:
        """Collect accounts to renew: ``jobid``; :meth:`submit_license_order_job` orders them.

        The answer has ``invalid_account_list``, too.

        :param account_list: ``[{"userid": …, "type": 1}]``, at most 1,000 at once; the type is 1
            for a basic account, 2 for one that serves customers (互通账号)
        :param jobid: the job to add to; without it a new one
        :raises ValueError: over the limit

        WeCom page 97183.
        """
        max_length("account_list", account_list, 1000)
        return self._post(
            "license/create_renew_order_job",
            {"corpid": corpid, "jobid": jobid, "account_list": account_list},
            auth=ProviderToken(provider_access_token),
        )

    def submit_license_order_job(
        self,
        provider_access_token: str,
        jobid: str,
        buyer_userid: str,
        account_duration: JSONObject,
    ) -> dict[str, Any]:
        """Order the renewal of what was collected: ``order_id``.

        WeCom page 95646, not checked against the manual.
        """
        return self._post(
            "license/submit_order_job",
            {"jobid": jobid, "buyer_userid": buyer_userid, "account_duration": account_duration},
            auth=ProviderToken(provider_access_token),
        )

    def list_license_order(
        self,
        provider_access_token: str,
        corpid: str | None = None,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the orders, for one corp or for all: ``order_list``.

        :param corpid: one corp only; orders for many corps (type 8) are listed without it
        :param start_time: Unix seconds; together with ``end_time`` or not at all
        :param end_time: at most 31 days after ``start_time``
        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over a limit

        WeCom page 97184.
        """
        max_value("limit", limit, 1000)
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
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_license_orders(
        self,
        provider_access_token: str,
        corpid: str | None = None,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the orders from all pages of :meth:`list_license_order`."""
        max_value("limit", limit, 1000)
        _check_time(start_time, end_time)
        return self._post_pages(
            "license/list_order",
            {"corpid": corpid, "start_time": start_time, "end_time": end_time, "limit": limit},
            "order_list",
            auth=ProviderToken(provider_access_token),
        )

    def get_license_order(self, provider_access_token: str, order_id: str) -> dict[str, Any]:
        """Return an order of one corp: ``order``; for many see :meth:`get_license_union_order`.

        WeCom page 97185.
        """
        return self._post(
            "license/get_order",
            {"order_id": order_id},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def cancel_license_order(
        self, provider_access_token: str, order_id: str, *, corpid: str | None = None
    ) -> dict[str, Any]:
        """Cancel an order that was not paid.

        :param corpid: needed, but for an order for many corps

        WeCom page 96106.
        """
        return self._post(
            "license/cancel_order",
            {"corpid": corpid, "order_id": order_id},
            auth=ProviderToken(provider_access_token),
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

        WeCom page 97186.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "license/list_order_account",
            {"order_id": order_id, "cursor": cursor, "limit": limit},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_license_order_accounts(
        self, provider_access_token: str, order_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the accounts from all pages of :meth:`list_license_order_account`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "license/list_order_account",
            {"order_id": order_id, "limit": limit},
            "account_list",
            auth=ProviderToken(provider_access_token),
        )


def _check_time(start_time: Time | None, end_time: Time | None) -> None:
    if (start_time is None) != (end_time is None):
        raise ValueError("Pass both start_time and end_time, or neither.")
    if start_time is not None and end_time is not None:
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
