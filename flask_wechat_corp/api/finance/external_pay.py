"""Payments by customers (对外收款): payments received by members, and merchants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_value
from ..engine.family import Family

__all__ = ["ExternalPayments"]


class ExternalPayments(Family):
    """Reading payments. Only for applications that are permitted under 对外收款."""

    def get_external_pay_bill_list(
        self,
        begin_time: Time,
        end_time: Time,
        *,
        payee_userid: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the payments in a period: ``bill_list``.

        :param begin_time: Unix seconds or a datetime
        :param end_time: at most a month later
        :param payee_userid: one member only
        :param limit: page size, at most 1,000; a page may be shorter
        :raises ValueError: over the limit

        WeCom page 93667.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "externalpay/get_bill_list",
            {
                "begin_time": begin_time,
                "end_time": end_time,
                "payee_userid": payee_userid,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_external_pay_bills(
        self,
        begin_time: Time,
        end_time: Time,
        *,
        payee_userid: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the payments from all pages of :meth:`get_external_pay_bill_list`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "externalpay/get_bill_list",
            {
                "begin_time": begin_time,
                "end_time": end_time,
                "payee_userid": payee_userid,
                "limit": limit,
            },
            "bill_list",
        )

    def get_external_pay_merchant(self, mch_id: str) -> dict[str, Any]:
        """Return a merchant: ``merchant_name``, ``bind_status`` and ``allow_use_scope``.

        The status is 1 requested, 2 bound, 3 revoked. Only a bound merchant has the scope: the
        members who may use it.

        :param mch_id: at most 32 bytes

        WeCom page 93666.
        """
        return self._post("externalpay/getmerchant", {"mch_id": mch_id}, idempotent=True)
