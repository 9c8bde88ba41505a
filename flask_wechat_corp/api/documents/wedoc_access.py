"""Documents (文档): their permissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["WedocAccess"]

MAX_MEMBERS = 100


class WedocAccess(Family):
    """Permissions of this application's documents, and the accounts with extra functions."""

    def wedoc_doc_get_auth(self, docid: str) -> dict[str, Any]:
        """Return the permissions of a document.

        They are ``access_rule``, ``secure_setting``, ``doc_member_list`` and ``co_auth_list``.

        WeCom page 97461.
        """
        return self._post("wedoc/doc_get_auth", {"docid": docid}, idempotent=True)

    def wedoc_mod_doc_join_rule(
        self,
        docid: str,
        *,
        enable_corp_internal: bool | None = None,
        corp_internal_auth: int | None = None,
        corp_internal_approve_only_by_admin: bool | None = None,
        enable_corp_external: bool | None = None,
        corp_external_auth: int | None = None,
        corp_external_approve_only_by_admin: bool | None = None,
        ban_share_external: bool | None = None,
        update_co_auth_list: bool | None = None,
        co_auth_list: Sequence[records.CoAuth] | None = None,
    ) -> dict[str, Any]:
        """Set who may open a document by its link; what is not given stays.

        :param corp_internal_auth: members may 1 read, 2 also write
        :param corp_internal_approve_only_by_admin: an administrator of the document approves; the
            document must have one. Always true when members may not open it
        :param corp_external_auth: persons outside the corp may 1 read, 2 also write
        :param corp_external_approve_only_by_admin: the same for persons outside the corp; always
            true when ``enable_corp_external`` and ``ban_share_external`` are both false
        :param ban_share_external: forbid sharing outside the corp
        :param update_co_auth_list: replace the departments by ``co_auth_list``
        :param co_auth_list: ``[{"type": 2, "departmentid": …, "auth": 1}]``; an empty list removes
            all

        WeCom page 97778.
        """
        return self._post(
            "wedoc/mod_doc_join_rule",
            {
                "docid": docid,
                "enable_corp_internal": enable_corp_internal,
                "corp_internal_auth": corp_internal_auth,
                "corp_internal_approve_only_by_admin": corp_internal_approve_only_by_admin,
                "enable_corp_external": enable_corp_external,
                "corp_external_auth": corp_external_auth,
                "corp_external_approve_only_by_admin": corp_external_approve_only_by_admin,
                "ban_share_external": ban_share_external,
                "update_co_auth_list": update_co_auth_list,
                "co_auth_list": co_auth_list,
            },
            idempotent=True,
        )

    def wedoc_mod_doc_member(
        self,
        docid: str,
        *,
        update_file_member_list: Sequence[records.DocMember] | None = None,
        del_file_member_list: Sequence[records.DocMemberId] | None = None,
    ) -> dict[str, Any]:
        """Change the notified members of a document and their permissions.

        :param update_file_member_list: ``[{"type": 1, "userid": …, "auth": 1}]``, at most 100; a
            person outside the corp has ``tmp_external_userid``; ``auth`` is 1 to read, 2 to write,
            7 to administer
        :param del_file_member_list: the same without ``auth``, at most 100
        :raises ValueError: more than 100 in a list

        WeCom page 97781.
        """
        max_length("update_file_member_list", update_file_member_list, MAX_MEMBERS)
        max_length("del_file_member_list", del_file_member_list, MAX_MEMBERS)
        return self._post(
            "wedoc/mod_doc_member",
            {
                "docid": docid,
                "update_file_member_list": update_file_member_list,
                "del_file_member_list": del_file_member_list,
            },
            idempotent=True,
        )

    def wedoc_mod_doc_safty_setting(
        self,
        docid: str,
        *,
        enable_readonly_copy: bool | None = None,
        watermark: records.Watermark | None = None,
    ) -> dict[str, Any]:
        """Change copying and watermark of a document.

        :param enable_readonly_copy: readers may copy and download
        :param watermark: ``margin_type`` (1 loose, 2 dense), ``show_visitor_name``, ``show_text``,
            ``text``

        WeCom page 97782.
        """
        return self._post(
            "wedoc/mod_doc_safty_setting",
            {
                "docid": docid,
                "enable_readonly_copy": enable_readonly_copy,
                "watermark": watermark,
            },
            idempotent=True,
        )

    def batch_wedoc_vip_add(self, userid_list: list[str]) -> dict[str, Any]:
        """Give members the extra functions: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100

        WeCom page 99516.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("wedoc/vip/batch_add", {"userid_list": userid_list}, idempotent=True)

    def batch_wedoc_vip_del(self, userid_list: list[str]) -> dict[str, Any]:
        """Remove the extra functions from members: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100

        WeCom page 99517.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("wedoc/vip/batch_del", {"userid_list": userid_list}, idempotent=True)

    def list_wedoc_vips(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the members with the extra functions: ``userid_list``.

        :param limit: page size, at most 200 (WeCom's default: 100)
        :raises ValueError: over the limit

        WeCom page 99518.
        """
        max_value("limit", limit, 200)
        return self._post("wedoc/vip/list", {"limit": limit, "cursor": cursor}, idempotent=True)

    def iter_wedoc_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the members from all pages of :meth:`list_wedoc_vips`."""
        max_value("limit", limit, 200)
        return self._post_pages("wedoc/vip/list", {"limit": limit}, "userid_list")
