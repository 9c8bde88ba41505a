"""Customer moments (客户朋友圈): publishing, and the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Time
from ..engine.checks import (
    max_days,
    max_display_width,
    max_length,
    require_one_of,
    required,
)
from ..engine.contents import Sendable, Text, as_attachments, as_part
from ..engine.family import Family, JSONObject

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["ExternalMoments"]


class ExternalMoments(Family):
    """Moments that members publish for their customers."""

    def add_moment_task(
        self,
        *,
        text: JSONObject | Text | str | None = None,
        attachments: Sequence[JSONObject | Sendable] | None = None,
        visible_range: records.VisibleRange | None = None,
    ) -> dict[str, Any]:
        """Ask members to publish a moment: ``jobid``, see :meth:`get_moment_task_result`.

        At most 10 calls a minute and 100,000 a month. The ``jobid`` is valid for 24 hours.
        Providers' applications need the permission 客户朋友圈-发表到成员客户的朋友圈.

        :param text: a text, ``Text(…)`` or ``{"content": …}``, at most 2,000 Chinese characters
        :param attachments: at most 9 images, or 1 video, or 1 link: ``Image(media_id)``, ``Video``,
            or dicts with ``msgtype``; text or these are needed. A link has ``url``, the
            ``media_id`` of its picture, and a ``title`` of at most 64 Chinese characters. The files
            come from :meth:`upload_attachment`
        :param visible_range: ``sender_list``, at most 100,000 members, and departments (default:
            all that see the app; WeCom ignores others), and ``external_contact_list``, tags of the
            corp, not those of groups of rules, whose customers alone see it
        :raises ValueError: over a limit, or nothing to publish

        WeCom page 95094.
        """
        require_one_of(text=text, attachments=attachments)
        words = as_part("text", text)
        max_display_width("text.content", (words or {}).get("content"), 4000)
        max_length("attachments", attachments, 9)
        files = as_attachments("attachments", attachments)
        senders = ((visible_range or {}).get("sender_list") or {}).get("user_list")
        max_length("visible_range.sender_list.user_list", senders, 100_000)
        return self._post(
            "externalcontact/add_moment_task",
            {"text": words, "attachments": files, "visible_range": visible_range},
        )

    def get_moment_task_result(self, jobid: str) -> dict[str, Any]:
        """Return the status of :meth:`add_moment_task`: ``status`` 3 is done, then ``result``.

        1 is started, 2 running.

        :param jobid: good for 24 hours

        WeCom page 95094.
        """
        return self._get("externalcontact/get_moment_task_result", {"jobid": jobid})

    def cancel_moment_task(self, moment_id: str) -> dict[str, Any]:
        """Stop a moment for the members who have not published it. WeCom page 97612."""
        return self._post("externalcontact/cancel_moment_task", {"moment_id": moment_id})

    def get_moment_list(
        self,
        start_time: Time,
        end_time: Time,
        *,
        creator: str | None = None,
        filter_type: Literal[0, 1, 2] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the moments in a period: ``moment_list``, without deleted ones.

        :param start_time: Unix seconds
        :param end_time: Unix seconds, at most 30 days after ``start_time``
        :param filter_type: 0 by the corp, 1 by members, 2 all (WeCom's default)
        :param limit: page size; WeCom takes a number above 20 for 20, its default
        :raises ValueError: over a limit

        WeCom page 93333.
        """
        max_days(start_time, end_time, 30, names=("start_time", "end_time"))
        return self._post(
            "externalcontact/get_moment_list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "creator": creator,
                "filter_type": filter_type,
                "limit": limit,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_moments(
        self,
        start_time: Time,
        end_time: Time,
        *,
        creator: str | None = None,
        filter_type: Literal[0, 1, 2] | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the moments from all pages of :meth:`get_moment_list`."""
        max_days(start_time, end_time, 30, names=("start_time", "end_time"))
        return self._post_pages(
            "externalcontact/get_moment_list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "creator": creator,
                "filter_type": filter_type,
                "limit": limit,
            },
            "moment_list",
        )

    def get_moment_task(
        self, moment_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the members who must publish a corp's moment: ``task_list``.

        :param limit: page size, at most 1,000; WeCom takes a larger number for 500, its default

        WeCom page 93333.
        """
        return self._post(
            "externalcontact/get_moment_task",
            {"moment_id": moment_id, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_moment_tasks(
        self, moment_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the tasks from all pages of :meth:`get_moment_task`."""
        return self._post_pages(
            "externalcontact/get_moment_task", {"moment_id": moment_id, "limit": limit}, "task_list"
        )

    def get_moment_customer_list(
        self,
        moment_id: str,
        userid: str | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the customers that a moment is intended for: ``customer_list``.

        :param userid: needed: the member who published it
        :param limit: page size, at most 1,000; WeCom takes a larger number for 500, its default
        :raises ValueError: without ``userid``

        WeCom page 93333.
        """
        required(userid=userid)
        return self._post(
            "externalcontact/get_moment_customer_list",
            {"moment_id": moment_id, "userid": userid, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_moment_customers(
        self, moment_id: str, userid: str | None = None, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_moment_customer_list`."""
        required(userid=userid)
        return self._post_pages(
            "externalcontact/get_moment_customer_list",
            {"moment_id": moment_id, "userid": userid, "limit": limit},
            "customer_list",
        )

    def get_moment_send_result(
        self,
        moment_id: str,
        userid: str | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the customers who can see a moment: ``customer_list``.

        :param userid: needed: the member who published it
        :param limit: page size, at most 5,000; WeCom takes a larger number for 3,000, its default
        :raises ValueError: without ``userid``

        WeCom page 93333.
        """
        required(userid=userid)
        return self._post(
            "externalcontact/get_moment_send_result",
            {"moment_id": moment_id, "userid": userid, "limit": limit, "cursor": cursor},
            idempotent=True,
        )

    def iter_moment_send_results(
        self, moment_id: str, userid: str | None = None, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_moment_send_result`."""
        required(userid=userid)
        return self._post_pages(
            "externalcontact/get_moment_send_result",
            {"moment_id": moment_id, "userid": userid, "limit": limit},
            "customer_list",
        )

    def get_moment_comments(self, moment_id: str, userid: str) -> dict[str, Any]:
        """Return the likes and comments of a moment: ``comment_list``, ``like_list``.

        :param userid: the member who published it

        WeCom page 93333.
        """
        return self._post(
            "externalcontact/get_moment_comments",
            {"moment_id": moment_id, "userid": userid},
            idempotent=True,
        )
