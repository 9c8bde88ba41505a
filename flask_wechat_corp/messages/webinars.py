"""Further events of meetings: webinars, enrolment, phones, meeting rooms, files.

Source: developer.work.weixin.qq.com/document/path/99103.
"""

from __future__ import annotations

from ..callback.fields import Element, Elements, Flag, Text, Whole
from .base import TypedPart
from .meetings import MeetingChangeEvent, OperatedUser

__all__ = [
    "CancelEnrollEvent",
    "EnrollEvent",
    "MediumUploadEvent",
    "MeetingRoomResponseEvent",
    "MraAddress",
    "PstnStatusUpdateEvent",
    "UploadInfo",
    "WarmUpInfo",
    "WebinarRoleChangeEvent",
    "WebinarWarmUpUploadEvent",
]


class WebinarRoleChangeEvent(MeetingChangeEvent, change_type="webinar_role_change", page=98771):
    """The role of a participant of a webinar has changed."""

    __slots__ = ()

    operated_user = Element("OperatedUser", OperatedUser)


class WarmUpInfo(TypedPart):
    """The picture or video that is shown before a webinar, and whether its upload succeeded (1)."""

    __slots__ = ()

    warm_up_picture = Text("WarmUpPicture")
    warm_up_video = Text("WarmUpVideo")
    upload_status = Whole("UploadStatus")
    error_msg = Text("ErrorMsg")


class WebinarWarmUpUploadEvent(
    MeetingChangeEvent, change_type="webinar_warm_up_upload", page=98773
):
    """What is shown before a webinar was uploaded."""

    __slots__ = ()

    warm_up_info = Element("WarmUpInfo", WarmUpInfo)


class PstnStatusUpdateEvent(MeetingChangeEvent, change_type="pstn_status_update", page=98774):
    """A phone call into a meeting has changed its state."""

    __slots__ = ()

    pstn_status = Text("PstnStatus")


class UploadInfo(TypedPart):
    """A file, and whether its upload succeeded (1)."""

    __slots__ = ()

    medium_type = Whole("MediumType")
    medium_url = Text("MediumUrl")
    upload_status = Whole("UploadStatus")
    error_msg = Text("ErrorMsg")


class MediumUploadEvent(MeetingChangeEvent, change_type="medium_upload", page=98775):
    """Files for a meeting were uploaded."""

    __slots__ = ()

    all_upload_status = Flag("AllUploadStatus")
    upload_info = Elements("UploadInfo", UploadInfo)


class EnrollEvent(MeetingChangeEvent, change_type="enroll", page=98781):
    """A person enrolled for a meeting."""

    __slots__ = ()

    enroll_id = Text("EnrollId")


class CancelEnrollEvent(MeetingChangeEvent, change_type="cancel_enroll", page=98782):
    """A person withdrew the enrolment for a meeting."""

    __slots__ = ()

    enroll_id = Text("EnrollId")


class MraAddress(TypedPart):
    """A device that connects a meeting room."""

    __slots__ = ()

    protocol = Whole("Protocol")
    dial_string = Text("DialString")


class MeetingRoomResponseEvent(MeetingChangeEvent, change_type="meeting_room_response", page=98783):
    """A meeting room answered a call, or did not."""

    __slots__ = ()

    meeting_room_id = Text("MeetingRoomId")
    mra_address = Element("MraAddress", MraAddress)
    room_response_status = Whole("RoomResponseStatus")
