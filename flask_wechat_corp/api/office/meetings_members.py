"""Invited members, guests and join links of meetings (会议)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.checks import max_bytes, max_length
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["MeetingMembers"]


class MeetingMembers(Family):
    """Invited members, guests and links of meetings of this application."""

    def get_meeting_invitees(self, meetingid: str, *, cursor: str | None = None) -> dict[str, Any]:
        """Get a page of ``invitees``: the invited members, ``{"userid": …}`` each.

        :param cursor: the ``next_cursor`` of the page before

        WeCom page 98160.
        """
        body = {"meetingid": meetingid, "cursor": cursor}
        return self._post("meeting/get_invitees", body, idempotent=True)

    def iter_meeting_invitees(self, meetingid: str) -> Iterator[dict[str, Any]]:
        """Yield the invited members from all pages of :meth:`get_meeting_invitees`."""
        return self._post_pages("meeting/get_invitees", {"meetingid": meetingid}, "invitees")

    def set_meeting_invitees(
        self, meetingid: str, *, invitees: Sequence[records.UserId] | None = None
    ) -> dict[str, Any]:
        """Replace the invited members of a meeting.

        :param invitees: all of them, the administrator too, ``{"userid": …}`` each; at most 2,000,
            or fewer where the corp's meeting plan has less room
        :raises ValueError: over the limit

        WeCom page 98162.
        """
        max_length("invitees", invitees, 2000)
        body = {"meetingid": meetingid, "invitees": invitees}
        return self._post("meeting/set_invitees", body, idempotent=True)

    def get_meeting_guests(self, meetingid: str) -> dict[str, Any]:
        """Get ``guests``: the people invited by telephone number. WeCom page 99039."""
        return self._post("meeting/get_guests", {"meetingid": meetingid}, idempotent=True)

    def set_meeting_guests(self, meetingid: str, guests: Sequence[records.Guest]) -> dict[str, Any]:
        """Replace the guests of a meeting.

        :param guests: ``{"area": "86", "phone_number": …, "guest_name": …}`` each; the name is
            optional and has at most 16 characters

        WeCom page 99040.
        """
        body = {"meetingid": meetingid, "guests": guests}
        return self._post("meeting/set_guests", body, idempotent=True)

    def create_meeting_customer_short_url(
        self, meetingid: str, customer_data: str
    ) -> dict[str, Any]:
        """Create a link of its own into a meeting, told apart by ``customer_data``.

        The answer has ``meeting_short_url_customer_data``.

        :param meetingid: not a webinar
        :param customer_data: Base64 of ``{"ver": "1.0", "userData": …}``, at most 256 bytes; events
            and the lists of members give it back
        :raises ValueError: over the limit

        WeCom page 98818.
        """
        max_bytes("customer_data", customer_data, 256)
        body = {"meetingid": meetingid, "customer_data": customer_data}
        return self._post("meeting/create_customer_short_url", body)

    def get_meeting_customer_short_url(self, meetingid: str) -> dict[str, Any]:
        """Get ``meeting_short_url_customer_data_list``: all links made for a meeting.

        :param meetingid: neither a webinar nor a meeting under a personal number

        WeCom page 98819.
        """
        body = {"meetingid": meetingid}
        return self._post("meeting/get_customer_short_url", body, idempotent=True)
