"""Suites of service providers (第三方应用): their code, orders and trials."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.call import SuiteToken
from ..engine.family import Family

__all__ = ["SuiteOrders"]


class SuiteOrders(Family):
    """How corps find and buy a suite. Each call takes the ``suite_access_token`` first."""

    def get_app_qrcode(
        self,
        suite_access_token: str,
        suite_id: str,
        *,
        appid: int | None = None,
        state: str | None = None,
        style: Literal[0, 1, 2, 3, 4] | None = None,
        result_type: int = 2,
    ) -> dict[str, Any]:
        """Get the address of the code with which a corp adds the suite: ``qrcode``.

        :param suite_id: the published application
        :param appid: for suites of several applications only
        :param state: letters and digits, at most 32 bytes; :meth:`get_permanent_code` returns it
        :param style: 0 framed for print, 1 framed for screens; without frame 2 small (WeCom's
            default), 3 medium, 4 large
        :param result_type: 2; with 1 WeCom sends an image, which is not an answer for this method

        WeCom page 95430.
        """
        return self._post(
            "service/get_app_qrcode",
            {
                "suite_id": suite_id,
                "appid": appid,
                "state": state,
                "style": style,
                "result_type": result_type,
            },
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_service_order(self, suite_access_token: str, orderid: str) -> dict[str, Any]:
        """Return an order of the suite; amounts are in 分.

        WeCom page 91909.
        """
        return self._post(
            "service/get_order",
            {"orderid": orderid},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def get_service_order_list(
        self,
        suite_access_token: str,
        start_time: Time,
        end_time: Time,
        *,
        test_mode: Flag | None = None,
    ) -> dict[str, Any]:
        """Return the orders of the suite in a period: ``order_list``.

        :param start_time: Unix seconds
        :param test_mode: 1 orders of test installations, 0 (WeCom's default) of real ones

        WeCom page 91910.
        """
        return self._post(
            "service/get_order_list",
            {"start_time": start_time, "end_time": end_time, "test_mode": test_mode},
            idempotent=True,
            auth=SuiteToken(suite_access_token),
        )

    def prolong_try(
        self,
        suite_access_token: str,
        buyer_corpid: str,
        prolong_days: int,
        *,
        appid: int | None = None,
    ) -> dict[str, Any]:
        """Extend the trial of the suite in a corp: ``try_end_time``.

        Only for a trial with an end, also a past one. All trials together last at most 60 days.

        :param appid: for suites of several applications only

        WeCom page 91913.
        """
        return self._post(
            "service/prolong_try",
            {"buyer_corpid": buyer_corpid, "prolong_days": prolong_days, "appid": appid},
            auth=SuiteToken(suite_access_token),
        )
