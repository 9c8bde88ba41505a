"""Telephone: records of company calls (公费电话) and urgent calls (紧急通知应用)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.arguments import Time
from ..engine.family import Family
from ..engine.paging import pages_by_offset

__all__ = ["PhoneCalls"]

PAGE = 100


class PhoneCalls(Family):
    """Read the call records of the corp's account, and call members."""

    def get_dial_record(
        self,
        *,
        start_time: Time | None = None,
        end_time: Time | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``record``: the calls that were answered, with durations in minutes.

        Calls of members whom the application cannot see are left out. Without a span WeCom reads
        the last 30 days; of a longer span its last 30 days.

        :param start_time: Unix seconds or a datetime, included
        :param end_time: the same, included
        :param limit: entries in the page; WeCom gives at most 100 (its default)

        WeCom page 93662.
        """
        body = {"start_time": start_time, "end_time": end_time, "offset": offset, "limit": limit}
        return self._post("dial/get_dial_record", body, idempotent=True)

    def iter_dial_records(
        self, *, start_time: Time | None = None, end_time: Time | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield all calls of :meth:`get_dial_record`, 100 in a request."""

        def read(offset: int) -> dict[str, Any]:
            return self.get_dial_record(
                start_time=start_time, end_time=end_time, offset=offset, limit=PAGE
            )

        return pages_by_offset(read, "record", size=PAGE)

    def pstncc_call(self, callee_userid: list[str]) -> dict[str, Any]:
        """Call members' phones now to draw attention to an important message.

        ``states`` tells for each whether the call was started (``code`` 0), and its ``callid``.
        A member can be called 3 times in 8 minutes and 8 times in 24 hours.

        :raises ValueError: without a member

        WeCom page 91627.
        """
        if not callee_userid:
            raise ValueError("callee_userid: WeCom takes at least one member.")
        return self._post("pstncc/call", {"callee_userid": callee_userid})

    def get_pstncc_states(self, callee_userid: str, callid: str) -> dict[str, Any]:
        """Get ``istalked``: 1 if a member took a call of the last seven days, otherwise 0.

        ``calltime`` is its start in Unix seconds, ``talktime`` its length in seconds, and
        ``reason`` how it ended: 0 normally, otherwise a number of the manual's list.

        WeCom page 91628.
        """
        body = {"callee_userid": callee_userid, "callid": callid}
        return self._post("pstncc/getstates", body, idempotent=True)
