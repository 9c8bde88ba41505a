"""Electronic invoices that a member chose in the client (电子发票)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..engine.family import Family

__all__ = ["Invoices"]

ReimburseStatus = Literal[
    "INVOICE_REIMBURSE_INIT", "INVOICE_REIMBURSE_LOCK", "INVOICE_REIMBURSE_CLOSURE"
]
STATUSES = (
    "INVOICE_REIMBURSE_INIT",
    "INVOICE_REIMBURSE_LOCK",
    "INVOICE_REIMBURSE_CLOSURE",
)


class Invoices(Family):
    """Read invoices and mark them as locked or paid.

    ``card_id`` and ``encrypt_code`` come from the JS-SDK's ``chooseInvoice``. Only for corps that
    are verified (认证).
    """

    def get_invoice_info(self, card_id: str, encrypt_code: str) -> dict[str, Any]:
        """Get an invoice: payee, kind, ``user_info`` with the amounts and its status.

        WeCom page 90284.
        """
        body = {"card_id": card_id, "encrypt_code": encrypt_code}
        return self._post("card/invoice/reimburse/getinvoiceinfo", body, idempotent=True)

    def batch_get_invoice_info(self, item_list: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Get several invoices, in ``item_list``; for corps with more than 200 active members.

        :param item_list: ``{"card_id", "encrypt_code"}`` of each

        WeCom page 90287.
        """
        body = {"item_list": item_list}
        return self._post("card/invoice/reimburse/getinvoiceinfobatch", body, idempotent=True)

    def update_invoice_status(
        self, card_id: str, encrypt_code: str, reimburse_status: ReimburseStatus
    ) -> dict[str, Any]:
        """Set the status of an invoice.

        :param reimburse_status: ``INVOICE_REIMBURSE_INIT`` free, ``INVOICE_REIMBURSE_LOCK`` taken,
            ``INVOICE_REIMBURSE_CLOSURE`` paid, which cannot be undone

        WeCom page 90285.
        """
        _check_status(reimburse_status)
        body = {
            "card_id": card_id,
            "encrypt_code": encrypt_code,
            "reimburse_status": reimburse_status,
        }
        return self._post("card/invoice/reimburse/updateinvoicestatus", body)

    def batch_update_invoice_status(
        self,
        openid: str,
        reimburse_status: ReimburseStatus,
        invoice_list: Sequence[Mapping[str, str]],
    ) -> dict[str, Any]:
        """Set the status of several invoices of one owner: all of them, or none.

        :param openid: the owner, from :meth:`convert_to_openid`
        :param reimburse_status: as in :meth:`update_invoice_status`
        :param invoice_list: ``{"card_id", "encrypt_code"}`` of each

        WeCom page 90286.
        """
        _check_status(reimburse_status)
        body = {
            "openid": openid,
            "reimburse_status": reimburse_status,
            "invoice_list": invoice_list,
        }
        return self._post("card/invoice/reimburse/updatestatusbatch", body)


def _check_status(reimburse_status: str) -> None:
    if reimburse_status not in STATUSES:
        raise ValueError(f"reimburse_status must be one of {', '.join(STATUSES)}.")
