"""Mail (邮件): mail groups."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Flag
from ..engine.checks import max_bytes, require_one_of
from ..engine.family import Family, JSONObject

__all__ = ["ExmailGroups"]


class ExmailGroups(Family):
    """Mail groups. An application reads and changes those that it has created."""

    def create_exmail_group(
        self,
        groupid: str,
        groupname: str,
        *,
        email_list: JSONObject | None = None,
        group_list: JSONObject | None = None,
        tag_list: JSONObject | None = None,
        department_list: JSONObject | None = None,
        allow_type: Literal[0, 1, 2, 3] | None = None,
        allow_emaillist: JSONObject | None = None,
        allow_taglist: JSONObject | None = None,
        allow_departmentlist: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Create a mail group.

        :param groupid: its address
        :param groupname: at most 200 bytes, unique
        :param email_list: ``{"list": […]}``, like the other lists; one of the first four is
            needed
        :param allow_type: the permitted senders: 0 the corp, 1 everyone, 2 its members, 3 those
            of the ``allow_…`` lists, of which one is needed then; with another type there must be
            none
        :raises ValueError: over the limit, or without any member

        WeCom page 95510.
        """
        max_bytes("groupname", groupname, 200)
        require_one_of(
            email_list=email_list,
            group_list=group_list,
            tag_list=tag_list,
            department_list=department_list,
        )
        return self._post(
            "exmail/group/create",
            {
                "groupid": groupid,
                "groupname": groupname,
                "email_list": email_list,
                "group_list": group_list,
                "tag_list": tag_list,
                "department_list": department_list,
                "allow_type": allow_type,
                "allow_emaillist": allow_emaillist,
                "allow_taglist": allow_taglist,
                "allow_departmentlist": allow_departmentlist,
            },
        )

    def update_exmail_group(
        self,
        groupid: str,
        *,
        groupname: str | None = None,
        email_list: JSONObject | None = None,
        group_list: JSONObject | None = None,
        tag_list: JSONObject | None = None,
        department_list: JSONObject | None = None,
        allow_type: Literal[0, 1, 2, 3] | None = None,
        allow_emaillist: JSONObject | None = None,
        allow_taglist: JSONObject | None = None,
        allow_departmentlist: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change a mail group; a list that is given replaces the one that was.

        ``{"list": []}`` empties a list, but not all lists of members can be empty. The limits are
        those of :meth:`create_exmail_group`.

        WeCom page 97995.
        """
        max_bytes("groupname", groupname, 200)
        return self._post(
            "exmail/group/update",
            {
                "groupid": groupid,
                "groupname": groupname,
                "email_list": email_list,
                "group_list": group_list,
                "tag_list": tag_list,
                "department_list": department_list,
                "allow_type": allow_type,
                "allow_emaillist": allow_emaillist,
                "allow_taglist": allow_taglist,
                "allow_departmentlist": allow_departmentlist,
            },
            idempotent=True,
        )

    def delete_exmail_group(self, groupid: str) -> dict[str, Any]:
        """Delete a mail group. WeCom page 97996."""
        return self._post("exmail/group/delete", {"groupid": groupid})

    def get_exmail_group(self, groupid: str) -> dict[str, Any]:
        """Return a mail group. WeCom page 97997."""
        return self._get("exmail/group/get", {"groupid": groupid})

    def search_exmail_groups(
        self, *, groupid: str | None = None, fuzzy: Flag | None = None
    ) -> dict[str, Any]:
        """Find mail groups by address, or get all of them: ``groups``.

        :param groupid: a part of the address
        :param fuzzy: 1 finds what contains ``groupid``, 0 gets all groups; WeCom requires it, so
            it is sent as 1 with a ``groupid`` and as 0 without

        WeCom page 97998.
        """
        if fuzzy is None:
            fuzzy = int(groupid is not None)
        return self._get("exmail/group/search", {"fuzzy": fuzzy, "groupid": groupid})
