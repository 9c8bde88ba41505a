"""The drive (微盘): large files in parts, permissions, the accounts with extra functions."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_length, max_value, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["WedriveAdministration", "WedriveUploads"]

TWENTY_GIB = 20 * 2**30


class WedriveUploads(Family):
    """Files over 10 MiB, in parts of 2 MiB."""

    def wedrive_file_upload_init(
        self,
        file_name: str,
        size: int,
        block_sha: list[str],
        *,
        spaceid: str | None = None,
        fatherid: str | None = None,
        selected_ticket: str | None = None,
        skip_push_card: bool | None = None,
    ) -> dict[str, Any]:
        """Begin an upload: ``upload_key``, or ``hit_exist`` and ``fileid`` of a known file.

        :param size: bytes, at most 20 GiB
        :param block_sha: one for each part of 2 MiB: the SHA-1 state after it, in hexadecimal; the
            last one is the SHA-1 of the whole file
        :param spaceid: where to, with ``fatherid``; or else ``selected_ticket``, not both
        :param skip_push_card: no card in WeCom when the file is there; WeCom sends one otherwise
        :raises ValueError: over the limit, or nowhere to put it

        WeCom page 98004.
        """
        require_one_of(spaceid=spaceid, selected_ticket=selected_ticket)
        max_value("size", size, TWENTY_GIB)
        return self._post(
            "wedrive/file_upload_init",
            {
                "selected_ticket": selected_ticket,
                "spaceid": spaceid,
                "fatherid": fatherid,
                "file_name": file_name,
                "size": size,
                "block_sha": block_sha,
                "skip_push_card": skip_push_card,
            },
        )

    def wedrive_file_upload_part(
        self, upload_key: str, index: int, file_base64_content: str | bytes
    ) -> dict[str, Any]:
        """Send one part; WeCom advises at most ten at the same time.

        :param index: from 1
        :param file_base64_content: bytes, which we encode, or text in base64

        WeCom page 98004.
        """
        if isinstance(file_base64_content, bytes):
            file_base64_content = b64encode(file_base64_content).decode()
        return self._post(
            "wedrive/file_upload_part",
            {
                "upload_key": upload_key,
                "index": index,
                "file_base64_content": file_base64_content,
            },
            idempotent=True,
        )

    def wedrive_file_upload_finish(self, upload_key: str) -> dict[str, Any]:
        """Finish an upload: ``fileid``. WeCom page 98004."""
        return self._post("wedrive/file_upload_finish", {"upload_key": upload_key})


class WedriveAdministration(Family):
    """The settings and the privileged members of the drive."""

    def wedrive_mng_pro_info(self, *, userid: str | None = None) -> dict[str, Any]:
        """Return ``is_pro``, the accounts of the professional edition and when it expires.

        :param userid: not in the manual; sent as it is

        WeCom page 95856.
        """
        return self._post("wedrive/mng_pro_info", {"userid": userid}, idempotent=True)

    def wedrive_mng_capacity(self) -> dict[str, Any]:
        """Return the capacity in bytes for all members and for professional accounts.

        The answer has ``total_capacity_for_all`` and ``total_capacity_for_vip``.

        WeCom page 95856.
        """
        return self._post("wedrive/mng_capacity", idempotent=True)

    def wedrive_new_space_info(self, spaceid: str) -> dict[str, Any]:
        """Return a space, its settings and permissions: ``space_info``. WeCom page 97878."""
        return self._post("wedrive/new_space_info", {"spaceid": spaceid}, idempotent=True)

    def get_wedrive_file_permission(self, fileid: str) -> dict[str, Any]:
        """Return the permissions of a file.

        They are ``share_range``, ``secure_setting``, ``inherit_father_auth``,
        ``file_member_list``, ``co_auth_list`` and ``watermark``.

        WeCom page 97891.
        """
        return self._post("wedrive/get_file_permission", {"fileid": fileid}, idempotent=True)

    def wedrive_file_secure_setting(
        self, fileid: str, *, watermark: records.Watermark | None = None
    ) -> dict[str, Any]:
        """Change the watermark of an online document; what is not given stays.

        :param watermark: ``text``, ``margin_type`` (1 loose, 2 dense), ``show_text``,
            ``show_visitor_name``

        WeCom page 97892.
        """
        return self._post(
            "wedrive/file_secure_setting",
            {"fileid": fileid, "watermark": watermark},
            idempotent=True,
        )

    def batch_wedrive_vip_add(self, userid_list: list[str]) -> dict[str, Any]:
        """Give members the extra functions: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100 members

        WeCom page 99512.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("wedrive/vip/batch_add", {"userid_list": userid_list}, idempotent=True)

    def batch_wedrive_vip_del(self, userid_list: list[str]) -> dict[str, Any]:
        """Remove the extra functions from members: ``succ_userid_list``, ``fail_userid_list``.

        :param userid_list: at most 100
        :raises ValueError: more than 100 members

        WeCom page 99513.
        """
        max_length("userid_list", userid_list, 100)
        return self._post("wedrive/vip/batch_del", {"userid_list": userid_list}, idempotent=True)

    def list_wedrive_vips(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the members with the extra functions: ``userid_list``.

        :param limit: page size, at most 200 (WeCom's default: 100)
        :raises ValueError: over the limit

        WeCom page 99514.
        """
        max_value("limit", limit, 200)
        return self._post("wedrive/vip/list", {"limit": limit, "cursor": cursor}, idempotent=True)

    def iter_wedrive_vips(self, *, limit: int | None = None) -> Iterator[str]:
        """Yield the members from all pages of :meth:`list_wedrive_vips`."""
        max_value("limit", limit, 200)
        return self._post_pages("wedrive/vip/list", {"limit": limit}, "userid_list")
