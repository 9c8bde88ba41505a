"""Room connectors (MRA) and telephone calls (PSTN) in meetings (会议)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.checks import max_length, max_value
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingConnectors", "MeetingPhones"]


class MeetingConnectors(Family):
    """Rooms with SIP or H.323 hardware that joined through a connector (MRA)."""

    def query_meeting_mra_status(self, meetingid: str, tmp_openid: str) -> dict[str, Any]:
        """Get the state of a connector: its name, sound, video, layout and raised hand.

        :param tmp_openid: its id in this meeting

        WeCom page 98786.
        """
        body = {"meetingid": meetingid, "tmp_openid": tmp_openid}
        return self._post("meeting/mra/query_status", body, idempotent=True)

    def set_meeting_mra_default_layout(
        self,
        meetingid: str,
        default_layout: Literal[1, 2, 3],
        default_novideo_user: Literal[1, 2],
        mra: records.TmpOpenId,
    ) -> dict[str, Any]:
        """Switch the layout that a connector shows.

        It does not work while a custom layout or a focused video is shown.

        :param default_layout: 1 equal tiles, 2 full screen, 3 one large and the others small
        :param default_novideo_user: people without video: 1 shown, 2 hidden
        :param mra: ``{"tmp_openid": …}``

        WeCom page 98787.
        """
        body = {
            "meetingid": meetingid,
            "default_layout": default_layout,
            "default_novideo_user": default_novideo_user,
            "mra": mra,
        }
        return self._post("meeting/mra/set_default_layout", body, idempotent=True)

    def set_meeting_mra_raise_hand(
        self, meetingid: str, raise_hand: bool, mra: records.TmpOpenId
    ) -> dict[str, Any]:
        """Raise or lower the hand of a connector.

        :param mra: ``{"tmp_openid": …}``

        WeCom page 98788.
        """
        body = {"meetingid": meetingid, "raise_hand": raise_hand, "mra": mra}
        return self._post("meeting/mra/set_raise_hand", body, idempotent=True)

    def meeting_mra_hangup(self, meetingid: str, mra: records.TmpOpenId) -> dict[str, Any]:
        """Hang up a connector.

        :param mra: ``{"tmp_openid": …}``

        WeCom page 98789.
        """
        return self._post("meeting/mra/hangup", {"meetingid": meetingid, "mra": mra})


class MeetingPhones(Family):
    """Calls from a meeting to telephones; webinars have none."""

    def meeting_phone_callout(
        self, meetingid: str, phone_numbers: Sequence[records.PhoneNumber]
    ) -> dict[str, Any]:
        """Call telephone numbers into a meeting: ``phone_numbers``, ``invalid_phone_numbers``.

        The meeting may be running or not have begun yet.

        :param phone_numbers: at most 50, ``{"area": 86, "phone": …, "extension_number": …}`` each
        :raises ValueError: over the limit

        WeCom page 98823.
        """
        max_length("phone_numbers", phone_numbers, 50)
        body = {"meetingid": meetingid, "phone_numbers": phone_numbers}
        return self._post("meeting/phone/callout", body)

    def get_meeting_phone_callout_status(
        self, meetingid: str, *, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Get a page of ``phone_numbers``: the calls to telephones and their status.

        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 100 (20 if left out)
        :raises ValueError: over the limit

        WeCom page 98824.
        """
        max_value("limit", limit, 100)
        body = {"meetingid": meetingid, "cursor": cursor, "limit": limit}
        return self._post("meeting/phone/get_callout_status", body, idempotent=True)

    def iter_meeting_phone_callouts(
        self, meetingid: str, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the calls from all pages of :meth:`get_meeting_phone_callout_status`."""
        max_value("limit", limit, 100)
        body = {"meetingid": meetingid, "limit": limit}
        return self._post_pages("meeting/phone/get_callout_status", body, "phone_numbers")

    def get_meeting_phone_tmp_openid(
        self, meetingid: str, phone_numbers: Sequence[records.PhoneNumber]
    ) -> dict[str, Any]:
        """Get ``tmp_openid_list``: the ids in this meeting of people on the telephone.

        A switchboard number may have several ids, one that never answered has none.

        :param phone_numbers: at most 20, ``{"area": 86, "phone": …, "extension_number": …}`` each
        :raises ValueError: over the limit

        WeCom page 98825.
        """
        max_length("phone_numbers", phone_numbers, 20)
        body = {"meetingid": meetingid, "phone_numbers": phone_numbers}
        return self._post("meeting/phone/get_tmp_openid", body, idempotent=True)
