"""Settings of a school, its payments and its login (家校沟通 › 基础接口、班级收款)."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import max_bytes
from ..engine.family import Family

__all__ = ["SchoolPayments", "SchoolSettings"]


class SchoolSettings(Family):
    """Settings of a school's contacts and of its applications."""

    def get_school_agent_allow_scope(self, agentid: int | None = None) -> dict[str, Any]:
        """Get ``allow_scope``: the students and departments whose parents may use an application.

        :param agentid: our own application if left out

        WeCom page 94895.
        """
        return self._get("school/agent/get_allow_scope", {"agentid": self._agent(agentid)})

    def set_school_arch_sync_mode(self, arch_sync_mode: Literal[1, 2, 3]) -> dict[str, Any]:
        """Forbid the synchronisation of contacts and class tags. **It cannot be allowed again.**

        :param arch_sync_mode: 1 tags to contacts, 2 contacts to tags, 3 both

        WeCom page 92345.
        """
        body = {"arch_sync_mode": arch_sync_mode}
        return self._post("school/set_arch_sync_mode", body, idempotent=True)

    def set_school_upgrade_info(
        self, *, upgrade_time: Time | None = None, upgrade_switch: Flag | None = None
    ) -> dict[str, Any]:
        """Set when students move up a grade; the answer has ``next_upgrade_time``.

        :param upgrade_time: Unix seconds, of which month and day count; 1 January if left out
        :param upgrade_switch: whether they move up automatically; false if left out

        WeCom page 92949.
        """
        body = {"upgrade_time": upgrade_time, "upgrade_switch": upgrade_switch}
        return self._post("school/set_upgrade_info", body, idempotent=True)

    def get_school_teacher_view_mode(self) -> dict[str, Any]:
        """Get ``view_mode``: 1 if teachers see all classes, 2 if only their own.

        Not checked against the manual (WeCom page 92652).
        """
        return self._get("school/get_teacher_view_mode")

    def set_school_teacher_view_mode(self, view_mode: Literal[1, 2]) -> dict[str, Any]:
        """Set which classes teachers see.

        :param view_mode: 1 all, 2 only their own

        Not checked against the manual (WeCom page 92652).
        """
        return self._post("school/set_teacher_view_mode", {"view_mode": view_mode}, idempotent=True)

    def get_school_chat_create_mode(self) -> dict[str, Any]:
        """Get ``create_mode``: 0 if groups of classes are made automatically, 1 if by hand.

        WeCom page 92430.
        """
        return self._get("school/get_chat_create_mode")

    def set_school_chat_create_mode(self, create_mode: Literal[0, 1]) -> dict[str, Any]:
        """Set how groups of classes are made.

        :param create_mode: 0 automatically, 1 by hand

        WeCom page 92430.
        """
        body = {"create_mode": create_mode}
        return self._post("school/set_chat_create_mode", body, idempotent=True)

    def get_school_user_info(self, code: str) -> dict[str, Any]:
        """Exchange a code for ``parent_userid`` or ``student_userid``.

        :param code: used up by this call, at most 512 bytes, valid for 5 minutes
        :raises ValueError: over the limit

        WeCom page 95791.
        """
        max_bytes("code", code, 512)
        return self._get("school/getuserinfo", {"code": code}, idempotent=False)


class SchoolPayments(Family):
    """Payments for classes that this application asked for."""

    def get_school_payment_result(self, payment_id: str) -> dict[str, Any]:
        """Get ``payment_result``: the payment of each student, ``trade_state`` 1 when paid.

        :param payment_id: from the JS-SDK or mini program call that started the collection

        WeCom page 94470.
        """
        return self._post("school/get_payment_result", {"payment_id": payment_id}, idempotent=True)

    def get_school_trade(self, payment_id: str, trade_no: str) -> dict[str, Any]:
        """Get ``transaction_id`` and ``pay_time`` of one payment.

        :param trade_no: from :meth:`get_school_payment_result`

        WeCom page 94471.
        """
        body = {"payment_id": payment_id, "trade_no": trade_no}
        return self._post("school/get_trade", body, idempotent=True)
