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
        """Create a group chat.

        :param userlist: 2 to 2,000 members
        :param name: at most 50 characters
        :param owner: one of the members; WeCom picks one without it
        :param chatid: yours, at most 32 letters and digits; WeCom makes one without it
        :raises ValueError: naming the limit

        WeCom page 90245.
        """
        if len(userlist) < 2:
            raise ValueError("userlist: WeCom takes at least 2 members.")
        max_length("userlist", userlist, 2000)
        max_length("name", name or "", 50)
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

        WeCom page 98913.
        """
        max_length("name", name or "", 50)
        body = {
            "chatid": chatid,
            "name": name,
            "owner": owner,
            "add_user_list": None if add_user_list is None else list(add_user_list),
            "del_user_list": None if del_user_list is None else list(del_user_list),
        }
        return self._post("appchat/update", body, idempotent=True)

    def get_appchat(self, chatid: str) -> dict[str, Any]:
        """Return name, owner and members of a group chat that this application created.

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
