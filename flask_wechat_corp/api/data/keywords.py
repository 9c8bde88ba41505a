"""Data and intelligence (数据与智能专区): keyword rules for the archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.family import Family, JSONObject

__all__ = ["ChatKeywords"]


class ChatKeywords(Family):
    """Rules for keywords and semantics, and the messages that match.

    None of these pages is in the copy of the manual that this client was checked against.
    """

    def create_chatdata_keyword_rule(
        self,
        name: str,
        keyword: JSONObject,
        *,
        semantics: JSONObject | None = None,
        applicable_range: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Create a rule: ``rule_id``.

        :param keyword: ``{"word_list": […]}``
        :param semantics: ``{"semantics_list": […]}``, WeCom's numbers of semantics
        :param applicable_range: the scope of the rule: ``department``, ``user``,
            ``external_contact``, ``chat`` (each with ``id_list``, at most 100), ``chat_type`` (with
            ``type_list``: 1 single chats, 2 groups), ``target_type`` (with ``type_list``: 1
            members, 2 customers), ``session_type``, ``exclude_mobile`` … Members or departments
            alone do not leave customers out: that takes ``target_type``

        WeCom page 97237, not checked against the manual; the scope is that of page 99676.
        """
        return self._post(
            "chatdata/keyword/create_rule",
            {
                "name": name,
                "keyword": keyword,
                "semantics": semantics,
                "applicable_range": applicable_range,
            },
        )

    def update_chatdata_keyword_rule(
        self,
        rule_id: str,
        *,
        name: str | None = None,
        keyword: JSONObject | None = None,
        semantics: JSONObject | None = None,
        applicable_range: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change a rule; the arguments are those of :meth:`create_chatdata_keyword_rule`.

        WeCom page 97237, not checked against the manual.
        """
        return self._post(
            "chatdata/keyword/update_rule",
            {
                "rule_id": rule_id,
                "name": name,
                "keyword": keyword,
                "semantics": semantics,
                "applicable_range": applicable_range,
            },
            idempotent=True,
        )

    def delete_chatdata_keyword_rule(self, rule_id: str) -> dict[str, Any]:
        """Delete a rule. WeCom page 97237, not checked against the manual."""
        return self._post("chatdata/keyword/delete_rule", {"rule_id": rule_id})

    def get_chatdata_keyword_rule_list(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the rules: ``rule_list``, with id, name and time.

        WeCom page 97237, not checked against the manual.
        """
        return self._post(
            "chatdata/keyword/get_rule_list", {"cursor": cursor, "limit": limit}, idempotent=True
        )

    def iter_chatdata_keyword_rules(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rules from all pages of :meth:`get_chatdata_keyword_rule_list`."""
        return self._post_pages("chatdata/keyword/get_rule_list", {"limit": limit}, "rule_list")

    def get_chatdata_keyword_rule_detail(self, rule_id: str) -> dict[str, Any]:
        """Return a rule. WeCom page 97237, not checked against the manual."""
        return self._post("chatdata/keyword/get_rule_detail", {"rule_id": rule_id}, idempotent=True)

    def get_chatdata_keyword_hit_msg_list(
        self, *, token: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the messages that match rules: ``msg_list``.

        :param token: from the event that announced the messages

        WeCom page 97266, not checked against the manual.
        """
        return self._post(
            "chatdata/keyword/get_hit_msg_list",
            {"token": token, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_chatdata_keyword_hit_messages(
        self, *, token: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the messages from all pages of :meth:`get_chatdata_keyword_hit_msg_list`."""
        body = {"token": token, "limit": limit}
        return self._post_pages("chatdata/keyword/get_hit_msg_list", body, "msg_list")
