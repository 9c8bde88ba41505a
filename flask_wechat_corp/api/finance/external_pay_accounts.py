"""Payments by customers (对外收款): the flow of funds, and the merchants of the corp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_bytes, max_days, max_value
from ..engine.family import Family, JSONObject

__all__ = ["ExternalPayAccounts"]


class ExternalPayAccounts(Family):
    """Only for applications that are permitted under 对外收款."""

    def get_external_pay_fund_flow(
        self,
        begin_time: Time,
        end_time: Time,
        *,
        mch_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the flow of funds: ``fund_flow_list``; amounts are in 分.

        A day is complete after 11:00 of the next day; records are kept for three years.

        :param begin_time: Unix seconds; at most 31 days before ``end_time``
        :param mch_id: one merchant only
        :param limit: page size, at most 200 (default 100); a page may be shorter
        :raises ValueError: over a limit

        WeCom page 98100.
        """
        max_days(begin_time, end_time, 31, names=("begin_time", "end_time"))
        max_value("limit", limit, 200)
        return self._post(
            "externalpay/get_fund_flow",
            {
                "begin_time": begin_time,
                "end_time": end_time,
                "mch_id": mch_id,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_external_pay_fund_flow(
        self,
        begin_time: Time,
        end_time: Time,
        *,
        mch_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records from all pages of :meth:`get_external_pay_fund_flow`."""
        max_days(begin_time, end_time, 31, names=("begin_time", "end_time"))
        max_value("limit", limit, 200)
        return self._post_pages(
            "externalpay/get_fund_flow",
            {"begin_time": begin_time, "end_time": end_time, "mch_id": mch_id, "limit": limit},
            "fund_flow_list",
        )

    def get_external_pay_payment_info(self, payment_id: str) -> dict[str, Any]:
        """Return the payments of a collection that the application started: ``bill_list``.

        :param payment_id: from the JS-SDK call that started it

        WeCom page 95944.
        """
        return self._post(
            "externalpay/get_payment_info", {"payment_id": payment_id}, idempotent=True
        )

    def set_external_pay_mch_use_scope(
        self, mch_id: str, allow_use_scope: JSONObject
    ) -> dict[str, Any]:
        """Set the members who may use a merchant of the corp.

        :param mch_id: the merchant's number, at most 32 bytes
        :param allow_use_scope: ``{"user": […], "partyid": […], "tagid": […]}``
        :raises ValueError: over the limit

        WeCom page 93666.
        """
        max_bytes("mch_id", mch_id, 32)
        return self._post(
            "externalpay/set_mch_use_scope",
            {"mch_id": mch_id, "allow_use_scope": allow_use_scope},
            idempotent=True,
        )

    def add_external_pay_merchant(self, mch_id: str, merchant_name: str) -> dict[str, Any]:
        """Legacy: bind a merchant to the corp; the page no longer has this call.

        :param merchant_name: its full name

        WeCom page 93666, not checked against the manual.
        """
        return self._post(
            "externalpay/addmerchant", {"mch_id": mch_id, "merchant_name": merchant_name}
        )

    def delete_external_pay_merchant(self, mch_id: str) -> dict[str, Any]:
        """Legacy: remove a merchant from the corp; the page no longer has this call.

        WeCom page 93666, not checked against the manual.
        """
        return self._post("externalpay/delmerchant", {"mch_id": mch_id})
