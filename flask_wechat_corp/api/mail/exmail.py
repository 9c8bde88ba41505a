"""Mail (邮件): the application's own mail, and the options of members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import max_length, max_value, require_one_of
from ..engine.family import Family, JSONObject

__all__ = ["Exmails"]

MAX_ATTACHMENTS = 200


class Exmails(Family):
    """The application's mailbox, and the options of members' mailboxes."""

    def send_exmail(
        self,
        to: JSONObject,
        subject: str,
        content: str,
        *,
        cc: JSONObject | None = None,
        bcc: JSONObject | None = None,
        content_type: Literal["html", "text"] | None = None,
        attachment_list: list[JSONObject] | None = None,
        schedule: JSONObject | None = None,
        meeting: JSONObject | None = None,
        enable_id_trans: Flag | None = None,
    ) -> dict[str, Any]:
        """Send a mail, also an invitation, from the application's mailbox.

        :param to: ``{"emails": […], "userids": […]}``, like ``cc`` and ``bcc``
        :param content_type: ``html`` (WeCom's default) or ``text``
        :param attachment_list: ``[{"file_name": …, "content": …}]`` in base64, at most 200; with
            the text at most 50 MB
        :param schedule: makes it an invitation: ``{"start_time": …, "end_time": …, "location": …,
            "reminders": {…}}``; a later mail with its ``schedule_id`` changes it, or cancels it
            with ``"method": "cancel"``. ``schedule_admins`` has at most 3 members. Requires the
            permission 日程
        :param meeting: makes it an invitation to an online meeting, together with ``schedule``;
            ``meeting_admins`` (one member) is needed, ``hosts`` has at most 10. Requires the
            permission 会议, too
        :param enable_id_trans: 1 replaces ``$userName=USERID$`` and the like in the texts; for
            third-party applications
        :raises ValueError: neither ``emails`` nor ``userids`` in ``to``, or over the limit

        WeCom pages 97445, 97854 and 97855.
        """
        require_one_of(**{"to.emails": to.get("emails"), "to.userids": to.get("userids")})
        max_length("attachment_list", attachment_list, MAX_ATTACHMENTS)
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
        begin_time: Time,
        end_time: Time,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the mails the application received: ``mail_list``.

        :param begin_time: Unix seconds or a datetime
        :param limit: page size, at most 1,000 (WeCom's default: 100)
        :raises ValueError: over the limit

        WeCom page 97369.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "exmail/app/get_mail_list",
            {"begin_time": begin_time, "end_time": end_time, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_exmail_app_mails(
        self, begin_time: Time, end_time: Time, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the mails from all pages of :meth:`get_exmail_app_mail_list`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "exmail/app/get_mail_list",
            {"begin_time": begin_time, "end_time": end_time, "limit": limit},
            "mail_list",
        )

    def read_exmail(self, mail_id: str) -> dict[str, Any]:
        """Return a mail in its original format (EML): ``mail_data``. WeCom page 97979."""
        return self._post("exmail/app/read_mail", {"mail_id": mail_id}, idempotent=True)

    def get_exmail_app_email_alias(self) -> dict[str, Any]:
        """Return the addresses of the application: ``email``, ``alias_list``.

        WeCom page 97991.
        """
        return self._post("exmail/app/get_email_alias", idempotent=True)

    def update_exmail_app_email_alias(self, new_email: str) -> dict[str, Any]:
        """Change the address of the application; the old one stays an alias. WeCom page 97373."""
        return self._post("exmail/app/update_email_alias", {"new_email": new_email})

    def act_exmail_account(
        self, type: Literal[1, 2], *, userid: str | None = None, publicemail_id: int | None = None
    ) -> dict[str, Any]:
        """Enable (1) or disable (2) the mailbox of a member, or a business mailbox.

        The mailboxes of the super administrators and of the corp's creator cannot be disabled.

        :param publicemail_id: not read when ``userid`` is given
        :raises ValueError: neither mailbox given

        WeCom page 95512.
        """
        require_one_of(userid=userid, publicemail_id=publicemail_id)
        return self._post(
            "exmail/account/act_email",
            {"userid": userid, "publicemail_id": publicemail_id, "type": type},
            idempotent=True,
        )

    def get_exmail_newcount(self, userid: str) -> dict[str, Any]:
        """Return how many mails a member has not read: ``count``. WeCom page 95514."""
        return self._post("exmail/mail/get_newcount", {"userid": userid}, idempotent=True)

    def get_exmail_useroption(self, userid: str, type: list[int]) -> dict[str, Any]:
        """Return options of a member's mailbox: ``option``, see :meth:`update_exmail_useroption`.

        :param type: 1 forced secure login, 2 IMAP/SMTP, 3 POP/SMTP, 4 secure login

        WeCom page 95513.
        """
        return self._post(
            "exmail/useroption/get", {"userid": userid, "type": type}, idempotent=True
        )

    def update_exmail_useroption(self, userid: str, option: JSONObject) -> dict[str, Any]:
        """Change options of a member's mailbox.

        :param option: ``{"list": [{"type": 1, "value": "0"}]}``; the types are those of
            :meth:`get_exmail_useroption`, the value ``"1"`` enables, ``"0"`` disables

        WeCom page 98008.
        """
        return self._post(
            "exmail/useroption/update", {"userid": userid, "option": option}, idempotent=True
        )
