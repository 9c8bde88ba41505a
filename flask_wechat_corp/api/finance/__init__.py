"""The calls of the area 对外收款、收银台、发票: payments and invoices."""

from __future__ import annotations

from .external_pay import ExternalPayments
from .external_pay_accounts import ExternalPayAccounts
from .invoices import Invoices
from .merchants import MerchantApplications
from .miniapp_pay import MiniProgramPayments
from .paytool import PayTool, PayToolInvoices

__all__ = ["Finance"]


class Finance(
    ExternalPayments,
    ExternalPayAccounts,
    MerchantApplications,
    MiniProgramPayments,
    PayTool,
    PayToolInvoices,
    Invoices,
):
    """All calls of 对外收款、收银台、发票."""
