"""The calls of the area 家校沟通: departments, students, parents, messages to them."""

from __future__ import annotations

from .messages import SchoolDepartments, SchoolMessages
from .students import SchoolParents, SchoolStudents, SchoolUsers

__all__ = ["Schools"]


class Schools(
    SchoolMessages,
    SchoolDepartments,
    SchoolUsers,
    SchoolStudents,
    SchoolParents,
):
    """All calls of 家校沟通."""
