"""Documents (文档): the content of texts, sheets and forms, and their permissions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

__all__ = ["WedocAccess", "WedocContents", "WedocForms"]


class WedocContents(Family):
    """Content of texts and sheets."""

    def batch_wedoc_document_update(
        self, docid: str, requests: list[JSONObject], *, version: int | None = None
    ) -> dict[str, Any]:
        """Change a text, all of ``requests`` or nothing.

        :param version: the version the changes were made for, at most 100 behind

        WeCom page 97626.
        """
        return self._post(
            "wedoc/document/batch_update",
            {"docid": docid, "version": version, "requests": requests},
        )

    def batch_wedoc_spreadsheet_update(
        self, docid: str, requests: list[JSONObject]
    ) -> dict[str, Any]:
        """Change a sheet, all of ``requests`` or nothing: ``responses``. WeCom page 97628."""
        return self._post("wedoc/spreadsheet/batch_update", {"docid": docid, "requests": requests})

    def get_wedoc_spreadsheet_sheet_properties(self, docid: str) -> dict[str, Any]:
        """Return the sheets, their rows and columns: ``properties``. WeCom page 97711."""
        return self._post(
            "wedoc/spreadsheet/get_sheet_properties", {"docid": docid}, idempotent=True
        )

    def get_wedoc_spreadsheet_sheet_range_data(
        self, docid: str, sheet_id: str, range: str
    ) -> dict[str, Any]:
        """Return the cells of a range: ``grid_data``.

        :param range: like ``"A1:B2"``

        WeCom page 97661.
        """
        return self._post(
            "wedoc/spreadsheet/get_sheet_range_data",
            {"docid": docid, "sheet_id": sheet_id, "range": range},
            idempotent=True,
        )


class WedocForms(Family):
    """Forms (收集表) and their answers."""

    def create_wedoc_form(
        self, form_info: JSONObject, *, spaceid: str | None = None, fatherid: str | None = None
    ) -> dict[str, Any]:
        """Create a form: ``formid``. WeCom page 97462."""
        return self._post(
            "wedoc/create_form",
            {"spaceid": spaceid, "fatherid": fatherid, "form_info": form_info},
        )

    def modify_wedoc_form(self, oper: int, formid: str, form_info: JSONObject) -> dict[str, Any]:
        """Change the questions (``oper`` 1) or the settings (2) of a form. WeCom page 97462."""
        return self._post(
            "wedoc/modify_form",
            {"oper": oper, "formid": formid, "form_info": form_info},
            idempotent=True,
        )

    def get_wedoc_form_info(self, formid: str) -> dict[str, Any]:
        """Return a form: ``form_info``. WeCom page 97817."""
        return self._post("wedoc/get_form_info", {"formid": formid}, idempotent=True)

    def get_wedoc_form_statistic(
        self,
        repeated_id: str,
        req_type: Literal[1, 2, 3],
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
        cursor: int | None = None,
    ) -> dict[str, Any]:
        """Return how many answered a form (``req_type`` 1), which did (2), which did not (3).

        :param repeated_id: of the form, from :meth:`get_wedoc_form_info`
        :param start_time: Unix seconds or a datetime, of a day; needed, like ``end_time``, for
            ``req_type`` 2
        :param limit: entries in the page, at most 10,000

        WeCom page 97818.
        """
        return self._post(
            "wedoc/get_form_statistic",
            {
                "repeated_id": repeated_id,
                "req_type": req_type,
                "start_time": start_time,
                "end_time": end_time,
                "limit": limit,
                "cursor": cursor,
            },
            idempotent=True,
        )

    def iter_wedoc_form_users(
        self,
        repeated_id: str,
        req_type: Literal[1, 2, 3],
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield who answered a form (``req_type`` 2) or did not (3), from all pages.

        The parameters are those of :meth:`get_wedoc_form_statistic`.
        """
        users = "submit_users" if int(req_type) == 2 else "unfill_users"

        def read(cursor: int | None) -> tuple[list[dict[str, Any]], int | None]:
            page = self.get_wedoc_form_statistic(
                repeated_id,
                req_type,
                start_time=start_time,
                end_time=end_time,
                limit=limit,
                cursor=cursor,
            )
            return page.get(users) or [], page.get("cursor") if page.get("has_more") else None

        return Pages(read)

    def get_wedoc_form_answer(
        self, repeated_id: str, *, answer_ids: list[int] | None = None
    ) -> dict[str, Any]:
        """Return answers: ``answer``. WeCom page 97818."""
        return self._post(
            "wedoc/get_form_answer",
            {"repeated_id": repeated_id, "answer_ids": answer_ids},
            idempotent=True,
        )


class WedocAccess(Family):
    """Permissions of documents, and the accounts with extra functions."""

    def wedoc_doc_get_auth(self, docid: str) -> dict[str, Any]:
        """Return the permissions of a document. WeCom page 97733."""
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
        co_auth_list: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Set who may open a document by its link; what is not given stays. WeCom page 97733."""
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
        update_file_member_list: list[JSONObject] | None = None,
        del_file_member_list: list[JSONObject] | None = None,
    ) -> dict[str, Any]:
        """Change the notified members of a document and their permissions. WeCom page 97733."""
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
        enable_readonly_comment: bool | None = None,
        watermark: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Change copying, comments and watermark of a document. WeCom page 97782."""
        return self._post(
            "wedoc/mod_doc_safty_setting",
            {
                "docid": docid,
                "enable_readonly_copy": enable_readonly_copy,
                "enable_readonly_comment": enable_readonly_comment,
                "watermark": watermark,
            },
            idempotent=True,
        )

    def batch_wedoc_vip_add(self, userid_list: list[str]) -> dict[str, Any]:
        """Give members the extra functions. WeCom page 99516."""
        return self._post("wedoc/vip/batch_add", {"userid_list": userid_list}, idempotent=True)

    def batch_wedoc_vip_del(self, userid_list: list[str]) -> dict[str, Any]:
        """Remove the extra functions from members. WeCom page 99517."""
        return self._post("wedoc/vip/batch_del", {"userid_list": userid_list}, idempotent=True)

    def list_wedoc_vips(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the members with the extra functions: ``userid_list``.

        WeCom page 99518.
        """
        return self._post("wedoc/vip/list", {"limit": limit, "cursor": cursor}, idempotent=True)

    def iter_wedoc_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the members from all pages of :meth:`list_wedoc_vips`."""
        return self._post_pages("wedoc/vip/list", {"limit": limit}, "userid_list")
