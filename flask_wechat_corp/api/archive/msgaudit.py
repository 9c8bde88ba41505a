"""Message archive (会话内容存档): the archived members, and the customers' consent.

These calls need the archive's own secret. The messages themselves come through WeCom's native
SDK, not through the server API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["MessageAudit"]


class MessageAudit(Family):
    """Members, groups and consents of the message archive."""

    def get_msgaudit_permit_users(self, *, type: Literal[1, 2, 3] | None = None) -> dict[str, Any]:
        """Return the ids of the archived members: ``ids``. At most 1,000 calls a minute.

        Departments and tags of the archive's scope are given as their members. Members beyond the
        number that the corp has bought are left out.

        :param type: 1 office edition, 2 service edition, 3 enterprise edition (default: all)

        WeCom page 91614.
        """
        return self._post("msgaudit/get_permit_user_list", {"type": type}, idempotent=True)

    def check_single_agree(self, info: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Return whether customers agreed to the archive: ``agreeinfo``.

        ``agree_status`` is ``Agree`` or ``Disagree``. At most 2,500 calls a minute.

        :param info: ``[{"userid": …, "exteranalopenid": …}]`` (spelt so), at most 100
        :raises ValueError: more than 100

        WeCom page 91782.
        """
        max_length("info", info, 100)
        return self._post("msgaudit/check_single_agree", {"info": info}, idempotent=True)

    def check_room_agree(self, roomid: str) -> dict[str, Any]:
        """Return which customers of a group agreed: ``agreeinfo``, see :meth:`check_single_agree`.

        At most 1,500 calls a minute.

        WeCom page 91782.
        """
        return self._post("msgaudit/check_room_agree", {"roomid": roomid}, idempotent=True)

    def get_msgaudit_group_chat(self, roomid: str) -> dict[str, Any]:
        """Return an archived internal group: ``roomname``, ``creator``, ``members`` …

        At most 2,000 calls a minute.

        WeCom page 92951.
        """
        return self._post("msgaudit/groupchat/get", {"roomid": roomid}, idempotent=True)

    def get_msgaudit_robot_info(self, robot_id: str) -> dict[str, Any]:
        """Return name and creator of a robot that wrote in the archive: ``data``.

        At most 600 calls a minute.

        WeCom page 91774.
        """
        return self._get("msgaudit/get_robot_info", {"robot_id": robot_id})
