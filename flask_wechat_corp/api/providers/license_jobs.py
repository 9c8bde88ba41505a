"""Licences of service providers: orders for many corps, payment, sharing, policy.

The first argument of every call but one is the ``provider_access_token``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.call import ProviderToken
from ..engine.checks import max_length, max_value
from ..engine.family import Family, JSONObject

__all__ = ["LicenseJobs"]


class LicenseJobs(Family):
    """Orders for many corps at once, payment, and sharing of codes."""

    def create_license_new_order_job(
        self, provider_access_token: str, buy_list: list[JSONObject], *, jobid: str | None = None
    ) -> dict[str, Any]:
        """Collect corps to buy for: ``jobid``; :meth:`submit_license_new_order_job` orders.

        :param buy_list: ``[{"corpid": …, "account_count": …, "account_duration": …}]``, at most 10
            at once and 100,000 in a job; counts and durations as in
            :meth:`create_license_new_order`. ``auto_active_status`` 1 gives the codes
            automatically
        :param jobid: the job to add to; without it a new one
        :raises ValueError: over the limit

        WeCom page 98887.
        """
        max_length("buy_list", buy_list, 10)
        return self._post(
            "license/create_new_order_job",
            {"jobid": jobid, "buy_list": buy_list},
            auth=ProviderToken(provider_access_token),
        )

    def submit_license_new_order_job(
        self, provider_access_token: str, jobid: str, buyer_userid: str
    ) -> dict[str, Any]:
        """Order what was collected. WeCom page 98892, not checked against the manual."""
        return self._post(
            "license/submit_new_order_job",
            {"jobid": jobid, "buyer_userid": buyer_userid},
            auth=ProviderToken(provider_access_token),
        )

    def get_license_new_order_job_result(
        self, provider_access_token: str, jobid: str
    ) -> dict[str, Any]:
        """Return the status of the order: ``status``, ``order_id``.

        WeCom page 98892, not checked against the manual.
        """
        return self._post(
            "license/new_order_job_result",
            {"jobid": jobid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def get_license_union_order(
        self,
        provider_access_token: str,
        order_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return an order for many corps, and one page of its corps: ``buy_list``.

        The accounts of a corp are those of its ``sub_order_id``, see
        :meth:`list_license_order_account`.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 98888.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "license/get_union_order",
            {"order_id": order_id, "cursor": cursor, "limit": limit},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def iter_license_union_order(
        self, provider_access_token: str, order_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the corps from all pages of :meth:`get_license_union_order`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "license/get_union_order",
            {"order_id": order_id, "limit": limit},
            "buy_list",
            auth=ProviderToken(provider_access_token),
        )

    def submit_license_pay_job(
        self, provider_access_token: str, payer_userid: str, order_id: str
    ) -> dict[str, Any]:
        """Pay an order from the provider's account: ``jobid``. It cannot be paid otherwise then.

        :param payer_userid: a member of the provider who may buy licences

        WeCom page 99420.
        """
        return self._post(
            "license/submit_pay_job",
            {"payer_userid": payer_userid, "order_id": order_id},
            auth=ProviderToken(provider_access_token),
        )

    def get_license_pay_job_result(self, provider_access_token: str, jobid: str) -> dict[str, Any]:
        """Return the status of the payment, for 7 days: ``status``, ``pay_job_result``.

        WeCom page 99420.
        """
        return self._post(
            "license/pay_job_result",
            {"jobid": jobid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def batch_share_license_active_code(
        self,
        provider_access_token: str,
        from_corpid: str,
        to_corpid: str,
        share_list: list[JSONObject],
        *,
        corp_link_type: Literal[0, 1] | None = None,
    ) -> dict[str, Any]:
        """Share unused codes with a downstream corp: ``share_result`` has those that failed.

        :param share_list: ``[{"active_code": …}]``, at most 1,000, and twice the members of the
            corp
        :param corp_link_type: 0 上下游 (WeCom's default), 1 企业互联
        :raises ValueError: over the limit

        WeCom page 97193.
        """
        max_length("share_list", share_list, 1000)
        return self._post(
            "license/batch_share_active_code",
            {
                "from_corpid": from_corpid,
                "to_corpid": to_corpid,
                "share_list": share_list,
                "corp_link_type": corp_link_type,
            },
            auth=ProviderToken(provider_access_token),
        )

    def query_license_support_policy(
        self, provider_access_token: str, corpid: str
    ) -> dict[str, Any]:
        """Return whether a corp qualified for the public-benefit policy: ``query_result``.

        The policy ended on 31 March 2023, and so did WeCom's support of this call.

        WeCom page 96515.
        """
        return self._post(
            "license/support_policy_query",
            {"corpid": corpid},
            idempotent=True,
            auth=ProviderToken(provider_access_token),
        )

    def apply_mass_call_ticket(self) -> dict[str, Any]:
        """Get a ticket for many conversions of ids after an installation: ``mass_call_ticket``.

        Once for each corp, in the first three months. The ticket is valid for 7 days. The call goes
        out with the client's own access token.

        WeCom page 96250.
        """
        return self._get("corp/apply_mass_call_ticket", idempotent=False)
