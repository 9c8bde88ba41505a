"""Messages to customers: mass messages (企业群发) and welcome messages.

Mass messages are not sent at once: a member has to confirm each one in the WeCom app.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Time
from ..engine.checks import max_days, max_length, require_one_of
from ..engine.contents import Article, Sendable, Text, as_attachments, as_text
from ..engine.family import Family, JSONObject

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["ExternalMessages"]


class ExternalMessages(Family):
    """Mass messages to customers and customer groups, and the welcome of a new customer."""

    def add_msg_template(
        self,
        chat_type: Literal["single", "group"] = "single",
        *,
        external_userid: list[str] | None = None,
        chat_id_list: list[str] | None = None,
        tag_filter: records.TagFilter | None = None,
        sender: str | None = None,
        allow_select: bool | None = None,
        text: records.Words | Text | str | None = None,
        attachments: Sequence[JSONObject | Sendable | Article] | None = None,
    ) -> dict[str, Any]:
        """Create a mass message, which members must confirm: ``msgid`` and ``fail_list``.

        A customer or a group gets at most as many in a month as the month has days.

        :param chat_type: ``single`` (customers) or ``group`` (customer groups)
        :param external_userid: at most 10,000 customers
        :param chat_id_list: at most 2,000 groups
        :param tag_filter: ``{"group_list": [{"tag_list": […]}]}``: customers with a tag of each
            list, at most 100 tags in one; WeCom ignores it beside ``external_userid``
        :param sender: the member who sends it, needed for groups; for customers one of
            ``sender``, ``external_userid`` and ``tag_filter`` is needed
        :param allow_select: the member may choose among the customers
        :param text: a text, ``Text(…)`` or ``{"content": …}``, at most 4,000 bytes
        :param attachments: at most 9: ``Image(media_id)``, ``Video``, ``File``, an ``Article`` for
            a link, or dicts with ``msgtype``; text or attachments are needed
        :raises ValueError: over a limit, or nothing to send

        WeCom page 92135.
        """
        max_length("external_userid", external_userid, 10000)
        max_length("chat_id_list", chat_id_list, 2000)
        text, attachments = _message(text, attachments)
        return self._post(
            "externalcontact/add_msg_template",
            {
                "chat_type": chat_type,
                "external_userid": external_userid,
                "chat_id_list": chat_id_list,
                "tag_filter": tag_filter,
                "sender": sender,
                "allow_select": allow_select,
                "text": text,
                "attachments": attachments,
            },
        )

    def remind_groupmsg_send(self, msgid: str) -> dict[str, Any]:
        """Remind the members who have not confirmed; 3 times in 24 hours at most.

        WeCom page 97610.
        """
        return self._post("externalcontact/remind_groupmsg_send", {"msgid": msgid})

    def cancel_groupmsg_send(self, msgid: str) -> dict[str, Any]:
        """Stop a mass message for the members who have not sent it. WeCom page 97611."""
        return self._post("externalcontact/cancel_groupmsg_send", {"msgid": msgid})

    def get_groupmsg_list(
        self,
        chat_type: Literal["single", "group"],
        start_time: Time,
        end_time: Time,
        *,
        creator: str | None = None,
        filter_type: Literal[0, 1, 2] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the mass messages in a period: ``group_msg_list``.

        :param start_time: Unix seconds
        :param end_time: Unix seconds, at most one month after ``start_time``
        :param filter_type: 0 by the corp, 1 by members, 2 all (WeCom's default)
        :param limit: page size, at most 100; WeCom takes a larger number for 50, its default
        :raises ValueError: over a limit

        WeCom page 93338.
        """
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        return self._post(
            "externalcontact/get_groupmsg_list_v2",
            {
                "chat_type": chat_type,
                "start_time": start_time,
                "end_time": end_time,
                "creator": creator,
                "filter_type": filter_type,
                "limit": limit,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_groupmsgs(
        self,
        chat_type: Literal["single", "group"],
        start_time: Time,
        end_time: Time,
        *,
        creator: str | None = None,
        filter_type: Literal[0, 1, 2] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the mass messages from all pages of :meth:`get_groupmsg_list`."""
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        return self._post_pages(
            "externalcontact/get_groupmsg_list_v2",
            {
                "chat_type": chat_type,
                "start_time": start_time,
                "end_time": end_time,
                "creator": creator,
                "filter_type": filter_type,
                "limit": limit,
            },
            "group_msg_list",
        )

    def get_groupmsg_task(
        self, msgid: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the members who must send a mass message: ``task_list``.

        ``status`` is 0 not sent, 2 sent.

        :param limit: page size, at most 1,000; WeCom takes a larger number for 500, its default

        WeCom page 93338.
        """
        return self._post(
            "externalcontact/get_groupmsg_task",
            {"msgid": msgid, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_groupmsg_tasks(
        self, msgid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the tasks from all pages of :meth:`get_groupmsg_task`."""
        return self._post_pages(
            "externalcontact/get_groupmsg_task", {"msgid": msgid, "limit": limit}, "task_list"
        )

    def get_groupmsg_send_result(
        self, msgid: str, userid: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the results for the customers of one member: ``send_list``.

        ``status`` is 0 not sent, 1 sent, 2 not sent since the customer is no friend any more, 3
        not sent since the customer got another mass message. Of groups only those are listed that
        got it.

        :param limit: page size, at most 1,000; WeCom takes a larger number for 500, its default

        WeCom page 93338.
        """
        return self._post(
            "externalcontact/get_groupmsg_send_result",
            {"msgid": msgid, "userid": userid, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_groupmsg_send_results(
        self, msgid: str, userid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the results from all pages of :meth:`get_groupmsg_send_result`."""
        return self._post_pages(
            "externalcontact/get_groupmsg_send_result",
            {"msgid": msgid, "userid": userid, "limit": limit},
            "send_list",
        )

    def get_group_msg_result(
        self, msgid: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return the result of a mass message. Legacy: no longer maintained by WeCom.

        Use :meth:`get_groupmsg_task` and :meth:`get_groupmsg_send_result` instead.
        WeCom page 92136.
        """
        return self._post(
            "externalcontact/get_group_msg_result",
            {"msgid": msgid, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def send_welcome_msg(
        self,
        welcome_code: str,
        *,
        text: records.Words | Text | str | None = None,
        attachments: Sequence[JSONObject | Sendable | Article] | None = None,
    ) -> dict[str, Any]:
        """Send a welcome message to a new customer, once, within 20 seconds of the callback.

        :param text: a text, ``Text(…)`` or ``{"content": …}``, at most 4,000 bytes
        :param attachments: at most 9: ``Image(media_id)``, ``Video``, ``File``, an ``Article`` for
            a link, or dicts with ``msgtype``; text or attachments are needed
        :raises ValueError: over a limit, or nothing to send

        WeCom page 92137.
        """
        text, attachments = _message(text, attachments)
        return self._post(
            "externalcontact/send_welcome_msg",
            {"welcome_code": welcome_code, "text": text, "attachments": attachments},
        )


def _message(
    text: records.Words | Text | str | None,
    attachments: Sequence[JSONObject | Sendable | Article] | None,
) -> tuple[Any, list[Any] | None]:
    """Return text and attachments as WeCom takes them, checked."""
    require_one_of(text=text, attachments=attachments)
    max_length("attachments", attachments, 9)
    return as_text("text", text, 4000), as_attachments("attachments", attachments)
