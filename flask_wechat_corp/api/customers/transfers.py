"""Transfer of customers from one member to another (继承)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_length, max_value
from ..engine.family import Family

__all__ = ["ExternalTransfers"]


class ExternalTransfers(Family):
    """Customers of members who stay (在职继承) and of members who left (离职继承)."""

    def transfer_customer(
        self,
        handover_userid: str,
        takeover_userid: str,
        external_userid: list[str],
        *,
        transfer_success_msg: str | None = None,
    ) -> dict[str, Any]:
        """Transfer customers of an active member: ``customer``.

        Each ``customer`` of the answer has an ``errcode`` of its own; 0 begins the transfer, which
        takes effect after 24 hours unless the customer refuses. A customer is transferred at most
        twice in 90 days.

        :param external_userid: at most 100 customers
        :param transfer_success_msg: the message that the customer gets, at most 200 characters
        :raises ValueError: over a limit

        WeCom page 92125.
        """
        max_length("external_userid", external_userid, 100)
        max_length("transfer_success_msg", transfer_success_msg, 200)
        return self._post(
            "externalcontact/transfer_customer",
            {
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
                "external_userid": external_userid,
                "transfer_success_msg": transfer_success_msg,
            },
        )

    def get_transfer_result(
        self, handover_userid: str, takeover_userid: str, *, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page (1,000) of the results of a transfer: ``customer``.

        ``status`` is 1 done, 2 waiting, 3 refused by the customer, 4 the member has too many.

        WeCom page 94088.
        """
        return self._post(
            "externalcontact/transfer_result",
            {
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_transfer_results(
        self, handover_userid: str, takeover_userid: str
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_transfer_result`."""
        return self._post_pages(
            "externalcontact/transfer_result",
            {"handover_userid": handover_userid, "takeover_userid": takeover_userid},
            "customer",
        )

    def get_unassigned_list(
        self,
        *,
        page_id: int | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the customers whose member has left: ``info``.

        :param page_id: the older paging, no longer in the manual: from 0
        :param cursor: today's paging
        :param page_size: at most 1,000 (WeCom's default)
        :raises ValueError: over the limit

        WeCom page 92124.
        """
        max_value("page_size", page_size, 1000)
        return self._post(
            "externalcontact/get_unassigned_list",
            {"page_id": page_id, "page_size": page_size, "cursor": cursor},
            idempotent=True,
        )

    def iter_unassigned(self, *, page_size: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_unassigned_list`."""
        max_value("page_size", page_size, 1000)
        return self._post_pages(
            "externalcontact/get_unassigned_list", {"page_size": page_size}, "info"
        )

    def resigned_transfer_customer(
        self,
        handover_userid: str,
        takeover_userid: str,
        external_userid: list[str],
        *,
        transfer_success_msg: str | None = None,
    ) -> dict[str, Any]:
        """Transfer customers of a member who has left: ``customer``, each with its ``errcode``.

        The transfer takes effect after 24 hours. The member left at most a year ago.

        :param external_userid: at most 100 customers
        :param transfer_success_msg: not in the manual of this call, only of
            :meth:`transfer_customer`; sent as it is
        :raises ValueError: over the limit

        WeCom page 94081.
        """
        max_length("external_userid", external_userid, 100)
        return self._post(
            "externalcontact/resigned/transfer_customer",
            {
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
                "external_userid": external_userid,
                "transfer_success_msg": transfer_success_msg,
            },
        )

    def get_resigned_transfer_result(
        self, handover_userid: str, takeover_userid: str, *, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page (1,000) of the results of a transfer: ``customer``.

        ``status`` is 1 done, 2 waiting, 3 refused by the customer, 4 the member has too many.

        WeCom page 94082.
        """
        return self._post(
            "externalcontact/resigned/transfer_result",
            {
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_resigned_transfer_results(
        self, handover_userid: str, takeover_userid: str
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_resigned_transfer_result`."""
        return self._post_pages(
            "externalcontact/resigned/transfer_result",
            {"handover_userid": handover_userid, "takeover_userid": takeover_userid},
            "customer",
        )

    def get_transfer_result_legacy(
        self, external_userid: str, handover_userid: str, takeover_userid: str
    ) -> dict[str, Any]:
        """Return the result for one customer. Legacy: see :meth:`get_transfer_result`."""
        return self._post(
            "externalcontact/get_transfer_result",
            {
                "external_userid": external_userid,
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
            },
            idempotent=True,
        )

    def transfer_external_contact(
        self,
        external_userid: str,
        handover_userid: str,
        takeover_userid: str,
        *,
        transfer_success_msg: str | None = None,
    ) -> dict[str, Any]:
        """Transfer one customer. Legacy: WeCom no longer maintains this call.

        Take :meth:`transfer_customer` or :meth:`resigned_transfer_customer` instead.
        WeCom page 92125.
        """
        max_length("transfer_success_msg", transfer_success_msg, 200)
        return self._post(
            "externalcontact/transfer",
            {
                "external_userid": external_userid,
                "handover_userid": handover_userid,
                "takeover_userid": takeover_userid,
                "transfer_success_msg": transfer_success_msg,
            },
        )
