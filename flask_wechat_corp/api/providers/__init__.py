"""The calls of the area 服务商: suites, providers, licences."""

from __future__ import annotations

from .contacts import ProviderContacts
from .license_accounts import LicenseAccounts
from .license_jobs import LicenseJobs
from .license_orders import LicenseOrders
from .providers import Providers
from .suite_orders import SuiteOrders
from .suites import Suites

__all__ = ["ServiceProviders"]


class ServiceProviders(
    LicenseJobs,
    LicenseOrders,
    LicenseAccounts,
    Providers,
    ProviderContacts,
    Suites,
    SuiteOrders,
):
    """All calls of 服务商."""
