"""Rules around customers: groups of rules (规则组), product albums, sensitive words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.family import Family, at_most, at_most_bytes, no_more_than

__all__ = ["CustomerStrategies", "InterceptRules", "ProductAlbums", "check_strategy"]

Part = Mapping[str, Any]


class CustomerStrategies(Family):
    """Groups of rules: who is in charge of which members' customers, and may do what."""

    def list_customer_strategies(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the ids of the groups of rules: ``strategy``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94883.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/customer_strategy/list",
            {"cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_customer_strategies(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield ``{"strategy_id": …}`` from all pages of :meth:`list_customer_strategies`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/customer_strategy/list", {"limit": limit}, "strategy"
        )

    def get_customer_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Return a group of rules: ``strategy``. WeCom page 94883."""
        return self._post(
            "externalcontact/customer_strategy/get", {"strategy_id": strategy_id}, repeatable=True
        )

    def get_customer_strategy_range(
        self, strategy_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members and departments of a group of rules: ``range``.

        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 94883.
        """
        no_more_than("limit", limit, 1000)
        return self._post(
            "externalcontact/customer_strategy/get_range",
            {"strategy_id": strategy_id, "cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_customer_strategy_range(
        self, strategy_id: int, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the nodes from all pages of :meth:`get_customer_strategy_range`."""
        no_more_than("limit", limit, 1000)
        return self._post_pages(
            "externalcontact/customer_strategy/get_range",
            {"strategy_id": strategy_id, "limit": limit},
            "range",
        )

    def create_customer_strategy(
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

        WeCom page 94883.
        """
        check_strategy(admin_list, range)
        return self._post(
            "externalcontact/customer_strategy/create",
            {
                "parent_id": parent_id,
                "strategy_name": strategy_name,
                "admin_list": admin_list,
                "privilege": privilege,
                "range": range,
            },
        )

    def edit_customer_strategy(
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

        WeCom page 94883.
        """
        check_strategy(admin_list, [*(range_add or ()), *(range_del or ())])
        return self._post(
            "externalcontact/customer_strategy/edit",
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

    def delete_customer_strategy(self, strategy_id: int) -> dict[str, Any]:
        """Delete a group of rules. WeCom page 94883."""
        return self._post("externalcontact/customer_strategy/del", {"strategy_id": strategy_id})


class ProductAlbums(Family):
    """The album of goods that members show to customers (商品图册)."""

    def add_product_album(
        self,
        description: str,
        price: int,
        *,
        product_sn: str | None = None,
        attachments: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Add goods: ``product_id``.

        :param description: at most 300 characters
        :param price: in fen (0.01 yuan), at most 5,000,000
        :param product_sn: the corp's own number, at most 128 bytes
        :param attachments: pictures, at most 9
        :raises ValueError: over a limit

        WeCom page 95096.
        """
        _check_product(description, price, product_sn, attachments)
        return self._post(
            "externalcontact/add_product_album",
            {
                "description": description,
                "price": price,
                "product_sn": product_sn,
                "attachments": attachments,
            },
        )

    def update_product_album(
        self,
        product_id: str,
        *,
        description: str | None = None,
        price: int | None = None,
        product_sn: str | None = None,
        attachments: list[Part] | None = None,
    ) -> dict[str, Any]:
        """Change goods; limits as in :meth:`add_product_album`. WeCom page 95096."""
        _check_product(description, price, product_sn, attachments)
        return self._post(
            "externalcontact/update_product_album",
            {
                "product_id": product_id,
                "description": description,
                "price": price,
                "product_sn": product_sn,
                "attachments": attachments,
            },
            repeatable=True,
        )

    def get_product_album(self, product_id: str) -> dict[str, Any]:
        """Return goods: ``product``. WeCom page 95096."""
        return self._post(
            "externalcontact/get_product_album", {"product_id": product_id}, repeatable=True
        )

    def get_product_album_list(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the goods: ``product_list``.

        :param limit: page size, at most 100 (WeCom's default is 50)
        :raises ValueError: over the limit

        WeCom page 95096.
        """
        no_more_than("limit", limit, 100)
        return self._post(
            "externalcontact/get_product_album_list",
            {"cursor": cursor, "limit": limit},
            repeatable=True,
        )

    def iter_product_albums(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the goods from all pages of :meth:`get_product_album_list`."""
        no_more_than("limit", limit, 100)
        return self._post_pages(
            "externalcontact/get_product_album_list", {"limit": limit}, "product_list"
        )

    def delete_product_album(self, product_id: str) -> dict[str, Any]:
        """Delete goods. WeCom page 95096."""
        return self._post("externalcontact/delete_product_album", {"product_id": product_id})


class InterceptRules(Family):
    """Words that members shall not write to customers (敏感词), at most 100 rules."""

    def add_intercept_rule(
        self,
        rule_name: str,
        word_list: list[str],
        intercept_type: int,
        *,
        semantics_list: list[int] | None = None,
        applicable_range: Part | None = None,
    ) -> dict[str, Any]:
        """Add a rule: ``rule_id``.

        :param rule_name: at most 20 characters
        :param word_list: at most 300 words of at most 32 characters
        :param intercept_type: 1 warn and stop, 2 warn
        :param semantics_list: 1 phone numbers, 2 e-mail addresses, 3 red packets
        :param applicable_range: ``user_list`` and ``department_list``, at most 1,000 each
        :raises ValueError: over a limit

        WeCom page 95097.
        """
        _check_rule(rule_name, word_list, applicable_range)
        return self._post(
            "externalcontact/add_intercept_rule",
            {
                "rule_name": rule_name,
                "word_list": word_list,
                "semantics_list": semantics_list,
                "intercept_type": intercept_type,
                "applicable_range": applicable_range,
            },
        )

    def update_intercept_rule(
        self,
        rule_id: str,
        rule_name: str | None = None,
        word_list: list[str] | None = None,
        *,
        extra_rule: Part | None = None,
        intercept_type: int | None = None,
        add_applicable_range: Part | None = None,
        remove_applicable_range: Part | None = None,
    ) -> dict[str, Any]:
        """Change a rule; what is not given stays. Limits as in :meth:`add_intercept_rule`.

        :param extra_rule: ``{"semantics_list": […]}``; an empty list removes them

        WeCom page 95097.
        """
        _check_rule(rule_name, word_list, add_applicable_range)
        _check_rule(None, None, remove_applicable_range)
        return self._post(
            "externalcontact/update_intercept_rule",
            {
                "rule_id": rule_id,
                "rule_name": rule_name,
                "word_list": word_list,
                "extra_rule": extra_rule,
                "intercept_type": intercept_type,
                "add_applicable_range": add_applicable_range,
                "remove_applicable_range": remove_applicable_range,
            },
            repeatable=True,
        )

    def get_intercept_rule_list(self) -> dict[str, Any]:
        """Return the rules, in short: ``rule_list``. WeCom page 95097."""
        return self._get("externalcontact/get_intercept_rule_list")

    def get_intercept_rule(self, rule_id: str) -> dict[str, Any]:
        """Return a rule: ``rule``. WeCom page 95097."""
        return self._post(
            "externalcontact/get_intercept_rule", {"rule_id": rule_id}, repeatable=True
        )

    def delete_intercept_rule(self, rule_id: str) -> dict[str, Any]:
        """Delete a rule. WeCom page 95097."""
        return self._post("externalcontact/del_intercept_rule", {"rule_id": rule_id})


def check_strategy(admin_list: list[str] | None, nodes: list[Part] | None) -> None:
    """Check what one request may change in a group of rules: 20 admins, 100 nodes.

    :raises ValueError: over a limit
    """
    at_most("admin_list", admin_list, 20)
    at_most("range", nodes, 100)


def _check_product(
    description: str | None,
    price: int | None,
    product_sn: str | None,
    attachments: list[Part] | None,
) -> None:
    at_most("description", description, 300)
    no_more_than("price", price, 5_000_000)
    at_most_bytes("product_sn", product_sn, 128)
    at_most("attachments", attachments, 9)


def _check_rule(
    rule_name: str | None, word_list: list[str] | None, applicable_range: Part | None
) -> None:
    at_most("rule_name", rule_name, 20)
    at_most("word_list", word_list, 300)
    for word in word_list or ():
        at_most("word_list entry", word, 32)
    for key in ("user_list", "department_list"):
        at_most(f"applicable_range.{key}", (applicable_range or {}).get(key), 1000)
