"""Customer moments (客户朋友圈): publishing, what came of it, and groups of rules for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.checks import at_most_days, at_most_width, one_of_them
from ..engine.family import Family, at_most, no_more_than
from .strategies import check_strategy

__all__ = ["ExternalMoments", "MomentStrategies"]

Part = Mapping[str, Any]


class ExternalMoments(Family):
    """Moments that members publish for their customers."""

    def add_moment_task(
        self,
        *,
        text: Part | None = None,
        attachments: list[Part] | None = None,
        visible_range: Part | None = None,
    ) -> dict[str, Any]:
        """Ask members to publish a moment: ``jobid``, see :meth:`get_moment_task_result`.

        :param text: ``{"content": …}``, at most 2,000 Chinese characters
        :param attachments: at most 9 images, or 1 video, or 1 link; text or these are needed
        :param visible_range: ``sender_list`` and ``external_contact_list``, at most 100,000
            members
        :raises ValueError: over a limit, or nothing to publish

        WeCom page 95094.
        """
        one_of_them(text=text, attachments=attachments)
        at_most_width("text.content", (text or {}).get("content"), 4000)
        at_most("attachments", attachments, 9)
        senders = ((visible_range or {}).get("sender_list") or {}).get("user_list")
        at_most("visible_range.sender_list.user_list", senders, 100_000)
        return self._post(
            "externalcontact/add_moment_task",
            {"text": text, "attachments": attachments, "visible_range": visible_range},
        )

    def get_moment_task_result(self, jobid: str) -> dict[str, Any]:
        """Return how far :meth:`add_moment_task` is: ``status`` 3 is done, then ``result``.

        WeCom page 95094.
        """
        return self._get("externalcontact/get_moment_task_result", {"jobid": jobid})

    def cancel_moment_task(self, moment_id: str) -> dict[str, Any]:
        """Stop a moment for those who have not published it. WeCom page 97612."""
        return self._post("externalcontact/cancel_moment_task", {"moment_id": moment_id})

    def get_moment_list(
        self,
        start_time: int,
        end_time: int,
        *,
        creator: str | None = None,
        filter_type: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the moments of a time: ``moment_list``.

        :param start_time: Unix seconds
        :param end_time: Unix seconds, at most 30 days after ``start_time``
        :param filter_type: 0 by the corp, 1 by members, 2 all
        :param limit: page size, at most 20
        :raises ValueError: over a limit

        WeCom page 93333.
        """
        no_more_than("limit", limit, 20)
        at_most_days(start_time, end_time, 30)
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
            repeatable=True,
        )

    def iter_moments(
        self,
        start_time: int,
        end_time: int,
        *,
        creator: str | None = None,
        filter_type: int | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the moments from all pages of :meth:`get_moment_list`."""
        no_more_than("limit", limit, 20)
        at_most_days(start_time, end_time, 30)
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
        """Return one page of who has to publish a corp's moment, and who did: ``task_list``.

        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 93333.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/get_moment_task",
            {"moment_id": moment_id, "limit": limit, "cursor": cursor},
            repeatable=True,
        )

    def iter_moment_tasks(
        self, moment_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the tasks from all pages of :meth:`get_moment_task`."""
        no_more_than("limit", limit, 1000)
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
        """Return one page of the customers a moment was meant for: ``customer_list``.

        :param userid: the member who published it; WeCom's manual asks for it
        :param limit: page size, at most 1,000 (WeCom's default is 500)
        :raises ValueError: over the limit

        WeCom page 93333.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/get_moment_customer_list",
            {"moment_id": moment_id, "userid": userid, "limit": limit, "cursor": cursor},
            repeatable=True,
        )

    def iter_moment_customers(
        self, moment_id: str, userid: str | None = None, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_moment_customer_list`."""
        no_more_than("limit", limit, 1000)
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

        :param userid: the member who published it; WeCom's manual asks for it
        :param limit: page size, at most 5,000 (WeCom's default is 3,000)
        :raises ValueError: over the limit

        WeCom page 93333.
        """
        no_more_than("limit", limit, 5000)
        return self._post(
            "externalcontact/get_moment_send_result",
            {"moment_id": moment_id, "userid": userid, "limit": limit, "cursor": cursor},
            repeatable=True,
        )

    def iter_moment_send_results(
        self, moment_id: str, userid: str | None = None, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`get_moment_send_result`."""
        no_more_than("limit", limit, 5000)
        return self._post_pages(
            "externalcontact/get_moment_send_result",
            {"moment_id": moment_id, "userid": userid, "limit": limit},
            "customer_list",
        )

    def get_moment_comments(self, moment_id: str, userid: str) -> dict[str, Any]:
        """Return who liked and commented a moment: ``comment_list``, ``like_list``.

        WeCom page 93333.
        """
        return self._post(
            "externalcontact/get_moment_comments",
            {"moment_id": moment_id, "userid": userid},
            repeatable=True,
        )


class MomentStrategies(Family):
    """Groups of rules for moments: who may see and publish what for which members."""

    def list_moment_strategies(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the ids of the groups of rules: ``strategy``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94890.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/moment_strategy/list",
            {"cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_moment_strategies(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield ``{"strategy_id": …}`` from all pages of :meth:`list_moment_strategies`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/moment_strategy/list", {"limit": limit}, "strategy"
        )

    def get_moment_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Return a group of rules: ``strategy``. WeCom page 94890."""
        return self._post(
            "externalcontact/moment_strategy/get", {"strategy_id": strategy_id}, repeatable=True
        )

    def get_moment_strategy_range(
        self, strategy_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members and departments of a group of rules: ``range``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94890.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/moment_strategy/get_range",
            {"strategy_id": strategy_id, "cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_moment_strategy_range(
        self, strategy_id: int, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the nodes from all pages of :meth:`get_moment_strategy_range`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/moment_strategy/get_range",
            {"strategy_id": strategy_id, "limit": limit},
            "range",
        )

    def create_moment_strategy(
        self,
        strategy_name: str,
        admin_list: list[str],
        privilege: Part,
        range: list[Part],
        *,
        parent_id: int | None = None,
    ) -> dict[str, Any]:
        """Make a group of rules: ``strategy_id``. Not at the same time as another one.

        :param admin_list: at most 20 members
        :param range: ``[{"type": 1, "userid": …}, {"type": 2, "partyid": …}]``, at most 100
        :raises ValueError: over a limit

        WeCom page 94890.
        """
        check_strategy(admin_list, range)
        return self._post(
            "externalcontact/moment_strategy/create",
            {
                "parent_id": parent_id,
                "strategy_name": strategy_name,
                "admin_list": admin_list,
                "privilege": privilege,
                "range": range,
            },
        )

    def edit_moment_strategy(
        self,
        strategy_id: int,
        *,
        strategy_name: str | None = None,
        admin_list: list[str] | None = None,
        privilege: Part | None = None,
        range_add: list[Part] | None = None,
        range_del: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Change a group of rules, at most 20 admins and 100 nodes at once.

        WeCom page 94890.
        """
        check_strategy(admin_list, [*(range_add or ()), *(range_del or ())])
        return self._post(
            "externalcontact/moment_strategy/edit",
            {
                "strategy_id": strategy_id,
                "strategy_name": strategy_name,
                "admin_list": admin_list,
                "privilege": privilege,
                "range_add": range_add,
                "range_del": range_del,
            },
            repeatable=True,
        )

    def delete_moment_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Delete a group of rules. WeCom page 94890."""
        return self._post("externalcontact/moment_strategy/del", {"strategy_id": strategy_id})
