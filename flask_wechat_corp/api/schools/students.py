"""Schools (家校沟通): students and their parents, one by one and by the hundred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.family import Family, at_most, at_most_bytes

__all__ = ["SchoolParents", "SchoolStudents", "SchoolUsers"]

Part = Mapping[str, Any]


class SchoolUsers(Family):
    """Reading students and parents."""

    def get_school_user(self, userid: str) -> dict[str, Any]:
        """Return a student or a parent: ``user_type``, ``student`` or ``parent``.

        WeCom page 92337.
        """
        return self._get("school/user/get", {"userid": userid})

    def list_school_users(self, department_id: int, fetch_child: int = 0) -> dict[str, Any]:
        """Return the students of a class with their parents: ``students``.

        :param fetch_child: 1: of everything below, too

        WeCom page 92338.
        """
        return self._get(
            "school/user/list", {"department_id": department_id, "fetch_child": int(fetch_child)}
        )


class SchoolStudents(Family):
    """Students."""

    def create_school_user_student(
        self,
        student_userid: str,
        name: str,
        department: list[int],
        *,
        mobile: str | None = None,
        to_invite: bool | None = None,
    ) -> dict[str, Any]:
        """Add a student.

        :param student_userid: at most 64 bytes of letters, digits and ``_-@.``
        :param name: at most 32 characters
        :param department: classes, at most 20
        :param to_invite: (WeCom's default: true)
        :raises ValueError: over a limit

        WeCom page 92325.
        """
        _check_student(student_userid, name, department)
        return self._post(
            "school/user/create_student",
            {
                "student_userid": student_userid,
                "name": name,
                "mobile": mobile,
                "to_invite": to_invite,
                "department": department,
            },
        )

    def update_school_user_student(
        self,
        student_userid: str,
        *,
        new_student_userid: str | None = None,
        name: str | None = None,
        mobile: str | None = None,
        department: list[int] | None = None,
    ) -> dict[str, Any]:
        """Change a student; limits as in :meth:`create_school_user_student`.

        :param new_student_userid: another id, once; then the call is not repeated

        WeCom page 92327.
        """
        at_most_bytes("new_student_userid", new_student_userid, 64)
        _check_student(student_userid, name, department)
        return self._post(
            "school/user/update_student",
            {
                "student_userid": student_userid,
                "new_student_userid": new_student_userid,
                "name": name,
                "mobile": mobile,
                "department": department,
            },
            repeatable=new_student_userid is None,
        )

    def delete_school_user_student(self, userid: str) -> dict[str, Any]:
        """Delete a student who has no parents any more. WeCom page 92326."""
        return self._get("school/user/delete_student", {"userid": userid}, repeatable=False)

    def batch_create_school_student(self, students: list[Part]) -> dict[str, Any]:
        """Add up to 100 students: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92328.
        """
        at_most("students", students, 100)
        return self._post("school/user/batch_create_student", {"students": students})

    def batch_update_school_student(self, students: list[Part]) -> dict[str, Any]:
        """Change up to 100 students: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92330.
        """
        at_most("students", students, 100)
        return self._post("school/user/batch_update_student", {"students": students})

    def batch_delete_school_student(self, useridlist: list[str]) -> dict[str, Any]:
        """Delete up to 100 students: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92329.
        """
        at_most("useridlist", useridlist, 100)
        return self._post("school/user/batch_delete_student", {"useridlist": useridlist})


class SchoolParents(Family):
    """Parents."""

    def create_school_user_parent(
        self,
        parent_userid: str,
        mobile: str,
        children: list[Part],
        *,
        to_invite: bool | None = None,
    ) -> dict[str, Any]:
        """Add a parent.

        :param parent_userid: at most 64 bytes of letters, digits and ``_-@.``
        :param children: ``[{"student_userid": …, "relation": …}]``, at most 10; ``relation`` at
            most 32 bytes
        :param to_invite: (WeCom's default: true)
        :raises ValueError: over a limit

        WeCom page 92331.
        """
        _check_parent(parent_userid, children)
        return self._post(
            "school/user/create_parent",
            {
                "parent_userid": parent_userid,
                "mobile": mobile,
                "to_invite": to_invite,
                "children": children,
            },
        )

    def update_school_user_parent(
        self,
        parent_userid: str,
        *,
        new_parent_userid: str | None = None,
        mobile: str | None = None,
        children: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Change a parent; limits as in :meth:`create_school_user_parent`.

        :param new_parent_userid: another id, once; then the call is not repeated

        WeCom page 92333.
        """
        at_most_bytes("new_parent_userid", new_parent_userid, 64)
        _check_parent(parent_userid, children)
        return self._post(
            "school/user/update_parent",
            {
                "parent_userid": parent_userid,
                "new_parent_userid": new_parent_userid,
                "mobile": mobile,
                "children": children,
            },
            repeatable=new_parent_userid is None,
        )

    def delete_school_user_parent(self, userid: str) -> dict[str, Any]:
        """Delete a parent. WeCom page 92332."""
        return self._get("school/user/delete_parent", {"userid": userid}, repeatable=False)

    def batch_create_school_parent(self, parents: list[Part]) -> dict[str, Any]:
        """Add up to 100 parents: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92334.
        """
        at_most("parents", parents, 100)
        return self._post("school/user/batch_create_parent", {"parents": parents})

    def batch_update_school_parent(self, parents: list[Part]) -> dict[str, Any]:
        """Change up to 100 parents: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92336.
        """
        at_most("parents", parents, 100)
        return self._post("school/user/batch_update_parent", {"parents": parents})

    def batch_delete_school_parent(self, useridlist: list[str]) -> dict[str, Any]:
        """Delete up to 100 parents: ``result_list`` has those that failed.

        :raises ValueError: more than 100

        WeCom page 92335.
        """
        at_most("useridlist", useridlist, 100)
        return self._post("school/user/batch_delete_parent", {"useridlist": useridlist})


def _check_student(student_userid: str, name: str | None, department: list[int] | None) -> None:
    at_most_bytes("student_userid", student_userid, 64)
    at_most("name", name, 32)
    at_most("department", department, 20)


def _check_parent(parent_userid: str, children: list[Part] | None) -> None:
    at_most_bytes("parent_userid", parent_userid, 64)
    at_most("children", children, 10)
    for child in children or ():
        at_most_bytes("children.relation", child.get("relation"), 32)
