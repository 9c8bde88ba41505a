"""Chains of corps (上下游): members, invitations, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import require_one_of
from ..engine.family import Family, JSONObject

__all__ = ["ChainRules", "Chains"]


class Chains(Family):
    """Chains, their groups and corps, and the customers of those corps."""

    def get_chain_list(self) -> dict[str, Any]:
        """Return the chains: ``chains``. WeCom page 95315."""
        return self._get("corpgroup/corp/get_chain_list")

    def get_chain_group(self, chain_id: str, *, groupid: int | None = None) -> dict[str, Any]:
        """Return the groups of a chain, below one of them or all: ``groups``.

        WeCom page 95315.
        """
        return self._post(
            "corpgroup/corp/get_chain_group",
            {"chain_id": chain_id, "groupid": groupid},
            idempotent=True,
        )

    def get_chain_corpinfo_list(
        self,
        chain_id: str,
        *,
        groupid: int | None = None,
        need_pending: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the corps of a group: ``group_corps``.

        :param need_pending: those that have not joined yet, too

        WeCom page 95315.
        """
        return self._post(
            "corpgroup/corp/get_chain_corpinfo_list",
            {
                "chain_id": chain_id,
                "groupid": groupid,
                "need_pending": need_pending,
                "limit": limit,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_chain_corpinfo(
        self,
        chain_id: str,
        *,
        groupid: int | None = None,
        need_pending: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the corps from all pages of :meth:`get_chain_corpinfo_list`."""
        return self._post_pages(
            "corpgroup/corp/get_chain_corpinfo_list",
            {
                "chain_id": chain_id,
                "groupid": groupid,
                "need_pending": need_pending,
                "limit": limit,
            },
            "group_corps",
        )

    def get_chain_corpinfo(
        self, chain_id: str, *, corpid: str | None = None, pending_corpid: str | None = None
    ) -> dict[str, Any]:
        """Return a corp of a chain.

        :raises ValueError: neither id given

        WeCom page 95820.
        """
        require_one_of(corpid=corpid, pending_corpid=pending_corpid)
        return self._post(
            "corpgroup/corp/get_chain_corpinfo",
            {"chain_id": chain_id, "corpid": corpid, "pending_corpid": pending_corpid},
            idempotent=True,
        )

    def remove_chain_corp(
        self, chain_id: str, *, corpid: str | None = None, pending_corpid: str | None = None
    ) -> dict[str, Any]:
        """Remove a corp from a chain.

        :raises ValueError: neither id given

        WeCom page 95822.
        """
        require_one_of(corpid=corpid, pending_corpid=pending_corpid)
        return self._post(
            "corpgroup/corp/remove_corp",
            {"chain_id": chain_id, "corpid": corpid, "pending_corpid": pending_corpid},
        )

    def get_chain_user_custom_id(self, chain_id: str, corpid: str, userid: str) -> dict[str, Any]:
        """Return the id that the upper corp assigned to a member: ``user_custom_id``.

        WeCom page 97441.
        """
        return self._post(
            "corpgroup/corp/get_chain_user_custom_id",
            {"chain_id": chain_id, "corpid": corpid, "userid": userid},
            idempotent=True,
        )

    def import_chain_contact(self, chain_id: str, contact_list: list[JSONObject]) -> dict[str, Any]:
        """Invite corps and their members into a chain: ``jobid``.

        See :meth:`get_corpgroup_result`. WeCom page 95821.
        """
        return self._post(
            "corpgroup/import_chain_contact", {"chain_id": chain_id, "contact_list": contact_list}
        )

    def get_corpgroup_result(self, jobid: str) -> dict[str, Any]:
        """Return the status of :meth:`import_chain_contact`. WeCom page 95823."""
        return self._get("corpgroup/getresult", {"jobid": jobid})

    def corpgroup_unionid_to_external_userid(
        self,
        unionid: str,
        openid: str,
        *,
        corpid: str | None = None,
        mass_call_ticket: str | None = None,
    ) -> dict[str, Any]:
        """Find a WeChat user among the customers of the lower corps.

        The answer is ``external_userid_info``. WeCom page 95818.
        """
        return self._post(
            "corpgroup/unionid_to_external_userid",
            {
                "unionid": unionid,
                "openid": openid,
                "corpid": corpid,
                "mass_call_ticket": mass_call_ticket,
            },
            idempotent=True,
        )

    def corpgroup_unionid_to_pending_id(self, unionid: str, openid: str) -> dict[str, Any]:
        """Return a temporary id for a WeChat user who is not a customer yet: ``pending_id``.

        WeCom page 98039.
        """
        return self._post(
            "corpgroup/unionid_to_pending_id",
            {"unionid": unionid, "openid": openid},
            idempotent=True,
        )

    def corpgroup_external_userid_to_pending_id(
        self, external_userid: list[str], *, chat_id: str | None = None
    ) -> dict[str, Any]:
        """Return the temporary ids that customers had: ``result``."""
        return self._post(
            "corpgroup/batch/external_userid_to_pending_id",
            {"chat_id": chat_id, "external_userid": external_userid},
            idempotent=True,
        )

    def corpgroup_transfer_session(self, userid: str, session_key: str) -> dict[str, Any]:
        """Convert a mini program's session in a lower corp into one of the upper corp."""
        return self._post(
            "corpgroup/miniprogram/transfer_session",
            {"userid": userid, "session_key": session_key},
        )


class ChainRules(Family):
    """Rules for visibility and contact between the corps of a chain."""

    def list_corpgroup_rule_ids(self, chain_id: str) -> dict[str, Any]:
        """Return the ids of the rules: ``rule_ids``. WeCom page 95631."""
        return self._post("corpgroup/rule/list_ids", {"chain_id": chain_id}, idempotent=True)

    def get_corpgroup_rule(self, chain_id: str, rule_id: int) -> dict[str, Any]:
        """Return a rule: ``rule_info``. WeCom page 95634."""
        return self._post(
            "corpgroup/rule/get_rule_info",
            {"chain_id": chain_id, "rule_id": rule_id},
            idempotent=True,
        )

    def add_corpgroup_rule(self, chain_id: str, rule_info: JSONObject) -> dict[str, Any]:
        """Add a rule: ``rule_id``.

        :param rule_info: ``{"owner_corp_range": {…}, "member_corp_range": {…}}``

        WeCom page 95634.
        """
        return self._post("corpgroup/rule/add_rule", {"chain_id": chain_id, "rule_info": rule_info})

    def modify_corpgroup_rule(
        self, chain_id: str, rule_id: int, rule_info: JSONObject
    ) -> dict[str, Any]:
        """Replace a rule. WeCom page 95635."""
        return self._post(
            "corpgroup/rule/modify_rule",
            {"chain_id": chain_id, "rule_id": rule_id, "rule_info": rule_info},
            idempotent=True,
        )

    def delete_corpgroup_rule(self, chain_id: str, rule_id: int) -> dict[str, Any]:
        """Delete a rule. WeCom page 95632."""
        return self._post("corpgroup/rule/delete_rule", {"chain_id": chain_id, "rule_id": rule_id})
