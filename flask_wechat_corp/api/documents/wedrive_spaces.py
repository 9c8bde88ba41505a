"""The drive (微盘): spaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_documents as records

__all__ = ["WedriveSpaces"]


class WedriveSpaces(Family):
    """Spaces (空间) of the drive."""

    def wedrive_space_create(
        self,
        space_name: str,
        *,
        auth_info: Sequence[records.FirstSpaceMember] | None = None,
        space_sub_type: Literal[0] | None = None,
    ) -> dict[str, Any]:
        """Create a space, owned by the application: ``spaceid``.

        :param auth_info: ``[{"type": 1, "userid": …, "auth": 7}]``; ``auth`` 1 download, 4 preview
            (professional edition only), 7 administrator (at most 3, no departments)
        :param space_sub_type: 0, the only kind

        WeCom page 93655.
        """
        return self._post(
            "wedrive/space_create",
            {"space_name": space_name, "auth_info": auth_info, "space_sub_type": space_sub_type},
        )

    def wedrive_space_rename(self, spaceid: str, space_name: str) -> dict[str, Any]:
        """Rename a space. WeCom page 97856."""
        return self._post(
            "wedrive/space_rename", {"spaceid": spaceid, "space_name": space_name}, idempotent=True
        )

    def wedrive_space_dismiss(self, spaceid: str) -> dict[str, Any]:
        """Delete a space with all its files. WeCom page 97857."""
        return self._post("wedrive/space_dismiss", {"spaceid": spaceid})

    def wedrive_space_info(self, spaceid: str) -> dict[str, Any]:
        """Return a space and its permissions: ``space_info``. WeCom page 97858."""
        return self._post("wedrive/space_info", {"spaceid": spaceid}, idempotent=True)

    def wedrive_space_acl_add(
        self, spaceid: str, auth_info: Sequence[records.NewSpaceMember]
    ) -> dict[str, Any]:
        """Add members and departments to a space, which has at most 3 administrators.

        WeCom page 93656.
        """
        return self._post(
            "wedrive/space_acl_add", {"spaceid": spaceid, "auth_info": auth_info}, idempotent=True
        )

    def wedrive_space_acl_del(
        self, spaceid: str, auth_info: Sequence[records.DriveMember]
    ) -> dict[str, Any]:
        """Remove members and departments from a space. WeCom page 97875."""
        return self._post(
            "wedrive/space_acl_del", {"spaceid": spaceid, "auth_info": auth_info}, idempotent=True
        )

    def wedrive_space_setting(
        self,
        spaceid: str,
        *,
        enable_watermark: bool | None = None,
        enable_confidential_mode: bool | None = None,
        share_url_no_approve: bool | None = None,
        share_url_no_approve_default_auth: Literal[1, 2, 4, 5, 200] | None = None,
        default_file_scope: Literal[1, 2] | None = None,
        ban_share_external: bool | None = None,
    ) -> dict[str, Any]:
        """Change the security settings of the application's own space; what is not given stays.

        :param enable_watermark: professional edition only
        :param share_url_no_approve_default_auth: what the invitation link gives: 1 download,
            2 write, 4 preview, 5 upload and download, 200 a permission of the space's own
        :param default_file_scope: files are for 1 the members of the space, 2 the corp

        WeCom page 97876.
        """
        return self._post(
            "wedrive/space_setting",
            {
                "spaceid": spaceid,
                "enable_watermark": enable_watermark,
                "enable_confidential_mode": enable_confidential_mode,
                "share_url_no_approve": share_url_no_approve,
                "share_url_no_approve_default_auth": share_url_no_approve_default_auth,
                "default_file_scope": default_file_scope,
                "ban_share_external": ban_share_external,
            },
            idempotent=True,
        )

    def wedrive_space_share(self, spaceid: str) -> dict[str, Any]:
        """Return the invitation link of a space: ``space_share_url``. WeCom page 97877."""
        return self._post("wedrive/space_share", {"spaceid": spaceid}, idempotent=True)
