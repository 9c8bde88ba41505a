"""WeChat customer service (微信客服): the messages of conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_bytes, max_value, required
from ..engine.contents import AnyContent, Sendable, Text, named_content, one_content
from ..engine.family import Family, JSONObject
from ..engine.paging import Pages

if TYPE_CHECKING:
    from ..engine import records_kf as records

__all__ = ["KfMessages"]


class KfMessages(Family):
    """The messages in the conversations of an account."""

    def kf_sync_msg(
        self,
        token: str | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        voice_format: Literal[0, 1] | None = None,
        open_kfid: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the messages of the last 3 days: ``msg_list``.

        Store ``next_cursor``, and continue while ``has_more`` is 1 even if a page is empty. What
        :meth:`kf_send_msg` has sent is not among them.

        :param token: from the callback, at most 128 bytes, good for 10 minutes; without it
            WeCom allows few calls
        :param cursor: at most 64 bytes
        :param limit: page size, at most 1,000
        :param voice_format: 0 AMR, 1 Silk
        :param open_kfid: needed: the account, from the callback
        :raises ValueError: over a limit, or without ``open_kfid``

        WeCom page 94670.
        """
        max_bytes("token", token, 128)
        max_bytes("cursor", cursor, 64)
        max_value("limit", limit, 1000)
        required(open_kfid=open_kfid)
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
        token: str | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        voice_format: Literal[0, 1] | None = None,
        open_kfid: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield page after page of :meth:`kf_sync_msg`, from ``cursor`` to the last one.

        Whole pages, not messages: each has the ``next_cursor`` to store once its ``msg_list`` is
        dealt with.
        """
        required(open_kfid=open_kfid)

        def read(at: str | None) -> tuple[list[dict[str, Any]], object]:
            page = self.kf_sync_msg(
                token, cursor=at, limit=limit, voice_format=voice_format, open_kfid=open_kfid
            )
            following = page.get("next_cursor") if page.get("has_more") else None
            return [page], following or None

        return Pages(read, cursor)

    def kf_send_msg(
        self,
        open_kfid: str,
        touser: str,
        content: AnyContent | None = None,
        *,
        msgtype: str | None = None,
        msgid: str | None = None,
        text: records.Words | Text | str | None = None,
        image: JSONObject | Sendable | None = None,
        voice: JSONObject | Sendable | None = None,
        video: JSONObject | Sendable | None = None,
        file: JSONObject | Sendable | None = None,
        link: records.Card | None = None,
        miniprogram: records.MiniProgram | None = None,
        msgmenu: records.Menu | None = None,
        location: records.Place | None = None,
        business_card: JSONObject | None = None,
        ca_link: records.InviteLink | None = None,
    ) -> dict[str, Any]:
        """Send a message to a customer: ``msgid``. At most 5 within 48 hours of their last one.

        The conversation must be new or with the bot. A message that does not arrive after all is
        told by the event ``msg_send_fail``.

        :param content: ``"您好"``, ``Text(…)``, ``Image(media_id)`` … or a dict with ``msgtype``.
            With one of the contents below it is the message type:
            ``api.kf_send_msg(open_kfid, touser, "link", link={…})``
        :param msgtype: the message type, instead of ``content``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``; WeCom refuses one
            that was used
        :param text: a text, or ``{"content": …}``, at most 2,048 bytes
        :param business_card: not in the manual; sent as it is
        :raises ValueError: over a limit, or without a content

        WeCom page 94677.
        """
        kind, body = named_content(
            "content",
            one_content(content, msgtype),
            {
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
        _check_kf_message(msgid, body)
        return self._post(
            "kf/send_msg",
            {"open_kfid": open_kfid, "touser": touser, "msgid": msgid, "msgtype": kind, **body},
        )

    def kf_send_msg_on_event(
        self,
        code: str,
        content: AnyContent | None = None,
        *,
        msgtype: str | None = None,
        msgid: str | None = None,
        text: records.Words | Text | str | None = None,
        msgmenu: records.Menu | None = None,
    ) -> dict[str, Any]:
        """Send a message in response to an event, once for each ``code``: ``msgid``.

        The code of a welcome or of an end is valid for 20 seconds, others for 48 hours and for
        texts only.

        :param content: a text, ``Text(…)`` or a dict with ``msgtype``; with ``text`` or
            ``msgmenu`` it is the message type
        :param msgtype: the message type, instead of ``content``
        :param msgid: an id of our own, at most 32 bytes of ``0-9a-zA-Z_-``
        :param text: a text, or ``{"content": …}``, at most 2,048 bytes
        :raises ValueError: over a limit, or without a content

        WeCom page 95122.
        """
        kind, body = named_content(
            "content", one_content(content, msgtype), {"text": text, "msgmenu": msgmenu}
        )
        _check_kf_message(msgid, body)
        return self._post(
            "kf/send_msg_on_event", {"code": code, "msgid": msgid, "msgtype": kind, **body}
        )


def _check_kf_message(msgid: str | None, body: Mapping[str, Any]) -> None:
    max_bytes("msgid", msgid, 32)
    max_bytes("text.content", (body.get("text") or {}).get("content"), 2048)
