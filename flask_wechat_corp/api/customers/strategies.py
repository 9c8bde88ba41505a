"""Groups of rules (规则组) for customer contact and for customer moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, max_value, required
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["CustomerStrategies", "MomentStrategies"]

CUSTOMER = "externalcontact/customer_strategy"
MOMENT = "externalcontact/moment_strategy"
#: members and departments in one call (WeCom page 94883), or in the whole group (94890)
NODES = {CUSTOMER: 100, MOMENT: 3000}


class _Strategies(Family):
    """The calls that both kinds of groups have, under two paths."""

    def _list_strategies(self, path: str, cursor: str | None, limit: int | None) -> dict[str, Any]:
        max_value("limit", limit, 1000)
        return self._post(f"{path}/list", {"cursor": cursor, "limit": limit}, idempotent=True)

    def _iter_strategies(self, path: str, limit: int | None) -> Iterator[dict[str, Any]]:
        max_value("limit", limit, 1000)
        return self._post_pages(f"{path}/list", {"limit": limit}, "strategy")

    def _get_strategy(self, path: str, strategy_id: int) -> dict[str, Any]:
        return self._post(f"{path}/get", {"strategy_id": strategy_id}, idempotent=True)

    def _get_strategy_range(
        self, path: str, strategy_id: int, cursor: str | None, limit: int | None
    ) -> dict[str, Any]:
        max_value("limit", limit, 1000)
        body = {"strategy_id": strategy_id, "cursor": cursor, "limit": limit}
        return self._post(f"{path}/get_range", body, idempotent=True)

    def _iter_strategy_range(
        self, path: str, strategy_id: int, limit: int | None
    ) -> Iterator[dict[str, Any]]:
        max_value("limit", limit, 1000)
        body = {"strategy_id": strategy_id, "limit": limit}
        return self._post_pages(f"{path}/get_range", body, "range")

    def _create_strategy(
        self,
        path: str,
        strategy_name: str,
        admin_list: list[str],
        privilege: records.CustomerPrivilege | records.MomentPrivilege | None,
        range: Sequence[records.Node] | None,
        parent_id: int | None,
    ) -> dict[str, Any]:
        max_length("admin_list", admin_list, 20)
        max_length("range", range, NODES[path])
        required(range=range)
        return self._post(
            f"{path}/create",
            {
                "parent_id": parent_id,
                "strategy_name": strategy_name,
                "admin_list": admin_list,
                "privilege": privilege,
                "range": range,
            },
        )

    def _edit_strategy(
        self,
        path: str,
        strategy_id: int,
        strategy_name: str | None,
        admin_list: list[str] | None,
        privilege: records.CustomerPrivilege | records.MomentPrivilege | None,
        range_add: Sequence[records.Node] | None,
        range_del: Sequence[records.Node] | None,
    ) -> dict[str, Any]:
        max_length("admin_list", admin_list, 20)
        max_length("range_add", range_add, NODES[path])
        max_length("range_del", range_del, NODES[path])
        return self._post(
            f"{path}/edit",
            {
                "strategy_id": strategy_id,
                "strategy_name": strategy_name,
                "admin_list": admin_list,
                "privilege": privilege,
                "range_add": range_add,
                "range_del": range_del,
            },
            idempotent=True,
        )

    def _delete_strategy(self, path: str, strategy_id: int) -> dict[str, Any]:
        return self._post(f"{path}/del", {"strategy_id": strategy_id})


class CustomerStrategies(_Strategies):
    """Groups of rules: members in charge, members they manage, and privileges.

    An app reads and changes only the groups that it created. At most five levels of groups, and
    3,000 members and departments in each.
    """

    def list_customer_strategies(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the ids of the groups of rules: ``strategy``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94883.
        """
        return self._list_strategies(CUSTOMER, cursor, limit)

    def iter_customer_strategies(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield ``{"strategy_id": …}`` from all pages of :meth:`list_customer_strategies`."""
        return self._iter_strategies(CUSTOMER, limit)

    def get_customer_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Return a group of rules: ``strategy``. WeCom page 94883."""
        return self._get_strategy(CUSTOMER, strategy_id)

    def get_customer_strategy_range(
        self, strategy_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members and departments of a group of rules: ``range``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94883.
        """
        return self._get_strategy_range(CUSTOMER, strategy_id, cursor, limit)

    def iter_customer_strategy_range(
        self, strategy_id: int, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the nodes from all pages of :meth:`get_customer_strategy_range`."""
        return self._iter_strategy_range(CUSTOMER, strategy_id, limit)

    def create_customer_strategy(
        self,
        strategy_name: str,
        admin_list: list[str],
        privilege: records.CustomerPrivilege | None = None,
        range: Sequence[records.Node] | None = None,
        *,
        parent_id: int | None = None,
    ) -> dict[str, Any]:
        """Create a group of rules: ``strategy_id``. WeCom allows no concurrent calls.

        :param admin_list: at most 20 members, no super administrators
        :param privilege: what they may do; all that WeCom grants without it
        :param range: needed: ``[{"type": 1, "userid": …}, {"type": 2, "partyid": …}]``, at most 100
        :param parent_id: the group above, whose privileges hold, and which contains ``range``
        :raises ValueError: over a limit, or without ``range``

        WeCom page 94883.
        """
        return self._create_strategy(
            CUSTOMER, strategy_name, admin_list, privilege, range, parent_id
        )

    def edit_customer_strategy(
        self,
        strategy_id: int,
        *,
        strategy_name: str | None = None,
        admin_list: list[str] | None = None,
        privilege: records.CustomerPrivilege | None = None,
        range_add: Sequence[records.Node] | None = None,
        range_del: Sequence[records.Node] | None = None,
    ) -> dict[str, Any]:
        """Change a group of rules, at most 20 admins and 100 nodes at once.

        ``admin_list`` and ``privilege`` replace the old ones. WeCom allows no concurrent calls.

        :raises ValueError: over a limit

        WeCom page 94883.
        """
        return self._edit_strategy(
            CUSTOMER, strategy_id, strategy_name, admin_list, privilege, range_add, range_del
        )

    def delete_customer_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Delete a group of rules. WeCom page 94883."""
        return self._delete_strategy(CUSTOMER, strategy_id)


class MomentStrategies(_Strategies):
    """Groups of rules for moments: members in charge, members they manage, and privileges.

    An app reads and changes only the groups that it created. At most five levels of groups, and
    3,000 members and departments in each.
    """

    def list_moment_strategies(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the ids of the groups of rules: ``strategy``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94890.
        """
        return self._list_strategies(MOMENT, cursor, limit)

    def iter_moment_strategies(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield ``{"strategy_id": …}`` from all pages of :meth:`list_moment_strategies`."""
        return self._iter_strategies(MOMENT, limit)

    def get_moment_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Return a group of rules: ``strategy``. WeCom page 94890."""
        return self._get_strategy(MOMENT, strategy_id)

    def get_moment_strategy_range(
        self, strategy_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members and departments of a group of rules: ``range``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94890.
        """
        return self._get_strategy_range(MOMENT, strategy_id, cursor, limit)

    def iter_moment_strategy_range(
        self, strategy_id: int, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the nodes from all pages of :meth:`get_moment_strategy_range`."""
        return self._iter_strategy_range(MOMENT, strategy_id, limit)

    def create_moment_strategy(
        self,
        strategy_name: str,
        admin_list: list[str],
        privilege: records.MomentPrivilege | None = None,
        range: Sequence[records.Node] | None = None,
        *,
        parent_id: int | None = None,
    ) -> dict[str, Any]:
        """Create a group of rules: ``strategy_id``. WeCom allows no concurrent calls.

        :param admin_list: at most 20 members, no super administrators
        :param privilege: what they may do; all that WeCom grants without it
        :param range: needed: ``[{"type": 1, "userid": …}, {"type": 2, "partyid": …}]``, at most
            3,000
        :param parent_id: the group above, whose privileges hold, and which contains ``range``
        :raises ValueError: over a limit, or without ``range``

        WeCom page 94890.
        """
        return self._create_strategy(MOMENT, strategy_name, admin_list, privilege, range, parent_id)

    def edit_moment_strategy(
        self,
        strategy_id: int,
        *,
        strategy_name: str | None = None,
        admin_list: list[str] | None = None,
        privilege: records.MomentPrivilege | None = None,
        range_add: Sequence[records.Node] | None = None,
        range_del: Sequence[records.Node] | None = None,
    ) -> dict[str, Any]:
        """Change a group of rules, at most 20 admins and 3,000 nodes.

        ``admin_list`` and ``privilege`` replace the old ones. WeCom allows no concurrent calls.

        :raises ValueError: over a limit

        WeCom page 94890.
        """
        return self._edit_strategy(
            MOMENT, strategy_id, strategy_name, admin_list, privilege, range_add, range_del
        )

    def delete_moment_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Delete a group of rules. WeCom page 94890."""
        return self._delete_strategy(MOMENT, strategy_id)
