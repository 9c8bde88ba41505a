"""Links that bring customers (获客助手): their customers, and the remaining quota."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Time
from ..engine.checks import max_days, max_length, max_value, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records

__all__ = ["CustomerAcquisition"]

LINK_RANGE = ("user_list", "department_list")


class CustomerAcquisition(Family):
    """Links through which customers add members."""

    def list_acquisition_links(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the ids of this app's valid links: ``link_id_list``.

        :param limit: page size, at most 100
        :raises ValueError: over the limit

        WeCom page 97297.
        """
        max_value("limit", limit, 100)
        return self._post(
            "externalcontact/customer_acquisition/list_link",
            {"cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_acquisition_links(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the ids from all pages of :meth:`list_acquisition_links`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "externalcontact/customer_acquisition/list_link", {"limit": limit}, "link_id_list"
        )

    def get_acquisition_link(self, link_id: str) -> dict[str, Any]:
        """Return a link of this app: ``link``, ``range``, ``priority_option``.

        WeCom page 97297.
        """
        return self._post(
            "externalcontact/customer_acquisition/get", {"link_id": link_id}, idempotent=True
        )

    def create_acquisition_link(
        self,
        link_name: str,
        *,
        range: records.AcquisitionRange | None = None,
        priority_option: records.PriorityOption | None = None,
        skip_verify: bool | None = None,
        mark_source: bool | None = None,
    ) -> dict[str, Any]:
        """Create a link: ``link``.

        :param link_name: at most 30 characters
        :param range: ``user_list`` and ``department_list``, at most 500 members altogether; one
            is needed
        :param priority_option: ``{"priority_type": …}``: members whom the customer already has
            come first, 1 of the whole corp, 2 of ``priority_userid_list`` (at most 1,000)
        :param skip_verify: ``True`` (WeCom's default) adds customers without a confirmation
        :param mark_source: for applications of the kind 营销获客 only
        :raises ValueError: over a limit

        WeCom page 97297.
        """
        _check_link(link_name, range, priority_option)
        require_one_of(**{f"range.{key}": (range or {}).get(key) for key in LINK_RANGE})
        return self._post(
            "externalcontact/customer_acquisition/create_link",
            {
                "link_name": link_name,
                "range": range,
                "priority_option": priority_option,
                "skip_verify": skip_verify,
                "mark_source": mark_source,
            },
        )

    def update_acquisition_link(
        self,
        link_id: str,
        *,
        link_name: str | None = None,
        range: records.AcquisitionRange | None = None,
        priority_option: records.PriorityOption | None = None,
        skip_verify: bool | None = None,
        mark_source: bool | None = None,
    ) -> dict[str, Any]:
        """Change a link of this app; limits as in :meth:`create_acquisition_link`.

        ``range`` and ``priority_option`` replace the old ones.

        WeCom page 97297.
        """
        _check_link(link_name, range, priority_option)
        return self._post(
            "externalcontact/customer_acquisition/update_link",
            {
                "link_id": link_id,
                "link_name": link_name,
                "range": range,
                "priority_option": priority_option,
                "skip_verify": skip_verify,
                "mark_source": mark_source,
            },
            idempotent=True,
        )

    def delete_acquisition_link(self, link_id: str) -> dict[str, Any]:
        """Delete a link of this app permanently. WeCom page 97297."""
        return self._post("externalcontact/customer_acquisition/delete_link", {"link_id": link_id})

    def list_acquisition_customers(
        self, link_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the customers who came through a link: ``customer_list``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 97298.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "externalcontact/customer_acquisition/customer",
            {"link_id": link_id, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_acquisition_customers(
        self, link_id: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the customers from all pages of :meth:`list_acquisition_customers`."""
        max_value("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/customer_acquisition/customer",
            {"link_id": link_id, "limit": limit},
            "customer_list",
        )

    def get_acquisition_statistic(
        self, link_id: str, start_time: Time, end_time: Time
    ) -> dict[str, Any]:
        """Return clicks and new customers of a link: ``click_link_customer_cnt`` ….

        WeCom counts whole days, both included.

        :param start_time: Unix seconds or a datetime, not older than 180 days
        :param end_time: the same, at most 30 days after ``start_time``
        :raises ValueError: over the limit

        WeCom page 97375.
        """
        max_days(start_time, end_time, 30, names=("start_time", "end_time"))
        return self._post(
            "externalcontact/customer_acquisition/statistic",
            {"link_id": link_id, "start_time": start_time, "end_time": end_time},
            idempotent=True,
        )

    def get_acquisition_chat_info(self, chat_key: str) -> dict[str, Any]:
        """Return how many messages a customer of a link has sent: ``chat_info``, ``userid`` ….

        ``chat_info`` has ``recv_msg_cnt``, ``link_id`` and ``state``.

        :param chat_key: from the event ``customer_acquisition``, good for 30 minutes

        WeCom page 100130.
        """
        return self._post(
            "externalcontact/customer_acquisition/get_chat_info",
            {"chat_key": chat_key},
            idempotent=True,
        )

    def get_acquisition_app_permit(self) -> dict[str, Any]:
        """Return the members whom customers may reach by links of the application.

        The answer has ``user_list``, ``department_list`` and ``tag_list``.

        WeCom page 101146, not checked against the manual.
        """
        return self._get("externalcontact/customer_acquisition_app/get_permit")

    def get_acquisition_quota(self) -> dict[str, Any]:
        """Return how many customers links brought (``total``) and may bring (``balance``).

        ``quota_list`` says when which part of the balance expires.

        WeCom page 97375.
        """
        return self._get("externalcontact/customer_acquisition_quota")


def _check_link(
    link_name: str | None,
    range: records.AcquisitionRange | None,
    priority: records.PriorityOption | None,
) -> None:
    max_length("link_name", link_name, 30)
    max_length("range.user_list", (range or {}).get("user_list"), 500)
    members = (priority or {}).get("priority_userid_list")
    max_length("priority_option.priority_userid_list", members, 1000)
