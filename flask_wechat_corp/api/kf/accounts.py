"""WeChat customer service (微信客服): accounts, servicers, conversations and their messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.checks import one_of_them
from ..engine.family import Family, at_most, at_most_bytes, no_more_than

__all__ = ["KfAccounts", "KfMessages", "KfServicers"]

Part = Mapping[str, Any]


class KfAccounts(Family):
    """Customer service accounts, at most 5,000 a corp, and their customers."""

    def add_kf_account(self, name: str, media_id: str) -> dict[str, Any]:
        """Add an account: ``open_kfid``.

        :param name: at most 16 characters
        :param media_id: the picture, at most 128 bytes
        :raises ValueError: over a limit

        WeCom page 94662.
        """
        at_most("name", name, 16)
        at_most_bytes("media_id", media_id, 128)
        return self._post("kf/account/add", {"name": name, "media_id": media_id})

    def update_kf_account(
        self, open_kfid: str, *, name: str | None = None, media_id: str | None = None
    ) -> dict[str, Any]:
        """Change an account; limits as in :meth:`add_kf_account`. WeCom page 94664."""
        at_most("name", name, 16)
        at_most_bytes("media_id", media_id, 128)
        return self._post(
            "kf/account/update",
            {"open_kfid": open_kfid, "name": name, "media_id": media_id},
            repeatable=True,
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
        no_more_than("limit", limit, 100)
        return self._post("kf/account/list", {"offset": offset, "limit": limit}, repeatable=True)

    def iter_kf_accounts(self, *, limit: int = 100) -> Iterator[dict[str, Any]]:
        """Yield the accounts from all pages of :meth:`list_kf_accounts`."""
        no_more_than("limit", limit, 100)
        offset, before = 0, None
        while True:
            page = self.list_kf_accounts(offset=offset, limit=limit).get("account_list")
            if not page or page == before:  # the same page again: offset was ignored
                return
            yield from page
            if len(page) < limit:
                return
            offset, before = offset + len(page), page

    def get_kf_account_link(self, open_kfid: str, *, scene: str | None = None) -> dict[str, Any]:
        """Return the link that opens a conversation: ``url``.

        :param scene: tells links apart, at most 32 bytes of ``0-9a-zA-Z_-``
        :raises ValueError: over the limit

        WeCom page 94665.
        """
        at_most_bytes("scene", scene, 32)
        return self._post(
            "kf/add_contact_way", {"open_kfid": open_kfid, "scene": scene}, repeatable=True
        )

    def batchget_kf_customers(
        self, external_userid_list: list[str], *, need_enter_session_context: int | None = None
    ) -> dict[str, Any]:
        """Return up to 100 customers: ``customer_list``, ``invalid_external_userid``.

        :param need_enter_session_context: 1 says where they came from, too (48 hours)
        :raises ValueError: more than 100 customers

        WeCom page 95149.
        """
        at_most("external_userid_list", external_userid_list, 100)
        return self._post(
            "kf/customer/batchget",
            {
                "external_userid_list": external_userid_list,
                "need_enter_session_context": need_enter_session_context,
            },
            repeatable=True,
        )

    def get_kf_upgrade_service_config(self) -> dict[str, Any]:
        """Return the members and groups customers may be recommended.

        WeCom page 94674.
        """
        return self._get("kf/customer/get_upgrade_service_config")

    def upgrade_kf_service(
        self,
        open_kfid: str,
        external_userid: str,
        type: int,
        *,
        member: Part | None = None,
        groupchat: Part | None = None,
    ) -> dict[str, Any]:
        """Recommend a customer a member (``type`` 1) or a customer group (``type`` 2).

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
        """Take a recommendation back that was not followed. WeCom page 94674."""
        return self._post(
            "kf/customer/cancel_upgrade_service",
            {"open_kfid": open_kfid, "external_userid": external_userid},
        )

    def get_kf_corp_qualification(self) -> dict[str, Any]:
        """Return whether the corp may bind its service to video channels.

        The answer is ``wechat_channels_binding``: true or false. WeCom page 95153.
        """
        return self._get("kf/get_corp_qualification")


class KfServicers(Family):
    """The members who serve an account, and the state of its conversations."""

    def add_kf_servicer(
        self,
        open_kfid: str,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
    ) -> dict[str, Any]:
        """Let members serve an account: ``result_list``, each with its ``errcode``.

        An account has room for 2,000 members and 20 departments.

        :param userid_list: at most 100 at once
        :param department_id_list: at most 100 at once; one of the two lists is needed
        :raises ValueError: over a limit, or nobody given

        WeCom page 94646.
        """
        _check_servicers(userid_list, department_id_list)
        return self._post(
            "kf/servicer/add",
            {
                "open_kfid": open_kfid,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
            },
            repeatable=True,
        )

    def delete_kf_servicer(
        self,
        open_kfid: str,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
    ) -> dict[str, Any]:
        """Let members no longer serve an account; limits as in :meth:`add_kf_servicer`.

        WeCom page 94647.
        """
        _check_servicers(userid_list, department_id_list)
        return self._post(
            "kf/servicer/del",
            {
                "open_kfid": open_kfid,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
            },
        )

    def list_kf_servicers(self, open_kfid: str) -> dict[str, Any]:
        """Return who serves an account: ``servicer_list``. WeCom page 94645."""
        return self._get("kf/servicer/list", {"open_kfid": open_kfid})

    def get_kf_service_state(self, open_kfid: str, external_userid: str) -> dict[str, Any]:
        """Return the state of a conversation: ``service_state``, ``servicer_userid``.

        0 new, 1 with the bot, 2 waiting for a member, 3 with a member, 4 ended.
        WeCom page 94669.
        """
        return self._post(
            "kf/service_state/get",
            {"open_kfid": open_kfid, "external_userid": external_userid},
            repeatable=True,
        )

    def trans_kf_service_state(
        self,
        open_kfid: str,
        external_userid: str,
        service_state: int,
        *,
        servicer_userid: str | None = None,
    ) -> dict[str, Any]:
        """Change the state of a conversation: ``msg_code``, for :meth:`kf_send_msg_on_event`.

        :param service_state: see :meth:`get_kf_service_state`
        :param servicer_userid: the member, for state 3

        WeCom page 94669.
        """
        return self._post(
            "kf/service_state/trans",
            {
                "open_kfid": open_kfid,
                "external_userid": external_userid,
                "service_state": service_state,
                "servicer_userid": servicer_userid,
            },
        )


