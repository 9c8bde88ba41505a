"""Documents (文档): create, rename, share and delete them."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.checks import require_one_of
from ..engine.family import Family

__all__ = ["Wedocs"]


class Wedocs(Family):
    """Documents, sheets and forms, as files."""

    def create_wedoc_doc(
        self,
        doc_type: Literal[3, 4, 10, 11],
        doc_name: str,
        *,
        spaceid: str | None = None,
        fatherid: str | None = None,
        admin_users: list[str] | None = None,
    ) -> dict[str, Any]:
        """Create a document: ``docid``, ``url``. Store the id: it cannot be looked up.

        :param doc_type: 3 document, 4 sheet, 10 smart sheet, 11 smart document
        :param doc_name: WeCom cuts it after 255 characters
        :param spaceid: the space, with ``fatherid``, the folder in it (at the top the ``spaceid``)
        :param admin_users: the administrators of the document, by their userids; at most 3

        WeCom page 97460.
        """
        return self._post(
            "wedoc/create_doc",
            {
                "spaceid": spaceid,
                "fatherid": fatherid,
                "doc_type": doc_type,
                "doc_name": doc_name,
                "admin_users": admin_users,
            },
        )

    def wedoc_rename_doc(
        self, new_name: str, *, docid: str | None = None, formid: str | None = None
    ) -> dict[str, Any]:
        """Rename a document or a form of this application.

        :param new_name: WeCom cuts it after 255, a Chinese character counts twice
        :param docid: the document, or
        :param formid: the form
        :raises ValueError: without docid and formid

        WeCom page 97736.
        """
        require_one_of(docid=docid, formid=formid)
        return self._post(
            "wedoc/rename_doc",
            {"docid": docid, "formid": formid, "new_name": new_name},
            idempotent=True,
        )

    def delete_wedoc_doc(
        self, *, docid: str | None = None, formid: str | None = None
    ) -> dict[str, Any]:
        """Delete a document or a form of this application.

        :raises ValueError: without both

        WeCom page 97735.
        """
        require_one_of(docid=docid, formid=formid)
        return self._post("wedoc/del_doc", {"docid": docid, "formid": formid})

    def get_wedoc_doc_base_info(self, docid: str) -> dict[str, Any]:
        """Return name, type and times of a document: ``doc_base_info``. WeCom page 97734."""
        return self._post("wedoc/get_doc_base_info", {"docid": docid}, idempotent=True)

    def wedoc_doc_share(
        self, *, docid: str | None = None, formid: str | None = None
    ) -> dict[str, Any]:
        """Return the link of a document or a form of this application: ``share_url``.

        :raises ValueError: without both

        WeCom page 97733.
        """
        require_one_of(docid=docid, formid=formid)
        return self._post("wedoc/doc_share", {"docid": docid, "formid": formid}, idempotent=True)
