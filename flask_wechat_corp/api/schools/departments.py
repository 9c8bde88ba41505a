"""Schools (家校沟通): campuses, years and classes."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.checks import max_length
from ..engine.family import Family, JSONObject

__all__ = ["SchoolDepartments"]


class SchoolDepartments(Family):
    """Campuses, years and classes."""

    def create_school_department(
        self,
        name: str | None,
        type: Literal[1, 2, 3, 4],
        parentid: int,
        *,
        id: int | None = None,
        standard_grade: int | None = None,
        register_year: int | None = None,
        order: int | None = None,
        department_admins: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Create a campus, year or class: ``id``.

        :param name: at most 32 characters, none of ``-:*?"<>/``; ``None`` for a standard year,
            which is named by WeCom
        :param type: 1 class, 2 year, 3 stage, 4 campus
        :param parentid: of a class it is a year
        :param id: over 1; WeCom chooses one without it
        :param standard_grade: for a year, a number of WeCom page 92344
        :param register_year: for a year, when its students began, 1970 to 2100; a standard year
            without it gets one
        :param order: 0 to 4,294,967,295; higher ones come first
        :param department_admins: ``[{"userid": …, "type": 1, "subject": …}]``; the type is 1 head
            of a campus, 2 of a year, 3 class teacher, 4 subject teacher, 5 head of a stage. A
            teacher's ``subject`` has at most 15 characters
        :raises ValueError: over the limit

        WeCom page 92340.
        """
        max_length("name", name, 32)
        return self._post(
            "school/department/create",
            {
                "id": id,
                "name": name,
                "type": type,
                "parentid": parentid,
                "standard_grade": standard_grade,
                "register_year": register_year,
                "order": order,
                "department_admins": department_admins,
            },
        )

    def update_school_department(
        self,
        id: int,
        *,
        new_id: int | None = None,
        name: str | None = None,
        parentid: int | None = None,
        standard_grade: int | None = None,
        register_year: int | None = None,
        order: int | None = None,
        department_admins: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Change a campus, year or class; what is not given stays.

        :param new_id: another id; then the call is not repeated
        :param name: at most 32 characters
        :param standard_grade: 0 makes a standard year an ordinary one
        :param department_admins: with ``op`` 0 (add, change) or 1 (delete) each
        :raises ValueError: over the limit

        WeCom page 92341.
        """
        max_length("name", name, 32)
        return self._post(
            "school/department/update",
            {
                "id": id,
                "new_id": new_id,
                "name": name,
                "parentid": parentid,
                "standard_grade": standard_grade,
                "register_year": register_year,
                "order": order,
                "department_admins": department_admins,
            },
            idempotent=new_id is None,
        )

    def delete_school_department(self, id: int) -> dict[str, Any]:
        """Delete a campus, year or class that is empty. WeCom page 92342."""
        return self._get("school/department/delete", {"id": id}, idempotent=False)

    def list_school_departments(self, id: int | None = None) -> dict[str, Any]:
        """Return a department and what is below it, or all: ``departments``. WeCom page 92343."""
        return self._get("school/department/list", {"id": id})
