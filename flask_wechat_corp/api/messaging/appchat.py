"""Group chats that the application creates, and messages to them."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import max_length
from ..engine.contents import AnyContent, as_message
from ..engine.family import Family

__all__ = ["AppChat"]


class AppChat(Family):
    """Group chats of the app: WeCom page 90244.

    Only for apps of the corp itself whose visible range is the root department.
    """

    def create_appchat(
        self,
        userlist: list[str],
        *,
        name: str | None = None,
        owner: str | None = None,
        chatid: str | None = None,
    ) -> dict[str, Any]:
        """Create a group chat and get its ``chatid``; at most 1,000 a day.

        :param userlist: 2 to 2,000 members
        :param name: WeCom truncates it after 50 characters
        :param owner: one of the members; WeCom picks one without it
        :param chatid: yours, at most 32 letters and digits; WeCom makes one without it
        :raises ValueError: naming the limit

        WeCom page 90245.
        """
        if len(userlist) < 2:
            raise ValueError("userlist: WeCom takes at least 2 members.")
        max_length("userlist", userlist, 2000)
        max_length("chatid", chatid or "", 32)
        body = {"name": name, "owner": owner, "userlist": list(userlist), "chatid": chatid}
        return self._post("appchat/create", body)

    def update_appchat(
        self,
        chatid: str,
        *,
        name: str | None = None,
        owner: str | None = None,
        add_user_list: list[str] | None = None,
        del_user_list: list[str] | None = None,
    ) -> dict[str, Any]:
        """Change name, owner or members of a group chat that this application created.

        A corp changes its chats at most 1,000 times an hour.

        :param name: WeCom truncates it after 50 characters
        :param owner: needed when the owner is in ``del_user_list``
        :param add_user_list: a chat has at most 2,000 members

        WeCom page 98913.
        """
        body = {
            "chatid": chatid,
            "name": name,
            "owner": owner,
            "add_user_list": None if add_user_list is None else list(add_user_list),
            "del_user_list": None if del_user_list is None else list(del_user_list),
        }
        return self._post("appchat/update", body, idempotent=True)

    def get_appchat(self, chatid: str) -> dict[str, Any]:
        """Return a group chat that this application created: ``chat_info``.

        It has ``chatid``, ``name``, ``owner``, ``userlist`` and ``chat_type`` (1 for a course).

        WeCom page 98914.
        """
        return self._get("appchat/get", {"chatid": chatid})

    def send_appchat(
        self,
        chatid: str,
        message: AnyContent,
        *,
        safe: Flag | None = None,
    ) -> dict[str, Any]:
        """Send a message into a group chat that this application created.

        A member gets at most 200 messages a minute and 10,000 a day of an application; WeCom drops
        the rest without an error.

        :param message: text, image, voice, video, file, textcard, news, mpnews or markdown, in
            the forms that ``send`` takes; a text may mention members:
            ``Text("hi", mentioned_list=["zhangsan"])``
        :param safe: 1 for a confidential message
        :raises ValueError: when a limit that WeCom states is broken

        WeCom page 90248.
        """
        body = {"chatid": chatid, **as_message(message)}
        if safe is not None:
            body["safe"] = safe
        return self._post("appchat/send", body)
