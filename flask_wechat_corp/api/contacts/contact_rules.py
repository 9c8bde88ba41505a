"""Rules that hide members and departments (通讯录查看权限)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_office as records

__all__ = ["ContactRules"]


class ContactRules(Family):
    """Restrict which members can see others in the contacts.

    The calls need the secret of the contacts (通讯录同步). Creating, changing and deleting
    share a limit of 5 calls a minute, 10 an hour and 60 a day.
    """

    def create_contact_rules(self, rules: Sequence[records.NewContactRule]) -> dict[str, Any]:
        """Create rules; the answer has ``rule_ids`` in their order.

        Ranges are ``{"userid": […], "partyid": […], "tagid": […]}`` with at most 1,000 members, 100
        departments and 100 tags.

        :param rules: at most 100, each with ``rule_type`` (1 hides members, 2 shows only the own
            department, 3 shows no one), ``range``, and perhaps ``whitelist`` (members who can see
            them anyway); for 2 and 3 also ``exclude`` (members to whom the rule does not apply),
            ``is_allowed_search`` and ``is_allowed_conversation``
        :raises ValueError: over the limit

        WeCom page 101536.
        """
        max_length("rules", rules, 100)
        return self._post("contactrule/create", {"rules": rules})

    def list_contact_rules(self) -> dict[str, Any]:
        """Get ``rules``: all rules with their ``rule_id``. WeCom page 101537."""
        return self._post("contactrule/list", idempotent=True)

    def update_contact_rules(self, rules: Sequence[records.ContactRule]) -> dict[str, Any]:
        """Replace rules, and get them: ``rules``; limits as in :meth:`create_contact_rules`.

        :param rules: at most 100, each with its ``rule_id`` and its ``range``; ``rule_type`` cannot
            change
        :raises ValueError: over the limit

        WeCom page 101539.
        """
        max_length("rules", rules, 100)
        return self._post("contactrule/update", {"rules": rules}, idempotent=True)

    def delete_contact_rules(self, rule_ids: list[int]) -> dict[str, Any]:
        """Delete rules.

        :param rule_ids: at most 100
        :raises ValueError: over the limit

        WeCom page 101540.
        """
        max_length("rule_ids", rule_ids, 100)
        return self._post("contactrule/delete", {"rule_ids": rule_ids})
