"""Smart sheets (智能表格): content permissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_smartsheets as records

__all__ = ["SmartSheetPrivileges"]


class SmartSheetPrivileges(Family):
    """One rule for all members, and at most 20 rules that grant members more permissions."""

    def get_wedoc_smartsheet_privileges(
        self, docid: str, type: Literal[1, 2], *, rule_id_list: list[int] | None = None
    ) -> dict[str, Any]:
        """Return rules and their permissions for each sheet: ``rule_list``.

        :param type: 1 the rule for all members, 2 the rules for members
        :param rule_id_list: which rules, for type 2

        WeCom page 99935.
        """
        return self._post(
            "wedoc/smartsheet/content_priv/get_sheet_priv",
            {"docid": docid, "type": type, "rule_id_list": rule_id_list},
            idempotent=True,
        )

    def update_wedoc_smartsheet_privileges(
        self,
        docid: str,
        type: Literal[1, 2],
        *,
        rule_id: int | None = None,
        name: str | None = None,
        priv_list: Sequence[records.Permissions] | None = None,
    ) -> dict[str, Any]:
        """Change the permissions of a rule.

        :param type: 1 the rule for all members, 2 a rule for members
        :param rule_id: the rule, needed for type 2
        :param name: a new name, for type 2
        :param priv_list: one object a sheet: ``sheet_id``, ``priv`` (1 everything, 2 change,
            3 read, 4 nothing), ``record_priv`` (needed for 2 and 3), ``field_priv`` …;
            ``"clear": true`` returns to the default. In ``field_priv`` type 1 needs
            ``field_default_rule``, and type 2 must not have it

        WeCom page 99935.
        """
        return self._post(
            "wedoc/smartsheet/content_priv/update_sheet_priv",
            {
                "docid": docid,
                "type": type,
                "rule_id": rule_id,
                "name": name,
                "priv_list": priv_list,
            },
            idempotent=True,
        )

    def add_wedoc_smartsheet_privilege_rule(self, docid: str, name: str) -> dict[str, Any]:
        """Add a rule for members: ``rule_id``.

        :param name: unique among the rules of the document

        WeCom page 99935.
        """
        return self._post(
            "wedoc/smartsheet/content_priv/create_rule", {"docid": docid, "name": name}
        )

    def update_wedoc_smartsheet_privilege_rule_members(
        self,
        docid: str,
        rule_id: int,
        *,
        add_member_range: records.Members | None = None,
        del_member_range: records.Members | None = None,
    ) -> dict[str, Any]:
        """Add members to a rule and remove others; a rule has at most 50.

        :param add_member_range: ``{"userid_list": […]}``
        :param del_member_range: ``{"userid_list": […]}``

        WeCom page 99935.
        """
        return self._post(
            "wedoc/smartsheet/content_priv/mod_rule_member",
            {
                "docid": docid,
                "rule_id": rule_id,
                "add_member_range": add_member_range,
                "del_member_range": del_member_range,
            },
            idempotent=True,
        )

    def delete_wedoc_smartsheet_privilege_rules(
        self, docid: str, rule_id_list: list[int]
    ) -> dict[str, Any]:
        """Delete rules for members. WeCom page 99935."""
        return self._post(
            "wedoc/smartsheet/content_priv/delete_rule",
            {"docid": docid, "rule_id_list": rule_id_list},
        )
