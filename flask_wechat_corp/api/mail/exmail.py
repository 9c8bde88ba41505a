"""Mail (邮件): sending as the application, groups, business mailboxes, options of members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.checks import one_of_them
from ..engine.family import Family, at_most_bytes

__all__ = ["ExmailGroups", "ExmailMailboxes", "Exmails"]

#: lists inside a mail call are wrapped once more: ``{"list": […]}``
Part = Mapping[str, Any]


class Exmails(Family):
    """The application's own mail, and what members have in theirs."""

    def send_exmail(
        self,
        to: Part,
        subject: str,
        content: str,
        *,
        cc: Part | None = None,
        bcc: Part | None = None,
        content_type: str | None = None,
        attachment_list: list[Part] | None = None,
        schedule: Part | None = None,
        meeting: Part | None = None,
        enable_id_trans: int | None = None,
    ) -> dict[str, Any]:
        """Send a mail, also an invitation, from the application's mailbox.

        :param to: ``{"emails": […], "userids": […]}``, like ``cc`` and ``bcc``
        :param content_type: ``html`` (WeCom's default) or ``text``
        :param attachment_list: ``[{"file_name": …, "content": …}]`` in base64
        :param schedule: makes it an invitation; with ``meeting``, to an online meeting

        WeCom page 97445.
        """
        return self._post(
            "exmail/app/compose_send",
            {
                "to": to,
                "cc": cc,
                "bcc": bcc,
                "subject": subject,
                "content": content,
                "content_type": content_type,
                "attachment_list": attachment_list,
                "schedule": schedule,
                "meeting": meeting,
                "enable_id_trans": enable_id_trans,
            },
        )

    def get_exmail_app_mail_list(
        self,
        *,
        begin_time: int | None = None,
        end_time: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the mails the application received: ``mail_list``.

        :param begin_time: Unix seconds

        WeCom page 97505.
        """
        return self._post(
            "exmail/app/get_mail_list",
            {"begin_time": begin_time, "end_time": end_time, "limit": limit, "cursor": cursor},
            repeatable=True,
        )

    def iter_exmail_app_mails(
        self,
        *,
        begin_time: int | None = None,
        end_time: int | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the mails from all pages of :meth:`get_exmail_app_mail_list`."""
        return self._post_pages(
            "exmail/app/get_mail_list",
            {"begin_time": begin_time, "end_time": end_time, "limit": limit},
            "mail_list",
        )

    def read_exmail(self, mail_id: str) -> dict[str, Any]:
        """Return a mail as it came (EML): ``mail_data``. WeCom page 97982."""
        return self._post("exmail/app/read_mail", {"mail_id": mail_id}, repeatable=True)

    def get_exmail_app_email_alias(self) -> dict[str, Any]:
        """Return the addresses of the application: ``email``, ``alias_list``.

        WeCom page 97992.
        """
        return self._post("exmail/app/get_email_alias", repeatable=True)

    def update_exmail_app_email_alias(self, new_email: str) -> dict[str, Any]:
        """Change the address of the application; the old one stays an alias. WeCom page 97503."""
        return self._post("exmail/app/update_email_alias", {"new_email": new_email})

    def act_exmail_account(
        self, type: int, *, userid: str | None = None, publicemail_id: int | None = None
    ) -> dict[str, Any]:
        """Switch the mailbox of a member, or a business mailbox, on (1) or off (2).

        :raises ValueError: neither mailbox given

        WeCom page 95512.
        """
        one_of_them(userid=userid, publicemail_id=publicemail_id)
        return self._post(
            "exmail/account/act_email",
            {"userid": userid, "publicemail_id": publicemail_id, "type": type},
            repeatable=True,
        )

    def get_exmail_newcount(self, userid: str) -> dict[str, Any]:
        """Return how many mails a member has not read: ``count``. WeCom page 95514."""
        return self._post("exmail/mail/get_newcount", {"userid": userid}, repeatable=True)

    def get_exmail_useroption(self, userid: str, type: list[int]) -> dict[str, Any]:
        """Return options of a member's mailbox: ``option``.

        :param type: 1 forced secure login, 2 IMAP/SMTP, 3 POP/SMTP, 4 secure login

        WeCom page 95513.
        """
        return self._post(
            "exmail/useroption/get", {"userid": userid, "type": type}, repeatable=True
        )

    def update_exmail_useroption(self, userid: str, option: Part) -> dict[str, Any]:
        """Change options of a member's mailbox.

        :param option: ``{"list": [{"type": 1, "value": "0"}]}``

        WeCom page 98008.
        """
        return self._post(
            "exmail/useroption/update", {"userid": userid, "option": option}, repeatable=True
        )


class ExmailGroups(Family):
    """Mail groups."""

    def create_exmail_group(
        self,
        groupid: str,
        groupname: str,
        *,
        email_list: Part | None = None,
        group_list: Part | None = None,
        tag_list: Part | None = None,
        department_list: Part | None = None,
        allow_type: int | None = None,
        allow_emaillist: Part | None = None,
        allow_taglist: Part | None = None,
        allow_departmentlist: Part | None = None,
    ) -> dict[str, Any]:
        """Make a mail group.

        :param groupid: its address
        :param groupname: at most 64 bytes
        :param email_list: ``{"list": […]}``, like the other lists; one of the first four is
            needed
        :param allow_type: who may write to it: 0 the corp, 1 everybody, 2 its members, 3 those
            of the ``allow_…`` lists
        :raises ValueError: over the limit, or nobody in it

        WeCom page 95510.
        """
        at_most_bytes("groupname", groupname, 64)
        one_of_them(
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
        email_list: Part | None = None,
        group_list: Part | None = None,
        tag_list: Part | None = None,
        department_list: Part | None = None,
        allow_type: int | None = None,
        allow_emaillist: Part | None = None,
        allow_taglist: Part | None = None,
        allow_departmentlist: Part | None = None,
    ) -> dict[str, Any]:
        """Change a mail group; a list that is given replaces the one that was.

        WeCom page 97995.
        """
        at_most_bytes("groupname", groupname, 64)
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
            repeatable=True,
        )

    def delete_exmail_group(self, groupid: str) -> dict[str, Any]:
        """Delete a mail group. WeCom page 97996."""
        return self._post("exmail/group/delete", {"groupid": groupid})

    def get_exmail_group(self, groupid: str) -> dict[str, Any]:
        """Return a mail group. WeCom page 97997."""
        return self._get("exmail/group/get", {"groupid": groupid})

    def search_exmail_groups(
        self, *, groupid: str | None = None, fuzzy: int | None = None
    ) -> dict[str, Any]:
        """Find mail groups by address, or all of them: ``groups``.

        :param fuzzy: 1: the address only begins like this

        WeCom page 97998.
        """
        return self._get("exmail/group/search", {"fuzzy": fuzzy, "groupid": groupid})


