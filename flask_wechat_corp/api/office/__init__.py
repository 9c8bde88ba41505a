"""The calls of the area 办公: approvals, check-in, reports, calendars, meetings, live streams."""

from __future__ import annotations

from .approvals import Approvals
from .calendars import Calendars
from .checkin import Checkin
from .dial import PhoneCalls
from .journals import Journals
from .living import LiveStreams
from .meetingrooms import MeetingRooms
from .meetings import Meetings
from .schedules import Schedules

__all__ = ["Office"]


class Office(
    Approvals,
    Calendars,
    Checkin,
    PhoneCalls,
    Journals,
    LiveStreams,
    MeetingRooms,
    Meetings,
    Schedules,
):
    """All calls of 办公."""
