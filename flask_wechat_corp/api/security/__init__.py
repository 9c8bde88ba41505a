"""The calls of the area 安全与管理: devices, operation records, paid functions."""

from __future__ import annotations

from .advanced_features import AdvancedFeatures
from .devices import TrustedDevices
from .records import OperationRecords
from .vips import SecurityVips

__all__ = ["Security"]


class Security(
    TrustedDevices,
    OperationRecords,
    SecurityVips,
    AdvancedFeatures,
):
    """All calls of 安全与管理."""
