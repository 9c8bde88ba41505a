"""The calls of the area 家校沟通: departments, students, parents, messages to them."""

from __future__ import annotations

from .departments import SchoolDepartments
from .messages import SchoolMessages
from .parents import SchoolParents
from .students import SchoolStudents, SchoolUsers

__all__ = ["Schools"]


class Schools(
    SchoolMessages,
    SchoolDepartments,
    SchoolUsers,
    SchoolStudents,
    SchoolParents,
):
    """All calls of 家校沟通."""
