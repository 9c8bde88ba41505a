"""Schools (家校沟通): classes, following the school, messages to parents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.checks import one_of_them
from ..engine.family import Family, at_most, no_more_than

__all__ = ["SchoolDepartments", "SchoolMessages"]

Part = Mapping[str, Any]


class SchoolMessages(Family):
    """Messages to parents and students, and how they follow the school."""

    def get_subscribe_qr_code(self) -> dict[str, Any]:
        """Return the codes with which parents follow the school. WeCom page 92320."""
        return self._get("externalcontact/get_subscribe_qr_code")

    def get_subscribe_mode(self) -> dict[str, Any]:
        """Return how one may follow the school: ``subscribe_mode``. WeCom page 92318."""
        return self._get("externalcontact/get_subscribe_mode")

    def set_subscribe_mode(self, subscribe_mode: int) -> dict[str, Any]:
        """Let anybody who scans the code follow (1), or nobody (2). WeCom page 92318."""
        return self._post(
            "externalcontact/set_subscribe_mode",
            {"subscribe_mode": subscribe_mode},
            repeatable=True,
        )

    def send_school_message(
        self,
        msgtype: str,
        *,
        to_external_user: list[str] | None = None,
        to_parent_userid: list[str] | None = None,
        to_student_userid: list[str] | None = None,
        to_party: list[str] | None = None,
        toall: int | None = None,
        recv_scope: int | None = None,
        text: Part | None = None,
        image: Part | None = None,
        voice: Part | None = None,
        video: Part | None = None,
        file: Part | None = None,
        textcard: Part | None = None,
        news: Part | None = None,
        mpnews: Part | None = None,
        miniprogram: Part | None = None,
        agentid: int | None = None,
        enable_id_trans: int | None = None,
        enable_duplicate_check: int | None = None,
        duplicate_check_interval: int | None = None,
    ) -> dict[str, Any]:
        """Write to parents and students: ``invalid_parent_userid`` … say who was not reached.

        :param msgtype: names the part that is sent, ``text=`` for ``text``
        :param to_external_user: at most 1,000, like ``to_parent_userid`` and
            ``to_student_userid``
        :param to_party: at most 100 classes
        :param toall: 1: to all that ``recv_scope`` means
        :param recv_scope: 0 parents (WeCom's default), 1 students, 2 both
        :param agentid: the sending application (default: the client's own)
        :param enable_duplicate_check: 1: WeCom drops an equal message within
            ``duplicate_check_interval`` seconds (1,800, at most 14,400); only then is the call
            repeated
        :raises ValueError: over a limit, or nobody to write to
        :raises ConfigError: neither ``agentid`` nor one of the client

        WeCom page 92321.
        """
        users = {
            "to_external_user": to_external_user,
            "to_parent_userid": to_parent_userid,
            "to_student_userid": to_student_userid,
        }
        one_of_them(**users, to_party=to_party, toall=toall)
        for name, some in users.items():
            at_most(name, some, 1000)
        at_most("to_party", to_party, 100)
        no_more_than("duplicate_check_interval", duplicate_check_interval, 14400)
        return self._post(
            "externalcontact/message/send",
            {
                **users,
                "to_party": to_party,
                "toall": toall,
                "recv_scope": recv_scope,
                "msgtype": msgtype,
                "text": text,
                "image": image,
                "voice": voice,
                "video": video,
                "file": file,
                "textcard": textcard,
                "news": news,
                "mpnews": mpnews,
                "miniprogram": miniprogram,
                "agentid": self._agent(agentid),
                "enable_id_trans": enable_id_trans,
                "enable_duplicate_check": enable_duplicate_check,
                "duplicate_check_interval": duplicate_check_interval,
            },
            repeatable=enable_duplicate_check == 1,
        )


class SchoolDepartments(Family):
    """Campuses, years and classes."""

    def create_school_department(
        self,
        name: str,
        type: int,
        parentid: int,
        *,
        id: int | None = None,
        standard_grade: int | None = None,
        register_year: int | None = None,
        order: int | None = None,
        department_admins: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Make a campus, year or class: ``id``.

        :param name: at most 32 characters
        :param type: 1 class, 2 year, 3 stage, 4 campus
        :param register_year: for a class, the year it began
        :param department_admins: ``[{"userid": …, "type": 1, "subject": …}]``, teachers
        :raises ValueError: over the limit

        WeCom page 92340.
        """
        at_most("name", name, 32)
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
        department_admins: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Change a campus, year or class; what is not given stays.

        :param new_id: another id; then the call is not repeated
        :param name: at most 32 characters
        :param department_admins: with ``op`` 0 (add, change) or 1 (delete) each
        :raises ValueError: over the limit

        WeCom page 92341.
        """
        at_most("name", name, 32)
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
            repeatable=new_id is None,
        )

    def delete_school_department(self, id: int) -> dict[str, Any]:
        """Delete a campus, year or class that is empty. WeCom page 92342."""
        return self._get("school/department/delete", {"id": id}, repeatable=False)

    def list_school_departments(self, id: int | None = None) -> dict[str, Any]:
        """Return a department and what is below it, or all: ``departments``. WeCom page 92343."""
        return self._get("school/department/list", {"id": id})
