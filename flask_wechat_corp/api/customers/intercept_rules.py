"""Sensitive words (敏感词)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family, JSONObject

if TYPE_CHECKING:
    from ..engine import records_customers as records

__all__ = ["InterceptRules"]


class InterceptRules(Family):
    """Words that members must not send to customers (敏感词), at most 100 rules."""

    def add_intercept_rule(
        self,
        rule_name: str,
        word_list: list[str],
        intercept_type: Literal[1, 2],
        *,
        semantics_list: list[Literal[1, 2, 3]] | None = None,
        applicable_range: records.Range | None = None,
    ) -> dict[str, Any]:
        """Add a rule: ``rule_id``.

        :param rule_name: at most 20 characters
        :param word_list: at most 300 words of at most 32 characters
        :param intercept_type: 1 warn and stop, 2 warn
        :param semantics_list: 1 phone numbers, 2 e-mail addresses, 3 red packets
        :param applicable_range: needed: ``user_list`` and ``department_list``, at most 1,000 each,
            one of them not empty
        :raises ValueError: over a limit, or without ``applicable_range``

        WeCom page 95097.
        """
        _check_rule(rule_name, word_list)
        _check_range("applicable_range", applicable_range)
        both = applicable_range or {}
        require_one_of(
            **{f"applicable_range.{key}": both.get(key) for key in ("user_list", "department_list")}
        )
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
        extra_rule: records.ExtraRule | None = None,
        intercept_type: Literal[1, 2] | None = None,
        add_applicable_range: records.Range | None = None,
        remove_applicable_range: records.Range | None = None,
    ) -> dict[str, Any]:
        """Change a rule of this app; what is not given stays, and an empty ``word_list`` too.

        Limits as in :meth:`add_intercept_rule`.

        :param extra_rule: ``{"semantics_list": […]}``; an empty list removes them
        :param add_applicable_range: at most 1,000 members and 1,000 departments at once; a rule
            has at most 10,000 members

        WeCom page 95097.
        """
        _check_rule(rule_name, word_list)
        _check_range("add_applicable_range", add_applicable_range)
        _check_range("remove_applicable_range", remove_applicable_range)
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
            idempotent=True,
        )

    def get_intercept_rule_list(self) -> dict[str, Any]:
        """Return a summary of all rules of the corp: ``rule_list``. WeCom page 95097."""
        return self._get("externalcontact/get_intercept_rule_list")

    def get_intercept_rule(self, rule_id: str) -> dict[str, Any]:
        """Return a rule with what the app may see of its range: ``rule``. WeCom page 95097."""
        return self._post(
            "externalcontact/get_intercept_rule", {"rule_id": rule_id}, idempotent=True
        )

    def delete_intercept_rule(self, rule_id: str) -> dict[str, Any]:
        """Delete a rule of this app. WeCom page 95097."""
        return self._post("externalcontact/del_intercept_rule", {"rule_id": rule_id})


def _check_rule(rule_name: str | None, word_list: list[str] | None) -> None:
    max_length("rule_name", rule_name, 20)
    max_length("word_list", word_list, 300)
    for word in word_list or ():
        max_length("word_list entry", word, 32)


def _check_range(name: str, given: JSONObject | None) -> None:
    for key in ("user_list", "department_list"):
        max_length(f"{name}.{key}", (given or {}).get(key), 1000)