class ExmailMailboxes(Family):
    """Business mailboxes (公共邮箱), which several members read."""

    def create_exmail_publicmail(
        self,
        email: str,
        name: str,
        *,
        userid_list: Part | None = None,
        tag_list: Part | None = None,
        department_list: Part | None = None,
        create_auth_code: int | None = None,
        auth_code_info: Part | None = None,
    ) -> dict[str, Any]:
        """Make a business mailbox: ``id``.

        :param userid_list: ``{"list": […]}``, like the other lists; one is needed
        :param create_auth_code: 1 makes a password for mail programs, told once in the answer
        :raises ValueError: nobody to read it

        WeCom page 95511.
        """
        one_of_them(userid_list=userid_list, tag_list=tag_list, department_list=department_list)
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
        userid_list: Part | None = None,
        tag_list: Part | None = None,
        department_list: Part | None = None,
        alias_list: Part | None = None,
        create_auth_code: int | None = None,
        auth_code_info: Part | None = None,
    ) -> dict[str, Any]:
        """Change a business mailbox; a list that is given replaces the one that was.

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
            repeatable=create_auth_code != 1,
        )

    def delete_exmail_publicmail(self, id: int) -> dict[str, Any]:
        """Delete a business mailbox. WeCom page 98001."""
        return self._post("exmail/publicmail/delete", {"id": id})

    def get_exmail_publicmail(self, id_list: list[int]) -> dict[str, Any]:
        """Return business mailboxes: ``list``. WeCom page 98002."""
        return self._post("exmail/publicmail/get", {"id_list": id_list}, repeatable=True)

    def search_exmail_publicmails(
        self, *, email: str | None = None, fuzzy: int | None = None
    ) -> dict[str, Any]:
        """Find business mailboxes by address, or all of them: ``list``.

        :param fuzzy: 1: the address only begins like this

        WeCom page 98003.
        """
        return self._get("exmail/publicmail/search", {"fuzzy": fuzzy, "email": email})

    def get_exmail_publicmail_auth_code_list(self, id: int) -> dict[str, Any]:
        """Return the passwords for mail programs, without themselves. WeCom page 100183."""
        return self._post("exmail/publicmail/get_auth_code_list", {"id": id}, repeatable=True)

    def delete_exmail_publicmail_auth_code(self, id: int, auth_code_id: int) -> dict[str, Any]:
        """Delete a password for mail programs. WeCom page 100184."""
        return self._post(
            "exmail/publicmail/delete_auth_code", {"id": id, "auth_code_id": auth_code_id}
        )
