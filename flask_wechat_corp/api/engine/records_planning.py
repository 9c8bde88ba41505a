"""What the records of planned meetings contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from .arguments import Flag, Time

__all__ = ["MeetingReminders", "MeetingSettings", "Members", "NewMeetingSettings"]


class Members(TypedDict, total=False):
    """Members by their ids."""

    userid: Sequence[str]


class MeetingSettings(TypedDict, total=False):
    """How a meeting runs (WeCom pages 99104 and 98148).

    ``password`` has 4 to 6 digits, ``host_key`` 6, and ``hosts`` at most 10 members.
    ``remind_scope`` is 1 none, 2 the host, 3 all, 4 ``ring_users``. ``enable_enter_mute`` is 0 no,
    1 yes, 2 when more than 6 people are there. ``allow_external_user`` lets everyone in, not only
    members. ``hosts`` and the second half need the advanced functions; there
    ``allow_unmute_self`` false needs ``mute_all`` true.
    """

    password: str
    enable_waiting_room: bool
    allow_enter_before_host: bool
    remind_scope: Literal[1, 2, 3, 4]
    enable_enter_mute: Literal[0, 1, 2]
    enable_screen_watermark: bool
    hosts: Members
    ring_users: Members
    allow_unmute_self: bool
    mute_all: bool
    allow_external_user: bool
    watermark_type: Literal[0, 1]
    auto_record_type: Literal["none", "local", "cloud"]
    attendee_join_auto_record: bool
    enable_host_pause_auto_record: bool
    enable_enroll: bool
    enable_host_key: bool
    host_key: str


class NewMeetingSettings(MeetingSettings, total=False):
    """How a new meeting runs; interpretation (同声传译) needs the advanced functions."""

    enable_interpreter: bool


class MeetingReminders(TypedDict, total=False):
    """When WeCom reminds of a meeting, and how it repeats (WeCom pages 99104 and 98148).

    ``repeat_type`` is 0 daily, 1 weekly, 2 monthly, 7 every working day. ``remind_before`` are
    seconds: 0, 300, 900, 3,600 or 86,400. ``repeat_interval`` is at most 2, and for weeks only,
    without the advanced functions. A meeting repeats at most 200 times, monthly 50 times.

    The second half needs the advanced functions: ``repeat_day_of_week`` 1 (Monday) to 7,
    ``repeat_day_of_month`` 1 to 31, ``repeat_until_type`` 0 until ``repeat_until``, 1 until
    ``repeat_until_count`` times (7 if left out).
    """

    is_repeat: Flag
    repeat_type: Literal[0, 1, 2, 7]
    repeat_until: Time
    repeat_interval: int
    remind_before: Sequence[int]
    is_custom_repeat: Flag
    repeat_day_of_week: Sequence[int]
    repeat_day_of_month: Sequence[int]
    repeat_until_type: Literal[0, 1]
    repeat_until_count: int
