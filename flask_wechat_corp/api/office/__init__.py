"""The calls of the area 办公: approvals, check-in, reports, calendars, meetings, live streams."""

from __future__ import annotations

from .approvals import Approvals
from .calendars import Calendars
from .checkin import Checkin
from .dial import PhoneCalls
from .hr import HumanResources
from .journals import Journals
from .living import LiveStreams
from .meetingrooms import MeetingRooms
from .meetings import Meetings
from .meetings_accounts import MeetingAccounts
from .meetings_attendees import MeetingAttendees
from .meetings_control import MeetingControl
from .meetings_enrolls import MeetingEnrolls
from .meetings_layouts import MeetingAdvancedLayouts, MeetingBackgrounds, MeetingLayouts
from .meetings_lines import MeetingConnectors, MeetingPhones
from .meetings_members import MeetingMembers
from .meetings_polls import MeetingPolls
from .meetings_recordings import MeetingRecordings
from .meetings_rooms import Rooms
from .meetings_webinar_enrolls import WebinarEnrolls
from .meetings_webinars import Webinars
from .report_grids import ReportCategories, ReportGrids
from .reports import PatrolReports, ResidentReports, SiteCodes
from .schedules import Schedules
from .todos import Todos

__all__ = ["Office"]


class Office(
    Approvals,
    Calendars,
    Checkin,
    HumanResources,
    Journals,
    LiveStreams,
    MeetingAccounts,
    MeetingAdvancedLayouts,
    MeetingAttendees,
    MeetingBackgrounds,
    MeetingConnectors,
    MeetingControl,
    MeetingEnrolls,
    MeetingLayouts,
    MeetingMembers,
    MeetingPhones,
    MeetingPolls,
    MeetingRecordings,
    MeetingRooms,
    Meetings,
    PatrolReports,
    PhoneCalls,
    ReportCategories,
    ReportGrids,
    ResidentReports,
    Rooms,
    Schedules,
    SiteCodes,
    Todos,
    WebinarEnrolls,
    Webinars,
):
    """All calls of 办公."""
