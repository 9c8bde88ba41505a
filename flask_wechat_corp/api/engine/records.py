"""What the records of calls contain, for editors and type checkers; never loaded at run time.

A key that WeCom requires is in the class whose name begins with an underscore. Times are Unix
seconds or a ``datetime``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from .arguments import Flag, Time

__all__ = [
    "AcquisitionRange",
    "Agent",
    "Calendar",
    "JobCallback",
    "MemberChange",
    "Menu",
    "MenuButton",
    "NamedTag",
    "NewCalendar",
    "NewMember",
    "NewSchedule",
    "PriorityOption",
    "Reminders",
    "Schedule",
    "VisibleRange",
]


# -- contacts ----------------------------------------------------------------------------------


class _MemberFields(TypedDict, total=False):
    alias: str
    mobile: str
    department: Sequence[int]
    order: Sequence[int]
    position: str
    gender: Literal["1", "2"]
    email: str
    biz_mail: str
    telephone: str
    is_leader_in_dept: Sequence[int]
    direct_leader: Sequence[str]
    avatar_mediaid: str
    enable: Flag
    extattr: Mapping[str, Any]
    external_profile: Mapping[str, Any]
    external_position: str
    nickname: str
    address: str
    main_department: int


class _NewMember(TypedDict):
    userid: str
    name: str


class NewMember(_NewMember, _MemberFields, total=False):
    """A member to create (WeCom page 90195)."""

    to_invite: bool


class _Userid(TypedDict):
    userid: str


class MemberChange(_Userid, _MemberFields, total=False):
    """What changes of a member (WeCom page 90197)."""

    name: str
    new_userid: str
    biz_mail_alias: Mapping[str, Any]


class JobCallback(TypedDict, total=False):
    """Where WeCom reports the end of a batch job (WeCom page 90980)."""

    url: str
    token: str
    encodingaeskey: str


# -- the application ---------------------------------------------------------------------------


class Agent(TypedDict, total=False):
    """Settings of an application (WeCom page 90228)."""

    agentid: int
    report_location_flag: int
    logo_mediaid: str
    name: str
    description: str
    redirect_domain: str
    isreportenter: int
    home_url: str


class _MenuButton(TypedDict):
    name: str


class MenuButton(_MenuButton, total=False):
    """A button of a menu, or with ``sub_button`` a group of at most five (WeCom page 90231)."""

    type: Literal[
        "click",
        "view",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "view_miniprogram",
    ]
    key: str
    url: str
    appid: str
    pagepath: str
    sub_button: Sequence[MenuButton]


class Menu(TypedDict):
    """A menu of one to three buttons (WeCom page 90231)."""

    button: Sequence[MenuButton]


# -- customers ---------------------------------------------------------------------------------


class AcquisitionRange(TypedDict, total=False):
    """Whom a link leads to, at least one of them (WeCom page 97297)."""

    user_list: Sequence[str]
    department_list: Sequence[int]


class PriorityOption(TypedDict, total=False):
    """The members that are preferred when a link is opened (WeCom page 97297)."""

    priority_type: Literal[1, 2]
    priority_userid_list: Sequence[str]


class _NamedTag(TypedDict):
    name: str


class NamedTag(_NamedTag, total=False):
    """A tag to create (WeCom page 92117)."""

    order: int


class _SenderList(TypedDict, total=False):
    user_list: Sequence[str]
    department_list: Sequence[int]


class _TagList(TypedDict, total=False):
    tag_list: Sequence[str]


class VisibleRange(TypedDict, total=False):
    """The members that publish a moment, and the customers that see it (WeCom page 95094)."""

    sender_list: _SenderList
    external_contact_list: _TagList


# -- the office --------------------------------------------------------------------------------


class _PublicRange(TypedDict, total=False):
    userids: Sequence[str]
    partyids: Sequence[int]


class Share(_Userid, total=False):
    """A member that shares a calendar; ``permission`` 1 sees all, 3 sees free and busy only."""

    permission: Literal[1, 3]


class _CalendarFields(TypedDict, total=False):
    admins: Sequence[str]
    description: str
    public_range: _PublicRange
    shares: Sequence[Share]


class _NewCalendar(TypedDict):
    summary: str
    color: str


class NewCalendar(_NewCalendar, _CalendarFields, total=False):
    """A calendar to create (WeCom page 93647)."""

    set_as_default: int
    is_public: int
    is_corp_calendar: int


class _Calendar(_NewCalendar):
    cal_id: str


class Calendar(_Calendar, _CalendarFields, total=False):
    """A calendar as it shall be (WeCom page 97716)."""


class Reminders(TypedDict, total=False):
    """When an entry reminds, and how it repeats (WeCom page 93648).

    ``remind_time_diffs`` are seconds from the start: 0, -300, -900, -3,600 or -86,400; for an entry
    of whole days also 32,400, -172,800 or -604,800. ``repeat_type`` is 0 daily, 1 weekly, 2
    monthly, 5 yearly, 7 every working day; ``timezone`` is -12 to 12 hours from UTC.
    """

    is_remind: int
    is_repeat: int
    remind_before_event_secs: Literal[0, 300, 900, 3600, 86400]
    remind_time_diffs: Sequence[int]
    repeat_type: Literal[0, 1, 2, 5, 7]
    repeat_until: Time
    is_custom_repeat: int
    repeat_interval: int
    repeat_day_of_week: Sequence[int]
    repeat_day_of_month: Sequence[int]
    timezone: int


class _ScheduleFields(TypedDict, total=False):
    admins: Sequence[str]
    attendees: Sequence[_Userid]
    summary: str
    description: str
    reminders: Reminders
    location: str
    is_whole_day: int


class _NewSchedule(TypedDict):
    start_time: Time
    end_time: Time


class NewSchedule(_NewSchedule, _ScheduleFields, total=False):
    """An entry of a calendar to create (WeCom page 93648)."""

    cal_id: str


class _Schedule(_NewSchedule):
    schedule_id: str


class Schedule(_Schedule, _ScheduleFields, total=False):
    """An entry as it shall be (WeCom page 97720)."""
