"""Linked corps (互联企业): their members and departments, and messages to them."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Flag
from ..engine.checks import max_length
from ..engine.contents import AnyContent, Sendable, Text, named_content, one_content
from ..engine.family import Family, JSONObject

__all__ = ["LinkedCorp"]

MAX_USERS = 1000
MAX_GROUPS = 100


class LinkedCorp(Family):
    """Members and departments of linked corps, and messages to them. Legacy.

    WeCom's manual has no page of these calls any more; corps upstream and downstream (上下游,
    ``corps.corpgroup`` and ``corps.chain``) take their place.

    A department is written ``LINKEDID/DEPARTMENTID``, a member ``CORPID/USERID``.
    """

    def get_linkedcorp_perm_list(self) -> dict[str, Any]:
        """Get ``userids`` and ``department_ids`` that the application may see. Legacy.

        WeCom page 93172.
        """
        return self._post("linkedcorp/agent/get_perm_list", idempotent=True)

    def get_linkedcorp_user(self, userid: str) -> dict[str, Any]:
        """Get ``user_info`` of a member. Legacy.

        WeCom page 93171.
        """
        return self._post("linkedcorp/user/get", {"userid": userid}, idempotent=True)

    def get_linkedcorp_departments(self, department_id: str) -> dict[str, Any]:
        """Get ``department_list``: the departments below one. Legacy.

        WeCom page 93170.
        """
        body = {"department_id": department_id}
        return self._post("linkedcorp/department/list", body, idempotent=True)

    def get_linkedcorp_department_users(
        self, department_id: str, *, fetch_child: bool | None = None
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department: id, name, departments and corp of each member. Legacy.

        :param fetch_child: also the members of all departments below it

        WeCom page 93168.
        """
        body = {"department_id": department_id, "fetch_child": fetch_child}
        return self._post("linkedcorp/user/simplelist", body, idempotent=True)

    def get_linkedcorp_department_users_detail(
        self, department_id: str, *, fetch_child: bool | None = None
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department with whole records. Legacy.

        The parameters are those of :meth:`get_linkedcorp_department_users`. WeCom page 93169.
        """
        body = {"department_id": department_id, "fetch_child": fetch_child}
        return self._post("linkedcorp/user/list", body, idempotent=True)

    def send_linkedcorp_message(
        self,
        content: AnyContent | None = None,
        *,
        msgtype: str | None = None,
        touser: list[str] | None = None,
        toparty: list[str] | None = None,
        totag: list[str] | None = None,
        toall: Flag | None = None,
        agentid: int | None = None,
        safe: Flag | None = None,
        text: JSONObject | Text | str | None = None,
        image: JSONObject | Sendable | None = None,
        voice: JSONObject | Sendable | None = None,
        video: JSONObject | Sendable | None = None,
        file: JSONObject | Sendable | None = None,
        textcard: JSONObject | Sendable | None = None,
        news: JSONObject | Sendable | None = None,
        mpnews: JSONObject | Sendable | None = None,
        markdown: JSONObject | Sendable | None = None,
        miniprogram_notice: JSONObject | Sendable | None = None,
    ) -> dict[str, Any]:
        """Send a message to members of linked corps, and to our own. Legacy.

        A successful answer lists the recipients that were not reached in ``invaliduser``,
        ``invalidparty`` and ``invalidtag``.

        :param content: ``"hi"``, ``Text(…)``, ``TextCard(…)`` … or a dict with
            ``msgtype``; with one of the contents below it is the message type
        :param msgtype: the message type, instead of ``content``
        :param touser: at most 1,000 members
        :param toparty: at most 100 departments
        :param totag: at most 100 tags, of our own corp only
        :param toall: 1 for all members in the visible range of the application; the three above
            are then ignored
        :param agentid: the application; our own without it
        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 90250.
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
                "markdown": markdown,
                "miniprogram_notice": miniprogram_notice,
            },
            for_members=True,
        )
        max_length("touser", touser or (), MAX_USERS)
        max_length("toparty", toparty or (), MAX_GROUPS)
        max_length("totag", totag or (), MAX_GROUPS)
        message = {
            "touser": touser,
            "toparty": toparty,
            "totag": totag,
            "toall": toall,
            "msgtype": kind,
            "agentid": self._agent(agentid),
            **body,
            "safe": safe,
        }
        return self._post("linkedcorp/message/send", message)
