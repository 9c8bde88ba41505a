"""Data and intelligence (数据与智能专区): members, messages and consent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_days, max_value
from ..engine.family import Family, JSONObject

__all__ = ["ChatData", "ChatDataMembers"]


class ChatDataMembers(Family):
    """Members of the archive, the public key, and hidden numbers.

    Requires the permission 数据与智能专区.
    """

    def get_chatdata_auth_user_list(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members of the message archive: ``auth_user_list``.

        ``edition_list`` has what is archived: 1 internal chats, 2 external ones too, 3 calls too.

        :param limit: page size, at most 1,000 (default 200)
        :raises ValueError: over the limit

        WeCom page 99962.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "chatdata/get_auth_user_list", {"cursor": cursor, "limit": limit}, idempotent=True
        )

    def iter_chatdata_auth_users(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`get_chatdata_auth_user_list`."""
        max_value("limit", limit, 1000)
        return self._post_pages("chatdata/get_auth_user_list", {"limit": limit}, "auth_user_list")

    def list_docdata_auth_users(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the members of the file archive: ``auth_user_list``.

        Requires 数据与智能专区-分析企业文件数据, which an administrator grants separately.

        :param limit: page size, at most 1,000 (default 200)
        :raises ValueError: over the limit

        WeCom page 101873.
        """
        max_value("limit", limit, 1000)
        return self._post(
            "docdata/get_auth_user_list", {"cursor": cursor, "limit": limit}, idempotent=True
        )

    def iter_docdata_auth_users(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the members from all pages of :meth:`list_docdata_auth_users`."""
        max_value("limit", limit, 1000)
        return self._post_pages("docdata/get_auth_user_list", {"limit": limit}, "auth_user_list")

    def get_chatdata_corp_auth_info(self) -> dict[str, Any]:
        """Return the editions of the corp: ``auth_edition_list``, with scope and times.

        For third-party applications and those made for the corp (代开发).

        WeCom page 100237.
        """
        return self._post("chatdata/get_corp_auth_info", {}, idempotent=True)

    def set_chatdata_public_key(self, public_key: str, public_key_ver: int) -> dict[str, Any]:
        """Set the public key of the archive. WeCom archives messages only after that.

        For third-party applications and those made for the corp (代开发).

        :param public_key: an RSA key of 2,048 bits, as PEM text
        :param public_key_ver: higher than the version of the previous key

        WeCom page 99961.
        """
        return self._post(
            "chatdata/set_public_key",
            {"public_key": public_key, "public_key_ver": public_key_ver},
            idempotent=True,
        )

    def set_chatdata_hide_sensitiveinfo_config(
        self, userid: str, config: JSONObject
    ) -> dict[str, Any]:
        """Set which numbers the conversation component hides from a member.

        :param config: ``hide_mobile``, ``hide_idcard``, ``hide_bankno``, each a bool; a missing
            one is false

        WeCom page 100139.
        """
        return self._post(
            "chatdata/set_hide_sensitiveinfo_config",
            {"userid": userid, "config": config},
            idempotent=True,
        )

    def get_chatdata_hide_sensitiveinfo_config(self, userid: str) -> dict[str, Any]:
        """Return which numbers are hidden from a member: ``config``. WeCom page 100139."""
        return self._post(
            "chatdata/get_hide_sensitiveinfo_config", {"userid": userid}, idempotent=True
        )


class ChatData(Family):
    """The messages of the archive, without their texts, and the customers' consent."""

    def chatdata_sync_msg(
        self, *, token: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the messages: ``msg_list``, ``next_cursor``, ``has_more``.

        ``encrypted_secret_key`` is encrypted with the key of :meth:`set_chatdata_public_key`.

        :param token: from the event that announced the messages

        WeCom page 97240, not checked against the manual.
        """
        return self._post(
            "chatdata/sync_msg",
            {"token": token, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_chatdata_messages(
        self, *, token: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the messages from all pages of :meth:`chatdata_sync_msg`."""
        return self._post_pages("chatdata/sync_msg", {"token": token, "limit": limit}, "msg_list")

    def get_chatdata_groupchat(self, chatid: str) -> dict[str, Any]:
        """Return creator, creation time and ``members`` of a group chat.

        WeCom page 99495, not checked against the manual.
        """
        return self._post("chatdata/groupchat/get", {"chatid": chatid}, idempotent=True)

    def chatdata_getagreestatus_single(self, item: Sequence[JSONObject]) -> dict[str, Any]:
        """Return the customers' consent to the archive: ``agreeinfo``.

        :param item: ``[{"open_userid": …, "external_userid": …}]``

        WeCom page 99530, not checked against the manual.
        """
        return self._post("chatdata/getagreestatus/single", {"item": item}, idempotent=True)

    def chatdata_getagreestatus_room(self, chatid: str) -> dict[str, Any]:
        """Return the consent of the members of a group chat: ``agreeinfo``.

        WeCom page 99530, not checked against the manual.
        """
        return self._post("chatdata/getagreestatus/room", {"chatid": chatid}, idempotent=True)

    def chatdata_search_chat(
        self, query_word: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Search group chats that have a name; return one page: ``chat_list``.

        :param query_word: at least 2 characters
        :param limit: page size, at most 100 (WeCom's default is 50)
        :raises ValueError: over the limit

        WeCom page 99674.
        """
        max_value("limit", limit, 100)
        return self._post(
            "chatdata/search_chat",
            {"query_word": query_word, "cursor": cursor, "limit": limit},
            idempotent=True,
        )

    def iter_chatdata_chats(
        self, query_word: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the group chats from all pages of :meth:`chatdata_search_chat`."""
        max_value("limit", limit, 100)
        body = {"query_word": query_word, "limit": limit}
        return self._post_pages("chatdata/search_chat", body, "chat_list")

    def chatdata_search_msg(
        self,
        query_word: str,
        *,
        chat_info: JSONObject | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Search messages; return one page: ``msg_list``.

        :param query_word: at least 2 characters
        :param chat_info: one chat only, of two people or of a group:
            ``{"chat_type": 1, "id_list": [{"open_userid": …}, {"external_userid": …}]}`` or
            ``{"chat_type": 2, "chat_id": …}``
        :param start_time: Unix seconds or a ``datetime``; without it WeCom searches 30 days
        :param end_time: with ``start_time`` only; at most 30 days after it
        :param limit: page size, at most 100 (WeCom's default is 50)
        :raises ValueError: over a limit

        WeCom page 97374.
        """
        max_value("limit", limit, 100)
        _check_time(start_time, end_time)
        return self._post(
            "chatdata/search_msg",
            {
                "query_word": query_word,
                "chat_info": chat_info,
                "start_time": start_time,
                "end_time": end_time,
                "cursor": cursor,
                "limit": limit,
            },
            idempotent=True,
        )

    def iter_chatdata_found_messages(
        self,
        query_word: str,
        *,
        chat_info: JSONObject | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the messages from all pages of :meth:`chatdata_search_msg`."""
        max_value("limit", limit, 100)
        _check_time(start_time, end_time)
        return self._post_pages(
            "chatdata/search_msg",
            {
                "query_word": query_word,
                "chat_info": chat_info,
                "start_time": start_time,
                "end_time": end_time,
                "limit": limit,
            },
            "msg_list",
        )


def _check_time(start_time: Time | None, end_time: Time | None) -> None:
    if start_time is not None and end_time is not None:
        max_days(start_time, end_time, 30, names=("start_time", "end_time"))
