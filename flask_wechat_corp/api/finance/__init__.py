"""The calls of the area 对外收款、发票: payments received and invoices."""

from __future__ import annotations

from .external_pay import ExternalPayments
from .invoices import Invoices

__all__ = ["Finance"]


class Finance(
    ExternalPayments,
    Invoices,
):
    """All calls of 对外收款、发票."""
