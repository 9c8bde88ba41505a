"""The file archive (文件内容存档): drives and documents of the archived members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import between, max_bytes, max_value
from ..engine.family import Family

__all__ = ["ArchivedDocuments", "ArchivedDrives"]


class ArchivedDrives(Family):
    """Members of the archive and their drives.

    Only for self-built applications that are permitted under 文件内容存档.

    ``is_resigned`` is 1 for a member who has left the corp, 0 (WeCom's default) for an active
    member.
    """

    def list_archive_users(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the archived members: ``auth_user_list``.

        :param cursor: at most 128 bytes
        :param limit: page size, 1 to 1,000 (default 200)
        :raises ValueError: outside a limit

        WeCom page 101700.
        """
        max_bytes("cursor", cursor, 128)
        between("limit", limit, 1, 1000)
        return self._post(
            "security/file-content/get_auth_user_list",
            {"cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_archive_users(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`list_archive_users`."""
        between("limit", limit, 1, 1000)
        return self._post_pages(
            "security/file-content/get_auth_user_list", {"limit": limit}, "auth_user_list"
        )

    def list_archive_wedrive_spaces(
        self, userid: str, *, is_resigned: Flag | None = None
    ) -> dict[str, Any]:
        """Return the drives of a member: ``auth_space_list``. WeCom page 101674."""
        return self._post(
            "security/wedrive/get_auth_space_list",
            {"userid": userid, "is_resigned": is_resigned},
            idempotent=True,
        )

    def list_archive_wedrive_files(
        self,
        userid: str,
        spaceid: str,
        *,
        is_resigned: Flag | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the files of a drive: ``file_list``.

        ``file_type`` is 1 for a document (then with ``doc_url``), 2 for another file.

        :param spaceid: the drive, from :meth:`list_archive_wedrive_spaces`
        :param limit: page size, at most 100 (WeCom's default)
        :raises ValueError: over the limit

        WeCom page 101676.
        """
        max_value("limit", limit, 100)
        return self._post(
            "security/wedrive/get_auth_file_list",
            {
                "userid": userid,
                "is_resigned": is_resigned,
                "spaceid": spaceid,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_archive_wedrive_files(
        self,
        userid: str,
        spaceid: str,
        *,
        is_resigned: Flag | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the files from all pages of :meth:`list_archive_wedrive_files`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "security/wedrive/get_auth_file_list",
            {
                "userid": userid,
                "is_resigned": is_resigned,
                "spaceid": spaceid,
                "limit": limit,
            },
            "file_list",
        )

    def download_archive_wedrive_file(self, fileid: str) -> dict[str, Any]:
        """Return the address and the cookie to download a file, valid for 2 hours.

        The answer has ``download_url``, ``cookie_name`` and ``cookie_value``. Online documents
        cannot be downloaded, see :meth:`export_archive_doc`.

        WeCom page 101677.
        """
        return self._post("security/wedrive/download_file", {"fileid": fileid}, idempotent=True)


class ArchivedDocuments(Family):
    """Documents with more than one internal member; at most 10 requests of a corp at once."""

    def list_archive_docs(
        self,
        start_time: Time,
        end_time: Time,
        userid: str,
        doc_type: Literal[3, 4, 6, 7, 10],
        *,
        is_resigned: Flag | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of the documents of a member: ``doc_list``.

        :param start_time: Unix seconds; documents changed from then to ``end_time``
        :param doc_type: 3 document, 4 sheet, 6 slides, 7 mind map, 10 smart sheet
        :param is_resigned: 1 for a member who has left the corp, 0 (WeCom's default) for others
        :param limit: page size, at most 100 (WeCom's default)
        :raises ValueError: over the limit

        WeCom page 101704.
        """
        max_value("limit", limit, 100)
        return self._post(
            "security/doc/list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid": userid,
                "is_resigned": is_resigned,
                "doc_type": doc_type,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_archive_docs(
        self,
        start_time: Time,
        end_time: Time,
        userid: str,
        doc_type: Literal[3, 4, 6, 7, 10],
        *,
        is_resigned: Flag | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the documents from all pages of :meth:`list_archive_docs`."""
        max_value("limit", limit, 100)
        return self._post_pages(
            "security/doc/list",
            {
                "start_time": start_time,
                "end_time": end_time,
                "userid": userid,
                "is_resigned": is_resigned,
                "doc_type": doc_type,
                "limit": limit,
            },
            "doc_list",
        )

    def export_archive_doc(
        self, docid: str, export_format: Literal["docx", "pdf", "xlsx", "xmind", "pptx"]
    ) -> dict[str, Any]:
        """Start an export: ``jobid``, valid until 10 minutes after its end.

        :param export_format: ``docx`` or ``pdf`` for documents, ``xlsx`` for sheets and smart
            sheets, ``xmind`` for mind maps, ``pptx`` or ``pdf`` for slides

        WeCom page 101689.
        """
        return self._post("security/doc/export", {"docid": docid, "export_format": export_format})

    def get_archive_doc_export_result(self, jobid: str) -> dict[str, Any]:
        """Return ``status`` (0 running, 1 done, 2 failed) and ``download_url``.

        The address is valid for 30 minutes.

        WeCom page 101690.
        """
        return self._post("security/doc/get_export_result", {"jobid": jobid}, idempotent=True)
