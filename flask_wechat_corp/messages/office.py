"""Events of calendars, schedules, meeting rooms, live streams and mail."""

from __future__ import annotations

from ..callback.fields import Text, Whole
from .base import TypedEvent

__all__ = [
    "AddCalendarEvent",
    "AddScheduleEvent",
    "AppEmailChangeEvent",
    "BookMeetingRoomEvent",
    "CancelMeetingRoomEvent",
    "DeleteCalendarEvent",
    "DeleteScheduleEvent",
    "LivingStatusChangeEvent",
    "ModifyCalendarEvent",
    "ModifyScheduleEvent",
    "PublicEmailChangeEvent",
    "PublicReceiveEmailEvent",
    "ReceiveEmailEvent",
    "RespondScheduleEvent",
]


class AddCalendarEvent(TypedEvent, event="add_calendar"):
    """A calendar was created."""

    __slots__ = ()

    cal_id = Text("CalId")


class ModifyCalendarEvent(TypedEvent, event="modify_calendar", page=97730):
    """A calendar that the API created was changed."""

    __slots__ = ()

    cal_id = Text("CalId")


class DeleteCalendarEvent(TypedEvent, event="delete_calendar", page=97728):
    """A calendar that the API created was deleted."""

    __slots__ = ()

    cal_id = Text("CalId")


class AddScheduleEvent(TypedEvent, event="add_schedule", page=101698):
    """A schedule was created."""

    __slots__ = ()

    schedule_id = Text("ScheduleId")
    cal_id = Text("CalId")


class ModifyScheduleEvent(TypedEvent, event="modify_schedule", page=97731):
    """A schedule was changed."""

    __slots__ = ()

    schedule_id = Text("ScheduleId")
    cal_id = Text("CalId")


class DeleteScheduleEvent(TypedEvent, event="delete_schedule", page=97732):
    """A schedule was deleted."""

    __slots__ = ()

    schedule_id = Text("ScheduleId")
    cal_id = Text("CalId")


class RespondScheduleEvent(TypedEvent, event="respond_schedule", page=98111):
    """A member accepted or refused a schedule."""

    __slots__ = ()

    schedule_id = Text("ScheduleId")
    cal_id = Text("CalId")


class BookMeetingRoomEvent(TypedEvent, event="book_meeting_room", page=95333):
    """A meeting room was booked; ``meeting_id`` is the name of older pages."""

    __slots__ = ()

    meeting_room_id = Whole("MeetingRoomId")
    booking_id = Text("BookingId")
    meeting_id = Text("MeetingId")


class CancelMeetingRoomEvent(TypedEvent, event="cancel_meeting_room", page=95333):
    """The booking of a meeting room was cancelled."""

    __slots__ = ()

    meeting_room_id = Whole("MeetingRoomId")
    booking_id = Text("BookingId")
    meeting_id = Text("MeetingId")


class LivingStatusChangeEvent(TypedEvent, event="living_status_change", page=94145):
    """A live stream is booked (0), runs (1), has ended (2) or was cancelled (4)."""

    __slots__ = ()

    living_id = Text("LivingId")
    status = Whole("Status")


class AppEmailChangeEvent(TypedEvent, event="app_email_change", page=97495):
    """Something about the app's mailbox has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    amount = Whole("Amount")


class ReceiveEmailEvent(AppEmailChangeEvent, change_type="receive_email", page=97495):
    """The app's mailbox got mail; ``amount`` is the number of new ones."""

    __slots__ = ()


class PublicEmailChangeEvent(TypedEvent, event="public_email_change", page=100180):
    """Something about a public mailbox has changed."""

    __slots__ = ()

    change_type = Text("ChangeType")
    id_ = Whole("Id")
    amount = Whole("Amount")


class PublicReceiveEmailEvent(PublicEmailChangeEvent, change_type="receive_email", page=100180):
    """A public mailbox got mail; ``amount`` is the number of new ones."""

    __slots__ = ()
