"""Schools (家校沟通): messages to parents and students, and following the school."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Flag
from ..engine.checks import max_length, max_value, require_one_of
from ..engine.contents import AnyContent, Sendable, Text, named_content, one_content
from ..engine.family import Family, JSONObject

__all__ = ["SchoolMessages"]


class SchoolMessages(Family):
    """Messages to parents and students, and following the school.

    An administrator of the school must permit the application under 家长可使用的应用.
    """

    def get_subscribe_qr_code(self) -> dict[str, Any]:
        """Return the codes with which parents follow the school, in three sizes.

        They are ``qrcode_big`` (1,200 pixels), ``qrcode_middle`` (430) and ``qrcode_thumb`` (258).
        The school must be verified.

        WeCom page 92320.
        """
        return self._get("externalcontact/get_subscribe_qr_code")

    def get_subscribe_mode(self) -> dict[str, Any]:
        """Return how persons may follow the school: ``subscribe_mode``. WeCom page 92318."""
        return self._get("externalcontact/get_subscribe_mode")

    def set_subscribe_mode(self, subscribe_mode: Literal[1, 2]) -> dict[str, Any]:
        """Allow (1) or forbid (2) following the school by scanning the code. WeCom page 92318."""
        return self._post(
            "externalcontact/set_subscribe_mode",
            {"subscribe_mode": subscribe_mode},
            idempotent=True,
        )

    def send_school_message(
        self,
        content: AnyContent | None = None,
        *,
        msgtype: str | None = None,
        to_external_user: list[str] | None = None,
        to_parent_userid: list[str] | None = None,
        to_student_userid: list[str] | None = None,
        to_party: list[int] | list[str] | None = None,
        toall: Flag | None = None,
        recv_scope: Literal[0, 1, 2] | None = None,
        text: JSONObject | Text | str | None = None,
        image: JSONObject | Sendable | None = None,
        voice: JSONObject | Sendable | None = None,
        video: JSONObject | Sendable | None = None,
        file: JSONObject | Sendable | None = None,
        textcard: JSONObject | Sendable | None = None,
        news: JSONObject | Sendable | None = None,
        mpnews: JSONObject | Sendable | None = None,
        miniprogram: JSONObject | None = None,
        agentid: int | None = None,
        enable_id_trans: Flag | None = None,
        enable_duplicate_check: Flag | None = None,
        duplicate_check_interval: int | None = None,
    ) -> dict[str, Any]:
        """Send a message to parents and students.

        ``invalid_parent_userid``, ``invalid_student_userid`` and ``invalid_party`` list the
        receivers who were not reached.

        :param content: ``"hi"``, ``Text(…)``, ``Image(media_id)`` … or a dict with ``msgtype``;
            with one of the contents below it is the message type
        :param msgtype: the message type, instead of ``content``
        :param to_parent_userid: at most 1,000, like ``to_student_userid``
        :param to_external_user: not in the manual, like ``textcard``; sent as it is
        :param to_party: at most 100 classes
        :param toall: 1: to all that ``recv_scope`` means
        :param recv_scope: 0 parents (WeCom's default), 1 students, 2 both
        :param text: at most 2,048 bytes
        :param news: 1 to 8 articles, like ``mpnews``
        :param miniprogram: ``{"appid": …, "pagepath": …, "thumb_media_id": …, "title": …}``, of a
            mini program that belongs to the corp; a title over 64 bytes is cut
        :param agentid: the sending application (default: the client's own)
        :param enable_id_trans: 1 replaces ids of members and departments in the texts by names
        :param enable_duplicate_check: 1: WeCom drops an equal message within
            ``duplicate_check_interval`` seconds (1,800, at most 14,400); only then is the call
            repeated
        :raises ValueError: over a limit, or without a receiver
        :raises ConfigError: neither ``agentid`` nor one of the client

        WeCom page 91609.
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
                "textcard": textcard,
                "news": news,
                "mpnews": mpnews,
                "miniprogram": miniprogram,
            },
            for_members=True,
        )
        users = {
            "to_external_user": to_external_user,
            "to_parent_userid": to_parent_userid,
            "to_student_userid": to_student_userid,
        }
        require_one_of(**users, to_party=to_party, toall=toall)
        for name, some in users.items():
            max_length(name, some, 1000)
        max_length("to_party", to_party, 100)
        max_value("duplicate_check_interval", duplicate_check_interval, 14400)
        return self._post(
            "externalcontact/message/send",
            {
                **users,
                "to_party": to_party,
                "toall": toall,
                "recv_scope": recv_scope,
                "msgtype": kind,
                **body,
                "agentid": self._agent(agentid),
                "enable_id_trans": enable_id_trans,
                "enable_duplicate_check": enable_duplicate_check,
                "duplicate_check_interval": duplicate_check_interval,
            },
            idempotent=enable_duplicate_check == 1,
        )
