"""Ways into customer groups (加入群聊)."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Flag
from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["GroupChatJoinWays"]


class GroupChatJoinWays(Family):
    """Codes and buttons with which customers join a group (入群方式).

    An app reads and changes only those that it created. A corp has at most 500,000, together with
    those of :class:`~flask_wechat_corp.api.customers.contact_ways.ContactWays`.
    """

    def add_group_chat_join_way(
        self,
        scene: Literal[1, 2],
        chat_id_list: list[str],
        *,
        remark: str | None = None,
        auto_create_room: Flag | None = None,
        room_base_name: str | None = None,
        room_base_id: int | None = None,
        state: str | None = None,
        mark_source: bool | None = None,
    ) -> dict[str, Any]:
        """Create a code or button to join groups: ``config_id``.

        :param scene: 1 button in a mini program, 2 QR code
        :param chat_id_list: at most 5 groups
        :param remark: WeCom truncates it after 30 characters
        :param auto_create_room: 1 (WeCom's default) makes a new group when these are full
        :param room_base_name: the beginning of its name, at most 40 characters
        :param room_base_id: the number of the first new group, which ends its name
        :param state: tells channels apart, at most 30 characters; :meth:`get_group_chat` returns
            it with each member
        :param mark_source: for applications of the kind 营销获客 only
        :raises ValueError: over a limit

        WeCom page 92229.
        """
        _check_join_way(chat_id_list, room_base_name, state)
        return self._post(
            "externalcontact/groupchat/add_join_way",
            {
                "scene": scene,
                "remark": remark,
                "auto_create_room": auto_create_room,
                "room_base_name": room_base_name,
                "room_base_id": room_base_id,
                "chat_id_list": chat_id_list,
                "state": state,
                "mark_source": mark_source,
            },
        )

    def update_group_chat_join_way(
        self,
        config_id: str,
        scene: Literal[1, 2],
        chat_id_list: list[str],
        *,
        remark: str | None = None,
        auto_create_room: Flag | None = None,
        room_base_name: str | None = None,
        room_base_id: int | None = None,
        state: str | None = None,
        mark_source: bool | None = None,
    ) -> dict[str, Any]:
        """Replace a code or button; limits as in :meth:`add_group_chat_join_way`.

        WeCom page 92229.
        """
        _check_join_way(chat_id_list, room_base_name, state)
        return self._post(
            "externalcontact/groupchat/update_join_way",
            {
                "config_id": config_id,
                "scene": scene,
                "remark": remark,
                "auto_create_room": auto_create_room,
                "room_base_name": room_base_name,
                "room_base_id": room_base_id,
                "chat_id_list": chat_id_list,
                "state": state,
                "mark_source": mark_source,
            },
            idempotent=True,
        )

    def get_group_chat_join_way(self, config_id: str) -> dict[str, Any]:
        """Return a code or button: ``join_way``. WeCom page 92229."""
        return self._post(
            "externalcontact/groupchat/get_join_way", {"config_id": config_id}, idempotent=True
        )

    def delete_group_chat_join_way(self, config_id: str) -> dict[str, Any]:
        """Delete a code or button. WeCom page 92229."""
        return self._post("externalcontact/groupchat/del_join_way", {"config_id": config_id})


def _check_join_way(chat_id_list: list[str], room_base_name: str | None, state: str | None) -> None:
    max_length("chat_id_list", chat_id_list, 5)
    max_length("room_base_name", room_base_name, 40)
    max_length("state", state, 30)
