"""WeChat customer service (微信客服): the messages of conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.checks import max_bytes, max_value
from ..engine.family import Family, JSONObject

__all__ = ["KfMessages"]


class KfMessages(Family):
    """The messages in the conversations of an account."""

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

        Store ``next_cursor``, and continue while ``has_more`` is 1 even if a page is empty.

        :param token: from the callback, at most 128 bytes, good for 10 minutes; without it
            WeCom allows few calls
        :param cursor: at most 64 bytes
        :param limit: page size, at most 1,000
        :param voice_format: 0 AMR, 1 Silk
        :param open_kfid: the account; WeCom's manual asks for it
        :raises ValueError: over a limit

        WeCom page 94670.
        """
        max_bytes("token", token, 128)
        max_bytes("cursor", cursor, 64)
        max_value("limit", limit, 1000)
        return self._post(
            "kf/sync_msg",
            {
                "token": token,
                "cursor": cursor,
                "limit": limit,
                "voice_format": voice_format,
                "open_kfid": open_kfid,
            },
            idempotent=True,
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
        text: JSONObject | None = None,
        image: JSONObject | None = None,
        voice: JSONObject | None = None,
        video: JSONObject | None = None,
        file: JSONObject | None = None,
        link: JSONObject | None = None,
        miniprogram: JSONObject | None = None,
        msgmenu: JSONObject | None = None,
        location: JSONObject | None = None,
        business_card: JSONObject | None = None,
        ca_link: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Send a message to a customer: ``msgid``. At most 5 within 48 hours of their last one.

        :param msgtype: names the part that is sent, ``text=`` for ``text``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``; WeCom refuses one
            that was used
        :param text: ``{"content": …}``, at most 2,048 bytes
        :raises ValueError: over a limit

        WeCom page 94677.
        """
        max_bytes("msgid", msgid, 32)
        max_bytes("text.content", (text or {}).get("content"), 2048)
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
        text: JSONObject | None = None,
        msgmenu: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Send a message in response to an event, once for each ``code``: ``msgid``.

        The code of a welcome or of an end is good for 20 seconds, others for 48 hours.

        :param msgtype: ``text`` or ``msgmenu``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``
        :param text: ``{"content": …}``, at most 2,048 bytes
        :raises ValueError: over a limit

        WeCom page 95122.
        """
        max_bytes("msgid", msgid, 32)
        max_bytes("text.content", (text or {}).get("content"), 2048)
        return self._post(
            "kf/send_msg_on_event",
            {"code": code, "msgid": msgid, "msgtype": msgtype, "text": text, "msgmenu": msgmenu},
        )
