"""Schools (家校沟通): parents."""

from __future__ import annotations

from typing import Any

from ..engine.checks import max_bytes, max_length
from ..engine.family import Family, JSONObject

__all__ = ["SchoolParents"]


class SchoolParents(Family):
    """Parents.

    When WeCom refuses some of the parents of a batch, the call raises ``WeChatAPIError``, and
    ``error.answer["result_list"]`` has those, each with its ``errcode``.
    """

    def create_school_user_parent(
        self,
        parent_userid: str,
        mobile: str,
        children: list[JSONObject],
        *,
        to_invite: bool | None = None,
    ) -> dict[str, Any]:
        """Add a parent.

        :param parent_userid: at most 64 bytes of letters, digits and ``_-@.``, the first a letter
            or digit
        :param children: ``[{"student_userid": …, "relation": …}]``, at most 10; ``relation`` at
            most 32 bytes
        :param to_invite: whether to invite the parent (WeCom's default: true); only verified
            schools can
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
        children: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Change a parent; limits as in :meth:`create_school_user_parent`.

        :param new_parent_userid: another id, once; then the call is not repeated
        :param children: replaces all; an empty list changes nothing

        WeCom page 92333.
        """
        max_bytes("new_parent_userid", new_parent_userid, 64)
        _check_parent(parent_userid, children)
        return self._post(
            "school/user/update_parent",
            {
                "parent_userid": parent_userid,
                "new_parent_userid": new_parent_userid,
                "mobile": mobile,
                "children": children,
            },
            idempotent=new_parent_userid is None,
        )

    def delete_school_user_parent(self, userid: str) -> dict[str, Any]:
        """Delete a parent. WeCom page 92332."""
        return self._get("school/user/delete_parent", {"userid": userid}, idempotent=False)

    def batch_create_school_parent(self, parents: list[JSONObject]) -> dict[str, Any]:
        """Add up to 100 parents; see :class:`SchoolParents` about those that fail.

        :param parents: ``[{"parent_userid": …, "mobile": …, "children": […]}]``, also
            ``to_invite``, as in :meth:`create_school_user_parent`
        :raises ValueError: more than 100

        WeCom page 92334.
        """
        max_length("parents", parents, 100)
        return self._post("school/user/batch_create_parent", {"parents": parents})

    def batch_update_school_parent(self, parents: list[JSONObject]) -> dict[str, Any]:
        """Change up to 100 parents; see :class:`SchoolParents` about those that fail.

        :param parents: ``[{"parent_userid": …}]``, with what is to change: ``mobile``,
            ``children``, ``new_parent_userid``, as in :meth:`update_school_user_parent`
        :raises ValueError: more than 100

        WeCom page 92336.
        """
        max_length("parents", parents, 100)
        return self._post("school/user/batch_update_parent", {"parents": parents})

    def batch_delete_school_parent(self, useridlist: list[str]) -> dict[str, Any]:
        """Delete up to 100 parents; see :class:`SchoolParents` about those that fail.

        :raises ValueError: more than 100

        WeCom page 92335.
        """
        max_length("useridlist", useridlist, 100)
        return self._post("school/user/batch_delete_parent", {"useridlist": useridlist})

    def list_school_parents(self, department_id: int) -> dict[str, Any]:
        """Get ``parents`` of the students of a department.

        :param department_id: without those below it

        WeCom page 92446.
        """
        return self._get("school/user/list_parent", {"department_id": department_id})


def _check_parent(parent_userid: str, children: list[JSONObject] | None) -> None:
    max_bytes("parent_userid", parent_userid, 64)
    max_length("children", children, 10)
    for child in children or ():
        max_bytes("children.relation", child.get("relation"), 32)
