"""The calls of the area 家校沟通: departments, students, parents, messages to them."""

from __future__ import annotations

from .departments import SchoolDepartments
from .health import HealthCodes, HealthReports
from .living import SchoolLiving
from .messages import SchoolMessages
from .parents import SchoolParents
from .settings import SchoolPayments, SchoolSettings
from .students import SchoolStudents, SchoolUsers

__all__ = ["Schools"]


class Schools(
    HealthCodes,
    HealthReports,
    SchoolDepartments,
    SchoolLiving,
    SchoolMessages,
    SchoolParents,
    SchoolPayments,
    SchoolSettings,
    SchoolStudents,
    SchoolUsers,
):
    """All calls of 家校沟通."""
