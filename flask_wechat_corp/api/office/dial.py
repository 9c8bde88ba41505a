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
        """Get a page of ``record``: the calls that were answered, in Unix seconds.

        Without a span the last 30 days; of a longer span WeCom reads the last 30 days.

        :param limit: entries in the page; WeCom gives at most 100

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

        ``states`` tells for each whether the call was started, and its ``callid``.

        WeCom page 91627.
        """
        if not callee_userid:
            raise ValueError("callee_userid: WeCom takes at least one member.")
        return self._post("pstncc/call", {"callee_userid": callee_userid})

    def get_pstncc_states(self, callee_userid: str, callid: str) -> dict[str, Any]:
        """Return whether a member took a call of the last seven days.

        WeCom page 91628.
        """
        body = {"callee_userid": callee_userid, "callid": callid}
        return self._post("pstncc/getstates", body, idempotent=True)
