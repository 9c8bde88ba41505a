"""Mail (邮件): business mailboxes (公共邮箱)."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import max_display_width, require_one_of
from ..engine.family import Family, JSONObject

__all__ = ["ExmailMailboxes"]


class ExmailMailboxes(Family):
    """Business mailboxes (公共邮箱), which several members read.

    An application reads and changes those that it has created.
    """

    def create_exmail_publicmail(
        self,
        email: str,
        name: str,
        *,
        userid_list: JSONObject | None = None,
        tag_list: JSONObject | None = None,
        department_list: JSONObject | None = None,
        create_auth_code: Flag | None = None,
        auth_code_info: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Create a business mailbox: ``id``, and ``auth_code`` if a password was wanted.

        :param name: at most 64 characters (a Chinese one counts as two), unique
        :param userid_list: ``{"list": […]}``, like the other lists; one is needed
        :param create_auth_code: 1 creates a password for mail programs, returned only once
        :param auth_code_info: ``{"remark": …}`` about that password, at most 128 bytes
        :raises ValueError: no member may read it, or over the limit

        WeCom page 95511.
        """
        max_display_width("name", name, 64)
        require_one_of(userid_list=userid_list, tag_list=tag_list, department_list=department_list)
        return self._post(
            "exmail/publicmail/create",
            {
                "email": email,
                "name": name,
                "userid_list": userid_list,
                "tag_list": tag_list,
                "department_list": department_list,
                "create_auth_code": create_auth_code,
                "auth_code_info": auth_code_info,
            },
        )

    def update_exmail_publicmail(
        self,
        id: int,
        *,
        name: str | None = None,
        userid_list: JSONObject | None = None,
        tag_list: JSONObject | None = None,
        department_list: JSONObject | None = None,
        alias_list: JSONObject | None = None,
        create_auth_code: Flag | None = None,
        auth_code_info: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change a business mailbox; a list that is given replaces the one that was.

        ``{"list": []}`` empties a list, but one of the readers' lists must keep an entry.

        :param name: at most 64 characters (a Chinese one counts as two), unique
        :param alias_list: at most 5 addresses of 6 to 64 bytes
        :param create_auth_code: 1 creates another password for mail programs: ``auth_code``,
            returned only once. A mailbox has at most 10 that were created by the API
        :param auth_code_info: ``{"remark": …}`` about that password, at most 128 bytes

        WeCom page 98000.
        """
        return self._post(
            "exmail/publicmail/update",
            {
                "id": id,
                "name": name,
                "userid_list": userid_list,
                "tag_list": tag_list,
                "department_list": department_list,
                "alias_list": alias_list,
                "create_auth_code": create_auth_code,
                "auth_code_info": auth_code_info,
            },
            idempotent=create_auth_code != 1,
        )

    def delete_exmail_publicmail(self, id: int) -> dict[str, Any]:
        """Delete a business mailbox. WeCom page 98001."""
        return self._post("exmail/publicmail/delete", {"id": id})

    def get_exmail_publicmail(self, id_list: list[int]) -> dict[str, Any]:
        """Return business mailboxes: ``list``. WeCom page 98002."""
        return self._post("exmail/publicmail/get", {"id_list": id_list}, idempotent=True)

    def search_exmail_publicmails(
        self, *, email: str | None = None, fuzzy: Flag | None = None
    ) -> dict[str, Any]:
        """Find business mailboxes by address, or all of them: ``list``.

        :param email: a part of the address or the name
        :param fuzzy: 1 finds what contains ``email``, 0 gets all mailboxes; WeCom requires it, so
            it is sent as 1 with an ``email`` and as 0 without

        WeCom page 98003.
        """
        if fuzzy is None:
            fuzzy = int(email is not None)
        return self._get("exmail/publicmail/search", {"fuzzy": fuzzy, "email": email})

    def get_exmail_publicmail_auth_code_list(self, id: int) -> dict[str, Any]:
        """Return the passwords for mail programs, without their values: ``auth_code_list``.

        WeCom page 100183.
        """
        return self._post("exmail/publicmail/get_auth_code_list", {"id": id}, idempotent=True)

    def delete_exmail_publicmail_auth_code(self, id: int, auth_code_id: int) -> dict[str, Any]:
        """Delete a password for mail programs. WeCom page 100184."""
        return self._post(
            "exmail/publicmail/delete_auth_code", {"id": id, "auth_code_id": auth_code_id}
        )
