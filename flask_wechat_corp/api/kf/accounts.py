"""WeChat customer service (微信客服): accounts and their customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag
from ..engine.checks import max_bytes, max_length, max_value
from ..engine.family import Family
from ..engine.paging import pages_by_offset

if TYPE_CHECKING:
    from ..engine import records_kf as records

__all__ = ["KfAccounts"]


class KfAccounts(Family):
    """Customer service accounts, at most 5,000 a corp, and their customers."""

    def add_kf_account(self, name: str, media_id: str) -> dict[str, Any]:
        """Add an account: ``open_kfid``.

        :param name: at most 16 characters
        :param media_id: the picture, at most 128 bytes
        :raises ValueError: over a limit

        WeCom page 94662.
        """
        max_length("name", name, 16)
        max_bytes("media_id", media_id, 128)
        return self._post("kf/account/add", {"name": name, "media_id": media_id})

    def update_kf_account(
        self, open_kfid: str, *, name: str | None = None, media_id: str | None = None
    ) -> dict[str, Any]:
        """Change an account; limits as in :meth:`add_kf_account`. WeCom page 94664."""
        max_length("name", name, 16)
        max_bytes("media_id", media_id, 128)
        return self._post(
            "kf/account/update",
            {"open_kfid": open_kfid, "name": name, "media_id": media_id},
            idempotent=True,
        )

    def delete_kf_account(self, open_kfid: str) -> dict[str, Any]:
        """Delete an account. WeCom page 94663."""
        return self._post("kf/account/del", {"open_kfid": open_kfid})

    def list_kf_accounts(
        self, *, offset: int | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the accounts: ``account_list``.

        :param limit: page size, at most 100
        :raises ValueError: over the limit

        WeCom page 94661.
        """
        max_value("limit", limit, 100)
        return self._post("kf/account/list", {"offset": offset, "limit": limit}, idempotent=True)

    def iter_kf_accounts(self, *, limit: int = 100) -> Iterator[dict[str, Any]]:
        """Yield the accounts from all pages of :meth:`list_kf_accounts`."""
        max_value("limit", limit, 100)

        def read(offset: int) -> dict[str, Any]:
            return self.list_kf_accounts(offset=offset, limit=limit)

        return pages_by_offset(read, "account_list", size=limit)

    def get_kf_account_link(self, open_kfid: str, *, scene: str | None = None) -> dict[str, Any]:
        """Return the link that opens a conversation: ``url``.

        With ``scene``, ``scene_param`` may be appended to it, at most 128 bytes; the event
        ``enter_session`` has both.

        :param scene: tells links apart, at most 32 bytes of ``0-9a-zA-Z_-``
        :raises ValueError: over the limit

        WeCom page 94665.
        """
        max_bytes("scene", scene, 32)
        return self._post(
            "kf/add_contact_way", {"open_kfid": open_kfid, "scene": scene}, idempotent=True
        )

    def batchget_kf_customers(
        self, external_userid_list: list[str], *, need_enter_session_context: Flag | None = None
    ) -> dict[str, Any]:
        """Return up to 100 customers: ``customer_list``, ``invalid_external_userid``.

        They must have written or entered a conversation in the last 48 hours.

        :param need_enter_session_context: 1 says where they came from, too (48 hours)
        :raises ValueError: more than 100 customers

        WeCom page 95159.
        """
        max_length("external_userid_list", external_userid_list, 100)
        return self._post(
            "kf/customer/batchget",
            {
                "external_userid_list": external_userid_list,
                "need_enter_session_context": need_enter_session_context,
            },
            idempotent=True,
        )

    def get_kf_upgrade_service_config(self) -> dict[str, Any]:
        """Return what may be recommended to customers: ``member_range``, ``groupchat_range``.

        WeCom page 94674.
        """
        return self._get("kf/customer/get_upgrade_service_config")

    def upgrade_kf_service(
        self,
        open_kfid: str,
        external_userid: str,
        type: Literal[1, 2],
        *,
        member: records.Specialist | None = None,
        groupchat: records.Group | None = None,
    ) -> dict[str, Any]:
        """Recommend a member (``type`` 1) or a customer group (``type`` 2) to a customer.

        Only those of :meth:`get_kf_upgrade_service_config` (error 95021).

        WeCom page 94674.
        """
        return self._post(
            "kf/customer/upgrade_service",
            {
                "open_kfid": open_kfid,
                "external_userid": external_userid,
                "type": type,
                "member": member,
                "groupchat": groupchat,
            },
        )

    def cancel_upgrade_kf_service(self, open_kfid: str, external_userid: str) -> dict[str, Any]:
        """Clear a recommendation, whether the customer has followed it or not.

        WeCom page 94674.
        """
        return self._post(
            "kf/customer/cancel_upgrade_service",
            {"open_kfid": open_kfid, "external_userid": external_userid},
        )

    def get_kf_corp_qualification(self) -> dict[str, Any]:
        """Return whether the corp has a video channel (视频号) bound to it.

        The answer is ``wechat_channels_binding``: true or false.

        Third-party applications only. WeCom page 95153, not checked against the manual.
        """
        return self._get("kf/get_corp_qualification")
