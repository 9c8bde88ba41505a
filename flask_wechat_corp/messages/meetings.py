"""Events of meetings that the API created.

Source: developer.work.weixin.qq.com/document/path/99103.
"""

from __future__ import annotations

from ..callback.fields import Element, Text, Whole
from .base import TypedEvent, TypedPart

__all__ = [
    "CancelMeetingEvent",
    "CloseScreenShareEvent",
    "DeleteRecordingEvent",
    "JoinFromMeetingRoomEvent",
    "JoinMeetingBeforeHostEvent",
    "JoinMeetingEvent",
    "JoinWaitingRoomEvent",
    "MeetingChangeEvent",
    "MeetingEndEvent",
    "MeetingMuteAllEvent",
    "MeetingStartEvent",
    "MeetingStatisticsEvent",
    "MeetingUnmuteAllEvent",
    "ModifyMeetingEvent",
    "MoveToWaitingRoomEvent",
    "OpenScreenShareEvent",
    "OperatedUser",
    "PauseRecordingEvent",
    "QuitMeetingEvent",
    "QuitWaitingRoomEvent",
    "RecordingCompleteEvent",
    "ResumeRecordingEvent",
    "RoleChangeEvent",
    "StartMeetingEvent",
    "StartRecordingEvent",
    "StopRecordingEvent",
]


class OperatedUser(TypedPart):
    """The participant that was acted on; one from outside the corp has only a temporary id."""

    __slots__ = ()

    user_id = Text("UserId")
    tmp_open_id = Text("TmpOpenId")
    user_role = Whole("UserRole")


class MeetingChangeEvent(TypedEvent, event="meeting_change", page=99103):
    """A meeting has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    meeting_id = Text("MeetingId")
    from_user_tmp_open_id = Text("FromUserTmpOpenId")


class MeetingStartEvent(MeetingChangeEvent, change_type="meeting_start", page=98333):
    """A meeting has begun."""

    __slots__ = ()


class MeetingEndEvent(MeetingChangeEvent, change_type="meeting_end", page=98337):
    """A meeting has ended."""

    __slots__ = ()


class MeetingMuteAllEvent(MeetingChangeEvent, change_type="meeting_mute_all", page=98341):
    """Everybody in a meeting was muted."""

    __slots__ = ()


class MeetingUnmuteAllEvent(MeetingChangeEvent, change_type="meeting_unmute_all", page=98345):
    """Everybody in a meeting may speak again."""

    __slots__ = ()


class JoinMeetingEvent(MeetingChangeEvent, change_type="join_meeting", page=98348):
    """A participant joined a meeting."""

    __slots__ = ()


class QuitMeetingEvent(MeetingChangeEvent, change_type="quit_meeting", page=98352):
    """A participant left a meeting."""

    __slots__ = ()


class JoinMeetingBeforeHostEvent(
    MeetingChangeEvent, change_type="join_meeting_before_host", page=98353
):
    """A participant joined a meeting before the host did."""

    __slots__ = ()


class JoinWaitingRoomEvent(MeetingChangeEvent, change_type="join_waiting_room", page=98354):
    """A participant entered the waiting room."""

    __slots__ = ()


class QuitWaitingRoomEvent(MeetingChangeEvent, change_type="quit_waiting_room", page=98355):
    """A participant left the waiting room, or was removed from it."""

    __slots__ = ()

    operated_user = Element("OperatedUser", OperatedUser)


class JoinFromMeetingRoomEvent(
    MeetingChangeEvent, change_type="join_from_meeting_room", page=98393
):
    """The host admitted a participant from the waiting room."""

    __slots__ = ()

    operated_user = Element("OperatedUser", OperatedUser)


class MoveToWaitingRoomEvent(MeetingChangeEvent, change_type="move_to_waiting_room", page=98394):
    """The host moved a participant to the waiting room."""

    __slots__ = ()

    operated_user = Element("OperatedUser", OperatedUser)


class OpenScreenShareEvent(MeetingChangeEvent, change_type="open_screen_share", page=98395):
    """A participant began to share a screen."""

    __slots__ = ()


class CloseScreenShareEvent(MeetingChangeEvent, change_type="close_screen_share", page=98396):
    """A participant stopped sharing a screen."""

    __slots__ = ()


class RoleChangeEvent(MeetingChangeEvent, change_type="role_change", page=98397):
    """The role of a participant in a meeting has changed."""

    __slots__ = ()

    operated_user = Element("OperatedUser", OperatedUser)


class StartRecordingEvent(MeetingChangeEvent, change_type="start_recording", page=98398):
    """A cloud recording has begun."""

    __slots__ = ()


class PauseRecordingEvent(MeetingChangeEvent, change_type="pause_recording", page=98399):
    """A cloud recording was paused."""

    __slots__ = ()


class ResumeRecordingEvent(MeetingChangeEvent, change_type="resume_recording", page=98400):
    """A cloud recording goes on."""

    __slots__ = ()


class StopRecordingEvent(MeetingChangeEvent, change_type="stop_recording", page=98401):
    """A cloud recording has ended."""

    __slots__ = ()


class RecordingCompleteEvent(MeetingChangeEvent, change_type="recording_complete", page=98402):
    """A cloud recording can be fetched."""

    __slots__ = ()


class DeleteRecordingEvent(MeetingChangeEvent, change_type="delete_recording", page=98404):
    """A cloud recording was deleted."""

    __slots__ = ()


class ModifyMeetingEvent(MeetingChangeEvent, change_type="modify_meeting", page=99081):
    """An administrator changed a meeting."""

    __slots__ = ()


class CancelMeetingEvent(MeetingChangeEvent, change_type="cancel_meeting", page=99082):
    """An administrator cancelled a meeting."""

    __slots__ = ()


class MeetingStatisticsEvent(TypedEvent, event="meeting_statistics", page=99648):
    """Something to count about meetings."""

    __slots__ = ()

    change_type = Text("ChangeType")


class StartMeetingEvent(MeetingStatisticsEvent, change_type="start_meeting", page=99648):
    """A member started a meeting; ``status`` is 1 when that succeeded."""

    __slots__ = ()

    status = Whole("Status")
