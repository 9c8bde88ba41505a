"""The drive (微盘): files and folders."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_display_width, max_value, require_one_of
from ..engine.family import Family
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["WedriveFiles"]


TEN_MIB = 10 * 1024 * 1024


class WedriveFiles(Family):
    """Files and folders."""

    def wedrive_file_list(
        self,
        spaceid: str,
        fatherid: str,
        sort_type: Literal[1, 2, 3, 4, 5, 6] = 1,
        start: int = 0,
        limit: int = 1000,
    ) -> dict[str, Any]:
        """Return one page of a folder: ``file_list``, ``has_more``, ``next_start``.

        :param fatherid: the folder; at the top the ``spaceid``
        :param sort_type: 1 and 2 by name up and down, 3 and 4 by size, 5 and 6 by change
        :param limit: page size, at most 1,000
        :raises ValueError: over the limit

        WeCom page 93657.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "wedrive/file_list",
            {
                "spaceid": spaceid,
                "fatherid": fatherid,
                "sort_type": sort_type,
                "start": start,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_wedrive_files(
        self,
        spaceid: str,
        fatherid: str,
        sort_type: Literal[1, 2, 3, 4, 5, 6] = 1,
        *,
        limit: int = 1000,
    ) -> Iterator[dict[str, Any]]:
        """Yield the files from all pages of :meth:`wedrive_file_list`."""

        def read(start: int) -> tuple[list[dict[str, Any]], int | None]:
            page = self.wedrive_file_list(spaceid, fatherid, sort_type, start, limit)
            following = page.get("next_start") or 0
            more = page.get("has_more") and following > start
            return (page.get("file_list") or {}).get("item") or [], following if more else None

        return Pages(read, 0)

    def wedrive_file_upload(
        self,
        file_name: str,
        file_base64_content: str | bytes,
        *,
        spaceid: str | None = None,
        fatherid: str | None = None,
        selected_ticket: str | None = None,
    ) -> dict[str, Any]:
        """Upload a file of at most 10 MiB: ``fileid``.

        :param file_name: at most 255, a Chinese character counts twice
        :param file_base64_content: the content: bytes, which we encode, or text in base64
        :param spaceid: where to, with ``fatherid``; or else ``selected_ticket``, not both
        :raises ValueError: over a limit, or nowhere to put it

        WeCom page 97880.
        """
        require_one_of(spaceid=spaceid, selected_ticket=selected_ticket)
        max_display_width("file_name", file_name, 255)
        if isinstance(file_base64_content, bytes):
            file_base64_content = b64encode(file_base64_content).decode()
        size = len(file_base64_content) // 4 * 3 - file_base64_content[-2:].count("=")
        max_value("file_base64_content (bytes)", size, TEN_MIB)
        return self._post(
            "wedrive/file_upload",
            {
                "selected_ticket": selected_ticket,
                "spaceid": spaceid,
                "fatherid": fatherid,
                "file_name": file_name,
                "file_base64_content": file_base64_content,
            },
        )

    def wedrive_file_download(
        self, *, fileid: str | None = None, selected_ticket: str | None = None
    ) -> dict[str, Any]:
        """Return the address and the cookie to download a file, valid for 2 hours.

        The answer has ``download_url``, ``cookie_name`` and ``cookie_value``.

        :param fileid: the file, no folder and no document; or else ``selected_ticket``, not both
        :raises ValueError: without both

        WeCom page 97881.
        """
        require_one_of(fileid=fileid, selected_ticket=selected_ticket)
        return self._post(
            "wedrive/file_download",
            {"selected_ticket": selected_ticket, "fileid": fileid},
            idempotent=True,
        )

    def wedrive_file_create(
        self, spaceid: str, fatherid: str, file_type: Literal[1, 3, 4], file_name: str
    ) -> dict[str, Any]:
        """Create a folder (``file_type`` 1), document (3) or sheet (4): ``fileid``.

        A document and a sheet also have a ``url``.

        :param file_name: at most 255, a Chinese character counts twice
        :raises ValueError: over the limit

        WeCom page 97882.
        """
        max_display_width("file_name", file_name, 255)
        return self._post(
            "wedrive/file_create",
            {
                "spaceid": spaceid,
                "fatherid": fatherid,
                "file_type": file_type,
                "file_name": file_name,
            },
        )

    def wedrive_file_rename(self, fileid: str, new_name: str) -> dict[str, Any]:
        """Rename a file: ``file``. At most 255, a Chinese character counts twice.

        WeCom page 97883.
        """
        max_display_width("new_name", new_name, 255)
        return self._post(
            "wedrive/file_rename", {"fileid": fileid, "new_name": new_name}, idempotent=True
        )

    def wedrive_file_move(
        self, fatherid: str, fileid: list[str], *, replace: bool | None = None
    ) -> dict[str, Any]:
        """Move files into a folder: ``file_list``.

        :param replace: overwrite files of the same name; else they are renamed

        WeCom page 97884.
        """
        return self._post(
            "wedrive/file_move", {"fatherid": fatherid, "replace": replace, "fileid": fileid}
        )

    def wedrive_file_delete(self, fileid: list[str]) -> dict[str, Any]:
        """Delete files. WeCom page 97885."""
        return self._post("wedrive/file_delete", {"fileid": fileid})

    def wedrive_file_info(self, fileid: str) -> dict[str, Any]:
        """Return a file: ``file_info``. WeCom page 97886."""
        return self._post("wedrive/file_info", {"fileid": fileid}, idempotent=True)

    def wedrive_file_acl_add(
        self, fileid: str, auth_info: Sequence[records.NewFileMember]
    ) -> dict[str, Any]:
        """Share a file with members and departments, with ``auth`` 1. WeCom page 93658."""
        return self._post(
            "wedrive/file_acl_add", {"fileid": fileid, "auth_info": auth_info}, idempotent=True
        )

    def wedrive_file_acl_del(
        self, fileid: str, auth_info: Sequence[records.DriveMember]
    ) -> dict[str, Any]:
        """Stop sharing a file with members and departments. WeCom page 97888."""
        return self._post(
            "wedrive/file_acl_del", {"fileid": fileid, "auth_info": auth_info}, idempotent=True
        )

    def wedrive_file_setting(
        self, fileid: str, auth_scope: Literal[1, 2, 3, 4, 5], *, auth: Literal[1, 4] | None = None
    ) -> dict[str, Any]:
        """Set who may open a file by its link.

        :param auth_scope: 1 those named, 2 the corp, **3 people outside the corp too**, 4 the corp
            with approval, 5 people outside the corp with approval; 4 and 5 need an administrator
        :param auth: 1 view and download, 4 preview only (paid corps, no documents of WeCom's own);
            without it nothing changes

        WeCom page 97889.
        """
        return self._post(
            "wedrive/file_setting",
            {"fileid": fileid, "auth_scope": auth_scope, "auth": auth},
            idempotent=True,
        )

    def wedrive_file_share(self, fileid: str) -> dict[str, Any]:
        """Return the link of a file: ``share_url``. WeCom page 97890."""
        return self._post("wedrive/file_share", {"fileid": fileid}, idempotent=True)
