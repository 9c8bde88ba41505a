"""Webinars (网络研讨会)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..engine.arguments import Flag, Time
from ..engine.checks import max_length, require_one_of
from ..engine.family import Family

if TYPE_CHECKING:
    from ..engine import records_meetings as records

__all__ = ["Webinars"]


class Webinars(Family):
    """Webinars of this application. Their enrolment is :class:`WebinarEnrolls`."""

    def create_meeting_webinar(
        self,
        admin_userid: str,
        title: str,
        start_time: Time | str,
        end_time: Time | str,
        admission_type: Literal[0, 1, 2],
        playback_for_audience: bool,
        *,
        sponsor: str | None = None,
        hosts: Sequence[records.Host] | None = None,
        password: str | None = None,
        cover_url: str | None = None,
        description: str | None = None,
        enable_guest_invite_link: bool | None = None,
        media_setting: records.WebinarMedia | None = None,
        enable_qa: bool | None = None,
        sensitive_words: list[str] | None = None,
        enable_manual_check: bool | None = None,
        activity_page: bool | None = None,
        display_number_of_attendees: Flag | None = None,
        preparation_mode: bool | None = None,
    ) -> dict[str, Any]:
        """Create a webinar: ``meetingid``, ``meeting_code`` and the links to join.

        ``allow_external_user``: true lets everyone in, the manual says here; for
        :meth:`update_meeting_webinar` it says that true lets in members of the corp only.

        :param admin_userid: the administrator
        :param title: at most 255 characters
        :param sponsor: at most 40 characters
        :param start_time: Unix seconds, like ``end_time``; at most half an hour ago
        :param admission_type: 0 open to all, 1 after enrolment, 2 with a password
        :param hosts: ``{"userid": …}`` each; the administrator if left out
        :param password: 4 to 6 digits, needed with ``admission_type`` 2
        :param cover_url: PNG or JPEG, at most 5 MB, over 640 × 360 pixels, which WeCom fetches
            later; needs ``activity_page``
        :param description: at most 5,000 characters; needs ``activity_page``
        :param enable_guest_invite_link: people who join by the guests' link become guests; false if
            left out
        :param media_setting: the manual's MediaSetting, with ``auto_record_type`` ``none``,
            ``local`` or ``cloud``; switches that are left out are on, except
            ``enable_screen_watermark`` and ``attendee_join_auto_record``
        :param enable_qa: questions and answers; true if left out
        :param sensitive_words: words that the audience cannot write, at most 50 of at most 10
            Chinese characters
        :param enable_manual_check: check by hand what the audience writes, at the answer's
            ``manual_check_link`` with ``manual_check_password``; false if left out
        :param activity_page: true if left out
        :param display_number_of_attendees: on the activity page; true if left out
        :param playback_for_audience: let the audience watch the recording; needs
            ``auto_record_type`` ``cloud``
        :param preparation_mode: turn on 准备模式
        :raises ValueError: over a limit

        WeCom page 98842.
        """
        max_length("title", title, 255)
        max_length("sponsor", sponsor, 40)
        max_length("description", description, 5000)
        max_length("sensitive_words", sensitive_words, 50)
        body = {
            "admin_userid": admin_userid,
            "title": title,
            "sponsor": sponsor,
            "start_time": str(start_time),
            "end_time": str(end_time),
            "admission_type": admission_type,
            "hosts": hosts,
            "password": password,
            "cover_url": cover_url,
            "description": description,
            "enable_guest_invite_link": enable_guest_invite_link,
            "media_setting": media_setting,
            "enable_qa": enable_qa,
            "sensitive_words": sensitive_words,
            "enable_manual_check": enable_manual_check,
            "activity_page": activity_page,
            "display_number_of_attendees": display_number_of_attendees,
            "playback_for_audience": playback_for_audience,
            "preparation_mode": preparation_mode,
        }
        return self._post("meeting/webinar/create", body)

    def update_meeting_webinar(
        self,
        meetingid: str,
        title: str,
        start_time: Time | str,
        end_time: Time | str,
        admission_type: Literal[0, 1, 2],
        playback_for_audience: bool,
        *,
        sponsor: str | None = None,
        hosts: Sequence[records.Host] | None = None,
        password: str | None = None,
        cover_url: str | None = None,
        description: str | None = None,
        enable_guest_invite_link: bool | None = None,
        media_setting: records.WebinarMedia | None = None,
        enable_qa: bool | None = None,
        sensitive_words: list[str] | None = None,
        enable_manual_check: bool | None = None,
        activity_page: bool | None = None,
        display_number_of_attendees: Flag | None = None,
        preparation_mode: bool | None = None,
    ) -> dict[str, Any]:
        """Change a webinar; values and limits are those of :meth:`create_meeting_webinar`.

        :param hosts: ``{"userid": …}`` each; they replace the hosts so far
        :raises ValueError: over a limit

        WeCom page 98843.
        """
        max_length("title", title, 255)
        max_length("sponsor", sponsor, 40)
        max_length("description", description, 5000)
        max_length("sensitive_words", sensitive_words, 50)
        body = {
            "meetingid": meetingid,
            "title": title,
            "sponsor": sponsor,
            "start_time": str(start_time),
            "end_time": str(end_time),
            "admission_type": admission_type,
            "hosts": hosts,
            "password": password,
            "cover_url": cover_url,
            "description": description,
            "enable_guest_invite_link": enable_guest_invite_link,
            "media_setting": media_setting,
            "enable_qa": enable_qa,
            "sensitive_words": sensitive_words,
            "enable_manual_check": enable_manual_check,
            "activity_page": activity_page,
            "display_number_of_attendees": display_number_of_attendees,
            "playback_for_audience": playback_for_audience,
            "preparation_mode": preparation_mode,
        }
        return self._post("meeting/webinar/update", body, idempotent=True)

    def get_meeting_webinar(
        self, *, meetingid: str | None = None, meeting_code: str | None = None
    ) -> dict[str, Any]:
        """Get a webinar, by id or by the number that people type.

        The manual calls its title ``title`` in the example and ``subject`` in the table, and
        likewise ``mute_enable_join`` and ``enable_enter_mute`` in ``media_setting``.

        :param meetingid: it or ``meeting_code`` is needed; it takes precedence if both are given
        :raises ValueError: neither given

        WeCom page 98860.
        """
        require_one_of(meetingid=meetingid, meeting_code=meeting_code)
        body = {"meetingid": meetingid, "meeting_code": meeting_code}
        return self._post("meeting/webinar/get", body, idempotent=True)

    def cancel_meeting_webinar(self, meetingid: str) -> dict[str, Any]:
        """Cancel a webinar. WeCom page 98870."""
        return self._post("meeting/webinar/cancel", {"meetingid": meetingid})

    def list_meeting_webinar_guest(
        self, *, meetingid: str | None = None, meeting_code: str | None = None
    ) -> dict[str, Any]:
        """Get ``guests`` of a webinar, by id or by the number that people type.

        ``guest_type`` is 1 a member, 2 a guest from outside, 3 a guest who joined by the link.

        :param meetingid: it or ``meeting_code`` is needed; it takes precedence if both are given
        :raises ValueError: neither given

        WeCom page 98871.
        """
        require_one_of(meetingid=meetingid, meeting_code=meeting_code)
        body = {"meetingid": meetingid, "meeting_code": meeting_code}
        return self._post("meeting/webinar/list_guest", body, idempotent=True)

    def update_meeting_webinar_guest_list(
        self, meetingid: str, guests: Sequence[records.WebinarGuest]
    ) -> dict[str, Any]:
        """Replace the guests of a webinar.

        :param guests: ``guest_type`` 1 with ``userid``, or 2 with ``area`` (86), ``phone_number``,
            ``guest_name`` (at most 16 characters) and perhaps ``email``

        WeCom page 98872.
        """
        body = {"meetingid": meetingid, "guests": guests}
        return self._post("meeting/webinar/update_guest_list", body, idempotent=True)

    def update_meeting_webinar_warm_up(
        self,
        meetingid: str,
        *,
        warm_up_picture: str | None = None,
        warm_up_video: str | None = None,
        allow_attendees_invite_others: bool | None = None,
    ) -> dict[str, Any]:
        """Set the picture or video shown in the 15 minutes before a webinar.

        WeCom fetches it later; an event tells the outcome.

        :param warm_up_picture: address of a PNG or JPEG of at most 5 MB; it takes precedence over a
            video
        :param warm_up_video: address of an MP4 of at most 1 GB
        :param allow_attendees_invite_others: true if left out

        WeCom page 98882.
        """
        body = {
            "meetingid": meetingid,
            "warm_up_picture": warm_up_picture,
            "warm_up_video": warm_up_video,
            "allow_attendees_invite_others": allow_attendees_invite_others,
        }
        return self._post("meeting/webinar/update_warm_up", body, idempotent=True)
