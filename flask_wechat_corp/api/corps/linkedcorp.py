"""Linked corps (互联企业): their members and departments, and messages to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["LinkedCorp"]

MAX_USERS = 1000
MAX_GROUPS = 100


class LinkedCorp(Family):
    """Members and departments of linked corps, and messages to them.

    A department is written ``LINKEDID/DEPARTMENTID``, a member ``CORPID/USERID``.
    """

    def get_linkedcorp_perm_list(self) -> dict[str, Any]:
        """Get ``userids`` and ``department_ids`` that the application may see.

        WeCom page 93172.
        """
        return self._post("linkedcorp/agent/get_perm_list", idempotent=True)

    def get_linkedcorp_user(self, userid: str) -> dict[str, Any]:
        """Get ``user_info`` of a member.

        WeCom page 93171.
        """
        return self._post("linkedcorp/user/get", {"userid": userid}, idempotent=True)

    def get_linkedcorp_departments(self, department_id: str) -> dict[str, Any]:
        """Get ``department_list``: the departments below one.

        WeCom page 93170.
        """
        body = {"department_id": department_id}
        return self._post("linkedcorp/department/list", body, idempotent=True)

    def get_linkedcorp_department_users(
        self, department_id: str, *, fetch_child: bool | None = None
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department: id, name, departments and corp of each member.

        :param fetch_child: also the members of all departments below it

        WeCom page 93168.
        """
        body = {"department_id": department_id, "fetch_child": fetch_child}
        return self._post("linkedcorp/user/simplelist", body, idempotent=True)

    def get_linkedcorp_department_users_detail(
        self, department_id: str, *, fetch_child: bool | None = None
    ) -> dict[str, Any]:
        """Get ``userlist`` of a department with whole records.

        The parameters are those of :meth:`get_linkedcorp_department_users`. WeCom page 93169.
        """
        body = {"department_id": department_id, "fetch_child": fetch_child}
        return self._post("linkedcorp/user/list", body, idempotent=True)

    def send_linkedcorp_message(
        self,
        msgtype: str,
        *,
        touser: Sequence[str] | None = None,
        toparty: Sequence[str] | None = None,
        totag: Sequence[str] | None = None,
        toall: int | None = None,
        agentid: int | None = None,
        safe: int | None = None,
        text: Mapping[str, object] | None = None,
        image: Mapping[str, object] | None = None,
        voice: Mapping[str, object] | None = None,
        video: Mapping[str, object] | None = None,
        file: Mapping[str, object] | None = None,
        textcard: Mapping[str, object] | None = None,
        news: Mapping[str, object] | None = None,
        mpnews: Mapping[str, object] | None = None,
        markdown: Mapping[str, object] | None = None,
        miniprogram_notice: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """Send a message to members of linked corps, and to our own.

        Who was not reached is named in ``invaliduser``, ``invalidparty`` and ``invalidtag`` of a
        successful answer.

        :param msgtype: the kind; its content goes into the parameter of that name
        :param touser: at most 1,000 members
        :param toparty: at most 100 departments
        :param totag: at most 100 tags, of our own corp only
        :param toall: 1 for all members in the visible range of the application; the three above
            are then ignored
        :param agentid: the application; our own without it
        :raises ConfigError: when neither ``agentid`` nor ``AGENT_ID`` is set

        WeCom page 90250.
        """
        max_length("touser", touser or (), MAX_USERS)
        max_length("toparty", toparty or (), MAX_GROUPS)
        max_length("totag", totag or (), MAX_GROUPS)
        body = {
            "touser": touser,
            "toparty": toparty,
            "totag": totag,
            "toall": toall,
            "msgtype": msgtype,
            "agentid": self._agent(agentid),
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
            "safe": safe,
        }
        return self._post("linkedcorp/message/send", body)
