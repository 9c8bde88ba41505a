"""WeChat customer service (微信客服): statistics."""

from __future__ import annotations

from typing import Any

from ..engine.arguments import Time
from ..engine.checks import max_days
from ..engine.family import Family

__all__ = ["KfStatistics"]


class KfStatistics(Family):
    """Statistics of the customer service by day."""

    def get_kf_corp_statistic(
        self, open_kfid: str, start_time: Time, end_time: Time
    ) -> dict[str, Any]:
        """Return the statistics of an account: ``statistic_list``.

        :param start_time: Unix seconds, from 180 days ago to yesterday
        :param end_time: at most 31 days after ``start_time``; its day counts too
        :raises ValueError: over the limit

        WeCom page 95489.
        """
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        return self._post(
            "kf/get_corp_statistic",
            {"open_kfid": open_kfid, "start_time": start_time, "end_time": end_time},
            idempotent=True,
        )

    def get_kf_servicer_statistic(
        self,
        open_kfid: str,
        start_time: Time,
        end_time: Time,
        *,
        servicer_userid: str | None = None,
    ) -> dict[str, Any]:
        """Return the statistics of one servicer, or of all together: ``statistic_list``.

        Limits as in :meth:`get_kf_corp_statistic`. WeCom page 95490.
        """
        max_days(start_time, end_time, 31, names=("start_time", "end_time"))
        return self._post(
            "kf/get_servicer_statistic",
            {
                "open_kfid": open_kfid,
                "servicer_userid": servicer_userid,
                "start_time": start_time,
                "end_time": end_time,
            },
            idempotent=True,
        )
