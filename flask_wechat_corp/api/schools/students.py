"""Schools (家校沟通): students, and reading students and parents."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import max_bytes, max_length
from ..engine.family import Family, JSONObject

__all__ = ["SchoolStudents", "SchoolUsers"]


class SchoolUsers(Family):
    """Reading students and parents."""

    def get_school_user(self, userid: str) -> dict[str, Any]:
        """Return a student or a parent: ``user_type``, ``student`` or ``parent``.

        The type is 1 for a student, 2 for a parent.

        :param userid: at most 64 bytes

        WeCom page 92337.
        """
        return self._get("school/user/get", {"userid": userid})

    def list_school_users(
        self, department_id: int, fetch_child: Flag | None = None
    ) -> dict[str, Any]:
        """Return the students of a class with their parents: ``students``.

        :param department_id: without those below it
        :param fetch_child: no longer in the manual; sent only when given

        WeCom page 92338.
        """
        return self._get(
            "school/user/list",
            {
                "department_id": department_id,
                "fetch_child": None if fetch_child is None else int(fetch_child),
            },
        )


class SchoolStudents(Family):
    """Students. A class has at most 30,000.

    When WeCom refuses some of the students of a batch, the call raises ``WeChatAPIError``, and
    ``error.answer["result_list"]`` has those, each with its ``errcode``.
    """

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

        :param student_userid: at most 64 bytes of letters, digits and ``_-@.``, the first a letter
            or digit
        :param name: at most 32 characters
        :param department: classes, at most 20
        :param to_invite: whether to invite the student (WeCom's default: true); only verified
            schools can
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
        max_bytes("new_student_userid", new_student_userid, 64)
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
            idempotent=new_student_userid is None,
        )

    def delete_school_user_student(self, userid: str) -> dict[str, Any]:
        """Delete a student who has no parents any more. WeCom page 92326."""
        return self._get("school/user/delete_student", {"userid": userid}, idempotent=False)

    def batch_create_school_student(self, students: list[JSONObject]) -> dict[str, Any]:
        """Add up to 100 students; see :class:`SchoolStudents` about those that fail.

        :param students: ``[{"student_userid": …, "name": …, "department": […]}]``, also
            ``mobile`` and ``to_invite``, as in :meth:`create_school_user_student`
        :raises ValueError: more than 100

        WeCom page 92328.
        """
        max_length("students", students, 100)
        return self._post("school/user/batch_create_student", {"students": students})

    def batch_update_school_student(self, students: list[JSONObject]) -> dict[str, Any]:
        """Change up to 100 students; see :class:`SchoolStudents` about those that fail.

        :param students: ``[{"student_userid": …}]``, with what is to change: ``name``,
            ``mobile``, ``department``, ``new_student_userid``, as in
            :meth:`update_school_user_student`
        :raises ValueError: more than 100

        WeCom page 92330.
        """
        max_length("students", students, 100)
        return self._post("school/user/batch_update_student", {"students": students})

    def batch_delete_school_student(self, useridlist: list[str]) -> dict[str, Any]:
        """Delete up to 100 students; see :class:`SchoolStudents` about those that fail.

        :param useridlist: students who have no parents any more
        :raises ValueError: more than 100

        WeCom page 92329.
        """
        max_length("useridlist", useridlist, 100)
        return self._post("school/user/batch_delete_student", {"useridlist": useridlist})


def _check_student(student_userid: str, name: str | None, department: list[int] | None) -> None:
    max_bytes("student_userid", student_userid, 64)
    max_length("name", name, 32)
    max_length("department", department, 20)
