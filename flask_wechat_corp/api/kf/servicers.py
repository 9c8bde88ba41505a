"""WeChat customer service (微信客服): servicers, and the state of conversations."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

__all__ = ["KfServicers"]


class KfServicers(Family):
    """The servicers (接待人员) of an account, and the state of its conversations."""

    def add_kf_servicer(
        self,
        open_kfid: str,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
    ) -> dict[str, Any]:
        """Add servicers to an account: ``result_list``, each with its ``errcode``.

        An account has room for 2,000 members and 20 departments.

        :param userid_list: at most 100 at once
        :param department_id_list: at most 20; one of the two lists is needed
        :raises ValueError: over a limit, or without a servicer

        WeCom page 94646.
        """
        _check_servicers(userid_list, department_id_list, 20)
        return self._post(
            "kf/servicer/add",
            {
                "open_kfid": open_kfid,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
            },
            idempotent=True,
        )

    def delete_kf_servicer(
        self,
        open_kfid: str,
        *,
        userid_list: list[str] | None = None,
        department_id_list: list[int] | None = None,
    ) -> dict[str, Any]:
        """Remove servicers from an account: ``result_list``, each with its ``errcode``.

        :param userid_list: at most 100 at once
        :param department_id_list: at most 100 at once; one of the two lists is needed
        :raises ValueError: over a limit, or without both lists

        WeCom page 94647.
        """
        _check_servicers(userid_list, department_id_list, 100)
        return self._post(
            "kf/servicer/del",
            {
                "open_kfid": open_kfid,
                "userid_list": userid_list,
                "department_id_list": department_id_list,
            },
        )

    def list_kf_servicers(self, open_kfid: str) -> dict[str, Any]:
        """Return the servicers of an account: ``servicer_list``.

        ``status`` of a member is 0 at work, 1 stopped. WeCom page 94645.
        """
        return self._get("kf/servicer/list", {"open_kfid": open_kfid})

    def get_kf_service_state(self, open_kfid: str, external_userid: str) -> dict[str, Any]:
        """Return the state of a conversation: ``service_state``, ``servicer_userid``.

        0 new, 1 with the bot, 2 waiting for a member, 3 with a member, 4 ended or not begun.
        WeCom page 94669.
        """
        return self._post(
            "kf/service_state/get",
            {"open_kfid": open_kfid, "external_userid": external_userid},
            idempotent=True,
        )

    def trans_kf_service_state(
        self,
        open_kfid: str,
        external_userid: str,
        service_state: Literal[0, 1, 2, 3, 4],
        *,
        servicer_userid: str | None = None,
    ) -> dict[str, Any]:
        """Change the state of a conversation: ``msg_code``, for :meth:`kf_send_msg_on_event`.

        The code comes with the first change to 2 or 3, and with 4. A conversation in state 4
        cannot be changed.

        :param service_state: see :meth:`get_kf_service_state`
        :param servicer_userid: the member, who is at work, for state 3

        WeCom page 94669.
        """
        return self._post(
            "kf/service_state/trans",
            {
                "open_kfid": open_kfid,
                "external_userid": external_userid,
                "service_state": service_state,
                "servicer_userid": servicer_userid,
            },
        )


def _check_servicers(
    userid_list: list[str] | None, department_id_list: list[int] | None, departments: int
) -> None:
    require_one_of(userid_list=userid_list, department_id_list=department_id_list)
    max_length("userid_list", userid_list, 100)
    max_length("department_id_list", department_id_list, departments)
