"""Rooms (Rooms会议室): rooms with WeCom's own hardware, and meetings in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..engine.arguments import Time
from ..engine.checks import between, max_days, max_value, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["Rooms"]


class Rooms(Family):
    """Rooms of the corp, their devices, and calls from meetings to them."""

    def book_meeting_rooms(
        self,
        meetingid: str,
        meeting_room_id_list: list[str],
        *,
        subject_visible: bool | None = None,
    ) -> dict[str, Any]:
        """Book rooms for a meeting; the answer has ``meeting_room_list``.

        :param meetingid: a meeting of at most 24 hours that is not recurring
        :param subject_visible: show the title on the room's screen within the last hour before;
            true if left out

        WeCom page 98791.
        """
        body = {
            "meetingid": meetingid,
            "meeting_room_id_list": meeting_room_id_list,
            "subject_visible": subject_visible,
        }
        return self._post("meeting/rooms/book", body)

    def meeting_rooms_release(
        self, meetingid: str, meeting_room_id_list: list[str]
    ) -> dict[str, Any]:
        """Release rooms that were booked for a meeting. WeCom page 98792."""
        body = {"meetingid": meetingid, "meeting_room_id_list": meeting_room_id_list}
        return self._post("meeting/rooms/release", body)

    def get_meeting_rooms_info(self, meeting_room_id: str) -> dict[str, Any]:
        """Get a room: ``basic_info``, ``account_info``, ``hardware_info``, ``pmi_info``.

        The description and the passwords are Base64.

        WeCom page 98793.
        """
        body = {"meeting_room_id": meeting_room_id}
        return self._post("meeting/rooms/get_info", body, idempotent=True)

    def list_meeting_rooms(
        self,
        *,
        meeting_room_name: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``meeting_room_list``: the rooms of the corp.

        :param meeting_room_name: only rooms with this in their name
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, 1 to 50 (20 if left out), the same for all pages
        :raises ValueError: over the limit

        WeCom page 98795.
        """
        between("limit", limit, 1, 50)
        body = {"meeting_room_name": meeting_room_name, "cursor": cursor, "limit": limit}
        return self._post("meeting/rooms/list", body, idempotent=True)

    def iter_meeting_rooms(
        self, *, meeting_room_name: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the rooms from all pages of :meth:`list_meeting_rooms`."""
        between("limit", limit, 1, 50)
        body = {"meeting_room_name": meeting_room_name, "limit": limit}
        return self._post_pages("meeting/rooms/list", body, "meeting_room_list")

    def list_meeting_rooms_meetings(
        self,
        *,
        meeting_room_id: str | None = None,
        rooms_id: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``meeting_info_list``: the meetings in a room.

        :param meeting_room_id: the room; it or ``rooms_id`` is needed
        :param rooms_id: the device in the room
        :param start_time: Unix seconds
        :param end_time: Unix seconds, at most 90 days later
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, at most 20 (20 if left out), the same for all pages
        :raises ValueError: over a limit, or neither given

        WeCom page 98796.
        """
        require_one_of(meeting_room_id=meeting_room_id, rooms_id=rooms_id)
        max_value("limit", limit, 20)
        if start_time is not None and end_time is not None:
            max_days(start_time, end_time, 90, names=("start_time", "end_time"))
        body = {
            "meeting_room_id": meeting_room_id,
            "rooms_id": rooms_id,
            "start_time": start_time,
            "end_time": end_time,
            "cursor": cursor,
            "limit": limit,
        }
        return self._post("meeting/rooms/list_meetings", body, idempotent=True)

    def iter_meeting_rooms_meetings(
        self,
        *,
        meeting_room_id: str | None = None,
        rooms_id: str | None = None,
        start_time: Time | None = None,
        end_time: Time | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the meetings from all pages of :meth:`list_meeting_rooms_meetings`."""
        require_one_of(meeting_room_id=meeting_room_id, rooms_id=rooms_id)
        max_value("limit", limit, 20)
        if start_time is not None and end_time is not None:
            max_days(start_time, end_time, 90, names=("start_time", "end_time"))
        body = {
            "meeting_room_id": meeting_room_id,
            "rooms_id": rooms_id,
            "start_time": start_time,
            "end_time": end_time,
            "limit": limit,
        }
        return self._post_pages("meeting/rooms/list_meetings", body, "meeting_info_list")

    def list_meeting_rooms_devices(
        self,
        *,
        meeting_room_name: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``device_info_list``: the devices in the rooms.

        :param meeting_room_name: only rooms with this in their name
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, 1 to 50 (20 if left out), the same for all pages
        :raises ValueError: over the limit

        WeCom page 98798.
        """
        between("limit", limit, 1, 50)
        body = {"meeting_room_name": meeting_room_name, "cursor": cursor, "limit": limit}
        return self._post("meeting/rooms/list_devices", body, idempotent=True)

    def iter_meeting_rooms_devices(
        self, *, meeting_room_name: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the devices from all pages of :meth:`list_meeting_rooms_devices`."""
        between("limit", limit, 1, 50)
        body = {"meeting_room_name": meeting_room_name, "limit": limit}
        return self._post_pages("meeting/rooms/list_devices", body, "device_info_list")

    def list_meeting_rooms_controllers(
        self,
        *,
        controller_name: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Get a page of ``controller_info_list``: the controllers of the rooms.

        :param controller_name: only controllers with this in their name
        :param cursor: the ``next_cursor`` of the page before
        :param limit: page size, 1 to 50 (20 if left out), the same for all pages
        :raises ValueError: over the limit

        WeCom page 98799.
        """
        between("limit", limit, 1, 50)
        body = {"controller_name": controller_name, "cursor": cursor, "limit": limit}
        return self._post("meeting/rooms/list_controllers", body, idempotent=True)

    def iter_meeting_rooms_controllers(
        self, *, controller_name: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the controllers from all pages of :meth:`list_meeting_rooms_controllers`."""
        between("limit", limit, 1, 50)
        body = {"controller_name": controller_name, "limit": limit}
        return self._post_pages("meeting/rooms/list_controllers", body, "controller_info_list")

    def get_meeting_rooms_config(self, meeting_room_id: str) -> dict[str, Any]:
        """Get ``meeting_settings`` and ``record_settings`` of a room. WeCom page 98802."""
        body = {"meeting_room_id": meeting_room_id}
        return self._post("meeting/rooms/get_config", body, idempotent=True)

    def meeting_rooms_call(
        self,
        meetingid: str,
        *,
        meeting_room_id: str | None = None,
        mra_address: records.RoomAddress | None = None,
    ) -> dict[str, Any]:
        """Call a room into a meeting; the answer has ``invite_id``.

        :param meeting_room_id: the room; it or ``mra_address`` is needed
        :param mra_address: ``{"protocol": …, "dial_string": …}``: 1 SIP with an IP address or URI,
            2 H.323 with an IP address or E.164 number
        :raises ValueError: neither given

        WeCom page 98804.
        """
        require_one_of(meeting_room_id=meeting_room_id, mra_address=mra_address)
        body = {
            "meetingid": meetingid,
            "meeting_room_id": meeting_room_id,
            "mra_address": mra_address,
        }
        return self._post("meeting/rooms/call", body)

    def cancel_meeting_rooms_call(
        self,
        meetingid: str,
        invite_id: str,
        *,
        meeting_room_id: str | None = None,
        mra_address: records.RoomAddress | None = None,
    ) -> dict[str, Any]:
        """Cancel a call to a room.

        :param invite_id: from :meth:`meeting_rooms_call`
        :param meeting_room_id: the room; it or ``mra_address`` is needed
        :param mra_address: ``{"protocol": …, "dial_string": …}``: 1 SIP with an IP address or URI,
            2 H.323 with an IP address or E.164 number
        :raises ValueError: neither given

        WeCom page 98805.
        """
        require_one_of(meeting_room_id=meeting_room_id, mra_address=mra_address)
        body = {
            "meetingid": meetingid,
            "invite_id": invite_id,
            "meeting_room_id": meeting_room_id,
            "mra_address": mra_address,
        }
        return self._post("meeting/rooms/cancel_call", body)

    def get_meeting_rooms_response_status(
        self,
        meetingid: str,
        *,
        meeting_room_id: str | None = None,
        mra_address: records.RoomAddress | None = None,
    ) -> dict[str, Any]:
        """Get ``status`` of the last call to a room.

        0 no answer within 60 seconds, 1 not called, 2 in the meeting, 3 refused, 4 being called, 5
        cancelled (not with ``mra_address``), 6 left.

        :param meeting_room_id: the room; it or ``mra_address`` is needed
        :param mra_address: ``{"protocol": …, "dial_string": …}``: 1 SIP with an IP address or URI,
            2 H.323 with an IP address or E.164 number
        :raises ValueError: neither given

        WeCom page 98806.
        """
        require_one_of(meeting_room_id=meeting_room_id, mra_address=mra_address)
        body = {
            "meetingid": meetingid,
            "meeting_room_id": meeting_room_id,
            "mra_address": mra_address,
        }
        return self._post("meeting/rooms/get_response_status", body, idempotent=True)

    def get_meeting_rooms_inventory(self) -> dict[str, Any]:
        """Get how many room licences the corp has and uses. WeCom page 98809."""
        return self._post("meeting/rooms/get_inventory", idempotent=True)