class KfMessages(Family):
    """What is written in the conversations of an account."""

    def kf_sync_msg(
        self,
        token: str | None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        voice_format: int | None = None,
        open_kfid: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the messages of the last 3 days: ``msg_list``.

        Store ``next_cursor``, and go on while ``has_more`` is 1 even if a page is empty.

        :param token: from the callback, at most 128 bytes, good for 10 minutes; without it
            WeCom allows few calls
        :param cursor: at most 64 bytes
        :param limit: page size, at most 1,000
        :param voice_format: 0 AMR, 1 Silk
        :param open_kfid: the account; WeCom's manual asks for it
        :raises ValueError: over a limit

        WeCom page 94670.
        """
        at_most_bytes("token", token, 128)
        at_most_bytes("cursor", cursor, 64)
        no_more_than("limit", limit, 1000)
        return self._post(
            "kf/sync_msg",
            {
                "token": token,
                "cursor": cursor,
                "limit": limit,
                "voice_format": voice_format,
                "open_kfid": open_kfid,
            },
            repeatable=True,
        )

    def iter_kf_sync_msg(
        self,
        token: str | None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        voice_format: int | None = None,
        open_kfid: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`kf_sync_msg`, from ``cursor`` to the last one.

        Whole pages, not messages: each has the ``next_cursor`` to store once its ``msg_list`` is
        dealt with.
        """
        while True:
            page = self.kf_sync_msg(
                token, cursor=cursor, limit=limit, voice_format=voice_format, open_kfid=open_kfid
            )
            yield page
            following = page.get("next_cursor")
            if not page.get("has_more") or not following or following == cursor:
                return
            cursor = following

    def kf_send_msg(
        self,
        open_kfid: str,
        touser: str,
        msgtype: str,
        *,
        msgid: str | None = None,
        text: Part | None = None,
        image: Part | None = None,
        voice: Part | None = None,
        video: Part | None = None,
        file: Part | None = None,
        link: Part | None = None,
        miniprogram: Part | None = None,
        msgmenu: Part | None = None,
        location: Part | None = None,
        business_card: Part | None = None,
        ca_link: Part | None = None,
    ) -> dict[str, Any]:
        """Write to a customer: ``msgid``. At most 5 messages within 48 hours of their last one.

        :param msgtype: names the part that is sent, ``text=`` for ``text``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``; WeCom refuses one
            that was used
        :param text: ``{"content": …}``, at most 2,048 bytes
        :raises ValueError: over a limit

        WeCom page 94677.
        """
        at_most_bytes("msgid", msgid, 32)
        at_most_bytes("text.content", (text or {}).get("content"), 2048)
        return self._post(
            "kf/send_msg",
            {
                "open_kfid": open_kfid,
                "touser": touser,
                "msgid": msgid,
                "msgtype": msgtype,
                "text": text,
                "image": image,
                "voice": voice,
                "video": video,
                "file": file,
                "link": link,
                "miniprogram": miniprogram,
                "msgmenu": msgmenu,
                "location": location,
                "business_card": business_card,
                "ca_link": ca_link,
            },
        )

    def kf_send_msg_on_event(
        self,
        code: str,
        msgtype: str,
        *,
        msgid: str | None = None,
        text: Part | None = None,
        msgmenu: Part | None = None,
    ) -> dict[str, Any]:
        """Answer an event of a conversation, once for each ``code``: ``msgid``.

        The code of a welcome or of an end is good for 20 seconds, others for 48 hours.

        :param msgtype: ``text`` or ``msgmenu``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``
        :param text: ``{"content": …}``, at most 2,048 bytes
        :raises ValueError: over a limit

        WeCom page 95122.
        """
        at_most_bytes("msgid", msgid, 32)
        at_most_bytes("text.content", (text or {}).get("content"), 2048)
        return self._post(
            "kf/send_msg_on_event",
            {"code": code, "msgid": msgid, "msgtype": msgtype, "text": text, "msgmenu": msgmenu},
        )


def _check_servicers(userid_list: list[str] | None, department_id_list: list[int] | None) -> None:
    one_of_them(userid_list=userid_list, department_id_list=department_id_list)
    at_most("userid_list", userid_list, 100)
    at_most("department_id_list", department_id_list, 100)
