"""Hardware (智慧硬件): access control rules (门禁规则)."""

from __future__ import annotations

from typing import Any

from ..engine.family import Family, JSONObject

__all__ = ["AccessControlRules"]


class AccessControlRules(Family):
    """Rules that permit people to pass doors at certain times.

    A rule is ``{"rule_list": […], "effect_open_userid_list": [{"open_userid": …,
    "user_type": …}]}``: times like ``"9:00-10:00 * * 1-5 *"``, and members (0) or students (2).
    An application changes and deletes its own rules only.
    """

    def get_device_accesscontrol_rule(self, device_sn: str) -> dict[str, Any]:
        """Return the rules of a device: ``pass_rule``, ``remote_pass_rule``.

        WeCom page 96030.
        """
        return self._post(
            "devicedata/get_accesscontrol_rule", {"device_sn": device_sn}, idempotent=True
        )

    def add_device_accesscontrol_rule(
        self,
        rule_name: str,
        device_sn_list: list[str],
        *,
        pass_rule: JSONObject | None = None,
        remote_pass_rule: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Add a rule to devices: ``rule_id``, ``invalid_list``.

        :param pass_rule: the people who may pass at the door
        :param remote_pass_rule: the people who may open it remotely

        WeCom page 96031.
        """
        return self._post(
            "devicedata/add_accesscontrol_rule",
            {
                "rule_name": rule_name,
                "device_sn_list": device_sn_list,
                "pass_rule": pass_rule,
                "remote_pass_rule": remote_pass_rule,
            },
        )

    def update_device_accesscontrol_rule(
        self,
        rule_id: str,
        rule_name: str,
        device_sn_list: list[str],
        *,
        pass_rule: JSONObject | None = None,
        remote_pass_rule: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change a rule: ``invalid_list``; see :meth:`add_device_accesscontrol_rule`.

        WeCom page 96221.
        """
        return self._post(
            "devicedata/mod_accesscontrol_rule",
            {
                "rule_id": rule_id,
                "rule_name": rule_name,
                "device_sn_list": device_sn_list,
                "pass_rule": pass_rule,
                "remote_pass_rule": remote_pass_rule,
            },
            idempotent=True,
        )

    def delete_device_accesscontrol_rule(self, rule_id: str) -> dict[str, Any]:
        """Delete a rule. WeCom page 96227."""
        return self._post("devicedata/del_accesscontrol_rule", {"rule_id": rule_id})
