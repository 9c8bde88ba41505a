"""The calls of the area 智慧硬件: devices of hardware vendors, and their data."""

from __future__ import annotations

from .access_rules import AccessControlRules
from .device_data import DeviceData
from .devices import HardwareDevices
from .models import HardwareModels
from .service_devices import ServiceDevices

__all__ = ["Hardware"]


class Hardware(
    HardwareModels,
    HardwareDevices,
    DeviceData,
    AccessControlRules,
    ServiceDevices,
):
    """All calls of 智慧硬件."""
