"""Chains of corps (上下游): members, invitations, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family, JSONObject

__all__ = ["ChainRules", "Chains"]

MAX_CORPS = 1000
MAX_CUSTOMERS = 100


class Chains(Family):
    """Chains, their groups and corps, and the customers of those corps."""

    def get_chain_list(self) -> dict[str, Any]:
        """Return the chains: ``chains``. WeCom page 95820."""
        return self._get("corpgroup/corp/get_chain_list")

    def get_chain_group(self, chain_id: str, *, groupid: int | None = None) -> dict[str, Any]:
        """Return one group of a chain, or all: ``groups``.

        WeCom page 95820.
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
        """Return the corps of a group, without those of the groups below it: ``group_corps``.

        :param groupid: the topmost group without it
        :param need_pending: those that have not joined yet, too
        :param limit: page size; without it WeCom answers everything at once

        WeCom page 95820.
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
        """Return a corp of a chain: ``groupid``, ``custom_id``, ``is_joined`` …

        :param corpid: a corp that has joined
        :param pending_corpid: a corp that has not; not read when ``corpid`` is given
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
        """Remove a corp from a chain; WeCom takes one such call at a time.

        Only for verified corps.

        :param pending_corpid: a corp that has not joined; not read when ``corpid`` is given
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
        """Invite corps and their members into a chain: ``jobid`` for :meth:`get_corpgroup_result`.

        Only for verified corps. One import runs at a time. It takes at most 1,000 corps, 200
        members of each and 2,000 members in all; a day takes 20,000.

        :param contact_list: ``[{"corp_name": …, "contact_info_list": [{"name": …,
            "identity_type": 1, "mobile": …}]}]``. Both names have 1 to 32 characters. The type is
            1 for a member, 2 for a person in charge, of whom a corp has at most 5. A mobile
            outside China begins with ``+`` and the country code. A corp may have ``group_path``
            (``"North/Beijing"``) and ``custom_id`` (at most 64 letters and digits), a member
            ``user_custom_id`` (a number as a text, not of 11 or 13 digits)
        :raises ValueError: more than 1,000 corps

        WeCom page 95821.
        """
        max_length("contact_list", contact_list, MAX_CORPS)
        return self._post(
            "corpgroup/import_chain_contact", {"chain_id": chain_id, "contact_list": contact_list}
        )

    def get_corpgroup_result(self, jobid: str) -> dict[str, Any]:
        """Return the ``status`` of :meth:`import_chain_contact`: 1 started, 2 running, 3 finished.

        A finished job has ``result`` with ``import_status`` (1 all corps were imported, 2 some,
        3 none) and ``fail_list``. WeCom takes five such calls at a time.

        :param jobid: at most 64 bytes

        WeCom page 95823.
        """
        return self._get("corpgroup/getresult", {"jobid": jobid})

    def corpgroup_unionid_to_external_userid(
        self,
        unionid: str,
        openid: str,
        *,
        corpid: str | None = None,
        mass_call_ticket: str | None = None,
    ) -> dict[str, Any]:
        """Find a WeChat user among the customers of the lower corps: ``external_userid_info``.

        At most 100,000 calls an hour, 480,000 a day and 7,500,000 a month.

        :param openid: from the same mini program as ``unionid``
        :param corpid: one lower corp only
        :param mass_call_ticket: lifts these limits, see :meth:`apply_mass_call_ticket`

        WeCom page 95818.
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

        The id is valid for 90 days. Both ids must come from the same mini program. At most
        100,000 calls an hour, 480,000 a day and 7,500,000 a month.

        WeCom page 97357.
        """
        return self._post(
            "corpgroup/unionid_to_pending_id",
            {"unionid": unionid, "openid": openid},
            idempotent=True,
        )

    def corpgroup_external_userid_to_pending_id(
        self, external_userid: list[str], *, chat_id: str | None = None
    ) -> dict[str, Any]:
        """Return the temporary ids that customers had: ``result``.

        :param external_userid: at most 100
        :param chat_id: check that its owner is visible instead of the members who serve the
            customers; customers outside this group are left out
        :raises ValueError: more than 100 customers

        WeCom page 97357.
        """
        max_length("external_userid", external_userid, MAX_CUSTOMERS)
        return self._post(
            "corpgroup/batch/external_userid_to_pending_id",
            {"chat_id": chat_id, "external_userid": external_userid},
            idempotent=True,
        )

    def corpgroup_transfer_session(self, userid: str, session_key: str) -> dict[str, Any]:
        """Convert a mini program's session (legacy); use :meth:`transfer_session`.

        The manual (page 95817) describes the path ``miniprogram/transfer_session`` for chains,
        too. Not checked against the manual.
        """
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
        """Return a rule: ``rule_info``. WeCom page 95633."""
        return self._post(
            "corpgroup/rule/get_rule_info",
            {"chain_id": chain_id, "rule_id": rule_id},
            idempotent=True,
        )

    def add_corpgroup_rule(self, chain_id: str, rule_info: JSONObject) -> dict[str, Any]:
        """Add a rule: ``rule_id``.

        :param rule_info: ``{"owner_corp_range": {"departmentids": […], "userids": […]},
            "member_corp_range": {"groupids": […], "corpids": […]}}``; each range needs one of its
            two lists

        WeCom page 95634.
        """
        return self._post("corpgroup/rule/add_rule", {"chain_id": chain_id, "rule_info": rule_info})

    def modify_corpgroup_rule(
        self, chain_id: str, rule_id: int, rule_info: JSONObject
    ) -> dict[str, Any]:
        """Replace a rule. Together with :meth:`add_corpgroup_rule` 1,000 times a day.

        WeCom page 95635.
        """
        return self._post(
            "corpgroup/rule/modify_rule",
            {"chain_id": chain_id, "rule_id": rule_id, "rule_info": rule_info},
            idempotent=True,
        )

    def delete_corpgroup_rule(self, chain_id: str, rule_id: int) -> dict[str, Any]:
        """Delete a rule. WeCom page 95632."""
        return self._post("corpgroup/rule/delete_rule", {"chain_id": chain_id, "rule_id": rule_id})
